"""Validators and preconditions, RFC 9110 §8.8.3 and §13."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.validators import (
    EntityTag,
    Outcome,
    Preconditions,
    Representation,
    evaluate,
    parse_entity_tag,
    parse_entity_tags,
)

MOMENT = 784_111_777
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
LATER = "Sun, 06 Nov 1994 08:49:38 GMT"
EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT"


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ('"xyzzy"', EntityTag("xyzzy")),
        ('W/"xyzzy"', EntityTag("xyzzy", weak=True)),
        ('""', EntityTag("")),
        (' "a" ', EntityTag("a")),
        ('"a,b;\\"', EntityTag("a,b;\\")),
        ('"\xe9"', EntityTag("\xe9")),
    ],
)
def test_entity_tags_are_opaque_rfc9110_8_8_3(value: str, tag: EntityTag) -> None:
    assert parse_entity_tag(value) == tag
    assert str(tag) == value.strip()


@pytest.mark.parametrize("value", ["", "xyzzy", '"a', 'a"', 'w/"a"', '"a" "b"', '"a b"', '"a"b"', '"\x7f"', "*"])
def test_what_is_no_entity_tag_is_none(value: str) -> None:
    assert parse_entity_tag(value) is None


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ('"a"', ["a"]),
        ('"a", W/"b" ,"c,d"', ["a", "b", "c,d"]),
        (', "a",,', ["a"]),
        ("", []),
        ('"a" "b"', None),
        ('"a", b', None),
        ('"a', None),
        ("*", None),
    ],
)
def test_lists_of_entity_tags_rfc9110_13_1_1(value: str, tags: list[str] | None) -> None:
    parsed = parse_entity_tags(value)
    assert (None if parsed is None else [tag.opaque for tag in parsed]) == tags


@given(st.text(st.sampled_from('W/"a, \t'), max_size=80))
def test_any_list_is_read_or_refused(value: str) -> None:
    parse_entity_tags(value)


@pytest.mark.parametrize(
    ("one", "other", "strongly", "weakly"),
    [
        ('W/"1"', 'W/"1"', False, True),
        ('W/"1"', 'W/"2"', False, False),
        ('W/"1"', '"1"', False, True),
        ('"1"', '"1"', True, True),
    ],
)
def test_comparison_table_rfc9110_8_8_3_2(one: str, other: str, strongly: bool, weakly: bool) -> None:
    first, second = parse_entity_tag(one), parse_entity_tag(other)
    assert first is not None
    assert second is not None
    assert first.matches_strongly(second) is strongly
    assert first.matches_weakly(second) is weakly


CURRENT = Representation(EntityTag("a"), MOMENT)
ABSENT = Representation(exists=False)
PROCEED, NOT_MODIFIED, FAILED = Outcome.PROCEED, Outcome.NOT_MODIFIED, Outcome.FAILED


@pytest.mark.parametrize(
    ("method", "conditions", "current", "outcome"),
    [
        ("GET", Preconditions(), CURRENT, PROCEED),
        # Step 1, If-Match
        ("PUT", Preconditions(if_match='"a"'), CURRENT, PROCEED),
        ("PUT", Preconditions(if_match='"b", "a"'), CURRENT, PROCEED),
        ("PUT", Preconditions(if_match='"b"'), CURRENT, FAILED),
        ("PUT", Preconditions(if_match='W/"a"'), CURRENT, FAILED),
        ("PUT", Preconditions(if_match="a"), CURRENT, FAILED),
        ("PUT", Preconditions(if_match="*"), CURRENT, PROCEED),
        ("PUT", Preconditions(if_match="*"), ABSENT, FAILED),
        ("PUT", Preconditions(if_match='"a"'), ABSENT, FAILED),
        ("GET", Preconditions(if_match='"b"'), CURRENT, FAILED),
        # Step 2, If-Unmodified-Since
        ("PUT", Preconditions(if_unmodified_since=DATE), CURRENT, PROCEED),
        ("PUT", Preconditions(if_unmodified_since=LATER), CURRENT, PROCEED),
        ("PUT", Preconditions(if_unmodified_since=EARLIER), CURRENT, FAILED),
        ("PUT", Preconditions(if_unmodified_since="soon"), CURRENT, PROCEED),
        ("PUT", Preconditions(if_unmodified_since=EARLIER), Representation(EntityTag("a")), PROCEED),
        ("PUT", Preconditions(if_match='"a"', if_unmodified_since=EARLIER), CURRENT, PROCEED),
        # Step 3, If-None-Match
        ("GET", Preconditions(if_none_match='"a"'), CURRENT, NOT_MODIFIED),
        ("HEAD", Preconditions(if_none_match='W/"a"'), CURRENT, NOT_MODIFIED),
        ("QUERY", Preconditions(if_none_match='"a"'), CURRENT, NOT_MODIFIED),
        ("GET", Preconditions(if_none_match="*"), CURRENT, NOT_MODIFIED),
        ("GET", Preconditions(if_none_match='"b"'), CURRENT, PROCEED),
        ("PUT", Preconditions(if_none_match='"a"'), CURRENT, FAILED),
        ("PUT", Preconditions(if_none_match="*"), CURRENT, FAILED),
        ("PUT", Preconditions(if_none_match="*"), ABSENT, PROCEED),
        ("GET", Preconditions(if_none_match='"b"', if_modified_since=DATE), CURRENT, PROCEED),
        # Step 4, If-Modified-Since
        ("GET", Preconditions(if_modified_since=DATE), CURRENT, NOT_MODIFIED),
        ("HEAD", Preconditions(if_modified_since=LATER), CURRENT, NOT_MODIFIED),
        ("GET", Preconditions(if_modified_since=EARLIER), CURRENT, PROCEED),
        ("GET", Preconditions(if_modified_since="soon"), CURRENT, PROCEED),
        ("POST", Preconditions(if_modified_since=DATE), CURRENT, PROCEED),
        # Several at once, and methods without a selected representation
        ("GET", Preconditions(if_match='"a"', if_none_match='"a"'), CURRENT, NOT_MODIFIED),
        ("GET", Preconditions(if_match='"b"', if_none_match='"a"'), CURRENT, FAILED),
        ("OPTIONS", Preconditions(if_match='"b"'), CURRENT, PROCEED),
    ],
)
def test_preconditions_in_their_order_rfc9110_13_2_2(
    method: str, conditions: Preconditions, current: Representation, outcome: Outcome
) -> None:
    assert evaluate(method, conditions, current) is outcome
