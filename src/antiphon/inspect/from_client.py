"""Exchanges of this package's client, as values to be judged: of a response, of an error, of what a recorder kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..client.request import Request
from ..client.response import Response
from ..semantics.fields import Fields
from ..semantics.secret_lines import SecretLines
from .exchange import Exchange, Framing, Journey, Phases, RequestMessage, ResponseMessage
from .secret_content import without_secrets

if TYPE_CHECKING:
    from ..client.received import Timings
    from ..faults import AntiphonError
    from ..wire import h1
    from .record import Record
    from .recorder import Noted

_VERSION = "HTTP/1.1"
_FRAMING = frozenset({"host", "content-length", "transfer-encoding"})


def journey_of_response(response: Response) -> Journey:
    """Return the exchanges that led to `response`, its own last. Content that has not been read is not known."""
    return tuple(_exchange_of(hop) for hop in (*response.history, response))


def journey_of_error(error: AntiphonError) -> Journey:
    """Return the exchanges before `error` and the one that it ended; none where it came before any request."""
    request, response = getattr(error, "request", None), getattr(error, "response", None)
    before = journey_of_response(response) if isinstance(response, Response) else ()
    answered = isinstance(response, Response) and response.request is request
    if answered or not isinstance(request, Request):
        return before
    return (*before, Exchange(request_message(request), error=error, attempts=getattr(error, "attempts", ())))


def journey_of_notes(noted: Iterable[Noted], *, probes_from: int | None = None) -> Journey:
    """Return the exchanges that a recorder kept, in order; those from number `probes_from` on are probes."""
    return tuple(
        _noted_exchange(each, probe=probes_from is not None and index >= probes_from)
        for index, each in enumerate(noted)
    )


# -- from a response alone ---------------------------------------------------------------------------------------------


def _exchange_of(response: Response) -> Exchange:
    received = response.exchange
    return Exchange(
        request_message(response.request),
        response_message(response),
        started_at=getattr(received, "started_at", None),
        phases=_phases(response.timings),
        connection=response.connection,
        cache=response.cache,
        attempts=response.attempts,
    )


def request_message(request: Request) -> RequestMessage:
    """Return `request` as it is sent over HTTP/1.1 without a proxy."""
    section = request.section()
    target = request.url.request_target
    head = b"%s %s HTTP/1.1\r\n%s\r\n" % (request.method.encode("latin-1", "replace"), target, section.block)
    content = request.content if request.content is not None else (b"" if _has_no_content(section) else None)
    return RequestMessage(
        method=request.method,
        target=target.decode("ascii", "replace"),
        version=_VERSION,
        fields=section.fields,
        url=request.url,
        content=content,
        raw=SecretLines().mask(head) + without_secrets(content or b""),
        added=_added(request, section.fields),
    )


def _has_no_content(section: h1.FieldSection) -> bool:
    return b"content-length" not in section.facts and b"transfer-encoding" not in section.facts


def _added(request: Request, fields: Fields) -> frozenset[str]:
    """Return the names of the fields that nobody asked for: the client's own, with the values that it gives them."""
    from ..client.session import default_headers

    own = {name.lower() for name, value in default_headers().items() if fields.get(name) == value}
    return frozenset(own | {name for name in _FRAMING if name in fields and name not in request.headers})


def response_message(response: Response) -> ResponseMessage:
    """Return the head of `response`, and of its content what has been read."""
    head = response.exchange.head
    content, cut = response.exchange.content, False
    if content is not None and response.timings.total is None:
        # There was more than anybody wants to look at: nobody has seen its end.
        content, cut = None, True
    status_line = b"HTTP/1.%d %d %s\r\n" % (head.minor, head.status, head.reason)
    encoded = "content-encoding" in response.headers
    return ResponseMessage(
        status=head.status,
        reason=head.reason.decode("latin-1"),
        version=response.http_version,
        fields=response.headers,
        content=content,
        encoded_size=head.length if encoded else None if content is None else len(content),
        framing=framing_of(head),
        complete=None if content is None else True,
        content_cut=cut,
        trailers=response.trailers,
        raw=SecretLines().mask(status_line + head.section.block + b"\r\n"),
    )


def framing_of(head: h1.Response) -> Framing:
    """Return how the content after `head` is framed (RFC 9112 §6.3)."""
    if not head.content and head.length in (None, 0):
        return Framing.LENGTH if head.length == 0 else Framing.NONE
    if head.length is not None:
        return Framing.LENGTH
    return Framing.CHUNKED if b"transfer-encoding" in head.section.facts else Framing.CLOSE


def _phases(timings: Timings) -> Phases:
    opened = (timings.resolve, timings.connect, timings.proxy, timings.tls)
    before = sum(seconds for seconds in opened if seconds is not None)
    return Phases(
        resolve=timings.resolve,
        connect=timings.connect,
        proxy=timings.proxy,
        tls=timings.tls,
        wait=max(0.0, timings.first_byte - before),
        receive=None if timings.total is None else max(0.0, timings.total - timings.first_byte),
        total=timings.total,
    )


# -- from what was recorded --------------------------------------------------------------------------------------------


def _noted_exchange(noted: Noted, *, probe: bool) -> Exchange:
    record = noted.record()
    last = noted.record(last=True)
    response, error = noted.response, noted.error
    attempts = response.attempts if response is not None else getattr(error, "attempts", ())
    return Exchange(
        _recorded_request(noted, last),
        _recorded_response(noted, last),
        error=error,
        started_at=noted.started_at,
        phases=phases_of(noted.began, record, None if response is None else response.timings, failed=error is not None),
        connection=None if response is None else response.connection,
        cache=None if response is None else response.cache,
        attempts=attempts,
        record=record,
        probe=probe,
    )


def _recorded_request(noted: Noted, record: Record) -> RequestMessage:
    message = request_message(noted.request if noted.sent is None else noted.sent)
    sent = record.sent()
    return replace(message, raw=sent) if sent else message


def _recorded_response(noted: Noted, record: Record) -> ResponseMessage | None:
    """Return the response: as the client understood it where it did, else as far as its bytes can be read."""
    raw = record.received()
    if noted.response is None:
        return _broken_response(raw, noted.request.method) if raw else None
    message = response_message(noted.response)
    if not raw:
        return message
    from .from_bytes import response_of

    ended = message.complete is True and not record.cut
    read = response_of(raw, noted.request.method, ended=ended)
    if read.status != message.status:
        # What is there begins with something else, such as the words of a SOCKS proxy.
        return replace(message, raw=raw)
    return replace(
        message,
        raw=raw,
        interim=read.interim,
        flaws=read.flaws,
        encoded_size=read.encoded_size if read.encoded_size is not None else message.encoded_size,
        complete=read.complete if message.complete is not True else True,
    )


def _broken_response(raw: bytes, method: str) -> ResponseMessage | None:
    from .from_bytes import response_of

    # What was read last may be cut off: the client does not read on once it knows that something is wrong.
    read = response_of(raw, method, ended=False)
    return read if read.status else None


def phases_of(began: float, record: Record, timings: Timings | None, *, failed: bool = False) -> Phases:
    """Return how long each phase took, by the moments at which bytes went and came.

    Where the exchange `failed`, the phase in which it did lasted to its end.
    """
    sent = [piece.moment for piece in record.plain if piece.sent and piece.data]
    received = [piece.moment for piece in record.plain if not piece.sent and piece.data]
    first_sent, last_sent = (sent[0], sent[-1]) if sent else (None, None)
    first_received, last_received = (received[0], received[-1]) if received else (None, None)
    opened = _opened(record) if timings is None else (timings.resolve, timings.connect, timings.proxy, timings.tls)
    spent = sum(seconds for seconds in opened if seconds is not None)
    ended = record.ended if failed else None
    return Phases(
        blocked=None if first_sent is None else max(0.0, first_sent - began - spent),
        resolve=opened[0],
        connect=opened[1],
        proxy=opened[2],
        tls=opened[3],
        send=_between(first_sent, last_sent),
        wait=_between(last_sent, ended if first_received is None else first_received),
        receive=_between(first_received, ended or last_received),
        total=record.ended - began,
    )


def _opened(record: Record) -> tuple[float | None, float | None, float | None, float | None]:
    """Return what is known of the opening of a connection on which no response came: resolving, TCP, TLS."""
    resolve = sum(each.seconds for each in record.resolved) if record.resolved else None
    return resolve, _connecting(record), None, _securing(record)


def _connecting(record: Record) -> float | None:
    tried = [each.moment - each.resolved_at for each in record.connected]
    known_at = max((each.moment for each in record.resolved), default=record.began)
    tried += [max(0.0, each.moment - known_at) for each in record.not_connected if each.attempts]
    return sum(tried) if tried else None


def _securing(record: Record) -> float | None:
    """Return how long the handshakes took: each until it was complete, or the end of all."""
    began: dict[int, float] = {}
    for message in record.tls_messages:
        began.setdefault(message.number, message.moment)
    ended = {each.number: each.moment for each in record.tls_established}
    return sum(ended.get(number, record.ended) - moment for number, moment in began.items()) if began else None


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else max(0.0, end - start)
