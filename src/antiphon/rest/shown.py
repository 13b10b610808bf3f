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


@dataclass(frozen=True, slots=True)
class Shown:
    """A representation: its `content` of the type that `media` tells, and `fields` that tell more of it.

    `modified` is in seconds since the epoch, None where nobody knows.
    """

    media: Pair
    content: bytes
    tag: EntityTag
    fields: tuple[Pair, ...]
    modified: int | None = None
    _coded: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """Return the size in bytes, more or less, what Python spends on it included."""
        return 1024 + len(self.content)

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
    tag = coded_tag(shown.tag, coding)
    fields = [etag_field(tag), cache_control(exchange), *shown.fields]
    modified = shown.modified
    if modified is not None:
        # A row may tell of the future; a server must not (RFC 9110 §8.8.2.1). Its Date is up to a second old.
        modified = min(modified, int(time()) - 1)
        fields.append(last_modified_field(modified))
    if is_unmodified(exchange, Representation(tag, modified)):
        return response(304, b"", *fields)
    if coding != IDENTITY:
        fields.append((b"content-encoding", coding.encode("ascii")))
    return response(200, shown.content_in(coding), shown.media, *fields)
