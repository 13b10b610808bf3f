"""The credentials of a proxy: given to the proxy alone, in the ways it asks for, and never shown."""

from __future__ import annotations

import pickle
import re
import socket
import traceback
from base64 import b64decode
from typing import Any

import pytest

import antiphon
from antiphon.client.proxies.settings import proxies_of
from antiphon.semantics.digest import ALGORITHMS

from ..conftest import NewClient, Secure
from ..peers import OK, Link, Peer, always, answering, redirect
from .servers import ESTABLISHED, asking, http_proxy, relay

SECRET = "hunter2"
DIGEST = b'Digest realm="proxy", nonce="n1", qop="auth", algorithm=SHA-256'
TARGETS = ["http://a.test/", "https://a.test/"]


def with_user(proxy: Peer, user: str = f"me:{SECRET}") -> str:
    return proxy.url.replace("//", f"//{user}@")


def basic_of(fields: dict[str, str]) -> str:
    scheme, _, value = fields["proxy-authorization"].partition(" ")
    assert scheme == "Basic"
    return b64decode(value).decode()


def is_right_digest(value: str, method: str, target: str) -> bool:
    given: dict[str, str] = dict(re.findall(r'(\w+)="?([^",]*)"?', value.removeprefix("Digest ")))
    digest = ALGORITHMS[given["algorithm"].lower()].digest
    key = digest(f"me:proxy:{SECRET}".encode())
    action = digest(f"{method}:{target}".encode())
    middle = f"{given['nonce']}:{given['nc']}:{given['cnonce']}:{given['qop']}"
    return given["uri"] == target and given["response"] == digest(f"{key}:{middle}:{action}".encode())


# -- who gets them -------------------------------------------------------------------------------------------------


def test_the_origin_never_sees_them_and_the_proxy_never_those_of_the_origin(
    new_client: NewClient, secure: Secure
) -> None:
    headers = {"Authorization": f"Bearer {SECRET}-origin", "Cookie": "a=1", "Proxy-Authorization": "Basic own"}
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy) as proxy:
        client = new_client(verify=secure.root, proxies=with_user(proxy))
        assert client.get(target.at("a.test"), headers=headers).ok
    (connect,), (seen,) = proxy.requests, target.requests
    assert basic_of(connect.fields) == f"me:{SECRET}" and not {"authorization", "cookie"} & set(connect.fields)
    assert "proxy-authorization" not in seen.fields and seen.fields["authorization"] == f"Bearer {SECRET}-origin"


def test_a_forwarded_request_has_them_once(new_client: NewClient) -> None:
    with Peer(always(OK)) as proxy:
        client = new_client(proxies=with_user(proxy, "m%40e:p%3A%25"), headers={"Proxy-Authorization": "Basic own"})
        client.get("http://a.test/", headers={"Authorization": "Bearer mine"})
    lines = [value for name, value in proxy.requests[0].lines if name == "proxy-authorization"]
    assert len(lines) == 1 and basic_of(proxy.requests[0].fields) == "m@e:p:%"


def test_a_redirect_that_leaves_the_proxy_leaves_them_behind(new_client: NewClient) -> None:
    with Peer(always(OK)) as target, Peer(answering(redirect(302, target.at("b.test")))) as proxy:
        client = new_client(proxies={"http://a.test": with_user(proxy)})
        assert client.get("http://a.test/").ok
    assert "proxy-authorization" not in target.requests[0].fields


def test_a_407_of_an_origin_gets_nothing(new_client: NewClient, secure: Secure) -> None:
    with Peer(always(asking(DIGEST)), tls=secure.context) as target, Peer(http_proxy) as proxy:
        client = new_client(verify=secure.root, proxies=with_user(proxy))
        got = client.get(target.at("a.test"))
    assert got.status_code == 407 and len(target.requests) == 1
    assert "proxy-authorization" not in target.requests[0].fields
    with Peer(always(asking(DIGEST))) as target:
        assert client.get(target.at("a.test"), proxies=False).status_code == 407
    assert len(target.requests) == 1 and "proxy-authorization" not in target.requests[0].fields


def test_a_bearer_token(new_client: NewClient) -> None:
    with Peer(always(OK)) as proxy:
        new_client(proxies=antiphon.Proxy(proxy.url, auth="token68")).get("http://a.test/")
    assert proxy.requests[0].fields["proxy-authorization"] == "Bearer token68"


# -- 407 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "code"), [("", "proxy-credentials-missing"), (f"me:{SECRET}@", "proxy-credentials-refused")]
)
@pytest.mark.parametrize("challenge", [b'Basic realm="p"', DIGEST, b"Negotiate", b"=garbage=", b""])
def test_a_proxy_that_asks_for_ever_is_asked_twice_at_most(
    new_client: NewClient, user: str, code: str, challenge: bytes
) -> None:
    with Peer(always(asking(challenge))) as proxy:
        client = new_client(proxies=proxy.url.replace("//", f"//{user}"))
        with pytest.raises(antiphon.ProxyError) as caught:
            client.get("https://a.test/")
    assert caught.value.fault.code == code and client.in_use == 0 and SECRET not in str(caught.value)
    assert len(proxy.requests) == (2 if user and challenge is DIGEST else 1)


@pytest.mark.parametrize("stale", [b"", b", stale=true"])
def test_a_forwarding_proxy_that_asks_for_ever_is_asked_twice_at_most(new_client: NewClient, stale: bytes) -> None:
    with Peer(always(asking(DIGEST + stale))) as proxy:
        client = new_client(proxies=with_user(proxy))
        assert client.get("http://a.test/").status_code == 407 and len(proxy.requests) == 2 and client.in_use == 0


def test_digest_for_a_tunnel(new_client: NewClient, secure: Secure) -> None:
    def script(link: Link) -> None:
        seen = link.head()
        if not is_digest(seen.fields):
            link.send(asking(b'Basic realm="p"', DIGEST))
            return
        with socket.create_connection(("127.0.0.1", int(seen.target.rpartition(":")[2]))) as upstream:
            link.send(ESTABLISHED)
            relay(link, upstream)

    with Peer(always(OK), tls=secure.context) as target, Peer(script) as proxy:
        client = new_client(verify=secure.root, proxies=with_user(proxy))
        assert client.get(target.at("a.test")).ok and client.get(target.at("b.test")).ok
    assert [is_digest(seen.fields) for seen in proxy.requests] == [False, True, True]
    for seen in proxy.requests[1:]:
        assert is_right_digest(seen.fields["proxy-authorization"], "CONNECT", seen.target)


def is_digest(fields: dict[str, str]) -> bool:
    return fields.get("proxy-authorization", "").startswith("Digest ")


def test_digest_for_forwarded_requests_and_their_content(new_client: NewClient) -> None:
    with Peer(answering(asking(DIGEST), OK, OK)) as proxy:
        client = new_client(proxies=with_user(proxy))
        assert client.post("http://a.test/x?y", data=b"content").ok and client.get("http://b.test/").ok
    first, second, third = proxy.requests
    assert first.content == second.content == b"content" and proxy.connections == 1
    assert is_right_digest(second.fields["proxy-authorization"], "POST", "http://a.test/x?y")
    assert is_right_digest(third.fields["proxy-authorization"], "GET", "http://b.test/")
    assert (
        "nc=00000001" in second.fields["proxy-authorization"] and "nc=00000002" in third.fields["proxy-authorization"]
    )


def test_content_that_cannot_be_sent_twice_is_not(new_client: NewClient) -> None:
    with Peer(always(asking(DIGEST))) as proxy:
        got = new_client(proxies=with_user(proxy)).post("http://a.test/", data=iter([b"once"]))
    assert got.status_code == 407 and len(proxy.requests) == 1


# -- never shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", TARGETS)
@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", asking(), b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", ESTABLISHED + b"x"]
)
def test_errors_and_responses_show_no_secret(new_client: NewClient, answer: bytes, url: str) -> None:
    def shown(*values: Any) -> str:
        return " ".join(f"{value!r} {value}" for value in values)

    with Peer(answering(answer)) as proxy:
        described = antiphon.Proxy(with_user(proxy), headers={"X-Token": SECRET})
        client = new_client(proxies=described)
        try:
            got = client.get(url)
            text = shown(got, got.request, got.request.headers, got.exchange, got.exchange.peer_address)
        except antiphon.AntiphonError as error:
            again = pickle.loads(pickle.dumps(error))
            text = shown(error, error.details, again, getattr(error, "request", None), error.explanation("es"))
            text += "".join(traceback.format_exception(error))
        text += shown(client.session, client.pool, described, proxies_of(described), proxies_of(with_user(proxy)))
        text += shown(described.url, client.session._known_plan)
    assert SECRET not in text


@pytest.mark.parametrize(
    "make",
    [
        lambda: antiphon.Proxy(f"http://a:b%3A{SECRET}%0A@proxy"),
        lambda: antiphon.Proxy(f"http://a%3A:{SECRET}@proxy"),
        lambda: antiphon.Proxy(f"ftp://a:{SECRET}@proxy"),
        lambda: antiphon.Proxy(f"http://a:{SECRET}@proxy:port"),
        lambda: antiphon.Proxy("http://proxy", auth=f"{SECRET}\r\n"),
        lambda: antiphon.Proxy("http://proxy", auth={"user": SECRET}),  # type: ignore[arg-type]
        lambda: antiphon.Proxy("http://proxy", headers={"X": f"{SECRET}\r\nY: 1"}),
        lambda: proxies_of(f"http://a:{SECRET}@proxy/x"),
        lambda: proxies_of({"https": f"http://a:{SECRET}@proxy/x"}),
        lambda: proxies_of({f"http://a:{SECRET}@proxy": "https"}),
    ],
    ids=range(10),
)
def test_mistakes_in_settings_show_no_secret(make: Any) -> None:
    with pytest.raises(antiphon.AntiphonError) as caught:
        make()
    text = f"{caught.value}{caught.value.details}" + "".join(traceback.format_exception(caught.value))
    assert SECRET not in text
