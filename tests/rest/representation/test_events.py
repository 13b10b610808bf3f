"""Changes as server-sent events (WHATWG HTML §9.2)."""

from __future__ import annotations

import asyncio
import json

import pytest

from antiphon.rest.representation.changes import Change, ChangeKind, Changes, Overflow
from antiphon.rest.representation.events import KEEP_ALIVE, event_of, event_pieces


def _fields(event: bytes) -> list[tuple[str, str]]:
    """Return the fields of one event as a browser reads them (§9.2.6)."""
    assert event.endswith(b"\n\n")
    lines = event.decode("utf-8").removesuffix("\n\n").split("\n")
    return [(name, value.removeprefix(" ")) for name, _, value in (line.partition(":") for line in lines)]


def test_an_event_has_id_name_and_data() -> None:
    change = Change(ChangeKind.CREATED, "/products/1", {"id": 1, "name": "Tea"}, '"a"', "run-1")
    fields = _fields(event_of(change, "/products", "/shop"))
    assert [name for name, _ in fields] == ["id", "event", "data"]
    assert fields[:2] == [("id", "run-1"), ("event", "created")]
    assert json.loads(fields[2][1]) == {"path": "/shop/products/1", "etag": '"a"', "item": {"id": 1, "name": "Tea"}}


@pytest.mark.parametrize("text", ["a\nb", "a\r\nevent: deleted", "a\rb", "\u2028\u2029", "\n\ndata: x"])
def test_nothing_in_the_data_can_end_the_event(text: str) -> None:
    fields = _fields(event_of(Change(ChangeKind.CHANGED, "/p/1", {"text": text}, id="run-1"), "/p"))
    assert [name for name, _ in fields] == ["id", "event", "data"] and "\r" not in fields[2][1]
    assert json.loads(fields[2][1])["item"] == {"text": text}


def test_a_deleted_item_is_not_shown() -> None:
    fields = _fields(event_of(Change(ChangeKind.DELETED, "/p/1", {"secret": 1}, id="run-1"), "/p"))
    assert json.loads(fields[2][1]) == {"path": "/p/1", "etag": None, "item": None}


def test_an_overflow_says_what_to_read_again() -> None:
    fields = _fields(event_of(Overflow("run-9"), "/p", "/shop"))
    assert fields == [("id", "run-9"), ("event", "overflow"), ("data", '{"path":"/shop/p"}')]


def test_a_stream_starts_at_once_and_goes_on_with_what_happens() -> None:
    async def scenario() -> list[bytes]:
        changes = Changes()
        pieces = event_pieces(changes.subscribe("p"), "/p")
        start = await anext(pieces)
        changes.publish("p", ChangeKind.CREATED, "/p/1", {"id": 1})
        changes.publish("p", ChangeKind.DELETED, "/p/1", {"id": 1})
        changes.close()
        return [start, *[piece async for piece in pieces]]

    start, events = asyncio.run(scenario())
    assert start.startswith(b":\n") and b"retry: " in start
    assert events.count(b"event: created\n") == events.count(b"event: deleted\n") == 1


def test_a_silent_stream_is_kept_alive_by_comments() -> None:
    async def scenario() -> None:
        changes = Changes()
        pieces = event_pieces(changes.subscribe("p"), "/p", keep_alive=0)
        await anext(pieces)
        assert [await anext(pieces), await anext(pieces)] == [KEEP_ALIVE, KEEP_ALIVE]
        await pieces.aclose()  # type: ignore[attr-defined]

    asyncio.run(scenario())
