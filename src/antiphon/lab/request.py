"""Requests as they came: read leniently, since the lab's own answers are what is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from .line import Line

_LARGEST_HEAD = 256 * 1024
_LARGEST_CONTENT = 16 * 1024 * 1024
_END_OF_HEAD = b"\r\n\r\n"
_TLS_RECORD = b"\x16"
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Unreadable(Exception):
    """The bytes are no request that the lab can answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `path` is decoded, names of fields are in lower case, values of one name are joined by commas."""

    method: str
    path: str
    query: str
    fields: Mapping[str, str]
    content: bytes = field(default=b"", repr=False)

    @property
    def is_last(self) -> bool:
        """Whether the client wants no further answer on this connection (RFC 9112 §9.6)."""
        return "close" in self.fields.get("connection", "").lower()


class RequestReader:
    """Reads the requests of one connection, one after the other."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._unread = bytearray()

    async def next(self) -> Request | None:
        """Return the next request with its content, None at the end. Raises `Unreadable`."""
        head = await self._head()
        if head is None:
            return None
        start, *lines = head.decode("latin-1").split("\r\n")
        try:
            method, target, _ = start.split(" ")
        except ValueError:
            raise Unreadable("The first line is no request line.") from None
        fields = _fields(lines)
        content = await self._content(fields)
        path, _, query = _origin_form(target).partition("?")
        return Request(method, unquote(path), query, fields, content)

    async def _head(self) -> bytes | None:
        while _END_OF_HEAD not in self._unread:
            if self._unread[:1] == _TLS_RECORD:
                raise Unreadable("This port speaks HTTP, not TLS.")
            if len(self._unread) > _LARGEST_HEAD:
                raise Unreadable("The head is too long.")
            if not await self._more():
                return None
        return (await self._through(_END_OF_HEAD))[: -len(_END_OF_HEAD)]

    async def _content(self, fields: Mapping[str, str]) -> bytes:
        chunked = "chunked" in fields.get("transfer-encoding", "").lower()
        length = fields.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > _LARGEST_CONTENT:
            raise Unreadable("The length of the content is no number, or too large.")
        if "100-continue" in fields.get("expect", "").lower():
            await self._line.send(_CONTINUE)
        return await self._chunks() if chunked else await self._exactly(int(length))

    async def _chunks(self) -> bytes:
        content = bytearray()
        while size := _chunk_size(await self._through(b"\r\n")):
            if len(content) + size > _LARGEST_CONTENT:
                raise Unreadable("The content is too large.")
            content += (await self._exactly(size + 2))[:-2]
        while await self._through(b"\r\n") != b"\r\n":
            pass
        return bytes(content)

    async def _through(self, marker: bytes) -> bytes:
        while marker not in self._unread:
            if len(self._unread) > _LARGEST_HEAD or not await self._more():
                raise Unreadable("The request ends in the middle.")
        return self._take(self._unread.index(marker) + len(marker))

    async def _exactly(self, size: int) -> bytes:
        while len(self._unread) < size:
            if not await self._more():
                raise Unreadable("The content ends early.")
        return self._take(size)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._unread[:size])
        del self._unread[:size]
        return taken

    async def _more(self) -> bool:
        data = await self._line.receive()
        self._unread += data
        return bool(data)


def _fields(lines: list[str]) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        known = fields.get(name.lower())
        fields[name.lower()] = value.strip() if known is None else f"{known}, {value.strip()}"
    return fields


def _origin_form(target: str) -> str:
    """Return a target in origin-form where it came in absolute-form (RFC 9112 §3.2), any other as it is."""
    if not target.lower().startswith(("http://", "https://")):
        return target
    return "/" + target.partition("://")[2].partition("/")[2]


def _chunk_size(line: bytes) -> int:
    try:
        return int(line.partition(b";")[0], 16)
    except ValueError:
        raise Unreadable("A chunk does not start with its size.") from None
