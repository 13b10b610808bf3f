"""Middleware and hooks: a user's own code around each exchange, in both kinds of session."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

import antiphon

from .auth.guards import Guard
from .clients import AsynchronousClient
from .conftest import NewClient
from .peers import OK, Peer, always, answering, redirect, response


def made_for(new_client: NewClient, middleware: Any) -> Any:
    """Return `middleware`, written as a generator that yields requests to send, as what the client's session takes."""

    def blocking(request: Any, send: Any) -> Any:
        steps = middleware(request)
        try:
            following = next(steps)
            while True:
                following = steps.send(send(following))
        except StopIteration as end:
            return end.value

    async def asynchronous(request: Any, send: Any) -> Any:
        steps = middleware(request)
        try:
            following = next(steps)
            while True:
                following = steps.send(await send(following))
        except StopIteration as end:
            return end.value

    return blocking if is_blocking(new_client) else asynchronous


def is_blocking(new_client: NewClient) -> bool:
    with new_client() as client:
        return not isinstance(client, AsynchronousClient)


def test_each_hop_goes_through_the_first_one_outermost(new_client: NewClient) -> None:
    order: list[str] = []

    def named(name: str) -> Any:
        def middleware(request: Any) -> Any:
            order.append(f"{name} {request.url.path}")
            request.headers["X-Seen"] = request.headers.get("X-Seen", "") + name
            response = yield request
            order.append(f"{name} {response.status_code}")
            return response

        return made_for(new_client, middleware)

    client = new_client(middleware=[named("a"), named("b")])
    with Peer(answering(redirect(302, "/next"), OK)) as peer:
        got = client.get(peer.url)
    assert order == ["a /", "b /", "b 302", "a 302", "a /next", "b /next", "b 200", "a 200"]
    # What middleware added is added anew, as credentials are.
    assert [seen.fields["x-seen"] for seen in peer.requests] == ["ab", "ab"] and got.request.headers["x-seen"] == "ab"


def test_what_middleware_adds_does_not_follow_to_another_origin(new_client: NewClient) -> None:
    def signs(request: Any) -> Any:
        if request.url.host == "a.test":
            request.headers["X-Signed"] = "secret"
        return (yield request)

    client = new_client(middleware=[made_for(new_client, signs)])
    with Peer(always(OK)) as other, Peer(always(redirect(302, other.at("b.test")))) as peer:
        client.get(peer.at("a.test"))
        client.get(peer.at("a.test"))
    assert all("x-signed" in seen.fields for seen in peer.requests)
    assert len(other.requests) == 2 and all("x-signed" not in seen.fields for seen in other.requests)


def test_middleware_may_answer_itself(new_client: NewClient) -> None:
    def answers(request: Any) -> Any:
        if request.url.path == "/json":
            return antiphon.Response.of(request, 201, {"X-Own": "1"}, json={"a": 1})
        if request.url.path == "/":
            return antiphon.Response.of(request, 302, {"Location": "/json"})
        yield from ()
        return antiphon.Response.of(request, content="ñ")

    client = new_client(middleware=[made_for(new_client, answers)])
    got = client.get("http://nowhere.test/")
    assert got.status_code == 201 and got.json() == {"a": 1} and got.headers["x-own"] == "1" and got.reason == "Created"
    assert [hop.status_code for hop in got.history] == [302] and type(got) is type(got.history[0])
    streamed = client.get("http://nowhere.test/text", stream=True)
    assert client.read(streamed) == "ñ".encode() and list(client.each(streamed, "iter_bytes")) == ["ñ".encode()]
    assert streamed.text == "ñ" and client.pool.open_connections == 0


def test_middleware_may_send_again(new_client: NewClient) -> None:
    def retries(request: Any) -> Any:
        response = yield request
        while response.status_code == 503:
            response = yield request
        return response

    client = new_client(middleware=[made_for(new_client, retries)])
    busy = response(b"", status="503 Busy")
    with Peer(answering(busy, busy, OK)) as peer:
        assert client.post(peer.url, data=b"content").ok
    assert [seen.content for seen in peer.requests] == [b"content"] * 3
    with Peer(always(busy)) as peer, pytest.raises(antiphon.RequestError) as caught:
        client.post(peer.url, data=iter([b"once"]))
    assert caught.value.fault.code == "content-not-repeatable"


def test_middleware_may_raise_and_see_errors(new_client: NewClient) -> None:
    seen: list[str] = []

    def looks(request: Any) -> Any:
        try:
            response = yield request
        except antiphon.RequestError as error:
            seen.append(error.fault.code)
            raise
        if response.status_code == 418:
            raise KeyError("mine")
        return response

    client = new_client(middleware=[made_for(new_client, looks)])
    with Peer(always(response(b"", status="418 Teapot"))) as peer, pytest.raises(KeyError):
        client.get(peer.url)
    assert client.in_use == 0 or client.pool.open_connections == 1
    with pytest.raises(antiphon.ConnectionError):
        client.get("http://127.0.0.1:9/")


def test_middleware_sees_what_credentials_send(new_client: NewClient) -> None:
    seen: list[tuple[bool, int]] = []

    def looks(request: Any) -> Any:
        response = yield request
        seen.append(("authorization" in request.headers, response.status_code))
        return response

    client = new_client(middleware=[made_for(new_client, looks)], auth=antiphon.DigestAuth("me", "secret"))
    with Peer(Guard().script) as peer:
        assert client.get(peer.url).ok
    assert seen == [(False, 401), (True, 200)]


def test_requests_without_options_go_through_too_and_their_fields_stay_their_own(new_client: NewClient) -> None:
    def numbers(request: Any) -> Any:
        request.headers.add("X-Number", "1")
        return (yield request)

    client = new_client(middleware=[made_for(new_client, numbers)])
    with Peer(always(OK)) as peer:
        for _ in range(3):
            client.get(peer.url)
    assert [seen.fields["x-number"] for seen in peer.requests] == ["1", "1", "1"]


# -- of the wrong kind ---------------------------------------------------------------------------------------------


def plain(request: Any, send: Any) -> Any:
    return send(request)


async def asynchronous(request: Any, send: Any) -> Any:
    return await send(request)


class Callable:
    async def __call__(self, request: Any, send: Any) -> Any:
        return await send(request)


@pytest.mark.parametrize("given", [5, None, "name"])
def test_middleware_is_called_so_it_must_be_callable(new_client: NewClient, given: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(middleware=[given])
    assert caught.value.fault.code == "middleware-unusable"


def test_a_single_middleware_is_not_a_list(new_client: NewClient) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(middleware=plain)
    assert caught.value.fault.code == "middleware-unusable"


def test_each_kind_of_session_has_its_kind_of_middleware(new_client: NewClient) -> None:
    wrong = [asynchronous, Callable(), partial(asynchronous)] if is_blocking(new_client) else [plain, partial(plain)]
    for each in wrong:
        with pytest.raises(antiphon.UsageError) as caught:
            new_client(middleware=[each])
        assert caught.value.fault.code == "middleware-unusable" and "async" in str(caught.value)


@pytest.mark.parametrize("returned", [None, 5, "coroutine"])
def test_middleware_has_to_return_a_response(new_client: NewClient, returned: Any) -> None:
    async def never() -> None:
        """Nobody awaits this."""

    def returns(request: Any) -> Any:
        yield from ()
        return never() if returned == "coroutine" else returned

    client = new_client(middleware=[made_for(new_client, returns)])
    with pytest.raises(antiphon.UsageError) as caught:
        client.get("http://nowhere.test/")
    assert caught.value.fault.code == "middleware-without-response"


@pytest.mark.parametrize("sent", [None, "http://a.test/", "url"])
def test_middleware_has_to_send_a_request(new_client: NewClient, sent: Any) -> None:
    def sends(request: Any) -> Any:
        if sent == "url":
            request.url = "http://a.test/"
        return (yield request if sent == "url" else sent)

    client = new_client(middleware=[made_for(new_client, sends)])
    with pytest.raises(antiphon.UsageError) as caught:
        client.get("http://nowhere.test/")
    assert caught.value.fault.code == "middleware-sent-no-request"


@pytest.mark.parametrize(
    "options",
    [{"status": 99}, {"status": 600}, {"status": "200"}, {"content": 5}, {"json": object()}, {"headers": {"a b": "c"}}],
)
def test_a_response_that_cannot_be_made(options: dict[str, Any]) -> None:
    request = antiphon.Session().request  # Any object will do: it is only kept.
    with pytest.raises(antiphon.UsageError):
        antiphon.Response.of(request, **options)  # type: ignore[arg-type]


def test_a_response_that_is_made_has_its_content() -> None:
    made = antiphon.Response.of(None, 404, content=b"gone")  # type: ignore[arg-type]
    assert made.content == b"gone" and made.headers["content-length"] == "4" and "content-type" not in made.headers
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Response.of(None, 700)  # type: ignore[arg-type]
    assert caught.value.fault.code == "response-unusable"


# -- hooks ---------------------------------------------------------------------------------------------------------


def test_hooks_see_each_request_and_response(new_client: NewClient) -> None:
    seen: list[Any] = []

    def marks(request: Any) -> None:
        request.headers["X-Hook"] = "1"

    def replaces(request: Any) -> Any:
        copy = request.copy()
        copy.headers["X-Second"] = "2"
        return copy

    client = new_client(
        hooks={"request": [marks, replaces], "response": lambda response: seen.append(response.status_code)}
    )
    with Peer(answering(redirect(302, "/next"), OK)) as peer:
        assert client.get(peer.url).ok
    assert seen == [302, 200]
    assert [(each.fields["x-hook"], each.fields["x-second"]) for each in peer.requests] == [("1", "2")] * 2


def test_a_response_hook_may_put_another_in_its_place_and_raise(new_client: NewClient) -> None:
    client = new_client(hooks={"response": [lambda response: antiphon.Response.of(response.request, 204)]})
    with Peer(always(OK)) as peer:
        assert client.get(peer.url).status_code == 204
        client = new_client(hooks={"response": [lambda response: response.raise_for_status()]})
        assert client.get(peer.url).ok
    with Peer(always(response(b"", status="404 No"))) as peer, pytest.raises(antiphon.HTTPError):
        client.get(peer.url)


def test_hooks_may_be_async_in_an_async_session_alone(new_client: NewClient) -> None:
    async def marks(request: Any) -> None:
        request.headers["X-Hook"] = "1"

    client = new_client(hooks={"request": marks})
    with Peer(always(OK)) as peer:
        if is_blocking(new_client):
            with pytest.raises(antiphon.UsageError) as caught:
                client.get(peer.url)
            assert caught.value.fault.code == "hook-returned"
        else:
            client.get(peer.url)
            assert peer.requests[0].fields["x-hook"] == "1"


@pytest.mark.parametrize(
    "hooks", [{"error": []}, {"request": [5]}, {"response": 5}, {"request": "name"}, [print], {5: []}]
)
def test_hooks_that_cannot_be(new_client: NewClient, hooks: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(hooks=hooks)
    assert caught.value.fault.code == "hooks-unusable"


@pytest.mark.parametrize("event", ["request", "response"])
def test_a_hook_that_returns_something_else(new_client: NewClient, event: str) -> None:
    client = new_client(hooks={event: [lambda given: 5]})
    with Peer(always(OK)) as peer, pytest.raises(antiphon.UsageError) as caught:
        client.get(peer.url)
    assert caught.value.fault.code == "hook-returned" and event in str(caught.value)
