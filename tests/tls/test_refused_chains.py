"""Chains that verification refuses: the fault says which certificate is at fault, not only that one is."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from antiphon.faults import TLSError
from antiphon.faults import security as faults
from antiphon.tls.channel import Channel
from antiphon.tls.contexts import client_context, server_context
from antiphon.tls.refusal import Circumstances, refusal

from .conftest import LEAF_KEY, key_pem, shake_hands

HOST = "api.example"
LEAF_ALONE = x509.BasicConstraints(False, None)


def authority_of(path_length: int | None = None) -> x509.BasicConstraints:
    return x509.BasicConstraints(True, path_length)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key, as the next one is signed by it; `life` is from and to, in days from now."""

    name: str
    issuer: Issued | None = None
    basic: x509.BasicConstraints = field(default_factory=authority_of)
    life: tuple[float, float] = (-1, 1)
    more: tuple[x509.ExtensionType, ...] = ()
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def pem(self) -> bytes:
        above, now = self.issuer or self, datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(named(self.name)).issuer_name(named(above.name))
        builder = builder.public_key(self.key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now + timedelta(days=self.life[0]))
        builder = builder.not_valid_after(now + timedelta(days=self.life[1]))
        for extension in (self.basic, *self.more):
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(above.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def leaf(issuer: Issued, *more: x509.ExtensionType, life: tuple[float, float] = (-1, 1)) -> Issued:
    names = x509.SubjectAlternativeName([x509.DNSName(HOST)])
    return Issued("leaf", issuer, LEAF_ALONE, life, (names, *more), LEAF_KEY)


def refused(chain: Sequence[Issued], root: Issued, folder: Path) -> TLSError:
    """Return what a client that trusts `root` says of a server with `chain`."""
    trusted = folder / "root.pem"
    trusted.write_bytes(root.pem)
    server = Channel(server_context(b"".join(each.pem for each in chain), key_pem()), server_side=True)
    with pytest.raises(TLSError) as caught:
        shake_hands(Channel(client_context(verify=trusted), server_hostname=HOST), server)
    return caught.value


ROOT = Issued("Root")


def test_an_expired_intermediate_is_named_and_the_server_is_not_blamed_rfc5280_6_1_3(tmp_path: Path) -> None:
    between = Issued("Old Issuer", ROOT, life=(-9, -2))
    error = refused([leaf(between), between], ROOT, tmp_path)
    assert error.fault is faults.CERTIFICATE_ISSUER_EXPIRED
    assert "that of its authority Old Issuer, which the server sends along, expired on" in error.sentence()
    assert "el de su autoridad Old Issuer" in error.sentence("es")


def test_an_expired_leaf_counts_before_an_expired_intermediate_rfc5280_4_1_2_5(tmp_path: Path) -> None:
    between = Issued("Old Issuer", ROOT, life=(-9, -2))
    error = refused([leaf(between, life=(-9, -3)), between], ROOT, tmp_path)
    assert error.fault is faults.CERTIFICATE_EXPIRED


def test_an_expired_root_is_this_machines_matter_rfc5280_6_1(tmp_path: Path) -> None:
    root = Issued("Ancient Root", life=(-9, -2))
    error = refused([leaf(root)], root, tmp_path)
    assert error.fault is faults.CERTIFICATE_ROOT_EXPIRED
    assert "Ancient Root" in error.sentence()


def test_an_intermediate_of_the_future_is_named_rfc5280_6_1_3(tmp_path: Path) -> None:
    between = Issued("New Issuer", ROOT, life=(1, 9))
    error = refused([leaf(between), between], ROOT, tmp_path)
    assert error.fault is faults.CERTIFICATE_ISSUER_NOT_YET_VALID
    assert "New Issuer" in error.sentence() and "New Issuer" in error.sentence("es")


def test_a_certificate_for_clients_is_none_for_servers_rfc5280_4_2_1_12(tmp_path: Path) -> None:
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    assert refused([leaf(ROOT, usage)], ROOT, tmp_path).fault is faults.CERTIFICATE_PURPOSE


def test_a_leaf_is_no_authority_rfc5280_4_2_1_9(tmp_path: Path) -> None:
    between = Issued("Just A Leaf", ROOT, LEAF_ALONE)
    assert refused([leaf(between), between], ROOT, tmp_path).fault is faults.CERTIFICATE_ISSUER_NO_AUTHORITY


def test_a_path_of_more_authorities_than_allowed_rfc5280_4_2_1_9(tmp_path: Path) -> None:
    upper = Issued("Upper", ROOT, authority_of(0))
    lower = Issued("Lower", upper)
    error = refused([leaf(lower), lower, upper], ROOT, tmp_path)
    assert error.fault is faults.CERTIFICATE_PATH_TOO_LONG


def test_a_name_outside_the_constraints_blames_no_certificate_by_guess_rfc5280_4_2_1_10(tmp_path: Path) -> None:
    limits = x509.NameConstraints([x509.DNSName("other.example")], None)
    between = Issued("Constrained", ROOT, more=(limits,))
    error = refused([leaf(between), between], ROOT, tmp_path)
    assert error.fault is faults.CERTIFICATE_NAME_CONSTRAINED
    assert "Root" not in error.sentence()


def test_an_issuer_that_is_not_shown_is_named_as_where_the_chain_leads_rfc8446_4_4_2(tmp_path: Path) -> None:
    private = Issued("Private Root")
    between = Issued("Private Issuer", private)
    error = refused([leaf(between), between], ROOT, tmp_path)
    assert error.fault is faults.CERTIFICATE_ISSUER_UNKNOWN
    assert "leads to Private Root, which the server does not show" in error.sentence()


# -- alerts ------------------------------------------------------------------------------------------------------------


def alert(reason: str, host: str = HOST, *, server_side: bool = False) -> TLSError:
    error = ssl.SSLError(1, f"[SSL: {reason}] an alert (_ssl.c:1)")
    error.reason = reason
    return refusal(error, Circumstances(server_side, host))


def test_an_alert_about_certificates_is_for_the_end_that_may_show_one_rfc8446_6_2() -> None:
    assert alert("TLSV1_ALERT_UNKNOWN_CA").fault is faults.CLIENT_CERTIFICATE_UNACCEPTED
    assert alert("TLSV1_ALERT_UNKNOWN_CA", server_side=True).fault is faults.CERTIFICATE_REFUSED_BY_PEER


def test_a_server_that_wants_a_name_gets_none_by_address_rfc6066_3() -> None:
    assert alert("TLSV1_UNRECOGNIZED_NAME").fault is faults.TLS_NAME_UNRECOGNIZED
    for address in ("192.0.2.1", "2001:db8::1"):
        error = alert("TLSV1_UNRECOGNIZED_NAME", address)
        assert error.fault is faults.TLS_NAME_NEEDED
        assert f"--resolve NAME:PORT:{address}" in error.fix()


@pytest.mark.parametrize("name", ["HANDSHAKE_FAILURE", "INSUFFICIENT_SECURITY"])
def test_an_offer_that_is_refused_gives_the_usual_reasons_as_such_rfc8446_6_2(name: str) -> None:
    error = alert(f"SSLV3_ALERT_{name}")
    assert error.fault is faults.TLS_OFFER_REFUSED
    assert name.lower() in error.sentence() and "Usual ones" in error.fix()
