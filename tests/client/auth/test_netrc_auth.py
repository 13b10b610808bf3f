"""Credentials from a netrc file: each for its host, never over what the user said."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

import antiphon

from ..conftest import NewClient, Secure
from ..peers import OK, Peer, always, answering, redirect


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NETRC", raising=False)
    return tmp_path


def write(file: Path, text: str, mode: int = 0o600) -> Path:
    file.write_text(text)
    file.chmod(mode)
    return file


A_AND_B = "machine a.test login me password secret\nmachine b.test login you password hidden\n"


def test_the_users_netrc_is_used_by_default_and_hosts_match_exactly(home: Path, new_client: NewClient) -> None:
    write(home / ".netrc", A_AND_B)
    client = new_client()
    with Peer(always(OK)) as peer:
        for host in ("a.test", "A.test", "sub.a.test", "xa.test", "a.test.b.test", "b.test"):
            client.get(peer.at(host))
        client.get(peer.at("a.test"), headers={"X": "y"})
    me, you = basic("me", "secret"), basic("you", "hidden")
    assert [seen.fields.get("authorization") for seen in peer.requests] == [me, me, None, None, None, you, me]


def test_without_trust_in_the_environment_there_is_none(home: Path, new_client: NewClient) -> None:
    write(home / ".netrc", A_AND_B)
    with Peer(always(OK)) as peer:
        new_client(trust_env=False).get(peer.at("a.test"))
    assert "authorization" not in peer.requests[0].fields


@pytest.mark.parametrize(
    ("settings", "options", "expected"),
    [
        ({}, {"headers": {"authorization": "Token mine"}}, "Token mine"),
        ({"headers": {"Authorization": "Token mine"}}, {}, "Token mine"),
        ({"auth": "token"}, {}, "Bearer token"),
        ({}, {"auth": ("other", "one")}, basic("other", "one")),
        ({"hooks": {"request": lambda request: None}}, {"auth": lambda request: None}, None),
    ],
)
def test_what_the_user_says_counts_more_than_the_file(
    home: Path, new_client: NewClient, settings: dict[str, Any], options: dict[str, Any], expected: str | None
) -> None:
    write(home / ".netrc", A_AND_B)
    with Peer(always(OK)) as peer:
        new_client(**settings).get(peer.at("a.test"), **options)
    assert peer.requests[0].fields.get("authorization") == expected


def test_userinfo_counts_more_than_the_file(home: Path, new_client: NewClient) -> None:
    write(home / ".netrc", A_AND_B)
    with Peer(always(OK)) as peer:
        new_client().get(peer.at("a.test").replace("//", "//in:url@"))
    assert peer.requests[0].fields["authorization"] == basic("in", "url")


def test_netrc_names_the_file(home: Path, new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home / ".netrc", "machine a.test login wrong password wrong")
    # Where it was put on purpose, as a mounted secret is, its mode is not this program's business.
    monkeypatch.setenv("NETRC", str(write(home / "other", A_AND_B, 0o644)))
    with Peer(always(OK)) as peer:
        new_client().get(peer.at("a.test"))
    assert peer.requests[0].fields["authorization"] == basic("me", "secret")


def test_an_entry_without_user_or_password_and_the_default(home: Path, new_client: NewClient) -> None:
    file = write(
        home / "n", "machine a.test password alone\nmachine b.test login alone\ndefault login any password one\n"
    )
    client = new_client(auth=antiphon.NetrcAuth(file))
    with Peer(always(OK)) as peer:
        for host in ("a.test", "b.test", "c.test"):
            client.get(peer.at(host))
    expected = [basic("", "alone"), basic("alone", ""), basic("any", "one")]
    assert [seen.fields["authorization"] for seen in peer.requests] == expected


# -- redirects -----------------------------------------------------------------------------------------------------


def test_after_a_redirect_neither_the_default_nor_clear_text(home: Path, new_client: NewClient) -> None:
    write(home / ".netrc", A_AND_B + "default login any password one\n")
    client = new_client()
    with Peer(always(OK)) as other:
        for host in ("b.test", "c.test"):
            with Peer(always(redirect(302, other.at(host)))) as peer:
                client.get(peer.at("a.test"))
                assert peer.requests[0].fields["authorization"] == basic("me", "secret")
    assert all("authorization" not in seen.fields for seen in other.requests) and len(other.requests) == 2


def test_after_a_redirect_a_host_named_in_the_file_gets_its_own_over_https(
    home: Path, new_client: NewClient, secure: Secure
) -> None:
    write(home / ".netrc", A_AND_B)
    client = new_client(verify=secure.root)
    with (
        Peer(always(OK), tls=secure.context) as last,
        Peer(always(redirect(302, last.at("a.test"))), tls=secure.context) as other,
        Peer(answering(redirect(307, "/same"), redirect(302, other.at("b.test")))) as peer,
    ):
        client.get(peer.at("a.test"), headers={"X-Api-Key": "k"})
    assert [seen.fields["authorization"] for seen in peer.requests] == [basic("me", "secret")] * 2
    assert other.requests[0].fields["authorization"] == basic("you", "hidden")
    assert last.requests[0].fields["authorization"] == basic("me", "secret")
    assert "x-api-key" not in other.requests[0].fields


# -- files that cannot be used -------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_used_is_an_error_where_it_was_asked_for(home: Path) -> None:
    (home / "bytes").write_bytes(b"machine \xff")
    for path, code in (
        (home / "missing", "netrc-unreadable"),
        (home, "netrc-unreadable"),
        (home / "bytes", "netrc-unreadable"),
        (write(home / "wrong", "machine a login b hunter2"), "netrc-invalid"),
    ):
        with pytest.raises(antiphon.UsageError) as caught:
            antiphon.NetrcAuth(path)
        assert caught.value.fault.code == code and str(path) in str(caught.value)
    write(home / ".netrc", A_AND_B, 0o640)
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.NetrcAuth()
    assert caught.value.fault.code == "netrc-exposed" and caught.value.details["mode"] == "640"


def test_a_file_that_others_can_read_is_good_without_passwords(home: Path) -> None:
    write(home / ".netrc", "machine a.test login me", 0o644)
    assert "1 host" in repr(antiphon.NetrcAuth())


@pytest.mark.parametrize(("text", "mode"), [(A_AND_B, 0o644), ("machine a.test hunter2", 0o600)])
def test_a_file_that_nobody_asked_for_is_left_out_with_a_warning(
    home: Path, new_client: NewClient, text: str, mode: int
) -> None:
    write(home / ".netrc", text, mode)
    with pytest.warns(RuntimeWarning, match=r"\.netrc") as told:
        client = new_client()
    assert "hunter2" not in str(told[0].message)
    with Peer(always(OK)) as peer:
        client.get(peer.at("a.test"))
    assert "authorization" not in peer.requests[0].fields


def test_nothing_shows_a_password(home: Path) -> None:
    auth = antiphon.NetrcAuth(write(home / "n", A_AND_B))
    assert "secret" not in f"{auth!r} {auth} {auth.elsewhere!r} {auth.find('a.test')!r}"
