"""Whatever is sent, no answer is 5xx (but 501), and every refusal can be read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.rest.query.selection import Operator

from .wire import FORM, JSON, JSON_PATCH, MERGE, Answer, Wire

NAMES = [
    *("id", 'naïve "x"', "a/b", "price", "quantity", "total", "size"),
    *("due", "shipped", "details", "picture", "sort", "updated_at"),
]
OPERATORS = [operator.value for operator in Operator]
WORDS = ["sort", "fields", "embed", "limit", "q", "where", "after", "before", "page"]
WRITES = [("POST", "/order%20items", JSON), ("PUT", "/order%20items/1", JSON), ("PUT", "/order%20items/9", JSON),
          ("PATCH", "/order%20items/1", MERGE), ("PATCH", "/order%20items/1", JSON_PATCH)]  # fmt: skip

# The threads of PostgreSQL's pool draw random numbers whenever they like, and hypothesis takes them for ours.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the .random. module inside strategies")

# A quarter of what the profile asks for: each example is a request or two, to each database and in each way.
few = settings(max_examples=settings().max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])

LIKELY = st.sampled_from(
    [
        *("", "A-1", "s", "m", "x" * 300, "ñ", "\U0001f99c", "\u202e", "\0", "'", '"', ";", "%", "\\", "AAH/"),
        *("0", "1", "-1", "1.5", "1e400", "9223372036854775808", "NaN", "Infinity", "true", "null"),
        *("2026-01-31", "9999-12-31", "0000-00-00", "24:00:00", "2026-01-02T03:04:05Z"),
        "0f8fad5b-d9cb-469f-a165-70867728950e",
    ]
)
NUMBERS = st.sampled_from([0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**30, 0.1, 1e308, 5e-324, -0.0, 1.005])
SIMPLE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NUMBERS | LIKELY
MEMBERS = st.sampled_from(NAMES) | st.text(max_size=5)
VALUES = st.recursive(
    SIMPLE | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=3),
    max_leaves=8,
)
ROWS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8) | st.dictionaries(
    st.text(max_size=8), VALUES, max_size=3
)
POINTERS = st.text(max_size=5) | st.sampled_from(
    [
        *("", "/", "~", "/id", "/price", "/a~1b", "/a~2b", '/naïve "x"'),
        *("/details", "/details/tags/0", "/details/tags/-", "/details/colour/name"),
    ]
)
OPERATIONS = st.fixed_dictionaries(
    {},
    optional={
        "op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]) | VALUES,
        "path": POINTERS | VALUES,
        "from": POINTERS | VALUES,
        "value": VALUES,
    },
)


def check(answer: Answer) -> None:
    """Check the status; all else was checked on the way."""
    assert answer.status < 500 or answer.status == 501, answer


def text_of(value: Any) -> bytes:
    """Return JSON, halves of characters and all."""
    return json.dumps(value).encode("ascii")


@pytest.mark.parametrize(("method", "path", "media_type"), WRITES)
@few
@given(document=ROWS | VALUES | st.lists(OPERATIONS, max_size=3))
def test_any_document(api: Wire, method: str, path: str, media_type: str, document: Any) -> None:
    check(api.ask(method, path, text_of(document), content_type=media_type))


@few
@given(operations=st.lists(OPERATIONS, max_size=3))
def test_any_json_patch(api: Wire, operations: Any) -> None:
    check(api.patch("/order%20items/1", text_of(operations), content_type=JSON_PATCH))


@pytest.mark.parametrize(("method", "path", "media_type"), [*WRITES, ("QUERY", "/order%20items", JSON)])
@few
@given(content=st.binary(max_size=50))
def test_any_bytes(api: Wire, method: str, path: str, media_type: str, content: bytes) -> None:
    answer = api.ask(method, path, content, content_type=media_type)
    check(answer)


PARAMETERS = st.tuples(
    st.sampled_from(WORDS)
    | st.sampled_from(NAMES)
    | st.builds("{}[{}]".format, st.sampled_from(NAMES), st.sampled_from(OPERATORS))
    | st.builds("{}:{}".format, st.sampled_from(NAMES), st.sampled_from(OPERATORS))
    | st.text(max_size=6),
    LIKELY
    | st.sampled_from(["a,b", "-price,id", '"a', "2026-01-31,2026-02-30", "{}", '{"or":[]}', "1,2,3"])
    | st.text(max_size=12),
)


@pytest.mark.parametrize("path", ["/order%20items", "/sort", "/prices%2Fday", "/devices", "/readings", "/dear%20items"])
@few
@given(pairs=st.lists(PARAMETERS, max_size=4))
def test_any_parameters(api: Wire, path: str, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{quote(name, safe='[]:')}={quote(value, safe=',')}" for name, value in pairs)
    check(api.get(f"{path}?{query}", prefer="count=exact"))
    check(api.query(path, query, content_type=FORM))


@few
@given(query=st.binary(max_size=30).map(lambda data: quote_from_bytes(data, safe="&=[]:,%+;?/")))
def test_any_query(api: Wire, query: str) -> None:
    check(api.get(f"/order%20items?{query}"))
    check(api.query("/order%20items", query, content_type=FORM))


TESTS = st.recursive(
    st.dictionaries(
        st.sampled_from(NAMES),
        VALUES | st.dictionaries(st.sampled_from(OPERATORS), VALUES, max_size=2),
        max_size=3,
    ),
    lambda inner: (
        st.fixed_dictionaries({"or": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries({"and": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries({"not": inner})
    ),
    max_leaves=5,
)


@few
@given(
    document=st.fixed_dictionaries(
        {},
        optional={
            "where": TESTS | VALUES,
            "sort": st.lists(st.sampled_from([*NAMES, "-price"]) | VALUES, max_size=3) | VALUES,
            "fields": st.lists(st.sampled_from(NAMES), max_size=3) | VALUES,
            "limit": NUMBERS | VALUES,
            "page": NUMBERS,
            "after": LIKELY,
        },
    )
)
def test_any_question(api: Wire, document: Any) -> None:
    answer = api.ask("QUERY", "/order%20items", text_of(document))
    check(answer)
    if answer.status == 200:
        location = answer.fields["location"].removeprefix(api.below)
        assert api.get(location).content == answer.content


SEGMENTS = st.binary(max_size=12).map(lambda data: quote_from_bytes(data, safe="%,;:@&=+$!*'()")) | LIKELY.map(
    lambda text: quote(text, safe="")
)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST", "QUERY", "OPTIONS"])
@few
@given(
    segments=st.lists(SEGMENTS, max_size=3),
    first=st.sampled_from(["order%20items", "labels", "devices", "prices%2Fday", "numbers", "readings"]) | SEGMENTS,
)
def test_any_path(api: Wire, method: str, first: str, segments: list[str]) -> None:
    content = b"{}" if method in ("PUT", "PATCH", "POST", "QUERY") else None
    path = "/" + "/".join([first, *segments])
    check(api.ask(method, path, content))


FIELDS = [
    *("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "range", "prefer", "te"),
    *("accept", "accept-language", "accept-encoding", "accept-charset", "content-type", "content-encoding"),
]
VISIBLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/labels"),
        ("GET", "/labels/plain"),
        ("PUT", "/labels/plain"),
        ("PATCH", "/labels/plain"),
        ("POST", "/labels"),
    ],
)
@few
@given(
    fields=st.dictionaries(
        st.sampled_from(FIELDS),
        VISIBLE
        | st.sampled_from(
            ["*", "W/", '"', '",', "gzip;q=", "*/*;q=2", "return=", 'return="', "a=1;;=", "identity;q=0, *;q=0"]
        ),
        max_size=4,
    )
)
def test_any_fields(api: Wire, method: str, path: str, fields: dict[str, str]) -> None:
    content = None if method == "GET" else b'{"text": "x"}'
    check(api.send(method, path, content, {"content-type": JSON, **fields} if content else fields))
