"""What an explanation is made of: blocks of facts, each with a sentence, the rule behind it, and what to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...faults import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known.

    `name` is stable, for programs; `label` for people. `value` is a JSON value without language: a number, a text as it
    stood in the message, a list or a mapping of such. `sentence`, filled with `details`, says what it means; `rfc` is
    the section behind it, `command` one that shows it. With `coded`, the value is a code for programs, and the sentence
    says it in words.
    """

    name: str
    label: Text
    value: Any
    sentence: Text | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    rfc: str = ""
    command: str = ""
    coded: bool = False

    def told(self, language: str = "en") -> str:
        """Return the sentence in `language`; nothing where there is none."""
        return "" if self.sentence is None else self.sentence.fill(self.details, language)


@dataclass(frozen=True, slots=True)
class Block:
    """Facts that belong together. `number` is from 1 to 15; `exchange` the one that they are about, None for all."""

    number: int
    name: str
    title: Text
    facts: tuple[Fact, ...] = ()
    exchange: int | None = None
