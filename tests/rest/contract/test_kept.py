"""What was read lately is kept, and never shown after a later commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from antiphon.rest.database.database import Database
from antiphon.rest.kept import Kept

from .places import Place
from .wire import Wire


@dataclass
class Text:
    """Something to keep."""

    text: str

    @property
    def size(self) -> int:
        """Its length."""
        return len(self.text)


@dataclass
class Versions:
    """The part of a database that matters here."""

    now: int = 1

    def version(self) -> object:
        """Its version."""
        return self.now


def test_what_was_read_before_a_commit_is_not_kept_after_it() -> None:
    versions = Versions()
    kept = Kept[Text](cast(Database, versions))
    assert kept.get("a") is None
    version = kept.version
    # Another request comes while the first one reads, and sees that the database has changed.
    versions.now = 2
    assert kept.get("b") is None
    kept.keep("a", Text("old"), version)
    assert kept.get("a") is None
    kept.keep("a", Text("new"), kept.version)
    assert kept.get("a") == Text("new")
    versions.now = 3
    assert kept.get("a") is None


def test_every_read_shows_the_last_commit_of_anybody(api: Wire, place: Place) -> None:
    for count in range(20):
        place.execute(f'UPDATE "counters" SET "count" = {count}')
        assert api.get("/counters/1").json["count"] == api.get("/counters").json[0]["count"] == count
        assert api.patch("/counters/1", {"count": count + 100}).status == 200
        assert api.get("/counters/1").json["count"] == api.get("/counters").json[0]["count"] == count + 100
