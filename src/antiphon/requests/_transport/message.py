"""A request as urllib3 and `http.client` would write it: the same fields, in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from urllib3._version import __version__ as _urllib3_version
from urllib3.util.request import SKIP_HEADER, SKIPPABLE_HEADERS

from ...client.content import EMPTY, Content, Pieces, Whole
from ...semantics.percent import percent_encoded
from ...wire import h1

Pair: TypeAlias = tuple[bytes, bytes]
Headers: TypeAlias = Mapping[Any, Any]

_CONTENTLESS = frozenset({"GET", "HEAD", "DELETE", "TRACE", "OPTIONS", "CONNECT"})
_AGENT = f"python-urllib3/{_urllib3_version}".encode("ascii")
_CHUNKED = (b"Transfer-Encoding", b"chunked")

_IN_TARGET = r"A-Za-z0-9\-._~!$&'()*+,;=:@/?"
_PLAIN_TARGET = re.compile(rf"/(?:[{_IN_TARGET}]|%[0-9A-F]{{2}})*")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_NOT_IN_TARGET = re.compile(rf"[^{_IN_TARGET}%]")
_NOT_IN_TARGET_NOR_PERCENT = re.compile(rf"[^{_IN_TARGET}]")


def target_of(url: str) -> str:
    """Return `url`, a path with its query or an absolute URL, as a request target: encoded, without a fragment."""
    if _PLAIN_TARGET.fullmatch(url):
        return url
    head = ""
    if not url.startswith("/"):
        parts = urlsplit(url)
        head = f"{parts.scheme}://{parts.netloc}"
        url = url[len(head) :]
    return head + _encoded(url.partition("#")[0])


def _encoded(text: str) -> str:
    """Percent-encode what may not be in a target; % itself, too, unless each one starts a code already."""
    codes = len(_ENCODED.findall(text))
    forbidden = _NOT_IN_TARGET if codes == text.count("%") else _NOT_IN_TARGET_NOR_PERCENT
    text = _ENCODED.sub(lambda code: code[0].upper(), text)
    return forbidden.sub(lambda wrong: percent_encoded(wrong[0]), text)


def section_of(headers: Headers, framing: list[Pair], host: bytes) -> h1.FieldSection:
    """Return the fields to send: those of `headers`, after those that the connection adds where they are missing.

    Raises `ValueError` for what cannot be sent.
    """
    given = {_name(name).lower() for name in headers}
    pairs: list[Pair] = []
    if b"host" not in given:
        pairs.append((b"Host", host))
    if b"accept-encoding" not in given:
        pairs.append((b"Accept-Encoding", b"identity"))
    pairs += framing
    if b"user-agent" not in given:
        pairs.append((b"User-Agent", _AGENT))
    is_chunked = _CHUNKED in framing or b"transfer-encoding" in given
    for name, value in headers.items():
        # A sender that frames by chunks declares no length beside them (RFC 9112 §6.2).
        if not _is_skipped(name, value) and not (is_chunked and _name(name).lower() == b"content-length"):
            pairs.append((_name(name), _value(value)))
    return h1.build_section(pairs)


def _is_skipped(name: Any, value: Any) -> bool:
    """Tell whether `value` says that the field is not to be sent at all."""
    if value != SKIP_HEADER:
        return False
    if _name(name).decode("ascii").lower() not in SKIPPABLE_HEADERS:
        skippable = "', '".join(sorted(known.title() for known in SKIPPABLE_HEADERS))
        raise ValueError(f"urllib3.util.SKIP_HEADER only supports '{skippable}'")
    return True


def _name(name: Any) -> bytes:
    return name if isinstance(name, bytes) else str(name).encode("ascii")


def _value(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("latin-1")


def framed(method: str, body: Any, headers: Headers, chunked: bool, piece: int) -> tuple[Content, list[Pair]]:
    """Return the content to send, read in pieces of `piece` bytes, and the fields that frame it besides `headers`.

    Raises `TypeError` for what is no content.
    """
    if body is None and method in _CONTENTLESS:
        return EMPTY, []
    content = EMPTY if body is None else _content(body, piece)
    given = {_name(name).lower() for name in headers}
    if b"transfer-encoding" in given:
        return content, []
    if chunked:
        return content, [_CHUNKED]
    if b"content-length" in given:
        return content, []
    length = content.length
    return content, [_CHUNKED if length is None else (b"Content-Length", b"%d" % length)]


def _content(body: Any, piece: int) -> Content:
    if isinstance(body, str):
        return Whole(body.encode("utf-8"))
    if isinstance(body, bytes):
        return Whole(body)
    if hasattr(body, "read"):
        return Pieces(_read(body, piece))
    try:
        return Whole(bytes(memoryview(body)))
    except TypeError:
        pass
    if isinstance(body, Iterable):
        return Pieces(body)
    raise TypeError(f"A body is bytes, text, a file or an iterable of pieces, not {body!r}")


def _read(file: Any, size: int) -> Iterator[bytes]:
    while piece := file.read(size):
        yield piece
