"""Requests that must be refused, and with which fault: fed whole, byte by byte and cut anywhere (RFC 9112)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.faults import AntiphonError
from antiphon.wire import h1

Outcome = tuple[object, ...]

HOST = b"Host: a\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def request(*lines: bytes, start: bytes = b"GET / HTTP/1.1") -> bytes:
    return b"\r\n".join([start, b"Host: a", *lines, b"", b""])


# Fault, rule, bytes. Several rows of one rule stand together.
REFUSED: list[tuple[str, str, bytes]] = [
    ("bare-line-feed", "9112 §2.2", b"GET / HTTP/1.1\nHost: a\n\n"),
    ("bare-line-feed", "9112 §2.2", b"GET / HTTP/1.1\r\nHost: a\n\r\n"),
    ("bare-line-feed", "9112 §2.2", b"GET / HTTP/1.1\r\nHost: a\r\n\n"),
    ("bare-carriage-return", "9112 §2.2", b"GET / HTTP/1.1\rX\r\nHost: a\r\n\r\n"),
    ("bare-carriage-return", "9112 §2.2", b"GET / HTTP/1.1\r\nHost: a\r\n\rX\r\n\r\n"),
    ("method-not-token", "9112 §2.2", b"\r\n\rX"),
    ("empty-lines-before-message", "9112 §2.2", b"\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("whitespace-before-first-field", "9112 §2.2", b"GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
    ("whitespace-before-first-field", "9112 §2.2", b"GET / HTTP/1.1\r\n\tHost: a\r\n\r\n"),
    ("request-line", "9112 §3", b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("request-line", "9112 §3", b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
    ("method-not-token", "9112 §3", b"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("method-not-token", "9112 §3", b"GET\x0b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("method-not-token", "9112 §3", b"GET\xa0/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("request-line", "9112 §2.3", b"GET /\r\n\r\n"),
    ("request-line", "9112 §3", b"GET\r\n\r\n"),
    ("request-line", "9112 §2.3", b"GET / HTTP/1.1.1\r\nHost: a\r\n\r\n"),
    ("version-syntax", "9112 §2.3", b"GET / HTTP/01.1\r\nHost: a\r\n\r\n"),
    ("version-syntax", "9112 §2.3", b"GET / http/1.1\r\nHost: a\r\n\r\n"),
    ("version-syntax", "9112 §2.3", b"GET / ICE/1.1\r\nHost: a\r\n\r\n"),
    ("version-syntax", "9112 §2.3", b"GET / HTTP/\r\n\r\n"),
    ("request-line", "9112 §2.3", b"GET / HTTP/1.32\r\nHost: a\r\n\r\n"),
    ("bare-carriage-return", "9112 §2.2", b"GET / HTTP/\r\r1.1\r\n\r\n"),
    ("version-unsupported", "9110 §2.5", b"GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
    ("method-not-token", "9110 §9.1", b"GE(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("method-too-long", "9110 §9.1", b"M" * 100_000),
    ("target-too-long", "9112 §3", b"GET /" + b"u" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("target-character", "9112 §3.2", b"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("target-character", "9112 §3.2", b"GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("target-character", "9112 §3.2", b"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("target-character", "9112 §3.2", b"GET /#part HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("host-mismatch", "9112 §3.2.2", b"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("target-form", "9112 §3.2.4", b"GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("target-form", "9112 §3.2", b"GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("host-missing", "9112 §3.2", b"GET / HTTP/1.1\r\n\r\n"),
    ("host-repeated", "9112 §3.2", b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
    *[
        ("host-field", "9110 §7.2", b"GET / HTTP/1.1\r\nHost: %b\r\n\r\n" % value)
        for value in (b"a, b", b"a b", b"user@a", b"a/b", b"a:port", b"a:99999", b"[::1")
    ],
    ("space-before-colon", "9112 §5.1", b"GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
    ("space-before-colon", "9112 §5.1", request(b"Content-Length : 5")),
    ("field-name-empty", "9110 §5.1", request(b": value")),
    ("field-without-colon", "9110 §5.1", request(b"no colon")),
    ("field-name-character", "9110 §5.1", request(b"na(me: value")),
    ("field-name-character", "9110 §5.1", request(b"Content-Length\x85: 5")),
    ("line-folding", "9112 §5.2", request(b"X: one", b" two")),
    ("field-value-character", "9110 §5.5", request(b"X: a\0b")),
    ("field-value-character", "9110 §5.5", request(b"X: a\x1bb")),
    ("field-value-character", "9110 §5.5", request(b"X: a\x7fb")),
    ("too-many-fields", "6585 §5", request(*[b"X: y"] * 10_000)),
    ("head-too-large", "6585 §5", request(b"X: " + b"y" * 100_000)),
    ("content-length-repeated", "9112 §6.3", request(b"Content-Length: 5", b"Content-Length: 6")),
    ("content-length-repeated", "9110 §8.6", request(b"Content-Length: 5", b"Content-Length: 5")),
    ("content-length-repeated", "9110 §8.6", request(b"Content-Length: 5, 5")),
    *[
        ("content-length-syntax", "9110 §8.6", request(b"Content-Length: " + value))
        for value in (
            b"+5",
            b"-1",
            b"0x5",
            b"1_0",
            "５".encode(),
            b"",
            b"5 5",
            b"5;",
            b"18446744073709551617",
            b"1" * 400,
        )
    ],
    ("content-length-and-transfer-encoding", "9112 §6.3", request(b"Content-Length: 5", b"Transfer-Encoding: chunked")),
    *[
        ("transfer-encoding-syntax", "9112 §6.1", request(b"Transfer-Encoding: " + value))
        for value in (b"identity", b"xchunked", b"\xa0chunked", b",chunked", b'"chunked"', b"", b"chunked, chunked")
    ],
    ("field-value-character", "9112 §6.1", request(b"Transfer-Encoding: chunked\x0b")),
    ("transfer-encoding-syntax", "9112 §6.1", request(b"Transfer-Encoding: chunked, gzip")),
    ("transfer-encoding-syntax", "9112 §6.1", request(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked")),
    ("transfer-coding-unsupported", "9112 §6.1", request(b"Transfer-Encoding: gzip, chunked")),
    ("transfer-coding-unsupported", "9112 §6.1", request(b"Transfer-Encoding: braid , chunked")),
    (
        "transfer-encoding-in-http-1.0",
        "9112 §6.1",
        request(b"Transfer-Encoding: chunked", start=b"POST / HTTP/1.0"),
    ),
    *[
        ("chunk-size", "9112 §7.1", CHUNKED + line + b"\r\nhello\r\n0\r\n\r\n")
        for line in (b"+5", b" 5", b"-1", b"", b"0" * 17)
    ],
    *[
        ("chunk-line", "9112 §7.1", CHUNKED + line + b"\r\nhello\r\n0\r\n\r\n")
        for line in (b"5 ", b"0_2e", b"0x5", b"5\rX", b"5;=x", b"5;a=\x01", b"5;a\0")
    ],
    ("bare-line-feed", "9112 §7.1", CHUNKED + b"5\nhello\r\n0\r\n\r\n"),
    ("chunk-end", "9112 §7.1", CHUNKED + b"5\r\nhelloXX0\r\n\r\n"),
    ("chunk-extension-too-large", "9112 §7.1.1", CHUNKED + b"5;" + b"a" * 1000 + b"\r\nhello\r\n0\r\n\r\n"),
    ("chunk-extension-too-large", "9112 §7.1.1", CHUNKED + (b"1;" + b"a" * 200 + b"\r\nx\r\n") * 100 + b"0\r\n\r\n"),
    ("bare-line-feed", "9112 §7.1.2", CHUNKED + b"0\r\nX: y\n\r\n"),
    ("too-many-fields", "9112 §7.1.2", CHUNKED + b"0\r\n" + b"X: y\r\n" * 200 + b"\r\n"),
    ("head-too-large", "9112 §7.1.2", CHUNKED + b"0\r\nX: " + b"y" * 20_000 + b"\r\n\r\n"),
    *[
        ("trailer-field", "9110 §6.5.1", CHUNKED + b"0\r\n" + name + b": 5\r\n\r\n")
        for name in (b"Content-Length", b"Host", b"TE", b"Transfer-Encoding", b"Authorization", b"Cookie")
    ],
    ("tls-on-plain-port", "9110 §4.2.2", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
]

IDS = [f"{place}-{code}" for place, (code, _, _) in enumerate(REFUSED)]


def feed(pieces: list[bytes], role: h1.Role = h1.Role.SERVER) -> Outcome:
    """Return what a new connection makes of `pieces`: its events with content joined, or its fault."""
    connection = h1.Connection(role)
    seen: list[object] = []
    try:
        for piece in pieces:
            seen += connection.receive(piece)
            while connection.theirs is h1.DONE and connection.ours is h1.IDLE:
                connection.send_response(204, b"No Content", h1.EMPTY_SECTION)
                if not connection.persistent:
                    return ("closed", shape(seen))
                connection.next_exchange()
                seen += connection.receive_held()
    except AntiphonError as error:
        assert connection.theirs.name == "FAILED" and connection.receive(b"GET / HTTP/1.1\r\n\r\n") == []
        return ("refused", error.fault.code, tuple(sorted(error.details.items())))
    return ("open", shape(seen))


def shape(events: list[object]) -> tuple[object, ...]:
    shown: list[object] = []
    for event in events:
        if isinstance(event, h1.Data):
            if shown and isinstance(shown[-1], bytes):
                shown[-1] += event.content
            else:
                shown.append(event.content)
        elif isinstance(event, h1.Request):
            shown.append((event.method, event.target, event.minor, tuple(event.section.pairs)))
        elif isinstance(event, h1.End):
            shown.append(("end", tuple(event.trailers.pairs)))
    return tuple(shown)


@pytest.mark.parametrize(("code", "rule", "data"), REFUSED, ids=IDS)
def test_it_is_refused_however_it_is_cut(code: str, rule: str, data: bytes) -> None:
    whole = feed([data])
    assert whole[:2] == ("refused", code), rule
    size = 1 if len(data) < 20_000 else 997
    assert feed([data[place : place + size] for place in range(0, len(data), size)]) == whole
    assert feed([data + b"GET /behind HTTP/1.1\r\nHost: a\r\n\r\n"])[:2] == ("refused", code)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_cuts_change_nothing(data: st.DataObject) -> None:
    _, _, message = data.draw(st.sampled_from([row for row in REFUSED if len(row[2]) < 3000]))
    assert feed(data.draw(cuts(message))) == feed([message])


@st.composite
def cuts(draw: st.DrawFn, message: bytes) -> list[bytes]:
    places = sorted(draw(st.sets(st.integers(0, len(message)), max_size=12)))
    return [message[start:end] for start, end in zip([0, *places], [*places, len(message)], strict=True) if start < end]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(h1.Role))
def test_nothing_but_a_fault_is_ever_raised(noise: bytes, role: h1.Role) -> None:
    for start in (b"", b"GET / HTTP/1.1\r\nHost: a\r\n", CHUNKED, b"HTTP/1.1 200 OK\r\n"):
        connection = h1.Connection(role)
        if role is h1.Role.CLIENT:
            connection.send_request(b"GET", b"/", h1.EMPTY_SECTION)
        try:
            connection.receive(start + noise)
            connection.receive(b"")
        except AntiphonError as error:
            assert str(error)


GOOD = [
    b"GET /a?b=c HTTP/1.1\r\nHost: a:80\r\nX-Empty:\r\nX: \t padded \t\r\n\r\n",
    b"\r\nGET / HTTP/1.1\r\nHost:\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
    CHUNKED + b'5;a=b ; c="d\\"e"\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n',
    b"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" * 5,
    b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
    b'GET /"<>\\^`{|} HTTP/1.1\r\nHost: a\r\n\r\n',
    b"GET / HTTP/1.1\r\nHost: 10.0.0.9=81\r\n\r\n",
    CHUNKED + b"00a\r\n0123456789\r\n000\r\nContent-Type: text/plain\r\nAge: 1\r\n\r\n",
]


@pytest.mark.parametrize("data", GOOD)
def test_good_messages_mean_the_same_however_they_are_cut(data: bytes) -> None:
    whole = feed([data])
    assert whole[0] != "refused"
    assert feed([data[place : place + 1] for place in range(len(data))]) == whole


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_random_cuts_of_good_messages_change_nothing(data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(GOOD))
    assert feed(data.draw(cuts(message))) == feed([message])


def test_a_later_minor_version_is_understood_as_1_1_rfc_9110_section_2_5() -> None:
    later = h1.Connection(h1.Role.SERVER)
    head = later.receive(b"GET / HTTP/1.4\r\nHost: a\r\n\r\n")[0]
    assert isinstance(head, h1.Request) and head.minor == 1 and later.persistent


def test_fields_about_the_content_may_be_trailers_but_stay_apart_from_the_head() -> None:
    connection = h1.Connection(h1.Role.SERVER)
    head, end = connection.receive(CHUNKED + b"0\r\nContent-Type: a/b\r\n\r\n")
    assert isinstance(head, h1.Request) and b"content-type" not in dict(head.section.lowered)
    assert isinstance(end, h1.End) and end.trailers.lowered == [(b"content-type", b"a/b")]


def test_limits_hold_to_the_byte() -> None:
    limits = h1.Limits()
    start = b"GET / HTTP/1.1\r\nHost: a\r\nX: "
    room = limits.head - len(start)
    assert feed([start + b"y" * room + b"\r\n\r\n"])[0] == "open"
    assert feed([start + b"y" * (room + 1) + b"\r\n\r\n"])[1] == "head-too-large"
    assert feed([b"GET /" + b"u" * (limits.target - 1) + b" HTTP/1.1\r\nHost: a\r\n\r\n"])[0] == "open"
    assert feed([b"GET /" + b"u" * limits.target + b" HTTP/1.1\r\nHost: a\r\n\r\n"])[1] == "target-too-long"


def test_an_unfinished_message_is_never_complete() -> None:
    assert feed([POST + b"Content-Length: 5\r\n\r\nhel", b""])[1] == "incomplete-content"
    assert feed([CHUNKED + b"5\r\nhello\r\n", b""])[1] == "incomplete-message"
    assert feed([b"GET / HT", b""])[1] == "incomplete-head"


def test_many_tiny_chunks_come_out_as_one_piece() -> None:
    connection = h1.Connection(h1.Role.SERVER)
    events = connection.receive(CHUNKED + b"1\r\nx\r\n" * 50_000 + b"0\r\n\r\n")
    assert [type(event) for event in events] == [h1.Request, h1.Data, h1.End]
    assert isinstance(events[1], h1.Data) and events[1].content == b"x" * 50_000


def test_the_same_without_asserts() -> None:
    """`python -O` removes assert statements; nothing may depend on them."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_bad_requests import REFUSED, feed\n"
        "wrong = [code for code, _, data in REFUSED if feed([data])[:2] != ('refused', code)]\n"
        "sys.exit(repr(wrong) if wrong else 0)\n"
    )
    from pathlib import Path

    done = subprocess.run(
        [sys.executable, "-O", "-c", code, str(Path(__file__).parent)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
