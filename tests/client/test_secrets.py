"""No secret is shown: not in a repr, not in the text of an error, not in what a traceback prints."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import pytest

import antiphon
from antiphon.client.plan import Plan, TLSSettings
from antiphon.client.timeouts import DEFAULT_TIMEOUTS

from .clients import Client
from .peers import OK, Peer, always, answering, redirect, response

SECRET = "hunter2"
FIELDS = {
    "Authorization": f"Bearer {SECRET}",
    "Proxy-Authorization": f"Basic {SECRET}",
    "Cookie": f"a={SECRET}",
    "X-Api-Key": SECRET,
}


def shown(*values: Any) -> str:
    return " ".join(f"{value!r} {value}" for value in values)


def shown_of(error: BaseException) -> str:
    """Return all that a program would print of `error`: its text, its details and its traceback."""
    return shown(error, getattr(error, "details", None)) + "".join(traceback.format_exception(error))


def test_what_a_session_makes_shows_no_secret(client: Client) -> None:
    client.session.auth = ("user", SECRET)
    client.session.headers.update(FIELDS)
    client.session.cookies.set("b", SECRET)
    with Peer(answering(response(b"", f"Set-Cookie: s={SECRET}"), OK)) as peer:
        first = client.get(peer.url.replace("//", f"//me:{SECRET}@"), cookies={"c": SECRET})
        second = client.get(peer.url)
    assert SECRET.encode() in peer.requests[1].head
    for got in (first, second):
        assert SECRET not in shown(got, got.request, got.request.headers, got.request.url, got.url, got.exchange)
        assert SECRET not in shown(got.headers, got.cookies, got.request.body)
    assert SECRET not in shown(client.session, client.session.headers, client.session.cookies, client.pool)


def test_settings_show_no_secret() -> None:
    settings = TLSSettings(True, ("cert.pem", "key.pem", SECRET))
    plan = Plan(DEFAULT_TIMEOUTS, settings, cookies=(("a", SECRET),))
    assert SECRET not in shown(settings, plan)


@pytest.mark.parametrize(
    "url",
    [
        f"http://me:{SECRET}@127.0.0.1:99999/",
        f"http://me:{SECRET}@127.0.0.1:x/",
        f"http://me:{SECRET}@/",
        f"http://me:{SECRET}@[::1/",
        f"http://me:{SECRET}@a b/",
        f"http://me:{SECRET}@x@y/",
        f"ftp://me:{SECRET}@a/",
        f"http://me:{SECRET}\n@a/",
        f"http://me:{SECRET}@127.0.0.1:9/",
    ],
)
def test_errors_about_a_url_do_not_show_its_userinfo(client: Client, url: str) -> None:
    with pytest.raises(antiphon.AntiphonError) as caught:
        client.get(url)
    assert SECRET not in shown(caught.value, caught.value.details, caught.value.sentence("es"))
    assert SECRET not in shown(getattr(caught.value, "request", None))


@pytest.mark.parametrize(
    "options",
    [
        {"auth": f"{SECRET}\r\n"},
        {"auth": (f"us:er{SECRET}", SECRET)},
        {"auth": ("user", f"{SECRET}\0")},
        {"auth": {"user": SECRET}},
        {"headers": {"Authorization": f"{SECRET}\r\nX: 1"}},
        {"headers": {"Authorization": f"{SECRET}☃"}},
        {"cookies": {"a": f"{SECRET};x"}},
        {"cookies": {"a": f"{SECRET}\r\n"}},
        {"json": {"password": SECRET, "bad": float("nan")}},
        {"json": {SECRET}},
    ],
)
def test_errors_about_a_secret_do_not_show_it(client: Client, options: dict[str, Any]) -> None:
    with pytest.raises(antiphon.AntiphonError) as caught:
        client.post("http://127.0.0.1:9/", **options)
    assert SECRET not in shown(caught.value, caught.value.details)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        f"HTTP/1.1 200 OK\r\nSet-Cookie: {SECRET}\nContent-Length: 0\r\n\r\n".encode(),
        f"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX: {SECRET}\0\r\n\r\n".encode(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",
        redirect(302, f"http://them:{SECRET}@a b/"),
        redirect(302, f"http://them:{SECRET}@127.0.0.1:99999/"),
        redirect(302, f"javascript:{SECRET}"),
        response(b"x", "Content-Encoding: gzip"),
        response(b"", status="401 Unauthorized"),
    ],
)
def test_errors_of_an_exchange_show_no_secret(client: Client, answer: bytes) -> None:
    with Peer(answering(answer)) as peer, pytest.raises(antiphon.RequestError) as caught:
        url = peer.url.replace("//", f"//me:{SECRET}@")
        client.post(url, headers=FIELDS, cookies={"c": SECRET}, data={"password": SECRET}).raise_for_status()
    assert SECRET not in shown_of(caught.value).replace(__file__, "")
    again = pickle.loads(pickle.dumps(caught.value))
    assert SECRET not in shown_of(again) and SECRET not in shown(caught.value.request, caught.value.response)


def test_a_loop_does_not_show_the_userinfo_it_leads_to(client: Client) -> None:
    with Peer(always(OK)) as port, Peer(always(redirect(302, f"http://them:{SECRET}@127.0.0.1:{port.port}/"))) as peer:
        client.session.max_redirects = 0
        with pytest.raises(antiphon.TooManyRedirects) as caught:
            client.get(peer.url)
    assert SECRET not in shown_of(caught.value)


def test_userinfo_is_sent_as_credentials_and_in_no_other_way(client: Client) -> None:
    with Peer(always(OK)) as peer:
        client.get(peer.url.replace("//", f"//me:{SECRET}@"))
    assert SECRET.encode() not in peer.requests[0].head and peer.requests[0].fields["authorization"].startswith(
        "Basic "
    )


@pytest.mark.parametrize("parameter", ["access_token", "api_key", "sig", "X-Amz-Signature"])
def test_secret_parameters_of_a_url_are_not_shown(client: Client, parameter: str) -> None:
    gone = response(b"", status="404 Not Found")
    with Peer(answering(gone, redirect(302, f"/next?{parameter}={SECRET}"))) as peer:
        got = client.get(f"{peer.url}?page=2&{parameter}={SECRET}")
        with pytest.raises(antiphon.HTTPError) as caught:
            got.raise_for_status()
        assert SECRET not in shown_of(caught.value) + shown(got.request, got.request.url.masked) + repr(got.request.url)
        assert "page=2" in str(caught.value) and SECRET in got.url
        client.session.max_redirects = 0
        with pytest.raises(antiphon.TooManyRedirects) as looped:
            client.get(peer.url)
        assert SECRET not in shown_of(looped.value)


@pytest.mark.parametrize(
    "auth",
    [
        antiphon.BasicAuth("me", SECRET),
        antiphon.DigestAuth("me", SECRET),
        antiphon.AnyAuth("me", SECRET),
        antiphon.BearerAuth(SECRET),
        antiphon.OAuth2("https://tokens.example/", "me", SECRET),
    ],
    ids=lambda auth: type(auth).__name__,
)
def test_credentials_show_who_but_not_how(client: Client, auth: Any) -> None:
    with pytest.raises(antiphon.RequestError) as caught:
        client.get("http://127.0.0.1:9/", auth=auth if not isinstance(auth, antiphon.OAuth2) else None)
    assert SECRET not in shown(auth, client.session) + shown_of(caught.value).replace(__file__, "")
    client.session.auth = auth
    _, plan = client.session._prepare("GET", "http://127.0.0.1:9/", {})
    assert SECRET not in shown(plan)
