"""Quizzes as JSON values: the questions, their options with the reason for each, and how somebody answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .catalogue import lessons
from .lesson import Lesson, Question

QUIZZES = "/api/quiz"
"""Where they are: all of them, and below by the names of their lessons."""


def quizzes_value(language: str) -> list[dict[str, Any]]:
    """Return which quizzes there are in `language`."""
    return [
        {
            "lesson": lesson.name,
            "title": lesson.title,
            "questions": len(lesson.quiz),
            "href": f"{QUIZZES}/{lesson.name}",
        }
        for lesson in lessons(language)
    ]


def quiz_value(lesson: Lesson, answers: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the quiz of `lesson`; `answers` are those of a row of progress, None where nobody is asked for."""
    value: dict[str, Any] = {
        "lesson": lesson.name,
        "title": lesson.title,
        "questions": [_question(each) for each in lesson.quiz],
    }
    if answers is None:
        return value
    chosen = {each.name: _chosen(answers.get(f"{lesson.name}#{each.name}")) for each in lesson.quiz}
    right = sum(_is_right(each, chosen[each.name]) for each in lesson.quiz)
    return {**value, "answers": chosen, "right": right, "of": len(lesson.quiz)}


def _question(question: Question) -> dict[str, Any]:
    options = [{"text": option.text, "right": option.right, "why": option.why} for option in question.options]
    return {"name": question.name, "question": question.text, "options": options}


def _chosen(answer: object) -> int | None:
    """Return the place of the option in an answer, ``[place, moment]``; None for none, or one that was taken back."""
    place = answer[0] if isinstance(answer, list) and answer else None
    return place if isinstance(place, int) and place >= 0 else None


def _is_right(question: Question, place: int | None) -> bool:
    return place is not None and place < len(question.options) and question.options[place].right
