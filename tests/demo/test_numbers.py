"""Numbers in paths and queries."""

from __future__ import annotations

import pytest

from antiphon.demo.numbers import whole_number


@pytest.mark.parametrize(
    ("text", "most", "number"),
    [
        ("0", 9, 0),
        ("9", 9, 9),
        ("10", 9, None),
        ("11", 12, 11),
        ("13", 12, None),
        ("0007", 9, 7),
        ("0" * 5000, 9, 0),
        ("9" * 5000, 9, None),
        ("", 9, None),
        ("-1", 9, None),
        ("+1", 9, None),
        ("1_0", 99, None),
        ("²", 9, None),
        ("٣", 9, None),
    ],
)
def test_a_number_is_ascii_digits_up_to_a_limit(text: str, most: int, number: int | None) -> None:
    assert whole_number(text, most) == number
