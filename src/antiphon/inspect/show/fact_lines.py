"""The value of a fact as lines for people. A value that the sentence says in words has none."""

from __future__ import annotations

from ...semantics.terminal_text import safe
from ..blocks.block import Fact
from .words import MORE_THAN_TOLD, plain, told_parts, word


def is_told(fact: Fact) -> bool:
    """Tell whether the sentence says all that the value does."""
    return fact.coded and not isinstance(fact.value, list) and fact.name not in MORE_THAN_TOLD


def lines_of(fact: Fact, language: str) -> list[str]:
    """Return the value in `language`, harmless to show; the text of content is left to its bytes."""
    value = fact.value
    if is_told(fact):
        return []
    if isinstance(value, dict):
        parts = {name: part for name, part in told_parts(value).items() if name != "text"}
        return [f"{safe(word(name, language))}: {safe(plain(part, language))}" for name, part in parts.items()]
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [safe(plain(each, language)) for each in value]
    line = safe(plain(value, language))
    return [line] if line else []
