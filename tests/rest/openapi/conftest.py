"""The resources that are described."""

from __future__ import annotations

import pytest

from antiphon.rest.database.sample import create_sample_shop
from antiphon.rest.schema.resource import Schema

from .described import schema_from, schema_of

_ODD = """
CREATE TABLE "a b/{x}" ("we ird{}" TEXT PRIMARY KEY, sort INTEGER, "a[b]" BLOB, "ñ" DECIMAL(4, 4));
CREATE TABLE "a b__x_" (id INTEGER PRIMARY KEY, more JSON NOT NULL, at TIME NOT NULL);
CREATE TABLE "Problem" (a UUID, b TEXT, PRIMARY KEY (a, b));
CREATE TABLE "" (id INTEGER PRIMARY KEY, "" TEXT);
CREATE TABLE keyless (anything, n FLOAT);
"""


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    """The tables of the sample shop."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    create_sample_shop(path)
    return schema_of(path)


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    """Tables whose names and columns are unusual."""
    return schema_from(tmp_path_factory.mktemp("odd") / "odd.db", _ODD)
