"""Certificates that are wrong on purpose are wrong in that one thing, and signed by whom they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from antiphon.tls.authority import LocalAuthority
from antiphon.tls.misissuing import LaxAuthority, Shown, Wish, self_signed, weak_key


def leaf_of(shown: Shown) -> x509.Certificate:
    return x509.load_pem_x509_certificate(shown.chain_pem)


def test_a_leaf_is_as_it_was_wished_for() -> None:
    authority = LaxAuthority.create("Lax")
    wish = Wish(("a.example", "::1"), since=timedelta(days=-9), until=timedelta(days=-1), for_clients=True)
    leaf = leaf_of(authority.leaf(wish))
    leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.certificate_pem))
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["a.example"]
    assert leaf.not_valid_after_utc < datetime.now(UTC)
    assert leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value._usages == [
        ExtendedKeyUsageOID.CLIENT_AUTH
    ]


def test_a_weak_key_is_weak() -> None:
    key = leaf_of(LaxAuthority.create("Lax").leaf(Wish(key=weak_key()))).public_key()
    assert isinstance(key, rsa.RSAPublicKey) and key.key_size == 1024


def test_an_intermediate_stands_between() -> None:
    root = LaxAuthority.create("Above")
    intermediate = root.intermediate("Between")
    shown = intermediate.leaf(Wish(), above=intermediate.chain_pem)
    leaf, between, above = x509.load_pem_x509_certificates(shown.chain_pem)
    leaf.verify_directly_issued_by(between)
    between.verify_directly_issued_by(above)
    assert between == x509.load_der_x509_certificate(intermediate.certificate_der)


def test_who_signs_for_itself_is_its_own_issuer() -> None:
    leaf = leaf_of(self_signed(("b.example",)))
    leaf.verify_directly_issued_by(leaf)


def test_a_revocation_list_has_what_was_revoked_alone() -> None:
    authority = LaxAuthority.create("Lax")
    revoked, good = authority.leaf(Wish()), authority.leaf(Wish())
    found = x509.load_der_x509_crl(authority.revocation_list([revoked.serial]))
    assert found.get_revoked_certificate_by_serial_number(revoked.serial) is not None
    assert found.get_revoked_certificate_by_serial_number(good.serial) is None


def test_the_local_authority_lends_its_root(home: Path) -> None:
    lent = LaxAuthority.local()
    assert lent.certificate_pem == LocalAuthority.open().root_pem
    leaf_of(lent.leaf(Wish())).verify_directly_issued_by(x509.load_pem_x509_certificate(lent.certificate_pem))


@pytest.mark.parametrize("shown", [self_signed(), LaxAuthority.constrained("Lax").leaf(Wish())])
def test_a_key_is_not_shown_by_accident(shown: Shown) -> None:
    assert "PRIVATE KEY" not in repr(shown)
