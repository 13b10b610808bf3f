"""All lessons, in their order."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from .lesson import Lesson
from .reading import read_lesson

LANGUAGES = ("en", "es")


@lru_cache(maxsize=len(LANGUAGES))
def lessons(language: str) -> tuple[Lesson, ...]:
    """Return the lessons in `language`, by their numbers."""
    folder = files(__package__) / "lessons" / language
    found = [
        read_lesson(file.name, file.read_text("utf-8"), language)
        for file in folder.iterdir()
        if file.name.endswith(".md")
    ]
    return tuple(sorted(found, key=lambda lesson: lesson.number))


def lesson_named(name: str, language: str) -> Lesson | None:
    """Return the lesson `name` in `language`, None where there is none."""
    return next((lesson for lesson in lessons(language) if lesson.name == name), None)
