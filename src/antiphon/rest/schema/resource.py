"""What a table is to HTTP: a collection of items, each at a URL made from its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Table

    from ..query.full_text import FullText


class Kind(Enum):
    """What a column holds, seen from JSON. Each has one form in a document, whatever the database keeps."""

    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    UUID = "uuid"
    JSON = "json"
    BINARY = "binary"
    ANY = "any"


class Codec(Protocol):
    """Turns one column's values into what JSON, text and the database's driver have for them.

    `shows_as_is`: `to_json` returns what it is given, so that nobody need call it.
    """

    shows_as_is: bool

    def from_json(self, value: Any) -> object:
        """Return what the driver takes for a JSON value that is not null. Raises `Mismatch` where it does not fit."""

    def from_text(self, text: str) -> object:
        """Return what the driver takes for a value in a URL or a CSV cell. Raises `Mismatch` where it does not fit."""

    def to_json(self, value: Any) -> Any:
        """Return what JSON shows for a value from the driver that is not NULL."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `optional`: it may be left out of a new row, since the database has a value for it.

    `writable` is false where only the database decides the value (generated columns). `max_length` counts characters
    of text, or bytes. `precision` and `scale` are those of a decimal. `choices` are the only texts allowed. A column
    that is not `comparable`, such as one of JSON documents, can be neither filtered by value nor sorted.
    """

    name: str
    kind: Kind
    codec: Codec
    nullable: bool = True
    optional: bool = True
    writable: bool = True
    max_length: int | None = None
    precision: int | None = None
    scale: int | None = None
    choices: tuple[str, ...] | None = None
    description: str = ""
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: `columns` of `resource` hold the key `target_columns` of `target` (both are resources' names)."""

    resource: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns whose values together occur once."""

    columns: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of the table in SQL, and the columns it speaks of."""

    sql: str
    columns: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A table or view as a collection.

    `name` is the last segment of its path, before percent-encoding. `key` has the names of the columns whose values
    identify an item, in order; it is empty where there is no key, and then the collection can only be read.
    `references` are its own foreign keys, `referrers` those of others that point here. `table` is what SQL is made
    from. `modified` names the column that tells when a row was last changed, where there is one. `full_text` is
    where words are looked up, where the database has an index of them. `read_only`: the table's engine has no
    transactions.
    """

    name: str
    table: Table
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    referrers: tuple[Reference, ...] = ()
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    is_view: bool = False
    read_only: bool = False
    modified: str | None = None
    description: str = ""
    full_text: FullText | None = None
    by_name: dict[str, Column] = field(init=False, repr=False)
    key_columns: tuple[Column, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})
        object.__setattr__(self, "key_columns", tuple(self.by_name[name] for name in self.key))

    @property
    def writable(self) -> bool:
        """Tell whether rows can be created, replaced, changed and removed."""
        return bool(self.key) and not self.is_view and not self.read_only


@dataclass(frozen=True, slots=True)
class Schema:
    """The resources of a database by name, in the order in which they are shown."""

    resources: dict[str, Resource]
