"""From a Markdown file to a `Lesson`; what is written wrongly is refused with its line. See the README for the form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from .lesson import Answered, Box, Lesson, Option, Prediction, Prose, Question, Section, Task

_HEADING = re.compile(r"^(#{2,3}) (.+?) \{#([a-z0-9-]+)\}$")
_BOX = re.compile(r"^::: box ([a-z0-9-]+)$")
_OPTION = re.compile(r"^- \[([ x])\] (.+?) — (.+)$")
_FENCE = re.compile(r"^(`{3,}|~{3,})")
_FILE = re.compile(r"^(\d\d)-([a-z0-9-]+)\.md$")
_FRONT = "+++"
_FAQ, _QUIZ = "faq", "quiz"


class LessonError(ValueError):
    """A lesson is written wrongly; the message names file and line."""


def read_lesson(file_name: str, text: str, language: str) -> Lesson:
    """Return the lesson in `text`, whose file is called `file_name`. Raises `LessonError`."""
    named = _FILE.match(file_name)
    if named is None:
        raise LessonError(f"{file_name}: the name is not NN-name.md")
    try:
        return _Reader(file_name, text, language).lesson(int(named[1]), named[2])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise LessonError(f"{file_name}: {type(error).__name__}: {error}") from error


class _Reader:
    def __init__(self, file_name: str, text: str, language: str) -> None:
        self._file_name = file_name
        self._lines = text.splitlines()
        self._language = language

    def lesson(self, number: int, name: str) -> Lesson:
        front, start = self._front()
        parts = dict(self._parts(start))
        quiz, faq = parts.pop(_QUIZ, None), parts.pop(_FAQ, None)
        if quiz is None or faq is None:
            raise LessonError(f"{self._file_name}: there is no {_QUIZ if quiz is None else _FAQ}")
        return Lesson(
            name=name,
            number=number,
            language=self._language,
            title=front["title"],
            summary=front["summary"],
            related=tuple(front["related"]),
            sections=tuple(
                Section(identity, title, tuple(self._section(lines))) for identity, (title, lines) in parts.items()
            ),
            faq=tuple(
                Answered(identity, title, "\n".join(line for _, line in lines).strip())
                for identity, title, lines in self._subparts(faq[1])
            ),
            quiz=tuple(
                Question(identity, title, tuple(self._options(identity, lines)))
                for identity, title, lines in self._subparts(quiz[1])
            ),
        )

    def _front(self) -> tuple[Mapping[str, Any], int]:
        if not self._lines or self._lines[0] != _FRONT or _FRONT not in self._lines[1:]:
            raise LessonError(f"{self._file_name}:1: there is no front matter between two lines of {_FRONT}")
        end = self._lines.index(_FRONT, 1)
        return tomllib.loads("\n".join(self._lines[1:end])), end + 1

    def _headings(self, lines: list[tuple[int, str]], level: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the places in `lines` of the headings of `level` that are not within code."""
        fence = ""
        for place, (_, line) in enumerate(lines):
            mark = _FENCE.match(line)
            if mark and not fence:
                fence = mark[1]
            elif fence:
                fence = "" if line.strip() == fence else fence
            elif line.startswith("#"):
                heading = _HEADING.match(line)
                if heading is None:
                    raise LessonError(f"{self._file_name}:{lines[place][0]}: a heading is not `## Title {{#name}}`")
                if heading[1] == level:
                    yield place, heading

    def _parts(self, start: int) -> Iterator[tuple[str, tuple[str, list[tuple[int, str]]]]]:
        lines = [(number + 1, line) for number, line in enumerate(self._lines)][start:]
        for identity, title, within in self._split(lines, "##"):
            yield identity, (title, within)

    def _subparts(self, lines: list[tuple[int, str]]) -> Iterator[tuple[str, str, list[tuple[int, str]]]]:
        yield from self._split(lines, "###")

    def _split(self, lines: list[tuple[int, str]], level: str) -> Iterator[tuple[str, str, list[tuple[int, str]]]]:
        found = list(self._headings(lines, level))
        ends = [place for place, _ in found[1:]] + [len(lines)]
        for (place, heading), end in zip(found, ends, strict=True):
            yield heading[3], heading[2], lines[place + 1 : end]

    def _section(self, lines: list[tuple[int, str]]) -> Iterator[Prose | Box]:
        prose: list[str] = []
        place = 0
        while place < len(lines):
            number, line = lines[place]
            opened = _BOX.match(line)
            if opened is None:
                prose.append(line)
                place += 1
                continue
            end = next((other for other in range(place, len(lines)) if lines[other][1] == ":::"), None)
            if end is None:
                raise LessonError(f"{self._file_name}:{number}: the box {opened[1]} has no end")
            if "\n".join(prose).strip():
                yield Prose("\n".join(prose).strip())
            prose = []
            yield self._box(opened[1], "\n".join(text for _, text in lines[place + 1 : end]))
            place = end + 1
        if "\n".join(prose).strip():
            yield Prose("\n".join(prose).strip())

    @staticmethod
    def _box(name: str, text: str) -> Box:
        value = tomllib.loads(text)
        predict, task = value.pop("predict", None), value.pop("task", None)
        return Box(
            name=name,
            predict=None if predict is None else Prediction(**{**predict, "options": tuple(predict["options"])}),
            task=None if task is None else _task(task),
            **value,
        )

    def _options(self, name: str, lines: list[tuple[int, str]]) -> Iterator[Option]:
        options = []
        for number, line in lines:
            if not line.strip():
                continue
            option = _OPTION.match(line)
            if option is None:
                raise LessonError(f"{self._file_name}:{number}: an option is not `- [ ] text — why`")
            options.append(Option(option[2], option[1] == "x", option[3]))
        if sum(option.right for option in options) != 1:
            raise LessonError(f"{self._file_name}: the question {name} has not exactly one right option")
        yield from options


def _task(value: dict[str, Any]) -> Task:
    several: dict[str, Any] = {name: tuple(value[name]) for name in ("status", "sent", "received") if name in value}
    return Task(**(value | several))
