"""``antiphon token``: users, tokens and passwords of an access file."""

from __future__ import annotations

import io
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from antiphon.rest.access.access_file import load
from antiphon.rest.access.policy import Action
from antiphon.rest.access.rules import Who
from antiphon.rest.access.tokens import digest_of

from .conftest import Run

ERROR = 2


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def members() -> Any:
    return json.loads(Path("access.json").read_text("utf-8"))


def test_a_token_is_shown_once_alone_on_standard_output_and_kept_as_a_hash(antiphon: Run) -> None:
    ended = antiphon("token", "add", "alice", "--note", "laptop")
    assert ended.code == 0 and re.fullmatch(r"antiphon_[0-9a-f]{64}\n", ended.out)
    token = load(Path("access.json")).users["alice"].tokens[0]
    assert token.digest == digest_of(ended.out.strip()) and token.note == "laptop" and token.expires is None
    assert ended.out.strip() not in Path("access.json").read_text() and token.id in ended.err
    assert stat.S_IMODE(Path("access.json").stat().st_mode) == 0o600


def test_in_a_new_file_every_user_may_do_everything_and_nobody_else(antiphon: Run) -> None:
    antiphon("token", "add", "alice")
    assert members()["tables"] == {"*": {"read": "users", "write": "users"}}


def test_with_a_table_a_new_file_permits_nothing_else(antiphon: Run) -> None:
    antiphon("token", "add", "alice", "--table", "orders", "--read", "--write")
    antiphon("token", "add", "bob", "--table", "orders", "--read", "--own", "customer")
    assert members()["tables"] == {"orders": {"read": ["alice", "own"], "write": "alice", "owner": "customer"}}


def test_the_rules_keep_what_they_had(antiphon: Run) -> None:
    antiphon("token", "add", "alice", "--table", "*", "--read")
    antiphon("token", "add", "bob", "--table", "orders", "--read")
    rules = load(Path("access.json")).rules
    assert rules.of("orders").who(Action.READ) == Who(("alice", "bob"))
    assert rules.of("other").who(Action.READ) == Who(("alice",))


@pytest.mark.parametrize(("written", "seconds"), [("90m", 5400), ("12h", 43200), ("30d", 2_592_000), ("2w", 1_209_600)])
def test_a_token_expires_after_a_time(antiphon: Run, written: str, seconds: int) -> None:
    antiphon("token", "add", "alice", "--expires", written)
    token = load(Path("access.json")).users["alice"].tokens[0]
    assert token.expires == token.created + seconds


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["a:b"], "'a:b' cannot be the name of a user."),
        (["users"], "'users' cannot be the name of a user."),
        (["a", "--expires", "soon"], "'soon' is not a length of time."),
        (["a", "--table", "t"], "--table means nothing without --read/--write."),
        (["a", "--read"], "--read/--write means nothing without --table."),
        (["a", "--own", "c"], "--own means nothing without --table."),
        (["a", "--access", "no/such.json"], "The file cannot be written"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(antiphon: Run, arguments: list[str], sentence: str) -> None:
    ended = antiphon("token", "add", *arguments)
    assert (ended.code, ended.out) == (ERROR, "") and sentence in ended.err
    assert not Path("access.json").exists()


def test_own_rows_are_refused_where_users_have_all(antiphon: Run) -> None:
    antiphon("token", "add", "alice")
    ended = antiphon("token", "add", "bob", "--table", "orders", "--read", "--own", "customer")
    assert ended.code == ERROR and ended.out == "" and "--own would limit nobody" in ended.err
    assert "bob" not in members()["users"]


def test_users_tokens_and_rules_are_listed_without_what_is_secret(antiphon: Run) -> None:
    first = antiphon("token", "add", "alice", "--expires", "30d", "--note", "laptop").out.strip()
    antiphon("token", "password", "alice", stdin=io.StringIO("correct horse\n"))
    ended = antiphon("token", "list")
    assert ended.code == 0 and "alice  password" in ended.out
    assert re.search(rf"  {digest_of(first)[:8]}  made \S+Z  expires \S+Z  \(laptop\)", ended.out)
    assert "  *  read: users  write: users" in ended.out
    assert first not in ended.out and digest_of(first) not in ended.out and "scrypt" not in ended.out
    assert "caduca" in antiphon("--lang", "es", "token", "list").out


def test_an_expired_token_is_marked(antiphon: Run) -> None:
    tokens = [{"sha256": "00" * 32, "expires": "2020-01-01T00:00:00Z"}]
    Path("access.json").write_text(json.dumps({"version": 1, "users": {"alice": {"tokens": tokens}}}))
    assert "expired 2020-01-01T00:00:00Z" in antiphon("token", "list").out


def test_what_a_file_says_cannot_steer_the_terminal(antiphon: Run) -> None:
    Path("access.json").write_text(json.dumps({"version": 1, "users": {"a": {"note": "\x1b[2J"}}}))
    assert "\x1b[2J" not in antiphon("token", "list").out


def test_one_token_goes_or_the_whole_user(antiphon: Run) -> None:
    first = digest_of(antiphon("token", "add", "alice").out.strip())[:8]
    antiphon("token", "add", "alice", "--table", "orders", "--read")
    assert antiphon("token", "remove", "alice", first).code == 0
    assert [token.id for token in load(Path("access.json")).users["alice"].tokens] != [first]
    assert antiphon("token", "remove", "alice").code == 0
    assert members()["users"] == {} and "alice" not in Path("access.json").read_text()


def test_what_is_not_there_cannot_be_removed(antiphon: Run) -> None:
    assert "cannot be read" in antiphon("token", "remove", "alice").err and not Path("access.json").exists()
    antiphon("token", "add", "alice")
    assert "There is no user 'bob'" in antiphon("token", "remove", "bob").err
    ended = antiphon("token", "remove", "alice", "ffffffff")
    assert ended.code == ERROR and "alice has no token 'ffffffff'" in ended.err


def test_a_password_comes_from_the_first_line_of_standard_input(antiphon: Run) -> None:
    ended = antiphon("token", "password", "alice", stdin=io.StringIO("correct horse\nmore\n"))
    assert (ended.code, ended.out) == (0, "")
    kept = load(Path("access.json")).users["alice"].password
    assert kept is not None and kept.matches("correct horse")
    assert "correct horse" not in Path("access.json").read_text() + ended.err


@pytest.mark.parametrize("typed", ["", "short\n"])
def test_a_password_that_is_too_short_is_refused(antiphon: Run, typed: str) -> None:
    ended = antiphon("token", "password", "alice", stdin=io.StringIO(typed))
    assert ended.code == ERROR and "shorter than 8" in ended.err and not Path("access.json").exists()


def test_a_mistake_in_the_file_is_told_with_its_line_in_both_languages(antiphon: Run) -> None:
    Path("access.json").write_text('{\n"version": 1,\n"tables": {"*": {"read": "everybody"}}\n}')
    english, spanish = antiphon("token", "list"), antiphon("token", "list", "--lang", "es")
    assert english.err.startswith("antiphon: access.json:3: tables.*.read names 'everybody'")
    assert spanish.err.startswith("antiphon: access.json:3: tables.*.read nombra a 'everybody'")


@pytest.mark.parametrize("name", ["add", "list", "remove", "password"])
def test_every_command_has_help_with_examples_in_both_languages(antiphon: Run, name: str) -> None:
    english, spanish = antiphon("token", name, "--help"), antiphon("token", name, "--help", "--lang", "es")
    assert english.out.startswith(f"Usage: antiphon token {name} [OPTIONS]")
    assert spanish.out.startswith(f"Uso: antiphon token {name} [OPCIONES]")
    for ended in (english, spanish):
        assert ended.code == 0 and re.search(rf"\n  .*antiphon token {name}", ended.out)
