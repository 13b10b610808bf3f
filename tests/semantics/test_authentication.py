"""Authentication, RFC 9110 §11: credentials made and challenges read."""

from __future__ import annotations

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import InvalidField, ProtocolError
from antiphon.semantics.authentication import Challenge, basic, bearer, parse_challenges, scheme_of


def test_basic_is_base64_of_user_and_password_rfc7617_2() -> None:
    assert basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert b64decode(basic("señor", "€:x")[6:]).decode() == "señor:€:x"
    assert basic("", "") == "Basic Og=="


@pytest.mark.parametrize(
    ("user", "password", "code"),
    [
        ("a:b", "secret", "user-with-colon"),
        ("a\r\nX", "secret", "credentials-with-control"),
        ("a", "secret\n", "credentials-with-control"),
        ("a", "\x00secret", "credentials-with-control"),
    ],
)
def test_basic_refuses_what_would_be_misread_and_never_shows_it(user: str, password: str, code: str) -> None:
    with pytest.raises(InvalidField) as caught:
        basic(user, password)
    assert caught.value.fault.code == code
    assert "secret" not in str(caught.value) + caught.value.explanation("es") + repr(caught.value)


def test_bearer_takes_a_token68_rfc6750_2_1() -> None:
    assert bearer("mF_9.B5f-4.1JqM==") == "Bearer mF_9.B5f-4.1JqM=="


@pytest.mark.parametrize("token", ["", "=", "a b", "a\n", '"a"', "Bearer a", "a=b", "ñ"])
def test_bearer_refuses_other_syntax(token: str) -> None:
    with pytest.raises(InvalidField) as caught:
        bearer(token)
    assert caught.value.fault.code == "token-invalid"


def plain(challenges: list[Challenge]) -> list[tuple[str, dict[str, str], str | None]]:
    return [(one.scheme, dict(one.parameters), one.token68) for one in challenges]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        (" , ,", []),
        ("Basic", [("basic", {}, None)]),
        ('Basic realm="simple"', [("basic", {"realm": "simple"}, None)]),
        ("BASIC Realm = simple , charset=UTF-8", [("basic", {"realm": "simple", "charset": "UTF-8"}, None)]),
        ("Negotiate YII=, Basic", [("negotiate", {}, "YII="), ("basic", {}, None)]),
        ("Negotiate, NTLM,", [("negotiate", {}, None), ("ntlm", {}, None)]),
        ('Basic , ,realm="after nothing"', [("basic", {"realm": "after nothing"}, None)]),
        ("Negotiate ,Basic , realm=x", [("negotiate", {}, None), ("basic", {"realm": "x"}, None)]),
        (
            'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
            [
                ("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}, None),
                ("basic", {"realm": "simple"}, None),
            ],
        ),
        ('Basic realm="a, b=c, Digest"', [("basic", {"realm": "a, b=c, Digest"}, None)]),
        (
            'Digest realm="x", nonce=abc,Bearer error="invalid_token"',
            [("digest", {"realm": "x", "nonce": "abc"}, None), ("bearer", {"error": "invalid_token"}, None)],
        ),
    ],
)
def test_challenges_and_their_parameters_share_the_comma_rfc9110_11_6_1(
    value: str, expected: list[tuple[str, dict[str, str], str | None]]
) -> None:
    assert plain(parse_challenges(value)) == expected


@pytest.mark.parametrize(
    ("value", "offset"),
    [
        ("@", 0),
        ('Basic realm="open', 6),
        ('Basic realm="x" Digest', 15),
        ("Basic realm=a/b", 13),
        ("Basic realm=a, realm=b", 15),
        ("Basic a b", 6),
    ],
)
def test_a_broken_challenge_is_refused_at_its_character(value: str, offset: int) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_challenges(value)
    assert caught.value.details == {"offset": offset}


@given(st.text(st.sampled_from('Basic realm="x\\",=\t@1é'), max_size=60))
def test_any_text_gives_challenges_or_a_protocol_error(value: str) -> None:
    try:
        parse_challenges(value)
    except ProtocolError as error:
        assert 0 <= error.details["offset"] <= len(value)


@pytest.mark.parametrize(
    ("credentials", "scheme"),
    [
        ("Bearer abc", "Bearer"),
        ("basic eDp5", "basic"),
        ("AWS4-HMAC-SHA256 Credential=x", "AWS4-HMAC-SHA256"),
        ("s3cr3t", None),
        ("s3cr3t-of-mine and more", None),
        ("Bearer", None),
        ("", None),
    ],
)
def test_the_scheme_is_told_only_where_it_is_one_rfc9110_11_4(credentials: str, scheme: str | None) -> None:
    assert scheme_of(credentials) == scheme


def test_a_challenge_knows_its_realm_and_hides_its_token() -> None:
    with_realm, with_token = parse_challenges('Basic realm="here", Negotiate c2VjcmV0')
    assert with_realm.realm == "here"
    assert with_token.realm is None
    assert "c2VjcmV0" not in repr(with_token)
