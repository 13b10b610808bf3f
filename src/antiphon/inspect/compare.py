"""Two explanations side by side: what is the same in both exchanges, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..faults import Text
from ..semantics.terminal_text import safe
from .blocks.block import Block, Fact
from .blocks.explanation import Explanation
from .show.flow import Paper, Span
from .show.words import plain

_LABEL = 22
_LEAST_CELL = 20
_BETWEEN = 2
_ALWAYS_OTHER = frozenset({"local_address", "messages", "reused", "field.date"})
_NOT_COMPARED = frozenset({"reproduce", "verdict"})
_BELOW = frozenset({"names", "connection", "tls", "chain"})
"""Blocks about what an archive does not have."""
_IN_WORDS = frozenset({"certificate", "finding", "hop", "trusted"})
_LEAST_MILLISECONDS, _LEAST_SHARE = 1.0, 0.2
"""How far two times are apart before they are told: less is the machine's own unrest."""
_SAME = Text("Everything else is the same.", "Todo lo demás es igual.")
_ALL_SAME = Text("Everything is the same.", "Todo es igual.")
_ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that differs: its value and sentence in each, None where one has no such fact."""

    block: Block
    one: Fact | None
    other: Fact | None

    @property
    def fact(self) -> Fact:
        """Return the one that there is."""
        found = self.one or self.other
        if found is None:
            raise ValueError("a difference is between two facts, one of which is there")
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two explanations, and the facts in which they differ, in the order of the blocks."""

    one: Explanation
    other: Explanation
    differences: tuple[Difference, ...]

    def text(self, language: str = "en", *, colour: bool = False, width: int = 80) -> str:
        """Return both side by side, for a terminal of `width` columns."""
        return "\n".join(_lines(self, language, Paper(width, colour))) + "\n"

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """Return both explanations and what differs as a JSON value."""
        return {
            "one": self.one.to_json(language),
            "other": self.other.to_json(language),
            "differences": [_difference(each, language) for each in self.differences],
        }

    def __str__(self) -> str:
        return self.text()


def comparison(one: Explanation, other: Explanation) -> Comparison:
    """Return `one` and `other` side by side: the last exchange of each counts."""
    return Comparison(one, other, tuple(_differences(one, other)))


def _differences(one: Explanation, other: Explanation) -> Iterator[Difference]:
    names = dict.fromkeys(block.name for block in (*one.blocks, *other.blocks) if block.name not in _NOT_COMPARED)
    for name in names:
        left, right = one.of(name), other.of(name)
        block = left or right
        if block is None or (name in _BELOW and not (_is_seen(one) and _is_seen(other))):
            continue
        facts, others = _by_name(left), _by_name(right)
        for fact in dict.fromkeys((*facts, *others)):
            here, there = facts.get(fact), others.get(fact)
            if fact[0] not in _ALWAYS_OTHER and not _same(name, here, there):
                yield Difference(block, here, there)


def _is_seen(explanation: Explanation) -> bool:
    """Tell whether the connection of the last exchange was seen, or that there was none."""
    last = explanation.journey[-1] if explanation.journey else None
    return last is None or last.record is not None or last.connection is not None


def _by_name(block: Block | None) -> dict[tuple[str, int], Fact]:
    """Return the facts of `block` by name; of several of one name, each by its place among them."""
    found: dict[tuple[str, int], Fact] = {}
    counts: dict[str, int] = {}
    for fact in () if block is None else block.facts:
        name = f"finding {fact.value['code']}" if fact.name == "finding" else fact.name
        counts[name] = counts.get(name, -1) + 1
        found[name, counts[name]] = fact
    return found


def _same(block: str, one: Fact | None, other: Fact | None) -> bool:
    if one is None or other is None:
        return False
    if one.name == "finding":
        return one.told() == other.told()
    if block == "timing" and isinstance(one.value, float) and isinstance(other.value, float):
        apart = abs(one.value - other.value)
        return apart < max(_LEAST_MILLISECONDS, _LEAST_SHARE * max(one.value, other.value))
    return bool(_without_times(one.value) == _without_times(other.value))


def _without_times(value: Any) -> Any:
    return {**value, "milliseconds": None} if isinstance(value, dict) else value


def _difference(difference: Difference, language: str) -> dict[str, Any]:
    return {
        "block": difference.block.name,
        "name": difference.fact.name,
        "one": None if difference.one is None else difference.one.value,
        "other": None if difference.other is None else difference.other.value,
        "label": difference.fact.label.sentence(language),
    }


# -- as text -----------------------------------------------------------------------------------------------------------


def _lines(comparison: Comparison, language: str, paper: Paper) -> Iterator[str]:
    verdicts = [_verdict(each, language) for each in (comparison.one, comparison.other)]
    yield from _row("", verdicts, paper)
    block = None
    for difference in comparison.differences:
        if difference.block.name != block:
            block = difference.block.name
            yield ""
            yield paper.painted(difference.block.title.sentence(language), "1;4")
        cells = _cells(difference, language)
        yield from _row(difference.fact.label.sentence(language), cells, paper)
    yield ""
    yield (_SAME if comparison.differences else _ALL_SAME).sentence(language)


def _verdict(explanation: Explanation, language: str) -> str:
    return safe(explanation.verdict.facts[0].told(language)) if explanation.verdict.facts else _ABSENT


def _cells(difference: Difference, language: str) -> list[str]:
    """Return what is shown of both: their sentences, or where these are the same the parts that differ."""
    cells = [_shown(difference.one, language), _shown(difference.other, language)]
    one, other = (None if fact is None else fact.value for fact in (difference.one, difference.other))
    if cells[0] != cells[1] or not isinstance(one, dict) or not isinstance(other, dict):
        return cells
    apart = [name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name)]
    return [safe(plain({name: value.get(name) for name in apart}, language)) or _ABSENT for value in (one, other)]


def _shown(fact: Fact | None, language: str) -> str:
    if fact is None:
        return _ABSENT
    told = fact.told(language)
    if told and (fact.coded or fact.value is None or fact.name in _IN_WORDS):
        return safe(told)
    return safe(plain(fact.value, language)) or _ABSENT


def _row(label: str, cells: list[str], paper: Paper) -> Iterator[str]:
    """Yield the lines of a row of two cells, each broken where its column ends."""
    width = max(_LEAST_CELL, (paper.width - _LABEL - _BETWEEN) // 2)
    columns = [_broken(cell, width) for cell in cells]
    names = _broken(safe(label), _LABEL - _BETWEEN)
    for index in range(max(map(len, [*columns, names]))):
        name, left, right = (column[index] if index < len(column) else "" for column in (names, *columns))
        yield f"{paper.painted(f'{name:{_LABEL}}', '34')}{left:{width}}{' ' * _BETWEEN}{right}".rstrip()


def _broken(cell: str, width: int) -> list[str]:
    """Return `cell` in lines of at most `width`: what has no spaces is cut."""
    lines = Paper(width).flow([Span(cell.replace("\n", " "))], hanging=0)
    return [line[start : start + width] for line in lines for start in range(0, len(line), width)] or [""]
