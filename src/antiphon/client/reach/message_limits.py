"""How large the head of a response may be."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ...faults import UsageError
from ...faults.policies import POLICY_UNUSABLE
from ...semantics.settings import named
from ...wire import h1


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """Limits of what a server may send around its content.

    `head`: bytes of the status line and all fields. `fields`: how many of them. `trailers`: how many fields after the
    content, and `trailer_section` the bytes of them. `interim_responses`: how many of 1xx before the final one. Raises
    `UsageError` for what is not a positive number.
    """

    head: int = h1.DEFAULT_LIMITS.head
    fields: int = h1.DEFAULT_LIMITS.fields
    trailers: int = h1.DEFAULT_LIMITS.trailers
    trailer_section: int = h1.DEFAULT_LIMITS.trailer_section
    interim_responses: int = h1.DEFAULT_LIMITS.interim_responses

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if type(value) is not int or value < 1:
                raise UsageError(POLICY_UNUSABLE, setting=f"MessageLimits.{each.name}", value=named(value), rule=">= 1")

    @property
    def of_wire(self) -> h1.Limits:
        """Return them in the form that the parser of HTTP/1.1 takes."""
        return h1.Limits(**{each.name: getattr(self, each.name) for each in fields(self)})
