"""PUT and DELETE of a file (RFC 9110 §9.3.4, §9.3.5), by preconditions that hold at the moment of the change (§13)."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable

from ...faults.files import FILE_HIDDEN, FOLDER_IN_THE_WAY, FOLDER_NOT_EMPTY, PARTIAL_PUT
from ...semantics.validators import Outcome, Representation, evaluate
from ..handler import Response
from .answer import precondition_failed, response, version_fields
from .receiving import check_coding, received
from .refused import Refused
from .request import NO_CONDITIONS, FileRequest
from .threads import in_thread
from .upload import Status, remove, remove_folder, replace
from .version import version_of
from .way import Hidden, Way, is_absence

_NOTHING = Representation(exists=False)


async def put_file(request: FileRequest, way: Way) -> Response:
    """Make the content the file where `way`, not followed yet, leads by the request's path, and make missing folders.

    Answers 201 or 204. Raises `Refused`: 400, 403, 409, 412, 415; `OSError`; `ClientDisconnected`. All that can be
    known from the head is refused before the client is invited to send the content.
    """
    if request.field("content-range") is not None:
        raise Refused(PARTIAL_PUT)
    check_coding(request)
    _follow(request, way)
    check = condition(request)
    check(way.status)
    async with received(way.folder, request.content) as upload:
        is_new, status = await in_thread(replace, way, upload, check)
    return response(201 if is_new else 204, b"", *version_fields(version_of(status, time.time_ns())))


def _follow(request: FileRequest, way: Way) -> None:
    """Follow the path. Raises `Refused`: 403 for hidden names, 409 where no file can be."""
    try:
        way.follow(request.path.names)
    except Hidden:
        raise Refused(FILE_HIDDEN) from None
    except OSError as error:
        if is_absence(error):
            raise Refused(FOLDER_IN_THE_WAY, path=request.raw_path) from None
        raise
    if way.status is not None and not way.is_file:
        raise Refused(FOLDER_IN_THE_WAY, path=request.raw_path)


def condition(request: FileRequest) -> Callable[[Status], None]:
    """Return what raises `Refused`, 412, where the preconditions do not hold for a file of some status."""
    method, conditions = request.method, request.preconditions

    def check(status: Status) -> None:
        if conditions is NO_CONDITIONS:
            return
        version = None if status is None else version_of(status, time.time_ns())
        current = _NOTHING if version is None else version.representation
        if evaluate(method, conditions, current) is not Outcome.PROCEED:
            raise precondition_failed(version)

    return check


async def delete_file(request: FileRequest, way: Way) -> Response:
    """Remove the file that `way` leads to, and answer 204. Raises `Refused`, 412; `OSError`."""
    await in_thread(remove, way, condition(request))
    return response(204)


async def delete_folder(request: FileRequest, way: Way) -> Response:
    """Remove the empty folder that `way` leads to, and answer 204. Raises `Refused`, 409; `OSError`."""
    try:
        await in_thread(remove_folder, way)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise Refused(FOLDER_NOT_EMPTY, path=request.raw_path) from None
        raise
    return response(204)
