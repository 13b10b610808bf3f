"""A lesson as values: sections of prose and boxes, questions that people ask, and a quiz."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WORDS_A_MINUTE = 200
"""How fast people read a text that teaches."""
SECONDS_A_BOX = 30
"""How long a box takes: to predict, to send, to look."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown, without boxes."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the reader is asked before sending. `answer` is one of `options`, `why` says why it is."""

    question: str
    options: tuple[str, ...]
    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Task:
    """What an exchange has to be for the box to be solved.

    One of `status` has to come in answer to `method` (any, where it is empty), with the fields `sent` in the request
    and `received` in the response, `times` times in a row.
    """

    goal: str
    status: tuple[int, ...]
    method: str = ""
    sent: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    times: int = 1


@dataclass(frozen=True, slots=True)
class Box:
    """A request that the reader can change and send. `server` names a port of the lab, empty for the sandbox."""

    name: str
    title: str
    method: str
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    content: str = ""
    scheme: str = "https"
    server: str = ""
    predict: Prediction | None = None
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a lesson that is read in one go, at ``#name``."""

    name: str
    title: str
    parts: tuple[Prose | Box, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Return the boxes in it."""
        return tuple(part for part in self.parts if isinstance(part, Box))

    @property
    def seconds(self) -> int:
        """Return how long it takes."""
        words = sum(len(part.markdown.split()) for part in self.parts if isinstance(part, Prose))
        return round(words / WORDS_A_MINUTE * 60) + SECONDS_A_BOX * len(self.boxes)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that people ask, with its answer in Markdown, at ``#name``."""

    name: str
    question: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a quiz, and why it is right or wrong."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a quiz, at ``#name``; one option is right."""

    name: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in one language. `name` is the same in every language, `number` its place in the series."""

    name: str
    number: int
    language: str
    title: str
    summary: str
    related: tuple[str, ...]
    sections: tuple[Section, ...]
    faq: tuple[Answered, ...]
    quiz: tuple[Question, ...]

    @property
    def minutes(self) -> int:
        """Return how many minutes it takes to read, at least one."""
        return max(1, round(sum(section.seconds for section in self.sections) / 60))

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Return all boxes, in order."""
        return tuple(box for section in self.sections for box in section.boxes)
