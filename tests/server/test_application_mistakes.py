"""What applications do wrong never reaches the wire: an answer of 500, or a response cut short (RFC 9112 §11.1)."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

import pytest

from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind

from ..wire.test_bad_requests import request
from .asgi_applications import Application, Message, Receive, Scope, Send, http
from .raw_client import Answer, connect
from .running import Running

START: Message = {"type": "http.response.start", "status": 200, "headers": []}
UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def start(*fields: tuple[bytes, bytes], status: int = 200) -> Message:
    return {"type": "http.response.start", "status": status, "headers": list(fields)}


def body(content: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": more}


def sending(*messages: Message) -> Application:
    """Return an application that sends `messages`, whatever they are."""

    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    return application


def check_failure(server: Running, answer: Answer) -> None:
    """Check that `answer` is an opaque 500, and that the log has the details under its identifier."""
    problem = answer.problem
    assert answer.status == problem["status"] == 500 and problem["type"] == "urn:antiphon:fault:application-failed"
    assert UUID.fullmatch(problem["instance"]) and "Traceback" not in answer.content.decode()
    assert "set-cookie" not in answer.fields and "secret" not in answer.content.decode()
    (failure,) = server.failed
    assert failure["message"] == problem["instance"].removeprefix("urn:uuid:") and failure["traceback"].strip()


SPLITTING = [b"a\r\nSet-Cookie: b", b"a\nb", b"a\rb", b"a\0b", b"\x1b[1m", b"a\r\n\r\n<html>"]

BEFORE: dict[str, tuple[Message, ...]] = {
    **{f"value {value!r}": (start((b"x", value)), body(b"")) for value in SPLITTING},
    **{f"name {name!r}": (start((name, b"x")), body(b"")) for name in (b"a\r\nb", b"a b", b"", b"a:", b"a\0", b"\xe9")},
    "text instead of bytes": (start(("x", "y")), body(b"")),  # type: ignore[arg-type]
    "longer than declared": (start((b"content-length", b"3")), body(b"more")),
    "shorter than declared": (start((b"content-length", b"9")), body(b"less")),
    "length not a number": (start((b"content-length", b"+4")), body(b"more")),
    "two lengths": (start((b"content-length", b"4"), (b"content-length", b"5")), body(b"more")),
    "own transfer coding": (start((b"transfer-encoding", b"chunked")), body(b"0\r\n\r\n")),
    "content of 204": (start(status=204), body(b"content")),
    "length of 204": (start((b"content-length", b"7"), status=204), body(b"")),
    "content of 304": (start(status=304), body(b"content")),
    "interim as final": (start(status=100), body(b"")),
    "switch without a protocol": (start(status=101), body(b"")),
    "status out of range": (start(status=600), body(b"")),
    "status is text": ({**START, "status": "200"}, body(b"")),
    "start twice": (START, START, body(b"")),
    "content before start": (body(b"early"),),
    "unknown message": ({"type": "http.response.surprise"},),
    "no type": ({},),
    "nothing": (),
    "only a start": (START,),
}


@pytest.mark.parametrize("messages", BEFORE.values(), ids=BEFORE.keys())
def test_a_mistake_before_anything_is_written_is_a_500_and_the_connection_lives(messages: tuple[Message, ...]) -> None:
    with Running(sending(*messages)) as server, connect(server.port) as client:
        client.send(request())
        check_failure(server, client.read())
        client.send(request())
        assert client.read().status == 500


AFTER: dict[str, tuple[tuple[Message, ...], bytes]] = {
    "longer than declared": ((start((b"content-length", b"5")), body(b"1234", more=True), body(b"5678")), b"1234"),
    "shorter than declared": ((start((b"content-length", b"9")), body(b"1234", more=True), body(b"56")), b"1234"),
    "never ended": ((start((b"content-length", b"9")), body(b"1234", more=True)), b"1234"),
    "chunks never ended": ((START, body(b"1234", more=True)), b"4\r\n1234\r\n"),
    "content of 204": ((start(status=204), body(b"", more=True), body(b"1234")), b""),
    "content of 304": ((start(status=304), body(b"", more=True), body(b"1234")), b""),
    "start again": ((START, body(b"1234", more=True), START), b"4\r\n1234\r\n"),
}


@pytest.mark.parametrize(("messages", "written"), AFTER.values(), ids=AFTER.keys())
def test_a_mistake_in_the_middle_cuts_the_response(messages: tuple[Message, ...], written: bytes) -> None:
    with Running(sending(*messages)) as server, connect(server.port) as client:
        client.send(request() * 2)
        assert b"HTTP/1.1 " in client.until(b"\r\n\r\n")
        assert client.rest() == written
    assert len(server.failed) == 1


def test_what_answers_head_is_dropped_rfc_9110_9_3_2() -> None:
    messages = (start((b"content-length", b"4")), body(b"12", more=True), body(b"34"))
    with Running(sending(*messages)) as server, connect(server.port) as client:
        for _ in range(2):
            client.send(request(start=b"HEAD / HTTP/1.1"))
            assert client.read("HEAD").fields["content-length"] == "4"
        client.send(request(b"Connection: close"))
        assert client.read().content == b"1234" and client.rest() == b""
    assert server.failed == []


def test_what_comes_behind_the_end_is_logged_and_not_sent() -> None:
    with Running(sending(START, body(b"whole"), body(b"more"))) as server, connect(server.port) as client:
        for _ in range(2):
            client.send(request())
            assert client.read().content == b"whole"
    assert ["where nothing belongs" in failure["traceback"] for failure in server.failed] == [True, True]


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        *[("200 OK", [("X", value.decode("latin-1"))]) for value in SPLITTING],
        ("200 OK", [("X\r\nSet-Cookie", "b")]),
        ("200 OK\r\nSet-Cookie: b", []),
        ("200 OK\0", []),
        ("20", []),
        ("two hundred", []),
        ("999 No", []),
        ("100 Continue", []),
        ("200 OK", [("Content-Length", "3")]),
        ("200 OK", [("Content-Length", "5")]),
        ("200 OK", [("Transfer-Encoding", "chunked")]),
        ("204 No Content", []),
        ("304 Not Modified", []),
        ("200 OK", [("X", "日本")]),
    ],
)
def test_mistakes_of_wsgi_applications(status: str, headers: list[tuple[str, str]]) -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(status, headers)
        return [b"four"]

    with Running(application, Kind.WSGI) as server, connect(server.port) as client:
        client.send(request())
        check_failure(server, client.read())
        client.send(request())
        assert client.read().status == 500


@pytest.mark.parametrize("declared", [None, "3", "9"])
def test_a_wsgi_response_that_fails_in_the_middle_is_cut(declared: str | None) -> None:
    # The connection is cut before the thread has closed what it served.
    closed = threading.Event()

    class Result:
        def __iter__(self) -> Iterator[bytes]:
            yield b"12"
            if declared is None:
                raise ValueError("a secret")
            yield b"34"

        def close(self) -> None:
            closed.set()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [] if declared is None else [("Content-Length", declared)])
        return Result()

    with Running(application, Kind.WSGI) as server, connect(server.port) as client:
        client.send(request())
        assert client.until(b"\r\n\r\n").startswith(b"HTTP/1.1 200")
        assert client.rest() in (b"2\r\n12\r\n", b"12", b"1234")
        assert closed.wait(10)
    assert len(server.failed) == 1


def split_fields() -> Fields:
    """Return fields that never went through the checks of their class."""
    fields = Fields()
    fields.raw.append((b"X", b"a\r\nSet-Cookie: b"))
    return fields


async def failing_pieces() -> AsyncIterator[bytes]:
    yield b"12"
    raise ValueError("a secret")


async def waiting(asked: Request) -> Response:
    raise ValueError("a secret")


def late(asked: Request) -> Response:
    return Response(content=failing_pieces())


def answering(response: object) -> Callable[[Request], Response]:
    return lambda asked: response  # type: ignore[return-value]


@pytest.mark.parametrize(
    "handler",
    [
        waiting,
        answering("text"),
        answering(Response(fields=split_fields())),
        answering(Response(204, content=b"content")),
        answering(Response(99)),
        answering(Response(1000)),
        answering(Response(fields=Fields({"Content-Length": "3"}), content=b"four")),
        answering(Response(fields=Fields({"Transfer-Encoding": "chunked"}), content=b"four")),
    ],
)
def test_mistakes_of_handlers(handler: Callable[[Request], Response]) -> None:
    with Running(handler, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request())
        check_failure(server, client.read())
        client.send(request())
        assert client.read().status == 500


def test_a_handlers_content_that_fails_in_the_middle_is_cut() -> None:
    with Running(late, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request())
        assert client.until(b"\r\n\r\n") and client.rest() == b"2\r\n12\r\n"
    assert len(server.failed) == 1


@pytest.mark.parametrize("kind", [Kind.ASGI, Kind.WSGI, Kind.HANDLER])
def test_an_application_that_raises_is_told_in_the_log_alone(kind: Kind) -> None:
    @http
    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start((b"set-cookie", b"secret=1")))
        raise ValueError("a secret")

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Set-Cookie", "secret=1")])
        raise ValueError("a secret")

    def handler(asked: Request) -> Response:
        raise ValueError("a secret")

    target = {Kind.ASGI: asgi, Kind.WSGI: wsgi, Kind.HANDLER: handler}[kind]
    with Running(target, kind) as server, connect(server.port) as client:
        client.send(request(start=b"POST / HTTP/1.1") + request(b"Connection: close"))
        answers = [client.read(), client.read()]
        assert client.rest() == b""
    told = [answered.problem["instance"].removeprefix("urn:uuid:") for answered in answers]
    assert [answered.status for answered in answers] == [500, 500] and told[0] != told[1]
    assert told == [failure["message"] for failure in server.failed]
    assert all("a secret" in failure["traceback"] for failure in server.failed)
    assert not any("secret" in str(answered) for answered in answers)
