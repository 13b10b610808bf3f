"""JSON that was made to break a reader, a number, a database or the memory (RFC 8259 §9, RFC 7493)."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..contract.wire import JSON, JSON_PATCH, MERGE, Wire
from .harmless import check, check_alive, in_time

ITEMS = "/order%20items"
WRITES = [("POST", ITEMS, JSON), ("PUT", f"{ITEMS}/1", JSON), ("PATCH", f"{ITEMS}/1", MERGE),
          ("PATCH", f"{ITEMS}/1", JSON_PATCH), ("QUERY", ITEMS, JSON)]  # fmt: skip
NAME = 'naïve "x"'
ROW = {"id": 50, NAME: "n", "a/b": "A", "price": 1.5, "quantity": 2, "size": "s", "due": "2026-01-31",
       "shipped": True, "details": {"a": [1, None]}, "sort": 1, "updated_at": "2026-01-02T03:04:05"}  # fmt: skip
TEXT = json.dumps(ROW).encode()

BROKEN = {
    "nothing": b"",
    "space": b" \r\n\t ",
    "cut in a string": b'{"id": "',
    "cut in an escape": b'{"id": "\\u12',
    "cut in a literal": b'{"id": tru',
    "comma at the end": b'{"id": 1,}',
    "two commas": b'{"id": 1,, "sort": 1}',
    "no colon": b'{"id" 1}',
    "a comment": b'{"id": 1 /* one */}',
    "single quotes": b"{'id': 1}",
    "a bare name": b"{id: 1}",
    "something behind": b'{"id": 1} {"id": 2}',
    "a sequence": b'\x1e{"id": 1}\n',
    "a number with a zero before": b'{"id": 01}',
    "a number with a plus": b'{"id": +1}',
    "a hexadecimal number": b'{"id": 0x1}',
    "a fraction of nothing": b'{"price": .5}',
    "NaN": b'{"price": NaN}',
    "Infinity": b'{"price": -Infinity}',
    "a line feed in a string": b'{"size": "a\nb"}',
    "NUL in a string": b'{"size": "a\0b"}',
    "NUL behind": b'{"id": 1}\0',
    "an escape that is none": b'{"size": "\\x41"}',
    "a byte order mark": b'\xef\xbb\xbf{"id": 1}',
    "UTF-16": '{"id": 1}'.encode("utf-16"),
    "UTF-32": '{"id": 1}'.encode("utf-32-be"),
    "Latin-1": '{"size": "ñ"}'.encode("latin-1"),
    "an overlong slash": b'{"size": "\xc0\xaf"}',
    "half a character in UTF-8": b'{"size": "\xed\xa0\x80"}',
    "beyond Unicode": b'{"size": "\xf4\x90\x80\x80"}',
    "half a character, escaped": b'{"size": "\\ud800"}',
    "halves the wrong way": b'{"size": "\\udc00\\ud800"}',
    "a name twice": b'{"id": 1, "id": 2}',
    "a name twice, once escaped": b'{"id": 1, "\\u0069d": 2}',
    "a name twice, deep inside": b'{"details": [{"a": {"b": 1, "b": 1}}]}',
    "a name twice, among a hundred thousand": b"{" + b",".join(b'"%d":1' % n for n in range(90_000)) + b',"89999":1}',
    "arrays without end": b"[" * 200_000,
    "objects without end": b'{"a":' * 100_000,
    "deep": b'{"details": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "an integer without end": b'{"id": ' + b"9" * 500_000 + b"}",
    "a form": b"id=1&size=s",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_not_json_or_not_to_be_trusted_is_400(api: Wire, content: bytes) -> None:
    for method, path, media_type in WRITES:
        with in_time():
            answer = check(api.ask(method, path, content, content_type=media_type))
        assert answer.status == 400
        assert answer.json["detail"]


def test_a_text_that_is_cut_anywhere_is_400(api: Wire) -> None:
    for size in range(0, len(TEXT), 7):
        for method, path, media_type in WRITES:
            assert check(api.ask(method, path, TEXT[:size], content_type=media_type)).status == 400


NUMBERS = [
    *("9" * 19, "9" * 4000, "-" + "9" * 30, "1e5", "1e400", "1e-400", "1E+999999999", "1e-999999999"),
    *("0." + "0" * 4000 + "1", "1" + "0" * 400 + ".5", "-0", "-0.0", "1.0000000000000000000000000000000001"),
    *("1e99999999999999999999", "123456789.12345678901234567890", "0e999999999", "1.5e-7", "99999999.995"),
]


@pytest.mark.parametrize("number", NUMBERS)
def test_any_number_anywhere_is_taken_or_refused(api: Wire, number: str) -> None:
    for column in ("id", "price", "quantity", "sort", "shipped", "size", "due", "details", "picture"):
        with in_time():
            check(api.post(ITEMS, f'{{{json.dumps(NAME)}: "n", "{column}": {number}}}'))
            check(api.patch(f"{ITEMS}/1", f'{{"{column}": {number}}}'))
            check(api.ask("QUERY", ITEMS, f'{{"where": {{"{column}": {{"ge": {number}}}}}}}'))
            check(api.get(f"{ITEMS}?{column}[ge]={number.replace('+', '%2B')}"))
        check(api.get(f"{ITEMS}/1"))
    check(api.get(f"{ITEMS}/{number.replace('+', '%2B')}"))


TEXTS = {
    "NUL": '"\\u0000"',
    "NUL inside": '"a\\u0000b"',
    "controls": '"\\u0001\\u001b[31m\\u007f"',
    "not a character": '"\\uffff\\ufdd0"',
    "all directions": '"\\u202e\\u2066\\u200f"',
    "many marks": json.dumps("a" + "\u0301" * 5000),
    "long": json.dumps("x" * 900_000),
    "SQL": json.dumps('\'; DROP TABLE "labels"; --'),
    "a format": json.dumps("%s%(x)s{0}{self.__class__}"),
    "a path": json.dumps("../../../../etc/passwd"),
    "markup": json.dumps("<script>alert(1)</script>"),
    "lines of fields": json.dumps("a\r\nSet-Cookie: stolen=1\r\n\r\n"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_comes_back_as_it_was_or_is_refused(api: Wire, text: str) -> None:
    sent = json.loads(text)
    for path, document in (
        ("/labels", {"key": sent, "text": sent}),
        (ITEMS, {NAME: sent, "details": {sent: sent}}),
    ):
        with in_time():
            answer = check(api.post(path, document))
        if answer.status == 201:
            location = answer.fields["location"]
            assert location.isascii() and location.isprintable() and " " not in location
            assert "set-cookie" not in answer.fields
            if len(location) < 8000:
                again = check(api.get(location))
                assert again.status == 200 and document.items() <= again.json.items()
                assert api.delete(location).status == 204
    check_alive(api)


def test_a_patch_that_doubles_what_it_copies_is_refused_before_it_fills_the_memory(api: Wire) -> None:
    steps: list[dict[str, object]] = [{"op": "add", "path": "/details", "value": {"a": "x" * 1000}}]
    steps += [{"op": "copy", "from": "/details", "path": f"/details/{number}"} for number in range(40)]
    with in_time():
        assert 400 <= check(api.patch(f"{ITEMS}/1", steps, content_type=JSON_PATCH)).status < 500
    check_alive(api)


def test_many_operations_are_worked_through_in_time(api: Wire) -> None:
    steps = [{"op": "test", "path": "/id", "value": 1}] * 20_000
    with in_time():
        check(api.patch(f"{ITEMS}/1", steps, content_type=JSON_PATCH))


def test_a_patch_cannot_put_more_into_a_value_than_may_be_sent(api: Wire) -> None:
    deep: object = 1
    for _ in range(90):
        deep = [deep]
    wrap = [{"op": "add", "path": "/details", "value": deep}]
    wrap += [{"op": "move", "from": "/details", "path": "/details"}, {"op": "add", "path": "/details", "value": [deep]}]
    wrap += [{"op": "copy", "from": "/details", "path": "/details" + "/0" * 80}]
    with in_time():
        check(api.patch(f"{ITEMS}/1", wrap, content_type=JSON_PATCH))
        check(api.get(f"{ITEMS}/1"))


BOMB = b'{"details": "' + b"x" * 50_000_000 + b'"}'


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_content_that_grows_when_it_is_decoded_is_413(api: Wire, coding: str) -> None:
    packed = gzip.compress(BOMB, 9) if coding == "gzip" else zlib.compress(BOMB, 9)
    with in_time():
        answer = check(api.post(ITEMS, packed, content_encoding=coding))
    assert answer.status in (413, 415)


@settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(TEXT) - 1), byte=st.integers(0, 255), also=st.integers(0, len(TEXT) - 1))
def test_a_document_with_wrong_bytes_is_taken_or_refused(api: Wire, place: int, byte: int, also: int) -> None:
    content = bytearray(TEXT)
    content[place] = content[also] = byte
    check(api.put(f"{ITEMS}/50", bytes(content)))
