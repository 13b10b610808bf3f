"""What went wrong leads to the lesson that teaches it, and every such place exists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import antiphon
from antiphon.inspect.rules.lessons import LESSONS
from antiphon.inspect.rules.table import RULES
from antiphon.learn.catalogue import LANGUAGES, lesson_named
from antiphon.learn.links import lesson_of_status, lessons_of_statuses, place_value, section_at
from antiphon.learn.meanings import FIELDS, meaning_of
from antiphon.semantics.status import STATUSES

from ..client.peers import Peer, always, response

SCHEMA = Path(__file__).parents[2] / "docs" / "explanation.schema.json"


def exists(place: str, language: str) -> bool:
    name, _, section = place.partition("#")
    lesson = lesson_named(name, language)
    return lesson is not None and section in [each.name for each in lesson.sections]


def test_every_rule_has_its_lesson() -> None:
    assert set(LESSONS) == set(RULES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_that_is_named_exists(language: str) -> None:
    methods = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "BREW")
    lines = [(f"{method} / HTTP/1.1\r\n".encode(), True) for method in methods]
    lines += [(b"HTTP/1.1 200 OK\r\n", True), (b"HTTP/1.1 999\r\n", True), (b"\r\n", False), (b"X: y\r\n", False)]
    parts = [meaning_of(data, first=first, content=False)[0] for data, first in lines]
    parts.append(meaning_of(b"{}", first=False, content=True)[0])
    named = {*LESSONS.values(), *lessons_of_statuses(), *(each.lesson for each in (*FIELDS.values(), *parts))}
    assert [place for place in sorted(named) if not exists(place, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", sorted(RULES))
def test_what_a_rule_finds_is_taught_where_a_box_shows_it(rule: int, language: str) -> None:
    place = place_value(LESSONS[rule], language)
    section = section_at(LESSONS[rule], language)
    assert place is not None and section is not None
    assert place["title"] == section.title and place["box"] is not None
    assert place["box"]["place"].partition("#")[2] in [f"box-{box.name}" for box in section.boxes]


def test_what_is_taught_nowhere_has_no_place() -> None:
    assert place_value(None, "en") is None
    assert place_value("caching#nowhere", "en") is None and place_value("nothing#at-all", "en") is None


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_every_status_is_taught_somewhere(status: int) -> None:
    assert exists(lesson_of_status(status), "en")


def test_an_explanation_names_the_lesson_in_every_form() -> None:
    with Peer(always(response(b"", status="401 Unauthorized"))) as peer, antiphon.Session(trust_env=False) as session:
        explained = session.get(peer.url).explain()
    place = LESSONS[explained.findings[0].rule]
    assert f"antiphon learn {place}" in explained.text()
    assert "Lección: " in explained.text("es")
    assert f"antiphon learn {place}" in explained.to_html()
    assert explained.to_json()["findings"][0]["lesson"] == place
    assert "lesson" in json.loads(SCHEMA.read_text("utf-8"))["$defs"]["finding"]["required"]
