"""What is sent is what requests sends, byte for byte."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from urllib3.util import SKIP_HEADER

from ..client.peers import Link, Peer, always, response
from .both import modules


def pieces() -> Iterator[bytes | str]:
    """A stream with an empty piece, and one that is text."""
    yield from (b"ab", "cd", b"", b"ef")


class Made:
    """An argument that is made anew for each request."""

    def __init__(self, make: Any, *arguments: Any) -> None:
        self.make = make
        self.arguments = arguments

    def __call__(self) -> Any:
        return self.make(*self.arguments)


def sent_by(library: Any, method: str, path: str, options: dict[str, Any]) -> bytes:
    """Return the bytes of a request, its port replaced."""
    received: list[bytes] = []

    def script(link: Link) -> None:
        seen = link.request()
        received.append(seen.head + seen.content)
        link.send(response(b"ok"))

    with Peer(script) as peer, library.Session() as session:
        made = {name: value() if isinstance(value, Made) else value for name, value in options.items()}
        session.request(method, peer.url.rstrip("/") + path, **made)
        return received[0].replace(peer.url.rstrip("/").rpartition(":")[2].encode(), b"PORT")


CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "nothing special": ("GET", "/", {}),
    "characters that a target may not have": ("GET", "/a b?x[]=1&y=é|#fragment", {}),
    "percent codes": ("GET", "/%7e%2f%c3%a9%zz?a=%", {}),
    "two slashes at the start": ("GET", "//v:h", {}),
    "dot segments": ("GET", "/a/../b/./c", {}),
    "a method of its own": ("PROPFIND", "/", {}),
    "HEAD": ("HEAD", "/", {}),
    "DELETE": ("DELETE", "/", {}),
    "OPTIONS": ("OPTIONS", "/", {}),
    "POST of nothing": ("POST", "/", {}),
    "POST of bytes": ("POST", "/", {"data": b"abc"}),
    "POST of text": ("POST", "/", {"data": "añb"}),
    "POST of a form": ("POST", "/", {"data": {"a": [1, 2]}}),
    "POST of JSON": ("POST", "/", {"json": {"a": "ñ"}}),
    "POST of an iterator": ("POST", "/", {"data": Made(pieces)}),
    "POST of a file": ("POST", "/", {"data": Made(io.BytesIO, b"x" * 40_000)}),
    "POST of a bytearray": ("POST", "/", {"data": Made(bytearray, b"xyz")}),
    "no User-Agent": ("GET", "/", {"headers": {"User-Agent": None}}),
    "no Accept-Encoding": ("GET", "/", {"headers": {"Accept-Encoding": None}}),
    "fields to be skipped": ("GET", "/", {"headers": {"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER}}),
    "a Host of its own": ("GET", "/", {"headers": {"Host": "other.example"}}),
    "a field in bytes": ("GET", "/", {"headers": {b"X-Bytes": b"\xe9"}}),
    "a field in Latin-1": ("GET", "/", {"headers": {"X-Text": "\xe9"}}),
    "an empty field": ("GET", "/", {"headers": {"X-Empty": ""}}),
    "a cookie": ("GET", "/", {"cookies": {"a": "b"}}),
    "credentials": ("GET", "/", {"auth": ("user", "pässword")}),
    "the last request": ("GET", "/", {"headers": {"Connection": "close"}}),
}


@pytest.mark.parametrize("case", CASES)
def test_the_same_bytes_are_sent(case: str) -> None:
    real, ours = (sent_by(library, *CASES[case]) for library in modules())
    assert ours == real


def test_length_and_chunks_are_never_both_declared_rfc9112_6_2() -> None:
    """requests declares both and sends without chunks, which two servers would read differently."""
    _, ours = modules()
    options = {"data": Made(pieces), "headers": {"Content-Length": "6"}}
    sent = sent_by(ours, "POST", "/", options)
    assert b"\r\nTransfer-Encoding: chunked\r\n" in sent
    assert b"Content-Length" not in sent
    assert sent.endswith(b"\r\n\r\nabcdef")


def adding(name: str, value: str) -> Any:
    """Return what adds a field after requests has looked at them all."""

    def add(request: Any) -> Any:
        request.headers[name] = value
        return request

    return add


@pytest.mark.parametrize("value", ["a\r\nX-More: b", "a\nb", "a\rb", "\u20ac"])
def test_a_value_that_cannot_be_sent_is_refused_as_by_requests(value: str) -> None:
    for library in modules():
        with Peer(always(response())) as peer, library.Session() as session, pytest.raises(ValueError):
            session.get(peer.url, auth=adding("X-Text", value))


@pytest.mark.parametrize("name", ["X Text", "X:Text", "", "X\r\nText"])
def test_a_name_that_is_no_token_is_refused_rfc9110_5_1(name: str) -> None:
    _, ours = modules()
    with Peer(always(response())) as peer, ours.Session() as session:
        with pytest.raises(ValueError):
            session.get(peer.url, auth=adding(name, "a"))
        assert not peer.requests


@pytest.mark.parametrize("method", ["GET / HTTP/1.1\r\nX:", "A B", ""])
def test_a_method_that_is_no_token_is_refused_rfc9110_9_1(method: str) -> None:
    _, ours = modules()
    with Peer(always(response())) as peer, ours.Session() as session:
        with pytest.raises(ValueError):
            session.request(method, peer.url)
        assert not peer.requests
