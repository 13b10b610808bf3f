"""The rows of one resource: found, written, and shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from ..faults.database import TYPE_VIOLATED
from ..semantics.validators import EntityTag, Representation
from .access.policy import Grant
from .access.principal import Principal
from .database.database import Database, Row, Transaction
from .database.failures import ConstraintViolated
from .query.statement import Key, Statements
from .representation.document import Document, Shape, json_of, tag_of
from .schema.resource import Resource

_KNOWN_SHAPES = 64


class Rows:
    """The rows of `resource` in `database`. `shape_of` gives the shape of some of its columns, by their names."""

    def __init__(self, resource: Resource, database: Database) -> None:
        self.resource = resource
        self.database = database
        self.statements = Statements(resource, database.dialect)
        self.shape = Shape(resource.columns)
        self.shape_of = lru_cache(_KNOWN_SHAPES)(self._shape_of)
        names = [column.name for column in resource.columns]
        self._key_places = [names.index(name) for name in resource.key]
        self._modified = None if resource.modified is None else names.index(resource.modified)

    async def find(self, key: Key) -> Row | None:
        """Return the row with `key` as it is committed; None where there is none."""
        rows = await self.database.fetch(self.statements.item(key))
        return rows[0] if rows else None

    def is_granted(self, row: Row, principal: Principal, grant: Grant) -> bool:
        """Tell whether `principal` may know of `row`: where only its own rows count, it has to own it."""
        return grant.owner is None or row[self.shape.names.index(grant.owner)] == principal.name

    def key_of(self, row: Row) -> Key:
        """Return the key of `row`."""
        return tuple([row[place] for place in self._key_places])

    def _shape_of(self, names: tuple[str, ...]) -> Shape:
        return Shape([self.resource.by_name[name] for name in names])

    def document(self, row: Row) -> Document:
        """Return the JSON object of `row`."""
        return self.shape.document(row)

    def content(self, row: Row) -> bytes:
        """Return the JSON of `row`."""
        return json_of(self.shape.item(row))

    def tag(self, row: Row) -> EntityTag:
        """Return the strong entity tag of `row`."""
        return tag_of(self.content(row))

    def representation(self, row: Row | None) -> Representation:
        """Return what preconditions are compared with; None stands for an item that is not there."""
        if row is None:
            return Representation(exists=False)
        return Representation(self.tag(row), self.modified(row))

    def modified(self, row: Row) -> int | None:
        """Return when `row` was last changed, in seconds since the epoch; None where no column tells."""
        value = None if self._modified is None else row[self._modified]
        if self._modified is None or value is None:
            return None
        shown = self.shape.columns[self._modified].codec.to_json(value)
        return _epoch(shown) if isinstance(shown, str) else None

    async def insert(self, transaction: Transaction, values: Mapping[str, object]) -> Row:
        """Add a row and return it with what the database made of it. Raises `ConstraintViolated`."""
        names, given = tuple(values), tuple(values.values())
        added = await transaction.execute(self.statements.insert(names, given))
        return await self._written(transaction, self.statements.key_of_inserted(names, given, added))

    async def replace(self, transaction: Transaction, key: Key, values: Mapping[str, object]) -> Row:
        """Put `values` into the row with `key`, and defaults into its other columns. Raises `ConstraintViolated`."""
        await transaction.execute(self.statements.replace(key, tuple(values), tuple(values.values())))
        return await self._written(transaction, key)

    async def change(self, transaction: Transaction, key: Key, values: Mapping[str, object]) -> Row:
        """Put `values` into the row with `key`. Raises `ConstraintViolated`."""
        if values:
            await transaction.execute(self.statements.change(key, tuple(values), tuple(values.values())))
        return await self._written(transaction, key)

    async def delete(self, transaction: Transaction, key: Key) -> None:
        """Remove the row with `key`. Raises `ConstraintViolated` where others refer to it."""
        await transaction.execute(self.statements.delete(key))

    async def locked(self, transaction: Transaction, key: Key) -> Row | None:
        """Return the row with `key`, which nobody else changes until the transaction ends; None where there is none."""
        rows = await transaction.execute(self.statements.locked(key))
        return rows[0] if rows else None

    async def _written(self, transaction: Transaction, key: Key) -> Row:
        rows = await transaction.execute(self.statements.item(key))
        if not rows:
            # The database made another key of the one given, as by padding it.
            raise ConstraintViolated(TYPE_VIOLATED, table=self.resource.table.name, columns=self.resource.key)
        return rows[0]


@lru_cache(maxsize=4096)
def _epoch(shown: str) -> int | None:
    """Return the seconds since the epoch of a moment in RFC 3339, UTC where it has no zone; None for other text."""
    try:
        moment = datetime.fromisoformat(shown)
    except ValueError:  # SQLite takes any text for a moment
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
