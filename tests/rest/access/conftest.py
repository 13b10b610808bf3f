"""Requests, tables and access files for the tests of who may do what."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column as TableColumn
from sqlalchemy import Integer, MetaData, Table, Text

from antiphon.rest.exchange import Exchange
from antiphon.rest.schema.resource import Column, Kind, Resource, Schema
from antiphon.rest.schema.text_codecs import UUIDCodec
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request

SECOND = 1_000_000_000


@dataclass
class Clock:
    """A clock that stands until a test moves it; in nanoseconds."""

    time: int = 1_000 * SECOND

    def __call__(self) -> int:
        return self.time

    def pass_seconds(self, seconds: float) -> None:
        self.time += int(seconds * SECOND)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands."""
    return Clock()


def request(
    method: str = "GET", *fields: tuple[str, str], target: str = "/orders", client: str | None = "192.0.2.1"
) -> Request:
    """Return a request with `fields`."""
    address = None if client is None else (client, 4711)
    return Request(method, target, target, "", Fields([("Host", "api.example"), *fields]), b"", address, "https")


def exchange(method: str = "GET", *fields: tuple[str, str]) -> Exchange:
    """Return an exchange whose request has `fields`."""
    return Exchange(request(method, *fields))


def resource(name: str, *columns: str) -> Resource:
    """Return a table with `columns` beside its key."""
    names = ("id", *columns)
    table = Table(
        name, MetaData(), TableColumn("id", Integer, primary_key=True), *(TableColumn(c, Text) for c in columns)
    )
    return Resource(name, table, tuple(Column(each, Kind.UUID, UUIDCodec()) for each in names), ("id",))


def schema(*resources: Resource) -> Schema:
    """Return the schema of `resources`."""
    return Schema({each.name: each for each in resources})


Write = Callable[[dict[str, Any]], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Write an access file with these members, and return its path."""

    def write(members: dict[str, Any]) -> Path:
        path = tmp_path / "access.json"
        path.write_text(json.dumps({"version": 1, **members}, indent=1))
        return path

    return write
