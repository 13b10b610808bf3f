"""Broken messages are broken byte for byte as their rows say, and the client refuses them by the right class."""

from __future__ import annotations

import pytest

import antiphon
from antiphon.lab import Lab
from antiphon.lab.catalogue import SCENARIOS

from .wire import exchange, request, undated

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
CLOSE = b"Connection: close\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n" + CLOSE
HELLO = b"Content-Length: 6\r\n" + CLOSE + b"Hello\n"

BYTES = {
    "message/truncated": OK + b"Content-Length: 1000\r\n" + CLOSE + b"Hello, wor\n",
    "message/length-too-short": OK + b"Content-Length: 5\r\n" + CLOSE + b"Hello, this is too much.\n\n",
    "message/two-lengths": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n" + CLOSE + b"Hello\n",
    "message/length-not-a-number": OK + b"Content-Length: six\r\n" + CLOSE + b"Hello\n",
    "message/length-and-chunked": OK
    + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n"
    + CLOSE
    + b"6\r\nHello\n\r\n0\r\n\r\n",
    "message/no-length": OK + CLOSE + b"Hello, until the end.\n",
    "message/unknown-transfer-coding": OK + b"Transfer-Encoding: lab\r\n" + CLOSE + b"Hello\n",
    "message/chunked-in-1.0": CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + b"6\r\nHello\n\r\n0\r\n\r\n",
    "message/chunks-truncated": CHUNKED + b"3e8\r\nHello, wor\n",
    "message/no-last-chunk": CHUNKED + b"6\r\nHello\n\r\n",
    "message/chunk-size": CHUNKED + b"zz\r\nHello\n\r\n0\r\n\r\n",
    "message/chunk-too-long": CHUNKED + b"3\r\nHello\n\r\n0\r\n\r\n",
    "message/chunks-not-chunked": CHUNKED + b"Hello, world!\n",
    "message/trailer": CHUNKED + b"6\r\nHello\n\r\n0\r\nContent-Length: 3\r\n\r\n",
    "message/line-folding": OK + b"X-Folded: one\r\n two\r\n" + HELLO,
    "message/space-before-colon": OK + b"Content-Length : 6\r\n" + CLOSE + b"Hello\n",
    "message/bare-line-feed": b"HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 6\n\nHello\n",
    "message/bare-carriage-return": OK + b"X-Value: one\rX-Other: two\r\n" + HELLO,
    "message/null": OK + b"X-Value: one\0two\r\n" + HELLO,
    "message/no-colon": OK + b"This line has no colon\r\n" + HELLO,
    "message/field-name": OK + b"My Field: one\r\n" + HELLO,
    "message/huge-head": OK + b"X-Huge: " + b"a" * 4 * 1024 * 1024 + b"\r\n" + HELLO,
    "message/many-fields": OK + b"".join(b"X-%d: %d\r\n" % (n, n) for n in range(5000)) + HELLO,
    "message/head-truncated": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "message/status-line": OK.replace(b"200 OK", b"OK") + HELLO,
    "message/version": OK.replace(b"HTTP/1.1", b"HTTP/4.2") + HELLO,
    "message/no-head": b"<html>Hello</html>\n",
    "message/garbage": bytes(range(128, 256)) * 4,
    "message/silent-close": b"",
    "message/reset": b"",
    "message/unsolicited": OK + HELLO + b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nAgain\n",
    "message/interim-flood": b"HTTP/1.1 100 Continue\r\n\r\n" * 5000
    + OK
    + b"Content-Length: 7\r\nConnection: close\r\n\r\n200 OK\n",
    "message/early-hints": b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nLink: </style.css>; rel=preload; as=style\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 7\r\nConnection: close\r\n\r\n200 OK\n",
    "bare/101": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: lab\r\nConnection: upgrade\r\n\r\nlab lab lab\n",
    "bare/204": b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n" + CLOSE + b"oops\n",
    "bare/304": b"HTTP/1.1 304 Not Modified\r\n" + CLOSE,
    "bare/304-content": b'HTTP/1.1 304 Not Modified\r\nETag: "lab"\r\nContent-Length: 5\r\n' + CLOSE + b"oops\n",
    "bare/418": b"HTTP/1.1 418 \r\nContent-Length: 5\r\nConnection: close\r\n\r\n418 \n",
    "redirect/several": b"HTTP/1.1 302 Found\r\nLocation: /hello\r\nLocation: /status/404\r\nContent-Length: 0\r\n"
    + CLOSE,
}
# Where the connection is broken off, what had been sent may be lost.
LOST = ("message/reset-in-content",)

ACCEPTED = {"message/length-too-short", "message/no-length", "message/unsolicited", "message/early-hints"}
FOLDED = {"message/line-folding"}
BROKEN_CONNECTION = {"message/silent-close", "message/reset", "message/reset-in-content"}


@pytest.mark.parametrize("name", BYTES)
def test_the_bytes_are_those_of_the_row(lab: Lab, name: str) -> None:
    assert undated(exchange(lab.http, request("/" + name))) == BYTES[name]


def test_every_broken_message_is_compared() -> None:
    assert {name for name in SCENARIOS if name.startswith("message/")} - set(BYTES) == set(LOST)


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name.startswith("message/")])
def test_the_client_refuses_it_by_the_right_class(lab: Lab, session: antiphon.Session, name: str) -> None:
    if name in ACCEPTED | FOLDED:
        assert session.get(lab.url(name)).status_code == 200
        return
    with pytest.raises(antiphon.RequestError) as caught:
        session.get(lab.url(name))
    assert isinstance(caught.value, antiphon.ConnectionError)
    assert isinstance(caught.value, antiphon.BrokenResponse) == (name not in BROKEN_CONNECTION)
