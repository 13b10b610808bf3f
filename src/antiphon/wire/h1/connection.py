"""One HTTP/1.1 connection, seen from one end, without I/O (RFC 9112).

Bytes that came in go to `receive`, which returns what they mean; what is to be said goes to the ``send_`` methods,
which return the bytes to write. Both directions follow the table in `states`. After a message has been received
whole, nothing more is read until `next_exchange`: a pipelined request waits as bytes, not as events.

A `ProtocolError` poisons the connection: whatever comes later is ignored, because two readers may no longer agree
where a message starts (RFC 9112 §11.2).
"""

from __future__ import annotations

from enum import Enum

from ...faults import AntiphonError, ProtocolError
from ...faults.message import (
    CONTENT_LONGER_THAN_DECLARED,
    CONTENT_NOT_ALLOWED,
    CONTENT_SHORTER_THAN_DECLARED,
    EMPTY_LINES,
    INCOMPLETE_CONTENT,
    INCOMPLETE_HEAD,
    INCOMPLETE_MESSAGE,
    TOO_MANY_INTERIM,
    TRANSFER_CODING_NOT_YOURS,
    UNEXPECTED_SWITCH,
    UNSOLICITED_BYTES,
)
from .chunked import ChunkedReader, chunk_size, last_chunk
from .events import CLOSED, END, Data, End, Event, Request, Response
from .framing import (
    CHUNKED,
    NO_CONTENT,
    UNTIL_CLOSE,
    Extent,
    Framing,
    content_length,
    request_extent,
    response_extent,
)
from .host import check_host
from .limits import DEFAULT_LIMITS, Limits
from .section import EMPTY_SECTION, SECTION_END, FieldSection, KnownSections, judge_unfinished, parse_section
from .start_line import (
    check_request_line_start,
    check_status_line_start,
    parse_request_line,
    parse_status_line,
)
from .states import (
    CLOSE,
    CONTENT,
    DATA,
    DONE,
    FAIL,
    FAILED,
    FINISH,
    HEAD,
    IDLE,
    INTERIM,
    MESSAGE,
    NEXT,
    SWITCH,
    move,
)

_CHUNKED_LINE = b"transfer-encoding: chunked\r\n"
_CLOSE_LINE = b"connection: close\r\n"
_BARE = (204, 304)
_LONGEST_REPEATED = 4096
_KEEP_ALIVE_LINE = b"connection: keep-alive\r\n"


class Role(Enum):
    """Which end of the connection this is."""

    CLIENT = "client"
    SERVER = "server"


class Connection:
    """Both directions of one connection.

    `theirs` and `ours` are the states of the two directions. `persistent` tells whether another exchange may follow
    this one (RFC 9112 §9.3). `known_sections` is shared by connections of one role and with the same limits.
    `before_fault` is what the bytes meant that came, in one `receive`, before the wrong ones:
    with it, a broken message gives the same events and the same fault however the network cut it.
    """

    __slots__ = (
        "_buffer",
        "_chunked",
        "_content_received",
        "_empty_lines",
        "_extent",
        "_fields_start",
        "_interim_count",
        "_judged",
        "_known_sections",
        "_last_block",
        "_last_head",
        "_last_method",
        "_last_response",
        "_last_section",
        "_limits",
        "_our_extent",
        "_our_left",
        "_our_status",
        "_remaining",
        "_repeatable",
        "_repeatable_events",
        "_server",
        "before_fault",
        "ended",
        "expects_continue",
        "method",
        "minor",
        "ours",
        "persistent",
        "theirs",
        "upgrade_offered",
    )

    def __init__(
        self, role: Role, limits: Limits = DEFAULT_LIMITS, known_sections: KnownSections | None = None
    ) -> None:
        self._server = role is Role.SERVER
        self._limits = limits
        self._known_sections = known_sections
        self._buffer = bytearray()
        self._judged = 0
        self._fields_start = 0
        self._empty_lines = 0
        self.ended = False
        self.before_fault: list[Event] = []
        self._last_block = b""
        self._last_head = b""
        self._last_method = b""
        self._last_response: tuple[Response, Extent]
        self._last_section = EMPTY_SECTION
        self.theirs = IDLE
        self.ours = IDLE
        self.persistent = True
        self.method = b""
        self.minor = 1
        self.expects_continue = False
        self.upgrade_offered = False
        self._extent = NO_CONTENT
        self._remaining = 0
        self._content_received = 0
        self._chunked: ChunkedReader | None = None
        self._interim_count = 0
        self._our_extent = NO_CONTENT
        self._our_left = 0
        self._our_status = 0
        self._repeatable = b""
        self._repeatable_events: list[Event] = []

    # -- receiving -------------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> list[Event]:
        """Return what `data`, the next bytes from the peer, means; empty `data` says that the peer sends no more.

        Raises `ProtocolError`, or `InvalidURL` for the target or the Host field; the connection is of no use then.
        """
        if data == self._repeatable and self.theirs is IDLE and data and self._may_repeat():
            # The very bytes of the message before: what they mean and what they change is the same, too.
            self.theirs = DONE
            return self._repeatable_events
        events: list[Event] = []
        if self.theirs is not FAILED:
            self._read(data, events)
        return events

    def _read(self, data: bytes, events: list[Event]) -> None:
        """Add to `events` what `data` means. Raises as `receive` does."""
        try:
            if not data:
                self._receive_end(events)
            elif not self._buffer:
                self._advance(data, events)
            else:
                self._advance_held(data, events)
        except AntiphonError:
            self.theirs = move(self.theirs, FAIL)
            self.persistent = False
            self.before_fault = events
            self._buffer.clear()
            raise

    @property
    def held(self) -> int:
        """Return how many bytes wait to be read: an unfinished head, or pipelined requests."""
        return len(self._buffer)

    @property
    def content_received(self) -> int:
        """Return how many bytes of content the message that comes in has had so far."""
        return self._content_received

    def cut_short(self) -> ProtocolError:
        """Return the error for a message whose connection ended before its content did (RFC 9112 §8)."""
        received, declared = self._content_received, self._extent.length
        if declared is None:
            return ProtocolError(INCOMPLETE_MESSAGE, received=received)
        return ProtocolError(INCOMPLETE_CONTENT, received=received, declared=declared)

    def _advance(self, data: bytes, events: list[Event]) -> None:
        """Read as much of `data` as belongs to the present message, and keep the rest."""
        whole = data
        self._repeatable = b""
        while data:
            if self.theirs is IDLE:
                data = self._read_head(data, events)
                if not data and self._can_repeat(whole, events):
                    self._repeatable, self._repeatable_events = whole, events
            elif self.theirs is CONTENT:
                data = self._read_content(data, events)
            else:
                self._hold(data)
                break

    def _can_repeat(self, whole: bytes, events: list[Event]) -> bool:
        """Tell whether `whole` was one plain message, which a peer on a kept connection often sends again."""
        if self.theirs is not DONE or not self.persistent or self.upgrade_offered or len(whole) > _LONGEST_REPEATED:
            return False
        return len(events) == 2 if self._server else events[0] is self._last_response[0]

    def _may_repeat(self) -> bool:
        """Tell whether the bytes of the message before mean the same again: in answer to the same method."""
        return not self._buffer and (self._server or (self.ours is not IDLE and self.method == self._last_method))

    def _advance_held(self, data: bytes, events: list[Event]) -> None:
        if self.theirs is not IDLE:
            self._hold(data)
            return
        self._buffer += data
        if self._head_is_complete():
            self._advance(self._take_held(), events)

    def _take_held(self) -> bytes:
        data = bytes(self._buffer)
        self._buffer.clear()
        return data

    def _hold(self, data: bytes) -> None:
        """Keep what came behind the present message: a pipelined request, or the next protocol.

        Behind a response, nothing may come: it would be taken for the answer to the next request. It is dropped,
        and the connection is not used again.
        """
        if self._server or self.upgrade_offered:
            self._buffer += data
        else:
            self.persistent = False

    # -- heads -----------------------------------------------------------------------------------------------------

    def _read_head(self, data: bytes, events: list[Event]) -> bytes:
        if data[:1] == b"\r":
            data = data[self._count_empty_lines(data) :]
        end = data.find(SECTION_END, 0, self._limits.head + len(SECTION_END))
        if end < 0:
            self._buffer += data
            self._judged = 0
            self._head_is_complete()
            return b""
        stop = end + len(SECTION_END)
        extent = self._read_request(data[:stop], events) if self._server else self._read_response(data[:stop], events)
        return data[stop:] if extent is None else self._start_content(extent, data[stop:], events)

    def _count_empty_lines(self, data: bytes | bytearray) -> int:
        """Return the length of the empty lines that some clients send after a request (RFC 9112 §2.2)."""
        length = 0
        while self._server and data.startswith(b"\r\n", length):
            length += len(b"\r\n")
            self._empty_lines += 1
            if self._empty_lines > self._limits.empty_lines:
                raise ProtocolError(EMPTY_LINES, offset=2 * self._empty_lines, limit=self._limits.empty_lines)
        return length

    def _head_is_complete(self) -> bool:
        """Tell whether `_buffer` holds a whole head. If not, what has come is judged, so that nobody waits in vain."""
        buffer = self._buffer
        if not self._judged:
            del buffer[: self._count_empty_lines(buffer)]
        window = self._limits.head + len(SECTION_END)
        if buffer.find(SECTION_END, max(0, self._judged - len(SECTION_END)), window) >= 0:
            return True
        if not self._judged:
            self._fields_start = self._judged = self._judge_start_line(buffer, window)
        if self._judged or len(buffer) >= window:
            first = self._judged == self._fields_start
            self._judged = judge_unfinished(
                buffer, self._judged, 0, self._limits.head, first=first, unfold=not self._server
            )
        return False

    def _judge_start_line(self, buffer: bytearray, window: int) -> int:
        """Return the length of the start line once it has come whole, else 0. Raises `ProtocolError`."""
        end = buffer.find(b"\n", 0, window) + 1
        line = bytes(buffer[: end or window])
        if self._server and end:
            parse_request_line(line, self._limits)
        elif self._server and line not in (b"", b"\r"):
            check_request_line_start(line, self._limits)
        elif end:
            parse_status_line(line)
        elif not self._server:
            check_status_line_start(line)
        return end

    def _section(self, head: bytes, line_end: int) -> FieldSection:
        block = head[line_end:-2]
        if block == self._last_block:
            return self._last_section
        section = self._known_section(block, line_end) if block else EMPTY_SECTION
        self._last_block = block
        self._last_section = section
        return section

    def _known_section(self, block: bytes, start: int) -> FieldSection:
        known = self._known_sections
        section = None if known is None else known.get(block)
        if section is None:
            section = parse_section(block, start, self._limits.fields, unfold=not self._server)
            if known is not None:
                known.keep(section)
        return section

    def _read_request(self, head: bytes, events: list[Event]) -> Extent:
        """Note the request whose whole head is `head`, and return the extent of its content."""
        line_end = head.find(b"\r\n") + 2
        method, target, minor = parse_request_line(head[:line_end], self._limits)
        section = self._section(head, line_end)
        check_host(method, target, minor, section)
        extent = request_extent(section, minor)
        self.method = method
        self.minor = minor
        self.persistent = not section.close if minor else section.keep_alive and not section.close
        self.upgrade_offered = section.upgrade or method == b"CONNECT"
        self.expects_continue = minor > 0 and extent is not NO_CONTENT and _expects_continue(section)
        events.append(Request(method, target, minor, section, extent is not NO_CONTENT, extent.length))
        return extent

    def _read_response(self, head: bytes, events: list[Event]) -> Extent | None:
        """Note the response whose whole head is `head`, and return the extent of its content, None if it is interim."""
        if self.ours is IDLE:
            raise ProtocolError(UNSOLICITED_BYTES)
        if head == self._last_head and self.method == self._last_method:
            # The very head of the response before, as it comes within one second on a busy connection.
            response, extent = self._last_response
        else:
            response = self._parse_response(head)
            if response.interim:
                self._take_interim(response, events)
                return None
            extent = response_extent(response.section, response.minor, response.status, self.method)
            response.length = extent.length
            response.content = extent is not NO_CONTENT
            self._last_head, self._last_method, self._last_response = head, self.method, (response, extent)
        if response.status == 101 and not self.upgrade_offered:
            raise ProtocolError(UNEXPECTED_SWITCH)
        section, minor = response.section, response.minor
        if section.close or extent is UNTIL_CLOSE or (minor == 0 and not section.keep_alive):
            self.persistent = False
        self.minor = minor
        self.upgrade_offered = response.status == 101 or (self.method == b"CONNECT" and response.status < 300)
        events.append(response)
        return extent

    def _parse_response(self, head: bytes) -> Response:
        line_end = head.find(b"\r\n") + 2
        status, reason, minor = parse_status_line(head[:line_end])
        return Response(status, reason, minor, self._section(head, line_end), False, 0)

    def _take_interim(self, response: Response, events: list[Event]) -> None:
        self._interim_count += 1
        if self._interim_count > self._limits.interim_responses:
            raise ProtocolError(TOO_MANY_INTERIM, limit=self._limits.interim_responses)
        self.theirs = move(self.theirs, INTERIM)
        events.append(response)

    # -- content ---------------------------------------------------------------------------------------------------

    def _start_content(self, extent: Extent, rest: bytes, events: list[Event]) -> bytes:
        """Begin to read content of `extent`, of which `rest` has come; return what lies behind it."""
        self._extent = extent
        self._content_received = 0
        if extent is NO_CONTENT:
            self.theirs = move(self.theirs, MESSAGE)
            events.append(END)
            return rest
        length = extent.length
        if length is not None and len(rest) >= length:
            self.theirs = move(self.theirs, MESSAGE)
            self._content_received = length
            events.append(Data(rest[:length]))
            events.append(END)
            return rest[length:]
        self.theirs = move(self.theirs, HEAD)
        if extent is CHUNKED:
            self._chunked = ChunkedReader(self._limits)
        else:
            self._remaining = length or 0
        return rest

    def _read_content(self, data: bytes, events: list[Event]) -> bytes:
        if self._extent is CHUNKED:
            return self._read_chunked(data, events)
        if self._extent is UNTIL_CLOSE:
            self._content_received += len(data)
            events.append(Data(data))
            return b""
        content = data if len(data) <= self._remaining else data[: self._remaining]
        self._remaining -= len(content)
        self._content_received += len(content)
        events.append(Data(content))
        if self._remaining == 0:
            self._finish(END, events)
        return data[len(content) :]

    def _read_chunked(self, data: bytes, events: list[Event]) -> bytes:
        reader = self._chunked
        if reader is None:
            raise RuntimeError("a chunked content without a reader")
        pieces: list[bytes] = []
        try:
            reader.feed(data, pieces)
        finally:
            if pieces:
                content = pieces[0] if len(pieces) == 1 else b"".join(pieces)
                self._content_received += len(content)
                events.append(Data(content))
        if reader.trailers is None:
            return b""
        self._chunked = None
        self._finish(END if reader.trailers is EMPTY_SECTION else End(reader.trailers), events)
        return reader.rest

    def _finish(self, end: End, events: list[Event]) -> None:
        self.theirs = move(self.theirs, FINISH)
        events.append(end)

    def _receive_end(self, events: list[Event]) -> None:
        """Add to `events` what it means that the peer sends no more (RFC 9112 §8, §9.5)."""
        self.ended = True
        if self.theirs is CONTENT:
            if self._extent is not UNTIL_CLOSE:
                raise self.cut_short()
            self._finish(END, events)
        if self.theirs is IDLE:
            if self._buffer.strip(b"\r\n"):
                raise ProtocolError(INCOMPLETE_HEAD, received=len(self._buffer))
            self.theirs = move(self.theirs, CLOSE)
        if not self._buffer:
            self.persistent = False
            events.append(CLOSED)

    # -- sending ---------------------------------------------------------------------------------------------------

    def send_request(self, method: bytes, target: bytes, section: FieldSection) -> bytes:
        """Return the head of a request, and remember how its content is framed.

        `section` has been built with `build_section`; content follows if it declares Content-Length or
        Transfer-Encoding: chunked. Raises `ProtocolError` where it is not this side's turn.
        """
        extent = request_extent(section, 1)
        self.ours = move(self.ours, MESSAGE if extent is NO_CONTENT else HEAD)
        self.method = method
        self.upgrade_offered = section.upgrade or method == b"CONNECT"
        if section.close:
            self.persistent = False
        self._our_extent = extent
        self._our_left = extent.length or 0
        return b"%b %b HTTP/1.1\r\n%b\r\n" % (method, target, section.block)

    def send_interim(self, status: int, reason: bytes, section: FieldSection = EMPTY_SECTION) -> bytes:
        """Return an interim response (RFC 9110 §15.2); an HTTP/1.0 client gets none, so nothing is returned."""
        if self.minor == 0:
            return b""
        self.ours = move(self.ours, INTERIM)
        if status == 100:
            self.expects_continue = False
        return b"HTTP/1.1 %d %b\r\n%b\r\n" % (status, reason, section.block)

    def send_response(
        self,
        status: int,
        reason: bytes,
        section: FieldSection,
        *,
        additional: bytes = b"",
        length: int | None = None,
    ) -> bytes:
        """Return the head of the final response, framing added (RFC 9112 §6).

        `additional` are finished lines that the server adds to every response. `length` is the length of the whole
        content where the caller has it already; it is declared unless `section` declares one. Raises
        `ProtocolError` where the application broke a rule of its own message.
        """
        extent, lines = self._response_framing(status, section, length)
        self.ours = move(self.ours, MESSAGE if extent is NO_CONTENT else HEAD)
        self._our_extent = extent
        self._our_left = extent.length or 0
        self._our_status = status
        if extent is UNTIL_CLOSE or section.close or self.theirs is FAILED:
            self.persistent = False
        if not self.persistent:
            lines = lines if section.close else lines + _CLOSE_LINE
        elif self.minor == 0:
            lines += _KEEP_ALIVE_LINE
        return b"HTTP/1.1 %d %b\r\n%b%b%b\r\n" % (status, reason, section.block, additional, lines)

    def send_whole(
        self, status: int, reason: bytes, section: FieldSection, content: bytes, *, additional: bytes = b""
    ) -> bytes:
        """Return a whole final response whose content is `content`. Raises as the three methods for its parts do."""
        declared = section.plain_length
        size = len(content)
        has_content = self.method != b"HEAD" and status >= 200 and status not in _BARE
        if has_content and declared is not None and declared >= 0 and declared != size:
            raise _wrong_length(declared, size)
        if status in _BARE and size:
            raise ProtocolError(CONTENT_NOT_ALLOWED, status=status)
        if declared == -1 and status == 304 and self.persistent and self.minor:
            self.ours = move(self.ours, MESSAGE)
            self._our_extent = NO_CONTENT
            return b"%b%b\r\n" % (section.head(status, reason), additional)
        if not has_content or declared is None or not self.persistent or not self.minor:
            head = self.send_response(status, reason, section, additional=additional, length=size)
            return head + self.send_data(content) + self.send_end()
        self.ours = move(self.ours, MESSAGE)
        self._our_extent = NO_CONTENT
        head = section.head(status, reason)
        if declared >= 0:
            return b"%b%b\r\n%b" % (head, additional, content)
        return b"%b%bcontent-length: %d\r\n\r\n%b" % (head, additional, size, content)

    def _response_framing(self, status: int, section: FieldSection, length: int | None) -> tuple[Extent, bytes]:
        """Return the extent of the content that will be sent, and the lines that declare it."""
        facts = section.facts
        if b"transfer-encoding" in facts:
            raise ProtocolError(TRANSFER_CODING_NOT_YOURS)
        declared = content_length(facts[b"content-length"], fold_equal=True) if b"content-length" in facts else None
        if status < 200 or status == 204:
            if declared or length:
                raise ProtocolError(CONTENT_NOT_ALLOWED, status=status)
            return NO_CONTENT, b""
        if status == 304 or self.method == b"HEAD":
            return NO_CONTENT, b""
        if declared is not None:
            return (Extent(Framing.LENGTH, declared) if declared else NO_CONTENT), b""
        if length is not None:
            extent = Extent(Framing.LENGTH, length) if length else NO_CONTENT
            return extent, b"content-length: %d\r\n" % length
        return (CHUNKED, _CHUNKED_LINE) if self.minor else (UNTIL_CLOSE, b"")

    def send_data(self, content: bytes) -> bytes:
        """Return the bytes that carry a piece of content. Raises `ProtocolError` where it is more than declared."""
        return b"".join(self.send_data_parts(content))

    def send_data_parts(self, content: bytes) -> tuple[bytes, ...]:
        """Return what `send_data` does in parts, one of them `content` itself, which is not copied."""
        if not content:
            return ()
        extent = self._our_extent
        if extent is NO_CONTENT:
            self._refuse_content()
            return ()
        self.ours = move(self.ours, DATA)
        if extent is CHUNKED:
            return chunk_size(content), content, b"\r\n"
        if extent.framing is Framing.LENGTH:
            self._our_left -= len(content)
            if self._our_left < 0:
                self.persistent = False
                raise ProtocolError(CONTENT_LONGER_THAN_DECLARED, declared=extent.length)
        return (content,)

    def _refuse_content(self) -> None:
        """Raise `ProtocolError` for content where none may be; what answers HEAD is dropped, as GET's would be sent."""
        if self.method == b"HEAD" and self._server:
            return
        self.persistent = False
        if self._our_status in (204, 304):
            raise ProtocolError(CONTENT_NOT_ALLOWED, status=self._our_status)
        raise ProtocolError(CONTENT_LONGER_THAN_DECLARED, declared=0)

    def send_end(self, trailers: FieldSection = EMPTY_SECTION) -> bytes:
        """Return the bytes that end the message. Raises `ProtocolError` where it is less than declared."""
        if self._our_extent is NO_CONTENT:
            return b""
        self.ours = move(self.ours, FINISH)
        if self._our_extent is CHUNKED:
            return last_chunk(trailers)
        if self._our_left > 0 and self._our_extent.framing is Framing.LENGTH:
            self.persistent = False
            raise ProtocolError(CONTENT_SHORTER_THAN_DECLARED, missing=self._our_left, declared=self._our_extent.length)
        return b""

    # -- the next exchange -------------------------------------------------------------------------------------------

    @property
    def finished(self) -> bool:
        """Tell whether both messages of the exchange are complete."""
        return self.theirs is DONE and self.ours is DONE

    def next_exchange(self) -> None:
        """Make ready for the next pair of messages; pipelined bytes are read by `receive_held`.

        Raises `ProtocolError` where one of the two messages is not complete.
        """
        self.theirs = move(self.theirs, NEXT)
        self.ours = move(self.ours, NEXT)
        self.expects_continue = False
        self._interim_count = 0
        self._empty_lines = 0
        self._judged = 0

    def receive_held(self) -> list[Event]:
        """Return what the bytes mean that came behind the message before. Raises as `receive` does."""
        events: list[Event] = []
        if self._buffer:
            self._read(self._take_held(), events)
        if self.ended and self.theirs in (IDLE, CONTENT):
            self._read(b"", events)
        return events

    def switch(self) -> bytes:
        """Hand the connection over to another protocol; returns the bytes that already came for it."""
        self.theirs = move(self.theirs, SWITCH)
        self.ours = move(self.ours, SWITCH)
        return self._take_held()


def _wrong_length(declared: int, size: int) -> ProtocolError:
    if size > declared:
        return ProtocolError(CONTENT_LONGER_THAN_DECLARED, declared=declared)
    return ProtocolError(CONTENT_SHORTER_THAN_DECLARED, missing=declared - size, declared=declared)


def _expects_continue(section: FieldSection) -> bool:
    return any(value.lower() == b"100-continue" for value in section.facts.get(b"expect", ()))
