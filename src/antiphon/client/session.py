"""Sessions: what a program holds. Two thin shells around one engine, without logic of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Self, Unpack

from .. import __version__
from ..faults import InvalidURL
from ..faults.url import URL_NOT_TEXT
from ..net.network import ConnectOptions, Network
from ..net.resolver import Resolver, system_addresses
from ..net.run import run
from ..semantics.cookies import CookieJar
from ..semantics.fields import Fields
from ..semantics.url import URL, merged_params, url_of
from ..wire import h1
from .auth.flow import flow_of
from .auth.netrc import netrc_of_environment
from .content import content_of
from .keywords import CHANGEABLE, check_options, check_settings
from .many import AsyncMany, BlockingMany
from .options import Options, OptionsWithoutContent, OptionsWithoutData, OptionsWithoutParams, SharedOptions
from .parts import parts_of, resolver_of, unix_path_of
from .plan import Plan, tls_settings
from .pool import PoolLimits
from .pool_view import PoolView, view_of
from .proxies.surroundings import surrounding_proxies
from .request import Request, authenticator, checked_method, merged
from .response import AsyncResponse, BlockingResponse, Response
from .sending import Layer
from .settings import CookieInput, Settings
from .state.remembered import Remembered
from .timeouts import DEFAULT_TIMEOUTS, for_stream, timeouts_of
from .transfers.faces import AsyncTransfers, BlockingTransfers

if TYPE_CHECKING:
    from ..semantics.alt_svc import Alternative
    from ..semantics.codings import DecodingLimits
    from .cache.cache import Cache
    from .proxies.settings import Choice, ProxyInput
    from .state.hsts_store import HSTSStore

_ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_READY_CAPACITY = 512
_MAX_REDIRECTS = 20


def default_headers() -> Fields:
    """Return the fields that every request carries unless the session or the request says otherwise."""
    return Fields([("User-Agent", f"antiphon/{__version__}"), ("Accept-Encoding", _ACCEPT_ENCODING), ("Accept", "*/*")])


def _jar_of(cookies: CookieInput) -> CookieJar:
    """Return `cookies` if they are a jar, which several sessions may share; else a new jar with them."""
    return cookies if isinstance(cookies, CookieJar) else CookieJar(cookies)


class _Shell:
    """What both kinds of session share: settings, and requests made from them."""

    _blocking = True
    _names: Resolver = staticmethod(system_addresses)

    def __init__(self, network: Network, response: Callable[..., Response], **settings: Unpack[Settings]) -> None:
        """Raises `UsageError` for settings that mean nothing, `TypeError` for those that do not exist."""
        check_settings(settings)
        self._given = settings
        self.headers = merged(default_headers(), settings.get("headers"))
        self.auth = settings.get("auth")
        self.params = settings.get("params")
        self.timeout = settings.get("timeout", DEFAULT_TIMEOUTS)
        self.verify = True if settings.get("verify") is None else settings["verify"]
        self.cert = settings.get("cert")
        self.base_url = settings.get("base_url")
        self.max_redirects = settings.get("max_redirects", _MAX_REDIRECTS)
        self.proxies = settings.get("proxies")
        self.trust_env = settings.get("trust_env", True)
        self._netrc = netrc_of_environment() if self.trust_env else None
        self._remembered = Remembered(settings.get("hsts", True), time.time)
        self._parts = parts_of(settings, blocking=self._blocking)
        site = settings.get("site")
        self._engine = self._parts.engine(
            self._parts.network(network),
            response,
            _jar_of(settings.get("cookies")),
            time.time,
            settings.get("limits") or PoolLimits(),
            ConnectOptions(source=settings.get("source_address")),
            unix_path_of(settings),
            self._parts.layers,
            self._remembered,
            url_of(site) if isinstance(site, str) else site,
            self._parts.guards,
        )
        self._engine.tell = self._parts.tell
        self._ready: dict[tuple[str, str, str | None], tuple[list[tuple[bytes, bytes]], URL, h1.FieldSection]] = {}

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute. Raises `UsageError` for a setting that cannot be meant."""
        if name in CHANGEABLE or name == "cookies":
            check_settings({name: value})
            if name == "headers" and not isinstance(value, Fields):
                value = merged(Fields(), value)
        object.__setattr__(self, name, value)

    # -- a request -----------------------------------------------------------------------------------------------------

    def _plain_request(self, method: str, url: str) -> Request:
        """Return a request that has nothing but the session's settings, made once for each method and URL."""
        place = method, url, self.base_url
        found = self._ready.get(place)
        if found is not None and found[0] == self.headers.raw:
            return Request.ready(method, found[1], found[2])
        request = Request(method, self._url(url, None), self.headers.copy())
        section = request.section()
        if len(self._ready) >= _READY_CAPACITY:
            self._ready.clear()
        self._ready[place] = (self.headers.raw.copy(), request.url, section)
        return Request.ready(method, request.url, section)

    def _url(self, url: str | URL, params: Any) -> URL:
        if isinstance(url, URL):
            parsed = url
        elif not isinstance(url, str):
            raise InvalidURL(URL_NOT_TEXT, kind=type(url).__name__)
        elif self.base_url is not None:
            parsed = url_of(self.base_url).join(url)
        else:
            parsed = url_of(url)
        query = merged_params(self.params, params)
        return parsed.with_params(query) if query else parsed

    def _full_request(self, method: str, url: str | URL, options: Options) -> Request:
        body = content_of(options.get("data"), options.get("json"), options.get("files"), blocking=self._blocking)
        headers = merged(self.headers, options.get("headers"))
        kind = body.kind
        if kind is not None and "content-type" not in headers:
            headers["Content-Type"] = kind
        return Request(method, self._url(url, options.get("params")), headers, body)

    def _plan(self, request: Request, options: Options) -> Plan:
        timeouts = timeouts_of(options.get("timeout", self.timeout))
        stream = options.get("stream", False)
        auth = options.get("auth", self.auth)
        if auth is None:
            auth = request.url.credentials or self._netrc
        flow = None if auth is None else flow_of(auth)
        return Plan(
            timeouts=for_stream(timeouts) if stream else timeouts,
            tls=tls_settings(self._verification(options.get("verify")), options.get("cert", self.cert)),
            follow=options.get("allow_redirects", True),
            max_redirects=self.max_redirects,
            stream=stream,
            authenticate=authenticator(auth) if flow is None else None,
            flow=flow,
            cookies=tuple(CookieJar(options.get("cookies")).items()),
            on_upload=options.get("on_upload"),
            on_download=options.get("on_download"),
            on_interim=options.get("on_interim"),
            max_content=options.get("max_content", self._parts.max_content),
            verify_digest=options.get("verify_digest", False),
            decoding=self._decoding_for(options),
            retries=self._parts.policies.retries_for(options),
            cancel=options.get("cancel"),
            around=self._layers_for(options),
            proxies=self._proxies(options.get("proxies")),
            cache=self._cache_mode(options["cache"]) if "cache" in options else "default",
        )

    def _verification(self, given: Any) -> Any:
        return self.verify if given is None else given

    def _decoding_for(self, options: Options) -> DecodingLimits | None:
        if "max_ratio" not in options:
            return self._parts.decoding
        from .reach.content_limits import decoding_limits

        return decoding_limits(options["max_ratio"])

    def _layers_for(self, options: Options) -> tuple[Layer, ...]:
        """Return the layers that a request with `options` has besides those of the session."""
        layers = self._parts.policies.layers_for(options)
        algorithm = options.get("digest")
        if algorithm is None:
            return layers
        from .transfers.digesting import Digesting

        return (*layers, Digesting(algorithm))

    def _cache_mode(self, mode: str) -> str:
        from .cache.modes import checked_mode

        return checked_mode(mode, has_cache=self.cache is not None)

    def _prepare(self, method: str, url: str | URL, options: Options) -> tuple[Request, Plan]:
        """Return the request and its plan; a request without options takes the short way."""
        method = method if method in _KNOWN_METHODS else checked_method(method)
        if options or not isinstance(url, str) or self.params or self.auth is not None:
            check_options(options)
            request = self._full_request(method, url, options)
        else:
            request = self._plain_request(method, url)
            if not request.url.userinfo:
                return request, self._default_plan()
        return request, self._plan(request, options)

    def _default_plan(self) -> Plan:
        settings = (self.timeout, self.verify, self.cert, self.max_redirects, self.proxies, self.trust_env)
        known = self._known_plan
        if known is not None and known[0] == settings:
            return known[1]
        plan = Plan(
            timeouts=timeouts_of(self.timeout),
            tls=tls_settings(self.verify, self.cert),
            max_redirects=self.max_redirects,
            retries=self._parts.policies.retries,
            authenticate=self._netrc,
            max_content=self._parts.max_content,
            decoding=self._parts.decoding,
            proxies=self._proxies(None),
        )
        if isinstance(self.proxies, dict):
            # One that the user changes later is another one.
            settings = (*settings[:-2], self.proxies.copy(), self.trust_env)
        # Set in one step: other threads see both or neither.
        self._known_plan = settings, plan
        return plan

    def _proxies(self, given: ProxyInput) -> Choice | None:
        """Return the proxies to use: those `given` for a request, else the session's, else the surroundings'."""
        value = self.proxies if given is None else given
        if value is not None:
            from .proxies.settings import proxies_of

            chosen = proxies_of(value)
            if chosen is not None:
                self._parts.guards.check_proxies()
            return chosen
        if not self.trust_env or not self._parts.guards.allows_proxies:
            return None
        if self._surrounding is None:
            self._surrounding = (surrounding_proxies(),)
        return self._surrounding[0]

    _surrounding: tuple[Choice | None] | None = None
    """The proxies of the environment or the system, read once, when they first matter."""

    _known_plan: tuple[tuple[Any, ...], Plan] | None = None

    @property
    def cache(self) -> Cache | None:
        """Return the session's cache, None where it has none."""
        return self._parts.cache

    @property
    def pool(self) -> PoolView:
        """Return which connections there are now, by origin: open, idle, in use, and how many requests wait."""
        return view_of(self._engine.pool)

    @property
    def cookies(self) -> CookieJar:
        """Return the jar of the session. It can be replaced, by another jar or by a mapping of names to values."""
        return self._engine.cookies

    @cookies.setter
    def cookies(self, cookies: CookieInput) -> None:
        self._engine.cookies = _jar_of(cookies)

    @property
    def hsts(self) -> HSTSStore | None:
        """Return the hosts that are known to want https (RFC 6797); None where nobody keeps account of them."""
        return self._remembered.hsts

    def alternatives(self, url: str | URL) -> list[Alternative]:
        """Return where else the origin of `url` can be reached, as it has said, best first (RFC 7838)."""
        return self._remembered.alternatives_of(self._url(url, None).origin)

    def _close(self) -> None:
        self._engine.close()
        if self.cache is not None and self._parts.owns_cache:
            self.cache.close()
        if self._names is not system_addresses:
            from .reach.resolving import close_resolver

            close_resolver(self._names)
        self._engine.cookies.save()
        self._remembered.save()

    def __repr__(self) -> str:
        pool = self._engine.pool
        return f"<{type(self).__name__} {pool.open_connections} connections, {pool.idle_connections} idle>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes a copy, in another process as well: its settings and cookies, never its connections.

        Raises `UsageError` where a setting cannot be pickled.
        """
        from .copying import portable, remade

        now = {name: getattr(self, name) for name in CHANGEABLE}
        return remade, (type(self), portable({**self._given, **now, "cookies": self.cookies}))


_KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"})


class Session(_Shell, BlockingMany, BlockingTransfers):
    """A blocking client: keeps connections, cookies and settings from one request to the next.

    May be used by many threads at once. Settings (`headers`, `cookies`, `auth`, `params`, `timeout`, `verify`,
    `cert`) can be given here, changed on the session, or overridden in each request.
    """

    def __init__(self, **settings: Unpack[Settings]) -> None:
        """Make a session with `settings`; see `Settings`. Raises `UsageError`, `TypeError`."""
        from ..net.blocking import BlockingNetwork

        self._names = resolver_of(settings)
        super().__init__(BlockingNetwork(self._names), BlockingResponse, **settings)

    def request(self, method: str, url: str | URL, **options: Unpack[Options]) -> BlockingResponse:
        """Send a request and return its response. See `Options` for all that can be said about it.

        Raises `InvalidURL`, `UsageError`, and the `RequestError` of the phase that failed.
        """
        return self._send(method, url, options)

    def _send(self, method: str, url: str | URL, options: Options) -> BlockingResponse:
        request, plan = self._prepare(method, url, options)
        return run(self._engine.send(request, plan))  # type: ignore[return-value]

    def get(self, url: str | URL, params: Any = None, **options: Unpack[OptionsWithoutParams]) -> BlockingResponse:
        """Read a resource (RFC 9110 §9.3.1)."""
        return self._send("GET", url, _with(options, params=params))

    def head(self, url: str | URL, **options: Unpack[Options]) -> BlockingResponse:
        """Read a resource's fields alone (RFC 9110 §9.3.2)."""
        return self._send("HEAD", url, options)

    def options(self, url: str | URL, **options: Unpack[Options]) -> BlockingResponse:
        """Ask what can be done with a resource (RFC 9110 §9.3.7)."""
        return self._send("OPTIONS", url, options)

    def post(
        self, url: str | URL, data: Any = None, json: Any = None, **options: Unpack[OptionsWithoutContent]
    ) -> BlockingResponse:
        """Have a resource process the content (RFC 9110 §9.3.3)."""
        return self._send("POST", url, _with(options, data=data, json=json))

    def put(self, url: str | URL, data: Any = None, **options: Unpack[OptionsWithoutData]) -> BlockingResponse:
        """Create or replace a resource (RFC 9110 §9.3.4)."""
        return self._send("PUT", url, _with(options, data=data))

    def patch(self, url: str | URL, data: Any = None, **options: Unpack[OptionsWithoutData]) -> BlockingResponse:
        """Change a part of a resource (RFC 5789)."""
        return self._send("PATCH", url, _with(options, data=data))

    def delete(self, url: str | URL, **options: Unpack[Options]) -> BlockingResponse:
        """Remove a resource (RFC 9110 §9.3.5)."""
        return self._send("DELETE", url, options)

    def query(self, url: str | URL, data: Any = None, **options: Unpack[OptionsWithoutData]) -> BlockingResponse:
        """Read by a query in the content: safe and idempotent (RFC 10008)."""
        return self._send("QUERY", url, _with(options, data=data))

    def close(self) -> None:
        """Close all connections, and what stands in for them."""
        try:
            self._close()
        finally:
            if self._parts.stand_ins is not None:
                run(self._parts.stand_ins.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncSession(_Shell, AsyncMany, AsyncTransfers):
    """An asynchronous client with the settings and methods of `Session`. It belongs to one event loop."""

    _blocking = False

    def __init__(self, **settings: Unpack[Settings]) -> None:
        """Make a session with `settings`; see `Settings`. Raises `UsageError`, `TypeError`."""
        from ..net.asynchronous import AsyncioNetwork

        self._names = resolver_of(settings)
        super().__init__(AsyncioNetwork(self._names), AsyncResponse, **settings)

    async def request(self, method: str, url: str | URL, **options: Unpack[Options]) -> AsyncResponse:
        """Send a request and return its response. See `Session.request`."""
        request, plan = self._prepare(method, url, options)
        return await self._engine.send(request, plan)  # type: ignore[return-value]

    def _send(self, method: str, url: str | URL, options: Options) -> Coroutine[Any, Any, AsyncResponse]:
        request, plan = self._prepare(method, url, options)
        return self._engine.send(request, plan)  # type: ignore[return-value]

    async def get(self, url: str | URL, params: Any = None, **options: Unpack[OptionsWithoutParams]) -> AsyncResponse:
        """Read a resource (RFC 9110 §9.3.1)."""
        return await self._send("GET", url, _with(options, params=params))

    async def head(self, url: str | URL, **options: Unpack[Options]) -> AsyncResponse:
        """Read a resource's fields alone (RFC 9110 §9.3.2)."""
        return await self._send("HEAD", url, options)

    async def options(self, url: str | URL, **options: Unpack[Options]) -> AsyncResponse:
        """Ask what can be done with a resource (RFC 9110 §9.3.7)."""
        return await self._send("OPTIONS", url, options)

    async def post(
        self, url: str | URL, data: Any = None, json: Any = None, **options: Unpack[OptionsWithoutContent]
    ) -> AsyncResponse:
        """Have a resource process the content (RFC 9110 §9.3.3)."""
        return await self._send("POST", url, _with(options, data=data, json=json))

    async def put(self, url: str | URL, data: Any = None, **options: Unpack[OptionsWithoutData]) -> AsyncResponse:
        """Create or replace a resource (RFC 9110 §9.3.4)."""
        return await self._send("PUT", url, _with(options, data=data))

    async def patch(self, url: str | URL, data: Any = None, **options: Unpack[OptionsWithoutData]) -> AsyncResponse:
        """Change a part of a resource (RFC 5789)."""
        return await self._send("PATCH", url, _with(options, data=data))

    async def delete(self, url: str | URL, **options: Unpack[Options]) -> AsyncResponse:
        """Remove a resource (RFC 9110 §9.3.5)."""
        return await self._send("DELETE", url, options)

    async def query(self, url: str | URL, data: Any = None, **options: Unpack[OptionsWithoutData]) -> AsyncResponse:
        """Read by a query in the content: safe and idempotent (RFC 10008)."""
        return await self._send("QUERY", url, _with(options, data=data))

    async def close(self) -> None:
        """Close all connections, and what stands in for them."""
        try:
            self._close()
        finally:
            if self._parts.stand_ins is not None:
                await self._parts.stand_ins.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _with(options: SharedOptions, **named: Any) -> Options:
    """Return `options` with those of `named` that were given."""
    for name, value in named.items():
        if value is not None:
            options[name] = value  # type: ignore[literal-required]
    return options  # type: ignore[return-value]
