"""Each scenario of TLS is refused for the reason that it was made for, and for no other."""

from __future__ import annotations

import socket
import ssl
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

import antiphon
from antiphon.lab import Lab
from antiphon.lab.catalogue import SCENARIOS, ports

from .wire import PATIENCE, address_of, ask, exchange

REFUSED = {
    "expired": "certificate-expired",
    "not-yet-valid": "certificate-not-yet-valid",
    "wrong-host": "certificate-name-mismatch",
    "self-signed": "certificate-self-signed",
    "unknown-authority": "certificate-issuer-unknown",
    "untrusted-root": "certificate-root-untrusted",
    "incomplete-chain": "certificate-issuer-unknown",
    "weak-key": "certificate-weak",
    "name-constrained": "certificate-name-constrained",
    "client-certificate": "client-certificate-missing",
    "old-tls": "tls-version-unsupported",
    "no-shared-alpn": "tls-no-shared-application-protocol",
    "unknown-name": "tls-name-unrecognized",
    "handshake-failure": "tls-offer-refused",
    "internal-error": "tls-alert",
    "plain-http": "plain-answer-to-tls",
    "not-tls": "other-protocol-than-tls",
    "closed-in-handshake": "tls-ended-in-handshake",
    "reset-in-handshake": "connection-reset",
    "tampered": "tls-tampered",
    "tampered-handshake": "tls-tampered",
}
ACCEPTED = ("good", "complete-chain", "expiring", "short-lived", "revoked")
OTHERWISE = ("silent-handshake", "tampering-proxy")


def test_every_port_has_a_test() -> None:
    assert {each.name for each in ports(SCENARIOS.values())} == {*REFUSED, *ACCEPTED, *OTHERWISE}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_for_the_right_reason(lab: Lab, session: antiphon.Session, name: str) -> None:
    if name in lab.missing:
        pytest.skip("this OpenSSL cannot")
    with pytest.raises(antiphon.ConnectionError) as caught:
        session.get(lab.url(name))
    assert caught.value.fault.code == REFUSED[name]
    assert isinstance(caught.value, antiphon.TLSError) == (name != "reset-in-handshake")


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_in_order_answers_with_what_it_is(lab: Lab, session: antiphon.Session, name: str) -> None:
    response = session.get(lab.url(name))
    assert response.status_code == 200
    assert SCENARIOS[name].broken.en in response.text


def test_the_others_are_refused_by_whoever_does_not_know_the_root(lab: Lab) -> None:
    with antiphon.Session(trust_env=False) as stranger, pytest.raises(antiphon.TLSError) as caught:
        stranger.get(lab.url("good"))
    assert caught.value.fault.code == "certificate-issuer-unknown"


def test_a_handshake_that_never_answers_says_nothing_at_all(lab: Lab) -> None:
    assert exchange(lab.url("silent-handshake"), b"\x16\x03\x01") == b""


def test_a_client_with_a_certificate_gets_in(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "client.pem").write_bytes(lab.client_pem)
    with antiphon.Session(verify=lab.authority_pem, cert=tmp_path / "client.pem", trust_env=False) as session:
        assert session.get(lab.url("client-certificate")).status_code == 200


def test_the_missing_intermediate_lies_where_the_certificate_says(lab: Lab) -> None:
    leaf = shown_by(lab, "incomplete-chain")
    access = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    place = access[0].access_location.value
    assert place.startswith(lab.http + "/")
    intermediate = x509.load_der_x509_certificate(ask(lab.http, place.removeprefix(lab.http)).content)
    leaf.verify_directly_issued_by(intermediate)


def test_the_revoked_certificate_is_on_the_list_that_it_names(lab: Lab) -> None:
    leaf = shown_by(lab, "revoked")
    points = leaf.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    names = points[0].full_name
    assert names is not None
    revoked = x509.load_der_x509_crl(ask(lab.http, names[0].value.removeprefix(lab.http)).content)
    assert revoked.get_revoked_certificate_by_serial_number(leaf.serial_number) is not None


def test_little_of_its_life_is_left_to_an_expiring_one_and_most_to_a_short_lived_one(lab: Lab) -> None:
    for name, is_late in (("expiring", True), ("short-lived", False)):
        leaf = shown_by(lab, name)
        life = leaf.not_valid_after_utc - leaf.not_valid_before_utc
        late = leaf.not_valid_after_utc - life / 3
        assert (late < datetime.now(UTC)) == is_late


def shown_by(lab: Lab, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(ssl.get_server_certificate(address_of(lab.url(name))).encode())


def test_old_tls_is_spoken_to_those_that_still_do(lab: Lab) -> None:
    if "old-tls" in lab.missing:
        pytest.skip("this OpenSSL cannot")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=lab.authority_pem.decode())
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    with (
        socket.create_connection(address_of(lab.url("old-tls")), timeout=PATIENCE) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as secure,
    ):
        assert secure.version() == "TLSv1.1"


def test_nothing_tampered_with_is_delivered(lab: Lab) -> None:
    context = ssl.create_default_context(cadata=lab.authority_pem.decode())
    with (
        socket.create_connection(address_of(lab.url("tampered")), timeout=PATIENCE) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as secure,
    ):
        secure.sendall(b"GET / HTTP/1.1\r\nHost: lab\r\n\r\n")
        with pytest.raises(ssl.SSLError, match=r"(?i)bad.record.mac"):
            secure.recv(1 << 16)
