"""The content of a request: 400 where it is broken, 413 too large, 415 of another type, 422 against the rules."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest

from ...server.raw_client import connect
from .wire import JSON, JSON_PATCH, MERGE, Wire

NAME = 'naïve "x"'
WRITES = [("POST", "/labels", JSON), ("PUT", "/labels/plain", JSON), ("PATCH", "/labels/plain", MERGE)]
BROKEN = [
    b"",
    b"   \n",
    b"{",
    b'{"key": "a",}',
    b"{'key': 'a'}",
    b'{"key": "a"} more',
    b'{"key": "a" "text": "b"}',
    b'{"key": "\xff"}',
    b'{"key": "\xed\xa0\x80"}',
    '{"key": "a"}'.encode("utf-16"),
    b'\xef\xbb\xbf\xef\xbb\xbf{"key": "a"}',
    b'{"key": "a", "key": "b"}',
    b'{"text": {"a": 1, "a": 2}}',
    b'{"key": NaN}',
    b'{"key": -Infinity}',
    b'{"key": 01}',
    b'{"key": "\\ud800"}',
    b'{"key": "a\nb"}',
    b'{"key": /* c */ "a"}',
    b"[" * 100_000,
    b'{"a":' * 5_000,
    b"1" * 10_000,
]


@pytest.mark.parametrize(("method", "path", "media_type"), [*WRITES, ("PATCH", "/labels/plain", JSON_PATCH)])
@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_content_that_is_not_json_is_400(api: Wire, method: str, path: str, media_type: str, content: bytes) -> None:
    before = api.get("/labels").content
    answer = api.ask(method, path, content, content_type=media_type)
    assert answer.status == 400, answer.json
    assert api.get("/labels").content == before


def test_a_mistake_in_json_has_a_place(api: Wire) -> None:
    detail = api.post("/labels", b'{"key": "a",\n  "text": nothing}').json["detail"]
    assert "2" in detail and "11" in detail


@pytest.mark.parametrize(("method", "path", "media_type"), WRITES)
@pytest.mark.parametrize("content", [b"[]", b'[{"key": "a"}]', b'"text"', b"5", b"null", b"true", b"1.5e3"])
def test_json_that_is_not_an_object_is_422(api: Wire, method: str, path: str, media_type: str, content: bytes) -> None:
    assert api.ask(method, path, content, content_type=media_type).status == 422


@pytest.mark.parametrize(("method", "path", "advice"), [
    ("POST", "/labels", "accept"), ("PUT", "/labels/plain", "accept"), ("PATCH", "/labels/plain", "accept-patch"),
])  # fmt: skip
@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/xml", "nonsense", "application/json, text/plain", "application/jsonx", "*/*"],
)
def test_content_of_another_type_is_415_with_those_that_are_taken(
    api: Wire, method: str, path: str, advice: str, media_type: str
) -> None:
    answer = api.ask(method, path, b'{"text": "x"}', content_type=media_type)
    assert answer.status == 415
    assert JSON in answer.list_of(advice)
    assert "accept-encoding" not in answer.fields


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;x=y"])
def test_the_type_of_content_may_have_parameters(api: Wire, media_type: str) -> None:
    assert api.post("/labels", b'{"key": "new"}', content_type=media_type).status == 201


@pytest.mark.parametrize(
    ("coding", "code"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("x-gzip", gzip.compress)]
)
def test_coded_content_is_decoded(api: Wire, coding: str, code: Any) -> None:
    answer = api.post("/labels", code(b'{"key": "new", "text": "coded"}'), content_encoding=coding)
    assert (answer.status, answer.json) == (201, {"key": "new", "text": "coded"})


@pytest.mark.parametrize("coding", ["compress", "nonsense", "gzip, nonsense"])
def test_an_unknown_coding_is_415_with_those_that_are_known(api: Wire, coding: str) -> None:
    answer = api.post("/labels", b'{"key": "new"}', content_encoding=coding)
    assert answer.status == 415
    assert {"gzip", "identity"} <= answer.list_of("accept-encoding")
    assert "accept" not in answer.fields


@pytest.mark.parametrize(
    "content", [b'{"key": "new"}', gzip.compress(b'{"key": "new"}', mtime=0)[:-4], gzip.compress(b"{", mtime=0)]
)
def test_a_broken_coding_is_400(api: Wire, content: bytes) -> None:
    assert api.post("/labels", content, content_encoding="gzip").status == 400


def test_content_that_is_too_large_is_413_with_the_limit(api: Wire) -> None:
    large = json.dumps({"key": "new", "text": "x" * (1024 * 1024)}).encode()
    for content, coding in ((large, ""), (gzip.compress(large), "gzip")):
        answer = api.post("/labels", content, content_encoding=coding)
        assert answer.status == 413
        assert str(1024 * 1024) in answer.json["detail"]
    assert api.get("/labels/new").status == 404


@pytest.mark.parametrize(
    ("content", "pointers"),
    [
        ({}, [f"/{NAME}"]),
        ({NAME: None}, [f"/{NAME}"]),
        ({NAME: 5}, [f"/{NAME}"]),
        ({NAME: ""}, [f"/{NAME}"]),
        ({NAME: "n", "a/b": "more than twelve"}, ["/a~1b"]),
        ({NAME: "n\0"}, [f"/{NAME}"]),
        ({NAME: "n", "price": "1.5x", "quantity": 1.5, "shipped": "true"}, ["/price", "/quantity", "/shipped"]),
        ({NAME: "n", "price": 0.001}, ["/price"]),
        ({NAME: "n", "price": 123456789}, ["/price"]),
        ({NAME: "n", "price": 10**40}, ["/price"]),
        ({NAME: "n", "quantity": 10**30}, ["/quantity"]),
        ({NAME: "n", "quantity": None, "shipped": None}, ["/quantity", "/shipped"]),
        ({NAME: "n", "due": "2026-02-30", "size": "xl"}, ["/due", "/size"]),
        ({NAME: "n", "due": 20260101, "updated_at": "yesterday"}, ["/due", "/updated_at"]),
        ({NAME: "n", "picture": "not base64!"}, ["/picture"]),
        ({NAME: "n", "colour": "red", "~/": 1}, ["/colour", "/~0~1"]),
        ({NAME: "n", "total": 5}, ["/total"]),
        ({NAME: "n", "quantity": 0}, ["/quantity"]),
        ({NAME: "n", "price": -1, "quantity": 2000}, ["/price", "/quantity"]),
        ({NAME: "n", "sort": 99}, ["/sort"]),
        ({NAME: "n", "sort": 99, "price": -1}, ["/price", "/sort"]),
    ],
)
def test_all_rules_that_an_item_breaks_are_told_at_once(
    api: Wire, content: dict[str, Any], pointers: list[str]
) -> None:
    for answer in (api.post("/order%20items", content), api.put("/order%20items/1", content)):
        assert answer.status == 422, answer.json
        assert answer.pointers == sorted(pointers)


def test_a_rule_of_several_columns_names_them(api: Wire) -> None:
    answer = api.post("/order%20items", {NAME: "n", "price": 50, "quantity": 500})
    assert answer.status == 422
    assert set(answer.pointers) <= {"", "/price", "/quantity"}


@pytest.mark.parametrize("row", [{"shop": "nowhere", "day": "2026-02-01"}, {"shop": "plain", "day": "2026-03-09"}])
def test_a_composite_reference_that_points_nowhere_is_422(api: Wire, row: dict[str, Any]) -> None:
    answers = [
        api.post("/bookings", row),
        api.put("/bookings/1", row),
        api.put("/bookings/77", row),
        api.patch("/bookings/1", row),
    ]
    for answer in answers:
        assert answer.status == 422
        assert set(answer.pointers) & {"/shop", "/day"}


def test_a_reference_that_is_looked_at_only_at_the_commit_is_422_too(api: Wire) -> None:
    answers = [api.post("/late", {"of": 99}), api.put("/late/1", {"of": 99}), api.patch("/late/1", {"of": 99})]
    for answer in answers:
        assert (answer.status, answer.pointers) == (422, ["/of"])
    assert api.get("/late/1").json == {"id": 1, "of": 1}


def test_chunked_content_is_taken(api: Wire) -> None:
    with connect(api.port) as client:
        client.send(
            b"POST /labels HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'6\r\n{"key"\r\n8\r\n: "new"}\r\n0\r\n\r\n'
        )
        assert client.read().status == 201


def test_a_client_that_waits_to_be_told_to_send_is_told(api: Wire) -> None:
    with connect(api.port) as client:
        client.send(
            b"POST /labels HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 14\r\n"
            b"Expect: 100-continue\r\n\r\n"
        )
        assert client.read().status == 100
        client.send(b'{"key": "new"}')
        assert client.read().status == 201


def test_another_expectation_is_417(api: Wire) -> None:
    assert api.get("/labels", expect="200-ok").status == 417
