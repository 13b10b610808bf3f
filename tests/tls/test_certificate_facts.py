"""What a certificate says, for showing and judging (RFC 5280)."""

from __future__ import annotations

import ssl
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.tls.certificate_facts import CertificateFacts, certificate_facts
from antiphon.tls.misissuing import LaxAuthority, Shown, Wish, self_signed

ROOT = LaxAuthority.create("Example Root")
_END = "-----END CERTIFICATE-----\n"


def der(shown: Shown) -> bytes:
    return ssl.PEM_cert_to_DER_cert(shown.chain_pem.decode().partition(_END)[0] + _END)


def facts_of(data: bytes) -> CertificateFacts:
    facts = certificate_facts(data)
    assert facts is not None
    return facts


def test_a_leaf_says_who_it_is_and_who_issued_it() -> None:
    wish = Wish(names=("shop.example", "127.0.0.1"), issuer_url="http://ca.example/root.der")
    facts = facts_of(der(ROOT.leaf(wish)))
    assert (facts.subject, facts.subject_name, facts.issuer_name) == ("CN=shop.example", "shop.example", "Example Root")
    assert facts.names == ("shop.example", "127.0.0.1")
    assert facts.issuer_urls == ("http://ca.example/root.der",) and facts.ocsp_urls == ()
    assert (facts.key, facts.key_bits) == ("EC secp256r1", 256) and "SHA256" in facts.signature
    assert not facts.is_authority and not facts.self_signed
    assert len(facts.fingerprint) == 64 and int(facts.serial, 16) > 0


def test_an_authority_signs_itself() -> None:
    facts = facts_of(ROOT.certificate_der)
    assert facts.is_authority and facts.self_signed and facts.names == ()


def test_a_leaf_may_sign_itself() -> None:
    facts = facts_of(der(self_signed(("shop.example",))))
    assert facts.self_signed and not facts.is_authority


def test_the_names_that_an_authority_is_limited_to_are_told() -> None:
    assert facts_of(LaxAuthority.constrained("Limited").certificate_der).permitted


def test_days_are_counted_from_the_dates() -> None:
    facts = facts_of(der(ROOT.leaf(Wish(since=timedelta(days=-10), until=timedelta(days=30)))))
    assert facts.days == 40 and facts.days_left(facts.not_after - 86_400) == 1.0
    assert facts.days_left(facts.not_after + 86_400) == -1.0


@pytest.mark.parametrize("data", [b"", b"0", b"\x30\x82", ROOT.certificate_der[:-5], ROOT.certificate_der + b"x"])
def test_what_is_no_certificate_has_no_facts(data: bytes) -> None:
    assert certificate_facts(data) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(ROOT.certificate_der) - 1), st.integers(0, 255))
def test_a_damaged_certificate_never_raises(place: int, byte: int) -> None:
    data = bytearray(ROOT.certificate_der)
    data[place] = byte
    certificate_facts(bytes(data))


@given(st.binary(max_size=80))
def test_bytes_of_any_kind_never_raise(data: bytes) -> None:
    certificate_facts(data)
