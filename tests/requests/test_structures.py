"""Mappings that ignore case, and tables of attributes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .both import modules, outcome

real, ours = modules(".structures")
KEYS = st.sampled_from(["Accept", "ACCEPT", "accept", "Host", "hOST", "ß", "SS", ""])
CHANGES = st.lists(st.tuples(st.sampled_from(["set", "delete", "get", "pop", "setdefault"]), KEYS, st.integers(0, 3)))


def changed(library: Any, changes: list[tuple[str, str, int]]) -> list[object]:
    mapping = library.CaseInsensitiveDict()
    seen: list[object] = []
    for change, key, value in changes:
        actions: dict[str, Callable[[], object]] = {
            "set": lambda: mapping.__setitem__(key, value),  # noqa: B023 - called before the loop goes on
            "delete": lambda: mapping.__delitem__(key),  # noqa: B023
            "get": lambda: mapping[key],  # noqa: B023
            "pop": lambda: mapping.pop(key),  # noqa: B023
            "setdefault": lambda: mapping.setdefault(key, value),  # noqa: B023
        }
        seen.append(outcome(actions[change]))
    return [*seen, repr(mapping), len(mapping), list(mapping), list(mapping.lower_items()), list(mapping._store)]


@given(CHANGES)
def test_any_history_of_a_mapping_ends_the_same(changes: list[tuple[str, str, int]]) -> None:
    assert changed(ours, changes) == changed(real, changes)


def test_the_last_case_counts_and_the_first_place() -> None:
    mapping = ours.CaseInsensitiveDict([("A", 1), ("b", 2), ("a", 3)])
    assert repr(mapping) == "{'a': 3, 'b': 2}"


@pytest.mark.parametrize(
    "other",
    [{"A": 1}, {"a": 1, "A": 2}, [("A", 1)], None, 5, {}, {"b": 1}],
    ids=["same", "twice", "pairs", "none", "number", "empty", "other"],
)
def test_equality_ignores_case_and_refuses_what_is_no_mapping(other: object) -> None:
    for library in (real, ours):
        mapping = library.CaseInsensitiveDict(a=1)
        assert (mapping == other) == (other == {"A": 1}), library
        assert (mapping.__eq__(other) is NotImplemented) == (not isinstance(other, dict))


@pytest.mark.parametrize("data", [5, [1], {5: 1}, [("a",)], "ab"], ids=repr)
def test_what_is_no_mapping_fails_alike(data: object) -> None:
    assert outcome(lambda: ours.CaseInsensitiveDict(data)) == outcome(lambda: real.CaseInsensitiveDict(data))


def test_copies_and_pickles_stand_alone() -> None:
    mapping = ours.CaseInsensitiveDict(Accept="x")
    for twin in (mapping.copy(), copy.copy(mapping), copy.deepcopy(mapping), pickle.loads(pickle.dumps(mapping))):
        assert type(twin) is ours.CaseInsensitiveDict
        assert twin == mapping
        assert twin is not mapping
    assert mapping.copy()._store is not mapping._store


def test_a_mapping_has_no_hash_and_takes_type_arguments() -> None:
    assert ours.CaseInsensitiveDict.__hash__ is None
    assert ours.CaseInsensitiveDict[str]().copy() == {}


@pytest.mark.parametrize(
    "look",
    [
        lambda table: table["known"],
        lambda table: table["unknown"],
        lambda table: table["stored"],
        lambda table: table.get("unknown"),
        lambda table: table.get("unknown", 7),
        lambda table: table.known,
        lambda table: table.unknown,
        lambda table: hasattr(table, "unknown"),
        lambda table: "stored" in table,
        lambda table: list(table),
        repr,
        lambda table: table[5],
        lambda table: table[[]],
    ],
)
def test_a_table_of_attributes_answers_alike(look: Callable[[Any], object]) -> None:
    tables = []
    for library in (real, ours):
        table = library.LookupDict(name="tests")
        table.known = 1
        dict.__setitem__(table, "stored", 2)
        tables.append(table)
    theirs, mine = tables
    assert outcome(lambda: look(mine)) == outcome(lambda: look(theirs))


def test_a_table_without_a_name() -> None:
    assert repr(ours.LookupDict()) == repr(real.LookupDict()) == "<lookup 'None'>"
