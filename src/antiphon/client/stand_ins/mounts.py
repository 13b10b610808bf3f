"""Which requests go to a stand-in, and which to the network: by the beginning of their URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike

from ...faults import InvalidURL, Text, UsageError
from ...faults.stand_in import MOUNT_UNUSABLE, STAND_IN_UNUSABLE
from ...semantics.url import URL, url_of
from ..plan import Plan
from ..request import Request
from ..response import Response
from ..sending import Send, Surroundings
from .stand_in import StandIn, Standing

_NO_PREFIX = Text("it is not a scheme, a host and perhaps a path", "no es un esquema, un servidor y quizá una ruta")


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of URLs: an origin, which has to be the same, and a path, which ends at the border of a segment."""

    origin: tuple[str, str, int]
    path: str

    @classmethod
    def of(cls, text: str) -> Prefix:
        """Return the prefix that `text` is, such as ``https://shop.test/api``. Raises `UsageError`."""
        if not isinstance(text, str):
            raise UsageError(MOUNT_UNUSABLE, prefix=ascii(text), problem=_NO_PREFIX)
        try:
            url = url_of(text)
        except InvalidURL as error:
            raise UsageError(MOUNT_UNUSABLE, prefix=ascii(text), problem=error) from error
        if "://" not in text or url.query is not None or url.fragment is not None or url.userinfo:
            raise UsageError(MOUNT_UNUSABLE, prefix=ascii(url.masked), problem=_NO_PREFIX)
        return cls(url.origin, url.path)

    def covers(self, url: URL) -> bool:
        """Tell whether `url` begins with this."""
        if url.origin != self.origin or not url.path.startswith(self.path):
            return False
        return self.path.endswith("/") or url.path[len(self.path) :][:1] in ("", "/")


class Mounts:
    """A layer: `transport` gets every request that none of `mounts`, from URL prefixes to stand-ins, is there for.

    The longest prefix wins. Without `transport`, the rest goes to the network. `cassette` stands before all of them.
    """

    def __init__(
        self,
        transport: StandIn | None,
        mounts: Mapping[str, StandIn] | None,
        cassette: StandIn | str | PathLike[str] | None,
        *,
        blocking: bool,
    ) -> None:
        """Raises `UsageError` for a prefix or a stand-in that is none."""
        found = [(Prefix.of(text), _checked(stand_in)) for text, stand_in in (mounts or {}).items()]
        self._mounts = sorted(found, key=lambda mount: len(mount[0].path), reverse=True)
        self._transport = None if transport is None else _checked(transport)
        if isinstance(cassette, str | PathLike):
            from .cassette import Cassette

            cassette = Cassette(cassette)
        self._cassette = None if cassette is None else _checked(cassette)
        self._blocking = blocking
        self._standing: list[Standing] = []

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends by the stand-ins, and by `send` where there is none."""

        def standing(stand_in: StandIn, network: Send) -> Standing:
            made = stand_in.stand_in(network, surroundings, blocking=self._blocking)
            self._standing.append(made)
            return made

        rest = send if self._transport is None else standing(self._transport, send)
        mounts = [(prefix, standing(stand_in, send)) for prefix, stand_in in self._mounts]
        chosen = rest if not mounts else _by_prefix(mounts, rest)
        return chosen if self._cassette is None else standing(self._cassette, chosen)

    async def close(self) -> None:
        """End what the stand-ins began, all of them, even where one fails."""
        failure: Exception | None = None
        while self._standing:
            try:
                await self._standing.pop().close()
            except Exception as error:  # an application may raise anything as it ends
                failure = failure or error
        if failure is not None:
            raise failure


def _by_prefix(mounts: list[tuple[Prefix, Standing]], rest: Send) -> Send:
    async def send(request: Request, plan: Plan, deadline: float | None) -> Response:
        for prefix, standing in mounts:
            if prefix.covers(request.url):
                return await standing(request, plan, deadline)
        return await rest(request, plan, deadline)

    return send


def _checked(stand_in: StandIn) -> StandIn:
    if not callable(getattr(stand_in, "stand_in", None)):
        raise UsageError(STAND_IN_UNUSABLE, kind=type(stand_in).__name__)
    return stand_in
