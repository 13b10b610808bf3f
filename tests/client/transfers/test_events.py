"""Streams of server-sent events that go on when their connection ends (WHATWG HTML §9.2)."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

import antiphon
from antiphon import ServerSentEvent
from antiphon.faults import transfer as faults

from ..clients import AsynchronousClient, Client
from ..conftest import NewClient
from ..peers import Link, Peer, Script, always, answering, redirect, response

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
STREAM = HEAD + b"\r\n"
AT_ONCE = b"retry: 1\n\n"


class Stream:
    """The events of any client, as an iterator that can be left."""

    def __init__(self, client: Client, url: str, *arguments: Any, **options: Any) -> None:
        self._client = client
        self.events = client.session.events(url, *arguments, **options)

    def __enter__(self) -> Stream:
        if isinstance(self._client, AsynchronousClient):
            self._client.run(self.events.__aenter__())
        else:
            self.events.__enter__()
        return self

    def __iter__(self) -> Iterator[ServerSentEvent]:
        if not isinstance(self._client, AsynchronousClient):
            yield from self.events
            return
        try:
            while True:
                yield self._client.run(self.events.__anext__())
        except StopAsyncIteration:
            return

    def __exit__(self, *_: object) -> None:
        if isinstance(self._client, AsynchronousClient):
            self._client.run(self.events.__aexit__(None, None, None))
        else:
            self.events.__exit__(None, None, None)


def streaming(content: bytes, *, then: str = "close") -> Script:
    """Return a script that answers one request with events, and then closes, resets or does nothing."""

    def script(link: Link) -> None:
        link.request()
        link.send(STREAM + content)
        if then == "reset":
            link.reset()
        elif then == "wait":
            link.rest()

    return script


NO_MORE = answering(b"HTTP/1.1 204 No Content\r\n\r\n")


def test_events_come_while_the_connection_is_open(client: Client) -> None:
    with Peer(streaming(b"data: a\n\nevent: b\ndata: {}\n\n", then="wait")) as peer:
        with Stream(client, peer.url) as stream:
            events = iter(stream)
            assert next(events) == ServerSentEvent("a") and next(events).json() == {}
            assert stream.events.response.status_code == 200
        assert client.in_use == 0
    asked = peer.requests[0].fields
    assert (asked["accept"], asked["cache-control"]) == ("text/event-stream", "no-store")
    assert "last-event-id" not in asked


def test_a_stream_goes_on_after_its_last_event(client: Client) -> None:
    first = streaming(AT_ONCE + b"id: 1\ndata: a\n\nid: \xc3\xb1 2\ndata: b\n\ndata: half")
    with Peer(first, streaming(b"data: c\n\n"), NO_MORE) as peer, Stream(client, peer.url) as stream:
        assert [event.data for event in stream] == ["a", "b", "c"]
    assert [seen.fields.get("last-event-id") for seen in peer.requests] == [None, "Ã± 2", "Ã± 2"]


def test_a_connection_that_breaks_is_no_end(client: Client) -> None:
    def broken(link: Link) -> None:
        link.request()
        link.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n19\r\nretry: 1\n\nid: 1\ndata: a\n\n\r\n5\r\ndat")

    with Peer(broken, streaming(b"data: b\n\n"), NO_MORE) as peer, Stream(client, peer.url) as stream:
        assert [event.data for event in stream] == ["a", "b"]
    assert [seen.fields.get("last-event-id") for seen in peer.requests] == [None, "1", "1"]


def test_it_can_be_gone_on_with_another_time(client: Client) -> None:
    script = streaming(b"id: 9\ndata: a\n\n", then="wait")
    with Peer(script) as peer, Stream(client, peer.url, "8", headers={"X": "y"}) as stream:
        next(iter(stream))
        assert stream.events.last_event_id == "9"
    assert (peer.requests[0].fields["last-event-id"], peer.requests[0].fields["x"]) == ("8", "y")


def test_204_ends_it_at_once(client: Client) -> None:
    with Peer(NO_MORE) as peer, Stream(client, peer.url) as stream:
        assert list(stream) == []
    assert len(peer.requests) == 1 and client.in_use == 0


def test_redirects_are_followed_each_time(client: Client) -> None:
    first = streaming(AT_ONCE + b"data: a\n\n")
    with Peer(first, NO_MORE) as target, Peer(always(redirect(307, target.url))) as peer:
        with Stream(client, peer.url) as stream:
            assert [event.data for event in stream] == ["a"]
        assert client.in_use == 0
    assert len(peer.requests) == 2


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (response(b"sorry", status="404 Not Found"), faults.EVENTS_STATUS),
        (response(b"", status="500 Broken"), faults.EVENTS_STATUS),
        (response(b"data: a\n\n", "Content-Type: text/event-stream", status="201 Created"), faults.EVENTS_STATUS),
        (response(b"<html>", "Content-Type: text/html"), faults.EVENTS_TYPE),
        (response(b"data: a\n\n"), faults.EVENTS_TYPE),
    ],
)
def test_another_answer_is_an_error(client: Client, answer: bytes, fault: object) -> None:
    with Peer(always(answer)) as peer:
        with pytest.raises(antiphon.RequestError) as caught, Stream(client, peer.url):
            pass
        assert caught.value.fault is fault and client.in_use == 0
        assert caught.value.response.status_code == int(answer[9:12])


def test_another_answer_to_a_reconnection_is_an_error(client: Client) -> None:
    scripts = streaming(AT_ONCE + b"data: a\n\n"), always(response(status="410 Gone"))
    with Peer(*scripts) as peer, Stream(client, peer.url) as stream, pytest.raises(antiphon.RequestError) as caught:
        list(stream)
    assert caught.value.fault is faults.EVENTS_STATUS


def test_what_cannot_be_reached_at_first_is_an_error(client: Client) -> None:
    with pytest.raises(antiphon.ConnectionError), Stream(client, "http://127.0.0.1:1/"):
        pass


def test_reconnections_in_a_row_are_bounded(client: Client) -> None:
    with Peer(streaming(AT_ONCE)) as peer, Stream(client, peer.url, max_reconnects=2) as stream:
        assert list(stream) == []
    assert len(peer.requests) == 3


def test_those_that_brought_events_do_not_count(client: Client) -> None:
    scripts = [streaming(AT_ONCE + b"data: a\n\n")] * 4
    with Peer(*scripts, streaming(b"")) as peer, Stream(client, peer.url, max_reconnects=1) as stream:
        assert len(list(stream)) == 4
    assert len(peer.requests) == 5


def test_a_method_that_is_not_safe_is_never_sent_again(client: Client) -> None:
    script = streaming(AT_ONCE + b"data: a\n\n")
    with Peer(script) as peer, Stream(client, peer.url, method="POST", json={"ask": 1}) as stream:
        assert [event.data for event in stream] == ["a"]
    assert [(seen.method, seen.content) for seen in peer.requests] == [("POST", b'{"ask":1}')]


def test_silence_is_a_broken_connection_where_that_is_asked_for(client: Client) -> None:
    silent = streaming(AT_ONCE + b"data: a\n\n", then="wait")
    with Peer(silent, NO_MORE) as peer, Stream(client, peer.url, idle_timeout=0.05) as stream:
        assert [event.data for event in stream] == ["a"]
    assert len(peer.requests) == 2


def test_an_endless_line_is_bounded(client: Client) -> None:
    def endless(link: Link) -> None:
        link.request()
        link.send(STREAM + b"data: ")
        while True:
            link.send(b"x" * 65_536)

    with Peer(endless) as peer, Stream(client, peer.url, max_event=1_000_000) as stream:
        with pytest.raises(antiphon.ContentTooLarge) as caught:
            list(stream)
        assert caught.value.fault is faults.EVENT_TOO_LARGE and client.in_use == 0


def test_an_id_that_no_field_can_hold_is_not_sent(client: Client) -> None:
    with Peer(streaming(AT_ONCE + b"id: a\x01b\ndata: a\n\n"), NO_MORE) as peer, Stream(client, peer.url) as stream:
        assert [event.id for event in stream] == ["a\x01b"]
    assert "last-event-id" not in peer.requests[1].fields


def test_coded_events_are_decoded(client: Client) -> None:
    coded = gzip.compress(b"data: a\n\n")
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(coded)
    with Peer(answering(head + coded)) as peer, Stream(client, peer.url, max_reconnects=0) as stream:
        assert [event.data for event in stream] == ["a"]


def test_the_waits_grow_from_what_the_server_asked_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(client.session._engine.network, "sleep", sleep)
    limits = {"max_reconnects": 6, "longest_wait": 20}
    with Peer(streaming(b"retry: 4000\n\n")) as peer, Stream(client, peer.url, **limits) as stream:
        assert list(stream) == []
        assert stream.events.retry == 4
    assert 4 <= waits[0] <= 6 and 8 <= waits[1] <= 12 and 16 <= waits[2] <= 20 and waits[3:] == [20.0] * 3


@pytest.mark.parametrize("setting", ["max_reconnects", "idle_timeout", "longest_wait", "max_event"])
def test_settings_that_cannot_be_meant(client: Client, setting: str) -> None:
    with pytest.raises(antiphon.UsageError, match=setting):
        client.session.events("http://127.0.0.1:1/", **{setting: -1})


def test_cancelled_from_elsewhere(new_client: NewClient) -> None:
    token = antiphon.CancelToken()
    client = new_client()
    with Peer(streaming(b"data: a\n\n", then="wait")) as peer, Stream(client, peer.url, cancel=token) as stream:
        events = iter(stream)
        next(events)
        token.cancel()
        with pytest.raises(antiphon.Cancelled):
            next(events)
