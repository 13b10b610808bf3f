"""ASGI applications in the place of a server (ASGI 3, HTTP 2.5, Lifespan 2.0)."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

import antiphon

from ..conftest import NewClient
from .applications import Receive, Send, content_of, live, respond

URL = "http://app.test/"


def application(answer: Any) -> Any:
    """Return an application that takes part in the lifespan, and answers with `answer`."""

    async def call(scope: Any, receive: Receive, send: Send) -> None:
        await (live(receive, send) if scope["type"] == "lifespan" else answer(scope, receive, send))

    return call


def test_the_scope_says_all_of_the_request(new_client: NewClient) -> None:
    scopes: list[Any] = []

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await respond(send, b"yes", headers=[(b"x-a", b"1"), (b"x-a", b"2")])

    client = new_client(
        transport=antiphon.ASGI(application(answer), root_path="/r", client=("10.1.1.1", 9), http_version="2")
    )
    got = client.request("PUT", "https://app.test:8443/a%20b/%C3%A9?q=%31#part", headers={"X-B": "3"})
    (scope,) = scopes
    assert (scope["method"], scope["scheme"], scope["path"]) == ("PUT", "https", "/a b/é")
    assert (scope["raw_path"], scope["query_string"], scope["root_path"]) == (b"/a%20b/%C3%A9", b"q=%31", "/r")
    assert (scope["client"], scope["server"], scope["http_version"]) == (("10.1.1.1", 9), ("app.test", 8443), "2")
    headers = dict(scope["headers"])
    assert (headers[b"host"], headers[b"x-b"], headers[b"content-length"]) == (b"app.test:8443", b"3", b"0")
    assert got.content == b"yes" and got.headers.get_all("x-a") == ["1", "2"] and got.reason == "OK"
    assert got.timings.connect is None and got.timings.total is not None and got.connection is None


def test_content_streams_to_the_application_as_it_asks(new_client: NewClient) -> None:
    given: list[str] = []

    def pieces() -> Iterator[bytes]:
        for piece in (b"one", b"two", b"three"):
            given.append(piece.decode())
            yield piece

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        first = await receive()
        assert given == ["one"]
        await respond(send, b"|".join([first["body"], *await content_of(receive)]))

    moved: list[Any] = []
    client = new_client(transport=antiphon.ASGI(application(answer)))
    got = client.post(URL, data=pieces(), on_upload=lambda sent, total: moved.append((sent, total)))
    assert got.content == b"one|two|three|" and moved == [(3, None), (6, None), (11, None)]


def test_a_response_streams_while_the_application_runs_and_waits_for_its_reader(new_client: NewClient) -> None:
    sent: list[int] = []

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        await respond(send, more=True)
        for number in range(100):
            await send({"type": "http.response.body", "body": bytes(16_384), "more_body": True})
            sent.append(number)
        await send({"type": "http.response.body"})

    client = new_client(transport=antiphon.ASGI(application(answer)))
    response = client.get(URL, stream=True)
    reading = client.each(response, "iter_bytes")
    assert next(reading)
    client.turn()
    assert len(sent) < 10
    assert sum(map(len, reading)) == 99 * 16_384 and len(sent) == 100


def test_leaving_a_response_disconnects_the_application(new_client: NewClient) -> None:
    seen: list[Any] = []

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        await content_of(receive)
        await respond(send, b"first", more=True)
        seen.append((await receive())["type"])
        try:
            await send({"type": "http.response.body", "body": b"late"})
        except OSError:
            seen.append("OSError")

    client = new_client(transport=antiphon.ASGI(application(answer)))
    response = client.get(URL, stream=True)
    assert seen == []
    client.drop(response)
    client.until(lambda: seen == ["http.disconnect", "OSError"])


def test_after_its_response_the_application_is_told_that_it_is_over(new_client: NewClient) -> None:
    seen: list[str] = []

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        await content_of(receive)
        await respond(send, b"all")
        seen.append((await receive())["type"])

    assert new_client(transport=antiphon.ASGI(application(answer))).get(URL).content == b"all"
    assert seen == ["http.disconnect"]


def test_lifespan_begins_with_the_first_request_and_ends_with_the_session(new_client: NewClient) -> None:
    events: list[str] = []

    async def app(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            events.append(scope["state"]["name"])
            await respond(send)
            return
        for word in ("startup", "shutdown"):
            assert (await receive())["type"] == f"lifespan.{word}"
            events.append(word)
            scope["state"]["name"] = "shared"
            await send({"type": f"lifespan.{word}.complete"})

    client = new_client(transport=antiphon.ASGI(app))
    assert events == []
    client.get(URL)
    client.get(URL)
    assert events == ["startup", "shared", "shared"]
    client.close()
    assert events == ["startup", "shared", "shared", "shutdown"]


def test_a_failed_start_is_the_answer_to_each_request(new_client: NewClient) -> None:
    async def app(scope: Any, receive: Receive, send: Send) -> None:
        assert scope["type"] == "lifespan"
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    client = new_client(transport=antiphon.ASGI(app))
    for _ in range(2):
        with pytest.raises(antiphon.RequestError) as caught:
            client.get(URL)
        assert caught.value.fault.code == "lifespan-failed" and "no database" in str(caught.value)


def test_a_failed_end_is_raised_by_close(new_client: NewClient) -> None:
    async def app(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await respond(send)
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await receive()
        await send({"type": "lifespan.shutdown.failed", "message": "stuck"})

    client = new_client(transport=antiphon.ASGI(app))
    client.get(URL)
    with pytest.raises(antiphon.RequestError, match="stuck"):
        client.run(client.session.close())


@pytest.mark.parametrize("lifespan", [True, False])
def test_an_application_without_lifespan_is_served(new_client: NewClient, lifespan: bool) -> None:
    async def app(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(scope["type"])
        await respond(send, b"served")

    assert new_client(transport=antiphon.ASGI(app, lifespan=lifespan)).get(URL).content == b"served"


class Mishap(Exception):
    """What an application raises."""


async def fail_first(scope: Any, receive: Receive, send: Send) -> None:
    raise Mishap


async def fail_between(scope: Any, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise Mishap


async def fail_late(scope: Any, receive: Receive, send: Send) -> None:
    await respond(send, b"some", more=True)
    raise Mishap


async def fail_after(scope: Any, receive: Receive, send: Send) -> None:
    await respond(send, b"all")
    raise Mishap


@pytest.mark.parametrize("answer", [fail_first, fail_between, fail_late, fail_after])
def test_what_the_application_raises_reaches_the_caller(new_client: NewClient, answer: Any) -> None:
    with pytest.raises(Mishap):
        new_client(transport=antiphon.ASGI(application(answer))).get(URL)


@pytest.mark.parametrize("answer", [fail_first, fail_between])
def test_a_failure_before_content_becomes_500_if_asked(new_client: NewClient, answer: Any) -> None:
    client = new_client(transport=antiphon.ASGI(application(answer), raise_app_exceptions=False))
    assert client.get(URL).status_code == 500


def test_a_failure_within_content_is_a_broken_response(new_client: NewClient) -> None:
    client = new_client(transport=antiphon.ASGI(application(fail_late), raise_app_exceptions=False))
    with pytest.raises(antiphon.BrokenResponse) as caught:
        client.get(URL)
    assert caught.value.fault.code == "in-process-failed" and "Mishap" in str(caught.value)
    client = new_client(transport=antiphon.ASGI(application(fail_after), raise_app_exceptions=False))
    assert client.get(URL).content == b"all"


def sends(*messages: Any) -> Any:
    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    return application(answer)


START = {"type": "http.response.start", "status": 200, "headers": []}
BODY = {"type": "http.response.body", "body": b"x"}
MORE = {**BODY, "more_body": True}


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([], "in-process-silent"),
        ([START], "in-process-silent"),
        ([START, MORE], "in-process-silent"),
        ([BODY], "in-process-message"),
        ([START, START], "in-process-message"),
        ([START, BODY, BODY], "in-process-message"),
        ([{"type": "nonsense"}], "in-process-message"),
        ([{**START, "status": 99}], "in-process-message"),
        ([{**START, "status": "200"}], "in-process-message"),
        ([{**START, "headers": [(b"content-length", b"x")]}, BODY], "in-process-message"),
        ([{**START, "headers": [(b"content-length", b"1"), (b"content-length", b"2")]}, BODY], "in-process-message"),
        ([{**START, "headers": [(b"content-length", b"5")]}, BODY], "in-process-length"),
        ([{**START, "headers": [(b"content-length", b"0")]}, BODY], "in-process-length"),
        ([{**START, "headers": [(b"x", b"a\r\nb: c")]}, BODY], "outgoing-field"),
    ],
)
def test_an_application_that_breaks_the_rules_is_told_so(new_client: NewClient, messages: Any, code: str) -> None:
    with pytest.raises(antiphon.AntiphonError) as caught:
        new_client(transport=antiphon.ASGI(sends(*messages))).get(URL)
    assert caught.value.fault.code == code


def test_interim_responses_and_trailers_arrive(new_client: NewClient) -> None:
    hint = {"type": "http.response.early_hint", "links": [b"</a.css>; rel=preload"]}
    trailers = {"type": "http.response.trailers", "headers": [(b"x-sum", b"9")]}
    interim: list[int] = []
    client = new_client(transport=antiphon.ASGI(sends(hint, {**START, "trailers": True}, BODY, trailers)))
    got = client.get(URL, on_interim=lambda head: interim.append(head.status))
    assert interim == [103] and got.content == b"x" and got.trailers["x-sum"] == "9"


def test_content_is_decoded_and_limited(new_client: NewClient) -> None:
    coded = {**START, "headers": [(b"content-encoding", b"gzip")]}
    content = {**BODY, "body": gzip.compress(bytes(100_000))}
    client = new_client(transport=antiphon.ASGI(sends(coded, content)))
    assert client.get(URL).content == bytes(100_000)
    with pytest.raises(antiphon.ContentTooLarge):
        client.get(URL, max_content=1000)
    moved: list[int] = []
    client.get(URL, on_download=lambda received, total: moved.append(received))
    assert moved == [len(content["body"])]


def test_a_head_request_gets_no_content(new_client: NewClient) -> None:
    client = new_client(transport=antiphon.ASGI(sends({**START, "headers": [(b"content-length", b"1")]}, BODY)))
    got = client.head(URL)
    assert got.content == b"" and got.headers["content-length"] == "1"


def test_a_silent_application_runs_into_the_limits_of_time(new_client: NewClient) -> None:
    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()

    client = new_client(transport=antiphon.ASGI(application(answer)), timeout=0.05)
    with pytest.raises(antiphon.ReadTimeout):
        client.get(URL)
    with pytest.raises(antiphon.TotalTimeout):
        client.get(URL, timeout=antiphon.Timeouts(read=None, total=0.05))


def test_a_token_cancels(new_client: NewClient) -> None:
    token = antiphon.CancelToken()

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        token.cancel()
        await asyncio.Event().wait()

    with pytest.raises(antiphon.Cancelled):
        new_client(transport=antiphon.ASGI(application(answer))).get(URL, cancel=token)


VARIABLE: ContextVar[str] = ContextVar("VARIABLE", default="nothing")


def test_context_variables_of_the_caller_are_there() -> None:
    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        await respond(send, VARIABLE.get().encode())

    with antiphon.Session(transport=antiphon.ASGI(application(answer))) as session:
        reset = VARIABLE.set("blocking")
        assert session.get(URL).text == "blocking"
        VARIABLE.reset(reset)

    async def ask() -> str:
        async with antiphon.AsyncSession(transport=antiphon.ASGI(application(answer))) as session:
            VARIABLE.set("asyncio")
            return (await session.get(URL)).text

    assert asyncio.run(ask()) == "asyncio"


def test_an_asynchronous_session_runs_the_application_in_its_own_loop() -> None:
    loops: list[Any] = []

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        loops.append(asyncio.get_running_loop())
        await respond(send)

    async def ask() -> None:
        async with antiphon.AsyncSession(transport=antiphon.ASGI(application(answer))) as session:
            await asyncio.gather(*(session.get(URL) for _ in range(5)))
        assert loops == [asyncio.get_running_loop()] * 5

    asyncio.run(ask())


def test_a_framework_serves_with_its_background_work_done(new_client: NewClient) -> None:
    done: list[str] = []

    async def echo(request: Request) -> JSONResponse:
        content = await request.json()
        return JSONResponse({"got": content}, background=BackgroundTask(done.append, "background"))

    async def lines(request: Request) -> StreamingResponse:
        return StreamingResponse((f"{number}\n" for number in range(3)), media_type="text/plain")

    app = Starlette(routes=[Route("/echo", echo, methods=["POST"]), Route("/lines", lines)])
    client = new_client(mounts={"http://app.test": antiphon.ASGI(app)})
    assert client.post(f"{URL}echo", json={"a": 1}).json() == {"got": {"a": 1}} and done == ["background"]
    assert client.get(f"{URL}lines").text == "0\n1\n2\n" and client.get(f"{URL}none").status_code == 404


def test_closing_the_session_ends_what_is_under_way(new_client: NewClient) -> None:
    ended: list[str] = []

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        await content_of(receive)
        await respond(send, b"first", more=True)
        ended.append((await receive())["type"])

    client = new_client(transport=antiphon.ASGI(application(answer)))
    response = client.get(URL, stream=True)
    client.close()
    assert ended == ["http.disconnect"] and response.status_code == 200
