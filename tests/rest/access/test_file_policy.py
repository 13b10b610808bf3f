"""The policy of an access file: who is who, what they may do, and how it follows the file."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from base64 import b64encode
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from antiphon.faults import UsageError
from antiphon.rest.access.file_policy import FilePolicy
from antiphon.rest.access.passwords import Cost, PasswordHash, password_hash
from antiphon.rest.access.policy import EVERYTHING, Action, Grant, Policy
from antiphon.rest.access.principal import ANYBODY, Principal
from antiphon.rest.access.tokens import digest_of
from antiphon.rest.immediate import immediate
from antiphon.rest.refusal import Refusal
from antiphon.server.handler import Request

from .conftest import Clock, Write, request, resource, schema

ALICE, BOB = "antiphon_alice", "antiphon_bob"
PASSWORD = "correct horse"
KEPT = password_hash(PASSWORD, Cost(4, 1, 1)).text()
USERS: dict[str, Any] = {
    "alice": {"tokens": [{"sha256": digest_of(ALICE), "expires": "2030-01-31T00:00:00Z"}]},
    "bob": {"tokens": [{"sha256": digest_of(BOB)}]},
}
WITH_PASSWORD = {**USERS, "carol": {"password": KEPT}}
TABLES = {
    "*": {"read": "public", "write": "users"},
    "orders": {"read": ["own", "alice"], "write": "own", "owner": "customer"},
    "salaries": {"read": "alice", "write": [], "hidden": True},
}
BEARER = ("WWW-Authenticate", 'Bearer realm="antiphon"')
BASIC = ("WWW-Authenticate", 'Basic realm="antiphon", charset="UTF-8"')
INVALID_TOKEN = ("WWW-Authenticate", 'Bearer realm="antiphon", error="invalid_token"')
EXPIRY = 1_896_048_000


def bearer(token: str) -> Request:
    return request("GET", ("Authorization", f"Bearer {token}"))


def basic(user: str, password: str = PASSWORD, client: str = "192.0.2.1") -> Request:
    value = b64encode(f"{user}:{password}".encode()).decode()
    return request("GET", ("Authorization", f"Basic {value}"), client=client)


async def identified(policy: FilePolicy, sent: Request) -> Principal:
    found = policy.identify(sent)
    return found if isinstance(found, Principal) else await found


def identify(policy: FilePolicy, sent: Request) -> Principal:
    return asyncio.run(identified(policy, sent))


def refused(policy: FilePolicy, sent: Request) -> Refusal:
    with pytest.raises(Refusal) as found:
        identify(policy, sent)
    return found.value


@pytest.fixture
def policy(written: Write, clock: Clock) -> FilePolicy:
    return FilePolicy(written({"users": USERS, "tables": TABLES}), clock=clock, now=lambda: 1.0)


def permitted(policy: Policy, name: str, table: str, action: Action) -> Grant | tuple[int | None, Any]:
    try:
        return policy.permit(Principal(name), resource(table, "customer"), action)
    except Refusal as refusal:
        return refusal.fault.status, refusal.fields


# -- who ---------------------------------------------------------------------------------------------------------------


def test_without_credentials_it_is_anybody(policy: FilePolicy) -> None:
    assert policy.identify(request()) is ANYBODY


def test_a_token_is_its_users(policy: FilePolicy) -> None:
    assert identify(policy, bearer(ALICE)) == Principal("alice")
    assert identify(policy, bearer(BOB)) == Principal("bob")


def test_a_wrong_token_is_401_whatever_it_is_sent_for_rfc6750_3_1(policy: FilePolicy) -> None:
    refusal = refused(policy, bearer("antiphon_mallory"))
    assert (refusal.fault.code, refusal.fault.status) == ("token-unknown", 401)
    assert refusal.fields == (INVALID_TOKEN,)


def test_an_expired_token_is_401_and_told_so_rfc6750_3_1(written: Write) -> None:
    path = written({"users": USERS})
    assert identify(FilePolicy(path, now=lambda: EXPIRY - 1.0), bearer(ALICE)) == Principal("alice")
    refusal = refused(FilePolicy(path, now=lambda: float(EXPIRY)), bearer(ALICE))
    assert refusal.fault.code == "token-expired" and refusal.fields == (INVALID_TOKEN,)
    assert "2030-01-31T00:00:00Z" in str(refusal)


def test_a_hash_is_no_token(policy: FilePolicy) -> None:
    assert refused(policy, bearer(digest_of(ALICE))).fault.code == "token-unknown"


def test_a_password_is_its_users_rfc7617(written: Write) -> None:
    policy = FilePolicy(written({"users": WITH_PASSWORD}))
    assert identify(policy, basic("carol")) == Principal("carol")


@pytest.mark.parametrize(("user", "password"), [("carol", "wrong horse"), ("mallory", PASSWORD), ("bob", PASSWORD)])
def test_a_wrong_password_is_401_with_both_challenges_rfc7617(written: Write, user: str, password: str) -> None:
    refusal = refused(FilePolicy(written({"users": WITH_PASSWORD})), basic(user, password))
    assert (refusal.fault.code, refusal.fault.status) == ("password-wrong", 401)
    assert refusal.fields == (BEARER, BASIC)
    assert password not in str(refusal) + repr(refusal)


# -- passwords cost time -----------------------------------------------------------------------------------------------


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were really hashed."""
    found: list[str] = []

    def matches(self: PasswordHash, password: str) -> bool:
        found.append(password)
        return password == PASSWORD and self.cost == Cost(4, 1, 1)

    monkeypatch.setattr(PasswordHash, "matches", matches)
    return found


def test_a_password_is_hashed_once_and_remembered_right_or_wrong(
    written: Write, clock: Clock, checks: list[str]
) -> None:
    policy = FilePolicy(written({"users": WITH_PASSWORD}), clock=clock)
    for _ in range(3):
        assert identify(policy, basic("carol")) == Principal("carol")
        refused(policy, basic("carol", "wrong horse"))
    assert checks == [PASSWORD, "wrong horse"]
    assert policy.identify(basic("carol")) == Principal("carol"), "at once, without an await"
    clock.pass_seconds(3600)
    identify(policy, basic("carol"))
    assert len(checks) == 3


def test_requests_at_once_share_one_check(written: Write, checks: list[str]) -> None:
    policy = FilePolicy(written({"users": WITH_PASSWORD}))

    async def both() -> list[Principal]:
        return await asyncio.gather(*(identified(policy, basic("carol")) for _ in range(5)))

    assert asyncio.run(both()) == [Principal("carol")] * 5 and checks == [PASSWORD]


def test_one_who_goes_away_does_not_end_the_check_of_the_others(written: Write, checks: list[str]) -> None:
    policy = FilePolicy(written({"users": WITH_PASSWORD}))

    async def first_leaves() -> Principal:
        first, second = (asyncio.ensure_future(identified(policy, basic("carol"))) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(first_leaves()) == Principal("carol")


def test_a_check_is_waited_for_by_a_coroutine_that_began_without_a_task(written: Write) -> None:
    policy = FilePolicy(written({"users": WITH_PASSWORD}))

    async def handled() -> Principal:
        begun: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(lambda: begun.set_result(immediate(identified(policy, basic("carol")))))
        answer = await begun
        if not isinstance(answer, Awaitable):
            raise TypeError(answer)
        found: Principal = await answer
        return found

    assert asyncio.run(handled()) == Principal("carol")


def test_an_unknown_user_takes_as_long_as_a_wrong_password(written: Write, checks: list[str]) -> None:
    policy = FilePolicy(written({"users": WITH_PASSWORD}))
    refused(policy, basic("mallory"))
    refused(policy, basic("bob"))
    assert len(checks) == 2


def test_who_guesses_passwords_is_stopped_and_others_are_not(written: Write, clock: Clock, checks: list[str]) -> None:
    policy = FilePolicy(written({"users": WITH_PASSWORD}), clock=clock)
    assert identify(policy, basic("carol", client="198.51.100.1")) == Principal("carol")
    for number in range(20):
        clock.pass_seconds(1)
        assert refused(policy, basic("carol", f"guess {number}")).fault.status == 401
    refusal = refused(policy, basic("carol", "guess 20"))
    while refusal.fault.status == 401:
        refusal = refused(policy, basic("carol", f"guess {len(checks)}"))
    assert refusal.fault.code == "passwords-too-many" and refusal.fields[0][0] == "Retry-After"
    assert len(checks) < 40
    assert identify(policy, basic("carol", client="192.0.2.1")) == Principal("carol"), "remembered"
    clock.pass_seconds(1)
    assert refused(policy, basic("carol", "a typo", client="198.51.100.2")).fault.status == 401


def test_all_checks_together_have_a_limit(written: Write, clock: Clock, checks: list[str]) -> None:
    policy = FilePolicy(written({"users": WITH_PASSWORD}), clock=clock)
    statuses = [refused(policy, basic("x", client=f"192.0.2.{number}")).fault.status for number in range(12)]
    # The credentials are the same, so only the first is checked; others differ.
    assert set(statuses) == {401} and len(checks) == 1
    for number in range(12):
        refused(policy, basic(f"user{number}", client=f"192.0.2.{number}"))
    assert len(checks) == 10


# -- what --------------------------------------------------------------------------------------------------------------


def test_a_public_table_is_read_by_anybody_and_written_by_users(policy: FilePolicy) -> None:
    assert permitted(policy, "", "products", Action.READ) == EVERYTHING
    assert permitted(policy, "bob", "products", Action.WRITE) == EVERYTHING
    assert permitted(policy, "", "products", Action.WRITE) == (401, (BEARER,))


def test_without_credentials_it_is_401_without_an_error_rfc6750_3(policy: FilePolicy) -> None:
    assert permitted(policy, "", "orders", Action.READ) == (401, (BEARER,))


def test_own_rows_are_granted_by_their_column(policy: FilePolicy) -> None:
    assert permitted(policy, "bob", "orders", Action.READ) == Grant("customer")
    assert permitted(policy, "alice", "orders", Action.READ) == EVERYTHING
    assert permitted(policy, "alice", "orders", Action.WRITE) == Grant("customer")


def test_a_user_who_may_not_is_403_rfc9110_15_5_4(written: Write) -> None:
    policy = FilePolicy(written({"users": USERS, "tables": {"orders": {"read": "alice"}}}))
    assert permitted(policy, "bob", "orders", Action.READ) == (403, ())
    assert permitted(policy, "alice", "orders", Action.WRITE) == (403, ())


def test_a_hidden_table_is_404_unless_it_may_be_read(policy: FilePolicy) -> None:
    for name in ("", "bob"):
        for action in Action:
            assert permitted(policy, name, "salaries", action) == (404, ())
    assert permitted(policy, "alice", "salaries", Action.READ) == EVERYTHING
    assert permitted(policy, "alice", "salaries", Action.WRITE) == (403, ())


def test_what_no_rule_permits_is_forbidden(written: Write) -> None:
    policy = FilePolicy(written({"users": USERS}))
    assert permitted(policy, "", "orders", Action.READ) == (401, (BEARER,))
    assert permitted(policy, "alice", "orders", Action.READ) == (403, ())


# -- the file changes --------------------------------------------------------------------------------------------------


def write(path: Path, text: str) -> None:
    other = path.with_suffix(".new")
    other.write_text(text)
    os.replace(other, path)


def members(**more: Any) -> str:
    return json.dumps({"version": 1, **more})


def test_a_change_is_followed_within_a_second(written: Write, clock: Clock) -> None:
    path = written({"users": USERS, "tables": {"*": {"read": "public"}}})
    policy = FilePolicy(path, clock=clock)
    write(path, members(users={"bob": USERS["bob"]}))
    clock.pass_seconds(0.9)
    assert identify(policy, bearer(ALICE)) == Principal("alice")
    clock.pass_seconds(0.1)
    assert refused(policy, bearer(ALICE)).fault.code == "token-unknown"
    assert permitted(policy, "", "orders", Action.READ) == (401, (BEARER,))


def test_a_changed_password_is_forgotten(written: Write, clock: Clock) -> None:
    path = written({"users": WITH_PASSWORD})
    policy = FilePolicy(path, clock=clock)
    assert identify(policy, basic("carol")) == Principal("carol")
    write(path, members(users={"carol": {"password": password_hash("battery staple", Cost(4, 1, 1)).text()}}))
    clock.pass_seconds(1)
    assert refused(policy, basic("carol")).fault.code == "password-wrong"


@pytest.mark.parametrize("text", ["{", members(tables={"nothing": {}}), None])
def test_a_broken_file_leaves_the_last_good_rules(
    written: Write, clock: Clock, caplog: pytest.LogCaptureFixture, text: str | None
) -> None:
    path = written({"users": USERS, "tables": {"orders": {"read": "public"}}})
    policy = FilePolicy(path, schema(resource("orders")), clock)
    if text is None:
        path.unlink()
    else:
        write(path, text)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            clock.pass_seconds(1)
            assert identify(policy, bearer(ALICE)) == Principal("alice")
    assert len(caplog.records) == 1 and str(path) in caplog.text
    assert permitted(policy, "", "orders", Action.READ) == EVERYTHING
    write(path, members(users={}))
    clock.pass_seconds(1)
    assert refused(policy, bearer(ALICE)).fault.status == 401


def test_a_broken_file_at_the_start_is_refused(written: Write, tmp_path: Path) -> None:
    for path, code in (
        (tmp_path / "none.json", "access-file-unreadable"),
        (written({"v": 1}), "access-member-unknown"),
    ):
        with pytest.raises(UsageError) as refused:
            FilePolicy(path)
        assert refused.value.fault.code == code


# -- cost --------------------------------------------------------------------------------------------------------------


def test_a_public_read_by_anybody_costs_next_to_nothing(written: Write) -> None:
    policy = FilePolicy(written({"users": USERS, "tables": TABLES}))
    sent = request("GET", ("Accept", "*/*"), ("User-Agent", "test"), ("Accept-Encoding", "gzip"))
    products = resource("products")

    def once() -> float:
        started = time.perf_counter()
        for _ in range(1000):
            who = policy.identify(sent)
            policy.permit(ANYBODY if who is ANYBODY else Principal("?"), products, Action.READ)
        return (time.perf_counter() - started) / 1000

    # Two microseconds is the aim on an idle machine; the rest is for one that runs other programs beside.
    assert min(once() for _ in range(10)) < 20e-6
