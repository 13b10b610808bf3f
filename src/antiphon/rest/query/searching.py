"""The text of a search, checked before the database sees it."""

from __future__ import annotations

from ...faults.selection import SEARCH_EMPTY, SEARCH_UNAVAILABLE
from ..refusal import Refusal
from ..schema.resource import Resource
from .comparing import refuse_unusable
from .full_text import alternatives
from .limits import Limits
from .naming import shown


def search_text(resource: Resource, text: str, parameter: str, limits: Limits) -> str:
    """Return `text`, which can be looked for in `resource`. Raises `Refusal`, 400."""
    if resource.full_text is None:
        raise Refusal(SEARCH_UNAVAILABLE, parameter=parameter, resource=resource.name)
    refuse_unusable(text, parameter, limits)
    if not alternatives(text):
        raise Refusal(SEARCH_EMPTY, parameter=parameter, value=shown(text))
    return text
