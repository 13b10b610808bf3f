"""Validators and preconditions (RFC 9110 §8.8, §13): has the content changed since the client saw it?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from .dates import parse_date

# etagc of RFC 9110 §8.8.3, obs-text included: opaque bytes, read as Latin-1.
_OPAQUE = r"[\x21\x23-\x7e\x80-\xff]*"
_ENTITY_TAG = re.compile(rf'(W/)?"({_OPAQUE})"')
_LIST_MEMBER = re.compile(rf'[ \t,]*(?:(W/)?"({_OPAQUE})"[ \t]*(?=,|\Z)|\Z)')


@dataclass(frozen=True, slots=True)
class EntityTag:
    """An entity tag (RFC 9110 §8.8.3): `opaque` stands between the quotes. ``str()`` is the field value."""

    opaque: str
    weak: bool = False

    def __str__(self) -> str:
        return f'{"W/" if self.weak else ""}"{self.opaque}"'

    def matches_strongly(self, other: EntityTag) -> bool:
        """Strong comparison (RFC 9110 §8.8.3.2): the same bytes, so parts of both may be combined."""
        return not self.weak and not other.weak and self.opaque == other.opaque

    def matches_weakly(self, other: EntityTag) -> bool:
        """Weak comparison (RFC 9110 §8.8.3.2): one can stand for the other."""
        return self.opaque == other.opaque


def parse_entity_tag(value: str) -> EntityTag | None:
    """Return the entity tag of an ETag field value, or None where it is not one."""
    match = _ENTITY_TAG.fullmatch(value.strip(" \t"))
    return EntityTag(match[2], weak=bool(match[1])) if match else None


def parse_entity_tags(value: str) -> tuple[EntityTag, ...] | None:
    """Return the tags of a list such as If-Match has (RFC 9110 §13.1.1), None where it breaks the grammar.

    The value ``*`` is not a list; `evaluate` knows it.
    """
    tags = []
    position = 0
    while position < len(value):
        match = _LIST_MEMBER.match(value, position)
        if match is None:
            return None
        if match[2] is not None:
            tags.append(EntityTag(match[2], weak=bool(match[1])))
        position = match.end()
    return tuple(tags)


class Outcome(Enum):
    """What preconditions decide (RFC 9110 §13.2.2)."""

    PROCEED = "proceed"
    NOT_MODIFIED = "not modified"
    FAILED = "precondition failed"


@dataclass(frozen=True, slots=True)
class Representation:
    """What the preconditions are compared with: the validators that a 200 response would carry.

    `last_modified` is in seconds since the epoch. A resource without a representation has `exists` False.
    """

    etag: EntityTag | None = None
    last_modified: int | None = None
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The values of a request's conditional fields (RFC 9110 §13.1), None for each that is absent."""

    if_match: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None
    if_unmodified_since: str | None = None


# A method outside these has no selected representation that a condition could be about (RFC 9110 §13.2.1).
_UNCONDITIONAL = frozenset({"CONNECT", "OPTIONS", "TRACE"})
# QUERY is answered and revalidated as GET is (RFC 10008).
_RETRIEVING = frozenset({"GET", "HEAD", "QUERY"})


def evaluate(method: str, conditions: Preconditions, current: Representation) -> Outcome:
    """Decide, in the order of RFC 9110 §13.2.2, on a request that would get 2xx or 412 without conditions.

    ``PROCEED``: do what `method` asks; ``NOT_MODIFIED``: answer 304; ``FAILED``: answer 412. If-Range, the
    fifth step, belongs to `ranges`.
    """
    if method in _UNCONDITIONAL:
        return Outcome.PROCEED
    unchanged = _if_match(conditions, current)
    if unchanged is None:
        unchanged = _if_unmodified_since(conditions, current)
    if unchanged is False:
        return Outcome.FAILED
    changed = _if_none_match(conditions, current)
    if changed is None and method in ("GET", "HEAD"):
        changed = _if_modified_since(conditions, current)
    if changed is False:
        return Outcome.NOT_MODIFIED if method in _RETRIEVING else Outcome.FAILED
    return Outcome.PROCEED


def _if_match(conditions: Preconditions, current: Representation) -> bool | None:
    """Step 1 (RFC 9110 §13.1.1): None without the field. A value that breaks the grammar matches nothing."""
    value = conditions.if_match
    if value is None:
        return None
    if value.strip(" \t") == "*":
        return current.exists
    tag = current.etag
    if not current.exists or tag is None:
        return False
    return any(tag.matches_strongly(wanted) for wanted in parse_entity_tags(value) or ())


def _if_unmodified_since(conditions: Preconditions, current: Representation) -> bool | None:
    """Step 2 (RFC 9110 §13.1.4): None without the field, without a date in it, or with nothing to compare."""
    if conditions.if_unmodified_since is None or current.last_modified is None:
        return None
    limit = parse_date(conditions.if_unmodified_since, None)
    return None if limit is None else current.last_modified <= limit


def _if_none_match(conditions: Preconditions, current: Representation) -> bool | None:
    """Step 3 (RFC 9110 §13.1.2): None without the field."""
    value = conditions.if_none_match
    if value is None:
        return None
    if value.strip(" \t") == "*":
        return not current.exists
    tag = current.etag
    if not current.exists or tag is None:
        return True
    return not any(tag.matches_weakly(known) for known in parse_entity_tags(value) or ())


def _if_modified_since(conditions: Preconditions, current: Representation) -> bool | None:
    """Step 4 (RFC 9110 §13.1.3): None without the field, without a date in it, or with nothing to compare."""
    if conditions.if_modified_since is None or current.last_modified is None:
        return None
    known = parse_date(conditions.if_modified_since, None)
    return None if known is None else current.last_modified > known
