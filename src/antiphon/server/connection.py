"""One client's connection: bytes in, exchanges in order, bytes out.

The wire's state machine says what the bytes mean; the application answers through an `Exchange`; this class moves
between them and keeps the deadlines. It never awaits: everything here happens inside a callback of the loop.
"""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from ..faults import AntiphonError, Fault
from ..faults.service import (
    CONTENT_TOO_LARGE,
    EXPECTATION_UNKNOWN,
    METHOD_NOT_SERVED,
    REQUEST_TIMEOUT,
    TOO_MANY_CONNECTIONS,
)
from ..semantics.status import phrase
from ..wire import h1
from .clock import NEVER
from .log import Record
from .refusal import SERVED_METHODS, Refusal

if TYPE_CHECKING:
    from .server import Server


class Exchange(Protocol):
    """What answers one request. The connection calls it; it calls the connection's ``respond`` and ``write``."""

    def receive_content(self, content: bytes) -> None:
        """Take a piece of the request's content."""

    def receive_end(self, trailers: h1.FieldSection) -> None:
        """Learn that the request is complete."""

    def receive_close(self) -> None:
        """Learn that the client sends no more; it may still read the response."""

    def disconnect(self) -> None:
        """Learn that the client is gone, or that the connection is about to be closed."""


class Application(Protocol):
    """What opens an exchange for each request."""

    def open(self, connection: Connection, request: h1.Request) -> Exchange:
        """Return the exchange that will answer `request`, or has done so already."""


class Phase(Enum):
    """What a connection waits for, and so what its deadline means."""

    HEAD = "head"
    CONTENT = "content"
    RESPONSE = "response"
    WRITE = "write"
    LINGER = "linger"
    CLOSING = "closing"


# Looking a member up in its class costs a call in Python 3.11; these names cost nothing.
_HEAD, _CONTENT, _RESPONSE, _WRITE, _LINGER, _CLOSING = Phase
_FINISHING = (_WRITE, _LINGER, _CLOSING)

_REFUSED_METHODS = frozenset({b"TRACE", b"CONNECT"})
_REASONS = {status: phrase(status).encode("ascii") for status in range(100, 600)}


class Connection(asyncio.Protocol):
    """The server's end of one connection, plain or secured."""

    __slots__ = (
        "_answered",
        "_content_base",
        "_content_since",
        "_drained",
        "_next_due",
        "_phase",
        "_processing",
        "_record",
        "_section",
        "_unread",
        "_write_size",
        "client",
        "deadline",
        "exchange",
        "h1",
        "local",
        "request",
        "scheme",
        "scope",
        "server",
        "transport",
        "writable",
    )

    def __init__(self, server: Server, scheme: str = "http") -> None:
        self.server = server
        self.scheme = scheme
        self.scope: dict[str, Any] | None = None
        self.h1 = h1.Connection(h1.Role.SERVER, server.config.limits, server.known_sections)
        self.transport: asyncio.Transport
        self.exchange: Exchange | None = None
        self.request: h1.Request | None = None
        self.writable = True
        self.client: tuple[str, int] | None = None
        self.local: tuple[str, int | None] | None = None
        self.deadline = NEVER
        self._phase = _HEAD
        self._processing = False
        self._answered = False
        self._next_due = False
        self._drained: asyncio.Future[None] | None = None
        self._record: Record | None = None
        self._section = h1.EMPTY_SECTION
        self._unread = 0
        self._content_since = 0.0
        self._content_base = 0
        self._write_size = 0

    # -- callbacks of the transport ----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to wait for the first request."""
        self.transport = transport  # type: ignore[assignment]
        server = self.server
        self.client, self.local = addresses(transport)
        self.deadline = server.clock.now + server.config.timeouts.head
        server.add(self)

    def data_received(self, data: bytes) -> None:
        """Let the state machine read `data`, and act on what it means."""
        if self._phase is _LINGER or self._phase is _CLOSING:
            return
        try:
            events = self.h1.receive(data)
        except AntiphonError as error:
            self.refuse(error)
            return
        if events:
            self._process(events)
        elif self._phase is _HEAD:
            self._await_head()
        elif self.h1.held > self.server.config.limits.head:
            self.transport.pause_reading()

    def eof_received(self) -> bool:
        """Note that the client sends no more; a response under way is still delivered (RFC 9112 §9.6)."""
        if self._phase is _LINGER or self._phase is _CLOSING:
            return False
        try:
            self.h1.receive(b"")
        except AntiphonError as error:
            self._truncated(error)
            return False
        if self.exchange is not None:
            self.exchange.receive_close()
            return True
        return self._next_due

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the exchange under way, and let go of everything."""
        self.server.discard(self)
        self.deadline = NEVER
        self._phase = _CLOSING
        self._wake_writer()
        exchange, self.exchange = self.exchange, None
        if exchange is not None:
            self._log(0)
            exchange.disconnect()

    def pause_writing(self) -> None:
        """Hold the application back: the client takes the response more slowly than it is made."""
        self.writable = False
        self._write_size = self.transport.get_write_buffer_size()
        if self._phase is not _CLOSING and self._phase is not _LINGER:
            self._wait(_WRITE, self.server.config.timeouts.write)

    def resume_writing(self) -> None:
        """Let the application go on, or the request behind the one that has been answered."""
        self.writable = True
        self._wake_writer()
        if self._phase is not _WRITE:
            return
        self._phase = _RESPONSE
        self.deadline = NEVER
        if self._next_due and not self._processing:
            self._finish_exchange()
        elif self.h1.theirs is h1.CONTENT and self.transport.is_reading():
            self._await_content()

    def _wake_writer(self) -> None:
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)

    async def drained(self) -> None:
        """Wait until the client has taken enough for more to be written."""
        if not self.writable and self._phase is not _CLOSING:
            if self._drained is None:
                self._drained = self.server.loop.create_future()
            await asyncio.shield(self._drained)

    # -- deadlines -----------------------------------------------------------------------------------------------------

    def _wait(self, phase: Phase, seconds: float) -> None:
        self._phase = phase
        self.deadline = self.server.clock.now + seconds

    def _await_head(self) -> None:
        """Start the absolute limit of the head with its first byte; a connection without one keeps its deadline."""
        if self.request is not None and self.h1.held:
            self.request = None
            self.deadline = self.server.clock.now + self.server.config.timeouts.head

    def _await_content(self) -> None:
        """Give the client its full time for the content, from now on."""
        self._content_base = self.h1.content_received
        self._wait(_CONTENT, self.server.config.timeouts.content)
        self._content_since = self.server.clock.now

    def expired(self) -> None:
        """Act on the passed deadline: answer 408 where a request is late, else close."""
        timeouts = self.server.config.timeouts
        phase = self._phase
        if phase is _HEAD and self.h1.held:
            self.refuse(AntiphonError(REQUEST_TIMEOUT, seconds=timeouts.head))
        elif phase is _CONTENT and self.exchange is not None:
            self.refuse(AntiphonError(REQUEST_TIMEOUT, seconds=timeouts.content))
        elif phase in _FINISHING and self._takes_response():
            self._wait(phase, timeouts.linger if phase is _LINGER else timeouts.write)
        elif phase is _WRITE or phase is _CLOSING:
            self.abort()
        else:
            self.close()

    def _takes_response(self) -> bool:
        """Tell whether the client has taken some of the response since the last look, and is to take more."""
        before, self._write_size = self._write_size, self.transport.get_write_buffer_size()
        return 0 < self._write_size < before

    # -- requests ------------------------------------------------------------------------------------------------------

    def _process(self, events: list[h1.Event]) -> None:
        """Act on `events`, and on those of the requests behind them while they are answered at once."""
        self._processing = True
        while events:
            for event in events:
                if type(event) is h1.Request:
                    self._open(event)
                elif event is not h1.END or self.request is None or self.request.content:
                    # The end of a request without content tells nothing that its head has not told.
                    self._continue(event)
            events = self._next_exchange() if self._next_due and self.writable else []
        self._processing = False

    def _continue(self, event: h1.Event) -> None:
        """Act on what follows the head of a request."""
        kind = type(event)
        if self._phase is _LINGER or self._phase is _CLOSING:
            return
        if kind is h1.Data:
            self._take_content(event.content)  # type: ignore[union-attr, arg-type]
        elif kind is h1.End:
            self._take_end(event.trailers)  # type: ignore[union-attr]
        elif self.exchange is None and self.h1.ours is not h1.CONTENT:
            self.close()

    def _open(self, request: h1.Request) -> None:
        self.request = request
        server = self.server
        if server.log is not None:
            self._record = server.log.begin(self, request)
        self._answered = False
        if request.content:
            self._await_content()
        else:
            self._phase = _RESPONSE
            self.deadline = NEVER
        refusal = None
        if request.content or request.method in _REFUSED_METHODS or b"expect" in request.section.facts:
            refusal = self._refusal_of(request)
        if refusal is not None:
            self.refuse(refusal)
        elif request.target == b"*":
            self.respond(204, h1.build_section([(b"allow", SERVED_METHODS)]), b"", more=False)
        else:
            exchange = server.application.open(self, request)
            if not self._answered:
                self.exchange = exchange

    def _refusal_of(self, request: h1.Request) -> AntiphonError | None:
        """Return why `request` is refused before any application sees it, or None."""
        if request.method in _REFUSED_METHODS:
            return AntiphonError(METHOD_NOT_SERVED, method=request.method.decode("ascii"))
        if b"expect" in request.section.facts and request.minor:
            values = request.section.facts[b"expect"]
            if any(value.lower() != b"100-continue" for value in values):
                return AntiphonError(EXPECTATION_UNKNOWN)
        limit = self.server.config.content_limit
        if request.content and request.length is not None and request.length > limit:
            return AntiphonError(CONTENT_TOO_LARGE, limit=limit)
        return None

    def _take_content(self, content: bytes) -> None:
        limit = self.server.config.content_limit
        received = self.h1.content_received
        if self.exchange is None:
            self._discard_content(len(content))
            return
        if received > limit:
            self.refuse(AntiphonError(CONTENT_TOO_LARGE, limit=limit))
            return
        self._keep_content_rate(received)
        self.exchange.receive_content(content)

    def _keep_content_rate(self, received: int) -> None:
        """Extend the deadline for the next piece, unless the content comes more slowly than allowed on the whole."""
        timeouts = self.server.config.timeouts
        now = self.server.clock.now
        allowed = timeouts.content + (received - self._content_base) / timeouts.content_rate
        if now - self._content_since > allowed:
            self.refuse(AntiphonError(REQUEST_TIMEOUT, seconds=now - self._content_since))
        elif self._phase is _CONTENT:
            self.deadline = now + timeouts.content

    def pause_content(self) -> None:
        """Read no more until the application has taken what came; the client's deadline rests meanwhile."""
        self.transport.pause_reading()
        if self._phase is _CONTENT:
            self.deadline = NEVER

    def resume_content(self) -> None:
        """Read on, and give the client its full time again."""
        self.transport.resume_reading()
        if self._phase is _CONTENT:
            self._await_content()

    def _take_end(self, trailers: h1.FieldSection) -> None:
        if self._phase is _CONTENT:
            self._phase = _RESPONSE
            self.deadline = NEVER
        if self.request is not None and self.request.content:
            # An application that leaves content unread may have paused the client; the next request must get through.
            self.transport.resume_reading()
        if self.exchange is not None:
            self.exchange.receive_end(trailers)
        elif self.h1.finished and not self._next_due:
            self._finish_exchange()

    def continue_(self) -> None:
        """Tell a client that waits for it to send the content (RFC 9110 §10.1.1)."""
        if self.h1.expects_continue and self.h1.ours is h1.IDLE:
            self.transport.write(self.h1.send_interim(100, b"Continue"))

    # -- responses -----------------------------------------------------------------------------------------------------

    def respond(self, status: int, section: h1.FieldSection, content: bytes, *, more: bool) -> None:
        """Start the final response with the first piece of its content, and end it unless `more` follows.

        Raises `ProtocolError` where the message breaks a rule; nothing has been written then.
        """
        machine = self.h1
        server = self.server
        if server.draining:
            machine.persistent = False
        additional = b"" if b"date" in section.facts else server.clock.date_line
        if not more:
            data = machine.send_whole(status, _REASONS[status], section, content, additional=additional)
            if self._record is not None:
                self._record.status = status
            self.transport.write(data)
            self._finish_response(len(content))
            return
        head = machine.send_response(
            status,
            _REASONS[status],
            section,
            additional=additional,
        )
        self._section = section
        if self._record is not None:
            self._record.status = status
            self._record.size = len(content)
        self.transport.write(head + machine.send_data(content))
        if server.draining:
            server.loop.call_soon(self.stop)

    def interim(self, status: int, section: h1.FieldSection) -> None:
        """Send an interim response such as 103 (RFC 8297)."""
        self.transport.write(self.h1.send_interim(status, _REASONS[status], section))

    def write(self, content: bytes) -> None:
        """Send a further piece of content. Raises `ProtocolError` where it is more than declared."""
        parts = self.h1.send_data_parts(content)
        if parts:
            # The loop sends the parts with one system call, without a copy of the content.
            self.transport.writelines(parts)
        if self._record is not None:
            self._record.size += len(content)

    def write_end(self, content: bytes = b"", trailers: h1.FieldSection = h1.EMPTY_SECTION) -> None:
        """Send the last piece of content, and the end. Raises `ProtocolError` where it is less than declared."""
        data = self.h1.send_data(content) + self.h1.send_end(trailers)
        if data:
            self.transport.write(data)
        self._finish_response(len(content))

    def _finish_response(self, size: int) -> None:
        if self._record is not None:
            self._log(size)
        self.exchange = None
        self._answered = True
        if self.h1.theirs is h1.DONE:
            self._finish_exchange()
        elif not self.h1.persistent or self.h1.expects_continue or self._too_much_unread():
            self.linger()
        else:
            self._unread = 0
            self.transport.resume_reading()
            self._wait(_CONTENT, self.server.config.timeouts.linger)

    def _finish_exchange(self) -> None:
        if not self.h1.persistent or self.server.draining:
            self.close()
        elif not self.writable:
            # Answers that nobody takes would fill the memory, so the next request waits until these are taken.
            self._next_due = True
            self._wait(_WRITE, self.server.config.timeouts.write)
        elif self._processing:
            self._next_due = True
        elif events := self._next_exchange():
            self._process(events)

    def _next_exchange(self) -> list[h1.Event]:
        """Return the events of the request behind the one that has been answered."""
        self._next_due = False
        server = self.server
        machine = self.h1
        machine.next_exchange()
        self._phase = _HEAD
        self.deadline = server.clock.now + server.idle_seconds
        if not machine.held and not machine.ended:
            return []
        self.transport.resume_reading()
        try:
            events = machine.receive_held()
        except AntiphonError as error:
            self.refuse(error)
            return []
        if machine.held:
            self.deadline = server.clock.now + server.config.timeouts.head
        return events

    def _too_much_unread(self) -> bool:
        """Tell whether the rest of the request is too long to read and throw away (RFC 9112 §9.3)."""
        request = self.request
        if request is None or request.length is None:
            return False
        return request.length - self.h1.content_received > self.server.config.unread_limit

    def _discard_content(self, size: int) -> None:
        self._unread += size
        if self._unread > self.server.config.unread_limit:
            self.linger()

    # -- refusing and ending -------------------------------------------------------------------------------------------

    def refuse(self, error: AntiphonError) -> None:
        """Answer with the fault where that is still possible, log it, and use the connection no more."""
        exchange, self.exchange = self.exchange, None
        self.server.errors.refused(self.client, error)
        if exchange is not None:
            exchange.disconnect()
        if self._phase is _HEAD:
            # Nothing is known of a request whose head was not read; what the one before had is not its own.
            self.request = None
            self.h1.method = b""
        if self.h1.ours is not h1.IDLE:
            self._log(0)
            self.abort()
            return
        refusal = Refusal.of(error, self.request)
        self.h1.persistent = False
        if self._record is None and self.server.log is not None:
            self._record = self.server.log.begin(self, None)
        self._send_refusal(refusal)

    def _send_refusal(self, refusal: Refusal) -> None:
        machine = self.h1
        additional = self.server.clock.date_line
        length = len(refusal.content)
        head = machine.send_response(
            refusal.status, _REASONS[refusal.status], refusal.section, additional=additional, length=length
        )
        self.transport.write(head + machine.send_data(refusal.content) + machine.send_end())
        if self._record is not None:
            self._record.status = refusal.status
        self._log(length)
        self.linger()

    def fail(self, fault: Fault, instance: str) -> None:
        """Answer 500 for an application that failed, or cut the response short if it has begun.

        A response that has begun cannot be made good; cutting it is the only way to say so (RFC 9112 §8).
        """
        self.exchange = None
        if self.h1.ours is not h1.IDLE:
            self._log(0)
            self.abort()
            return
        refusal = Refusal.of(AntiphonError(fault, instance=instance), self.request, instance)
        self.respond(refusal.status, refusal.section, refusal.content, more=False)

    def _truncated(self, error: AntiphonError) -> None:
        """Deal with a client that stopped inside a request: nobody is left to read an answer to an unfinished head."""
        self.server.errors.refused(self.client, error)
        exchange, self.exchange = self.exchange, None
        if exchange is not None:
            self._log(0)
            exchange.disconnect()
        self.close()

    def linger(self) -> None:
        """Close our side, then read and throw away what still comes, so that the response arrives (RFC 9112 §9.6)."""
        if self._phase is _CLOSING or self._phase is _LINGER:
            return
        self._write_size = self.transport.get_write_buffer_size()
        self._wait(_LINGER, self.server.config.timeouts.linger)
        self.transport.resume_reading()
        if self.transport.can_write_eof() and not self.transport.is_closing():
            self.transport.write_eof()

    def close(self) -> None:
        """Close once everything is written, or when the client has not taken it in time."""
        if self._phase is not _CLOSING:
            self._write_size = self.transport.get_write_buffer_size()
            self._wait(_CLOSING, self.server.config.timeouts.write)
            self.transport.close()

    def abort(self) -> None:
        """Close at once; what is not written is lost."""
        self._phase = _CLOSING
        self.deadline = NEVER
        self.transport.abort()

    def stop(self) -> None:
        """Close if nothing is under way; a response under way is the last, and is ended here if it has no end."""
        if self.exchange is None and self.h1.ours is h1.IDLE and not self.h1.held:
            self.close()
        elif self.h1.ours is h1.CONTENT and _has_no_end(self._section):
            self._end_events()

    def _end_events(self) -> None:
        """End a response that would go on for ever: its client comes back by itself, and misses nothing.

        It reconnects and says what it has seen last; an event without its end is thrown away (WHATWG HTML §9.2).
        """
        exchange = self.exchange
        self.write_end()
        if exchange is not None:
            exchange.disconnect()

    def turn_away(self, limit: int) -> None:
        """Answer 503 before any request, and close."""
        self.refuse(AntiphonError(TOO_MANY_CONNECTIONS, limit=limit))

    def cut(self) -> None:
        """End at once whatever is under way."""
        exchange, self.exchange = self.exchange, None
        if exchange is not None:
            exchange.disconnect()
        self.abort()

    def _log(self, size: int) -> None:
        record, self._record = self._record, None
        if record is not None and self.server.log is not None:
            # What answers HEAD is made like the answer to GET, but its content is not sent.
            record.size = 0 if record.method == "HEAD" else record.size + size
            self.server.log.end(record)


def _has_no_end(section: h1.FieldSection) -> bool:
    """Tell whether these are the fields of a stream of events; one of a declared length has its end."""
    if b"content-length" in section.facts:
        return False
    return any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in section.lowered)


def addresses(
    transport: asyncio.BaseTransport,
) -> tuple[tuple[str, int] | None, tuple[str, int | None] | None]:
    """Return the client's and the server's address as ASGI has them; None and the path for a Unix socket."""
    peer = transport.get_extra_info("peername")
    local = transport.get_extra_info("sockname")
    client = (str(peer[0]), int(peer[1])) if isinstance(peer, tuple) and len(peer) >= 2 else None
    if isinstance(local, tuple) and len(local) >= 2:
        return client, (str(local[0]), int(local[1]))
    return client, (str(local), None) if local else None
