"""Digest (RFC 7616): the hashes of the RFCs, the fields that carry them, and which challenge is answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import InvalidField, ProtocolError
from antiphon.semantics.authentication import parse_challenges, parse_parameters
from antiphon.semantics.digest import ALGORITHMS, DigestAnswer, DigestChallenge, strongest

MUFASA = ("Mufasa", "Circle of Life")


def challenge(text: str) -> DigestChallenge:
    (only,) = parse_challenges(f"Digest {text}")
    found = DigestChallenge.of(only)
    assert found is not None
    return found


def parameters(authorization: bytes) -> dict[str, str]:
    (only,) = parse_challenges(authorization.decode("latin-1"))
    return dict(only.parameters)


RFC_7616 = (
    'realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_example_of_rfc_7616_3_9_1(algorithm: str, response: str) -> None:
    asked = challenge(RFC_7616.format(algorithm))
    answer = DigestAnswer(
        asked, "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 1, asked.qualities[0]
    )
    sent = parameters(answer.authorization(*MUFASA, "GET"))
    assert sent == {
        "username": "Mufasa",
        "realm": "http-auth@example.org",
        "uri": "/dir/index.html",
        "algorithm": algorithm,
        "nonce": asked.nonce,
        "nc": "00000001",
        "cnonce": answer.cnonce,
        "qop": "auth",
        "response": response,
        "opaque": asked.opaque,
    }


JASON = (
    'realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", '
    'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8'
)


@pytest.mark.parametrize(
    ("extra", "name", "value"),
    [
        (", userhash=true", "username", "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"),
        ("", "username*", "UTF-8''J%C3%A4s%C3%B8n%20Doe"),
    ],
)
def test_the_example_of_rfc_7616_3_9_2_as_erratum_4897_corrects_it(extra: str, name: str, value: str) -> None:
    answer = DigestAnswer(
        challenge(JASON + extra), "/doe.json", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", 1, "auth"
    )
    sent = parameters(answer.authorization("Jäsøn Doe", "Secret, or not?", "GET"))
    assert sent["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    assert sent[name] == value and ("userhash" in sent) == bool(extra)


RFC_2617 = (
    'realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)


def test_the_example_of_rfc_2617_3_5() -> None:
    asked = challenge(f'{RFC_2617}, qop="auth,auth-int"')
    sent = parameters(
        DigestAnswer(asked, "/dir/index.html", "0a4f113b", 1, "auth").authorization("Mufasa", "Circle Of Life", "GET")
    )
    assert sent["response"] == "6629fae49393a05397450978507c4ef1" and "algorithm" not in sent


def test_without_qop_the_answer_is_that_of_rfc_2069() -> None:
    sent = parameters(
        DigestAnswer(challenge(RFC_2617), "/dir/index.html", "unused").authorization("Mufasa", "Circle Of Life", "GET")
    )
    assert sent["response"] == "670fd8c2df070c60b045671b8b24ff02"
    assert not {"qop", "nc", "cnonce", "algorithm"} & set(sent)


def test_content_counts_for_auth_int_alone() -> None:
    asked = challenge(RFC_7616.format("SHA-256"))
    for quality, same in (("auth", True), ("auth-int", False)):
        answer = DigestAnswer(asked, "/", "c", 1, quality)
        assert (answer.response(*MUFASA, "POST", b"a") == answer.response(*MUFASA, "POST", b"b")) is same


def test_the_key_of_a_session_keeps_the_nonce_it_began_with_rfc_7616_3_4_2() -> None:
    asked = challenge(RFC_7616.format("MD5-sess"))
    later = asked.renewed("second").renewed("third")
    assert later.nonce == "third" and later.first_nonce == asked.nonce
    first, second = DigestAnswer(asked, "/", "c", 1, "auth"), DigestAnswer(later, "/", "c", 1, "auth")
    assert first._key(*MUFASA) == second._key(*MUFASA)
    assert first.response(*MUFASA, "GET") != second.response(*MUFASA, "GET")
    without_quality = challenge('realm="r", nonce="n", algorithm=SHA-256-sess')
    assert "cnonce" in parameters(DigestAnswer(without_quality, "/", "c").authorization(*MUFASA, "GET"))


def test_the_servers_proof_is_the_hash_without_a_method_rfc_7616_3_5() -> None:
    answer = DigestAnswer(challenge(RFC_7616.format("SHA-256")), "/", "c", 1, "auth")
    proof = answer.server_proof(*MUFASA)
    assert proof == answer.response(*MUFASA, "") != answer.response(*MUFASA, "GET")
    assert answer.is_proven_by(proof.upper(), *MUFASA) and not answer.is_proven_by(f"{proof[:-1]}é", *MUFASA)


@pytest.mark.parametrize(
    ("text", "algorithm"),
    [
        ('Digest realm="r", nonce="n"', "MD5"),
        ('Digest realm="r", nonce="1", algorithm=MD5, Digest realm="r", nonce="2", algorithm=SHA-256', "SHA-256"),
        (
            'Digest realm="r", nonce="1", algorithm=sha-256-SESS, Digest realm="r", nonce="2", algorithm=SHA-256',
            "SHA-256-sess",
        ),
        (
            'Digest realm="r", nonce="1", algorithm=SHA-512-256, Basic realm="r", Digest realm="r", nonce="2"',
            "SHA-512-256",
        ),
        ('Digest realm="r", nonce="1", algorithm=SHA3, Digest realm="r", nonce="2", qop="auth-conf"', None),
        ('Digest nonce="n"', None),
        ('Digest realm="r"', None),
        ('Basic realm="r", nonce="n"', None),
        ("Digest abc==", None),
        ('Digest realm="r", nonce="n", qop="auth-conf, AUTH"', "MD5"),
    ],
)
def test_the_strongest_challenge_that_can_be_answered_is_rfc_7616_3_7(text: str, algorithm: str | None) -> None:
    found = strongest(parse_challenges(text))
    assert (None if found is None else found.algorithm.name) == algorithm


def test_what_a_challenge_says() -> None:
    asked = challenge(
        'realm="a \\"b\\"", nonce="n\\\\", stale=TRUE, domain="/a  /b", userhash=TRUE, charset=utf-8, qop=auth-int'
    )
    assert (asked.realm, asked.nonce, asked.stale, asked.domain) == ('a "b"', "n\\", True, ("/a", "/b"))
    assert asked.hashes_user and asked.knows_utf8 and asked.qualities == ("auth-int",)
    assert b'realm="a \\"b\\"", nonce="n\\\\"' in DigestAnswer(asked, "/", "c", 1, "auth-int").authorization(
        "u", "p", "GET"
    )


def test_a_realm_goes_back_byte_by_byte_as_it_came() -> None:
    realm = "señal".encode().decode("latin-1")
    sent = DigestAnswer(challenge(f'realm="{realm}", nonce="n"'), "/", "c").authorization("ü", "p", "GET")
    assert 'realm="señal"'.encode() in sent and 'username="ü"'.encode() in sent


@pytest.mark.parametrize("user", ["a\r\nX: y", "a\0", "\x7f"])
def test_a_user_with_controls_is_refused(user: str) -> None:
    with pytest.raises(InvalidField) as caught:
        DigestAnswer(challenge('realm="r", nonce="n"'), "/", "c").authorization(user, "p", "GET")
    assert caught.value.fault.code == "digest-user-with-control"


@given(st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", codec="utf-8")))
def test_any_user_survives_the_way_into_a_field(user: str) -> None:
    sent = parameters(DigestAnswer(challenge('realm="r", nonce="n"'), "/", "c").authorization(user, "p", "GET"))
    assert sent["username"].encode("latin-1").decode() == user


def test_every_registered_algorithm_is_there() -> None:
    assert {name for name in ALGORITHMS if not name.endswith("-sess")} == {"md5", "sha-256", "sha-512-256"}
    assert len(ALGORITHMS) == 6


def test_parameters_of_authentication_info() -> None:
    assert parse_parameters(', nextnonce="a,b" , QOP=auth,') == {"nextnonce": "a,b", "qop": "auth"}
    for wrong in ("", "nextnonce", 'a="b', 'a="b" c', "a=b, c"):
        with pytest.raises(ProtocolError):
            parse_parameters(wrong)
