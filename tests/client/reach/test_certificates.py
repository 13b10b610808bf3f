"""Certificates that a client may not take for those of its host, straight and through a proxy (RFC 5280, RFC 9525)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

import antiphon
from antiphon.tls.contexts import server_context

from ...tls.conftest import Authority, _builder, key_pem, self_signed
from ..conftest import NewClient
from ..peers import OK, Peer, always
from ..proxies.servers import http_proxy


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.create("Test Root")


def valid(authority: Authority, first: int, last: int) -> bytes:
    """Return a certificate that is valid from one day to another, counted from now."""
    return authority.issue("a.test", not_before=timedelta(days=first), not_after=timedelta(days=last))


def constrained(name: str, allowed: str) -> tuple[bytes, bytes]:
    """Return the certificate for `name` of an authority that may only certify what is `allowed`, and its root."""
    plain = Authority.create("Constrained Root")
    permitted = x509.NameConstraints([x509.DNSName(allowed)], None)
    builder = _builder(plain.name, plain.name, plain.key).add_extension(x509.BasicConstraints(True, None), True)
    root = builder.add_extension(permitted, True).sign(plain.key, hashes.SHA256()).public_bytes(Encoding.PEM)
    return plain.issue(name), root


Case = Callable[[Authority], bytes]
CASES: dict[str, tuple[Case, str, str]] = {
    "expired": (lambda ca: valid(ca, -9, -2), "a.test", "certificate-expired"),
    "not yet": (lambda ca: valid(ca, 2, 9), "a.test", "certificate-not-yet-valid"),
    "other name": (lambda ca: ca.issue("b.test"), "a.test", "certificate-name-mismatch"),
    "common name": (lambda ca: ca.issue(), "leaf.test", "certificate-without-names"),
    "wildcard two labels up": (lambda ca: ca.issue("*.test"), "b.a.test", "certificate-name-mismatch"),
    "wildcard of itself": (lambda ca: ca.issue("*.a.test"), "a.test", "certificate-name-mismatch"),
    "wildcard alone": (lambda ca: ca.issue("*"), "a.test", "certificate-name-mismatch"),
    "wildcard in the middle": (lambda ca: ca.issue("b.*.test"), "b.a.test", "certificate-name-mismatch"),
    "wildcard for an address": (lambda ca: ca.issue("*.0.0.1"), "127.0.0.1", "certificate-name-mismatch"),
    "other address": (lambda ca: ca.issue("127.0.0.2"), "127.0.0.1", "certificate-name-mismatch"),
    "self-signed": (lambda ca: self_signed("a.test"), "a.test", "certificate-self-signed"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("through", ["straight", "proxy"])
def test_a_certificate_that_does_not_prove_its_host_stops_everything(
    new_client: NewClient, authority: Authority, tmp_path: Path, case: str, through: str
) -> None:
    issue, host, code = CASES[case]
    with (
        Peer(always(OK), tls=server_context(issue(authority), key_pem())) as peer,
        Peer(http_proxy) as proxy,
    ):
        client = new_client(verify=authority.pem, proxies=proxy.url if through == "proxy" else False)
        with pytest.raises(antiphon.TLSError) as caught:
            client.get(peer.at(host), headers={"Authorization": "Bearer secret"})
        assert peer.requests == [] and client.pool.open_connections == 0
    assert caught.value.fault.code == code and "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("issued", "host"), [("127.0.0.1", "127.0.0.1"), ("*.a.test", "b.a.test"), ("a.test", "A.Test")]
)
def test_a_certificate_for_the_host_is_taken(
    new_client: NewClient, authority: Authority, issued: str, host: str
) -> None:
    with Peer(always(OK), tls=server_context(authority.issue(issued), key_pem())) as peer:
        assert new_client(verify=authority.pem).get(peer.at(host)).content == b"ok"


def test_an_issuer_keeps_to_its_names_rfc_5280_4_2_1_10(new_client: NewClient) -> None:
    for name, code in (("a.test", None), ("b.a.test", None), ("b.test", "certificate-name-constrained")):
        leaf, root = constrained(name, "a.test")
        with Peer(always(OK), tls=server_context(leaf, key_pem())) as peer:
            client = new_client(verify=root)
            if code is None:
                assert client.get(peer.at(name)).content == b"ok"
                continue
            with pytest.raises(antiphon.TLSError) as caught:
                client.get(peer.at(name))
            assert caught.value.fault.code == code
