"""A shop to ask things of, on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..mysql_server import MySQLServer
from .databases import MySQLConnection, Tables, mysql_tables, postgresql_tables, sqlite_tables

SHOP = """
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE books (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL DEFAULT 'untitled',
  price NUMERIC(8, 2),
  stock INTEGER NOT NULL DEFAULT 7,
  "sort" TEXT,
  "odd, name" TEXT,
  released DATE,
  author_id INTEGER REFERENCES authors (id)
);
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  book_id INTEGER NOT NULL REFERENCES books (id),
  "by" INTEGER REFERENCES authors (id),
  stars INTEGER NOT NULL
);
CREATE TABLE places (
  "row_number" INTEGER NOT NULL, "column %s?" TEXT NOT NULL, note TEXT, PRIMARY KEY ("row_number", "column %s?")
);
CREATE VIEW cheap AS SELECT title, price FROM books WHERE price < 10;
INSERT INTO authors VALUES (1, 'Ana'), (2, 'Böll'), (3, 'Cid');
INSERT INTO books VALUES
  (1, 'Lamp', 5, 3, 'x', NULL, '2020-01-01', 1),
  (2, 'lamp shade', 9.99, 0, NULL, 'a,b', '2021-01-01', 1),
  (3, '100% wool', 20, 4, 'y', 'c', NULL, 2),
  (4, '100 sheep', NULL, 4, 'x', NULL, NULL, NULL),
  (5, 'a_b', 5, 9, NULL, NULL, '2019-05-05', 2),
  (6, 'aXb', 30.5, 1, 'z', '"q"', '2022-02-02', 3);
INSERT INTO reviews VALUES (1, 1, 2, 5), (2, 1, 3, 4), (3, 1, 2, 1), (4, 3, 1, 3);
INSERT INTO places VALUES (1, 'a', 'first'), (1, 'b', NULL), (2, 'a', 'third');
"""
FTS = """
CREATE VIRTUAL TABLE books_words USING fts5(title, content='books', content_rowid='id');
INSERT INTO books_words (rowid, title) SELECT id, title FROM books;
"""
VECTOR = """
ALTER TABLE books ADD words tsvector GENERATED ALWAYS AS (to_tsvector('english', title)) STORED;
CREATE INDEX ON books USING gin (words);
"""
# Titles sort as elsewhere, and their words are found in upper and lower case.
MATCH = """
ALTER TABLE books
  MODIFY title TEXT COLLATE utf8mb4_bin NOT NULL DEFAULT 'untitled',
  ADD words TEXT COLLATE utf8mb4_general_ci AS (title) STORED,
  ADD FULLTEXT (words);
"""


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def shop(request: pytest.FixtureRequest) -> Tables:
    shop: Tables = request.getfixturevalue(f"{request.param}_full_shop")
    return shop


@pytest.fixture(params=["sqlite", "postgresql"])
def returning_shop(request: pytest.FixtureRequest) -> Tables:
    """The shop on an engine that has RETURNING."""
    shop: Tables = request.getfixturevalue(f"{request.param}_full_shop")
    return shop


@pytest.fixture
def sqlite_full_shop() -> Iterator[Tables]:
    with sqlite_tables(SHOP + FTS) as tables:
        yield tables


@pytest.fixture
def postgresql_full_shop(postgresql_url: str) -> Iterator[Tables]:
    with postgresql_tables(postgresql_url, SHOP + VECTOR) as tables:
        yield tables


@pytest.fixture(scope="session")
def _mysql_shop(_mysql_server: MySQLServer) -> Iterator[Tables]:
    # What is part of a key has a limited length there.
    script = SHOP.replace('"column %s?" TEXT', '"column %s?" VARCHAR(50)')
    with mysql_tables(_mysql_server, "query_shop", script + MATCH) as tables:
        yield tables


@pytest.fixture
def mysql_full_shop(_mysql_shop: Tables) -> Iterator[Tables]:
    yield _mysql_shop
    assert isinstance(_mysql_shop.connection, MySQLConnection)
    _mysql_shop.connection.inner.rollback()
    _mysql_shop.connection.inner.begin()


@pytest.fixture
def sqlite_shop() -> Iterator[Tables]:
    with sqlite_tables(SHOP) as tables:
        yield tables
