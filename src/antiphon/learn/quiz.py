"""A quiz in a terminal: a round of questions, their options in any order, and another round of what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .lesson import Option, Question

Shuffle = Callable[[list[Option]], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its options in the order in which they are shown."""

    question: Question
    options: tuple[Option, ...]

    def option(self, answer: str) -> Option | None:
        """Return the option that `answer` means, by its number or letter; None where it means none."""
        text = answer.strip().upper()
        if len(text) != 1 or not text.isascii() or not text.isalnum():
            return None
        place = int(text) - 1 if text.isdigit() else ord(text) - ord("A")
        return self.options[place] if 0 <= place < len(self.options) else None


@dataclass(slots=True)
class Round:
    """Questions that are asked one after another; those that were answered wrongly are `missed`."""

    asked: tuple[Asked, ...]
    missed: list[Question] = field(default_factory=list)

    @property
    def right(self) -> int:
        """Return how many were answered rightly, once all are."""
        return len(self.asked) - len(self.missed)

    def grade(self, asked: Asked, option: Option) -> bool:
        """Note the answer `option`, and tell whether it is right."""
        if not option.right:
            self.missed.append(asked.question)
        return option.right


def round_of(questions: Sequence[Question], shuffle: Shuffle) -> Round:
    """Return a round of `questions`, each with its options shuffled."""
    return Round(tuple(Asked(question, _shuffled(question, shuffle)) for question in questions))


def _shuffled(question: Question, shuffle: Shuffle) -> tuple[Option, ...]:
    options = list(question.options)
    shuffle(options)
    return tuple(options)
