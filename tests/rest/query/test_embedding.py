"""What can be shown inside a row, and by which name it is asked for."""

from __future__ import annotations

from antiphon.rest.query.embedding import Embedding, embeddings

from .asking import asked
from .databases import Tables, sqlite_tables


def test_a_foreign_key_goes_by_its_column_and_by_its_target(sqlite_shop: Tables) -> None:
    offered = embeddings(sqlite_shop["books"])
    assert offered["author"] == Embedding("author", "authors", ("author_id",), ("id",), many=False)
    assert offered["authors"] == Embedding("authors", "authors", ("author_id",), ("id",), many=False)
    assert offered["reviews"] == Embedding("reviews", "reviews", ("id",), ("book_id",), many=True)


def test_a_name_that_is_a_columns_is_not_offered(sqlite_shop: Tables) -> None:
    assert "by" not in embeddings(sqlite_shop["reviews"])
    assert embeddings(sqlite_shop["reviews"])["by:authors"].here == ("by",)


SCRIPT = """
CREATE TABLE people (id INTEGER PRIMARY KEY, boss_id INTEGER REFERENCES people (id));
CREATE TABLE letters (
  id INTEGER PRIMARY KEY, sender_id INTEGER REFERENCES people (id), reader_id INTEGER REFERENCES people
);
CREATE TABLE rooms (house INTEGER, number INTEGER, PRIMARY KEY (house, number));
CREATE TABLE beds (id INTEGER PRIMARY KEY, house INTEGER, room INTEGER, FOREIGN KEY (house, room) REFERENCES rooms);
"""


def test_a_name_that_could_mean_two_things_means_neither() -> None:
    with sqlite_tables(SCRIPT) as tables:
        assert set(embeddings(tables["people"])) == {
            "boss",
            "boss_id:people",
            "people.boss_id",
            "letters.sender_id",
            "letters.reader_id",
        }
        assert set(embeddings(tables["letters"])) == {"sender", "reader", "sender_id:people", "reader_id:people"}


def test_a_composite_key_is_followed(shop: Tables) -> None:
    with sqlite_tables(SCRIPT) as tables:
        room = embeddings(tables["beds"])["rooms"]
        assert (room.here, room.there) == (("house", "room"), ("house", "number"))
        assert asked(tables, "rooms", "embed=beds").embed == ("beds",)
        assert asked(tables, "rooms", "embed=beds.house%2Broom").embed == ("beds.house+room",)
