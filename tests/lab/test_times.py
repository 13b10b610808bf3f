"""Slow answers arrive in the end, and endless ones stay so until the client goes."""

from __future__ import annotations

import socket

import pytest

from antiphon.lab import Lab

from .wire import PATIENCE, address_of, ask, exchange, request


@pytest.mark.parametrize(
    ("name", "content"),
    [("time/first-byte", b"200 OK\n"), ("time/head", b"tick\n"), ("time/content", b"tick\n" * 10)],
)
def test_a_slow_answer_is_whole(lab: Lab, name: str, content: bytes) -> None:
    assert ask(lab.http, "/" + name).content == content


def test_content_that_stalls_comes_in_part(lab: Lab) -> None:
    came = exchange(lab.http, request("/time/stall"))
    assert b"Content-Length: 50\r\n" in came and came.endswith(b"\r\n\r\ntick\n")


def test_no_answer_is_no_byte(lab: Lab) -> None:
    assert exchange(lab.http, request("/time/never")) == b""


def test_endless_content_goes_on_until_the_client_has_enough(lab: Lab) -> None:
    with socket.create_connection(address_of(lab.http), timeout=PATIENCE) as connection:
        connection.sendall(request("/time/endless"))
        came = b""
        while came.count(b"5\r\ntick\n\r\n") < 20:
            came += connection.recv(1 << 16)
        assert b"\r\n0\r\n" not in came


def test_a_connection_that_is_not_to_be_reused_says_so(lab: Lab) -> None:
    sent = request("/time/no-reuse").replace(b"Connection: close\r\n", b"")
    came = exchange(lab.http, sent + sent, ends=False)
    assert came.count(b"HTTP/1.1 200 OK") == 1 and b"Connection: close" in came
