"""No mistake of a client is answered with a server error (RFC 9110 §15.5, §15.6), and fuzzing finds those that are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import antiphon
from antiphon.inspect.check.fuzzing import Fuzzed, fuzz
from antiphon.inspect.check.mistakes.mistake import Material
from antiphon.inspect.check.mistakes.table import mistake
from antiphon.inspect.check.shape import Shape
from antiphon.semantics.url import url_of
from antiphon.server.handler import Request, Response

from ...client.peers import Link, Peer, response
from .shelf import URL, Answering, Mistake, instead, is_item, notes_in, on, session_of

COLLECTION = url_of(URL)
ITEM = url_of(f"{URL}/7")
MATERIAL = Material(COLLECTION, ITEM, Shape(), {"title": "tea", "stars": 3}, ITEM)


def fuzzed(path: Path, *mistakes: Mistake, **options: Any) -> Fuzzed:
    """Return what fuzzing finds at the shelf at `path`, with `mistakes`."""
    with session_of(path, *mistakes) as session:
        return fuzz(URL, session=session, wait=lambda seconds: None, **{"count": 150, **options})


@pytest.mark.parametrize("seed", [1, 2])
def test_the_backend_fails_at_no_mistake_and_nothing_is_left(shelf: Path, seed: int) -> None:
    before = notes_in(shelf)
    found = fuzzed(shelf, seed=seed, count=300)
    assert [finding.why.sentence() for finding in found.findings] == []
    assert found.ok and notes_in(shelf) == before
    assert sum(found.statuses.values()) == 300 and found.statuses.keys() <= {2, 3, 4}


async def counts_too_far(request: Request, answer: Answering) -> Response:
    """Fail at numbers that are too great, as a program does that does not expect them."""
    if b"1" + b"0" * 60 in request.content or "9" * 60 in request.query:
        return Response(500)
    return await answer(request)


def test_what_fails_is_found_and_found_again_by_its_number(shelf: Path) -> None:
    found = fuzzed(shelf, counts_too_far)
    assert not found.ok and found.statuses[5] == len(found.findings) > 1
    first = found.findings[0]
    assert first.response is not None and first.response.status_code == 500
    assert "was answered 500, but the mistake is the client's" in first.why.sentence()
    assert "se respondió con 500, pero el error es del cliente" in first.why.sentence("es")
    [again] = fuzzed(shelf, counts_too_far, first=first.number, count=1).findings
    assert again.kind == first.kind


@pytest.mark.parametrize(
    "failing",
    [
        instead(500, on("PATCH", item=True)),
        instead(502, on("PUT", item=True)),
        instead(503, lambda request: "%" in request.query),
        instead(501, lambda request: request.method == "GET" and is_item(request) and not request.path[7:].isdigit()),
        instead(500, lambda request: request.content == b"[]"),
        instead(500, lambda request: "utf-7" in request.fields.get("content-type", "")),
    ],
    ids=["patch", "put", "query", "key", "content", "type"],
)
def test_every_kind_of_mistake_is_tried(shelf: Path, failing: Mistake) -> None:
    assert fuzzed(shelf, failing, count=300).findings


def test_a_method_that_is_not_implemented_is_no_failure(shelf: Path) -> None:
    """RFC 9110 §9.1: only GET and HEAD must be there."""
    assert fuzzed(shelf, instead(501, on("PATCH"))).findings == ()


def test_reading_alone_sends_nothing_that_changes(shelf: Path) -> None:
    methods = set()

    async def noted(request: Request, answer: Answering) -> Response:
        methods.add(request.method)
        return await answer(request)

    found = fuzzed(shelf, noted, read_only=True)
    assert found.ok and methods == {"GET", "HEAD", "OPTIONS"}


def test_no_item_to_change_is_told(shelf: Path) -> None:
    found = fuzzed(shelf, instead(422, on("POST", item=False), b"{}"))
    assert not found.ok and found.findings == () and found.trouble is not None
    assert "no item could be made" in found.trouble.sentence()


def test_items_that_cannot_be_removed_are_told_and_no_more_are_made(shelf: Path) -> None:
    before = len(notes_in(shelf))
    found = fuzzed(shelf, instead(403, on("DELETE")))
    assert not found.ok and found.left and len(notes_in(shelf)) - before == len(found.left) < 20


def test_a_request_without_an_answer_is_a_finding() -> None:
    """A mistake that ends the connection is no better than a 500."""

    def breaking(link: Link) -> None:
        while True:
            request = link.request()
            if request.method == "OPTIONS":
                return
            link.send(response(b'[{"id": 1}]', "Content-Type: application/json"))

    with Peer(breaking) as peer, antiphon.Session() as session:
        found = fuzz(f"{peer.url}notes", session=session, read_only=True, count=60)
    assert found.statuses[0] == len(found.findings) > 0
    assert {finding.kind[1:] for finding in found.findings} == {("OPTIONS", 0)}
    assert "got no answer" in found.findings[0].why.sentence()


def test_each_finding_is_told_as_it_comes(shelf: Path) -> None:
    told: list[int] = []
    found = fuzzed(shelf, counts_too_far, on_finding=lambda finding: told.append(finding.number))
    assert told == [finding.number for finding in found.findings]


@given(seed=st.integers(), number=st.integers(min_value=1))
def test_a_seed_and_a_number_always_give_the_same_mistake(seed: int, number: int) -> None:
    drawn = mistake(seed, number, MATERIAL)
    assert drawn == mistake(seed, number, MATERIAL)
    # PUT and PATCH change what is its own alone.
    assert drawn.url == ITEM or drawn.method in ("GET", "HEAD", "OPTIONS", "POST")
    assert drawn.what.en and drawn.what.es
