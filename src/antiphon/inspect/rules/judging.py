"""Rules applied to a journey."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

from ...faults import BrokenResponse, Timeout
from ..exchange import Journey
from ..finding import Finding, worst_first
from .case import Case, Surroundings
from .table import RULES, Entry


def judge(journey: Journey, *, rules: Collection[int] | None = None, now: float | None = None) -> list[Finding]:
    """Return what the rules numbered `rules`, by default all of them, find in `journey`, the worst first.

    `now` is in seconds since 1970, and counts where it is not known when an exchange was.
    """
    entries = [entry for number, entry in RULES.items() if rules is None or number in rules]
    surroundings = Surroundings(journey)
    found: list[Finding] = []
    said: list[_Words] = []
    for index, exchange in enumerate(journey):
        # A probe is about the same resource: what was said of the user's own exchange is not said again.
        said = said if exchange.probe else []
        found += _found(Case(surroundings, index, now), entries, said)
    return worst_first(found)


_OF_WHOLE = frozenset({29, 31, 32, 33, 34, 38})
"""The rules about how a response could be better: beside the point where it is none, or only a part of one came."""
_STATUS_RULE = 45
_Words: TypeAlias = tuple[str, str, dict[str, object]]


def _found(case: Case, entries: list[Entry], said: list[_Words]) -> Iterator[Finding]:
    """Yield what is found in one exchange and not among what has been `said`."""
    for entry in entries:
        if (case.exchange.probe and not entry.of_probes) or _is_beside_the_point(case, entry):
            continue
        for judge_case in entry.judges:
            for each in judge_case(case):
                words = (each.fault.code, each.place, each.details)
                if words not in said:
                    said.append(words)
                    yield Finding(entry.number, each.fault, each.details, case.index, each.place)


def _is_beside_the_point(case: Case, entry: Entry) -> bool:
    """Tell whether `entry` judges what nobody asks about: the manners of a response that is broken, or in part."""
    error = case.exchange.error
    if isinstance(error, Timeout):
        return entry.number in _OF_WHOLE or entry.number == _STATUS_RULE
    is_none = isinstance(error, BrokenResponse) or case.method == "CONNECT"
    return is_none and entry.number in _OF_WHOLE
