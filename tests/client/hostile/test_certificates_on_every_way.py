"""TLS with servers that may not be trusted: refused before a byte of the request, straight and through tunnels."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

import antiphon
from antiphon.tls.contexts import server_context

from ...tls.conftest import Authority, key_pem, self_signed
from ..conftest import NewClient, Secure
from ..peers import OK, Link, Peer, Script, always
from ..proxies.servers import SocksServer, http_proxy

WAYS = ("tls", "connect", "socks5")
SECRET = {"Authorization": "Bearer hunter2"}
CERTIFICATES: dict[str, Callable[[Authority], bytes]] = {
    "expired": lambda authority: authority.issue("a.test", not_after=timedelta(minutes=-1)),
    "not-yet": lambda authority: authority.issue("a.test", not_before=timedelta(minutes=5)),
    "other-host": lambda authority: authority.issue("b.test", "*.a.test", "evil-a.test"),
    "wildcard-of-all": lambda authority: authority.issue("*.test", "*"),
    "no-names": lambda authority: authority.issue(),
    "self-signed": lambda _: self_signed("a.test"),
    "unknown-issuer": lambda _: Authority.create("Client Test Root").issue("a.test"),
    "address-as-name": lambda authority: authority.issue("127.0.0.1"),
}


@contextmanager
def server(way: str, context: ssl.SSLContext, script: Script | None = None) -> Iterator[tuple[Peer, str, str | None]]:
    """Open the way of that kind to a TLS server; give the server, its URL and the proxy."""
    with ExitStack() as peers:
        peer = peers.enter_context(Peer(script or always(OK), tls=context))
        proxy = None
        if way == "connect":
            proxy = f"http://127.0.0.1:{peers.enter_context(Peer(http_proxy)).port}"
        elif way == "socks5":
            proxy = f"socks5h://127.0.0.1:{peers.enter_context(Peer(SocksServer())).port}"
        yield peer, peer.at("a.test"), proxy


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.create("Client Test Root")


@pytest.mark.parametrize("certificate", CERTIFICATES)
@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_that_proves_nothing(
    new_client: NewClient, authority: Authority, tmp_path: Path, way: str, certificate: str
) -> None:
    root, leaf, key = tmp_path / "root.pem", tmp_path / "leaf.pem", tmp_path / "leaf.key"
    root.write_bytes(authority.pem)
    made = CERTIFICATES[certificate](authority)
    leaf.write_bytes(made)
    key.write_bytes(key_pem())
    with server(way, server_context(leaf, key)) as (peer, url, proxy):
        client = new_client(verify=str(root), proxies=proxy)
        if certificate == "wildcard-of-all":
            # A wildcard stands for one label, and "*.test" has one: a.test is meant by it. "*" alone means nothing.
            url = url.replace("a.test", "x.a.test")
        for _ in range(2):
            with pytest.raises(antiphon.TLSError) as caught:
                client.get(url, headers=SECRET)
            assert not isinstance(caught.value, antiphon.ProxyError | antiphon.Timeout)
            assert "hunter2" not in str(caught.value) and client.pool.open_connections == 0
    assert not peer.requests


@pytest.mark.parametrize("way", WAYS)
def test_what_was_accepted_unverified_is_not_used_where_verification_is_asked(
    new_client: NewClient, secure: Secure, way: str
) -> None:
    with server(way, secure.context) as (peer, url, proxy):
        client = new_client(proxies=proxy)
        for verify in (False, secure.root, False, Path(secure.root)):
            assert client.get(url, verify=verify).ok
        connections = peer.connections
        with pytest.raises(antiphon.TLSError):
            client.get(url, verify=True, headers=SECRET)
        assert connections in (2, 3) and len(peer.requests) == 4 and client.in_use == 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=["1.0", "1.1"])
def test_old_versions_are_refused_rfc_8996(
    new_client: NewClient, secure: Secure, way: str, version: ssl.TLSVersion
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*secure.pair)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = version
    with pytest.warns(DeprecationWarning):
        context.maximum_version = version
    with server(way, context) as (peer, url, proxy):
        client = new_client(verify=False, proxies=proxy)
        with pytest.raises(antiphon.TLSError):
            client.get(url)
        assert client.pool.open_connections == 0 and not peer.requests


ENDS = {
    "without-length": b"HTTP/1.1 200 OK\r\n\r\nall of it, perhaps",
    "with-length": b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nnot all of it",
    "chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nparts\r\n",
    "head": b"HTTP/1.1 200 OK\r\nX: y\r\n",
}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("way", WAYS)
def test_an_end_without_close_notify_is_no_end_rfc_9112_9_8(
    new_client: NewClient, secure: Secure, way: str, end: str, stream: bool
) -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(ENDS[end])

    with server(way, secure.context, script) as (_, url, proxy):
        client = new_client(verify=secure.root, proxies=proxy)
        with pytest.raises(antiphon.BrokenResponse):
            client.read(client.get(url, stream=stream))
        assert client.pool.open_connections == 0
