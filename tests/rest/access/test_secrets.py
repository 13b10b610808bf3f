"""Tokens and passwords: how they are made, and what is kept."""

from __future__ import annotations

import hashlib
import re

import pytest

from antiphon.faults import UsageError
from antiphon.rest.access.passwords import Cost, nobodys_hash, password_hash, read_hash
from antiphon.rest.access.tokens import Token, digest_of, new_token
from antiphon.rest.access.users import User, is_user_name

QUICK = Cost(4, 1, 1)


def test_a_token_can_be_known_by_scanners_and_sent_as_it_is() -> None:
    token = new_token()
    assert re.fullmatch(r"antiphon_[0-9a-f]{64}", token) and token != new_token()


def test_a_digest_of_a_token_is_kept() -> None:
    assert digest_of("antiphon_x") == hashlib.sha256(b"antiphon_x").hexdigest()
    assert Token("0123456789abcdef" * 4, 0).id == "01234567"


def test_a_token_expires_at_its_moment() -> None:
    token = Token("00" * 32, 0, expires=100)
    assert not token.has_expired(99.9) and token.has_expired(100)
    assert not Token("00" * 32, 0).has_expired(1e12)


def test_a_password_matches_its_hash_alone() -> None:
    kept = password_hash("correct horse", QUICK)
    assert kept.matches("correct horse") and not kept.matches("correct horsE")
    assert kept.text() != password_hash("correct horse", QUICK).text()


def test_a_hash_is_read_as_it_was_written_with_its_cost() -> None:
    kept = password_hash("correct horse", QUICK)
    assert kept.text().startswith("$scrypt$ln=4,r=1,p=1$")
    assert read_hash(kept.text()) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "correct horse",
        "$scrypt$ln=0,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A" * 43,
        "$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "A" * 43,
        "$scrypt$ln=4,r=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$" + "A" * 43,
    ],
)
def test_what_is_no_hash_or_would_take_all_memory_is_not_read(text: str) -> None:
    assert read_hash(text) is None


def test_the_usual_cost_is_owasps_for_scrypt() -> None:
    assert (Cost().log_n, Cost().r, Cost().p) == (15, 8, 3)
    assert nobodys_hash().cost == Cost()


def test_a_password_is_the_same_in_either_form_of_its_characters_rfc7617_2_1() -> None:
    assert password_hash("contrase\u00f1a", QUICK).matches("contrasen\u0303a")


@pytest.mark.parametrize("password", ["", "1234567", "correct\nhorse", "correct\x7fhorse"])
def test_a_short_password_and_one_that_basic_cannot_carry_are_refused(password: str) -> None:
    with pytest.raises(UsageError) as refused:
        password_hash(password, QUICK)
    assert refused.value.fault.code == "password-unusable"
    assert not password or password not in str(refused.value)


@pytest.mark.parametrize("name", ["alice", "José", "a b", "bob@example.com", "x" * 64])
def test_a_user_can_have_this_name(name: str) -> None:
    assert is_user_name(name)


@pytest.mark.parametrize("name", ["", " a", "a ", "a:b", "a\nb", "x" * 65, "public", "users", "own", "*"])
def test_a_user_cannot_have_this_name_rfc7617_2(name: str) -> None:
    assert not is_user_name(name)


def test_nothing_secret_is_shown() -> None:
    kept, token = password_hash("correct horse", QUICK), Token("ab" * 32, 0)
    shown = repr((kept, token, User((token,), kept)))
    assert "abab" not in shown and repr(kept.key) not in shown and repr(kept.salt) not in shown
