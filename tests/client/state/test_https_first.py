"""Names without a scheme: https first, http only where nobody speaks TLS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.net.scripted import Accept, Expect, ReadThrough, Refuse, Send

from ..clients import Client, ScriptedClient
from ..conftest import NewClient, Secure
from ..peers import OK, Link, Peer, always, answering, redirect

CLIENT_HELLO = b"\x16\x03\x01"


def no_tls(link: Link) -> None:
    """Answer what is no HTTP, a ClientHello, as servers of HTTP do."""
    assert link.some(3) == CLIENT_HELLO
    link.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def bare(peer: Peer, host: str = "a.test") -> str:
    return f"{host}:{peer.port}"


def test_https_is_asked_first(new_client: NewClient, secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as peer:
        got = new_client(verify=secure.root).get(f"{bare(peer)}/path")
    assert got.url == f"https://a.test:{peer.port}/path" and got.fell_back is None and got.upgraded is None


def test_where_a_port_speaks_http_alone_it_is_asked_in_clear(client: Client) -> None:
    with Peer(no_tls, always(OK)) as peer:
        got = client.post(f"{bare(peer)}/path", params={"a": "b"}, data=b"content")
        assert got.url == f"http://a.test:{peer.port}/path?a=b" and got.content == b"ok" and got.history == []
        assert isinstance(got.fell_back, antiphon.TLSError) and got.fell_back.fault.code == "plain-answer-to-tls"
        assert peer.requests[0].content == b"content" and got.upgraded is None
    assert client.in_use == 0


def test_loopback_without_a_name_works_too(client: Client) -> None:
    with Peer(no_tls, always(OK)) as peer:
        assert client.get(f":{peer.port}/").url == f"http://localhost:{peer.port}/"


def test_the_response_after_a_redirect_tells_it_still(client: Client) -> None:
    with Peer(no_tls, answering(redirect(302, "/next"), OK)) as peer:
        got = client.get(bare(peer))
        assert got.url == f"http://a.test:{peer.port}/next" and got.fell_back is not None


@pytest.mark.parametrize("scheme", ["https://", "HTTPS://"])
def test_who_says_https_gets_nothing_else(client: Client, scheme: str) -> None:
    with Peer(no_tls, always(OK)) as peer:
        with pytest.raises(antiphon.TLSError):
            client.get(f"{scheme}{bare(peer)}/")
        assert peer.connections == 1


def test_a_base_url_is_no_bare_name(new_client: NewClient) -> None:
    with Peer(no_tls, always(OK)) as peer:
        with pytest.raises(antiphon.TLSError):
            new_client(base_url=bare(peer)).get("/x")
        assert peer.connections == 1


def test_a_certificate_that_is_not_trusted_is_no_reason(client: Client, secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as peer:
        with pytest.raises(antiphon.TLSError) as caught:
            client.get(bare(peer))
        assert caught.value.fault.code.startswith("certificate") and peer.connections == 1


def test_a_certificate_for_another_name_is_no_reason(new_client: NewClient, secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as peer:
        with pytest.raises(antiphon.TLSError):
            new_client(verify=secure.root).get(bare(peer, "c.test"))
        assert peer.connections == 1


CREDENTIALS: list[dict[str, Any]] = [
    {"auth": ("u", "secret")},
    {"auth": "secret"},
    {"cookies": {"a": "secret"}},
    {"headers": {"Authorization": "secret"}},
    {"headers": {"X-Api-Key": "secret"}},
    {"headers": {"Cookie": "a=secret"}},
]


@pytest.mark.parametrize("options", CREDENTIALS, ids=range(6))
def test_credentials_are_never_sent_in_clear_instead(client: Client, options: dict[str, Any]) -> None:
    with Peer(no_tls, always(OK)) as peer:
        with pytest.raises(antiphon.TLSError):
            client.get(bare(peer), **options)
        assert peer.connections == 1
    with Peer(no_tls, always(OK)) as peer:
        with pytest.raises(antiphon.TLSError):
            client.get(f"//u:secret@{bare(peer)}/")
        assert peer.connections == 1


@pytest.mark.parametrize(("machine", "falls_back"), [("other.test", True), ("a.test", False)])
def test_a_netrc_matters_to_the_hosts_in_it(
    new_client: NewClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str, falls_back: bool
) -> None:
    file = tmp_path / "netrc"
    file.write_text(f"machine {machine} login me password secret\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    with Peer(no_tls, always(OK)) as peer:
        if falls_back:
            assert new_client().get(bare(peer)).fell_back
        else:
            with pytest.raises(antiphon.TLSError):
                new_client().get(bare(peer))


def test_cookies_of_the_jar_go_in_clear_unless_they_are_secure(client: Client) -> None:
    client.session.cookies.add(antiphon.Cookie("plain", "1", "a.test", "/"))
    client.session.cookies.add(antiphon.Cookie("safe", "1", "a.test", "/", secure=True))
    with Peer(no_tls, always(OK)) as peer:
        client.get(bare(peer))
        assert peer.requests[0].fields["cookie"] == "plain=1"


def test_a_host_that_wants_https_is_not_asked_in_clear(client: Client) -> None:
    client.session.hsts.add("a.test", 9e9)
    with Peer(no_tls, always(OK)) as peer:
        with pytest.raises(antiphon.TLSError):
            client.get(bare(peer))
        assert peer.connections == 1


# -- the ports of the schemes --------------------------------------------------------------------------------------


def asked_of(url: str, *answers: Any, port: int = 443, host: str = "192.0.2.1", **options: Any) -> antiphon.Response:
    with ScriptedClient() as client:
        client.network.host("example.com", "192.0.2.1")
        client.network.answer(host, port, *answers)
        client.network.answer(host, 80, Accept((ReadThrough(b"\r\n\r\n"), Send(OK))))
        got: antiphon.Response = client.get(url, **options)
        return got


@pytest.mark.parametrize("url", ["example.com", "example.com/", "//example.com/"])
def test_where_nobody_listens_on_443_port_80_is_asked(url: str) -> None:
    got = asked_of(url, Refuse())
    assert got.url == "http://example.com/" and got.content == b"ok"
    assert isinstance(got.fell_back, antiphon.ConnectionError) and got.fell_back.fault.code == "connection-refused"


def test_where_443_speaks_no_tls_port_80_is_asked() -> None:
    plain = Accept((Send(b"SSH-2.0-Server\r\n"),))
    assert asked_of("example.com", plain).url == "http://example.com/"


@pytest.mark.parametrize("error", ["EHOSTUNREACH", "ENETUNREACH", "ECONNRESET", "EACCES"])
def test_other_failures_are_no_reason(error: str) -> None:
    with pytest.raises(antiphon.ConnectionError):
        asked_of("example.com", Refuse(error))


def test_silence_is_no_reason() -> None:
    with pytest.raises(antiphon.ConnectTimeout):
        asked_of("example.com", Accept((), after=100.0), timeout=3)
    with pytest.raises(antiphon.Timeout):
        asked_of("example.com", Accept(()), timeout=3)


@pytest.mark.parametrize("url", ["https://example.com/", "example.com:443"])
def test_who_names_the_scheme_or_its_port_means_it(url: str) -> None:
    with pytest.raises(antiphon.ConnectionError):
        asked_of(url, Refuse())


def test_a_named_port_that_refuses_is_not_asked_again() -> None:
    with pytest.raises(antiphon.ConnectionError):
        asked_of("example.com:8443", Refuse(), Accept((Expect(b""),)), port=8443)


def test_the_failure_in_clear_is_the_one_that_is_raised(client: Client) -> None:
    with Peer(no_tls, lambda link: link.request()) as peer:
        with pytest.raises(antiphon.ConnectionError) as caught:
            client.get(bare(peer))
        assert caught.value.fault.code == "no-response"
        assert str(caught.value.request.url) == f"http://a.test:{peer.port}/"
    assert client.in_use == 0
