"""After any number of errors there are as many descriptors, threads and connections as before, and as much memory."""

from __future__ import annotations

import gc
import os
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

import antiphon
from antiphon import PoolLimits

from ..clients import BlockingClient, Client
from ..conftest import NewClient
from ..proxies.servers import ESTABLISHED
from .parties import Echo, PartyNetwork

ERRORS = int(os.environ.get("ANTIPHON_ERRORS", "100"))
"""How many errors of each kind; 10,000 is what a release has to stand."""

ROUNDS = 4

RESET = struct.pack("ii", 1, 0)
WRONG = {
    "refused": None,
    "reset": b"",
    "closed": b"x",
    "garbage": b"\x16\x03\x01 what?\r\n\r\n",
    "half-a-head": b"HTTP/1.1 200 OK\r\nContent-",
    "half-a-content": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
    "no-gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
    "loop": b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
    "tunnel-to-garbage": ESTABLISHED,
    "tunnel-refused": b"HTTP/1.1 407 Who\r\nProxy-Authenticate: Digest realm=r, nonce=n\r\nContent-Length: 0\r\n\r\n",
    "socks-refused": b"\x05\x00\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00",
}
OPTIONS = {
    "tunnel-to-garbage": ("https://a.test/", "http://me:secret@{there}"),
    "tunnel-refused": ("https://a.test/", "http://me:secret@{there}"),
    "socks-refused": ("http://a.test/", "socks5h://{there}"),
}


@contextmanager
def saying(words: bytes | None) -> Iterator[int]:
    """Be a server that says `words` to everybody and goes; a reset says nothing, None is no server at all."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        thread = threading.Thread(target=_say, args=(listener, words))
        if words is None:
            listener.close()
        else:
            thread.start()
        port = 9 if words is None else listener.getsockname()[1]
        yield port
        if words is not None:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _say(listener: socket.socket, words: bytes | None) -> None:
    while True:
        try:
            sock, _ = listener.accept()
        except OSError:
            return
        with sock:
            try:
                if not words:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                elif sock.recv(1 << 16):
                    sock.sendall(words)
            except OSError:
                pass


def counts() -> tuple[int, int]:
    return len(os.listdir("/proc/self/fd")), threading.active_count()


def fail(client: Client, url: str, proxy: str | None) -> None:
    with pytest.raises(antiphon.RequestError) as caught:
        client.get(url, proxies=proxy)
    assert not isinstance(caught.value, antiphon.Timeout)


@pytest.mark.parametrize("kind", WRONG)
def test_nothing_is_left_of_many_errors(new_client: NewClient, kind: str) -> None:
    client = new_client(max_redirects=2)
    with saying(WRONG[kind]) as port:
        there = f"127.0.0.1:{port}"
        url, proxy = OPTIONS.get(kind, (f"http://{there}/", None))
        proxy = proxy and proxy.format(there=there)
        for _ in range(30):
            fail(client, url, proxy)
        settle(client)
        before, blocks = counts(), [sys.getallocatedblocks()]
        for _ in range(ROUNDS):
            for _ in range(ERRORS // ROUNDS):
                fail(client, url, proxy)
            settle(client)
            blocks.append(sys.getallocatedblocks())
        client.until(lambda: counts() <= before)
        # A server that has answered goes afterwards, which shows only when its connection is to be used again.
        assert client.in_use == 0 and client.pool.idle_connections <= (kind == "loop") and not client.pool._queue
        # What is made once for all may be made in one round; a leak is in each.
        grown = min(later - earlier for earlier, later in pairwise(blocks))
        assert grown < ERRORS / 100 + 30, f"{grown} more blocks of memory in each round"


def settle(client: Client) -> None:
    client.turn()
    gc.collect()


@pytest.mark.parametrize("settings", [{}, {"proxies": "http://proxy.test:1"}, {"retries": 2, "cache": True}])
def test_origins_that_are_never_seen_again_are_forgotten(settings: dict[str, object]) -> None:
    """A crawler asks each host once; what is known of hosts has to have an end."""
    network = PartyNetwork(Echo)
    with BlockingClient(network=network, limits=PoolLimits(connections=4), trust_env=False, **settings) as client:

        def crawl(numbers: range) -> int:
            for number in numbers:
                assert client.get(f"http://host{number}.test/x").ok
                # A proxy that passes requests on is one place for all hosts, and stays so.
                assert not (network.opened and number and "proxies" in settings)
                network.opened.clear()
            gc.collect()
            return sys.getallocatedblocks()

        crawl(range(2048))
        before = crawl(range(2048, 4096))
        assert crawl(range(4096, 6144)) - before < 2000
        assert client.pool.open_connections <= 4
