"""Copies, in other processes as well: of responses, errors and sessions, without their connections."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import antiphon

from .conftest import NewClient
from .peers import OK, Peer, always, answering, redirect, response

COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_of_a_response_has_all_but_its_connection(new_client: NewClient, copied: Callable[[Any], Any]) -> None:
    client = new_client()
    with Peer(answering(redirect(302, "/next"), response("ñ".encode("latin-1"), "X-A: 1", status="404 Gone"))) as peer:
        got = client.get(peer.url)
        got.encoding = "latin-1"
    again = copied(got)
    assert type(again) is type(got) and again is not got
    for name in ("status_code", "reason", "content", "text", "url", "timings", "elapsed", "attempts", "http_version"):
        assert getattr(again, name) == getattr(got, name), name
    assert dict(again.headers) == dict(got.headers) and [hop.status_code for hop in again.history] == [302]
    assert again.connection is None and again.cache is None and again.request.method == "GET"
    with pytest.raises(antiphon.HTTPError):
        again.raise_for_status()


def test_what_an_asynchronous_response_has_not_read_is_in_no_copy(new_client: NewClient) -> None:
    client = new_client()
    with Peer(answering(response(b"content"))) as peer:
        streamed = client.get(peer.url, stream=True)
        if isinstance(streamed, antiphon.AsyncResponse):
            with pytest.raises(antiphon.StreamConsumed):
                pickle.dumps(streamed)
        assert client.read(streamed) == pickle.loads(pickle.dumps(streamed)).content == b"content"


# -- errors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_of_an_error_has_its_request_and_its_response(
    new_client: NewClient, copied: Callable[[Any], Any]
) -> None:
    client = new_client()
    with Peer(answering(response(b"no tea", status="404 Gone"))) as peer, pytest.raises(antiphon.HTTPError) as caught:
        client.post(peer.url, json={"a": 1}).raise_for_status()
    again = copied(caught.value)
    assert type(again) is antiphon.HTTPError and str(again) == str(caught.value)
    assert again.response.status_code == 404 and again.response.content == b"no tea"
    assert again.request.url == caught.value.request.url and again.request.content == b'{"a":1}'


def test_an_error_is_copied_without_what_is_not_in_memory(new_client: NewClient) -> None:
    client = new_client()
    with Peer(answering(response(b"no tea", status="404 Gone"))) as peer:
        streamed = client.post(peer.url, data=iter([b"once"]), stream=True)
        with pytest.raises(antiphon.HTTPError) as caught:
            streamed.raise_for_status()
        again = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(caught.value))))
        assert again.response.status_code == 404 and again.request.content is None
        for read in (lambda: again.response.content, lambda: client.read(again.response)):
            with pytest.raises(antiphon.StreamConsumed):
                read()
        assert client.read(streamed) == b"no tea"


def test_what_was_added_to_an_error_goes_along(new_client: NewClient) -> None:
    client = new_client(retries=antiphon.Retries(most=1, backoff=0))
    with pytest.raises(antiphon.ConnectionError) as caught:
        client.get("http://127.0.0.1:1/")
    caught.value.add_note("while the shop was opened")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.attempts == caught.value.attempts and len(again.attempts) == 1 and again.unsent
    assert again.__notes__ == ["while the shop was opened"]


# -- sessions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [antiphon.Session, antiphon.AsyncSession])
@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_of_a_session_has_its_settings_and_cookies(
    kind: type[antiphon.Session] | type[antiphon.AsyncSession], copied: Callable[[Any], Any]
) -> None:
    session = kind(auth=("me", "secret"), base_url="http://a.test/", retries=2, cookies={"id": "7"}, verify=False)
    session.headers["X-Team"] = "tea"
    del session.headers["Accept"]
    session.timeout = antiphon.Timeouts(read=3)
    session.cookies.set("theme", "dark", domain="a.test")
    again = copied(session)
    assert type(again) is kind and again is not session
    assert again.headers == session.headers and "accept" not in again.headers
    for name in ("auth", "base_url", "timeout", "verify", "trust_env", "max_redirects"):
        assert getattr(again, name) == getattr(session, name), name
    assert again.cookies.cookies() == session.cookies.cookies()
    assert again._plan(again._plain_request("GET", "/"), {}).retries == antiphon.Retries(most=2)


def test_a_copy_of_a_session_has_connections_of_its_own() -> None:
    with Peer(always(OK)) as peer, antiphon.Session() as session:
        session.get(peer.url)
        with pickle.loads(pickle.dumps(session)) as again:
            assert again.pool.total.open == 0 and again.get(peer.url).content == b"ok"
            assert session.pool.total.open == 1 and peer.connections == 2


def test_a_copy_of_a_subclass_is_one(new_client: NewClient) -> None:
    with Shop("token") as shop, pickle.loads(pickle.dumps(shop)) as again:
        assert type(again) is Shop and again.auth == "token"


class Shop(antiphon.Session):
    """A session with arguments of its own."""

    def __init__(self, token: str) -> None:
        super().__init__(auth=token)


def test_a_file_of_cookies_is_opened_again(tmp_path: Path) -> None:
    with antiphon.Session(cookies=antiphon.CookieFile(tmp_path / "cookies.txt")) as session:
        session.cookies.set("theme", "dark", domain="a.test")
        with pickle.loads(pickle.dumps(session)) as again:
            assert isinstance(again.cookies, antiphon.CookieFile) and again.cookies["theme"] == "dark"


@pytest.mark.parametrize("name", ["middleware", "cache", "auth"])
def test_a_setting_that_does_not_go_along_is_named(name: str) -> None:
    values: dict[str, Any] = {
        "middleware": [lambda request, send: send(request)],
        "cache": antiphon.Cache(),
        "auth": antiphon.OAuth2("https://tokens.test/", "me", "hunter2"),
    }
    with antiphon.Session(**{name: values[name]}) as session, pytest.raises(antiphon.UsageError) as caught:
        pickle.dumps(session)
    assert caught.value.fault.code == "setting-not-portable" and caught.value.details["setting"] == name
    assert "hunter2" not in str(caught.value)


def test_a_cache_that_a_setting_names_is_made_anew(tmp_path: Path) -> None:
    for cache in (True, tmp_path / "cache.db"):
        with antiphon.Session(cache=cache) as session, pickle.loads(pickle.dumps(session)) as again:
            assert again.cache is not None and again.cache is not session.cache
