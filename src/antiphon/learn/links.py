"""From what happened to the lesson that teaches it: ``lesson#section``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .catalogue import lesson_named
from .lesson import Section

_BY_STATUS: Mapping[int, str] = {
    103: "status-codes#interim-and-successful",
    201: "post-or-put#which-success",
    204: "post-or-put#which-success",
    304: "caching#validation",
    401: "authentication#challenge",
    403: "authentication#forbidden",
    405: "methods#what-a-method-says",
    406: "headers#negotiation",
    407: "authentication#challenge",
    409: "rest#rules",
    412: "caching#lost-updates",
    415: "headers#about-the-content",
    428: "caching#lost-updates",
}
_BY_CLASS: Mapping[int, str] = {
    1: "status-codes#interim-and-successful",
    2: "status-codes#interim-and-successful",
    3: "status-codes#redirection",
    4: "status-codes#client-errors",
    5: "status-codes#server-errors",
}
_ALL_CLASSES = "status-codes#three-digits"


def lesson_of_status(status: int) -> str:
    """Return where `status` is taught."""
    return _BY_STATUS.get(status) or _BY_CLASS.get(status // 100, _ALL_CLASSES)


def lessons_of_statuses() -> tuple[str, ...]:
    """Return all places that `lesson_of_status` gives."""
    return (*_BY_STATUS.values(), *_BY_CLASS.values(), _ALL_CLASSES)


def section_at(place: str, language: str) -> Section | None:
    """Return the section that `place` names, None where there is none."""
    name, _, section = place.partition("#")
    lesson = lesson_named(name, language)
    return None if lesson is None else next((each for each in lesson.sections if each.name == section), None)


def place_value(place: str | None, language: str) -> dict[str, Any] | None:
    """Return `place` with its title, and its first box, in which one can see it happen, as a JSON value."""
    section = None if place is None else section_at(place, language)
    if place is None or section is None:
        return None
    lesson, boxes = place.partition("#")[0], section.boxes
    box = {"place": f"{lesson}#box-{boxes[0].name}", "title": boxes[0].title} if boxes else None
    return {"place": place, "title": section.title, "box": box}
