"""Every lesson: the form of the README, the same in both languages, with links that lead somewhere."""

from __future__ import annotations

import re

import pytest

from antiphon.learn.catalogue import LANGUAGES, lesson_named, lessons
from antiphon.learn.lesson import Lesson, Prose

NAMES = (
    "request-and-response",
    "methods",
    "status-codes",
    "headers",
    "url",
    "https",
    "message",
    "rest",
    "post-or-put",
    "python",
    "caching",
    "authentication",
    "errors",
    "troubleshooting",
)
EVERY = [lesson for language in LANGUAGES for lesson in lessons(language)]
PAIRS = [(english, spanish) for english in lessons("en") if (spanish := lesson_named(english.name, "es")) is not None]
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_RFC = re.compile(r"https://www\.rfc-editor\.org/rfc/rfc\d+(?:#(?:section|appendix)-[A-Z0-9][A-Za-z0-9.]*)?")

every_lesson = pytest.mark.parametrize("lesson", EVERY, ids=lambda lesson: f"{lesson.language}-{lesson.name}")
every_pair = pytest.mark.parametrize(("english", "spanish"), PAIRS, ids=[pair[0].name for pair in PAIRS])


def texts(lesson: Lesson) -> list[str]:
    prose = [part.markdown for section in lesson.sections for part in section.parts if isinstance(part, Prose)]
    return [*prose, *(each.markdown for each in lesson.faq)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_series_is_whole_and_in_order(language: str) -> None:
    assert tuple(lesson.name for lesson in lessons(language)) == NAMES
    assert [lesson.number for lesson in lessons(language)] == list(range(1, len(NAMES) + 1))


@every_lesson
def test_a_lesson_has_its_parts(lesson: Lesson) -> None:
    assert 4 <= len(lesson.sections) <= 7
    assert len(lesson.faq) >= 3 and len(lesson.quiz) >= 3
    assert len(lesson.related) >= 3 and lesson.name not in lesson.related
    assert set(lesson.related) <= set(NAMES)
    assert lesson.boxes and any(box.task for box in lesson.boxes)
    assert all(each.name.startswith("faq-") for each in lesson.faq)
    assert all(each.name.startswith("q-") for each in lesson.quiz)
    names = [
        *(section.name for section in lesson.sections),
        *(each.name for each in lesson.faq),
        *(each.name for each in lesson.quiz),
        *(f"box-{box.name}" for box in lesson.boxes),
    ]
    assert len(set(names)) == len(names)


@every_lesson
def test_a_question_has_four_options_with_a_reason_each(lesson: Lesson) -> None:
    for question in lesson.quiz:
        assert len(question.options) == 4 and sum(option.right for option in question.options) == 1
        assert len({option.text for option in question.options}) == 4
        assert all(option.why.strip() for option in question.options)


@every_lesson
def test_a_prediction_is_one_of_its_options(lesson: Lesson) -> None:
    for box in lesson.boxes:
        if box.predict is not None:
            assert box.predict.answer in box.predict.options, box.name
            assert len(set(box.predict.options)) == len(box.predict.options) >= 2


@every_lesson
def test_links_are_well_formed_and_lead_to_lessons_and_sections(lesson: Lesson) -> None:
    for text in texts(lesson):
        for target in _LINK.findall(text):
            if "rfc-editor.org" in target:
                assert _RFC.fullmatch(target), target
            elif not target.startswith(("http://", "https://")):
                name, _, place = target.strip("./").partition("#")
                other = lesson_named(name or lesson.name, lesson.language)
                assert other is not None, target
                assert not place or place in places(other), target


def places(lesson: Lesson) -> set[str]:
    """Return the names of the places in a lesson that a link can lead to."""
    return {
        "faq",
        "quiz",
        *(section.name for section in lesson.sections),
        *(each.name for each in lesson.faq),
        *(each.name for each in lesson.quiz),
        *(f"box-{box.name}" for box in lesson.boxes),
    }


@every_lesson
def test_a_lesson_cites_the_sections_that_it_teaches(lesson: Lesson) -> None:
    cited = [target for text in texts(lesson) for target in _LINK.findall(text) if "#section-" in target]
    assert len(set(cited)) >= len(lesson.sections)


@every_pair
def test_both_languages_have_the_same_parts(english: Lesson, spanish: Lesson) -> None:
    assert english.number == spanish.number and english.related == spanish.related
    for parts in ("sections", "faq", "quiz", "boxes"):
        assert [each.name for each in getattr(english, parts)] == [each.name for each in getattr(spanish, parts)]
    assert [len(section.boxes) for section in english.sections] == [len(section.boxes) for section in spanish.sections]


@every_pair
def test_the_right_option_is_the_same_in_both_languages(english: Lesson, spanish: Lesson) -> None:
    """Progress keeps the place of an option, and is read in both languages."""
    for one, other in zip(english.quiz, spanish.quiz, strict=True):
        assert [option.right for option in one.options] == [option.right for option in other.options], one.name


@every_pair
def test_boxes_ask_for_the_same_in_both_languages(english: Lesson, spanish: Lesson) -> None:
    for one, other in zip(english.boxes, spanish.boxes, strict=True):
        asked = [
            (box.method, box.scheme, box.server, box.path.partition("?")[0], sorted(box.fields)) for box in (one, other)
        ]
        assert asked[0] == asked[1], one.name
        assert (one.predict is None) == (other.predict is None) and (one.task is None) == (other.task is None)
        if one.predict is not None and other.predict is not None:
            assert len(one.predict.options) == len(other.predict.options)
            assert one.predict.options.index(one.predict.answer) == other.predict.options.index(other.predict.answer)
        if one.task is not None and other.task is not None:
            assert (one.task.status, one.task.method, one.task.times) == (
                other.task.status,
                other.task.method,
                other.task.times,
            )
            assert (one.task.sent, one.task.received) == (other.task.sent, other.task.received)


@every_pair
def test_both_languages_have_the_same_depth(english: Lesson, spanish: Lesson) -> None:
    for one, other in zip(english.sections, spanish.sections, strict=True):
        assert one.seconds / 2 <= other.seconds <= one.seconds * 2, one.name


@pytest.mark.parametrize(
    ("lesson", "question", "answer"),
    [
        ("request-and-response", "q-not-found", "404"),
        ("request-and-response", "q-query", "The query"),
        ("request-and-response", "q-5xx", "The server failed"),
    ],
)
def test_the_answers_of_the_first_quiz(lesson: str, question: str, answer: str) -> None:
    found = lesson_named(lesson, "en")
    assert found is not None
    options = next(each.options for each in found.quiz if each.name == question)
    assert next(option.text for option in options if option.right) == answer
