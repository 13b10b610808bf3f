"""`Response.raw`: urllib3's response, over an exchange of Antiphon's."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPMessage
from typing import Any

from urllib3._collections import HTTPHeaderDict
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.response import HTTPResponse
from urllib3.util.retry import Retry

from ...client.exchange import Exchange
from ...wire import h1
from .content import ContentFile
from .peer import PeerConnection

_COOKIES = frozenset({b"set-cookie", b"set-cookie2"})
_VERSION_STRINGS = ("HTTP/1.0", "HTTP/1.1")


def _blank() -> dict[str, Any]:
    """Return the state of a response that urllib3 has made, in whatever version: without content, not closed."""
    return dict(vars(HTTPResponse(preload_content=False, decode_content=False)))


_BLANK = _blank()
_DECODED_BUFFER: Any = type(_BLANK.get("_decoded_buffer"))


class RawResponse(HTTPResponse):
    """A response that reads from an exchange, and gives its connection back to the engine that it came from."""

    def __init__(
        self, exchange: Exchange, pool: HTTPConnectionPool, method: str, url: str, retries: Retry | None
    ) -> None:
        head = exchange.head
        connection = exchange.held
        content = ContentFile(exchange)
        # What urllib3 does to make a response, without finding out again what is known already.
        self.__dict__.update(_BLANK)
        self._decoded_buffer = _DECODED_BUFFER()
        self.headers = _header_dict(head.section)
        self.status = head.status
        self.version = 10 + head.minor
        self.version_string = _VERSION_STRINGS[head.minor]
        self.reason = head.reason.decode("latin-1")
        self.chunked = b"transfer-encoding" in head.section.facts
        self.length_remaining = head.length if head.content else 0
        self._fp: Any = content
        self._original_response: Any = OriginalResponse(head, content)
        self._pool = pool
        self._connection: Any = None if connection is None else PeerConnection(connection, pool.host, pool.port)
        self._request_url = url
        self.retries = retries

    def stream(self, amt: int | None = 2**16, decode_content: bool | None = None) -> Iterator[bytes]:  # type: ignore[override]
        """Yield the content in pieces of `amt` bytes; of a chunked response as it comes, `amt` at most."""
        content = self._fp
        if type(content) is not ContentFile or amt == 0:
            yield from super().stream(amt, decode_content)
        elif content.at_hand and not self._is_coded(decode_content):
            while data := content.read(amt):
                self._count(data)
                yield data
        elif self.chunked:
            yield from self._as_it_comes(content, amt, decode_content)
        else:
            yield from super().stream(amt, decode_content)

    def read_chunked(self, amt: int | None = None, decode_content: bool | None = None) -> Iterator[bytes]:  # type: ignore[override]
        """Yield the content of a chunked response as it comes, `amt` bytes at most."""
        if self.supports_chunked_reads():
            yield from self.stream(amt, decode_content)
        else:
            yield from super().read_chunked(amt, decode_content)

    def supports_chunked_reads(self) -> bool:
        """Tell whether `read_chunked` is of use: nobody has put another file between."""
        return self.chunked and type(self._fp) is ContentFile

    def release_conn(self) -> None:
        """Let the connection go: back to rest if all has been read, else closed."""
        content = self._fp
        if type(content) is ContentFile and not content.at_hand:
            content.close()
        self._connection = None

    def __del__(self) -> None:
        """Leave an unread exchange to its engine: `io.IOBase` would close it here, where nothing may lock."""

    def _decodes(self, decode_content: bool | None) -> bool:
        return bool(self.decode_content if decode_content is None else decode_content)

    def _is_coded(self, decode_content: bool | None) -> bool:
        """Tell whether a reader would get other bytes than those that came."""
        return self._decodes(decode_content) and "content-encoding" in self.headers

    def _count(self, data: bytes) -> None:
        """Count what `tell` tells; of chunks that are handed on as they come, urllib3 counts none."""
        if not self.chunked:
            self._fp_bytes_read += len(data)
        if self.length_remaining is not None:
            self.length_remaining -= len(data)

    def _as_it_comes(self, content: ContentFile, amt: int | None, decode_content: bool | None) -> Iterator[bytes]:
        self._init_decoder()
        decodes = self._decodes(decode_content)
        with self._error_catcher():
            for piece in content.pieces(amt):
                self._count(piece)
                yield from self._decoded(piece, decodes, amt)
            if decodes and (rest := self._flush_decoder()):
                yield rest

    def _decoded(self, piece: bytes, decodes: bool, amt: int | None) -> Iterator[bytes]:
        """Yield what `piece` means, `amt` bytes at most each time: a few bytes may mean very many."""
        data = self._decode(piece, decodes, flush_decoder=False, max_length=amt)
        while data:
            yield data
            more = decodes and self._decoder is not None and self._decoder.has_unconsumed_tail
            data = self._decode(b"", decodes, flush_decoder=False, max_length=amt) if more else b""


class OriginalResponse:
    """What `http.client` would have had of the response: its head, and whether it is over."""

    __slots__ = ("_content", "_head", "_message")

    def __init__(self, head: h1.Response, content: ContentFile) -> None:
        self._head = head
        self._content = content
        self._message: HTTPMessage | None = None

    @property
    def msg(self) -> HTTPMessage:
        """Return the header fields in the form of `email`."""
        if self._message is None:
            self._message = HTTPMessage()
            for name, value in self._head.section.pairs:
                self._message.set_raw(name.decode("latin-1"), value.decode("latin-1"))
        return self._message

    headers = msg

    @property
    def sets_no_cookies(self) -> bool:
        """Tell that no cookie came, without a look into `msg`, which nobody has asked for yet, and so not changed."""
        return self._message is None and _COOKIES.isdisjoint([name for name, _ in self._head.section.lowered])

    @property
    def status(self) -> int:
        """Return the status code."""
        return self._head.status

    @property
    def reason(self) -> str:
        """Return the reason phrase."""
        return self._head.reason.decode("latin-1")

    @property
    def version(self) -> int:
        """Return 10 for HTTP/1.0, 11 for HTTP/1.1."""
        return 10 + self._head.minor

    @property
    def fp(self) -> ContentFile | None:
        """Return the content, None once it is over."""
        return None if self._content.closed else self._content

    def getheader(self, name: str, default: Any = None) -> Any:
        """Return the values of a field in one line."""
        values = self.msg.get_all(name)
        return ", ".join(values) if values else default

    def getheaders(self) -> list[tuple[str, str]]:
        """Return names and values of all fields."""
        return list(self.msg.items())

    def isclosed(self) -> bool:
        """Tell whether all of the content has been read, or dropped."""
        return self._content.closed

    def close(self) -> None:
        """Drop what has not been read."""
        self._content.close()


def _header_dict(section: h1.FieldSection) -> HTTPHeaderDict:
    headers = HTTPHeaderDict()
    # What `add` does, without asking what each name is.
    container = headers._container
    for (name, value), (lower, _) in zip(section.pairs, section.lowered, strict=True):
        container.setdefault(lower.decode("ascii"), [name.decode("ascii")]).append(value.decode("latin-1"))
    return headers
