"""What a read shows: content with its entity tag, in the coding that the client prefers, or 304 where it has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import time

from ..semantics.fields import Pair
from ..semantics.validators import EntityTag, Representation
from ..server.handler import Response
from .answer import cache_control, etag_field, last_modified_field, response
from .conditions import is_unmodified
from .exchange import Exchange
from .representation.coding import IDENTITY, coded_tag, coding_for, encoded


@dataclass(slots=True)
class Shown:
    """A representation: its `content` of the type that `media` tells, and `fields` that tell more of it.

    `modified` is in seconds since the epoch, None where nobody knows. `answers` are whole ones, see `plain`.
    """

    media: Pair
    content: bytes
    tag: EntityTag
    fields: tuple[Pair, ...]
    modified: int | None = None
    answers: dict[tuple[str, bool], Response] = field(default_factory=dict, repr=False)
    _coded: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """Return the size in bytes, more or less, what Python spends on it and on an answer included."""
        return 2048 + len(self.content)

    def content_in(self, coding: str) -> bytes:
        """Return the content in `coding`, which is made once."""
        if coding == IDENTITY:
            return self.content
        if coding not in self._coded:
            self._coded[coding] = encoded(self.content, coding)
        return self._coded[coding]


def answer_with(exchange: Exchange, shown: Shown) -> Response:
    """Answer 200, or 304 where the client has it. Raises `Refusal`, 412."""
    coding = coding_for(exchange.field("accept-encoding"), len(shown.content))
    tag, modified = coded_tag(shown.tag, coding), told_modified(shown)
    fields = [cache_control(exchange), *fields_of(shown, coding)]
    if is_unmodified(exchange, Representation(tag, modified)):
        return response(304, b"", *fields)
    return response(200, shown.content_in(coding), shown.media, *fields, *coding_fields(coding))


def fields_of(shown: Shown, coding: str) -> list[Pair]:
    """Return what both 200 and 304 tell of `shown` in `coding`."""
    fields = [etag_field(coded_tag(shown.tag, coding)), *shown.fields]
    modified = told_modified(shown)
    if modified is not None:
        fields.append(last_modified_field(modified))
    return fields


def told_modified(shown: Shown) -> int | None:
    """Return when `shown` was last changed, as clients are told.

    A row may tell of the future; a server must not (RFC 9110 §8.8.2.1). Its Date is up to a second old.
    """
    return None if shown.modified is None else min(shown.modified, int(time()) - 1)


def coding_fields(coding: str) -> tuple[Pair, ...]:
    """Return the fields that tell of `coding`."""
    return () if coding == IDENTITY else ((b"content-encoding", coding.encode("ascii")),)
