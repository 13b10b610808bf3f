"""A request that is refused: the fault, what was wrong in detail, and the fields that the answer has to carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..faults import AntiphonError, Fault


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a document breaks, at a JSON Pointer (RFC 6901): ``/price`` is the member price."""

    pointer: str
    fault: Fault
    details: Mapping[str, object] = field(default_factory=dict)


class Refusal(AntiphonError):
    """The request is answered with the status of `fault`.

    `fields` are the response's own fields, such as Allow; `violations` all that is wrong with the content; `extra` has
    further members of the problem.
    """

    def __init__(
        self,
        fault: Fault,
        /,
        *,
        fields: tuple[tuple[str, str], ...] = (),
        violations: tuple[Violation, ...] = (),
        extra: Mapping[str, Any] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(fault, **details)
        self.fields = fields
        self.violations = violations
        self.extra = extra or {}


class Mismatch(AntiphonError):
    """A value does not fit its column; the caller knows where it stood and makes a `Violation` or a `Refusal` of it."""
