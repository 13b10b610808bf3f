"""A collection in memory that behaves as RFC 9110 says."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..semantics.validators import EntityTag, Outcome, Preconditions, Representation, evaluate
from .exchange import Exchange
from .json_content import Unusable, merged, object_of
from .numbers import whole_number

_JSON = "application/json"
_MERGE_PATCH = "application/merge-patch+json"
_MOST_ITEMS = 1000
_GREATEST_NUMBER = 999_999_999

Item = dict[str, Any]


class Items:
    """The collection. Its items are JSON objects, numbered from 1."""

    def __init__(self) -> None:
        self._items: dict[int, Item] = {1: {"name": "tea", "price": 4.5}, 2: {"name": "cup", "price": 12.0}}
        self._next = 3

    async def collection(self, exchange: Exchange) -> None:
        """List the items, or create one."""
        if exchange.method != "POST":
            await exchange.answer_json([self._shown(number) for number in sorted(self._items)])
            return
        item = await _sent(exchange, _JSON)
        if item is not None and await self._has_room(exchange):
            key, self._next = self._next, self._next + 1
            self._items[key] = item
            fields = [("location", f"/items/{key}"), ("etag", str(self._tag(key)))]
            await exchange.answer_json(self._shown(key), 201, fields)

    async def item(self, exchange: Exchange, number: str) -> None:
        """Read, replace, change or remove one item; replacing one that is not there creates it."""
        key = whole_number(number, _GREATEST_NUMBER) or 0
        if key < 1 or (key not in self._items and exchange.method != "PUT"):
            await exchange.answer_problem(404, ("There is no such item.", "No existe ese elemento."))
        elif await self._holds(exchange, key):
            actions = {"PUT": self._put, "PATCH": self._patch, "DELETE": self._delete}
            await actions.get(exchange.method, self._get)(exchange, key)

    async def _get(self, exchange: Exchange, key: int) -> None:
        fields = [("etag", str(self._tag(key))), ("cache-control", "no-cache")]
        await exchange.answer_json(self._shown(key), fields=fields)

    async def _put(self, exchange: Exchange, key: int) -> None:
        item = await _sent(exchange, _JSON)
        if item is None:
            return
        if key in self._items:
            self._items[key] = item
            await exchange.answer_json(self._shown(key))
        elif await self._has_room(exchange):
            self._items[key] = item
            self._next = max(self._next, key + 1)
            await exchange.answer_json(self._shown(key), 201, [("location", f"/items/{key}")])

    async def _patch(self, exchange: Exchange, key: int) -> None:
        changes = await _sent(exchange, _MERGE_PATCH)
        if changes is not None and key in self._items:
            self._items[key] = merged(self._items[key], changes)
            await exchange.answer_json(self._shown(key), fields=[("etag", str(self._tag(key)))])

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

    async def _holds(self, exchange: Exchange, key: int) -> bool:
        """Tell whether the request's conditions hold, or answer 304 or 412 (RFC 9110 §13.2)."""
        conditions = Preconditions(if_match=exchange.field("if-match"), if_none_match=exchange.field("if-none-match"))
        tag = self._tag(key) if key in self._items else None
        outcome = evaluate(exchange.method, conditions, Representation(etag=tag, exists=tag is not None))
        if outcome is Outcome.PROCEED:
            return True
        fields = [] if tag is None else [("etag", str(tag))]
        if outcome is Outcome.NOT_MODIFIED:
            await exchange.answer(304, fields=fields)
        else:
            sentence = ("The item is not the one you know.", "El elemento no es el que usted conoce.")
            await exchange.answer_problem(412, sentence, fields)
        return False

    def _shown(self, key: int) -> Item:
        return {"id": key, **self._items[key]}

    def _tag(self, key: int) -> EntityTag:
        content = json.dumps(self._shown(key), sort_keys=True).encode("ascii")
        return EntityTag(hashlib.sha256(content).hexdigest()[:16])


async def _sent(exchange: Exchange, wanted: str) -> Item | None:
    """Return the object in the content without its id, which the URL gives; or answer why there is none: None.

    The type has to be `wanted`, or plain JSON, which people send where they mean a merge patch.
    """
    kind = (exchange.field("content-type") or "").partition(";")[0].strip().lower()
    if kind not in (wanted, _JSON):
        sentence = (f"Send {wanted}, not {kind or 'content without a type'}.", f"Envíe {wanted}.")
        name = "accept-patch" if wanted == _MERGE_PATCH else "accept"
        await exchange.answer_problem(415, sentence, [(name, wanted)])
        return None
    try:
        item = object_of(await exchange.content())
    except Unusable as refusal:
        await exchange.answer_problem(refusal.status, refusal.sentence)
        return None
    item.pop("id", None)
    return item
