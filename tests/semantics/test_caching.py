"""Cache-Control, freshness, storing and reuse as pure decisions (RFC 9111, RFC 5861, RFC 8246)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics import cache_grounds
from antiphon.semantics.cache_control import (
    ANYTHING,
    MOST_SECONDS,
    NOTHING_ALLOWED_OR_FORBIDDEN,
    RequestDirectives,
    ResponseDirectives,
    parse_cache_control,
)
from antiphon.semantics.cache_grounds import Ground
from antiphon.semantics.cache_updates import stored_fields, updated_fields
from antiphon.semantics.cache_variants import normalized, varying_names
from antiphon.semantics.caching import Mode, Reuse, is_conditional, may_outlive_error, reuse, storing
from antiphon.semantics.freshness import Metadata, current_age, freshness_lifetime, initial_age

NOW = 1_800_000_000


def metadata(status: int = 200, **fields: str) -> Metadata:
    lines = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in fields.items()]
    return Metadata.parse(status, lines, NOW)


# -- Cache-Control -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", {}),
        (" , ,", {}),
        ("max-age=3600", {"max-age": ["3600"]}),
        ("  max-age=3600  ,no-cache ", {"max-age": ["3600"], "no-cache": [None]}),
        ('no-cache="a, b", X', {"no-cache": ["a, b"], "x": [None]}),
        (r'x="a\"b\\"', {"x": ['a"b\\']}),
        ("max-age = 1", {"max-age": [""]}),
        ('max-age="1"2', {"max-age": [""]}),
        ("a=1, a=2", {"a": ["1", "2"]}),
        ("=1, ;, (), b", {"b": [None]}),
        ('"quoted, max-age=3", a', {"a": [None]}),
        ('a, b="open, c', {"a": [None], "b": [""], "no-store": [None]}),
        ('"', {"no-store": [None]}),
        ('a="\\', {"a": [""], "no-store": [None]}),
        ("a\xff=1", {"a": [""]}),
    ],
)
def test_directives_are_read_rfc_9111_5_2(value: str, found: dict[str, list[str | None]]) -> None:
    assert parse_cache_control([value]) == found


@pytest.mark.parametrize(
    "piece", ['"\\', '"', "a,", " ", " ,", 'a=" ', '\\"', "a b ", "a=b=", "\\", ",,", 'a="b",', "=", "\t", '"\\",']
)
def test_hostile_values_of_a_megabyte_take_no_more_time_than_their_length(piece: str) -> None:
    value = piece * (1_000_000 // len(piece))
    ResponseDirectives.parse([value])
    RequestDirectives.parse([value])


@given(st.lists(st.text(st.characters(max_codepoint=255), max_size=60), max_size=4))
def test_any_text_is_read_or_passed_over(lines: list[str]) -> None:
    found = parse_cache_control(lines)
    assert all(name == name.lower() and name for name in found)
    ResponseDirectives.parse(lines)
    RequestDirectives.parse(lines, lines)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], {}),
        (["max-age=10"], {"max_age": 10}),
        (["max-age=10, max-age=5"], {"max_age": 5}),
        (["max-age=10", "max-age=x"], {"max_age": 0}),
        (["max-age=99999999999999999999"], {"max_age": MOST_SECONDS}),
        (["no-cache"], {"no_cache": True}),
        (['no-cache="A,b"'], {"no_cache_fields": frozenset({"a", "b"})}),
        (['no-cache="a"', "no-cache"], {"no_cache": True, "no_cache_fields": frozenset({"a"})}),
        (['no-cache=" , "'], {"no_cache": True}),
        (["no-cache=a"], {"no_cache_fields": frozenset({"a"})}),
        (["no-store, must-revalidate"], {"no_store": True, "must_revalidate": True}),
        (
            ["must-understand,public,private,immutable"],
            dict.fromkeys(("must_understand", "public", "private", "immutable"), True),
        ),
        (["stale-while-revalidate=5, stale-if-error=9"], {"stale_while_revalidate": 5, "stale_if_error": 9}),
        (["stale-while-revalidate=5,stale-while-revalidate=3"], {"stale_while_revalidate": 3}),
        (["stale-if-error, stale-while-revalidate=x"], {}),
    ],
)
def test_response_directives_in_their_most_restrictive_sense(lines: list[str], expected: dict[str, Any]) -> None:
    assert ResponseDirectives.parse(lines) == replace(NOTHING_ALLOWED_OR_FORBIDDEN, **expected)


@pytest.mark.parametrize(
    ("lines", "pragma", "expected"),
    [
        ([], [], {}),
        (["max-age=9, min-fresh=3, min-fresh=5"], [], {"max_age": 9, "min_fresh": 5}),
        (["max-stale"], [], {"max_stale": MOST_SECONDS}),
        (["max-stale, max-stale=4"], [], {"max_stale": 4}),
        (["max-stale=x"], [], {}),
        (["min-fresh"], [], {"min_fresh": MOST_SECONDS}),
        (["no-cache, no-store, only-if-cached"], [], dict.fromkeys(("no_cache", "no_store", "only_if_cached"), True)),
        (["stale-if-error=7"], [], {"stale_if_error": 7}),
        ([], ["no-cache"], {"no_cache": True}),
        ([], ["No-Cache, x"], {"no_cache": True}),
        ([""], ["no-cache"], {}),
        (["max-age=1"], ["no-cache"], {"max_age": 1}),
    ],
)
def test_request_directives_in_their_most_restrictive_sense(
    lines: list[str], pragma: list[str], expected: dict[str, Any]
) -> None:
    assert RequestDirectives.parse(lines, pragma) == replace(ANYTHING, **expected)


# -- freshness -----------------------------------------------------------------------------------------------------


def test_heuristics_can_be_turned_off() -> None:
    stored = metadata(last_modified="Fri, 15 Jan 2027 06:00:00 GMT", date="Fri, 15 Jan 2027 08:00:00 GMT")
    assert freshness_lifetime(stored, NOW) == 720.0 and freshness_lifetime(stored, NOW, heuristics=False) == 0.0


def test_ages_add_up_rfc_9111_4_2_3() -> None:
    stored = metadata(age="10", date="Fri, 15 Jan 2027 07:59:55 GMT")
    assert initial_age(stored, NOW - 2.0, NOW) == 12.0
    assert initial_age(replace(stored, age=1), NOW - 2.0, NOW) == 5.0
    assert initial_age(stored, NOW + 2.0, NOW) == 10.0
    assert current_age(12.0, NOW, NOW + 30.0) == 42.0 and current_age(12.0, NOW, NOW - 0.5) == 12.0
    assert current_age(12.0, NOW, NOW - 60.0) == MOST_SECONDS


@given(
    st.floats(-1e12, 1e12),
    st.floats(0, 1e12),
    st.integers(0, MOST_SECONDS),
    st.integers(0, MOST_SECONDS),
    st.booleans(),
)
def test_what_is_fresh_stays_so_until_it_is_stale_for_good(
    received: float, resident: float, age: int, max_age: int, revalidates: bool
) -> None:
    stored = metadata(cache_control=f"max-age={max_age}{', must-revalidate' * revalidates}", age=str(age))
    lifetime = freshness_lifetime(stored, received)
    initial = initial_age(stored, received, received)
    before = reuse(stored, lifetime, current_age(initial, received, received), ANYTHING, Mode.DEFAULT)
    after = reuse(stored, lifetime, current_age(initial, received, received + resident), ANYTHING, Mode.DEFAULT)
    assert not (before.reuse is Reuse.REVALIDATE and after.reuse is Reuse.USE)
    assert (before.reuse is Reuse.USE) == (age < max_age)


# -- storing and reuse ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "lifetime", "code"),
    [
        (metadata(cache_control="max-age=9"), 9, "kept"),
        (metadata(), 0, "of-no-use"),
        (metadata(etag='"1"'), 0, "kept"),
        (metadata(cache_control="max-age=0, stale-if-error=9"), 0, "kept"),
        (metadata(cache_control="max-age=0"), 0, "of-no-use"),
        (metadata(201, etag='"1"'), 0, "nothing-explicit"),
        (metadata(201, etag='"1"', cache_control="private"), 0, "kept"),
        (metadata(103, cache_control="max-age=9"), 9, "partial"),
        (metadata(206, cache_control="max-age=9"), 9, "partial"),
        (metadata(vary="*", cache_control="max-age=9"), 9, "vary-star"),
        (metadata(cache_control="no-store, max-age=9"), 9, "no-store"),
    ],
)
def test_storing_rfc_9111_3(stored: Metadata, lifetime: float, code: str) -> None:
    assert storing(stored, lifetime).code == code


def test_the_edge_of_freshness_is_stale_rfc_9111_4_2() -> None:
    stored = metadata(cache_control="max-age=10")
    assert reuse(stored, 10.0, 9.999, ANYTHING, Mode.DEFAULT).reuse is Reuse.USE
    assert reuse(stored, 10.0, 10.0, ANYTHING, Mode.DEFAULT).reuse is Reuse.REVALIDATE


@pytest.mark.parametrize(
    ("directives", "age", "expected"),
    [
        ("stale-if-error=5", 15, True),
        ("stale-if-error=5", 16, False),
        ("stale-if-error=0", 10, False),
        ("public", 5, False),
        ("stale-if-error=5, must-revalidate", 15, False),
        ("stale-if-error=5, no-cache", 15, False),
    ],
)
def test_errors_are_outlived_for_a_time_rfc_5861_4(directives: str, age: float, expected: bool) -> None:
    stored = metadata(cache_control=f"max-age=10, {directives}")
    assert may_outlive_error(stored, 10.0, age, ANYTHING) is expected


def test_conditions_are_known_by_name_rfc_9110_13_1() -> None:
    assert is_conditional({"if-range"}) and not is_conditional({"range", "accept"})


# -- fields --------------------------------------------------------------------------------------------------------


def test_stored_fields_have_a_date_rfc_9110_6_6_1() -> None:
    given = [(b"date", b"yesterday"), (b"A", b"1")]
    assert stored_fields(given, metadata(date="yesterday"), NOW + 0.9) == [
        (b"Date", b"Fri, 15 Jan 2027 08:00:00 GMT"),
        (b"A", b"1"),
    ]


def test_an_update_keeps_the_order_of_what_it_leaves_rfc_9111_3_2() -> None:
    stored = [(b"Date", b"old"), (b"Age", b"5"), (b"A", b"1"), (b"B", b"1"), (b"a", b"2"), (b"C", b"1")]
    newer = [(b"Date", b"Fri, 15 Jan 2027 08:00:00 GMT"), (b"a", b"new"), (b"Content-Length", b"0")]
    date = newer[0][1].decode()
    updated = updated_fields(stored, newer, metadata(304, date=date), NOW)
    assert updated == [(b"B", b"1"), (b"C", b"1"), newer[0], newer[1]]


def test_fields_are_compared_without_what_means_nothing_rfc_9111_4_1() -> None:
    assert normalized("foo", []) is None and normalized("foo", [""]) == ""
    assert normalized("foo", [" 1 ,2", "3 "]) == "1,2,3" == normalized("foo", ["1,2,3"])
    assert normalized("authorization", ["a , b"]) == "a , b"
    assert varying_names({"b", "host", "a"}) == ["a", "authorization", "b"]


def test_every_ground_is_whole_and_has_its_own_code() -> None:
    grounds = [value for value in vars(cache_grounds).values() if isinstance(value, Ground)]
    assert len({ground.code for ground in grounds}) == len(grounds) > 20
    for ground in grounds:
        assert ground.text.en.endswith(".") and ground.text.es.endswith(".") and ground.rule
