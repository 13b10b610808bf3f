"""Responses, in the shape that users of requests know."""

from __future__ import annotations

import codecs
import json as json_module
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ..faults import HTTPError, JSONDecodeError, StreamConsumed, Text
from ..faults.exchange import CONTENT_NOT_READ, NOT_JSON, PLAIN_WHERE_TLS_IS, STATUS_IS_ERROR
from ..net.run import driven, run
from ..semantics.fields import Fields
from ..semantics.redirects import REDIRECT_STATUSES
from ..semantics.status import STATUSES
from .received import AtHand, Dropped, Received, Timings
from .request import HeaderInput, Request

if TYPE_CHECKING:
    from datetime import timedelta

    from ..explaining import Explanation
    from ..faults import RequestError
    from ..semantics.alt_svc import Alternative
    from ..semantics.cookies import CookieJar
    from ..wire import h1
    from .attempts import FailedAttempt
    from .cache.decision import CacheDecision
    from .connection_facts import ConnectionFacts
    from .state.scheme_change import SchemeChange

Result = TypeVar("Result")
_SHOWN_START = 40
_LONGEST_EXCUSE = 4096
_EXPECTS_TLS = (
    b"http request was sent to https port",
    b"http request to an https server",
    b"speaking plain http to an ssl-enabled server port",
    b"plain http request arrived where tls is spoken",
)
_NOT_GIVEN = Text("not given", "desconocido")
_NOTHING = Text("nothing", "nada")


class Response:
    """What a server answered: the part that blocking and asynchronous responses share.

    What is rarely asked for is made when it is asked for.
    """

    __slots__ = ("_attempts", "_encoding", "_headers", "exchange", "history", "request", "status_code")

    def __init__(self, request: Request, exchange: Received) -> None:
        self.request = request
        self.exchange = exchange
        self.status_code: int = exchange.head.status
        self.history: list[Response] = []
        self._headers: Fields | None = None
        self._encoding: str | None = None

    @classmethod
    def of(
        cls,
        request: Request,
        status: int = 200,
        headers: HeaderInput = None,
        content: str | bytes = b"",
        *,
        json: Any = None,
    ) -> Self:
        """Return a response to `request` that no server gave: what middleware answers itself.

        `content` in text is sent as UTF-8; `json` is any JSON value in its place. Raises `UsageError` for a status that
        is none, content that cannot be content, and `InvalidField`.
        """
        from .made import made

        return cls(request, made(status, headers, content, json))

    # -- the head --------------------------------------------------------------------------------------------------

    @property
    def reason(self) -> str:
        """Return the reason phrase that the server sent; it means nothing beyond the status code (RFC 9112 §4)."""
        return self.exchange.head.reason.decode("latin-1")

    @property
    def http_version(self) -> str:
        """Return the version that the server spoke, such as ``HTTP/1.1``."""
        return f"HTTP/1.{self.exchange.head.minor}"

    @property
    def headers(self) -> Fields:
        """Return the header fields."""
        if self._headers is None:
            self._headers = self.exchange.head.section.fields
        return self._headers

    @property
    def trailers(self) -> Fields:
        """Return the trailer fields, once the content has been read (RFC 9110 §6.5)."""
        return self.exchange.trailers.fields

    @property
    def url(self) -> str:
        """Return the URL that was asked last, redirects followed."""
        return str(self.request.url)

    @property
    def ok(self) -> bool:
        """Tell whether the status is neither a client's nor a server's error: it is below 400."""
        return self.status_code < 400

    @property
    def is_success(self) -> bool:
        """Tell whether the status is 2xx."""
        return 200 <= self.status_code < 300

    @property
    def is_redirect(self) -> bool:
        """Tell whether the response leads elsewhere."""
        return self.status_code in REDIRECT_STATUSES and "location" in self.headers

    @property
    def upgraded(self) -> str | None:
        """Return the http URL that was sent as https, since its host is known to want that (RFC 6797 §8.3).

        None where no URL was, redirects included.
        """
        return next((str(hop.asked) for hop in self._scheme_changes() if hop.cause is None), None)

    @property
    def fell_back(self) -> RequestError | None:
        """Return why a bare name was asked by http: the failure of https. None where it was not."""
        return next((hop.cause for hop in self._scheme_changes() if hop.cause is not None), None)

    def _scheme_changes(self) -> Iterator[SchemeChange]:
        from .state.scheme_change import SchemeChange

        for hop in (*self.history, self):
            if isinstance(hop.request, SchemeChange):
                yield hop.request

    @property
    def alternatives(self) -> list[Alternative]:
        """Return where else the server says that it can be reached, best first (RFC 7838 §3).

        Only over https does that mean anything; the session remembers what came over a verified connection.
        """
        from ..semantics.alt_svc import parse_alternatives

        values = self.exchange.head.section.facts.get(b"alt-svc", ())
        return (parse_alternatives(values) or []) if self.request.url.scheme == "https" else []

    @property
    def links(self) -> dict[str, dict[str, str]]:
        """Return the links of the Link field by their relation, or by their target (RFC 8288)."""
        from ..semantics.links import parse_links

        found: dict[str, dict[str, str]] = {}
        for link in parse_links(", ".join(self.headers.get_all("link"))):
            found[link.rel or link.target] = {"url": link.target, **link.params}
        return found

    @property
    def cookies(self) -> CookieJar:
        """Return the cookies that this response set."""
        from ..semantics.cookies import CookieJar

        jar = CookieJar()
        url = self.request.url
        values = [value for name, value in self.exchange.head.section.lowered if name == b"set-cookie"]
        jar.receive(values, url.host, url.path, url.scheme == "https", 0.0)
        return jar

    @property
    def timings(self) -> Timings:
        """Return how many seconds each phase took."""
        return self.exchange.timings

    @property
    def connection(self) -> ConnectionFacts | None:
        """Return what is known of the connection: its ends, TLS, whether it had been used before; None without one."""
        return self.exchange.connection

    @property
    def elapsed(self) -> timedelta:
        """Return the time from the start of the exchange to the head of the response."""
        from datetime import timedelta

        return timedelta(seconds=self.exchange.timings.first_byte)

    @property
    def attempts(self) -> tuple[FailedAttempt, ...]:
        """Return the attempts that failed before this one, where retries are on."""
        return getattr(self, "_attempts", ())

    @attempts.setter
    def attempts(self, attempts: tuple[FailedAttempt, ...]) -> None:
        self._attempts = attempts

    @property
    def cache(self) -> CacheDecision | None:
        """Return what the session's cache decided about this request and why, None without a cache."""
        return getattr(self.exchange, "cache", None)

    def to_curl(self, *, reveal: bool = False) -> str:
        """Return the request of this response as a curl command. See `antiphon.client.curl.writing.to_curl`."""
        from .curl.writing import to_curl

        return to_curl(self.request, reveal=reveal)

    def explain(self) -> Explanation:
        """Return what happened in this exchange, and in the redirects before it; ``str()`` of it is the text."""
        from ..explaining import explain_response

        return explain_response(self)

    def to_har(self, *, reveal: bool = False) -> dict[str, Any]:
        """Return the exchange, and the redirects that led to it, as a HAR 1.2 log. See `antiphon.har_of`."""
        from .har import har_of

        return har_of([self], reveal=reveal)

    def raise_for_status(self) -> Self:
        """Return the response itself. Raises `HTTPError` where its status is 4xx or 5xx."""
        if self.ok or self.status_code >= 600:
            return self
        known = STATUSES.get(self.status_code)
        error = HTTPError(
            PLAIN_WHERE_TLS_IS if _refuses_plain(self) else STATUS_IS_ERROR,
            status=self.status_code,
            reason=self.reason or (known.phrase if known else ""),
            method=self.request.method,
            url=self.request.url.masked,
            advice=known.meaning if known else "",
        )
        error.request, error.response, error.address = self.request, self, self.exchange.peer_address or None
        raise error

    # -- content that has been read --------------------------------------------------------------------------------

    @property
    def content(self) -> bytes:
        """Return the content, decoded by its content codings. Raises `StreamConsumed` where it is not kept."""
        content = self.exchange.content
        if content is None:
            raise StreamConsumed(CONTENT_NOT_READ)
        return content

    @property
    def encoding(self) -> str:
        """Return the character encoding of `text`: the one set here, the charset that the server gave, or UTF-8."""
        if self._encoding is None:
            from ..semantics.media_types import charset_of

            self._encoding = _known_encoding(charset_of(self.headers.get("content-type", "")))
        return self._encoding

    @encoding.setter
    def encoding(self, encoding: str) -> None:
        self._encoding = encoding

    @property
    def text(self) -> str:
        """Return the content as text, bytes that do not fit replaced by U+FFFD."""
        return self.content.decode(self.encoding, "replace")

    def json(self, **options: Any) -> Any:
        """Return the JSON value in the content: a dict, list, text, number, boolean or None.

        `options` go to `json.loads`. Raises `JSONDecodeError`, a ValueError, which names the content type.
        """
        content = self.content
        try:
            return json_module.loads(content, **options)
        except (ValueError, RecursionError) as error:
            failure = JSONDecodeError(
                NOT_JSON,
                content_type=self.headers.get("content-type", _NOT_GIVEN),
                start=ascii(content[:_SHOWN_START].decode("utf-8", "replace")) if content else _NOTHING,
                reason=str(error),
            )
            failure.request, failure.response = self.request, self
            raise failure from error

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}]>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes a copy, in another process as well: all but the connection and what a cache decided.

        Raises `StreamConsumed` where the content is not at hand.
        """
        received = self.exchange
        content = None if isinstance(received, Dropped) else self.content
        parts = received.head, content, received.trailers, received.timings, received.peer_address
        return _copied, (type(self), self.request, parts, self.history, self.attempts, self._encoding)

    def portable(self) -> Response:
        """Return what an error takes along into another process: the response, without content if that is not at hand.

        Content that is still to come is not waited for.
        """
        received = self.exchange
        if received.content is not None:
            return self
        parts = received.head, None, received.trailers, received.timings, received.peer_address
        return _copied(type(self), self.request, parts, self.history, self.attempts, self._encoding)


def _copied(
    kind: type[Response],
    request: Request,
    parts: tuple[h1.Response, bytes | None, h1.FieldSection, Timings, str],
    history: list[Response],
    attempts: tuple[FailedAttempt, ...],
    encoding: str | None,
) -> Response:
    head, content, trailers, timings, peer_address = parts
    if content is None:
        response = kind(request, Dropped(head, trailers, timings, peer_address))
    else:
        response = kind(request, AtHand(head, content, trailers=trailers, timings=timings, peer_address=peer_address))
    response.history, response.attempts, response._encoding = history, attempts, encoding
    return response


def _refuses_plain(response: Response) -> bool:
    """Tell whether a server says that it expects TLS, and was asked without: in the words of nginx, Apache, Go …"""
    if response.status_code != 400 or response.request.url.scheme != "http":
        return False
    content = (response.exchange.content or b"")[:_LONGEST_EXCUSE].lower()
    return any(words in content for words in _EXPECTS_TLS)


def _known_encoding(name: str | None) -> str:
    """Return `name` if Python can decode text by it, else UTF-8, which nearly all text is."""
    try:
        # Looking it up is not enough: among the codecs are some, such as hex, that are none of text.
        b" ".decode(name or "utf-8", "replace")
        return codecs.lookup(name or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"


class BlockingResponse(Response):
    """A response of a `Session`. A streamed one is a context manager, which gives the connection back."""

    __slots__ = ()

    @property
    def content(self) -> bytes:
        """Return the content, decoded, read to its end now if it has not been. Raises as `Exchange.read_whole`."""
        content = self.exchange.content
        return run(self.exchange.read_whole()) if content is None else content

    def read(self) -> bytes:
        """Return `content`."""
        return self.content

    def iter_bytes(self, chunk_size: int | None = None, *, decoded: bool = True) -> Iterator[bytes]:
        """Yield the content as it arrives, or in pieces of exactly `chunk_size` bytes but for the last.

        With `decoded` false the content codings stay. Raises as `Exchange.read_whole`.
        """
        whole = self.exchange.content
        pieces = _at_once(whole) if whole is not None else driven(self.exchange.pieces(decoded=decoded))
        return pieces if chunk_size is None else _resized(pieces, chunk_size)

    def iter_content(self, chunk_size: int | None = 1, decode_unicode: bool = False) -> Iterator[Any]:
        """Yield the content in pieces of `chunk_size` bytes, as text where `decode_unicode` is true."""
        pieces = self.iter_bytes(chunk_size)
        return _as_text(pieces, self.encoding) if decode_unicode else pieces

    def iter_text(self) -> Iterator[str]:
        """Yield the content as text, as it arrives."""
        return _as_text(self.iter_bytes(), self.encoding)

    def iter_lines(
        self, chunk_size: int | None = None, decode_unicode: bool = False, delimiter: bytes | None = None
    ) -> Iterator[Any]:
        """Yield the lines without their ends, as bytes, or as text where `decode_unicode` is true."""
        lines = Lines(delimiter or None)
        for piece in self.iter_bytes(chunk_size):
            for line in lines.feed(piece):
                yield line.decode(self.encoding, "replace") if decode_unicode else line
        for line in lines.finish():
            yield line.decode(self.encoding, "replace") if decode_unicode else line

    def iter_json_lines(self, *, max_line: int | None = None) -> Iterator[Any]:
        """Yield the JSON values of content that has one a line (application/x-ndjson), as it arrives.

        `max_line` is the greatest length of a line in bytes, 64 MiB by default. Raises `JSONDecodeError`, which names
        the line, and `ContentTooLarge`.
        """
        from ..semantics.json_lines import MOST_BYTES, JSONLines

        lines = JSONLines(max_line or MOST_BYTES)
        for piece in self.iter_bytes():
            yield from lines.feed(piece)
        yield from lines.finish()

    def close(self) -> None:
        """Drop what has not been read."""
        self.exchange.abandon()

    def __iter__(self) -> Iterator[bytes]:
        return self.iter_bytes(128)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncResponse(Response):
    """A response of an `AsyncSession`. A streamed one is an asynchronous context manager."""

    __slots__ = ()

    async def read(self) -> bytes:
        """Return the content, decoded, read to its end now if it has not been. Raises as `Exchange.read_whole`."""
        return await self.exchange.read_whole()

    async def iter_bytes(self, chunk_size: int | None = None, *, decoded: bool = True) -> AsyncGenerator[bytes, None]:
        """Yield the content as it arrives, or in pieces of exactly `chunk_size` bytes but for the last."""
        whole = self.exchange.content
        if whole is not None:
            for piece in _at_once(whole) if chunk_size is None else _resized(_at_once(whole), chunk_size):
                yield piece
            return
        resize = Resize(chunk_size) if chunk_size is not None else None
        async with aclosing(self.exchange.pieces(decoded=decoded)) as pieces:
            async for piece in pieces:
                for part in (piece,) if resize is None else resize.feed(piece):
                    yield part
        for part in () if resize is None else resize.finish():
            yield part

    async def iter_content(self, chunk_size: int | None = None) -> AsyncGenerator[bytes, None]:
        """Yield the content in pieces of `chunk_size` bytes."""
        async with aclosing(self.iter_bytes(chunk_size)) as pieces:
            async for piece in pieces:
                yield piece

    async def iter_text(self) -> AsyncGenerator[str, None]:
        """Yield the content as text, as it arrives."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        async with aclosing(self.iter_bytes()) as pieces:
            async for piece in pieces:
                if text := decoder.decode(piece):
                    yield text
        if text := decoder.decode(b"", True):
            yield text

    async def iter_lines(self, delimiter: bytes | None = None) -> AsyncGenerator[bytes, None]:
        """Yield the lines without their ends."""
        lines = Lines(delimiter or None)
        async with aclosing(self.iter_bytes()) as pieces:
            async for piece in pieces:
                for line in lines.feed(piece):
                    yield line
        for line in lines.finish():
            yield line

    async def iter_json_lines(self, *, max_line: int | None = None) -> AsyncGenerator[Any, None]:
        """Yield the JSON values of content that has one a line. See `BlockingResponse.iter_json_lines`."""
        from ..semantics.json_lines import MOST_BYTES, JSONLines

        lines = JSONLines(max_line or MOST_BYTES)
        async with aclosing(self.iter_bytes()) as pieces:
            async for piece in pieces:
                for value in lines.feed(piece):
                    yield value
        for value in lines.finish():
            yield value

    async def close(self) -> None:
        """Drop what has not been read."""
        self.exchange.abandon()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.exchange.abandon()


# -- pieces, sizes and lines ---------------------------------------------------------------------------------------


def _at_once(whole: bytes) -> Iterator[bytes]:
    """Yield content that has been read: no content is no piece."""
    if whole:
        yield whole


class Resize:
    """Cuts pieces of any size into pieces of one size."""

    __slots__ = ("_kept", "_size")

    def __init__(self, size: int) -> None:
        self._size = max(1, size)
        self._kept = bytearray()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the full pieces that `piece` completes."""
        self._kept += piece
        if len(self._kept) < self._size:
            return
        view = bytes(self._kept)
        whole = len(view) - len(view) % self._size
        for start in range(0, whole, self._size):
            yield view[start : start + self._size]
        self._kept = bytearray(view[whole:])

    def finish(self) -> Iterator[bytes]:
        """Yield what is left."""
        if self._kept:
            yield bytes(self._kept)


def _resized(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    resize = Resize(size)
    for piece in pieces:
        yield from resize.feed(piece)
    yield from resize.finish()


def _as_text(pieces: Iterator[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in pieces:
        if text := decoder.decode(piece):
            yield text
    if text := decoder.decode(b"", True):
        yield text


class Lines:
    """Cuts pieces into lines, which end with LF, CR LF or CR, or with `delimiter`."""

    __slots__ = ("_delimiter", "_kept")

    def __init__(self, delimiter: bytes | None = None) -> None:
        self._delimiter = delimiter
        self._kept = bytearray()

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the lines that `piece` completes."""
        if not self._may_end(piece):
            # A line may be as long as its server likes; joining it anew for each piece would take the square of that.
            self._kept += piece
            return []
        data = bytes(self._kept) + piece
        lines, rest = self._split(data)
        self._kept = bytearray(rest)
        return lines

    def _may_end(self, piece: bytes) -> bool:
        delimiter = self._delimiter
        if delimiter is None:
            return b"\n" in piece or b"\r" in piece or self._kept.endswith(b"\r")
        # The delimiter may lie across the border of two pieces.
        return delimiter in bytes(self._kept[-len(delimiter) :]) + piece

    def _split(self, data: bytes) -> tuple[list[bytes], bytes]:
        """Return the lines in `data` and what follows the last of them."""
        if self._delimiter is not None:
            *lines, rest = data.split(self._delimiter)
            return lines, rest
        # A CR at the very end may be the first half of CR LF, so it waits.
        held = b"\r" if data.endswith(b"\r") else b""
        data = data.removesuffix(held)
        lines = data.splitlines()
        if data.endswith((b"\n", b"\r")) or not lines:
            return lines, held
        return lines[:-1], lines[-1] + held

    def finish(self) -> list[bytes]:
        """Return what is left."""
        rest = bytes(self._kept)
        self._kept.clear()
        if self._delimiter is None:
            return [rest.removesuffix(b"\r")] if rest else []
        return [rest] if rest else []
