"""Media types (RFC 9110 §8.3.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.media_types import MediaType, charset_of, media_type_of, parse_media_type


@pytest.mark.parametrize(
    "text",
    [
        "text/html;charset=utf-8",
        "Text/HTML;Charset=utf-8",
        'text/html; charset="utf-8"',
        "text/html ; charset=utf-8 ",
        "text/html;;charset=utf-8;",
        "text/html; charset=utf-8; charset=latin-1",
    ],
)
def test_the_same_type_in_several_spellings_section_8_3_1(text: str) -> None:
    assert parse_media_type(text) == MediaType("text", "html", {"charset": "utf-8"})
    assert charset_of(text) == "utf-8"


@pytest.mark.parametrize(
    "text", ["", "text", "text/", "/html", "text html", "text/html charset", "text/html; a b", "@/b"]
)
def test_what_is_no_media_type_is_none(text: str) -> None:
    assert parse_media_type(text) is None
    assert charset_of(text) is None


def test_quoted_values_keep_case_commas_and_escapes() -> None:
    parsed = parse_media_type(r'multipart/mixed; boundary="a;B, \"c\""')
    assert parsed is not None
    assert parsed.parameters == {"boundary": 'a;B, "c"'}
    assert str(parsed) == r'multipart/mixed; boundary="a;B, \"c\""'


def test_suffix_and_what_it_tells_rfc_6838_section_4_2_8() -> None:
    problem = MediaType("application", "problem+json")
    assert problem.suffix == "json"
    assert problem.essence == "application/problem+json"
    assert problem.is_json
    assert problem.is_text
    assert MediaType("application", "json").is_json
    assert MediaType("image", "svg+xml").is_text
    assert not MediaType("text", "html").is_json
    assert not MediaType("image", "png").is_text
    assert MediaType("image", "png").suffix == ""


@pytest.mark.parametrize(
    ("essence", "parameters", "fits"),
    [
        ("*/*", {}, True),
        ("text/*", {}, True),
        ("text/html", {}, True),
        ("text/html", {"level": "1"}, True),
        ("text/html", {"level": "10"}, False),
        ("text/html", {"charset": "utf-8"}, True),
        ("image/*", {}, False),
        ("text/plain", {}, False),
    ],
)
def test_fitting_a_media_range_section_12_5_1(essence: str, parameters: dict[str, str], fits: bool) -> None:
    assert MediaType("text", "html", {"level": "1"}).fits(essence, parameters) is fits


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("APP.JS", "text/javascript; charset=utf-8"),
        ("a.b/data.json", "application/json"),
        ("photo.tar.gz", "application/gzip"),
        ("Makefile", "application/octet-stream"),
        ("html", "application/octet-stream"),
        ("x.unknown", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file_is_guessed_by_its_extension(name: str, expected: str) -> None:
    assert media_type_of(name) == expected


TOKENS = st.text(alphabet="abcXYZ019!#$%&'*+-.^_`|~", min_size=1)
VALUES = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"))


@given(TOKENS, TOKENS, st.dictionaries(TOKENS.map(str.lower), VALUES))
def test_what_is_written_reads_back(kind: str, subtype: str, parameters: dict[str, str]) -> None:
    media_type = MediaType(kind.lower(), subtype.lower(), parameters)
    assert parse_media_type(str(media_type)) == media_type


@given(st.text())
def test_no_text_raises(text: str) -> None:
    parsed = parse_media_type(text)
    assert parsed is None or parsed.essence
