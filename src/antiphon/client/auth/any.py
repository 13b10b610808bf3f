"""A user and a password for whatever the server asks for."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...semantics.digest import strongest
from ..request import Request
from .basic import BasicAuth
from .challenges import challenges_of
from .digest import DigestAuth
from .spaces import Spaces

if TYPE_CHECKING:
    from ..response import Response


@dataclass(frozen=True, slots=True)
class AnyAuth:
    """Digest where the server offers it, else Basic. Nothing is sent before the server asks.

    Basic shows the password to the server: where that must not happen, use `DigestAuth`. Raises as `BasicAuth` and
    `DigestAuth` do.
    """

    user: str
    password: str = field(repr=False)
    _basic: BasicAuth = field(init=False, repr=False, compare=False)
    _digest: DigestAuth = field(init=False, repr=False, compare=False)
    _spaces: Spaces[bool] = field(default_factory=Spaces, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_basic", BasicAuth(self.user, self.password))
        object.__setattr__(self, "_digest", DigestAuth(self.user, self.password))

    def flow(self, request: Request) -> Generator[Request, Response, Response]:
        """Yield the request, then the answer to a challenge. Returns the last response."""
        if self._spaces.find(request.url):
            return (yield self._with_password(request))
        response = yield from self._digest.flow(request)
        challenges = challenges_of(response)
        realm = next((found.realm or "" for found in challenges if found.scheme == "basic"), None)
        # Where Digest is on offer it has been tried: Basic would only show a wrong password to everyone.
        if realm is None or strongest(challenges) is not None:
            return response
        response = yield self._with_password(request)
        if response.status_code != 401:
            url = request.url
            # All at the depth of the last slash and deeper is the same space (RFC 7617 §2.2).
            self._spaces.keep(url.origin, realm, [url.path[: url.path.rindex("/") + 1]], True)
        return response

    def _with_password(self, request: Request) -> Request:
        sent = request.copy()
        self._basic(sent)
        return sent
