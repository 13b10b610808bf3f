"""Forms, application/x-www-form-urlencoded (WHATWG URL Standard §5)."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import ContentTooLarge, UsageError
from antiphon.semantics.forms import FieldValue, decode_form, encode_form

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("form", "encoded"),
    [
        ({"a": "1", "b": "two words"}, b"a=1&b=two+words"),
        ([("a", "1"), ("a", "2")], b"a=1&a=2"),
        ({"a": ["1", b"2", 3, None]}, b"a=1&a=2&a=3"),
        ({"a": None, "b": ""}, b"b="),
        ({"ñ": "é&=+%"}, b"%C3%B1=%C3%A9%26%3D%2B%25"),
        ({"raw": b"\xff\x00"}, b"raw=%FF%00"),
        ({}, b""),
        ("a=1&b=%20", b"a=1&b=%20"),
        (b"anything", b"anything"),
    ],
)
def test_the_shapes_of_data_that_requests_takes(form: dict[str, FieldValue], encoded: bytes) -> None:
    assert encode_form(form) == encoded


@pytest.mark.parametrize("form", [5, ["ab"], [("a", "b", "c")]])
def test_other_shapes_are_refused(form: object) -> None:
    with pytest.raises(UsageError) as caught:
        encode_form(form)  # type: ignore[arg-type]
    assert caught.value.fault.code == "form-field-invalid"
    assert "{'name': 'value'}" in str(caught.value)


@given(st.lists(st.tuples(TEXT, TEXT)))
def test_decoding_undoes_encoding(fields: list[tuple[str, str]]) -> None:
    encoded = encode_form(fields)
    assert decode_form(encoded) == fields
    assert parse_qsl(encoded.decode(), keep_blank_values=True) == fields


@given(st.binary(max_size=300))
def test_any_bytes_decode_to_something(content: bytes) -> None:
    decode_form(content)


def test_broken_escapes_stay_as_they_are() -> None:
    assert decode_form("a=%zz&b=100%&&c") == [("a", "%zz"), ("b", "100%"), ("c", "")]
    assert decode_form(b"a=%ff") == [("a", "\ufffd")]


def test_too_many_fields_are_refused() -> None:
    assert len(decode_form(b"&".join([b"a=1"] * 5), max_fields=5)) == 5
    with pytest.raises(ContentTooLarge) as caught:
        decode_form(b"&" * 10_000)
    assert caught.value.fault.status == 413
