"""Functions that see a response before its caller does."""

from __future__ import annotations

from typing import Any

import pytest

from .both import modules, outcome

real, ours = modules(".hooks")


def shorten(value: str, **given: Any) -> str:
    return value[1:]


def look(value: str, **given: Any) -> None:
    return None


def show(value: str, **given: Any) -> str:
    return f"{value} {sorted(given)}"


@pytest.mark.parametrize(
    "hooks",
    [
        None,
        {},
        {"response": None},
        {"response": []},
        {"response": shorten},
        {"response": look},
        {"response": [shorten, look, shorten]},
        {"response": (shorten, show)},
        {"request": shorten},
        {"response": 5},
        {"response": [5]},
    ],
    ids=["none", "empty", "no-list", "no-hook", "one", "silent", "several", "tuple", "other", "5", "[5]"],
)
def test_hooks_are_asked_in_order_and_may_replace(hooks: Any) -> None:
    theirs = outcome(lambda: real.dispatch_hook("response", hooks, "content", timeout=1))
    assert outcome(lambda: ours.dispatch_hook("response", hooks, "content", timeout=1)) == theirs


def test_the_default_is_a_new_table_each_time() -> None:
    assert ours.default_hooks() == real.default_hooks() == {"response": []}
    assert ours.default_hooks()["response"] is not ours.default_hooks()["response"]
    assert real.HOOKS == ours.HOOKS


def test_an_event_that_a_program_adds_is_among_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "HOOKS", ["request", "response"])
    assert ours.default_hooks() == {"request": [], "response": []}
