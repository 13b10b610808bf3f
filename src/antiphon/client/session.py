"""Sessions: what a program holds. Two thin shells around one engine, without logic of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Self, TypeAlias, Unpack

from .. import __version__
from ..net.network import ConnectOptions, Network
from ..net.run import run
from ..semantics.cookies import CookieJar
from ..semantics.fields import Fields
from ..semantics.url import URL, encode_params, url_of
from ..wire import h1
from .content import content_of
from .engine import Engine
from .options import Options, OptionsWithoutContent, OptionsWithoutData, OptionsWithoutParams, SharedOptions
from .plan import Plan, tls_settings
from .pool import PoolLimits
from .request import AuthInput, HeaderInput, Request, authenticator, checked_method, merged
from .response import AsyncResponse, BlockingResponse, Response
from .sending import Layer
from .timeouts import DEFAULT_TIMEOUTS, TimeoutInput, for_stream, timeouts_of

CookieInput: TypeAlias = "Mapping[str, str] | CookieJar | None"

_ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_READY_CAPACITY = 512


def default_headers() -> Fields:
    """Return the fields that every request carries unless the session or the request says otherwise."""
    return Fields([("User-Agent", f"antiphon/{__version__}"), ("Accept-Encoding", _ACCEPT_ENCODING), ("Accept", "*/*")])


class _Shell:
    """What both kinds of session share: settings, and requests made from them."""

    _blocking = True

    def __init__(
        self,
        network: Network,
        response: Callable[..., Response],
        *,
        headers: HeaderInput = None,
        cookies: CookieInput = None,
        auth: AuthInput = None,
        params: Any = None,
        timeout: TimeoutInput = DEFAULT_TIMEOUTS,
        verify: Any = True,
        cert: Any = None,
        base_url: str | None = None,
        max_redirects: int = 20,
        limits: PoolLimits | None = None,
        unix_socket: str | None = None,
        source_address: str | None = None,
    ) -> None:
        self.headers = merged(default_headers(), headers)
        self.cookies = CookieJar()
        if cookies:
            self.cookies.update(cookies)
        self.auth = auth
        self.params = params
        self.timeout = timeout
        self.verify = verify
        self.cert = cert
        self.base_url = base_url
        self.max_redirects = max_redirects
        options = ConnectOptions(source=source_address)
        limits = limits or PoolLimits()
        # The first one is outermost: users' middleware, credentials, cache, retries, what stands in for the network.
        layers: list[Layer] = []
        self._engine = Engine(network, response, self.cookies, time.time, limits, options, unix_socket, layers)
        self._ready: dict[tuple[str, str], tuple[list[tuple[bytes, bytes]], URL, h1.FieldSection]] = {}

    # -- a request -----------------------------------------------------------------------------------------------------

    def _plain_request(self, method: str, url: str) -> Request:
        """Return a request that has nothing but the session's settings, made once for each method and URL."""
        found = self._ready.get((method, url))
        if found is not None and found[0] == self.headers.raw:
            return Request.ready(method, found[1], found[2])
        request = Request(method, self._url(url, None), self.headers.copy())
        section = request.section()
        if len(self._ready) >= _READY_CAPACITY:
            self._ready.clear()
        self._ready[method, url] = (self.headers.raw.copy(), request.url, section)
        return Request.ready(method, request.url, section)

    def _url(self, url: str | URL, params: Any) -> URL:
        if isinstance(url, URL):
            parsed = url
        elif self.base_url is not None:
            parsed = url_of(self.base_url).join(url)
        else:
            parsed = url_of(url)
        query = "&".join(part for part in (encode_params(self.params), encode_params(params)) if part)
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
        if auth is None and request.url.userinfo:
            auth = request.url.credentials
        return Plan(
            timeouts=for_stream(timeouts) if stream else timeouts,
            tls=tls_settings(options.get("verify", self.verify), options.get("cert", self.cert)),
            follow=options.get("allow_redirects", True),
            max_redirects=self.max_redirects,
            stream=stream,
            authenticate=authenticator(auth),
            cookies=tuple(CookieJar(options.get("cookies")).items()),
            on_upload=options.get("on_upload"),
            on_download=options.get("on_download"),
            on_interim=options.get("on_interim"),
            max_content=options.get("max_content"),
        )

    def _prepare(self, method: str, url: str | URL, options: Options) -> tuple[Request, Plan]:
        """Return the request and its plan; a request without options takes the short way."""
        method = method if method in _KNOWN_METHODS else checked_method(method)
        if options or not isinstance(url, str) or self.params or self.auth is not None:
            request = self._full_request(method, url, options)
        else:
            request = self._plain_request(method, url)
            if not request.url.userinfo:
                return request, self._default_plan()
        return request, self._plan(request, options)

    def _default_plan(self) -> Plan:
        settings = (self.timeout, self.verify, self.cert, self.max_redirects)
        known = self._known_plan
        if known is not None and known[0] == settings:
            return known[1]
        plan = Plan(
            timeouts=timeouts_of(self.timeout),
            tls=tls_settings(self.verify, self.cert),
            max_redirects=self.max_redirects,
        )
        # Set in one step: other threads see both or neither.
        self._known_plan = settings, plan
        return plan

    _known_plan: tuple[tuple[Any, ...], Plan] | None = None

    def __repr__(self) -> str:
        pool = self._engine.pool
        return f"<{type(self).__name__} {pool.open_connections} connections, {pool.idle_connections} idle>"


_KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"})


class Session(_Shell):
    """A blocking client: keeps connections, cookies and settings from one request to the next.

    May be used by many threads at once. Settings (`headers`, `cookies`, `auth`, `params`, `timeout`, `verify`,
    `cert`) can be given here, changed on the session, or overridden in each request.
    """

    def __init__(self, **settings: Any) -> None:
        from ..net.blocking import BlockingNetwork

        super().__init__(BlockingNetwork(), BlockingResponse, **settings)

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
        """Close all connections."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncSession(_Shell):
    """An asynchronous client with the settings and methods of `Session`. It belongs to one event loop."""

    _blocking = False

    def __init__(self, **settings: Any) -> None:
        from ..net.asynchronous import AsyncioNetwork

        super().__init__(AsyncioNetwork(), AsyncResponse, **settings)

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
        """Close all connections."""
        self._engine.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._engine.close()


def _with(options: SharedOptions, **named: Any) -> Options:
    """Return `options` with those of `named` that were given."""
    for name, value in named.items():
        if value is not None:
            options[name] = value  # type: ignore[literal-required]
    return options  # type: ignore[return-value]
