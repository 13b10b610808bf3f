"""A user and a password, sent without being asked (RFC 7617)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...semantics.authentication import basic
from ..request import Request


@dataclass(frozen=True, slots=True)
class BasicAuth:
    """Basic: user and password in clear, so only as safe as the connection. Raises `InvalidField` for controls in them,
    and for a colon in `user`.
    """

    user: str
    password: str = field(repr=False)
    _value: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_value", basic(self.user, self.password))

    def __call__(self, request: Request) -> None:
        """Put the credentials on `request`."""
        request.headers["Authorization"] = self._value
