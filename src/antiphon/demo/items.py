"""Collections in memory that behave as RFC 9110 says: of JSON objects, whatever their members."""

from __future__ import annotations

from typing import Any

from ..faults import AntiphonError
from ..rest.content import require_object
from ..rest.representation.document import json_of, tag_of
from ..semantics.json_text import read_json
from ..semantics.merge_patch import MEDIA_TYPE as MERGE_PATCH
from ..semantics.merge_patch import merged
from ..semantics.validators import EntityTag
from .conditions import holds
from .exchange import JSON, Exchange, Pairs
from .numbers import whole_number

_MOST_ITEMS = 1000
_GREATEST_NUMBER = 999_999_999

Item = dict[str, Any]


class Items:
    """The collection at `path`. Its items are JSON objects, numbered from 1; `items` are the first of them."""

    def __init__(self, path: str, *items: Item) -> None:
        self.path = path
        self._items: dict[int, Item] = dict(enumerate(items, start=1))
        self._next = len(items) + 1

    async def collection(self, exchange: Exchange) -> None:
        """List the items, or create one."""
        if exchange.method != "POST":
            shown = [self._shown(number) for number in sorted(self._items)]
            await exchange.answer(200, json_of(shown), JSON)
            return
        item = await _sent(exchange, JSON)
        if item is not None and await self._has_room(exchange):
            key, self._next = self._next, self._next + 1
            self._items[key] = item
            await self._answer(exchange, key, 201, [self._location(key), self._etag(key)])

    async def item(self, exchange: Exchange, number: str) -> None:
        """Read, replace, change or remove one item; replacing one that is not there creates it."""
        key = whole_number(number, _GREATEST_NUMBER) or 0
        if key < 1 or (key not in self._items and exchange.method != "PUT"):
            await exchange.answer_problem(404, ("There is no such item.", "No existe ese elemento."))
        elif await holds(exchange, self._tag(key) if key in self._items else None):
            actions = {"PUT": self._put, "PATCH": self._patch, "DELETE": self._delete}
            await actions.get(exchange.method, self._get)(exchange, key)

    async def _get(self, exchange: Exchange, key: int) -> None:
        await self._answer(exchange, key, 200, [self._etag(key), ("cache-control", "no-cache")])

    async def _put(self, exchange: Exchange, key: int) -> None:
        item = await _sent(exchange, JSON)
        if item is None:
            return
        if key in self._items:
            self._items[key] = item
            await self._answer(exchange, key, 200)
        elif await self._has_room(exchange):
            self._items[key] = item
            self._next = max(self._next, key + 1)
            await self._answer(exchange, key, 201, [self._location(key)])

    async def _patch(self, exchange: Exchange, key: int) -> None:
        changes = await _sent(exchange, MERGE_PATCH)
        if changes is not None and key in self._items:
            self._items[key] = merged(self._items[key], changes)
            await self._answer(exchange, key, 200, [self._etag(key)])

    async def _delete(self, exchange: Exchange, key: int) -> None:
        self._items.pop(key, None)
        await exchange.answer(204)

    async def _has_room(self, exchange: Exchange) -> bool:
        """Tell whether another item may come, or answer that none may."""
        if len(self._items) < _MOST_ITEMS:
            return True
        sentence = ("The collection is full; remove an item.", "La colección está llena; quite un elemento.")
        await exchange.answer_problem(409, sentence)
        return False

    async def _answer(self, exchange: Exchange, key: int, status: int, fields: Pairs = ()) -> None:
        await exchange.answer(status, json_of(self._shown(key)), JSON, fields)

    def _shown(self, key: int) -> Item:
        return {"id": key, **self._items[key]}

    def _tag(self, key: int) -> EntityTag:
        return tag_of(json_of(self._shown(key)))

    def _etag(self, key: int) -> tuple[str, str]:
        return "etag", str(self._tag(key))

    def _location(self, key: int) -> tuple[str, str]:
        return "location", f"{self.path}/{key}"


async def _sent(exchange: Exchange, wanted: str) -> Item | None:
    """Return the object in the content without its id, which the URL gives; or answer why there is none: None.

    The type has to be `wanted`, or plain JSON, which people send where they mean a merge patch.
    """
    kind = (exchange.field("content-type") or "").partition(";")[0].strip().lower()
    if kind not in (wanted, JSON):
        sentence = (f"Send {wanted}, not {kind or 'content without a type'}.", f"Envíe {wanted}.")
        name = "accept-patch" if wanted == MERGE_PATCH else "accept"
        await exchange.answer_problem(415, sentence, [(name, wanted)])
        return None
    try:
        item = require_object(read_json(await exchange.content()))
    except AntiphonError as error:
        await exchange.answer_fault(error)
        return None
    item.pop("id", None)
    return item
