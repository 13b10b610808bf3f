"""What is said on a line of HTTP: requests are read, and each path plays its scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .line import Line
from .page import index
from .places import Places
from .reply import reply
from .request import Request, RequestReader, Unreadable
from .scenario import PathScenario
from .visit import Play, Visit

_SECRETS = ("authorization", "cookie")


class Conversation:
    """Answers the requests that come on a line; the same one for all lines of the lab."""

    def __init__(self, scenarios: Mapping[str, PathScenario], places: Callable[[], Places], pace: float) -> None:
        self._plays = {each.path: each.play for each in scenarios.values()}
        self._prefixes = {each.name.removesuffix("{}"): each.play for each in scenarios.values() if "{}" in each.name}
        self._places = places
        self._pace = pace

    async def run(self, line: Line, start: Play | None = None) -> None:
        """Answer until either end has enough; `start` answers ``/``, which otherwise is the index."""
        reader = RequestReader(line)
        stays = True
        while stays:
            try:
                request = await reader.next()
            except Unreadable as error:
                await self._refuse(line, error)
                return
            if request is None:
                return
            visit = Visit(line, request, self._places(), self._pace)
            await self._play(request, start)(visit)
            stays = visit.stays

    async def _refuse(self, line: Line, error: Unreadable) -> None:
        visit = Visit(line, Request("GET", "/", "", {"connection": "close"}), self._places(), self._pace)
        await reply(400, content=f"{error}\n")(visit)

    def _play(self, request: Request, start: Play | None) -> Play:
        path = request.path
        if path == "/":
            return start or index
        if path == "/hello":
            return _hello
        if path in self._places().files:
            return _file
        return self._plays.get(path) or self._prefixes.get(path[1 : path.rfind("/") + 1]) or _nothing


async def _hello(visit: Visit) -> None:
    """Say how the client came, and which of its secrets came along."""
    request = visit.request
    came = [name.title() for name in _SECRETS if name in request.fields]
    sentence = f"You came by {request.method}, with {len(request.content)} bytes of content"
    await reply(200, content=f"{sentence}, and {' and '.join(came) or 'no secrets'}.\n")(visit)


async def _file(visit: Visit) -> None:
    kind, content = visit.places.files[visit.request.path]
    await reply(200, content=content, kind=kind)(visit)


async def _nothing(visit: Visit) -> None:
    await reply(404, content="There is no such scenario: / lists them all.\n")(visit)
