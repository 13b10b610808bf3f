"""Content that comes too slowly: over time, not in a pause."""

from __future__ import annotations

from typing import Any

import pytest

import antiphon
from antiphon import Retries, Timeouts
from antiphon.net.scripted import Accept, Delay, ReadThrough, Send

from ..clients import Client, ScriptedClient
from ..peers import Link, Peer

END_OF_HEAD = ReadThrough(b"\r\n\r\n")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
URL = "http://192.0.2.1/"


def dripping(pieces: int, size: int, pause: float) -> list[Any]:
    return [step for _ in range(pieces) for step in (Delay(pause), Send(b"x" * size))]


def scripted(*steps: Any) -> ScriptedClient:
    client = ScriptedClient()
    client.network.answer("192.0.2.1", 80, Accept((END_OF_HEAD, *steps)))
    return client


def test_a_drip_that_never_pauses_is_given_up() -> None:
    client = scripted(Send(HEAD), *dripping(1000, 1, 1))
    with pytest.raises(antiphon.LowSpeedTimeout) as caught:
        client.get(URL, timeout=Timeouts(low_speed=(10, 30)))
    assert client.network.now() == 30 and caught.value.fault.code == "low-speed" and client.in_use == 0
    assert "1 bytes a second over 30 s, slower than 10" in str(caught.value) and "192.0.2.1" in str(caught.value)


def test_a_server_that_stops_is_given_up_before_the_read_limit() -> None:
    client = scripted(Send(HEAD + b"x" * 100))
    with pytest.raises(antiphon.LowSpeedTimeout):
        client.get(URL, timeout=Timeouts(read=100, low_speed=(1000, 5)))
    assert client.network.now() == 5


def test_framing_that_never_becomes_content_does_not_count() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"
    client = scripted(Send(head), *dripping(500, 1, 1))
    with pytest.raises(antiphon.LowSpeedTimeout):
        client.get(URL, timeout=Timeouts(low_speed=(0.5, 20)))
    assert client.network.now() == 20


def test_what_comes_fast_enough_takes_its_time() -> None:
    client = scripted(Send(HEAD), *dripping(100, 10, 1))
    assert len(client.get(URL, timeout=Timeouts(low_speed=(8, 5))).content) == 1000
    assert client.network.now() == 100


def test_pauses_within_the_time_do_no_harm() -> None:
    client = scripted(Send(HEAD), *dripping(10, 100, 9))
    assert len(client.get(URL, timeout=Timeouts(low_speed=(9, 10))).content) == 1000


def test_a_reader_that_takes_its_time_does_not_make_the_server_slow() -> None:
    client = scripted(Send(HEAD), *dripping(10, 100, 1))
    got = client.get(URL, stream=True, timeout=Timeouts(low_speed=(90, 2)))
    for piece in client.each(got, "iter_bytes"):
        assert len(piece) == 100
        client.network._clock.now += 50


def test_the_deadline_and_the_read_limit_stay_what_they_are() -> None:
    for timeouts, kind in (
        (Timeouts(total=3, low_speed=(10, 30)), antiphon.TotalTimeout),
        (Timeouts(read=3, low_speed=(10, 30)), antiphon.ReadTimeout),
    ):
        client = scripted(Send(HEAD + b"x"))
        with pytest.raises(kind) as caught:
            client.get(URL, timeout=timeouts)
        assert type(caught.value) is kind and client.network.now() == 3


def test_it_is_tried_again_where_that_is_harmless() -> None:
    client = ScriptedClient(retries=Retries(backoff=0), timeout=Timeouts(low_speed=(100, 5)))
    slow = Accept((END_OF_HEAD, Send(HEAD)))
    client.network.answer("192.0.2.1", 80, slow, Accept((END_OF_HEAD, Send(HEAD + b"x" * 1000))))
    (attempt,) = client.get(URL).attempts
    assert attempt.phase == "receive" and attempt.fault is not None and attempt.fault.code == "low-speed"


def test_in_the_real_worlds(client: Client) -> None:
    def drip(link: Link) -> None:
        link.request()
        link.send(HEAD)
        for _ in range(1000):
            link.send(b"x")
            link.pause(0.01)

    with Peer(drip) as peer:
        with pytest.raises(antiphon.LowSpeedTimeout):
            client.get(peer.url, timeout=Timeouts(low_speed=(10_000, 0.1)))
        assert client.in_use == 0


@pytest.mark.parametrize("wrong", [(0, 1), (1, 0), (1,), 5, ("1", 1), (True, 1), [1, 1]], ids=str)
def test_what_is_no_speed_is_refused(wrong: Any) -> None:
    with pytest.raises(antiphon.UsageError, match="low_speed is"):
        Timeouts(low_speed=wrong)
