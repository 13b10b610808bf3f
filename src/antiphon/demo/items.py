"""Collections in memory that behave as RFC 9110 says: of JSON objects, whatever other members they have."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..faults import Fault
from ..faults.resource import KEY_CHANGED, KEY_DIFFERS, VALUE_TAKEN
from ..faults.row import NOT_A_NUMBER, NOT_AN_INTEGER, NOT_TEXT, NUMBER_OUT_OF_RANGE
from ..rest.answer import invalid
from ..rest.refusal import Refusal, Violation
from ..rest.representation.document import json_of, tag_of
from ..rest.schema.json_type import json_type
from ..semantics.json_pointer import pointer_to
from ..semantics.merge_patch import MEDIA_TYPE as MERGE_PATCH
from ..semantics.merge_patch import merged
from ..semantics.validators import EntityTag
from .conditions import holds
from .exchange import JSON, Exchange, Pairs
from .numbers import whole_number
from .sent import Item, item_in

_MOST_ITEMS = 1000
_GREATEST_NUMBER = 999_999_999
_KEY = "id"
# Kept, but asked about each time: anybody may change an item.
_ASK = ("cache-control", "no-cache")
_TYPES: dict[Fault, tuple[type, ...]] = {NOT_TEXT: (str,), NOT_A_NUMBER: (int, float, Decimal)}


class Items:
    """The collection at `path`. Its items are JSON objects, numbered from 1; `items` are the first of them.

    The members that these have keep their types; null is always allowed, and other members may be anything.
    """

    def __init__(self, path: str, *items: Item) -> None:
        self.path = path
        self._items: dict[int, Item] = dict(enumerate(items, start=1))
        self._next = len(items) + 1
        self._kinds = {
            name: NOT_TEXT if isinstance(value, str) else NOT_A_NUMBER for item in items for name, value in item.items()
        }

    async def collection(self, exchange: Exchange) -> None:
        """List the items, or create one. Raises `AntiphonError` for content that cannot be one."""
        if exchange.method == "POST":
            await self._post(exchange, await exchange.content())
            return
        content = json_of([self._shown(number) for number in sorted(self._items)])
        tag = tag_of(content)
        if await holds(exchange, tag, [_ASK]):
            await exchange.answer(200, content, JSON, [("etag", str(tag)), _ASK])

    async def item(self, exchange: Exchange, number: str) -> None:
        """Read, replace, change or remove one item; replacing one that is not there creates it.

        Raises `AntiphonError` for content that cannot be one.
        """
        # All of it comes first: what is looked at from here on cannot change before it is written.
        content = await exchange.content()
        key = whole_number(number, _GREATEST_NUMBER) or 0
        if key < 1 or (key not in self._items and exchange.method != "PUT"):
            await exchange.answer_problem(404, ("There is no such item.", "No existe ese elemento."))
        elif await holds(exchange, self._tag(key) if key in self._items else None, [_ASK]):
            actions = {"PUT": self._put, "PATCH": self._patch, "DELETE": self._delete}
            await actions.get(exchange.method, self._get)(exchange, key, content)

    async def _get(self, exchange: Exchange, key: int, _: bytes) -> None:
        await self._answer(exchange, key, 200, [self._etag(key), _ASK])

    async def _post(self, exchange: Exchange, content: bytes) -> None:
        item = item_in(content, exchange, JSON)
        key = self._new_key(item.pop(_KEY, None))
        self._require_types(item)
        if await self._has_room(exchange):
            self._keep(key, item)
            await self._answer(exchange, key, 201, [self._location(key), self._etag(key)])

    async def _put(self, exchange: Exchange, key: int, content: bytes) -> None:
        item = item_in(content, exchange, JSON)
        if item.pop(_KEY, key) != key:
            raise Refusal(KEY_DIFFERS, column=_KEY, expected=key)
        self._require_types(item)
        if key in self._items:
            self._keep(key, item)
            await self._answer(exchange, key, 200)
        elif await self._has_room(exchange):
            self._keep(key, item)
            await self._answer(exchange, key, 201, [self._location(key)])

    async def _patch(self, exchange: Exchange, key: int, content: bytes) -> None:
        changes = item_in(content, exchange, MERGE_PATCH)
        if changes.pop(_KEY, key) != key:
            raise Refusal(KEY_CHANGED, column=_KEY)
        item = merged(self._items[key], changes)
        self._require_types(item)
        self._keep(key, item)
        await self._answer(exchange, key, 200, [self._etag(key)])

    async def _delete(self, exchange: Exchange, key: int, _: bytes) -> None:
        self._items.pop(key, None)
        await exchange.answer(204)

    def _new_key(self, wanted: object) -> int:
        """Return the key of a new item: `wanted`, or the next one where that is None. Raises `Refusal`, 422 or 409."""
        if wanted is None:
            return self._next
        if type(wanted) is not int:
            raise invalid([Violation(pointer_to(_KEY), NOT_AN_INTEGER, {"found": json_type(wanted)})])
        if not 0 < wanted <= _GREATEST_NUMBER:
            limits = {"least": 1, "greatest": _GREATEST_NUMBER}
            raise invalid([Violation(pointer_to(_KEY), NUMBER_OUT_OF_RANGE, limits)])
        if wanted in self._items:
            raise Refusal(VALUE_TAKEN, columns=_KEY, other=f"{self.path}/{wanted}")
        return wanted

    def _keep(self, key: int, item: Item) -> None:
        self._items[key] = item
        self._next = max(self._next, key + 1)

    def _require_types(self, item: Item) -> None:
        """Raise `Refusal`, 422, that tells every member of another type than the first items have."""
        violations = list(self._mistyped(item))
        if violations:
            raise invalid(violations)

    def _mistyped(self, item: Item) -> Iterator[Violation]:
        for name, fault in self._kinds.items():
            value = item.get(name)
            if value is not None and type(value) not in _TYPES[fault]:
                yield Violation(pointer_to(name), fault, {"found": json_type(value)})

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
        return {_KEY: key, **self._items[key]}

    def _tag(self, key: int) -> EntityTag:
        return tag_of(json_of(self._shown(key)))

    def _etag(self, key: int) -> tuple[str, str]:
        return "etag", str(self._tag(key))

    def _location(self, key: int) -> tuple[str, str]:
        return "location", f"{self.path}/{key}"
