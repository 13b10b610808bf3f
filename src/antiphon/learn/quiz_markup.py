"""A quiz as HTML: questions that read without scripts, their answers folded away."""

from __future__ import annotations

from ..rest.page.markup import Markup, element
from . import words
from .frame import Frame
from .lesson import Lesson, Question
from .prose import line


def quiz_section(frame: Frame, lesson: Lesson) -> Markup:
    """Return the section with all questions of `lesson`."""
    count = len(lesson.quiz)
    return element(
        "section",
        element("h2", frame.said(words.QUIZ), id="h-quiz"),
        *(_question(frame, question, number, count) for number, question in enumerate(lesson.quiz, start=1)),
        element("p", class_="score", role="status"),
        element(
            "p",
            element("button", frame.said(words.RETRY), type="button", class_="retry", hidden=True),
            class_="buttons",
        ),
        id="quiz",
        tabindex="-1",
        aria_labelledby="h-quiz",
    )


def _question(frame: Frame, question: Question, number: int, count: int) -> Markup:
    options = [
        element(
            "div",
            element("label", element("input", type="radio", name=question.name, value=place), " ", line(option.text)),
            element("p", line(option.why), class_="why", hidden=frame.live),
            class_="option",
            data_right="yes" if option.right else "no",
        )
        for place, option in enumerate(question.options)
    ]
    legend = element(
        "legend",
        element("span", frame.said(words.QUESTION_OF, number=number, count=count), class_="kind"),
        " ",
        line(question.text),
    )
    button = element("button", frame.said(words.CHECK), type="submit", hidden=True)
    check = element("p", button, class_="buttons") if frame.live else None
    return element(
        "form",
        element("fieldset", legend, *(options if frame.live else _plain(question))),
        element("p", class_="verdict", role="status"),
        check,
        element("noscript", _answers(frame, question)) if frame.live else _answers(frame, question),
        id=question.name,
        class_="question",
        tabindex="-1",
    )


def _plain(question: Question) -> list[Markup]:
    return [element("ul", *(element("li", line(option.text)) for option in question.options))]


def _answers(frame: Frame, question: Question) -> Markup:
    """Return all options with their reasons, folded away."""
    shown = [
        element(
            "li",
            element("strong", frame.said(words.RIGHT if option.right else words.WRONG)),
            ": ",
            line(option.text),
            " — ",
            line(option.why),
        )
        for option in question.options
    ]
    return element("details", element("summary", frame.said(words.ANSWER)), element("ul", *shown))
