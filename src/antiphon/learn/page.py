"""The page of a lesson, and the page with all of them."""

from __future__ import annotations

from collections.abc import Sequence

from ..faults import Text
from ..rest.page.markup import Markup, element, joined
from . import words
from .box_markup import box_section
from .catalogue import lesson_named, lessons
from .documents import DOCUMENTS
from .frame import OTHER, Frame
from .lesson import Box, Lesson, Section
from .prose import line, prose
from .quiz_markup import quiz_section

_RFC_9110 = "https://www.rfc-editor.org/rfc/rfc9110"
_HELPING = "troubleshooting"
_BUNDLE = "antiphon explain URL\nantiphon explain URL --format html --output explanation.html"


def series_page(frame: Frame) -> bytes:
    """Return the page that lists all lessons in the language of `frame`."""
    said = frame.said
    entries = [
        element(
            "li",
            element("a", line(lesson.title), href=frame.lesson(lesson.name)),
            element("p", line(lesson.summary)),
            element("span", said(words.MINUTES, minutes=lesson.minutes), class_="facts"),
            element("span", class_="facts done"),
            data_lesson=lesson.name,
            data_sections=len(lesson.sections),
        )
        for lesson in lessons(frame.language)
    ]
    main = element(
        "main",
        element("h1", said(words.HOME)),
        element("p", said(words.INTRODUCTION), class_="summary"),
        element("h2", said(words.LESSONS)),
        element("ol", *entries, class_="series"),
        *([element("p", _sync(frame), class_="facts"), _devices(frame)] if frame.live else []),
        _help(frame),
        id="main",
        tabindex="-1",
    )
    other = frame.series(OTHER[frame.language])
    return frame.page(said(words.HOME), said(words.INTRODUCTION), [], other, main, page="series")


def lesson_page(frame: Frame, lesson: Lesson) -> bytes:
    """Return the page of `lesson`, which is in the language of `frame`."""
    said = frame.said
    title = element(
        "div",
        element("h1", line(lesson.title)),
        element("p", line(lesson.summary), class_="summary"),
        element("p", said(words.MINUTES, minutes=lesson.minutes), class_="facts"),
        class_="title",
    )
    text = element(
        "div",
        *(_section(frame, section) for section in lesson.sections),
        _faq(frame, lesson),
        quiz_section(frame, lesson),
        _notes(frame) if frame.live else None,
        _related(frame, lesson),
        _neighbours(frame, lesson),
        _devices(frame) if frame.live else None,
        _help(frame),
        class_="text",
    )
    main = element("main", title, _side(frame, lesson), text, id="main", class_="layout", tabindex="-1")
    crumbs = [element("a", said(words.HOME), href=frame.series(), rel="up")]
    other = frame.lesson(lesson.name, OTHER[frame.language])
    return frame.page(
        lesson.title,
        lesson.summary,
        crumbs,
        other,
        main,
        page="lesson",
        lesson=lesson.name,
        minutes=lesson.minutes,
    )


def _side(frame: Frame, lesson: Lesson) -> Markup:
    said = frame.said
    links = [element("li", element("a", line(section.title), href=f"#{section.name}")) for section in lesson.sections]
    more = [
        element("li", element("a", said(text), href=f"#{name}"), class_="more")
        for name, text in (("faq", words.FAQ), ("quiz", words.QUIZ))
    ]
    contents = element(
        "nav",
        element("h2", f"{said(words.ON_THIS_PAGE)} · {len(lesson.sections)}", id="contents"),
        element("p", said(words.JUMP), class_="facts"),
        element("ol", *links, *more),
        aria_labelledby="contents",
    )
    return element("div", contents, _progress(frame, lesson) if frame.live else None, class_="side")


def _progress(frame: Frame, lesson: Lesson) -> Markup:
    said = frame.said
    return element(
        "div",
        element("h2", said(words.PROGRESS)),
        element("progress", max=100, value=0, aria_label=said(words.PROGRESS), id="bar"),
        element(
            "p",
            element("span", said(words.READ, percent=0), id="percent"),
            " · ",
            element("span", said(words.LEFT, minutes=lesson.minutes), id="left"),
        ),
        element("p", _sync(frame), class_="facts"),
        class_="progress",
        hidden=True,
    )


def _sync(frame: Frame) -> Markup:
    return joined([frame.said(words.LAST_SYNC), ": ", element("span", frame.said(words.NOT_YET), id="sync")])


def _section(frame: Frame, section: Section) -> Markup:
    links = f"{frame.root}{frame.language}/{{lesson}}{frame.suffix}"
    parts = [
        box_section(frame, part) if isinstance(part, Box) else prose(part.markdown, links, live=frame.live)
        for part in section.parts
    ]
    mark = element("button", frame.said(words.MARK), type="button", class_="mark", hidden=True, aria_pressed="false")
    return element(
        "section",
        element("h2", line(section.title), id=f"h-{section.name}"),
        *parts,
        element("p", mark, class_="end") if frame.live else None,
        id=section.name,
        tabindex="-1",
        aria_labelledby=f"h-{section.name}",
        data_section=section.name,
    )


def _faq(frame: Frame, lesson: Lesson) -> Markup:
    links = f"{frame.root}{frame.language}/{{lesson}}{frame.suffix}"
    search = element(
        "div",
        element("label", frame.said(words.SEARCH), for_="search"),
        element("input", type="search", id="search", autocomplete="off"),
        element("p", frame.said(words.NOTHING_FOUND), role="status", class_="nothing", hidden=True),
        class_="search",
        hidden=True,
    )
    questions = [
        element("details", element("summary", line(each.question)), prose(each.markdown, links), id=each.name)
        for each in lesson.faq
    ]
    return element(
        "section",
        element("h2", frame.said(words.FAQ), id="h-faq"),
        search if frame.live else None,
        *questions,
        id="faq",
        tabindex="-1",
        aria_labelledby="h-faq",
    )


def _notes(frame: Frame) -> Markup:
    return element(
        "section",
        element("h2", element("label", frame.said(words.NOTES), for_="notes")),
        element("p", frame.said(words.NOTES_HELP), class_="facts", id="notes-help"),
        element("textarea", id="notes", rows=4, maxlength=5000, aria_describedby="notes-help"),
        class_="notes",
        hidden=True,
    )


def _related(frame: Frame, lesson: Lesson) -> Markup:
    found: Sequence[Lesson | None] = [lesson_named(name, frame.language) for name in lesson.related]
    links = [
        element("li", element("a", line(each.title), href=frame.lesson(each.name)), " — ", line(each.summary))
        for each in found
        if each is not None
    ]
    return element(
        "section",
        element("h2", frame.said(words.RELATED), id="h-related"),
        element("ul", *links),
        aria_labelledby="h-related",
        class_="related",
    )


def _neighbours(frame: Frame, lesson: Lesson) -> Markup:
    """Return the ways to the lessons before and after; the first and the last one lead to the list of all."""
    every = lessons(frame.language)
    place = every.index(lesson)
    before = every[place - 1] if place else None
    after = every[place + 1] if place + 1 < len(every) else None
    return element(
        "nav",
        _neighbour(frame, before, words.PREVIOUS, "prev"),
        _neighbour(frame, after, words.NEXT, "next"),
        aria_label=frame.said(words.SERIES),
        class_="neighbours",
    )


def _neighbour(frame: Frame, lesson: Lesson | None, label: Text, relation: str) -> Markup:
    keys = "Alt+Shift+ArrowLeft" if relation == "prev" else "Alt+Shift+ArrowRight"
    return element(
        "a",
        element("span", frame.said(label), class_="kind"),
        " ",
        frame.said(words.ALL_LESSONS) if lesson is None else line(lesson.title),
        href=frame.series() if lesson is None else frame.lesson(lesson.name),
        rel=relation,
        aria_keyshortcuts=keys,
        title=keys.replace("Arrow", ""),
    )


def _devices(frame: Frame) -> Markup:
    said = frame.said
    return element(
        "section",
        element("h2", said(words.DEVICES), id="h-devices"),
        element("p", said(words.DEVICES_HELP)),
        element("p", element("a", said(words.LINK), id="link", href="#"), " · ", element("code", id="code")),
        element(
            "form",
            element("label", said(words.CODE), for_="other-code"),
            " ",
            element(
                "input",
                id="other-code",
                name="code",
                pattern="[a-z0-9]{20}",
                maxlength=20,
                spellcheck="false",
                autocomplete="off",
                required=True,
            ),
            " ",
            element("button", said(words.USE_CODE), type="submit"),
            id="device",
        ),
        element("p", class_="verdict", role="status"),
        aria_labelledby="h-devices",
        class_="devices",
        hidden=True,
    )


def _help(frame: Frame) -> Markup:
    said = frame.said
    return element(
        "section",
        element("h2", said(words.HELP), id="h-help"),
        element("p", said(words.HELP_TEXT)),
        element("pre", element("code", _BUNDLE, data_language="sh"), tabindex="0", class_="code"),
        element(
            "ul",
            element("li", element("a", said(words.HELP_LESSON), href=frame.lesson(_HELPING))),
            element("li", element("a", said(words.HELP_DOCUMENTS), href=DOCUMENTS)) if frame.live else None,
            element("li", element("a", said(words.HELP_STANDARD), href=_RFC_9110, rel="noreferrer")),
        ),
        aria_labelledby="h-help",
        class_="help",
    )
