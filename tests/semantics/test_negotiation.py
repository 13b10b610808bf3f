"""Proactive negotiation (RFC 9110 §12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.media_types import MediaType
from antiphon.semantics.negotiation import (
    Preference,
    best_coding,
    best_language,
    best_media_type,
    preferences,
)

HTML, JSON = "text/html", "application/json"


def test_members_with_their_weights_section_12_4_2() -> None:
    assert preferences("da, en-GB;q=0.8 , EN ;Q=0.7,, *;q=0") == [
        Preference("da", {}, 1.0),
        Preference("en-gb", {}, 0.8),
        Preference("en", {}, 0.7),
        Preference("*", {}, 0.0),
    ]


def test_commas_and_weights_in_quotes_part_nothing() -> None:
    assert preferences('a/b;x="1, 2;q=0";q=0.5') == [Preference("a/b", {"x": "1, 2;q=0"}, 0.5)]


@pytest.mark.parametrize("weight", ["1.001", "2", "-1", ".5", "0.1234", "1.0000", "high", "", "٠"])
def test_a_member_with_a_wrong_weight_is_left_out(weight: str) -> None:
    assert Preference("en", {}, 1.0) in preferences(f"es;q={weight}, en")
    assert all(preference.name != "es" for preference in preferences(f"es;q={weight}"))


@pytest.mark.parametrize(
    ("offer", "weight"),
    [
        ("text/plain;format=flowed", 1.0),
        ("text/plain", 0.7),
        ("text/html", 0.3),
        ("image/jpeg", 0.5),
        ("text/plain;format=fixed", 0.4),
        ("text/html;level=3", 0.3),
    ],
)
def test_the_most_specific_range_decides_section_12_5_1(offer: str, weight: float) -> None:
    accept = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
    step = 0.001
    lower, upper = f"probe/lower;q={weight - step:.3f}", f"probe/upper;q={min(1.0, weight + step):.3f}"
    assert best_media_type(f"{accept}, {lower}", ["probe/lower", offer]) == offer
    if weight < 1:
        assert best_media_type(f"{accept}, {upper}", [offer, "probe/upper"]) == "probe/upper"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, HTML),
        ("", HTML),
        ("*/*", HTML),
        (JSON, JSON),
        ("application/json; charset=utf-8", JSON),
        ("text/html;q=0.5, application/json", JSON),
        ("text/*;q=0.1, application/json;q=0.2", JSON),
        ("text/html;q=0, */*", JSON),
        ("image/png", None),
        ("text/html;q=0", None),
        ("text/html;level=1", None),
        ("nonsense", None),
    ],
)
def test_media_types_of_a_page_that_is_also_json(accept: str | None, expected: str | None) -> None:
    assert best_media_type(accept, [HTML, JSON]) == expected


def test_media_types_may_be_offered_as_values() -> None:
    plain, html = MediaType("text", "plain"), MediaType("text", "html", {"charset": "utf-8"})
    assert best_media_type("text/html", [plain, html]) is html


def test_level_1_is_not_level_10() -> None:
    assert best_media_type("text/html;level=1", ["text/html;level=10"]) is None


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("es", "es"),
        ("ES", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("es-MX", "es"),
        ("fr, es-419;q=0.5", "es"),
        ("fr", None),
        ("fr, *;q=0.1", "en"),
        ("en;q=0, *", "es"),
        ("en;q=0.1, es;q=0.2", "es"),
        ("e", None),
        ("es-MX;q=0, en;q=0.5", "en"),
    ],
)
def test_languages_section_12_5_4(accept: str | None, expected: str | None) -> None:
    assert best_language(accept, ["en", "es"]) == expected


def test_the_longest_language_range_decides_rfc_4647() -> None:
    assert best_language("en, en-GB;q=0", ["en-GB", "en-US"]) == "en-US"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP, br;q=0.9", "gzip"),
        ("gzip, br", "br"),
        ("*", "br"),
        ("*;q=0", None),
        ("identity;q=0", None),
        ("*;q=0, identity", "identity"),
        ("compress", "identity"),
        ("compress, identity;q=0", None),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.5, identity", "identity"),
        ("gzip;q=0.001", "gzip"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0, br;q=0, *;q=0", None),
    ],
)
def test_codings_section_12_5_3(accept: str | None, expected: str | None) -> None:
    assert best_coding(accept, ["br", "gzip"]) == expected


def test_nothing_offered_is_nothing_found() -> None:
    assert best_media_type(None, list[str]()) is None
    assert best_media_type("*/*", list[str]()) is None
    assert best_language("en", []) is None
    assert best_coding("gzip", []) == "identity"


def test_no_hostile_value_takes_more_than_linear_time() -> None:
    for hostile in ("," * 100_000, '"' + '\\"' * 50_000 + "\\", 'a;b="' * 30_000, '";' * 50_000, "a;" * 50_000):
        preferences(hostile)


@given(st.text(alphabet='ab*/;,q=.01" \\-'))
def test_no_text_raises(text: str) -> None:
    assert best_media_type(text, [HTML, JSON]) in (None, HTML, JSON)
    assert best_language(text, ["a", "b"]) in (None, "a", "b")
    assert best_coding(text, ["a", "b"]) in (None, "a", "b", "identity")
