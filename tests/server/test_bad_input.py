"""Requests that no application may see: refused over real sockets, told why, and the connection closed for good."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from antiphon.faults import AntiphonError
from antiphon.faults.codes import FAULTS
from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind
from antiphon.wire import h1

from ..wire.test_bad_requests import IDS, REFUSED, request
from .raw_client import connect
from .refusals import check, check_logs, refusal
from .running import Running

BEHIND = b"GET /behind HTTP/1.1\r\nHost: a\r\n\r\n"

# Code, status, bytes: what the state machine accepts and the server does not.
REFUSED_BY_SERVER: list[tuple[str, int, bytes]] = [
    ("method-not-served", 405, request(b"Cookie: secret=1", start=b"TRACE / HTTP/1.1")),
    ("method-not-served", 405, b"CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n"),
    ("expectation-unknown", 417, request(b"Expect: foo")),
    ("expectation-unknown", 417, request(b"Expect: 100-continue, foo", b"Content-Length: 5")),
    ("expectation-unknown", 417, request(b"Expect: 100-continue", b"Expect: foo", b"Content-Length: 5")),
    ("content-too-large", 413, request(b"Content-Length: 104857601")),
    ("content-too-large", 413, request(b"Content-Length: 104857601", b"Expect: 100-continue")),
]


class Handler:
    """Answers everything, and remembers what it was asked."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, asked: Request) -> Response:
        self.seen.append(asked.target)
        return Response(content=b"fine")


def details_of(data: bytes) -> dict[str, object]:
    """Return what the state machine says of `data`: the offset of the wrong byte, and the like."""
    with pytest.raises(AntiphonError) as caught:
        connection = h1.Connection(h1.Role.SERVER)
        connection.receive(data)
    return caught.value.details


@pytest.mark.parametrize(("code", "rule", "data"), REFUSED, ids=IDS)
def test_a_broken_request_is_answered_and_the_connection_closed(code: str, rule: str, data: bytes) -> None:
    handler = Handler()
    status = FAULTS[code].status or 400
    detail = FAULTS[code].sentence.fill(details_of(data), "en")
    with Running(handler, Kind.HANDLER) as server:
        whole = refusal(server.port, data + BEHIND if data.endswith(b"\n") else data)
        check(whole, code, status)
        assert whole.problem["detail"] == detail
        dripped = refusal(server.port, data, 1 if len(data) < 2000 else 997)
        assert dripped.content == whole.content, rule
    assert handler.seen == []
    check_logs(server, code, status, 2)


@pytest.mark.parametrize(("code", "status", "data"), REFUSED_BY_SERVER)
def test_a_request_that_no_application_may_see(code: str, status: int, data: bytes) -> None:
    handler = Handler()
    with Running(handler, Kind.HANDLER) as server:
        whole = refusal(server.port, data + BEHIND)
        check(whole, code, status)
        assert refusal(server.port, data, 1).content == whole.content
    assert handler.seen == [] and b"secret" not in whole.content
    check_logs(server, code, status, 2)


@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT"])
def test_what_is_not_allowed_names_what_is_rfc_9110_15_5_6(method: bytes) -> None:
    with Running(Handler(), Kind.HANDLER) as server:
        target = b"/" if method == b"TRACE" else b"a:1"
        answer = refusal(server.port, request(start=b"%b %b HTTP/1.1" % (method, target)))
    allowed = answer.fields["allow"].split(", ")
    assert "GET" in allowed and method.decode() not in allowed and method.decode() in answer.problem["detail"]


def test_the_refusal_speaks_the_clients_language() -> None:
    with Running(Handler(), Kind.HANDLER) as server:
        answer = refusal(server.port, request(b"Expect: foo", b"Accept-Language: es"))
    assert answer.fields["content-language"] == "es" and "expectativa" in answer.problem["detail"]


def test_a_refused_head_is_explained_even_behind_a_head_request() -> None:
    """Nobody knows the method of a head that cannot be read; the method before is not it."""
    with Running(Handler(), Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request(b"Accept-Language: es", start=b"HEAD / HTTP/1.1"))
        assert client.read("HEAD").status == 200
        client.send(b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = client.read()
        assert client.rest() == b""
    check(answer, "request-line", 400)
    assert answer.fields["content-language"] == "en"


@pytest.mark.parametrize("cut", [lambda data: [data], lambda data: [data[:-3], data[-3:]]])
def test_what_follows_a_request_that_was_answered_is_refused_on_its_own(cut: Callable[[bytes], list[bytes]]) -> None:
    handler = Handler()
    with Running(handler, Kind.HANDLER) as server, connect(server.port) as client:
        for piece in cut(request() + b"GET / HTTP/1.1\nHost: a\r\n\r\n" + BEHIND):
            client.send(piece)
        assert client.read().content == b"fine"
        check(client.read(), "bare-line-feed", 400)
        assert client.rest() == b""
    assert handler.seen == ["/"]


def test_the_same_without_asserts() -> None:
    """`python -O` removes assert statements; the server may depend on none."""
    code = (
        "import sys; from tests.server.test_bad_input import outcomes\n"
        "sys.exit(repr(wrong) if (wrong := [row for row in outcomes() if row[0] != row[1]]) else 0)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-O", "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def outcomes() -> list[tuple[int, int]]:
    """Return the expected and the actual status of every row."""
    rows = [(FAULTS[code].status or 400, data) for code, _, data in REFUSED]
    rows += [(status, data) for _, status, data in REFUSED_BY_SERVER]
    with Running(Handler(), Kind.HANDLER) as server:
        return [(status, refusal(server.port, data).status) for status, data in rows]
