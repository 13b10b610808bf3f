"""GET and HEAD of a file: which of its versions, whether the client has it, and which bytes of it (RFC 9110 §13-14)."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass

from ...faults.files import FILE_UNSETTLED
from ...faults.resource import RANGE_UNSATISFIABLE
from ...semantics.fields import Pair
from ...semantics.ranges import ContentRange, RangeOutcome, RangeSelection, if_range_holds, select_ranges
from ...semantics.validators import Outcome, evaluate
from ..handler import Content, Response
from .answer import ASK_EACH_TIME, NO_SNIFFING, precondition_failed, response, version_fields
from .coded import coded_neighbour
from .content_type import content_type, is_active
from .opened import OpenedFile, open_file
from .path import shown
from .pieces import FilePieces, Plan, byte_ranges, whole
from .refused import Refused
from .request import FileRequest
from .version import Version, version_of
from .way import Way

# What is no larger is answered at once where the system has it in memory: a task would cost more than the reading.
_SMALL = 65_536
_ATTEMPTS = 3
_VARY: Pair = (b"vary", b"Accept-Encoding")
_RANGES: Pair = (b"accept-ranges", b"bytes")
# Scripts in an uploaded page run, but as those of another site: they cannot change the folder.
_SANDBOX: Pair = (
    b"content-security-policy",
    b"sandbox allow-downloads allow-forms allow-modals allow-popups allow-scripts",
)


@dataclass(frozen=True, slots=True)
class _Selected:
    """The representation that is sent: an open file, its media type, its coding or none, and which version it is."""

    file: OpenedFile
    media_type: str
    coding: str | None
    version: Version


def send_file(request: FileRequest, way: Way, *, writable: bool) -> Response:
    """Answer GET or HEAD with the file that `way` leads to. Raises `Refused`: 412, 416, 503; `OSError`.

    Where clients may write, whoever put the file there is kept from acting for those who look at it; and there are no
    compressed neighbours, so that the entity tag that a client sees is the one that its If-Match is compared with.
    """
    for _ in range(_ATTEMPTS):
        selected = _select(way, None if writable else request.field("accept-encoding"))
        with closing(selected.file):
            answer = _answer(request, selected, sandboxed=writable)
        if answer is not None:
            return answer
    raise Refused(FILE_UNSETTLED, fields=(("Retry-After", "1"),), path=request.raw_path)


def _select(way: Way, accept_encoding: str | None) -> _Selected:
    media_type = content_type(shown(way.name))
    coding, name = coded_neighbour(way, accept_encoding) or (None, way.name)
    file = open_file(way.folder, name)
    return _Selected(file, media_type, coding, version_of(file.status, time.time_ns()))


def _answer(request: FileRequest, selected: _Selected, *, sandboxed: bool) -> Response | None:
    """Answer 200, 206 or 304; None where the file changed while it was read. Raises `Refused`: 412, 416."""
    version = selected.version
    fields = [*version_fields(version), ASK_EACH_TIME, _VARY]
    outcome = evaluate(request.method, request.preconditions, version.representation)
    if outcome is Outcome.FAILED:
        raise precondition_failed(version)
    if outcome is Outcome.NOT_MODIFIED:
        return response(304, b"", *fields)
    fields += _fields_of_content(selected, sandboxed)
    selection = _selection(request, selected)
    media_type, size = selected.media_type, selected.file.size
    if selection.outcome is RangeOutcome.NONE:
        return _with_content(request, selected, 200, whole(size), media_type, fields)
    if len(selection.ranges) > 1:
        ranges = byte_ranges(selection.ranges, size, media_type)
        return _with_content(request, selected, 206, ranges.plan, ranges.content_type, fields)
    fields.append((b"content-range", str(ContentRange(selection.ranges[0], size)).encode("ascii")))
    return _with_content(request, selected, 206, Plan(selection.ranges), media_type, fields)


def _fields_of_content(selected: _Selected, sandboxed: bool) -> list[Pair]:
    fields = [_RANGES, NO_SNIFFING]
    if selected.coding is not None:
        fields.append((b"content-encoding", selected.coding.encode("ascii")))
    if sandboxed and is_active(selected.media_type):
        fields.append(_SANDBOX)
    return fields


def _selection(request: FileRequest, selected: _Selected) -> RangeSelection:
    """Return which ranges are sent. Raises `Refused`, 416."""
    asked = request.field("range") if request.method == "GET" else None
    version, size = selected.version, selected.file.size
    if asked is not None and not if_range_holds(
        request.field("if-range"), version.tag, version.modified, int(time.time())
    ):
        asked = None
    selection = select_ranges(asked, size)
    if selection.outcome is RangeOutcome.UNSATISFIABLE:
        raise Refused(RANGE_UNSATISFIABLE, fields=(("Content-Range", str(ContentRange(None, size))),), size=size)
    return selection


def _with_content(
    request: FileRequest, selected: _Selected, status: int, plan: Plan, media_type: str, fields: list[Pair]
) -> Response | None:
    size = plan.size
    described = (
        *fields,
        (b"content-type", media_type.encode("ascii")),
        (b"content-length", str(size).encode("ascii")),
    )
    content: Content | None = b""
    if request.method != "HEAD":
        content = plan.read_now(selected.file) if size <= _SMALL else None
        if content is not None and not selected.file.is_intact():
            return None
    if content is None:
        content = FilePieces(selected.file.moved(), plan, request.raw_path)
    return response(status, content, *described)
