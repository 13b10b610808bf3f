"""A .json file, or a folder of .csv files, becomes an SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...faults import UsageError
from ...faults.database import DATA_EMPTY, DATA_KIND, DATA_MISSING
from ..schema.resource import Kind
from .collection import Collection, check_names
from .csv_data import csv_collections
from .inference import KEY, Inferred, infer
from .json_data import json_collections
from .new_file import new_database

_TYPES = {
    Kind.BOOLEAN: "BOOLEAN",
    Kind.INTEGER: "INTEGER",
    Kind.FLOAT: "REAL",
    Kind.DATE: "DATE",
    Kind.DATETIME: "DATETIME",
    Kind.TEXT: "TEXT",
    # JSON alone has the affinity NUMERIC, which would round a number that is all of a value.
    Kind.JSON: "JSON TEXT",
}
_NEW_KEY = "lower(hex(randomblob(8)))"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table that was made: its name, how many rows it got, its key ("" where it has none), and for each column that
    refers to another table the name of that."""

    name: str
    rows: int
    key: str
    references: dict[str, str]


def load(source: str | Path, target: str | Path) -> tuple[Loaded, ...]:
    """Make an SQLite database at `target` of the .json file or the folder of .csv files at `source`.

    Types are guessed from all values; ``id`` is the key where its values occur once, and is added where there is none;
    ``customerId`` or ``customer_id`` refers to the collection customers where all its values are keys there. Raises
    `UsageError` that says what is wrong where, and then there is no file at `target`, or the one that was.
    """
    collections = _collections(Path(source))
    check_names(collections)
    tables = infer(collections)
    with new_database(Path(target)) as connection:
        for table in tables:
            connection.execute(_definition(table))
            _fill(connection, table)
    return tuple(
        Loaded(
            table.collection.name,
            table.count,
            KEY if table.key is None else table.key,
            {column: referred.collection.name for column, referred in table.references.items()},
        )
        for table in tables
    )


def _collections(source: Path) -> list[Collection]:
    if not source.exists():
        raise UsageError(DATA_MISSING, path=str(source))
    if source.is_dir():
        collections = csv_collections(source)
    elif source.suffix.lower() == ".json":
        collections = json_collections(source)
    else:
        raise UsageError(DATA_KIND, path=str(source))
    if not collections:
        raise UsageError(DATA_EMPTY, path=str(source))
    return collections


def _definition(table: Inferred) -> str:
    parts = [_quoted(KEY) + " INTEGER PRIMARY KEY"] if table.key is None else []
    parts += [_column(table, name) for name in table.collection.columns]
    return f"CREATE TABLE {_quoted(table.collection.name)} ({', '.join(parts)})"


def _column(table: Inferred, name: str) -> str:
    quoted, kind = _quoted(name), table.kinds[name]
    if name == table.key:
        return (
            f"{quoted} INTEGER PRIMARY KEY"
            if kind is Kind.INTEGER
            else (f"{quoted} TEXT NOT NULL PRIMARY KEY DEFAULT ({_NEW_KEY})")
        )
    parts = [quoted, _TYPES[kind]]
    if kind is Kind.BOOLEAN:
        parts.append(f"CHECK ({quoted} IN (0, 1))")
    if kind is Kind.JSON:
        parts.append(f"CHECK ({quoted} IS NULL OR json_valid({quoted}))")
    if referred := table.references.get(name):
        parts.append(f"REFERENCES {_quoted(referred.collection.name)} ({_quoted(referred.key or KEY)})")
    return " ".join(parts)


def _fill(connection: sqlite3.Connection, table: Inferred) -> None:
    collection = table.collection
    if not collection.columns:
        return
    names = ", ".join(map(_quoted, collection.columns))
    places = ", ".join(
        f"coalesce(?, {_NEW_KEY})" if name == table.key and table.kinds[name] is Kind.TEXT else "?"
        for name in collection.columns
    )
    connection.executemany(f"INSERT INTO {_quoted(collection.name)} ({names}) VALUES ({places})", _values(table))


def _values(table: Inferred) -> Iterator[list[object]]:
    readers = [table.collection.readers[table.kinds[name]] for name in table.collection.columns]
    for row in table.collection.rows():
        yield [None if value is None else read(value) for read, value in zip(readers, row, strict=True)]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
