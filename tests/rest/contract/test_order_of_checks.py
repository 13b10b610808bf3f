"""Which of two refusals a request gets that deserves both (RFC 9110 §13.2.1, §15)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from antiphon.rest.settings import Settings

from ...server.raw_client import connect
from .conftest import serving
from .places import Place
from .wire import JSON_PATCH, Wire

LARGE = b'{"text": "' + b"x" * 2000 + b'"}'
BROKEN = b'{"text": '
INVALID = b'{"text": 5}'
XML = "application/xml"
STALE = '"stale"'


@pytest.fixture(scope="module")
def _strict(served: tuple[Wire, Place]) -> Iterator[Wire]:
    with serving(served[1], settings=Settings(require_match=True, content_limit=1000)) as wire:
        yield wire


@pytest.fixture
def strict(place: Place, _strict: Wire) -> Wire:
    """A backend that wants If-Match, and little content."""
    return _strict


def test_400_of_the_message_before_501(api: Wire) -> None:
    with connect(api.port) as client:
        client.send(b"FROBNICATE /labels HTTP/1.1\r\n\r\n")
        assert client.read().status == 400


def test_414_before_501(api: Wire) -> None:
    with connect(api.port) as client:
        client.send(b"FROBNICATE /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.read().status == 414


def test_431_before_501(api: Wire) -> None:
    with connect(api.port) as client:
        client.send(b"FROBNICATE / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 200_000 + b"\r\n\r\n")
        assert client.read().status == 431


def test_501_before_404_and_405(api: Wire) -> None:
    assert api.ask("FROBNICATE", "/nothing").status == 501
    assert api.ask("FROBNICATE", "/readings").status == 501


def test_404_before_405(api: Wire) -> None:
    assert api.ask("DELETE", "/nothing").status == 404
    assert api.ask("POST", "/nothing/1").status == 404
    assert api.ask("POST", "/order%20items/one").status == 404


def test_404_before_413_and_415(strict: Wire) -> None:
    assert strict.patch("/labels/absent", LARGE, content_type=XML).status == 404
    assert strict.post("/nothing", LARGE, content_type=XML).status == 404
    assert strict.put("/order%20items/one", LARGE, content_type=XML).status == 404


def test_405_before_413(strict: Wire) -> None:
    assert strict.put("/labels", LARGE).status == 405
    assert strict.post("/readings", LARGE).status == 405


def test_405_before_415_and_406(strict: Wire) -> None:
    assert strict.put("/labels", b"<x/>", content_type=XML, accept=XML).status == 405


WRITES = [("POST", "/labels"), ("PUT", "/labels/plain"), ("PATCH", "/labels/plain"), ("QUERY", "/labels")]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_413_before_415(strict: Wire, method: str, path: str) -> None:
    assert strict.ask(method, path, LARGE, content_type=XML).status == 413
    assert strict.ask(method, path, LARGE, content_encoding="nonsense").status == 413


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_415_before_406(strict: Wire, method: str, path: str) -> None:
    assert strict.ask(method, path, b"{}", content_type=XML, accept=XML).status == 415
    assert strict.ask(method, path, b"{}", content_encoding="nonsense", accept=XML).status == 415


CHANGES = [("PUT", "/labels/plain"), ("PATCH", "/labels/plain")]


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_406_before_428(strict: Wire, method: str, path: str) -> None:
    assert strict.ask(method, path, b"{}", accept=XML).status == 406


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_406_before_412(api: Wire, method: str, path: str) -> None:
    assert api.ask(method, path, b"{}", accept=XML, if_match=STALE).status == 406


def test_406_before_304_and_412_of_reads(api: Wire) -> None:
    for path in ("/labels", "/labels/plain", "/"):
        tag = api.get(path).etag
        assert api.get(path, accept=XML, if_none_match=tag).status == 406
        assert api.get(path, accept=XML, if_match=STALE).status == 406


def test_404_before_428(strict: Wire) -> None:
    assert strict.patch("/labels/absent", {"text": "x"}).status == 404
    assert strict.delete("/labels/absent").status == 404


@pytest.mark.parametrize(("method", "path"), [*CHANGES, ("DELETE", "/labels/plain")])
def test_428_before_412(strict: Wire, method: str, path: str) -> None:
    content = None if method == "DELETE" else b"{}"
    answer = strict.ask(method, path, content, if_unmodified_since="Thu, 01 Jan 1970 00:00:00 GMT")
    assert answer.status == 428
    assert answer.fields["cache-control"] == "no-store"
    assert "If-Match" in answer.json["fix"] and "ETag" in answer.json["fix"]


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("content", [BROKEN, INVALID, b""])
def test_428_before_400_and_422(strict: Wire, method: str, path: str, content: bytes) -> None:
    assert strict.ask(method, path, content).status == 428


def test_with_the_condition_that_is_required_a_change_is_made(strict: Wire) -> None:
    tag = strict.get("/labels/plain").etag
    assert strict.patch("/labels/plain", {"text": "new"}, if_match=tag).status == 200
    assert strict.put("/labels/new", {"text": "new"}, if_none_match="*").status == 201
    assert strict.put("/labels/other", {"text": "new"}).status == 428
    assert strict.post("/labels", {"key": "third"}).status == 201
    assert strict.delete("/labels/new", if_match="*").status == 204


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("content", [BROKEN, INVALID, b""])
def test_412_before_400_and_422(api: Wire, method: str, path: str, content: bytes) -> None:
    assert api.ask(method, path, content, if_match=STALE).status == 412


def test_412_before_409(api: Wire) -> None:
    assert api.put("/labels/plain", {"key": "other"}, if_match=STALE).status == 412
    assert api.delete("/sort/1", if_match=STALE).status == 412
    assert api.patch("/sort/2", {"limit": "one"}, if_match=STALE).status == 412
    operations = [{"op": "test", "path": "/limit", "value": "other"}]
    assert api.patch("/sort/2", operations, content_type=JSON_PATCH, if_match=STALE).status == 412


def test_400_of_a_question_before_304_and_412(api: Wire) -> None:
    assert api.get("/labels?colour=red", if_none_match="*").status == 400
    assert api.get("/labels?colour=red", if_match=STALE).status == 400


def test_400_before_422(api: Wire) -> None:
    assert api.post("/labels", b'{"colour": 1, "colour": 2}').status == 400
    assert (
        api.patch(
            "/labels/plain", b'[{"op": "add", "path": "/colour", "value": 1}, {}]', content_type=JSON_PATCH
        ).status
        == 400
    )


def test_422_before_409(api: Wire) -> None:
    assert api.post("/sort", {"id": 1, "limit": 5}).status == 422
    assert api.post("/sort", {"limit": "one", "fields": 99}).status == 422
    assert api.patch("/sort/2", {"limit": "one", "fields": 99}).status == 422


def test_401_and_403_have_no_part_here_and_a_precondition_never_makes_an_error(api: Wire) -> None:
    """A precondition is ignored where the answer without it would be neither 2xx nor 412."""
    for path in ("/nothing", "/labels/absent"):
        assert api.get(path, if_match=STALE).status == 404
        assert api.get(path, if_none_match="*").status == 404
    assert api.ask("DELETE", "/labels", None, if_match=STALE).status == 405
