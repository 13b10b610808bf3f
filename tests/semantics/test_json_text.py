"""JSON is read strictly (RFC 8259, RFC 7493)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from antiphon.faults import Fault, JSONDecodeError
from antiphon.faults import document as faults
from antiphon.semantics.json_text import read_json


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b' {"a": [1, true, null, "\xc3\xa9"]}\r\n', {"a": [1, True, None, "é"]}),
        (b'"\\ud83d\\ude00"', "😀"),
        (b"9007199254740993", 9007199254740993),
        (b"[" * 100 + b"]" * 100, None),
    ],
)
def test_json_is_read(content: bytes, value: object) -> None:
    read = read_json(content)
    assert value is None or read == value


def test_a_fraction_is_exact() -> None:
    read = read_json(b"[0.1, 1e400, 1.10]")
    assert read == [Decimal("0.1"), Decimal("1e400"), Decimal("1.10")]
    assert str(read[2]) == "1.10"


@pytest.mark.parametrize(
    ("content", "fault", "details"),
    [
        (b"", faults.JSON_EMPTY, {}),
        (b" \r\n", faults.JSON_EMPTY, {}),
        (b"{", faults.JSON_CUT_SHORT, {"line": 1, "column": 2}),
        (b'{"a":', faults.JSON_CUT_SHORT, {"line": 1, "column": 6}),
        (b'{"a": 1,\n "b": x}', faults.JSON_SYNTAX, {"line": 2, "column": 7, "found": "x}"}),
        (b"1 2", faults.JSON_SYNTAX, {"line": 1, "column": 3, "found": "2"}),
        (b"{'a': 1}", faults.JSON_SYNTAX, {"line": 1, "column": 2, "found": "'a': 1}"}),
        (b"[1,]", faults.JSON_SYNTAX, {"line": 1, "column": 4, "found": "]"}),
        (b'"a\x01"', faults.JSON_SYNTAX, {"line": 1, "column": 3, "found": '\x01"'}),
        (b"\xff", faults.JSON_ENCODING, {"offset": 0}),
        (b'"\xc3', faults.JSON_ENCODING, {"offset": 1}),
        ('{"a": 1}'.encode("utf-16"), faults.JSON_ENCODING, {"offset": 0}),
        (b'{"a": 1, "b": 2, "a": 3}', faults.JSON_DUPLICATE_NAME, {"name": "a"}),
        (b'[{"": 1, "": 1}]', faults.JSON_DUPLICATE_NAME, {"name": ""}),
        (b"NaN", faults.JSON_CONSTANT, {"name": "NaN"}),
        (b"[-Infinity]", faults.JSON_CONSTANT, {"name": "-Infinity"}),
        (b'"\\ud800"', faults.JSON_SURROGATE, {}),
        (b'{"\\udc00": 1}', faults.JSON_SURROGATE, {}),
        (b"1" * 5000, faults.JSON_NUMBER_TOO_LONG, {"limit": 4300}),
        (b"1." + b"1" * 5000, faults.JSON_NUMBER_TOO_LONG, {"limit": 4300}),
        (b"[" * 101 + b"]" * 101, faults.JSON_TOO_DEEP, {"limit": 100}),
        (b"[" * 100_000, faults.JSON_TOO_DEEP, {"limit": 100}),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(content: bytes, fault: Fault, details: dict[str, object]) -> None:
    with pytest.raises(JSONDecodeError) as caught:
        read_json(content)
    assert caught.value.fault is fault
    assert caught.value.details == details
