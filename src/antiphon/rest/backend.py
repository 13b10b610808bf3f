"""The backend: every request to a database's resources comes in here, and leaves as a response."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache, partial

from ..faults import AntiphonError
from ..faults.resource import FILTER_REFUSED
from ..semantics.fields import Pair
from ..server.handler import Request, Response
from .access.policy import Action, Open
from .access.principal import Principal
from .allowed import check_allowed, check_known, methods_of, options
from .answer import problem, response
from .browsing import asset, browse, wants_page
from .creating import create
from .database.failures import ConstraintViolated, DatabaseUnavailable
from .deleting import delete
from .describing import Descriptions, describe
from .exchange import Exchange
from .immediate import immediate
from .listing import read_collection
from .overview import read_root
from .patching import patch
from .place import Collection, Item, Moved, Place, Root, Value, place_of
from .plain import PlainReads, Wish
from .preferences import check_preferences
from .querying import query_collection
from .reading import read_item
from .refusal import Refusal
from .replacing import replace
from .service import Service
from .value import delete_value, read_value, replace_value

# Paths are parsed once; a path that leads nowhere is not remembered.
_KNOWN_PATHS = 8192
_log = logging.getLogger("antiphon.rest")

# A request that has none of these comes from no page of another origin.
_OF_BROWSERS = frozenset({"origin", "sec-fetch-site"})
_READS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})


class Backend:
    """A `Handler` (`antiphon.server`) that answers for the resources of `service`."""

    antiphon_handler = True

    def __init__(self, service: Service) -> None:
        self.service = service
        self._gate = service.gate
        self._descriptions = Descriptions()
        self._immediate = service.database.immediate
        self._place_of = lru_cache(_KNOWN_PATHS)(partial(place_of, schema=service.schema))
        self._plain: PlainReads | None = None
        if self._immediate and isinstance(service.policy, Open) and self._gate.rate is None:
            self._plain = PlainReads(service, self._place_of)

    def __call__(self, request: Request) -> Response | Awaitable[Response]:
        """Return the response to `request`, at once where nothing has to be waited for."""
        plain = self._plain
        wish = None if plain is None or self._gate.is_closed else plain.wish(request)
        if plain is not None and wish is not None:
            try:
                kept = plain.kept(request, wish)
            except DatabaseUnavailable:
                # Whoever reads will find out, too, and tell.
                kept = None
            if kept is not None:
                return kept
        answered = self.answer(request, wish=wish)
        return immediate(answered) if self._immediate else answered

    async def close(self) -> None:
        """Finish what is under way, and let the database go."""
        self.service.changes.close()
        self.service.watch.end()
        await self.service.database.close()

    async def answer(self, request: Request, base: str = "", wish: Wish | None = None) -> Response:
        """Return the response to `request`; `base` is the path under which the backend is mounted.

        `wish` is what a plain read wants.
        """
        exchange = Exchange(request, base)
        try:
            if wish is not None and self._plain is not None:
                read = await self._plain.read(exchange, wish)
                if read is not None:
                    return read
            response = await self._answer(exchange)
        except ConstraintViolated as error:
            # Writes make a better refusal of it; in a read, it is a value that the engine knows no way to compare.
            response = problem(exchange, Refusal(FILTER_REFUSED) if exchange.method in _READS else error)
        except DatabaseUnavailable as error:
            response = _unavailable(exchange, error)
        except AntiphonError as error:
            if error.fault.status is None:
                raise
            response = problem(exchange, error)
        response.fields.raw += (*self._gate.cors.fields(exchange), *exchange.told)
        return response

    async def _answer(self, exchange: Exchange) -> Response:
        """The order is that of RFC 9110 §13.2.1: who and where come first, then what is sent, then its conditions."""
        method = exchange.method
        check_known(method)
        if method == "OPTIONS" or not self._gate.is_open or exchange.request.fields.has_any(_OF_BROWSERS):
            preflight = self._gate.check(exchange, partial(self._methods_at, exchange.path))
            if preflight is not None:
                return preflight
        file = asset(exchange)
        if file is not None:
            return file
        await self._identify(exchange)
        place = self._place_of(exchange.path)
        if isinstance(place, Moved):
            return _moved(exchange, place)
        self._permit(exchange, place)
        check_allowed(exchange, place)
        if method == "OPTIONS":
            return options(place)
        check_preferences(exchange)
        if isinstance(place, Root | Collection | Item) and wants_page(exchange):
            return await browse(self.service, exchange, place, partial(self._answer_at, place))
        return await self._answer_at(place, exchange)

    def _methods_at(self, path: str) -> tuple[str, ...]:
        """Return the methods that a browser may be told of. What is not there has none, and says so when asked."""
        try:
            return methods_of(self._place_of(path))
        except Refusal:
            return ()

    async def _identify(self, exchange: Exchange) -> None:
        """Find out who sends the request, and count it. Raises `Refusal`: 401, 429."""
        try:
            identified = self.service.policy.identify(exchange.request)
            exchange.principal = identified if isinstance(identified, Principal) else await identified
        except Refusal:
            self._gate.count_stranger(exchange.request)
            raise
        exchange.told = self._gate.count(exchange.request, exchange.principal)

    async def _answer_at(self, place: Place, exchange: Exchange) -> Response:
        match place:
            case Item():
                return await _OF_AN_ITEM[exchange.method](self.service, exchange, place)
            case Collection():
                return await _OF_A_COLLECTION[exchange.method](self.service, exchange, place)
            case Value():
                return await _OF_A_VALUE[exchange.method](self.service, exchange, place)
            case Root():
                return await read_root(self.service, exchange, place)
            case _:
                return await describe(self._descriptions, self.service, exchange)

    def _permit(self, exchange: Exchange, place: Place) -> None:
        resource = getattr(place, "resource", None)
        if resource is not None:
            action = Action.READ if exchange.method in _READS else Action.WRITE
            exchange.grant = self.service.policy.permit(exchange.principal, resource, action)


def _moved(exchange: Exchange, place: Moved) -> Response:
    """Answer 308: the method and the content stay what they are (RFC 9110 §15.4.9)."""
    query = f"?{exchange.request.query}" if exchange.request.query else ""
    location = f"{exchange.base}{place.path}{query}".encode("ascii")
    return response(308, b"", (b"location", location), (b"cache-control", b"no-cache"))


def _unavailable(exchange: Exchange, error: DatabaseUnavailable) -> Response:
    _log.error("%s: %s", error.sentence(), error.__cause__)
    answer = problem(exchange, error)
    if error.retry_after is not None:
        retry: Pair = (b"retry-after", str(error.retry_after).encode("ascii"))
        answer.fields.raw.append(retry)
    return answer


_OF_A_COLLECTION: Mapping[str, Callable[[Service, Exchange, Collection], Awaitable[Response]]] = {
    "GET": read_collection,
    "HEAD": read_collection,
    "POST": create,
    "QUERY": query_collection,
}
_OF_AN_ITEM: Mapping[str, Callable[[Service, Exchange, Item], Awaitable[Response]]] = {
    "GET": read_item,
    "HEAD": read_item,
    "PUT": replace,
    "PATCH": patch,
    "DELETE": delete,
}
_OF_A_VALUE: Mapping[str, Callable[[Service, Exchange, Value], Awaitable[Response]]] = {
    "GET": read_value,
    "HEAD": read_value,
    "PUT": replace_value,
    "DELETE": delete_value,
}
