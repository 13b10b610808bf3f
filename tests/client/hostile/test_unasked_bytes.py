"""What comes on a connection that rests, or before anybody asks, is never an answer; TLS and tunnels included."""

from __future__ import annotations

import threading

import pytest

from ..conftest import NewClient, Secure
from ..peers import OK, Link, always, response
from .ways import WAYS, way_to

PLANTED = response(b"planted")


@pytest.mark.parametrize("planted", [PLANTED, PLANTED[:20], b"H", b"\r\n", b"\0"], ids=range(5))
@pytest.mark.parametrize("way", WAYS)
def test_bytes_on_a_resting_connection(new_client: NewClient, secure: Secure, way: str, planted: bytes) -> None:
    answered = threading.Event()

    def script(link: Link) -> None:
        link.request()
        link.send(OK)
        answered.wait(10)
        link.send(planted)
        link.wait()

    with way_to(way, secure, script, always(OK)) as there:
        client = new_client(**there.settings)
        assert client.get(there.url).content == b"ok"
        answered.set()
        client.until(client.idle().stream.is_stale)
        for _ in range(2):
            assert client.get(there.url).content == b"ok"
        assert there.peer.connections == 2 and client.in_use == 0


@pytest.mark.parametrize("way", WAYS)
def test_bytes_behind_an_answer(new_client: NewClient, secure: Secure, way: str) -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(OK + PLANTED)
        link.wait()

    with way_to(way, secure, script, always(OK)) as there:
        client = new_client(**there.settings)
        for _ in range(2):
            assert client.get(there.url).content == b"ok"
        assert there.peer.connections == 2
