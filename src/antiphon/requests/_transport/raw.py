"""`Response.raw`: urllib3's response, over an exchange of Antiphon's."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPMessage
from typing import Any

from urllib3._collections import HTTPHeaderDict
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.response import BytesQueueBuffer, HTTPResponse
from urllib3.util.retry import Retry

from ...client.exchange import Exchange
from ...wire import h1
from .content import ContentFile

_VERSION_STRINGS = ("HTTP/1.0", "HTTP/1.1")
_BLANK = dict(vars(HTTPResponse(preload_content=False, decode_content=False, request_method="HEAD")))


class RawResponse(HTTPResponse):
    """A response that reads from an exchange, and gives its connection back to the engine that it came from."""

    def __init__(
        self, exchange: Exchange, pool: HTTPConnectionPool, method: str, url: str, retries: Retry | None
    ) -> None:
        head = exchange.head
        content = ContentFile(exchange)
        # What urllib3's own way to make a response does, without taking anew what is known already.
        self.__dict__.update(_BLANK)
        self.headers = _header_dict(head.section)
        self.status = head.status
        self.version = 10 + head.minor
        self.version_string = _VERSION_STRINGS[head.minor]
        self.reason = head.reason.decode("latin-1")
        self.chunked = b"transfer-encoding" in head.section.facts
        self.length_remaining = head.length if head.content else 0
        self._decoded_buffer = BytesQueueBuffer()
        self._fp = content  # type: ignore[assignment]
        self._original_response = OriginalResponse(head, content)  # type: ignore[assignment]
        self._pool = pool
        self._request_url = url
        self.retries = retries

    def stream(self, amt: int | None = 2**16, decode_content: bool | None = None) -> Iterator[bytes]:  # type: ignore[override]
        """Yield the content in pieces of `amt` bytes; of a chunked response as it comes, `amt` at most."""
        content = self._fp
        if type(content) is not ContentFile or amt == 0:
            yield from super().stream(amt, decode_content)
        elif content.at_hand and not self._is_coded(decode_content):
            yield from self._counted(iter(lambda: content.read(amt), b""))
        elif self.chunked:
            yield from self._as_it_comes(content, amt, decode_content)
        else:
            yield from super().stream(amt, decode_content)

    def read_chunked(self, amt: int | None = None, decode_content: bool | None = None) -> Iterator[bytes]:  # type: ignore[override]
        """Yield the content of a chunked response as it comes, `amt` bytes at most."""
        yield from self.stream(amt, decode_content)

    def supports_chunked_reads(self) -> bool:
        """Tell whether `read_chunked` is of use."""
        return type(self._fp) is ContentFile

    def _is_coded(self, decode_content: bool | None) -> bool:
        """Tell whether a reader would get other bytes than those that came."""
        decoding = self.decode_content if decode_content is None else decode_content
        return bool(decoding) and "content-encoding" in self.headers or len(self._decoded_buffer) > 0

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._fp_bytes_read += len(piece)
            yield piece

    def _as_it_comes(self, content: ContentFile, amt: int | None, decode_content: bool | None) -> Iterator[bytes]:
        self._init_decoder()
        decoding = self.decode_content if decode_content is None else decode_content
        with self._error_catcher():
            for piece in self._counted(content.pieces(amt)):
                decoded = self._decode(piece, decoding, flush_decoder=False)
                if decoded:
                    yield decoded
            if decoding and (rest := self._flush_decoder()):
                yield rest

    def release_conn(self) -> None:
        """Let the connection go: back to rest if all has been read, else closed."""
        content = self._fp
        if type(content) is ContentFile and not content.at_hand:
            content.close()
        self._connection = None

    def __del__(self) -> None:
        """Leave an unread exchange to its engine: `io.IOBase` would close it here, where nothing may lock."""


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
    for name, value in section.pairs:
        headers.add(name.decode("latin-1"), value.decode("latin-1"))
    return headers
