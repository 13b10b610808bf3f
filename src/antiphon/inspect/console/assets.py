"""The files of the page: HTML, a style sheet, scripts. Nothing is built, nothing comes from elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ...semantics.fields import Fields
from ...semantics.media_types import media_type_of
from ...server.handler import Request, Response

PAGE = "page.html"
_PAGE_FILES = (
    "page.css",
    "page.js",
    "api.js",
    "elements.js",
    "words.js",
    "list.js",
    "detail.js",
    "connections.js",
    "certificates.js",
)
_CHARSETS = {"text/html": "; charset=utf-8", "text/css": "; charset=utf-8", "text/javascript": "; charset=utf-8"}

# What comes over the network is shown as text alone; should anything slip through, it does not run.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)

SAFE_FIELDS = [
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Referrer-Policy", b"no-referrer"),
    (b"Cross-Origin-Resource-Policy", b"same-origin"),
    (b"Cross-Origin-Opener-Policy", b"same-origin"),
    (b"Content-Security-Policy", _POLICY.encode("ascii")),
]
"""The fields of every answer of the console."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: its bytes, the value of its Content-Type, and its entity tag."""

    content: bytes
    media_type: str
    tag: str


@cache
def _assets() -> dict[str, Asset]:
    return {name: _asset(name) for name in (PAGE, *_PAGE_FILES)}


def _asset(name: str) -> Asset:
    content = files(__package__).joinpath("static", name).read_bytes()
    media_type = media_type_of(name)
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    return Asset(content, media_type + _CHARSETS.get(media_type, ""), tag)


def asset_response(name: str, request: Request) -> Response | None:
    """Return the file `name`, or that the client has it already; None where there is none."""
    asset = _assets().get(name)
    if asset is None:
        return None
    fields = [
        *SAFE_FIELDS,
        (b"Content-Type", asset.media_type.encode("ascii")),
        (b"ETag", asset.tag.encode("ascii")),
        (b"Cache-Control", b"no-cache"),
    ]
    if asset.tag in request.fields.get("if-none-match", ""):
        return Response(304, Fields.of_checked(fields))
    return Response(200, Fields.of_checked(fields), asset.content)
