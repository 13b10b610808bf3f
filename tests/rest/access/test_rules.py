"""Who may read and write what, by the rules alone."""

from __future__ import annotations

import pytest

from antiphon.rest.access.policy import EVERYTHING, Action, Grant
from antiphon.rest.access.rules import Rule, Rules, Who


@pytest.mark.parametrize(
    ("names", "user", "grant"),
    [
        (("public",), "", EVERYTHING),
        (("public",), "alice", EVERYTHING),
        (("users",), "", None),
        (("users",), "alice", EVERYTHING),
        (("alice",), "alice", EVERYTHING),
        (("alice",), "bob", None),
        (("alice",), "", None),
        (("own",), "alice", Grant("customer")),
        (("own",), "", None),
        (("own", "alice"), "alice", EVERYTHING),
        (("own", "alice"), "bob", Grant("customer")),
        (("own", "users"), "bob", EVERYTHING),
        ((), "alice", None),
        ((), "", None),
    ],
)
def test_who_may_do_it_and_with_which_rows(names: tuple[str, ...], user: str, grant: Grant | None) -> None:
    rule = Rule(read=Who(names), write=Who(), owner="customer")
    assert rule.grant(user, Action.READ) == grant
    assert rule.grant(user, Action.WRITE) is None


def test_reading_and_writing_are_apart() -> None:
    rule = Rule(read=Who(("public",)), write=Who(("alice",)))
    assert rule.grant("bob", Action.READ) == EVERYTHING and rule.grant("bob", Action.WRITE) is None
    assert rule.grant("alice", Action.WRITE) == EVERYTHING


def test_own_rows_without_an_owner_are_none() -> None:
    assert Rule(read=Who(("own",))).grant("alice", Action.READ) is None


def test_without_any_rule_nobody_may_do_anything() -> None:
    for action in Action:
        assert Rules().of("orders").grant("alice", action) is None


def test_a_rule_takes_from_the_default_what_it_leaves_open() -> None:
    rules = Rules({"*": Rule(Who(("public",)), Who(("users",)), "owner", True), "a": Rule(write=Who(), hidden=False)})
    assert rules.of("a") == Rule(Who(("public",)), Who(), "owner", False)
    assert rules.of("b") == rules.default


def test_a_further_permission_takes_none_away() -> None:
    before = Rules({"*": Rule(read=Who(("alice",)), write=Who())})
    after = before.permitting("orders", ["bob"], [Action.READ], None)
    assert after.of("orders").read == Who(("alice", "bob")) and after.of("other") == before.of("other")
    assert after.of("orders").write == Who()


def test_what_is_permitted_already_is_not_written_again() -> None:
    rules = Rules({"*": Rule(read=Who(("users",)))})
    assert rules.permitting("orders", ["bob"], [Action.READ], None) == rules


def test_a_user_who_goes_leaves_the_rules() -> None:
    rules = Rules({"orders": Rule(read=Who(("own", "bob")), write=Who(("bob",)), owner="customer")})
    assert rules.without("bob").of("orders") == Rule(Who(("own",)), Who(), "customer")
