"""What follows from the environment variables is remembered until one of them changes."""

from __future__ import annotations

import os

import pytest

from antiphon.requests._environment import while_the_environment_stays


def test_a_function_is_asked_once_for_each_argument() -> None:
    asked: list[str] = []

    @while_the_environment_stays
    def value(name: str) -> str | None:
        asked.append(name)
        return os.environ.get(name)

    assert [value("A_NAME"), value("A_NAME"), value("ANOTHER")] == [None, None, None]
    assert asked == ["A_NAME", "ANOTHER"]


def test_any_change_of_a_variable_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    @while_the_environment_stays
    def value() -> str | None:
        return os.environ.get("A_NAME")

    seen = [value()]
    for text in ("one", "two", "", None):
        if text is None:
            monkeypatch.delenv("A_NAME")
        else:
            monkeypatch.setenv("A_NAME", text)
        seen.append(value())

    assert seen == [None, "one", "two", "", None]


def test_another_environment_altogether_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    @while_the_environment_stays
    def value() -> str | None:
        return os.environ.get("A_NAME")

    assert value() is None
    monkeypatch.setattr(os, "environ", {"A_NAME": "elsewhere"})
    assert value() == "elsewhere"


def test_what_a_function_raises_is_not_remembered() -> None:
    asked: list[int] = []

    @while_the_environment_stays
    def value() -> int:
        asked.append(1)
        if len(asked) == 1:
            raise OSError
        return 5

    with pytest.raises(OSError, match=r"^$"):
        value()
    assert value() == 5
