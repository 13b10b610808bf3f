"""A response as it is judged: with what the request had sent of an item, and what the response shows of one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...semantics.media_types import MediaType, parse_media_type
from ...semantics.validators import EntityTag, parse_entity_tag
from .shape import Members, Shape

if TYPE_CHECKING:
    from ...client.response import Response
    from ...semantics.fields import Fields
    from ...semantics.url import URL


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; `shape` says how an item stands in it, `sent` has the members that the request sent.

    `made` is the URL of the item that the request has made, None where it made none, or nobody can tell.
    """

    response: Response
    shape: Shape = field(default_factory=Shape)
    sent: Members | None = None
    made: URL | None = None

    @property
    def method(self) -> str:
        """Return the method of the request."""
        return self.response.request.method

    @property
    def target(self) -> str:
        """Return the path that was asked, with its query; secrets in that are masked, and what is long is cut."""
        url = self.response.request.url
        path = url.masked.partition("://")[2].partition("/")[2]
        return f"/{path}" if len(path) <= _LONGEST_SHOWN else f"/{path[:_LONGEST_SHOWN]}…"

    @property
    def status(self) -> int:
        """Return the status code."""
        return self.response.status_code

    @property
    def is_success(self) -> bool:
        """Tell whether the status is 2xx."""
        return self.response.is_success

    @property
    def fields(self) -> Fields:
        """Return the header fields."""
        return self.response.headers

    @property
    def content(self) -> bytes:
        """Return the content."""
        return self.response.content

    @property
    def media_type(self) -> MediaType | None:
        """Return the media type of the content, None where the response names none."""
        return parse_media_type(self.fields.get("content-type", ""))

    @property
    def value(self) -> Any:
        """Return the JSON value of the content, None where it is not JSON."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None

    @property
    def members(self) -> Members:
        """Return the members of the item that the content is; none where it is no item."""
        return self.shape.item_in(self.value) or {}

    @property
    def etag(self) -> EntityTag | None:
        """Return the entity tag, None where there is none that could be one."""
        return parse_entity_tag(self.fields.get("etag", ""))

    def names(self, field: str) -> frozenset[str]:
        """Return the members of a field that is a list of names, such as Allow or Vary, as they are written."""
        return frozenset(name.strip(" \t") for name in self.fields.get(field, "").split(",") if name.strip(" \t"))

    def varies_by(self, field: str) -> bool:
        """Tell whether Vary says that the response depends on the request's `field` (RFC 9110 §12.5.5)."""
        return not {"*", field.lower()}.isdisjoint(name.lower() for name in self.names("vary"))


_LONGEST_SHOWN = 100
