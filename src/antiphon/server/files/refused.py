"""A request about files that is refused: the fault, and the fields that the answer has to carry."""

from __future__ import annotations

from typing import Any

from ...faults import AntiphonError, Fault


class Refused(AntiphonError):
    """The request is answered with the status of `fault`. `fields` are the response's own, such as Allow."""

    def __init__(self, fault: Fault, /, *, fields: tuple[tuple[str, str], ...] = (), **details: Any) -> None:
        super().__init__(fault, **details)
        self.fields = fields
