"""An origin server without a network, and a cache in front of it: rules are tested with a clock that stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from antiphon.client.cache.cache import Cache
from antiphon.client.cache.layer import CacheLayer
from antiphon.client.content import EMPTY, Content
from antiphon.client.plan import Plan, tls_settings
from antiphon.client.received import AtHand
from antiphon.client.request import Request
from antiphon.client.response import BlockingResponse, Response
from antiphon.client.sending import Surroundings
from antiphon.client.timeouts import timeouts_of
from antiphon.net.run import run
from antiphon.net.scripted import ScriptedNetwork
from antiphon.semantics.dates import format_date
from antiphon.semantics.fields import Fields
from antiphon.semantics.url import url_of
from antiphon.wire import h1

START = 1_800_000_000
URL = "http://origin.test/thing"
PLAN = Plan(timeouts=timeouts_of(None), tls=tls_settings(True, None))

Line = tuple[str, str | int]
"""A field line; a number in a field that has a date is that many seconds from now."""


class Clock:
    """The time of day, which passes when a test says so."""

    def __init__(self) -> None:
        self.now = float(START)

    def __call__(self) -> float:
        return self.now


@dataclass
class Answer:
    """What the origin says: a status, fields, content; or an error in its place."""

    fields: Sequence[Line] = ()
    status: int = 200
    content: bytes = b"content"
    error: Exception | None = None
    trailers: Sequence[tuple[bytes, bytes]] = ()


class Breaking(AtHand):
    """A response whose content breaks off."""

    def __init__(self, head: h1.Response, error: Exception) -> None:
        super().__init__(head, b"")
        self._error = error

    def take_whole(self) -> bool:
        return False

    async def read_whole(self) -> bytes:
        raise self._error


@dataclass
class Front:
    """A cache, the clock it reads, and the origin behind it. `seen` are the requests that got through."""

    cache: Cache = field(default_factory=Cache)
    place: str = ""
    clock: Clock = field(default_factory=Clock)
    network: ScriptedNetwork = field(default_factory=ScriptedNetwork)
    seen: list[Request] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        surroundings = Surroundings(self.network, self.clock, BlockingResponse)
        self._send = CacheLayer(self.cache, self.place).around(self._origin, surroundings)

    async def _origin(self, request: Request, plan: Plan, deadline: float | None) -> BlockingResponse:
        self.seen.append(request)
        answer = self.answers.pop(0)
        if answer.error is not None:
            raise answer.error
        head = self.head(answer.status, answer.fields)
        return BlockingResponse(request, AtHand(head, answer.content, trailers=h1.build_section(answer.trailers)))

    def head(self, status: int, lines: Sequence[Line]) -> h1.Response:
        """Return a head with `lines`, numbers in dates resolved."""
        return h1.Response(status, b"Whatever", 1, h1.build_section([self.pair(line) for line in lines]), True, None)

    def pair(self, line: Line) -> tuple[bytes, bytes]:
        name, value = line
        if isinstance(value, int):
            value = format_date(int(self.clock.now) + value)
        return name.encode("latin-1"), value.encode("latin-1")

    def ask(
        self,
        *answers: Answer,
        method: str = "GET",
        url: str = URL,
        fields: Sequence[Line] = (),
        body: Content = EMPTY,
        plan: Plan = PLAN,
        after: float = 0.0,
        **changes: Any,
    ) -> BlockingResponse:
        """Return the response to a request `after` some seconds; `answers` are what the origin says if it is asked."""
        self.clock.now += after
        self.answers = list(answers)
        request = Request(method, url_of(url), Fields.of_checked([self.pair(line) for line in fields]), body)
        response = run(self._asked(request, replace(plan, **changes)))
        assert isinstance(response, BlockingResponse)
        if not plan.stream and not response.exchange.take_whole():
            run(response.exchange.read_whole())
        return response

    async def _asked(self, request: Request, plan: Plan) -> Response:
        return await self._send(request, plan, None)

    def sent(self, name: str) -> str | None:
        """Return a field of the last request that got through."""
        return self.seen[-1].headers.get(name)


def status_of(response: BlockingResponse) -> str:
    """Return what the cache says it did."""
    assert response.cache is not None
    return str(response.cache.status)


def reason_of(response: BlockingResponse) -> str:
    """Return the code of why."""
    assert response.cache is not None
    return response.cache.ground.code


def storing_of(response: BlockingResponse) -> str | None:
    """Return the code of why the answer was kept, or was not."""
    assert response.cache is not None
    return None if response.cache.storing is None else response.cache.storing.code
