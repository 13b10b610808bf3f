"""Resolvers for tests: what they answer is a script, and what they were asked is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from antiphon.net import Address
from antiphon.net.resolver import numeric_address

from .. import clients

Names = Callable[..., list[str]]


class Answering:
    """A resolver that gives `answers` one after the other, the last one for ever. `asked` are the hosts."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)

    def __call__(self, host: str, port: int) -> list[Address]:
        self.asked.append(host)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [found for each in answer if (found := numeric_address(each, port)) is not None]


def answer_all(monkeypatch: pytest.MonkeyPatch, *answers: Sequence[str]) -> Answering:
    """Let the clients made from now on resolve every name so."""
    resolver = Answering(*answers)
    monkeypatch.setattr(clients, "look_up", resolver)
    return resolver
