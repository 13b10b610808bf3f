"""The network may cut a message anywhere: any bytes mean the same events and the same fault however they came.

The messages are put together from good and bad parts, under limits so small that every one of them is reached.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.faults import AntiphonError
from antiphon.wire import h1

NARROW = h1.Limits(
    method=8,
    target=24,
    head=120,
    fields=4,
    trailers=2,
    trailer_section=30,
    chunk_extension=10,
    chunk_extensions=20,
    interim_responses=2,
)

COMMON_PARTS = [
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\r",
    b" ",
    b"\t",
    b":",
    b";",
    b'"',
    b"\0",
    b"\xe9",
    b"HTTP/1.0",
    b"HTTP/1.1",
    b"HTTP/1.7",
    b"HTTP/2.0",
    b"word",
    b"X: y\r\n",
    b"X: y\r\n z\r\n",
    b"X : y\r\n",
    b"Connection: close\r\n",
    b"Connection: upgrade\r\nUpgrade: x\r\n",
    b"Content-Length: 3\r\n",
    b"Content-Length: 4",
    b"Transfer-Encoding: chunked\r\n",
    b"3\r\nabc\r\n",
    b"5;a=b\r\nhello\r\n",
    b"0\r\n",
    b"0\r\n\r\n",
    b"fffffffff",
    b"Content-Type: a/b\r\n",
]
REQUEST_PARTS = [
    b"GET ",
    b"/ ",
    b"*",
    b"#",
    b"http://b/",
    b"Host: a\r\n",
    b"Host: a,b\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
]
RESPONSE_PARTS = [
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\n",
    b"HTTP/1.1 103 Early Hints\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
]


def messages(parts: list[bytes]) -> st.SearchStrategy[bytes]:
    # The whole messages stand at the end of their list; most examples start with one, to come further in.
    start = st.sampled_from([b"", *parts[-3:]])
    return st.tuples(start, st.lists(st.sampled_from(parts + COMMON_PARTS), max_size=10)).map(
        lambda drawn: drawn[0] + b"".join(drawn[1])
    )


@st.composite
def cuts(draw: st.DrawFn, message: bytes) -> list[bytes]:
    places = sorted(draw(st.sets(st.integers(0, len(message)), max_size=8)))
    return [message[start:end] for start, end in zip([0, *places], [*places, len(message)], strict=True) if start < end]


def single_bytes(message: bytes) -> list[bytes]:
    return [message[place : place + 1] for place in range(len(message))]


class Listener:
    """Notes what a connection reports, with content joined, until its fault, if there is one."""

    def __init__(self, connection: h1.Connection) -> None:
        self.connection = connection
        self.seen: list[object] = []
        self.fault: tuple[str, object] | None = None

    def hear(self, pieces: Iterable[bytes], *, ends: bool) -> Listener:
        try:
            for piece in pieces:
                self._note(self.connection.receive(piece))
                self._answer()
            if ends:
                self._note(self.connection.receive(b""))
        except AntiphonError as error:
            self._note(self.connection.before_fault)
            self.fault = (error.fault.code, error.details)
        return self

    def _answer(self) -> None:
        connection = self.connection
        while connection.theirs is h1.DONE and connection.ours is h1.IDLE:
            connection.send_whole(204, b"No Content", h1.EMPTY_SECTION, b"")
            if not connection.persistent:
                return
            connection.next_exchange()
            self._note(connection.receive_held())

    def _note(self, events: list[h1.Event]) -> None:
        for event in events:
            if isinstance(event, h1.Data) and self.seen and isinstance(self.seen[-1], bytes):
                self.seen[-1] += event.content
            else:
                self.seen.append(shape(event))


def shape(event: h1.Event) -> object:
    if isinstance(event, h1.Data):
        return event.content
    if isinstance(event, h1.Request):
        return (event.method, event.target, event.minor, event.section.pairs, event.content, event.length)
    if isinstance(event, h1.Response):
        return (event.status, event.reason, event.minor, event.section.pairs, event.content, event.length)
    return ("end", event.trailers.pairs) if isinstance(event, h1.End) else "closed"


def server() -> h1.Connection:
    return h1.Connection(h1.Role.SERVER, NARROW)


def client(method: bytes, *, upgrades: bool) -> h1.Connection:
    connection = h1.Connection(h1.Role.CLIENT, NARROW)
    offer = [(b"Connection", b"upgrade"), (b"Upgrade", b"x")] if upgrades else []
    connection.send_request(method, b"/", h1.build_section([(b"Host", b"a"), *offer]))
    return connection


@settings(max_examples=500, deadline=None)
@given(st.data(), messages(REQUEST_PARTS), st.booleans())
def test_requests_mean_the_same_however_they_are_cut(data: st.DataObject, message: bytes, ends: bool) -> None:
    whole = Listener(server()).hear([message] if message else [], ends=ends)
    for pieces in (single_bytes(message), data.draw(cuts(message))):
        again = Listener(server()).hear(pieces, ends=ends)
        assert (again.seen, again.fault) == (whole.seen, whole.fault)


@settings(max_examples=500, deadline=None)
@given(st.data(), messages(RESPONSE_PARTS), st.booleans(), st.sampled_from([b"GET", b"HEAD"]), st.booleans())
def test_responses_mean_the_same_however_they_are_cut(
    data: st.DataObject, message: bytes, ends: bool, method: bytes, upgrades: bool
) -> None:
    whole = Listener(client(method, upgrades=upgrades)).hear([message] if message else [], ends=ends)
    for pieces in (single_bytes(message), data.draw(cuts(message))):
        again = Listener(client(method, upgrades=upgrades)).hear(pieces, ends=ends)
        assert (again.seen, again.fault) == (whole.seen, whole.fault)


@settings(max_examples=200, deadline=None)
@given(messages(REQUEST_PARTS), messages(REQUEST_PARTS), messages(RESPONSE_PARTS), messages(RESPONSE_PARTS))
def test_after_a_fault_nothing_more_is_reported(request: bytes, more: bytes, response: bytes, rest: bytes) -> None:
    for connection, first, then in (
        (server(), request, more),
        (client(b"GET", upgrades=False), response, rest),
    ):
        if Listener(connection).hear([first, b""], ends=False).fault is not None:
            assert not connection.persistent and connection.held == 0
            assert connection.receive(then) == connection.receive_held() == connection.receive(b"") == []


CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("rest", [b"3\r\nabc\r\nx", b"3\r\nabcdef", b"3\r\nabc\r\n0\r\nHost: b\r\n\r\n"])
def test_what_came_before_the_fault_is_kept_section_7_1(rest: bytes) -> None:
    connection = server()
    with pytest.raises(AntiphonError):
        connection.receive(CHUNKED + rest)
    head, content = connection.before_fault
    assert isinstance(head, h1.Request) and isinstance(content, h1.Data) and content.content == b"abc"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"GET / HTTP/1.1\rX", "bare-carriage-return"),
        (b"GET\rX", "bare-carriage-return"),
        (b"GET /\rX", "bare-carriage-return"),
        (b"GET  /", "request-line"),
        (b"GET / HTTP/1.1\r\n\rX", "bare-carriage-return"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\rX", "bare-carriage-return"),
        (b"GET / HTTP/1.1\r\nHost: a\rX", "bare-carriage-return"),
        (b"GET / HTTP/1.1\r\n Host", "whitespace-before-first-field"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\tb", "line-folding"),
    ],
)
def test_a_line_that_cannot_become_right_is_not_waited_for_section_2_2(data: bytes, code: str) -> None:
    for pieces in ([data], single_bytes(data)):
        heard = Listener(server()).hear(pieces, ends=False)
        assert heard.fault is not None and heard.fault[0] == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"HTTP/1.1 200 OK\rX", "bare-carriage-return"),
        (b"HTTP/1.1 200 OK\r\n X", "whitespace-before-first-field"),
        (b"HTTP/1.1 200 OK\r\nX: y\rZ", "bare-carriage-return"),
        (b"\rHTTP/1.1 200 OK\r\n\r\n", "status-line"),
    ],
)
def test_nor_is_such_a_line_of_a_response(data: bytes, code: str) -> None:
    for pieces in ([data], single_bytes(data)):
        heard = Listener(client(b"GET", upgrades=False)).hear(pieces, ends=False)
        assert heard.fault is not None and heard.fault[0] == code
