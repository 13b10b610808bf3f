"""The engine: one request, its redirects and its replay, over any world.

It is written once, as coroutines over a `Network`; the blocking session runs them to their end in one step, the
asynchronous one awaits them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..faults import (
    BrokenResponse,
    ConnectionError,
    InvalidURL,
    Phase,
    PoolTimeout,
    ProtocolError,
    RequestError,
    TooManyRedirects,
    TotalTimeout,
    UsageError,
)
from ..faults.connection import POOL_TIMEOUT, TOTAL_TIMEOUT
from ..faults.exchange import (
    CONTENT_NOT_REPEATABLE,
    REDIRECT_TARGET_UNREADABLE,
    REDIRECT_TARGETS_DIFFER,
    SESSION_CLOSED,
    TOO_MANY_REDIRECTS,
)
from ..net.limits import nearest
from ..net.network import ConnectOptions, Network, Permits
from ..semantics.cookies import CookieJar
from ..semantics.fields import Fields
from ..semantics.methods import is_idempotent
from ..semantics.redirects import REDIRECT_STATUSES, fields_to_drop, keeps_credentials, next_request
from ..semantics.sites import site_of
from ..semantics.url import URL
from .connection import Connection, Place
from .content import EMPTY, Empty
from .dropping import without_owner
from .exchange import Exchange
from .forking import start_anew_when_forked
from .plan import Plan, TLSSettings, plan_after
from .pool import Pool, PoolLimits
from .reach.guards import NO_GUARDS, Guards
from .received import Received
from .request import Request
from .response import Response
from .sending import Layer, Send, Surroundings
from .timeouts import Timeouts

if TYPE_CHECKING:
    import ssl

    from ..net.trace import Listener
    from ..semantics.hsts import StrictHost
    from .proxies.proxy import Proxy
    from .proxies.settings import Choice
    from .proxies.way import Ways
    from .state.remembered import Remembered

_METHODS = {
    name: name.encode("ascii") for name in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY")
}

_PLACES = 1024
"""How many places are remembered before those without a connection are forgotten: a crawler sees each host once."""


class Engine:
    """Sends requests for a session. `response` makes the session's kind of response.

    `layers` stand around each exchange, the first one outermost.
    """

    def __init__(
        self,
        network: Network,
        response: Callable[[Request, Received], Response],
        cookies: CookieJar,
        clock: Callable[[], float],
        limits: PoolLimits,
        options: ConnectOptions,
        unix_path: str | None = None,
        layers: Sequence[Layer] = (),
        remembered: Remembered | None = None,
        site: URL | None = None,
        guards: Guards = NO_GUARDS,
    ) -> None:
        self.network = network
        self.pool: Pool[Connection] = Pool(limits, network.lock())
        start_anew_when_forked(self)
        self.cookies = cookies
        self.remembered = remembered
        self.site = site
        self._strict_hosts: dict[str, StrictHost] = {} if remembered is None else remembered.strict_hosts
        self._response = response
        self._clock = clock
        self._options = replace(options, permits=guards.permits) if guards.reach is not None else options
        # What a proxy is was said by the user; where it leads is checked before.
        self._options_to_proxy = options
        self._guards = guards
        self._unix_path = unix_path
        self._places: dict[tuple[tuple[str, str, int], TLSSettings, Choice | Proxy | None], Place] = {}
        self._ways: Ways | None = None
        self._surroundings = Surroundings(network, clock, response)
        self._layered: Send | None = None
        for layer in reversed(layers):
            self._layered = layer.around(self._layered or without_owner(self._exchange), self._surroundings)

    def __del__(self) -> None:
        """Drop the connections that rest: nobody else knows them."""
        pool: Pool[Connection] | None = getattr(self, "pool", None)
        # There is none where making the engine failed.
        if pool is not None:
            pool.drop()

    tell: Listener | None = None
    """Who is told of redirects, where somebody listens; all else is told by layers and the network."""

    def _went_on(self, response: Response, request: Request, following: Request) -> Request:
        """Return `following`, to which `response` to `request` leads, having told who listens."""
        if self.tell is not None:
            from .trace import redirected

            self.tell(redirected(self.network.now(), response, request, following))
        return following

    # -- a request and its redirects -----------------------------------------------------------------------------------

    async def send(self, request: Request, plan: Plan) -> Response:
        """Return the response to `request`, redirects followed as `plan` says.

        Raises a `RequestError` that tells which phase failed; its ``request`` is the one that did.
        """
        total = plan.timeouts.total
        deadline = None if total is None else self.network.now() + total
        history: list[Response] = []
        redirects = 0
        while True:
            if self._strict_hosts and request.url.scheme == "http":
                request = self._upgraded(request)
            if plan.flow is None:
                sent, send = self._dressed(request, plan), self._layered or self._exchange
            else:
                sent, send = request, plan.flow.around(self._send_dressed, self._surroundings)
            if plan.around:
                for layer in reversed(plan.around):
                    send = layer.around(send, self._surroundings)
            try:
                response = await send(sent, plan, deadline)
                response.history = [*history, *response.history]
                facts = response.exchange.head.section.facts
                if b"set-cookie" in facts:
                    self._keep_cookies(sent.url, facts[b"set-cookie"])
                following = self._following(request, response, plan)
                if (following is not None or not plan.stream) and not response.exchange.take_whole():
                    await (response.exchange.read_whole() if following is None else response.exchange.read_some())
            except RequestError as error:
                error.request = sent
                error.allowed(total)
                request = self._in_clear(request, sent, plan, error)
                continue
            except ProtocolError as error:
                # What a server breaks is a `BrokenResponse`; this is content that is not what its fields say.
                raise UsageError(error.fault, **error.details) from error
            if following is None:
                return response
            history = [*response.history, response]
            redirects += 1
            if redirects > plan.max_redirects:
                raise _too_many(response, plan.max_redirects, following.url)
            plan = plan_after(plan, sent, following)
            request = self._went_on(response, request, following)

    def _upgraded(self, request: Request) -> Request:
        """Return `request`, for https where its host is known to want that (RFC 6797 §8.3)."""
        return request if self.remembered is None else self.remembered.upgraded(request)

    def _in_clear(self, request: Request, sent: Request, plan: Plan, error: RequestError) -> Request:
        """Return what follows the failure of a `request` for a bare name: the same for http. Else raises `error`."""
        if not request.url.scheme_assumed:
            raise error
        from .state.https_first import url_in_clear
        from .state.scheme_change import SchemeChange

        url = url_in_clear(request, sent, plan, error)
        if url is None or (self.remembered is not None and self.remembered.requires_https(url.host)):
            raise error
        return SchemeChange.of(request, url, error.with_traceback(None))

    async def _send_dressed(self, request: Request, plan: Plan, deadline: float | None) -> Response:
        """Send one request of a flow, with the cookies of its moment."""
        sent = self._dressed(request, plan)
        response = await (self._layered or self._exchange)(sent, plan, deadline)
        facts = response.exchange.head.section.facts
        if b"set-cookie" in facts:
            self._keep_cookies(sent.url, facts[b"set-cookie"])
        return response

    def _following(self, request: Request, response: Response, plan: Plan) -> Request | None:
        """Return the request after `response` to `request`, None where it is the last one."""
        if response.status_code not in REDIRECT_STATUSES or not plan.follow:
            return None
        try:
            return _redirected(request, response)
        except RequestError as error:
            response.exchange.abandon()
            error.response = response
            error.within(Phase.RECEIVE, response.exchange.peer_address, None)
            raise

    def _dressed(self, request: Request, plan: Plan) -> Request:
        """Return `request` with its credentials and cookies, which the one after a redirect does not inherit."""
        if plan.authenticate is None and not plan.cookies and not self.cookies:
            return request
        sent = request.copy()
        if plan.authenticate is not None:
            sent = plan.authenticate(sent) or sent
        if plan.cookies or self.cookies:
            self._add_cookies(sent, plan)
        return sent

    def _add_cookies(self, request: Request, plan: Plan) -> None:
        jar = self.cookies
        url = request.url
        kept = None
        if jar:
            kept = jar.field_for(
                url.host, url.path, url.scheme == "https", self._clock(), cross_site=self._is_cross_site(url)
            )
        if "cookie" in request.headers and not plan.cookies:
            return
        own = "; ".join(f"{name}={value}" for name, value in plan.cookies)
        field = "; ".join(part for part in (kept, own) if part)
        if field:
            request.headers["Cookie"] = field

    def _keep_cookies(self, url: URL, values: list[bytes]) -> None:
        self.cookies.receive(
            values, url.host, url.path, url.scheme == "https", self._clock(), cross_site=self._is_cross_site(url)
        )

    def _is_cross_site(self, url: URL) -> bool:
        """Tell whether the site that asks is another than that of `url`; a user who asks is not a site."""
        return self.site is not None and site_of(self.site) != site_of(url)

    def time_of_day(self, moment: float) -> float:
        """Return `moment`, which is on the clock of the network, in seconds since 1970."""
        return self._clock() - (self.network.now() - moment)

    # -- one exchange --------------------------------------------------------------------------------------------------

    async def _exchange(
        self, request: Request, plan: Plan, deadline: float | None, *, may_answer: bool = True
    ) -> Response:
        """Send `request` over a connection of the pool and return what came of it.

        A server may close a resting connection at the moment it is taken. The request then is sent once more, if
        that is safe: nothing of a response has come, and doing it twice is the same as once (RFC 9110 §9.2.2).
        `may_answer` tells whether the challenge of a proxy may be answered by another exchange.
        """
        started = self.network.now()
        place = self._places.get((request.url.origin, plan.tls, plan.proxies)) or self._place(request.url, plan)
        if place.way is None:
            target, section = request.url.request_target, request.section()
        else:
            if place.way.permits is not None:
                await self._check_target(place.way.permits, request.url, plan, deadline)
            target, section = place.way.dressed(request)
        connection = self.pool.take_idle(place, started)
        if connection is None or connection.is_stale():
            connection = await self._good_connection(connection, place, plan.timeouts, deadline)
        cancel = plan.cancel
        method = _METHODS.get(request.method) or request.method.encode("ascii")
        while True:
            if cancel is not None:
                cancel.attach(connection.stream.abort, self.network.carry())
            try:
                head = await connection.exchange(
                    method,
                    target,
                    section,
                    request.body,
                    plan.timeouts,
                    deadline,
                    plan,
                )
            except BaseException as error:
                # Cancellation included: whatever is half done on this connection cannot be undone.
                if cancel is not None:
                    cancel.detach(connection.stream.abort)
                connection.place_failure(error, started)
                self.pool.discard(connection)
                if not _may_replay(error, connection, request):
                    raise
            else:
                response = self._response(request, Exchange(self, connection, head, plan, deadline, started))
                facts = head.section.facts
                if self.remembered is not None and (b"alt-svc" in facts or b"strict-transport-security" in facts):
                    self.remembered.note(response, plan)
                if place.way is None or not may_answer or not place.way.may_answer(head, section):
                    return response
                return await self._with_credentials(response, plan, deadline)
            connection = await self._good_connection(None, place, plan.timeouts, deadline)

    async def _with_credentials(self, response: Response, plan: Plan, deadline: float | None) -> Response:
        """Return what comes of a request whose proxy has asked for credentials with `response`, once it gets them."""
        request = response.request
        if not request.body.rewind():
            return response
        if not response.exchange.take_whole():
            await response.exchange.read_some()
        return await self._exchange(request, plan, deadline, may_answer=False)

    def _place(self, url: URL, plan: Plan) -> Place:
        """Return where to connect for `url`, and keep it, since the pool compares by identity. Raises `ReachError`."""
        self._guards.check(url)
        if len(self._places) >= _PLACES:
            self._forget_places()
        proxy = None
        if plan.proxies is not None and self._unix_path is None:
            proxy = plan.proxies.choose(*url.origin)
        place = self._straight(url, plan.tls) if proxy is None else self._proxied(url, plan.tls, proxy)
        return self._places.setdefault((url.origin, plan.tls, plan.proxies), place)

    def _forget_places(self) -> None:
        """Forget the places without connections; of the names of the others, keep the first, by which they are found.

        Behind a proxy that passes requests on, every origin is a name of one place.
        """
        in_use = self.pool.usage()
        names = {place: name for name, place in reversed(list(self._places.items())) if place in in_use}
        self._places = {name: place for place, name in names.items()}

    def _straight(self, url: URL, settings: TLSSettings) -> Place:
        context = None if url.scheme == "http" else self._context(settings, url.host)
        guards = self._guards
        place = Place(
            url.host, url.port, context, self._unix_path, self._options, None, guards.pins_of(url.host), guards.limits
        )
        return self._places.setdefault((url.origin, settings, None), place)

    def _proxied(self, url: URL, settings: TLSSettings, proxy: Proxy) -> Place:
        """Return the place of `url` behind `proxy`: where the proxy passes requests on, it is one for all origins."""
        if self._ways is None:
            from .proxies.way import Ways

            self._ways = Ways(self._guards)
        way = self._ways.through(proxy, url.scheme)
        if way.forwards:
            place = Place(
                proxy.url.host, proxy.url.port, options=self._options_to_proxy, way=way, limits=self._guards.limits
            )
            return self._places.setdefault((("", "", 0), settings, proxy), place)
        context = None if url.scheme == "http" else self._context(settings, url.host)
        guards = self._guards
        place = Place(
            url.host, url.port, context, None, self._options_to_proxy, way, guards.pins_of(url.host), guards.limits
        )
        return self._places.setdefault((url.origin, settings, proxy), place)

    def _context(self, settings: TLSSettings, host: str) -> ssl.SSLContext:
        """Return the context of TLS with `host`."""
        from ..tls.contexts import client_context

        return client_context(verify=settings.verify, cert=settings.cert, host=host, **self._guards.tls)

    async def _check_target(self, permits: Permits, url: URL, plan: Plan, deadline: float | None) -> None:
        """Raise `ReachError` where a proxy would be sent to a forbidden address."""
        from .reach.proxied import check_target

        await check_target(self.network, permits, url.host, url.port, plan.timeouts.connect, deadline)

    async def _good_connection(
        self, connection: Connection | None, place: Place, timeouts: Timeouts, deadline: float | None
    ) -> Connection:
        """Return `connection` if it is good after all; else one that another exchange hands over, or a new one."""
        if connection is None:
            connection = await self._granted(place, timeouts, deadline)
        if connection is not None and (not connection.is_stale() or await self._is_sound(connection)):
            return connection
        try:
            return await Connection.open(self.network, place, timeouts, deadline)
        except BaseException as error:
            self.pool.free_place(place)
            if isinstance(error, RequestError):
                error.unsent = True
            raise

    async def _is_sound(self, connection: Connection) -> bool:
        """Tell whether a reserved connection that looks stale can be used. If not, its place is the caller's to use."""
        try:
            is_sound = await connection.is_sound()
        except BaseException:
            self.pool.discard(connection)
            raise
        if not is_sound:
            connection.close()
        return is_sound

    async def _granted(self, place: Place, timeouts: Timeouts, deadline: float | None) -> Connection | None:
        """Return a connection that is handed over, or None for the right to open one; wait for it in the queue."""
        if self.pool.closed:
            raise UsageError(SESSION_CLOSED)
        ticket = self.pool.reserve(place, self.network.waiter)
        if ticket.granted:
            return ticket.connection
        limit = nearest(timeouts.pool, deadline, self.network.now())
        try:
            if not await ticket.waiter.wait(limit):
                raise _no_place(place, timeouts, limit)
        except BaseException:
            self.pool.give_up(ticket)
            raise
        return ticket.connection

    def give_back(self, connection: Connection) -> None:
        """Take back a connection whose exchange is over, for the next one if it can serve one."""
        if connection.reusable:
            connection.next_exchange()
            connection.idle_since = self.network.now()
            self.pool.release(connection)
        else:
            self.pool.discard(connection)

    def close(self) -> None:
        """Close all connections that rest."""
        self.pool.close()


def _no_place(place: Place, timeouts: Timeouts, limit: float | None) -> RequestError:
    """Return what to raise where no connection came free for `limit` seconds, all that the nearer limit left."""
    error: RequestError
    if limit == timeouts.pool:
        error = PoolTimeout(POOL_TIMEOUT, origin=f"{place.host}:{place.port}", limit=limit)
    else:
        error = TotalTimeout(TOTAL_TIMEOUT, peer=place.host)
    return error.within(Phase.POOL, place.name, limit)


def _may_replay(error: BaseException, connection: Connection, request: Request) -> bool:
    """Tell whether a request that failed on a kept connection is safe to send once more on a new one."""
    return (
        isinstance(error, ConnectionError)
        and connection.exchanges > 0
        and not connection.started
        and is_idempotent(request.method)
        and request.body.rewind()
    )


def _redirected(request: Request, response: Response) -> Request | None:
    """Return the request that `response` leads to, None where it leads to none (RFC 9110 §15.4).

    `request` is as the user made it: what authentication and cookies added is added anew, for the new target.
    """
    sent = response.request
    redirect = next_request(sent.method, response.status_code, _location(response), not isinstance(sent.body, Empty))
    if redirect is None:
        return None
    url = _target(sent.url, redirect.location, response)
    dropped = fields_to_drop(
        request.headers,
        keeps_content=redirect.keeps_content,
        keeps_credentials=keeps_credentials(sent.url.origin, url.origin),
    )
    kept = [pair for pair in request.headers.raw if pair[0].decode("latin-1") not in dropped]
    if redirect.keeps_content and not sent.body.rewind():
        raise RequestError(CONTENT_NOT_REPEATABLE)
    return Request(redirect.method, url, Fields.of_checked(kept), sent.body if redirect.keeps_content else EMPTY)


def _location(response: Response) -> str | None:
    """Return the value of Location, None without one. Raises `BrokenResponse` for several that differ."""
    locations = set(response.headers.get_all("location"))
    if len(locations) > 1:
        raise BrokenResponse(REDIRECT_TARGETS_DIFFER, status=response.status_code, count=len(locations))
    return locations.pop() if locations else None


def _target(base: URL, location: str, response: Response) -> URL:
    """Return where `location` leads from `base`, whose fragment it inherits (RFC 9110 §10.2.2)."""
    try:
        url = base.join(location)
    except InvalidURL as error:
        raise BrokenResponse(REDIRECT_TARGET_UNREADABLE, status=response.status_code, cause=error) from error
    if url.fragment is None and base.fragment:
        return url.join(f"#{base.fragment}")
    return url


def _too_many(response: Response, limit: int, url: URL) -> TooManyRedirects:
    error = TooManyRedirects(TOO_MANY_REDIRECTS, limit=limit, url=url.masked)
    error.request, error.response = response.request, response
    return error.within(Phase.RECEIVE, response.exchange.peer_address, None)
