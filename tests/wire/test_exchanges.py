"""Both ends of the state machine: what one sends, the other understands (RFC 9112)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.faults import InvalidField, ProtocolError
from antiphon.wire import h1
from antiphon.wire.h1.states import MOVES, Move, State, move


def client(method: bytes = b"GET", *pairs: tuple[bytes, bytes]) -> h1.Connection:
    """Return a client's connection that has sent a request."""
    connection = h1.Connection(h1.Role.CLIENT)
    connection.send_request(method, b"/", h1.build_section([(b"Host", b"a"), *pairs]))
    return connection


def server(request: bytes = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") -> h1.Connection:
    """Return a server's connection that has received a request."""
    connection = h1.Connection(h1.Role.SERVER)
    connection.receive(request)
    return connection


def contents(events: list[h1.Event]) -> bytes:
    return b"".join(event.content for event in events if isinstance(event, h1.Data))


def code_of(error: pytest.ExceptionInfo[ProtocolError]) -> str:
    return error.value.fault.code


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("happened", Move)
def test_a_move_is_legal_exactly_if_the_table_has_it(state: State, happened: Move) -> None:
    if (state, happened) in MOVES:
        assert move(state, happened) is MOVES[state, happened]
    else:
        with pytest.raises(ProtocolError):
            move(state, happened)


@pytest.mark.parametrize(
    ("response", "content", "persistent"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"", True),
        (b"HTTP/1.1 200\r\nContent-Length: 5, 5\r\n\r\nhello", b"hello", True),
        (b"HTTP/1.9 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", b"hello", True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", b"", True),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", b"hello", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello", False),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", b"hello", True),
        (b"HTTP/1.1 200 OK\r\nX: one\r\n two\r\nContent-Length: 0\r\n\r\n", b"", True),
    ],
)
def test_responses_of_every_framing(response: bytes, content: bytes, persistent: bool) -> None:
    for pieces in ([response], [response[place : place + 1] for place in range(len(response))]):
        connection = client()
        events = [event for piece in pieces for event in connection.receive(piece)]
        assert isinstance(events[0], h1.Response) and isinstance(events[-1], h1.End)
        assert contents(events) == content and connection.persistent is persistent


def test_content_until_the_end_of_the_connection() -> None:
    connection = client()
    events = connection.receive(b"HTTP/1.1 200 OK\r\n\r\nhel") + connection.receive(b"lo")
    assert contents(events) == b"hello" and not connection.persistent
    assert isinstance(connection.receive(b"")[0], h1.End)


def test_folded_lines_of_a_response_are_unfolded() -> None:
    head = client().receive(b"HTTP/1.1 200 OK\r\nX: one \r\n\t two\r\nContent-Length: 0\r\n\r\n")[0]
    assert isinstance(head, h1.Response) and (b"X", b"one two") in head.section.pairs


def test_head_has_no_content_whatever_it_declares() -> None:
    connection = client(b"HEAD")
    events = connection.receive(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    assert [type(event) for event in events] == [h1.Response, h1.End] and connection.persistent


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (b"HTTP/1.1 20 OK\r\n\r\n", "status-line"),
        (b"HTTP/2 200\r\n\r\n", "status-line"),
        (b"SSH-2.0-x\r\n", "status-line"),
        (b"HTTP/1.10 200 OK\r\n\r\n", "status-line"),
        (b"HTTP/1.1  200 OK\r\n\r\n", "status-line"),
        (b"\r\nHTTP/1.1 200 OK\r\n\r\n", "status-line"),
        (b"HTTP/1.1 200 OK\n\n", "bare-line-feed"),
        (b"HTTP/1.1 200 OK\r\nX: a\0\r\n\r\n", "field-value-character"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "content-length-repeated"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "content-length-syntax"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "content-length-and-transfer-encoding",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n", "transfer-encoding-syntax"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "unexpected-switch"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100, "too-many-interim-responses"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n", "too-many-fields"),
    ],
)
def test_broken_responses_are_refused(response: bytes, code: str) -> None:
    for pieces in ([response], [response[place : place + 1] for place in range(len(response))]):
        connection = client()
        with pytest.raises(ProtocolError) as caught:
            for piece in pieces:
                connection.receive(piece)
        assert code_of(caught) == code


def test_bytes_that_answer_nothing_end_the_connection() -> None:
    connection = client()
    connection.receive(b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert not connection.persistent
    with pytest.raises(ProtocolError) as caught:
        h1.Connection(h1.Role.CLIENT).receive(b"HTTP/1.1 200 OK\r\n\r\n")
    assert code_of(caught) == "unsolicited-bytes"


def test_interim_responses_come_before_the_final_one() -> None:
    events = client().receive(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
    assert [event.status for event in events if isinstance(event, h1.Response)] == [100, 204]


def test_a_switch_hands_over_what_came_behind() -> None:
    connection = client(b"GET", (b"Connection", b"upgrade"), (b"Upgrade", b"x"))
    head = connection.receive(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nnext")[0]
    assert isinstance(head, h1.Response) and head.status == 101
    assert connection.switch() == b"next"


def test_a_server_frames_what_it_sends() -> None:
    section = h1.build_section([(b"x", b"y")])
    assert server().send_response(200, b"OK", section, length=3).endswith(b"content-length: 3\r\n\r\n")
    assert b"transfer-encoding: chunked" in server().send_response(200, b"OK", section)
    old = server(b"GET / HTTP/1.0\r\n\r\n")
    assert b"chunked" not in old.send_response(200, b"OK", section) and not old.persistent
    whole = server().send_whole(200, b"OK", section, b"abc")
    assert whole == b"HTTP/1.1 200 OK\r\nx: y\r\ncontent-length: 3\r\n\r\nabc"


@pytest.mark.parametrize(
    "pair", [(b"x", b"a\r\nb: c"), (b"x", b"a\0"), (b"x y", b"z"), (b"", b"z"), (b"x:", b"z"), (b"x", b"\n")]
)
def test_no_field_can_add_a_line(pair: tuple[bytes, bytes]) -> None:
    with pytest.raises(InvalidField):
        h1.build_section([(b"good", b"1"), pair])


def test_an_application_cannot_break_its_own_framing() -> None:
    five = h1.build_section([(b"content-length", b"5")])
    coded = h1.build_section([(b"transfer-encoding", b"chunked")])
    for status, section, content in (
        (200, five, b"abc"),
        (200, five, b"abcdef"),
        (204, h1.EMPTY_SECTION, b"abc"),
        (304, h1.EMPTY_SECTION, b"abc"),
        (200, coded, b"abc"),
    ):
        with pytest.raises(ProtocolError):
            server().send_whole(status, b"Reason", section, content)
    connection = server()
    connection.send_response(200, b"OK", five)
    connection.send_data(b"abc")
    with pytest.raises(ProtocolError) as caught:
        connection.send_end()
    assert code_of(caught) == "content-shorter-than-declared" and not connection.persistent


def test_the_next_exchange_waits_for_both_ends() -> None:
    connection = server(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
    connection.send_whole(204, b"No Content", h1.EMPTY_SECTION, b"")
    with pytest.raises(ProtocolError) as caught:
        connection.next_exchange()
    assert code_of(caught) == "illegal-move"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.binary(max_size=50), max_size=5),
    st.booleans(),
    st.lists(
        st.tuples(
            st.from_regex(rb"x-[a-z]{1,8}", fullmatch=True),
            st.from_regex(rb"[!-~]{1,10}( [!-~]{1,10})?", fullmatch=True),
        ),
        max_size=5,
    ),
)
def test_what_one_end_sends_the_other_understands(
    pieces: list[bytes], chunked: bool, pairs: list[tuple[bytes, bytes]]
) -> None:
    content = b"".join(pieces)
    framing = (b"transfer-encoding", b"chunked") if chunked else (b"content-length", b"%d" % len(content))
    asking, answering = h1.Connection(h1.Role.CLIENT), h1.Connection(h1.Role.SERVER)
    section = h1.build_section([(b"host", b"a"), *pairs, framing])
    sent = asking.send_request(b"PUT", b"/x", section)
    sent += b"".join(asking.send_data(piece) for piece in pieces) + asking.send_end()
    events = answering.receive(sent)
    assert isinstance(events[0], h1.Request) and events[0].section.pairs == section.pairs
    assert contents(events) == content and answering.theirs is h1.DONE
    back = answering.send_response(200, b"OK", h1.build_section(pairs), length=None if chunked else len(content))
    back += b"".join(answering.send_data(piece) for piece in pieces) + answering.send_end()
    events = asking.receive(back)
    assert contents(events) == content and asking.finished and asking.persistent
