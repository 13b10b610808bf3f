"""Pins: a host shows the key that was expected, or not one byte goes to it (RFC 7469)."""

from __future__ import annotations

import base64
import ssl
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import antiphon

from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always, redirect
from ..proxies.servers import http_proxy

OTHER = "sha256/" + base64.b64encode(bytes(32)).decode()


def certificate(path: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(Path(path).read_bytes())


def key_pin(path: str) -> str:
    key = certificate(path).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return "sha256/" + base64.b64encode(sha256(key).digest()).decode()


def fingerprint(path: str) -> str:
    return "sha256:" + sha256(certificate(path).public_bytes(Encoding.DER)).hexdigest()


@pytest.mark.parametrize("pinned", ["key", "issuer", "certificate", "colons"])
def test_a_pin_that_fits_lets_the_request_go(new_client: NewClient, secure: Secure, pinned: str) -> None:
    leaf = fingerprint(secure.pair[0])
    pin = {
        "key": key_pin(secure.pair[0]),
        "issuer": key_pin(secure.root),
        "certificate": leaf.upper().replace("SHA256", "sha256"),
        "colons": "sha256:" + ":".join(leaf[7 + at : 9 + at] for at in range(0, 64, 2)),
    }[pinned]
    client = new_client(verify=secure.root, pins={"A.test.": [OTHER, pin]})
    with Peer(always(OK), tls=secure.context) as peer:
        assert client.get(peer.at("a.test")).content == b"ok"
        assert client.get(peer.at("b.test")).content == b"ok"


@pytest.mark.parametrize("verify", [True, False], ids=["verified", "unverified"])
def test_a_pin_that_does_not_fit_stops_before_any_byte(new_client: NewClient, secure: Secure, verify: bool) -> None:
    client = new_client(verify=secure.root if verify else False, pins={"a.test": OTHER})
    with Peer(always(OK), tls=secure.context) as peer, pytest.raises(antiphon.TLSError) as caught:
        client.get(peer.at("a.test"), headers={"Authorization": "Bearer secret"})
    assert caught.value.fault.code == "pin-mismatch" and key_pin(secure.pair[0]) in caught.value.sentence()
    assert peer.requests == [] and client.pool.open_connections == 0


def test_without_verification_only_the_hosts_own_key_counts(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=False, pins={"a.test": key_pin(secure.root), "b.test": key_pin(secure.pair[0])})
    with Peer(always(OK), tls=secure.context) as peer:
        with pytest.raises(antiphon.TLSError):
            client.get(peer.at("a.test"))
        assert client.get(peer.at("b.test")).content == b"ok"


def test_the_fingerprint_of_an_issuer_is_no_pin_for_its_hosts(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root, pins={"a.test": fingerprint(secure.root)})
    with Peer(always(OK), tls=secure.context) as peer, pytest.raises(antiphon.TLSError):
        client.get(peer.at("a.test"))


def test_pins_for_all_names_below_one(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root, pins={"*.test": OTHER, "b.test": key_pin(secure.pair[0])})
    with Peer(always(OK), tls=secure.context) as peer:
        with pytest.raises(antiphon.TLSError):
            client.get(peer.at("a.test"))
        assert client.get(peer.at("b.test")).content == b"ok"


def test_a_host_with_pins_is_not_asked_in_the_clear(new_client: NewClient, secure: Secure) -> None:
    client = new_client(verify=secure.root, pins={"a.test": key_pin(secure.pair[0])})
    with Peer(always(OK)) as clear, Peer(always(redirect(302, clear.at("a.test"))), tls=secure.context) as peer:
        for url in (clear.at("a.test"), peer.at("b.test")):
            with pytest.raises(antiphon.ReachError) as caught:
                client.get(url)
            assert caught.value.fault.code == "pin-without-tls"
    assert clear.connections == 0


def test_pins_hold_through_a_proxy_and_for_the_proxy(new_client: NewClient, secure: Secure) -> None:
    own = key_pin(secure.pair[0])
    with Peer(always(OK), tls=secure.context) as target, Peer(http_proxy, tls=secure.context) as proxy:
        through = antiphon.Proxy(proxy.at("b.test"), verify=secure.root)
        client = new_client(verify=secure.root, proxies=through, pins={"a.test": own, "b.test": own})
        assert client.get(target.at("a.test")).content == b"ok"
        client = new_client(verify=secure.root, proxies=through, pins={"a.test": OTHER})
        with pytest.raises(antiphon.TLSError) as caught:
            client.get(target.at("a.test"))
        assert caught.value.fault.code == "pin-mismatch"
        client = new_client(verify=secure.root, proxies=through, pins={"b.test": OTHER})
        with pytest.raises(antiphon.ProxyError) as refused:
            client.get(target.at("a.test"))
        assert "pin" in refused.value.sentence()


@pytest.mark.parametrize(
    "pins",
    [
        {"a.test": []},
        {"a.test": "sha256/short"},
        {"a.test": OTHER + "A"},
        {"a.test": "sha1/" + "A" * 28},
        {"a.test": "sha256:" + "a" * 63},
        {"a.test": [OTHER, b"sha256/"]},
        {"a.test": 5},
        {"a b": OTHER},
        {"https://a.test": OTHER},
    ],
)
def test_what_is_no_pin_is_refused_at_once(new_client: NewClient, pins: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(pins=pins)
    assert caught.value.fault.code == "pin-unusable"


# -- certificates from memory, contexts, key log -----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["bytes", "text", "context"])
def test_roots_may_come_from_memory_or_in_a_context(new_client: NewClient, secure: Secure, form: str) -> None:
    pem = Path(secure.root).read_bytes()
    verify = {"bytes": pem, "text": pem.decode(), "context": ssl.create_default_context(cafile=secure.root)}[form]
    with Peer(always(OK), tls=secure.context) as peer:
        assert new_client(verify=verify).get(peer.at("a.test")).content == b"ok"
        assert new_client().get(peer.at("a.test"), verify=verify).content == b"ok"
        with pytest.raises(antiphon.TLSError):
            new_client(verify=verify).get(peer.at("other.test"))


@pytest.mark.parametrize("verify", [b"", b"no certificate", "-----BEGIN CERTIFICATE-----\nrubbish", b"\xff\xfe"])
def test_roots_in_memory_that_are_none_are_refused(new_client: NewClient, secure: Secure, verify: Any) -> None:
    with Peer(always(OK), tls=secure.context) as peer, pytest.raises(antiphon.UsageError) as caught:
        new_client(verify=verify).get(peer.at("a.test"))
    assert caught.value.fault.code == "certificate-file-not-pem"


def test_a_clients_certificate_from_memory(new_client: NewClient, secure: Secure) -> None:
    pair = [Path(path).read_bytes() for path in secure.pair]
    for cert in (antiphon.ClientCertificate(*pair), antiphon.ClientCertificate(pair[0] + pair[1])):
        assert "PRIVATE" not in repr(cert) and "in memory" in repr(cert)
        with Peer(always(OK), tls=secure.asking) as peer:
            assert new_client(verify=secure.root, cert=cert).get(peer.at("a.test")).content == b"ok"


@pytest.mark.parametrize("option", ["cert", "key_log", "tls_minimum"])
def test_a_context_is_used_as_it_is(new_client: NewClient, secure: Secure, tmp_path: Path, option: str) -> None:
    value = {"cert": secure.pair, "key_log": tmp_path / "keys", "tls_minimum": "1.3"}[option]
    client = new_client(verify=ssl.create_default_context(), **{option: value})
    with pytest.raises(antiphon.UsageError) as caught:
        client.get("https://127.0.0.1:1/")
    assert caught.value.fault.code == "context-complete" and option in caught.value.sentence()


def test_keys_are_logged_for_this_user_alone(new_client: NewClient, secure: Secure, tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    with Peer(always(OK), tls=secure.context) as peer:
        new_client(verify=secure.root).get(peer.at("a.test"))
        assert not log.exists()
        new_client(verify=secure.root, key_log=log).get(peer.at("a.test"))
    assert "CLIENT_TRAFFIC_SECRET_0" in log.read_text() and log.stat().st_mode & 0o777 == 0o600


def test_a_key_log_that_cannot_be_written_is_named(new_client: NewClient, tmp_path: Path) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(key_log=tmp_path / "no" / "keys").get("https://127.0.0.1:1/")
    assert caught.value.fault.code == "key-log-unwritable"


def test_the_least_version_of_tls(new_client: NewClient, secure: Secure) -> None:
    from antiphon.tls.contexts import server_context

    old = server_context(*secure.pair)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with Peer(always(OK), tls=old) as peer:
        assert new_client(verify=secure.root, tls_minimum="1.2").get(peer.at("a.test")).content == b"ok"
        with pytest.raises(antiphon.TLSError) as caught:
            new_client(verify=secure.root, tls_minimum="1.3").get(peer.at("a.test"))
    assert caught.value.fault.code == "tls-version-unsupported"


@pytest.mark.parametrize("value", ["1.1", "1.4", 1.2, "TLSv1.2"])
def test_other_versions_are_no_minimum_rfc_8996(new_client: NewClient, value: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        new_client(tls_minimum=value)
    assert caught.value.fault.code == "tls-minimum-unknown"


# -- the pool -------------------------------------------------------------------------------------------------------


def test_a_connection_that_was_not_verified_serves_nobody_who_verifies(new_client: NewClient, secure: Secure) -> None:
    client = new_client()
    with Peer(always(OK), tls=secure.context) as peer:
        assert client.get(peer.at("a.test"), verify=False).content == b"ok"
        with pytest.raises(antiphon.TLSError):
            client.get(peer.at("a.test"), verify=True)
        pem = Path(secure.root).read_bytes()
        context = ssl.create_default_context(cafile=secure.root)
        for settings in ({"verify": secure.root}, {"verify": pem}, {"verify": context}, {"verify": False}):
            client.get(peer.at("a.test"), **settings)
        client.get(peer.at("a.test"), verify=secure.root, cert=secure.pair)
        client.get(peer.at("a.test"), verify=secure.root, cert=None)
    assert sorted({seen.connection for seen in peer.requests}) == [0, 2, 3, 4, 5]
