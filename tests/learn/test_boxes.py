"""Every live box: its prediction comes true, and its task can be solved."""

from __future__ import annotations

import pytest

from antiphon.learn.catalogue import LANGUAGES, lessons
from antiphon.learn.lesson import Box

from .learning import Learning
from .solutions import SOLUTIONS

_NO_RESPONSE = {"none", "ninguno", "ninguna"}


def requested(box: Box) -> tuple[object, ...]:
    return box.method, box.path, tuple(box.fields.items()), box.content, box.scheme, box.server


def boxes() -> list[tuple[str, str, Box]]:
    """Return all boxes with their language and lesson; those that send the same as in English only once."""
    found: dict[object, tuple[str, str, Box]] = {}
    for language in LANGUAGES:
        for lesson in lessons(language):
            for box in lesson.boxes:
                found.setdefault((lesson.name, box.name, requested(box)), (language, lesson.name, box))
    return list(found.values())


BOXES = boxes()
TASKS = [each for each in BOXES if each[2].task is not None]


def name_of(value: object) -> str:
    return value.name if isinstance(value, Box) else str(value)


@pytest.mark.parametrize(("language", "lesson", "box"), BOXES, ids=name_of)
def test_what_is_predicted_comes_true(language: str, lesson: str, box: Box, learning: Learning) -> None:
    learning.sandbox(reset=True)
    shown = learning.send_box(lesson, box, language)
    predict = box.predict
    if predict is not None and predict.answer.isdecimal():
        assert shown["outcome"] == predict.answer
    elif predict is not None and predict.answer in _NO_RESPONSE:
        assert shown["outcome"] == "none" and shown["error"]
    else:
        assert shown["outcome"] != "none"
    assert not (shown["task"] or {}).get("met"), "the task is solved before anybody has done anything"


@pytest.mark.parametrize(("language", "lesson", "box"), TASKS, ids=name_of)
def test_a_task_can_be_solved(language: str, lesson: str, box: Box, learning: Learning) -> None:
    learning.sandbox(reset=True)
    before = learning.send_box(lesson, box, language)
    solution = SOLUTIONS[lesson, box.name]
    after = learning.send_box(lesson, box, language, **(solution(before) if callable(solution) else solution))
    assert after["task"]["met"], (after["outcome"], after["error"])


def test_every_solution_is_of_a_task() -> None:
    assert {(lesson, box.name) for _, lesson, box in TASKS} == set(SOLUTIONS)
