"""What an observer learns of connections and exchanges, and that nobody notices that it looks on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from antiphon.faults import AntiphonError
from antiphon.semantics.fields import Fields
from antiphon.server.connection import Application, Connection, Exchange
from antiphon.server.handler import Request, Response
from antiphon.server.observed import KEPT, Accepted, Kept, Served, address_text
from antiphon.server.server import Server
from antiphon.server.target import Kind
from antiphon.wire import h1

from .raw_client import RawClient, connect
from .running import Running

GET = b"GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclass
class Noted:
    """An observer that writes everything down, and stands before the application to begin."""

    doubtful = b"/un"
    served: list[Served] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    connections: list[Accepted] = field(default_factory=list)
    failures: list[tuple[str, AntiphonError]] = field(default_factory=list)

    def __call__(self, server: Server, application: Application) -> Application:
        server.observe(self)
        return application

    def wants(self, request: h1.Request) -> bool:
        return request.target != b"/unseen"

    def began(self, served: Served) -> None:
        self.told.append("began")
        self.served.append(served)

    def ended(self, served: Served) -> None:
        assert served in self.served
        self.told.append("ended")

    def accepted(self, connection: Accepted) -> None:
        self.told.append("accepted")
        self.connections.append(connection)

    def closed(self, connection: Accepted) -> None:
        assert connection in self.connections
        self.told.append("closed")

    def handshake_failed(self, client: str, error: AntiphonError) -> None:
        self.failures.append((client, error))


def answer(request: Request) -> Response:
    if request.path == "/fails":
        raise ZeroDivisionError
    return Response(200, Fields(), request.content or b"answer")


class Pieces:
    """Answers in pieces, after an interim response."""

    streams = True

    async def __call__(self, request: Request) -> Response:
        request.stream.interim(103, Fields([("Link", "</a>")]))  # type: ignore[union-attr]

        async def pieces() -> AsyncIterator[bytes]:
            yield b"one"
            yield b"two"

        return Response(200, Fields(), pieces())


class AtOnce:
    """Answers without waiting for content."""

    streams = True

    async def __call__(self, request: Request) -> Response:
        return Response(200, Fields(), b"early")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep away from the authority of whoever runs the tests."""
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path_factory.getbasetemp() / "home"))


@contextmanager
def observed(application: object = answer, **settings: Any) -> Iterator[tuple[Noted, Running]]:
    noted = Noted()
    with Running(application, Kind.HANDLER, around=noted, **settings) as server:
        yield noted, server


def exchanged(*messages: bytes, application: object = answer) -> Noted:
    """Return what was noted of `messages`, each sent when the answer to the one before has come."""
    with observed(application) as (noted, server), connect(server.port) as client:
        for message in messages:
            client.send(message)
            client.read()
    return noted


def test_an_exchange_is_told_from_its_head_to_its_last_byte() -> None:
    noted = exchanged(GET)
    assert noted.told[:3] == ["accepted", "began", "ended"] and noted.told[3:] == ["closed"]
    (served,) = noted.served
    assert (served.method, served.target, served.status, served.complete) == ("GET", "/a", 200, True)
    assert served.received.data == GET and served.received.size == len(GET)
    assert served.sent.data.startswith(b"HTTP/1.1 200 OK\r\n") and served.sent.data.endswith(b"\r\n\r\nanswer")
    assert served.answered is not None and served.ended is not None
    assert served.began <= served.answered <= served.ended
    (accepted,) = noted.connections
    assert accepted.scheme == "http" and accepted.tls is None and accepted.exchanges == 1
    assert accepted.client.startswith("127.0.0.1:") and accepted.local.startswith("127.0.0.1:")


def test_content_is_kept_as_it_came_chunks_included() -> None:
    message = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    first, second = exchanged(message, GET).served
    assert first.received.data == message
    assert second.received.data == GET and second.place == 2


def test_an_answer_that_comes_before_the_content_does_not_end_the_exchange() -> None:
    """It is over once the request is, too (RFC 9112 §9.3)."""

    with observed(AtOnce()) as (noted, server), connect(server.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
        client.read()
        assert noted.served[0].ended is None
        client.send(b"cd")
        client.send(GET)
        client.read()
    first, _ = noted.served
    assert first.complete and first.ended is not None and first.received.data.endswith(b"abcd")


def test_the_last_exchange_of_a_connection_ends_with_its_answer() -> None:
    with observed() as (noted, server), connect(server.port) as client:
        client.send(b"GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        client.read()
    (only,) = noted.served
    assert only.complete and noted.told == ["accepted", "began", "ended", "closed"]


def test_an_address_of_ipv6_is_written_in_brackets() -> None:
    assert address_text(("::1", 8443, 0, 0)) == "[::1]:8443"  # type: ignore[arg-type]
    assert (address_text(("127.0.0.1", 1)), address_text(("/run/a", None)), address_text(None)) == (
        "127.0.0.1:1",
        "/run/a",
        "",
    )


def test_requests_that_come_in_one_piece_are_told_apart() -> None:
    with observed() as (noted, server), connect(server.port) as client:
        client.send(GET + GET.replace(b"/a", b"/b") + b"BROKEN\r\n\r\n")
        assert [client.read().status for _ in range(3)] == [200, 200, 400]
    assert [served.target for served in noted.served] == ["/a", "/b", None]
    assert [served.received.data[:6] for served in noted.served] == [b"GET /a", b"GET /b", b"BROKEN"]
    assert noted.served[0].received.data == GET


@pytest.mark.parametrize("size", [1, 7])
def test_a_request_that_comes_in_many_pieces_is_whole(size: int) -> None:
    with observed() as (noted, server), connect(server.port) as client:
        client.send(GET, size)
        client.read()
    assert noted.served[0].received.data == GET


def test_interim_responses_are_sent_but_do_not_answer() -> None:
    with observed(Pieces()) as (noted, server), connect(server.port) as client:
        client.send(GET)
        assert [client.read().status, client.read().status] == [103, 200]
    (served,) = noted.served
    assert served.status == 200 and served.complete
    assert served.sent.data.startswith(b"HTTP/1.1 103 ") and b"3\r\none\r\n3\r\ntwo\r\n0\r\n" in served.sent.data


def test_what_cannot_be_read_is_told_with_its_bytes() -> None:
    noted = exchanged(b"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n")
    (served,) = noted.served
    assert served.method is None and served.status == 400
    assert served.refusal is not None and served.refusal.fault.code == "field-name-character"
    assert b"Bad Name: x" in served.received.data


def test_broken_content_is_told_with_its_bytes() -> None:
    noted = exchanged(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
    (served,) = noted.served
    assert served.received.data.startswith(b"POST") and served.received.data.endswith(b"zz\r\n")
    assert served.refusal is not None and served.refusal.fault.code == "chunk-size" and served.status == 400


def test_a_request_that_breaks_off_is_told() -> None:
    with observed() as (noted, server), connect(server.port) as client:
        client.send(b"GET / HT")
        client.finish()
        client.is_cut()
    (served,) = noted.served
    assert served.refusal is not None and served.refusal.fault.code == "incomplete-head"
    assert served.received.data == b"GET / HT" and not served.complete and served.status is None


def test_an_application_that_fails_is_told_with_what_the_client_reads() -> None:
    with observed() as (noted, server), connect(server.port) as client:
        client.send(GET.replace(b"/a", b"/fails"))
        problem = client.read().problem
    (served,) = noted.served
    assert served.status == 500 and served.failure is not None and served.failure in problem["instance"]


def test_the_secrets_of_both_messages_are_written_over() -> None:
    head = b"GET /a?token=abcdef HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nCookie: a=b\r\n\r\n"

    def sets_cookie(request: Request) -> Response:
        return Response(200, Fields([("Set-Cookie", "a=secret")]))

    (served,) = exchanged(head, application=sets_cookie).served
    assert served.target == "/a?token=[masked]" and served.received.has_secrets
    for word in (b"abcdef", b"Bearer", b"a=b"):
        assert word not in served.received.data
    assert b"secret" not in served.sent.data
    assert len(served.received.data) == len(head) == served.received.size


def test_what_is_kept_is_limited_and_what_there_was_is_counted() -> None:
    content = b"x" * (KEPT + 1000)
    message = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content)
    first, second = exchanged(message, GET).served
    assert first.received.is_cut and first.received.size == len(message) and len(first.received.data) == KEPT
    assert first.sent.is_cut and len(first.sent.data) == KEPT
    assert second.received.data == GET and not second.received.is_cut


def test_bytes_kept_in_pieces_split_where_the_next_message_begins() -> None:
    kept = Kept()
    for piece in (b"abc", bytearray(b"de"), memoryview(b"fgh")):
        kept.add(piece)
    rest = kept.split_off(3)
    assert (kept.data, kept.size, rest.data, rest.size) == (b"abcde", 5, b"fgh", 3)
    rest.add(b"i")
    assert rest.data == b"fghi"


def test_what_is_not_wanted_is_not_told() -> None:
    noted = exchanged(GET.replace(b"/a", b"/unseen"), GET)
    assert [served.target for served in noted.served] == ["/a"]
    assert noted.served[0].received.data == GET


def test_a_client_that_leaves_is_told() -> None:
    async def waits(request: Request) -> Response:
        await asyncio.Event().wait()
        return Response()

    with observed(waits) as (noted, server), connect(server.port) as client:
        client.send(GET)
        _until(client, noted)
        client.reset()
    (served,) = noted.served
    assert not served.complete and served.ended is not None and served.status is None


def _until(client: RawClient, noted: Noted) -> None:
    """Wait until the exchange has begun."""
    while not noted.served:
        client.says_something(0.01)


def test_what_was_agreed_on_in_tls_is_told() -> None:
    with observed(tls=True, host="localhost") as (noted, server), server.session() as session:
        assert session.get("a").text == "answer"
    (accepted,) = noted.connections
    assert accepted.scheme == "https" and accepted.tls is not None
    assert accepted.tls.version == "TLSv1.3" and accepted.tls.server_name == "localhost"
    assert accepted.tls.alpn == "http/1.1" and not accepted.tls.resumed


def test_a_handshake_that_fails_is_told() -> None:
    with observed(tls=True, host="127.0.0.1") as (noted, server), connect(server.port) as client:
        client.send(GET)
        assert client.read().status == 308
    ((client_address, error),) = noted.failures
    assert client_address.startswith("127.0.0.1:") and error.fault.code == "plain-http-on-tls-port"
    assert noted.served == []


def test_without_an_observer_nothing_looks_on() -> None:
    kinds: list[type[Connection]] = []

    class Looks:
        def __init__(self, below: Application) -> None:
            self._below = below

        def open(self, connection: Connection, request: h1.Request) -> Exchange:
            kinds.append(type(connection))
            return self._below.open(connection, request)

    def around(server: Server, below: Application) -> Application:
        return Looks(below)

    with Running(answer, Kind.HANDLER, around=around) as server, connect(server.port) as client:
        client.send(GET)
        client.read()
    assert kinds == [Connection]
