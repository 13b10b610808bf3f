"""Client credentials (RFC 6749 §4.4): one token for many requests, got anew in time, and faults that say why not."""

from __future__ import annotations

import asyncio
import threading
from base64 import b64encode
from typing import Any

import pytest

import antiphon
from antiphon.client.auth.oauth2 import OAuth2
from antiphon.client.auth.single_flight import SingleFlight
from antiphon.faults import AuthenticationError, TotalTimeout
from antiphon.faults.authentication import TOKEN_ANSWER_UNUSABLE
from antiphon.net.run import run
from antiphon.net.scripted import ScriptedNetwork
from antiphon.semantics.forms import decode_form
from antiphon.semantics.tokens import Nonsense, Refusal, Token, read_token_answer

from ..clients import Client
from ..conftest import NewClient
from ..peers import OK, Peer, always, answering, redirect, response
from .guards import Issuer, letting_in

SECRET = "hunter2"


def auth_of(peer: Peer, **settings: Any) -> OAuth2:
    return antiphon.OAuth2(f"{peer.url}token?x=1", "me:id", SECRET, **settings)


def refusal(error: str, description: str = "", status: str = "400 Bad Request") -> bytes:
    return response(f'{{"error":"{error}","error_description":"{description}"}}'.encode(), status=status)


def test_a_token_is_asked_for_once_and_used_again(client: Client) -> None:
    issuer = Issuer()
    with Peer(issuer.script) as tokens, Peer(always(OK)) as peer:
        auth = auth_of(tokens, scope="read write", parameters={"audience": "api"})
        for _ in range(3):
            assert client.post(peer.url, data=b"content", auth=auth).ok
    assert [seen.fields["authorization"] for seen in peer.requests] == ["Bearer token1"] * 3
    (asked,) = tokens.requests
    assert asked.method == "POST" and asked.target == "/token?x=1"
    assert asked.fields["authorization"] == "Basic " + b64encode(b"me%3Aid:hunter2").decode()
    assert asked.fields["accept"] == "application/json" and asked.fields["user-agent"].startswith("antiphon/")
    expected = [("grant_type", "client_credentials"), ("audience", "api"), ("scope", "read write")]
    assert list(decode_form(asked.content)) == expected


def test_the_client_may_show_who_it_is_in_the_body_rfc_6749_2_3_1(client: Client) -> None:
    with Peer(Issuer().script) as tokens, Peer(always(OK)) as peer:
        client.get(peer.url, auth=auth_of(tokens, client_auth="body"))
    assert "authorization" not in tokens.requests[0].fields
    assert tokens.requests[0].content == b"grant_type=client_credentials&client_id=me%3Aid&client_secret=hunter2"


def test_the_token_request_has_nothing_of_the_request_it_is_for(new_client: NewClient) -> None:
    client = new_client(headers={"X-Api-Key": "k"})
    with Peer(Issuer().script) as tokens, Peer(always(OK)) as peer:
        client.session.cookies.set("jar", "1", domain="a.test")
        client.get(
            peer.at("a.test"), auth=auth_of(tokens), headers={"Cookie": "own=1"}, cookies={"c": "1"}, max_content=2
        )
    fields = tokens.requests[0].fields
    assert not {"cookie", "x-api-key"} & set(fields) and peer.requests[0].fields["authorization"] == "Bearer token1"


@pytest.mark.parametrize(("lifetime", "tokens"), [(None, 1), (3600, 1), (31, 1), (30, 3), (0, 3)])
def test_a_token_is_got_anew_before_it_expires(client: Client, lifetime: int | None, tokens: int) -> None:
    issuer = Issuer(lifetime=lifetime)
    client.session._engine._surroundings = _at(client, lambda: 1000.0)
    with Peer(issuer.script) as endpoint, Peer(always(OK)) as peer:
        auth = auth_of(endpoint)
        for _ in range(3):
            assert client.get(peer.url, auth=auth).ok
    assert issuer.issued == tokens


def test_a_token_expires_by_the_clock(client: Client) -> None:
    issuer = Issuer(lifetime=100)
    moment = [1000.0]
    client.session._engine._surroundings = _at(client, lambda: moment[0])
    with Peer(issuer.script) as endpoint, Peer(always(OK)) as peer:
        auth = auth_of(endpoint, leeway=10)
        for moment[0] in (1000.0, 1089.0, 1090.0):
            client.get(peer.url, auth=auth)
    assert [seen.fields["authorization"] for seen in peer.requests] == ["Bearer token1"] * 2 + ["Bearer token2"]


def _at(client: Client, clock: Any) -> Any:
    from dataclasses import replace

    return replace(client.session._engine._surroundings, clock=clock)


def test_a_token_that_the_server_calls_invalid_is_replaced_once_rfc_6750_3_1(client: Client) -> None:
    issuer = Issuer()
    with Peer(issuer.script) as tokens, Peer(letting_in("token2")) as peer:
        auth = auth_of(tokens)
        got = client.post(peer.url, data=b"content", auth=auth)
        assert (
            got.ok
            and [hop.status_code for hop in got.history] == [401]
            and len(client.get(peer.url, auth=auth).history) == 0
        )
    assert [seen.content for seen in peer.requests] == [b"content", b"content", b""] and peer.connections == 1
    with Peer(issuer.script) as tokens, Peer(letting_in()) as peer:
        got = client.get(peer.url, auth=auth_of(tokens))
    assert got.status_code == 401 and len(peer.requests) == 2 and client.in_use == 0


def test_another_401_is_the_users_to_see(client: Client) -> None:
    refused = response(b"", 'WWW-Authenticate: Bearer realm="r", error="insufficient_scope"', status="401 No")
    with Peer(Issuer().script) as tokens, Peer(always(refused)) as peer:
        assert client.get(peer.url, auth=auth_of(tokens)).status_code == 401
    assert len(peer.requests) == len(tokens.requests) == 1


def test_a_stream_cannot_be_sent_again_with_another_token(client: Client) -> None:
    with Peer(Issuer().script) as tokens, Peer(letting_in()) as peer, pytest.raises(antiphon.RequestError) as caught:
        client.post(peer.url, data=iter([b"once"]), auth=auth_of(tokens))
    assert caught.value.fault.code == "content-not-repeatable" and client.in_use == 0


def test_a_token_stays_with_its_origin(new_client: NewClient) -> None:
    with Peer(always(OK)) as other, Peer(Issuer().script) as tokens:
        for location in (other.url, other.at("b.test")):
            with Peer(answering(redirect(307, "/same"), redirect(302, location))) as peer:
                client = new_client(auth=auth_of(tokens))
                client.get(peer.url)
                assert all(
                    seen.fields["authorization"] == peer.requests[0].fields["authorization"] for seen in peer.requests
                )
    assert len(other.requests) == 2 and all("authorization" not in seen.fields for seen in other.requests)


# -- one for many --------------------------------------------------------------------------------------------------


def test_many_threads_wait_for_one_token() -> None:
    issuer = Issuer(delay=0.1)
    with Peer(issuer.script) as tokens, Peer(always(OK)) as peer, antiphon.Session(auth=auth_of(tokens)) as session:
        threads = [threading.Thread(target=lambda: session.get(peer.url)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert issuer.issued == 1 and len(peer.requests) == 8
    assert all(seen.fields["authorization"] == "Bearer token1" for seen in peer.requests)


async def _many(issuer: Peer, peer: Peer, count: int) -> list[Any]:
    async with antiphon.AsyncSession(auth=auth_of(issuer)) as session:
        return await asyncio.gather(*[session.get(peer.url) for _ in range(count)], return_exceptions=True)


def test_many_tasks_wait_for_one_token() -> None:
    issuer = Issuer(delay=0.05)
    with Peer(issuer.script) as tokens, Peer(always(OK)) as peer:
        assert all(response.ok for response in asyncio.run(_many(tokens, peer, 20)))
    assert issuer.issued == 1 and len(peer.requests) == 20


def test_many_tasks_replace_a_refused_token_once() -> None:
    issuer = Issuer(delay=0.05)
    with Peer(issuer.script) as tokens, Peer(letting_in("token2")) as peer:
        assert all(response.ok for response in asyncio.run(_many(tokens, peer, 10)))
    assert issuer.issued == 2


def test_many_tasks_share_a_refusal() -> None:
    issuer = Issuer([refusal("invalid_client")], delay=0.05)
    with Peer(issuer.script) as tokens, Peer(always(OK)) as peer:
        errors = asyncio.run(_many(tokens, peer, 10))
    assert len(tokens.requests) == 1 and len({id(error) for error in errors}) == 10
    assert {error.fault.code for error in errors} == {"token-client-refused"}


def test_who_waits_goes_on_where_the_first_was_cancelled() -> None:
    issuer = Issuer(delay=0.05)

    async def main(tokens: Peer, peer: Peer) -> Any:
        async with antiphon.AsyncSession(auth=auth_of(tokens)) as session:
            first, second = (asyncio.create_task(session.get(peer.url)) for _ in range(2))
            while not tokens.requests:
                await asyncio.sleep(0.001)
            first.cancel()
            return await second

    with Peer(issuer.script) as tokens, Peer(always(OK)) as peer:
        assert asyncio.run(main(tokens, peer)).ok
    assert len(peer.requests) == 1


def test_who_waits_has_a_deadline() -> None:
    network = ScriptedNetwork()
    flight: SingleFlight[str] = SingleFlight()

    async def inner() -> str:
        await flight.run(network, inner, 5.0, "a.test")
        return "never"

    async def outer() -> str:
        return await flight.run(network, inner, None, "a.test")

    with pytest.raises(TotalTimeout) as caught:
        run(outer())
    assert network.now() == 5.0 and "a.test" in str(caught.value)


# -- what can be wrong ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (refusal("invalid_client", status="401 Unauthorized"), "token-client-refused", "client_secret"),
        (refusal("invalid_scope", "no such scope"), "token-scope-refused", "no such scope"),
        (refusal("unauthorized_client"), "token-grant-refused", "grant_type"),
        (refusal("unsupported_grant_type"), "token-grant-refused", "grant_type"),
        (refusal("invalid_grant"), "token-grant-refused", "grant_type"),
        (refusal("invalid_request", f"secret {SECRET} is wrong"), "token-refused", "[masked]"),
        (refusal("\\u001b[2J" + "x" * 5000), "token-refused", "?[2J"),
        (response(b'{"error":"temporarily_unavailable"}', status="503 Later"), "token-refused", "503"),
        (response(b"<html>Sign in"), "token-answer-unusable", "not JSON"),
        (response(b"[" * 100_000), "token-answer-unusable", "not JSON"),
        (response(b"[1]"), "token-answer-unusable", "not an object"),
        (response(b"{}", status="500 Oops"), "token-answer-unusable", "neither"),
        (redirect(302, "/login"), "token-answer-unusable", "302"),
        (response(b'{"token_type":"bearer"}'), "token-answer-unusable", "no access_token"),
        (response(b'{"access_token":"a\\nb"}'), "token-answer-unusable", "no access_token"),
        (response(b'{"access_token":5}'), "token-answer-unusable", "no access_token"),
        (response(b'{"access_token":"a","token_type":"mac"}'), "token-answer-unusable", "token_type"),
        (response(b'{"access_token":"a","expires_in":"soon"}'), "token-answer-unusable", "expires_in"),
        (response(b'{"access_token":"a","expires_in":-1}'), "token-answer-unusable", "expires_in"),
        (response(b'{"access_token":"a","expires_in":1e999}'), "token-answer-unusable", "expires_in"),
    ],
)
def test_an_endpoint_that_gives_no_token(client: Client, answer: bytes, code: str, said: str) -> None:
    with Peer(Issuer([answer]).script) as tokens, Peer(always(OK)) as peer:
        auth = auth_of(tokens)
        with pytest.raises(antiphon.AuthenticationError) as caught:
            client.get(peer.url, auth=auth)
        assert client.in_use == 0 and not peer.requests
        assert client.get(peer.url, auth=auth).ok
    text = f"{caught.value} {caught.value.explanation('es')} {caught.value!r}"
    assert caught.value.fault.code == code and said in text and SECRET not in text and "\x1b" not in text
    assert len(text) < 3000


def test_an_endpoint_that_sends_too_much_or_breaks(client: Client) -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b" " * 9_000_000
    for answer, kind in ((endless, antiphon.ContentTooLarge), (b"nonsense\r\n\r\n", antiphon.BrokenResponse)):
        with Peer(Issuer([answer]).script) as tokens, Peer(always(OK)) as peer, pytest.raises(kind):
            client.get(peer.url, auth=auth_of(tokens))
        assert client.in_use == 0 and not peer.requests


@pytest.mark.parametrize(
    ("url", "settings", "code"),
    [
        ("http://tokens.example/?secret=hunter2", {}, "token-url-insecure"),
        ("http://10.0.0.1/", {}, "token-url-insecure"),
        ("https://tokens.example/", {"client_auth": "post"}, "token-setting-unusable"),
    ],
)
def test_settings_that_are_not_safe_or_not_known(url: str, settings: dict[str, Any], code: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.OAuth2(url, "me", SECRET, **settings)
    assert caught.value.fault.code == code and SECRET not in str(caught.value)


def test_http_is_for_this_machine() -> None:
    for host in ("localhost", "app.localhost", "127.0.0.2", "[::1]"):
        assert "hunter2" not in repr(antiphon.OAuth2(f"http://{host}/token", "me", SECRET))


def test_what_answers_mean_rfc_6749_5() -> None:
    good = b'{"access_token":"a","token_type":"BEARER","expires_in":"60"}'
    assert read_token_answer(200, good, 5.0) == Token("a", 65.0) and "'a'" not in repr(
        read_token_answer(200, good, 5.0)
    )
    assert read_token_answer(200, b'{"access_token":"a"}', 5.0) == Token("a", None)
    assert read_token_answer(400, b'{"error":"x","error_description":5}', 0.0) == Refusal("x")
    assert isinstance(read_token_answer(200, b"\xff", 0.0), Nonsense)
    assert str(AuthenticationError(TOKEN_ANSWER_UNUSABLE, host="h", status=1, problem="p")).startswith("h answered")
