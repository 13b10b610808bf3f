"""Server-sent events (WHATWG HTML §9.2.5, §9.2.6): every kind of line, in any pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import ContentTooLarge
from antiphon.faults import transfer as faults
from antiphon.semantics.event_stream import EventStream, ServerSentEvent

Event = ServerSentEvent


@pytest.mark.parametrize(
    ("content", "events"),
    [
        (b"data: a\n\n", [Event("a")]),
        (b"data:a\n\ndata:  b\n\n", [Event("a"), Event(" b")]),
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", [Event("YHOO\n+2\n10")]),
        (b": comment\n\ndata: first\nid: 1\n\ndata:second\nid\n\n", [Event("first", id="1"), Event("second")]),
        (b"data\n\ndata\ndata\n\ndata:", [Event(""), Event("\n")]),
        (b"event: add\ndata: 1\n\ndata: 2\n\n", [Event("1", "add"), Event("2")]),
        (b"event: add\n\ndata: 2\n\n", [Event("2")]),
        (b"data: a\r\rdata: b\r\n\r\ndata: c\n\n", [Event("a"), Event("b"), Event("c")]),
        (b"\xef\xbb\xbfdata: a\n\n", [Event("a")]),
        (b"\n\xef\xbb\xbfdata: a\n\n", []),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", []),
        (b"data: \xff\xc3\n\n", [Event("\ufffd\ufffd")]),
        (b"data: \xc3\xb1\xe2\x80\xa8x\n\n", [Event("ñ\u2028x")]),
        (b"id: 1\n\nid: a\0b\ndata: x\n\n", [Event("x", id="1")]),
        (b"retry: 1500\ndata: x\n\ndata: y\n\n", [Event("x", retry=1.5), Event("y")]),
        (b"retry: -1\nretry: 1.5\nretry: \nretry: " + b"9" * 99 + b"\ndata: x\n\n", [Event("x")]),
        ("retry: ٣\ndata: x\n\n".encode(), [Event("x")]),
        (b"Data: a\nunknown: b\ndata : c\n:data: d\n\n", []),
        (b"data: not ended\n", []),
        (b"data: a:b: c\n\n", [Event("a:b: c")]),
        (b"", []),
    ],
)
def test_lines_become_events(content: bytes, events: list[Event]) -> None:
    assert EventStream().feed(content) == events
    stream = EventStream()
    assert [event for byte in content for event in stream.feed(bytes([byte]))] == events


@given(st.lists(st.sampled_from([b"\r", b"\n", b"data", b":", b" ", b"id", b"\xef\xbb\xbf", b"event", b"x", b"\0"])))
def test_pieces_make_no_difference(words: list[bytes]) -> None:
    content = b"".join(words)
    one, many = EventStream(), EventStream()
    assert one.feed(content) == [event for word in words for event in many.feed(word)]
    assert one.last_event_id == many.last_event_id


def test_an_event_comes_as_soon_as_its_line_ends() -> None:
    stream = EventStream()
    assert stream.feed(b"data: a\r\n\r") == [Event("a")]
    assert stream.feed(b"\n") == [] and stream.feed(b"data: b\r\r") == [Event("b")]


def test_the_id_stays_and_counts_from_the_end_of_its_event() -> None:
    stream = EventStream("0")
    assert stream.feed(b"data: a\n\n") == [Event("a", id="0")]
    assert stream.feed(b"id: 7\n") == [] and stream.last_event_id == "0"
    assert stream.feed(b"\n") == [] and stream.last_event_id == "7"
    assert stream.feed(b"data: b\n\n") == [Event("b", id="7")]
    assert stream.feed(b"id\n\n") == [] and stream.last_event_id == ""


def test_the_time_to_wait_counts_at_once() -> None:
    stream = EventStream()
    assert stream.feed(b"retry: 250\n") == [] and stream.retry == 0.25


@pytest.mark.parametrize("content", [b"data: " + b"x" * 30, b":" + b"x" * 30, b"data: xxx\n" * 10, b"data\n" * 90])
@pytest.mark.parametrize("step", [1, 7, 1000])
def test_an_event_has_a_largest_size(content: bytes, step: int) -> None:
    stream = EventStream(limit=20)
    with pytest.raises(ContentTooLarge) as caught:
        for start in range(0, len(content), step):
            stream.feed(content[start : start + step])
    assert caught.value.fault is faults.EVENT_TOO_LARGE


def test_many_events_have_no_largest_size() -> None:
    stream = EventStream(limit=20)
    assert sum(len(stream.feed(b"data: 123\n\n:\n")) for _ in range(100)) == 100


def test_json() -> None:
    assert Event('{"a": [1]}').json() == {"a": [1]}
