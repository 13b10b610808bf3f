"""The REST backends under test: how each is started, where its rows are, and what its answers look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .environment import Environment
from .rest_data import Product

_Command = Callable[[Environment, str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Backend:
    """A REST backend. `command` takes the database and the port; `variables` are those of the process, by database.

    `row` and `page` are the targets of a product by its key, and of the cheapest of a category from a price on; `found`
    returns the products in an answer.
    """

    command: _Command
    row: str
    page: str
    found: Callable[[Any], list[Product]]
    variables: Callable[[str], Mapping[str, str]] = field(default=lambda database: {})


def _antiphon(environment: Environment, database: str, port: int) -> list[str]:
    options = ("--http", "--host", "127.0.0.1", "--port", str(port), "--no-access-log")
    return [environment.antiphon, "serve", database, *options]


def _fastapi(environment: Environment, database: str, port: int) -> list[str]:
    options = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "error")
    application = "bench.contenders.rest_fastapi:application"
    return [environment.peer("uvicorn"), application, "--port", str(port), *options]


def _fastapi_variables(database: str) -> Mapping[str, str]:
    if database.startswith("postgresql://"):
        return {"BENCH_DATABASE": database.replace("postgresql://", "postgresql+asyncpg://", 1)}
    return {"BENCH_DATABASE": f"sqlite+aiosqlite:///{database}"}


def _json_server(environment: Environment, database: str, port: int) -> list[str]:
    program = environment.node_peer("json-server")
    return [program, "--host", "127.0.0.1", "--port", str(port), str(Path(database).with_suffix(".json"))]


def _datasette(environment: Environment, database: str, port: int) -> list[str]:
    # Without the setting, an export ends after 100 MB.
    return [environment.peer("datasette"), "serve", database, "--port", str(port), "--setting", "max_csv_mb", "0"]


def _one_or_all(answer: Any) -> list[Product]:
    return answer if isinstance(answer, list) else [answer]


def _of_json_server(answer: Any) -> list[Product]:
    return [{**product, "id": int(product["id"])} for product in _one_or_all(answer.get("data", answer))]


ANTIPHON = Backend(
    _antiphon,
    "/products/{key}",
    "/products?category={category}&price[ge]={least}&sort=price&limit=20",
    _one_or_all,
)
FASTAPI = Backend(
    _fastapi, "/products/{key}", "/products?category={category}&least={least}&limit=20", _one_or_all, _fastapi_variables
)
JSON_SERVER = Backend(
    _json_server,
    "/products/{key}",
    "/products?category={category}&price:gte={least}&_sort=price&_page=1&_per_page=20",
    _of_json_server,
)
DATASETTE = Backend(
    _datasette,
    "/shop/products/{key}.json?_shape=objects",
    "/shop/products.json?category={category}&price__gte={least}&_sort=price&_size=20&_shape=array",
    lambda answer: answer["rows"] if isinstance(answer, dict) else answer,
)
