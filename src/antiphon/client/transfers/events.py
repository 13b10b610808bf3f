"""Server-sent events that go on when their connection ends (WHATWG HTML §9.2): one course, for both kinds of session.

A server may end a connection whenever it likes, and means that the client comes again: with the id of the last event,
after the time that the server has asked for. 204 says that there will be no more.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from random import random
from typing import TYPE_CHECKING, Self

from ...faults import ConnectionError, ReadTimeout, RequestError
from ...faults.transfer import EVENTS_STATUS, EVENTS_TYPE
from ...net.run import run
from ...semantics.event_stream import MEDIA_TYPE, MOST_BYTES, EventStream, ServerSentEvent
from ...semantics.media_types import parse_media_type
from ...semantics.methods import is_safe
from ...semantics.retrying import is_passing
from ...semantics.settings import check, is_number
from ..engine import Engine
from ..plan import Plan
from ..request import Request
from ..response import Response

if TYPE_CHECKING:
    from ...net.network import Network

_OK, _NO_MORE = 200, 204
_DEFAULT_RETRY = 3.0
_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class EventManner:
    """How a stream of events is followed: see `Session.events`."""

    last_event_id: str = ""
    max_reconnects: int | None = None
    idle_timeout: float | None = None
    longest_wait: float = 60.0
    max_event: int = MOST_BYTES

    def __post_init__(self) -> None:
        """Raises `UsageError` for what cannot be meant."""
        most = self.max_reconnects
        check("max_reconnects", most, most is None or (is_number(most, int) and most >= 0), "int >= 0 | None")
        idle = self.idle_timeout
        check("idle_timeout", idle, idle is None or (is_number(idle) and idle > 0), "> 0 | None")
        check("longest_wait", self.longest_wait, is_number(self.longest_wait) and self.longest_wait >= 0, ">= 0")
        check("max_event", self.max_event, is_number(self.max_event, int) and self.max_event > 0, "int > 0")


class EventCourse:
    """The way of a stream of events through any number of connections.

    `response` is the one that it comes by now, `last_event_id` what a reconnection would name, `retry` the seconds that
    the server has asked to let pass before one.
    """

    def __init__(self, engine: Engine, request: Request, plan: Plan, manner: EventManner) -> None:
        self._engine = engine
        self._request = request
        self._manner = manner
        # The head has to come in time; what follows comes when something happens.
        quiet = replace(plan.timeouts, read=manner.idle_timeout)
        self._plan = replace(plan, content_timeouts=quiet)
        self.response: Response | None = None
        self.last_event_id = manner.last_event_id
        self.retry = _DEFAULT_RETRY
        self._fruitless = 0

    @property
    def _network(self) -> Network:
        return self._engine.network

    async def open(self) -> None:
        """Connect for the first time. Raises what fails: nobody knows yet whether there is a stream at all."""
        self.response = await self._connected()

    async def events(self) -> AsyncGenerator[ServerSentEvent, None]:
        """Yield the events until the server says that there are no more, or reconnecting is of no use."""
        response = self.response
        while response is not None and response.status_code != _NO_MORE:
            failure: RequestError | None = None
            try:
                async with aclosing(self._events_of(response)) as events:
                    async for event in events:
                        yield event
            except (ConnectionError, ReadTimeout) as error:
                failure = error
            response = await self._again(failure)
        if response is not None:
            response.exchange.abandon()

    async def _events_of(self, response: Response) -> AsyncGenerator[ServerSentEvent, None]:
        stream = EventStream(self.last_event_id, self._manner.max_event)
        async with aclosing(response.exchange.pieces()) as pieces:
            async for piece in pieces:
                events = stream.feed(piece)
                if stream.retry is not None:
                    self.retry = stream.retry
                for event in events:
                    self._fruitless = 0
                    self.last_event_id = event.id
                    yield event
                self.last_event_id = stream.last_event_id

    async def _again(self, failure: RequestError | None) -> Response | None:
        """Return the response by which the stream goes on, None where it ended well. Raises the failure that counts."""
        while True:
            if not self._may_reconnect(failure):
                if failure is not None:
                    raise failure
                return None
            self._fruitless += 1
            await self._pause()
            try:
                self.response = await self._connected()
            except RequestError as error:
                failure = error
            else:
                return self.response

    def _may_reconnect(self, failure: RequestError | None) -> bool:
        """Tell whether coming again is safe, allowed, and promises anything."""
        most = self._manner.max_reconnects
        if most is not None and self._fruitless >= most:
            return False
        return is_safe(self._request.method) and (failure is None or is_passing(failure))

    async def _pause(self) -> None:
        """Let the server's time pass, doubled for each reconnection in a row that brought nothing.

        Up to a half is added by chance, since a server that ends loses all its listeners at once.
        """
        doubled = self.retry * 2.0 ** min(self._fruitless - 1, _DOUBLINGS)
        seconds = min(doubled * (1 + random() / 2), self._manner.longest_wait)
        if self._plan.cancel is None:
            await self._network.sleep(seconds)
        else:
            await self._network.cancellable(_slept(self._network, seconds), self._plan.cancel)

    async def _connected(self) -> Response:
        """Return a response that is a stream of events, or ends it. Raises `RequestError` for any other."""
        request = self._request.copy()
        if self.last_event_id.isprintable() and self.last_event_id:
            request.headers["Last-Event-ID"] = self.last_event_id.encode("utf-8")
        request.body.rewind()
        response = await self._engine.send(request, self._plan)
        error = _refusal(response)
        if error is not None:
            response.exchange.abandon()
            error.request, error.response = request, response
            raise error
        return response


def _refusal(response: Response) -> RequestError | None:
    """Return what is wrong with `response` as a stream of events."""
    status, url = response.status_code, response.request.url.masked
    if status == _NO_MORE:
        return None
    if status != _OK:
        return RequestError(EVENTS_STATUS, url=url, status=status, reason=ascii(response.reason)[1:-1])
    content_type = response.headers.get("content-type", "")
    media_type = parse_media_type(content_type)
    if media_type is None or media_type.essence != MEDIA_TYPE:
        return RequestError(EVENTS_TYPE, url=url, content_type=ascii(content_type)[1:-1] or "none")
    return None


async def _slept(network: Network, seconds: float) -> None:
    await network.sleep(seconds)


class _Events:
    """What both kinds of streams tell."""

    def __init__(self, course: EventCourse) -> None:
        self._course = course
        self._events: AsyncGenerator[ServerSentEvent, None] | None = None

    @property
    def last_event_id(self) -> str:
        """Return the id that a reconnection names: what to pass as `last_event_id` to go on another time."""
        return self._course.last_event_id

    @property
    def retry(self) -> float:
        """Return the seconds before a reconnection, as the server asked."""
        return self._course.retry

    @property
    def response(self) -> Response | None:
        """Return the response that the events come by now, None before the first."""
        return self._course.response

    async def _open(self) -> AsyncGenerator[ServerSentEvent, None]:
        if self._events is None:
            await self._course.open()
            self._events = self._course.events()
        return self._events

    async def _next(self) -> ServerSentEvent:
        return await anext(await self._open())

    async def _close(self) -> None:
        if self._events is not None:
            await self._events.aclose()
        if self._course.response is not None:
            self._course.response.exchange.abandon()


class BlockingEvents(_Events):
    """The events of a `Session`: a context manager, and an iterator of `ServerSentEvent`."""

    def close(self) -> None:
        """Close the connection."""
        run(self._close())

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ServerSentEvent:
        try:
            return run(self._next())
        except StopAsyncIteration:
            raise StopIteration from None

    def __enter__(self) -> Self:
        run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncEvents(_Events):
    """The events of an `AsyncSession`: an asynchronous context manager and iterator of `ServerSentEvent`."""

    async def close(self) -> None:
        """Close the connection."""
        await self._close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ServerSentEvent:
        return await self._next()

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close()
