"""Quizzes as JSON: readable by any program, in both languages, with the score of who has a code."""

from __future__ import annotations

import time

import pytest

from antiphon.learn.catalogue import LANGUAGES, lesson_named, lessons

from .learning import Learning

CODE = "q" * 20


def test_all_quizzes_are_listed(learning: Learning) -> None:
    listed = learning.session.get("api/quiz").json()
    assert [each["lesson"] for each in listed] == [lesson.name for lesson in lessons("en")]
    assert all(learning.session.head(each["href"]).ok for each in listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiz_says_its_questions_and_reasons(language: str, learning: Learning) -> None:
    quiz = learning.session.get("api/quiz/caching", headers={"Accept-Language": language}).json()
    lesson = lesson_named("caching", language)
    assert lesson is not None and quiz["title"] == lesson.title
    assert [each["question"] for each in quiz["questions"]] == [each.text for each in lesson.quiz]
    assert all(sum(option["right"] for option in each["options"]) == 1 for each in quiz["questions"])
    assert "answers" not in quiz


def test_who_has_a_code_reads_the_score(learning: Learning) -> None:
    lesson = lesson_named("request-and-response", "en")
    assert lesson is not None
    rights = [[option.right for option in each.options].index(True) for each in lesson.quiz]
    chosen = [(place + 1) % 4 if number == 0 else place for number, place in enumerate(rights)]
    answers = {
        f"{lesson.name}#{each.name}": [place, time.time_ns() // 1_000_000]
        for each, place in zip(lesson.quiz, chosen, strict=True)
    }
    row = {"sections": [], "answers": answers, "solved": [], "notes": {}}
    learning.session.put(f"api/progress/{CODE}", json=row, headers={"If-None-Match": "*"}).raise_for_status()
    quiz = learning.session.get(f"api/quiz/{lesson.name}", params={"code": CODE}).json()
    assert (quiz["right"], quiz["of"]) == (len(rights) - 1, len(rights))
    assert list(quiz["answers"].values()) == chosen


def test_who_has_answered_nothing_has_no_score_yet(learning: Learning) -> None:
    quiz = learning.session.get("api/quiz/caching", params={"code": "n" * 20}).json()
    assert quiz["right"] == 0 and set(quiz["answers"].values()) == {None}


def test_answers_that_make_no_sense_count_for_nothing(learning: Learning) -> None:
    code = "h" * 20
    lesson = lesson_named("caching", "en")
    assert lesson is not None
    odd = [[99, 1], [], [-1, 1], [[0], 1]]
    answers = {f"caching#{each.name}": answer for each, answer in zip(lesson.quiz, odd, strict=False)}
    row = {"sections": [], "answers": answers, "solved": [], "notes": {}}
    learning.session.put(f"api/progress/{code}", json=row, headers={"If-None-Match": "*"}).raise_for_status()
    assert learning.session.get("api/quiz/caching", params={"code": code}).json()["right"] == 0


@pytest.mark.parametrize(
    ("method", "place", "status", "fault"),
    [
        ("GET", "api/quiz/nothing", 404, "lesson-unknown"),
        ("GET", "api/quiz/caching?code=short", 422, "sending-member"),
        ("POST", "api/quiz/caching", 405, "method-not-allowed"),
    ],
)
def test_what_cannot_be_read_is_told(method: str, place: str, status: int, fault: str, learning: Learning) -> None:
    refused = learning.session.request(method, place)
    assert refused.status_code == status and refused.json()["type"].endswith(fault)
