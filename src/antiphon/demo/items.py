"""A collection in memory that behaves as RFC 9110 says."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..semantics.validators import Outcome, Preconditions, Representation, evaluate, parse_entity_tag
from .exchange import Exchange

_COLLECTION = "GET, HEAD, POST, OPTIONS"
_ITEM = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"
_TYPES = {"POST": "application/json", "PUT": "application/json", "PATCH": "application/merge-patch+json"}
_MOST_ITEMS = 1000

Item = dict[str, Any]


class Items:
    """The collection. Its items are JSON objects, numbered from 1."""

    def __init__(self) -> None:
        self._items: dict[int, Item] = {1: {"name": "tea", "price": 4.5}, 2: {"name": "cup", "price": 12.0}}
        self._next = 3

    async def collection(self, exchange: Exchange) -> None:
        """List the items, or create one."""
        if exchange.method == "GET":
            await exchange.answer_json([self._shown(number) for number in sorted(self._items)])
        elif exchange.method == "POST":
            await self._create(exchange)
        else:
            await exchange.answer_method(_COLLECTION)

    async def item(self, exchange: Exchange, number: str) -> None:
        """Read, replace, change or remove one item."""
        if not number.isascii() or not number.isdigit() or len(number) > 9:
            await self._absent(exchange)
            return
        key = int(number)
        if exchange.method not in _ITEM.split(", ") or exchange.method == "OPTIONS":
            await exchange.answer_method(_ITEM)
        elif key not in self._items and exchange.method != "PUT":
            await self._absent(exchange)
        elif await self._holds(exchange, key):
            await getattr(self, f"_{exchange.method.lower()}")(exchange, key)

    async def _get(self, exchange: Exchange, key: int) -> None:
        fields = [("etag", self._tag(key)), ("cache-control", "no-cache")]
        await exchange.answer_json(self._shown(key), fields=fields)

    async def _put(self, exchange: Exchange, key: int) -> None:
        item = await self._sent(exchange)
        if item is not None:
            created = key not in self._items
            self._items[key] = item
            self._next = max(self._next, key + 1)
            fields = [("location", f"/items/{key}")] if created else []
            await exchange.answer_json(self._shown(key), 201 if created else 200, fields)

    async def _patch(self, exchange: Exchange, key: int) -> None:
        changes = await self._sent(exchange)
        if changes is not None:
            merged = {**self._items[key], **changes}
            self._items[key] = {name: value for name, value in merged.items() if value is not None}
            await exchange.answer_json(self._shown(key), fields=[("etag", self._tag(key))])

    async def _delete(self, exchange: Exchange, key: int) -> None:
        del self._items[key]
        await exchange.answer(204)

    async def _create(self, exchange: Exchange) -> None:
        item = await self._sent(exchange)
        if item is None:
            return
        if len(self._items) >= _MOST_ITEMS:
            sentence = ("The collection is full; remove an item.", "La colección está llena; quite un elemento.")
            await exchange.answer_problem(409, sentence)
            return
        key, self._next = self._next, self._next + 1
        self._items[key] = item
        fields = [("location", f"/items/{key}"), ("etag", self._tag(key))]
        await exchange.answer_json(self._shown(key), 201, fields)

    async def _sent(self, exchange: Exchange) -> Item | None:
        """Return the object in the content, or answer why it cannot be used and return None."""
        wanted = _TYPES[exchange.method]
        kind = (exchange.field("content-type") or "").partition(";")[0].strip().lower()
        if kind not in (wanted, "application/json"):
            sentence = (f"Send {wanted}, not {kind or 'content without a type'}.", f"Envíe {wanted}.")
            name = "accept-patch" if exchange.method == "PATCH" else "accept"
            await exchange.answer_problem(415, sentence, [(name, wanted)])
            return None
        try:
            value = json.loads(await exchange.content())
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            sentence = (f"The content is not JSON: {place}.", f"El contenido no es JSON: {place}.")
            await exchange.answer_problem(400, sentence)
            return None
        except (UnicodeDecodeError, RecursionError):
            await exchange.answer_problem(400, ("The content is not JSON.", "El contenido no es JSON."))
            return None
        if not isinstance(value, dict) or not value:
            sentence = ("An item is an object with a field.", "Un elemento es un objeto con algún campo.")
            await exchange.answer_problem(422, sentence, errors=[{"pointer": "", "detail": sentence[0]}])
            return None
        return {name: member for name, member in value.items() if name != "id"}

    async def _holds(self, exchange: Exchange, key: int) -> bool:
        """Tell whether the request's conditions hold, or answer 304 or 412 (RFC 9110 §13.2)."""
        conditions = Preconditions(if_match=exchange.field("if-match"), if_none_match=exchange.field("if-none-match"))
        exists = key in self._items
        tag = parse_entity_tag(self._tag(key)) if exists else None
        outcome = evaluate(exchange.method, conditions, Representation(etag=tag, last_modified=None, exists=exists))
        if outcome is Outcome.PROCEED:
            return True
        fields = [("etag", self._tag(key))] if exists else []
        if outcome is Outcome.NOT_MODIFIED:
            await exchange.answer(304, fields=fields)
        else:
            sentence = ("The item is not the one you know.", "El elemento no es el que usted conoce.")
            await exchange.answer_problem(412, sentence, fields)
        return False

    async def _absent(self, exchange: Exchange) -> None:
        await exchange.answer_problem(404, ("There is no such item.", "No existe ese elemento."))

    def _shown(self, key: int) -> Item:
        return {"id": key, **self._items[key]}

    def _tag(self, key: int) -> str:
        content = json.dumps(self._shown(key), sort_keys=True).encode("utf-8")
        return f'"{hashlib.sha256(content).hexdigest()[:16]}"'
