"""Authorization read (RFC 9110 §11.6.2), and what is answered to it."""

from __future__ import annotations

from base64 import b64encode

import pytest

from antiphon.rest.access.credentials import (
    BasicPassword,
    BearerToken,
    authorization_of,
    credentials_in,
)
from antiphon.rest.refusal import Refusal


def challenges(refusal: Refusal) -> list[str]:
    return [value for name, value in refusal.fields if name == "WWW-Authenticate"]


def refused(value: bytes, takes_passwords: bool = True) -> Refusal:
    with pytest.raises(Refusal) as found:
        credentials_in(value, takes_passwords)
    return found.value


def test_authorization_is_found_whatever_its_case() -> None:
    assert authorization_of([(b"Host", b"a"), (b"AuthorizatioN", b"Bearer x")]) == b"Bearer x"
    assert authorization_of([(b"Host", b"a"), (b"Authorizatiom", b"Bearer x")]) is None


def test_two_of_them_are_a_bad_request_rfc6750_3_1() -> None:
    with pytest.raises(Refusal) as found:
        authorization_of([(b"authorization", b"Bearer x"), (b"authorization", b"Bearer x")])
    assert found.value.fault.status == 400
    assert challenges(found.value) == ['Bearer realm="antiphon", error="invalid_request"']


@pytest.mark.parametrize("value", [b"Bearer abc.~+/-_=", b"bearer abc.~+/-_=", b"BEARER   abc.~+/-_="])
def test_a_token_is_read_rfc6750_2_1(value: bytes) -> None:
    assert credentials_in(value, False) == BearerToken("abc.~+/-_=")


@pytest.mark.parametrize("value", [b"Bearer", b"Bearer ", b"Bearer a b", b"Bearer a,b", b"Bearer =", b"Bearer \xff"])
def test_a_malformed_token_is_an_invalid_token_rfc6750_3_1(value: bytes) -> None:
    refusal = refused(value)
    assert refusal.fault.status == 401
    assert challenges(refusal)[0] == 'Bearer realm="antiphon", error="invalid_token"'


def test_a_name_and_password_are_read_rfc7617_2() -> None:
    value = b"Basic " + b64encode("José:contra:seña".encode())
    assert credentials_in(value, True) == BasicPassword("José", "contra:seña")
    assert credentials_in(value.rstrip(b"="), True) == BasicPassword("José", "contra:seña")


@pytest.mark.parametrize(
    "value",
    [b"Basic", b"Basic a:b", b"Basic YWxpY2U=", b"Basic " + b64encode(b"\xff\xff:x"), b"Basic A", b"Basic ===="],
)
def test_malformed_basic_is_401_without_a_word_on_tokens(value: bytes) -> None:
    refusal = refused(value)
    assert refusal.fault.status == 401
    assert challenges(refusal) == ['Bearer realm="antiphon"', 'Basic realm="antiphon", charset="UTF-8"']


def test_basic_is_no_scheme_where_nobody_has_a_password() -> None:
    refusal = refused(b"Basic " + b64encode(b"alice:correct horse"), takes_passwords=False)
    assert refusal.fault.code == "credentials-scheme"
    assert challenges(refusal) == ['Bearer realm="antiphon"']


@pytest.mark.parametrize("value", [b"", b"Digest x=y", b"token", b"Bearerx abc", b"\xff"])
def test_another_scheme_is_401_with_those_that_are_taken_rfc9110_11_4(value: bytes) -> None:
    refusal = refused(value)
    assert (refusal.fault.code, refusal.fault.status) == ("credentials-scheme", 401)
    assert challenges(refusal)[0] == 'Bearer realm="antiphon"'


def test_no_secret_is_shown() -> None:
    shown = repr((BearerToken("s3cret"), BasicPassword("alice", "s3cret")))
    refusal = refused(b"Basic s3cret!")
    assert "s3cret" not in shown + str(refusal) + repr(refusal) + repr(refusal.fields)
