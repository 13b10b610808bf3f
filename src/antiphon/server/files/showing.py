"""GET and HEAD of a folder: its index page, or a listing as HTML or JSON (RFC 9110 §12)."""

from __future__ import annotations

import json
import time
from hashlib import blake2b
from typing import Any

from ...semantics.fields import Pair
from ...semantics.negotiation import best_media_type
from ...semantics.validators import EntityTag, Outcome, evaluate
from ..handler import Response
from .answer import ASK_EACH_TIME, NO_SNIFFING, precondition_failed, response
from .listing import Entry, Listing, read_listing, view_of
from .listing_page import MEDIA_TYPE as HTML
from .listing_page import PAGE_FIELDS, listing_page
from .path import encoded, shown
from .request import FileRequest
from .threads import in_thread
from .version import Version
from .way import Way

JSON = "application/json"
_VARY: Pair = (b"vary", b"Accept, Accept-Language")


async def show_folder(request: FileRequest, way: Way, *, writable: bool) -> Response:
    """Answer GET or HEAD with what is in the folder that `way` leads to. Raises `Refused`, 412; `OSError`."""
    listing = await in_thread(read_listing, way, view_of(request.query))
    content, described = await in_thread(_representation, request, listing, writable)
    version = Version(EntityTag(blake2b(content, digest_size=12).hexdigest()), None)
    fields = ((b"etag", str(version.etag).encode("ascii")), ASK_EACH_TIME, _VARY)
    outcome = evaluate(request.method, request.preconditions, version.representation)
    if outcome is Outcome.FAILED:
        raise precondition_failed(version)
    if outcome is Outcome.NOT_MODIFIED:
        return response(304, b"", *fields)
    length = (b"content-length", str(len(content)).encode("ascii"))
    return response(200, content, *fields, NO_SNIFFING, *described, length)


def _representation(request: FileRequest, listing: Listing, writable: bool) -> tuple[bytes, tuple[Pair, ...]]:
    """Return the content that the client prefers, a page where it does not care, and the fields that describe it."""
    language = request.language
    if best_media_type(request.field("accept"), (HTML, JSON)) == JSON:
        return _as_json(request, listing), ((b"content-type", JSON.encode("ascii")),)
    page = listing_page(request.path, listing, language, writable=writable)
    return page, (*PAGE_FIELDS, (b"content-language", language.encode("ascii")))


def _as_json(request: FileRequest, listing: Listing) -> bytes:
    members = {
        "path": str(request.path),
        "entries": [_member(entry) for entry in listing.entries],
        "total": listing.total,
        "page": listing.view.page,
        "pages": listing.pages,
    }
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _member(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON. `href` is exact, and relative to the folder; `name` is for people."""
    member: dict[str, Any] = {
        "name": shown(entry.name),
        "href": f"./{encoded(entry.name)}{'/' if entry.is_folder else ''}",
        "type": "folder" if entry.is_folder else "file",
        "modified": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(max(0.0, entry.modified))),
    }
    if entry.size is not None:
        member["size"] = entry.size
    return member
