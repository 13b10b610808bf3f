"""A token, sent without being asked (RFC 6750 §2.1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...semantics.authentication import bearer
from ..request import Request


@dataclass(frozen=True, slots=True)
class BearerAuth:
    """Bearer: whoever has the token is let in. Raises `InvalidField` where `token` cannot be one."""

    token: str = field(repr=False)
    _value: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_value", bearer(self.token))

    def __call__(self, request: Request) -> None:
        """Put the token on `request`."""
        request.headers["Authorization"] = self._value
