"""Going on with a download that broke off (RFC 9110 §13.1.5, §14, §15.3.7): what to ask for, and what the answer means.

Bytes of one representation must never be joined to those of another, so the rest is only asked for under a condition
(If-Range), with a validator that promises the very same bytes. Content that came with a content coding cannot be
continued: what is in the file was decoded, and a position in it says nothing of the coded content.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from .dates import parse_date
from .fields import Fields
from .ranges import parse_content_range
from .validators import parse_entity_tag

_SECONDS_APART = 60
_PARTIAL = 206
_UNSATISFIABLE = 416


@dataclass(frozen=True, slots=True)
class Begun:
    """What is there of a file: its size in bytes, the validator of its content, and the size of the whole if known.

    Without a validator the rest is not asked for, unless `unchecked` says that the user answers for it.
    """

    size: int = 0
    validator: str | None = None
    total: int | None = None
    unchecked: bool = False

    @property
    def can_go_on(self) -> bool:
        """Tell whether the rest may be asked for."""
        return self.size > 0 and (self.validator is not None or self.unchecked)

    def fields(self) -> dict[str, str]:
        """Return the fields that ask for the rest if the content is still the same, none where all is wanted."""
        if not self.can_go_on:
            return {}
        wanted = {"Range": f"bytes={self.size}-"}
        return wanted if self.validator is None else {**wanted, "If-Range": self.validator}


class Step(Enum):
    """What to do with an answer."""

    FROM_START = auto()
    GO_ON = auto()
    COMPLETE = auto()
    ASK_ALL = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer means: the `step`, and the size that the file will have after it, None where nobody knows."""

    step: Step
    total: int | None = None
    end: int | None = None
    """The first byte that this answer does not bring, None where it brings all up to its end."""


_ASK_ALL = Answer(Step.ASK_ALL)


def answer_of(status: int, fields: Fields, length: int | None, begun: Begun) -> Answer:
    """Return what a response with `status` and a content of `length` bytes (None: unknown) to `begun.fields` means.

    A part that starts elsewhere, belongs to another size or another validator, or contradicts itself, is not used:
    all is asked for again.
    """
    if status == _PARTIAL:
        return _of_part(fields, length, begun)
    if status == _UNSATISFIABLE and begun.can_go_on:
        said = parse_content_range(fields.get("content-range", ""))
        is_whole = said is not None and said.size == begun.size
        return Answer(Step.COMPLETE, begun.size) if is_whole else _ASK_ALL
    return Answer(Step.FROM_START, None if is_coded(fields) else length)


def _of_part(fields: Fields, length: int | None, begun: Begun) -> Answer:
    said = parse_content_range(fields.get("content-range", ""))
    if not begun.can_go_on or said is None or said.selected is None or is_coded(fields):
        return _ASK_ALL
    fits = said.selected.first == begun.size and (length is None or length == said.selected.size)
    same_size = begun.total is None or said.size is None or begun.total == said.size
    if not fits or not same_size or not _is_same(fields, begun):
        return _ASK_ALL
    return Answer(Step.GO_ON, begun.total if said.size is None else said.size, said.selected.last + 1)


def _is_same(fields: Fields, begun: Begun) -> bool:
    """Tell whether a 206 belongs to what is there: its entity tag, if it has one, is no other (RFC 9110 §15.3.7.3)."""
    ours = parse_entity_tag(begun.validator or "")
    theirs = parse_entity_tag(fields.get("etag", ""))
    return ours is None or theirs is None or ours.matches_strongly(theirs)


def is_coded(fields: Fields) -> bool:
    """Tell whether the content has a content coding (RFC 9110 §8.4)."""
    return any(value.strip().lower() not in ("", "identity") for value in fields.get_all("content-encoding"))


def strong_validator(fields: Fields) -> str | None:
    """Return the validator by which the rest of this content can be asked for, None where there is none.

    A weak one does not promise the same bytes; a time does if it lies long enough before the response
    (RFC 9110 §8.8.2.2, §13.1.5). A server that says it has no ranges (§14.3), or coded the content, has none either.
    """
    if is_coded(fields) or fields.get("accept-ranges", "").strip().lower() == "none":
        return None
    tag = parse_entity_tag(fields.get("etag", ""))
    if tag is not None:
        return None if tag.weak else str(tag)
    modified, date = (_seconds(fields.get(name)) for name in ("last-modified", "date"))
    if modified is None or date is None or date - modified < _SECONDS_APART:
        return None
    return fields["last-modified"]


def _seconds(value: str | None) -> int | None:
    return None if value is None else parse_date(value, None)
