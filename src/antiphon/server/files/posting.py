"""POST to a folder: the server names the new files, as near as it can to what the client suggests (RFC 9110 §9.3.3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from ...faults.files import FILE_NAME_MISSING, FORM_TOO_MANY_FILES
from ...semantics.fields import Pair
from ...semantics.file_names import alternatives, safe_name, suggested_name
from ...semantics.media_types import parse_media_type
from ...semantics.multipart_reading import MEDIA_TYPE, MultipartLimits, MultipartReader, PartData, PartEnd, boundary_of
from ...semantics.negotiation import best_media_type
from ...semantics.part_head import PartHead
from ..handler import Response
from .answer import NO_SNIFFING, location, response
from .path import encoded
from .receiving import check_coding, received
from .refused import Refused
from .request import FileRequest
from .threads import in_thread
from .upload import Upload, add
from .way import Way

_MOST_FILES = 100
# How much content there may be, the server's own limit says.
_LIMITS = MultipartLimits(total=1 << 62)
_HTML, _JSON = "text/html", "application/json"


@dataclass(frozen=True, slots=True)
class _Named:
    """A complete upload and the name that its client suggests."""

    upload: Upload
    name: str


async def post_files(request: FileRequest, way: Way) -> Response:
    """Keep the content, or every file of a form, in the folder that `way` leads to; all of them or none.

    Answers 201 with Location, or a browser's form 303 back to the folder. Raises `Refused`: 400, 413, 415; `OSError`;
    `ClientDisconnected`. No file that is there is replaced.
    """
    check_coding(request)
    content_type = request.field("content-type") or ""
    media_type = parse_media_type(content_type)
    async with AsyncExitStack() as stack:
        if media_type is not None and media_type.essence == MEDIA_TYPE:
            uploads = await _form_files(request, way, boundary_of(content_type), stack)
        else:
            uploads = [await _single_file(request, way, stack)]
        kept = await in_thread(_keep, way, uploads)
    return _answer(request, kept)


async def _single_file(request: FileRequest, way: Way, stack: AsyncExitStack) -> _Named:
    name = suggested_name(request.field("content-disposition"))
    if not name:
        raise Refused(FILE_NAME_MISSING)
    return _Named(await stack.enter_async_context(received(way.folder, request.content)), name)


async def _form_files(request: FileRequest, way: Way, boundary: str, stack: AsyncExitStack) -> list[_Named]:
    """Return the files of the form; fields that are no files are passed over."""
    reader = MultipartReader(boundary, _LIMITS)
    uploads: list[_Named] = []
    current: Upload | None = None
    async for piece in request.content:
        for event in reader.feed(piece):
            if isinstance(event, PartHead):
                current = _begin(event, way, uploads, stack)
            elif current is not None and isinstance(event, PartData):
                await in_thread(current.write, event.data)
            elif current is not None and isinstance(event, PartEnd):
                await in_thread(current.finish)
                current = None
    reader.finish()
    if not uploads:
        raise Refused(FILE_NAME_MISSING)
    return uploads


def _begin(part: PartHead, way: Way, uploads: list[_Named], stack: AsyncExitStack) -> Upload | None:
    """Begin the upload of a part; None for one that is no file, or an empty choice of files in a browser's form."""
    name = safe_name(part.filename or "")
    if not name:
        return None
    if len(uploads) == _MOST_FILES:
        raise Refused(FORM_TOO_MANY_FILES, limit=_MOST_FILES)
    upload = Upload(way.folder)
    stack.push_async_callback(in_thread, upload.discard)
    uploads.append(_Named(upload, name))
    return upload


def _keep(way: Way, uploads: Sequence[_Named]) -> list[tuple[bytes, int]]:
    """Return the names under which `uploads` are kept now, and their sizes."""
    return [(add(way, each.upload, map(str.encode, alternatives(each.name))), each.upload.size) for each in uploads]


def _answer(request: FileRequest, kept: Sequence[tuple[bytes, int]]) -> Response:
    if best_media_type(request.field("accept"), (_JSON, _HTML)) == _HTML:
        return response(303, b"", location(request.path))
    files = [{"name": name.decode("utf-8"), "href": f"./{encoded(name)}", "size": size} for name, size in kept]
    content = json.dumps({"files": files}, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    fields: list[Pair] = [(b"content-type", _JSON.encode("ascii")), NO_SNIFFING]
    if len(kept) == 1:
        fields.append(location(request.path.below(kept[0][0])))
    return response(201, content, *fields)
