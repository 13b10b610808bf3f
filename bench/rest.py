"""REST backends over the same products: rows, lists, conditions, durable changes, and the start on a wide schema."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryDirectory

from .environment import Environment
from .measure import Ceiling, Figure, Ratio, Row
from .rest_data import COUNT, make_json, make_sqlite, make_tables
from .rest_load import (
    Contender,
    Place,
    asked,
    few_rows_of,
    known_rows_of,
    loaded,
    new_rows,
    pages_of,
    rows_of,
    serving,
)
from .rest_postgresql import postgresql
from .rest_servers import ANTIPHON, DATASETTE, FASTAPI, JSON_SERVER, Backend

_MANY = 1_000_000
_TABLES = 500
_PEERS = {
    "antiphon": ANTIPHON,
    "FastAPI": FASTAPI,
    "json-server": JSON_SERVER,
    "Datasette": DATASETTE,
}


@contextmanager
def _in_memory(environment: Environment, count: int = COUNT) -> Iterator[str]:
    """Give the path of an SQLite file, made once; json-server's data is beside it."""
    folder = environment.scratch / str(count)
    path = folder / "shop.db"
    if not path.exists():
        folder.mkdir()
        make_sqlite(path, count)
        if count == COUNT:
            make_json(path.with_suffix(".json"))
    yield str(path)


@contextmanager
def _on_disk(environment: Environment) -> Iterator[str]:
    """Give the path of a copy of the SQLite file on the disk, to be changed."""
    with _in_memory(environment) as original, TemporaryDirectory(dir="/var/tmp") as folder:
        yield shutil.copy(original, folder)


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    return [
        _one_row(environment),
        _one_of_many(environment),
        _page(environment),
        _unchanged(environment),
        _new_row(environment),
        _one_row_of_postgresql(environment),
        _start(environment),
    ]


def _contenders(
    environment: Environment, place: Place, requests: Callable[[Backend], Callable[[int], Iterator[bytes]]], *names: str
) -> dict[str, Contender]:
    return {name: loaded(environment, _PEERS[name], place, requests(_PEERS[name])) for name in names}


def _one_row(environment: Environment) -> Row:
    return Row(
        "REST, GET one row",
        "requests/s",
        f"Random keys of a table of {COUNT:,} rows in SQLite, 200 bytes of JSON back, on 32 kept connections. FastAPI "
        "is the application of its tutorial: SQLAlchemy's asynchronous session on aiosqlite, on uvicorn with uvloop "
        "and httptools. Antiphon keeps what it has shown until anything in the database changes, of which it asks "
        "SQLite for each request, so most of these rows come from its memory; the next row is without that.",
        _contenders(environment, partial(_in_memory, environment), rows_of, *_PEERS),
        (Ratio("FastAPI", 20.0), Ratio("json-server", 5.0), Ratio("Datasette", 15.0)),
    )


def _one_of_many(environment: Environment) -> Row:
    return Row(
        "REST, GET one row of a million",
        "requests/s",
        f"The same with random keys of {_MANY:,} rows, hardly any of them asked for twice.",
        _contenders(
            environment,
            partial(_in_memory, environment, _MANY),
            lambda backend: rows_of(backend, _MANY),
            *("antiphon", "FastAPI", "Datasette"),
        ),
        (Ratio("FastAPI", 15.0), Ratio("Datasette", 15.0)),
    )


def _page(environment: Environment) -> Row:
    return Row(
        "REST, GET 20 rows filtered and sorted",
        "requests/s",
        f"From {COUNT:,} rows: the 20 cheapest of a category from a price on, by an index, no two requests the same.",
        _contenders(environment, partial(_in_memory, environment), pages_of, *_PEERS),
        (Ratio("FastAPI", 8.0),),
    )


def _unchanged(environment: Environment) -> Row:
    place = partial(_in_memory, environment)
    return Row(
        "REST, conditional GET answered 304",
        "requests/s",
        "200 rows whose entity tags the client has, beside the same rows for a client that has not. No peer has entity "
        "tags on rows.",
        {
            "antiphon": loaded(environment, ANTIPHON, place, known_rows_of(ANTIPHON)),
            "antiphon, the row": loaded(environment, ANTIPHON, place, few_rows_of(ANTIPHON)),
        },
        (Ratio("antiphon, the row", 1.0),),
    )


def _new_row(environment: Environment) -> Row:
    return Row(
        "REST, durable POST",
        "requests/s",
        "A new row, on the disk before it is answered with 201 (SQLite with write-ahead log and synchronous=FULL), on "
        "32 kept connections. FastAPI's commits wait for the disk, too, each for itself.",
        _contenders(
            environment,
            partial(_on_disk, environment),
            lambda backend: new_rows,
            *("antiphon", "FastAPI"),
        ),
        (Ratio("FastAPI", 5.0),),
    )


def _one_row_of_postgresql(environment: Environment) -> Row:
    return Row(
        "REST, GET one row from PostgreSQL",
        "requests/s",
        f"Random keys of {COUNT:,} rows; PostgreSQL runs on the load's core, beside wrk. FastAPI reads with SQLAlchemy "
        "and asyncpg, Antiphon with psycopg, and keeps nothing.",
        _contenders(environment, partial(postgresql, environment), rows_of, "antiphon", "FastAPI"),
        (Ratio("FastAPI", 5.0),),
    )


def _start(environment: Environment) -> Row:
    return Row(
        f"REST, start on {_TABLES} tables",
        "ms",
        "From the command to the answer of the first request, on an SQLite file whose tables have ten columns, a "
        "unique one, a rule and a reference.",
        {
            "antiphon": _started(environment, ANTIPHON, "/table_0"),
            "Datasette": _started(environment, DATASETTE, "/tables/table_0.json"),
        },
        (Ceiling(2000, "ms"),),
        less_is_better=True,
    )


def _started(environment: Environment, backend: Backend, target: str) -> Contender:
    def contend() -> Figure:
        path = environment.scratch / "tables.db"
        if not path.exists():
            make_tables(path, _TABLES)
        begun = time.perf_counter()
        with serving(environment, backend, str(path)) as (_, port):
            if asked(port, target).status != 200:
                raise RuntimeError(f"{target} was not answered")
            return Figure(1000 * (time.perf_counter() - begun))

    return contend
