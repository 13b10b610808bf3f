"""The engine that carries what goes to one pool of urllib3."""

from __future__ import annotations

import ssl
import time
import weakref
from sys import maxsize
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util.timeout import Timeout

from ...client.connection import Connection
from ...client.engine import Engine
from ...client.exchange import Exchange
from ...client.plan import Plan, TLSSettings, tls_settings
from ...client.pool import PoolLimits
from ...client.proxies.settings import Choice
from ...client.request import Request
from ...client.response import BlockingResponse
from ...client.timeouts import Timeouts
from ...net.blocking import BlockingNetwork
from ...net.network import ConnectOptions
from ...net.run import run
from ...semantics.cookies import CookieJar
from ...semantics.url import URL
from ...wire import h1
from .message import Headers, Pair, section_of
from .plain import is_plain
from .proxied import choice_of, forwards
from .proxied import is_usual as has_usual_proxy
from .tls import Security, context_of, security_of

Key = TypeVar("Key")
Value = TypeVar("Value")

_NETWORK = BlockingNetwork()
_ATTRIBUTE = "_antiphon_engine"
_REMEMBERED = 512
_NO_TLS = tls_settings(False, None)


class PoolEngine(Engine):
    """Carries requests to the one origin of a pool, over connections that rest here, as many as the pool keeps."""

    def __init__(self, pool: HTTPConnectionPool) -> None:
        self._kept = pool.pool.maxsize if pool.pool is not None else 1
        limits = PoolLimits(self._kept if pool.block and self._kept else maxsize, float("inf"))
        super().__init__(_NETWORK, BlockingResponse, CookieJar(), time.time, limits, _options(pool))
        self._origin = (pool.scheme, pool.host, pool.port or 0)
        self._host = URL(pool.scheme, pool.host.rstrip("."), pool.port or 0, "/").host_field
        self._urls: dict[str, URL] = {}
        self._tls: dict[Security, TLSSettings] = {}
        self._plans: dict[tuple[Limits, TLSSettings, Choice | None], Plan] = {}
        self._tunnels: dict[TLSSettings, Choice | None] = {}
        self._section: tuple[object, h1.FieldSection] | None = None

    def exchange(self, request: Request, plan: Plan) -> Exchange:
        """Send `request` and return what came of it, as soon as the head has come. Raises as `Engine.send`."""
        return cast(Exchange, run(self._exchange(request, plan, None)).exchange)

    def url_of(self, target: str) -> URL:
        """Return the URL at the pool's origin whose request target is `target`, of whatever form (RFC 9112 §3.2)."""
        url = self._urls.get(target)
        return _remembered(self._urls, target, URL(*self._origin, target)) if url is None else url

    def section_of(self, target: str, headers: Headers, framing: list[Pair]) -> h1.FieldSection:
        """Return the fields to send; those of the request before, if they are the same. Raises `ValueError`."""
        said = (list(headers.items()), framing, target if target[:1] != "/" else "")
        known = self._section
        if known is None or known[0] != said:
            host = self._host if target[:1] == "/" else urlsplit(target).netloc.encode("ascii")
            self._section = known = (said, section_of(headers, framing, host))
        return known[1]

    def tls_of(self, pool: HTTPConnectionPool) -> TLSSettings:
        """Return what the pool says about TLS now: an adapter may say it anew before each request."""
        if pool.scheme != "https":
            return _NO_TLS
        security = security_of(pool)
        settings = self._tls.get(security)
        if settings is None:
            settings = _remembered(self._tls, security, TLSSettings(security))
        return settings

    def plan_of(self, pool: HTTPConnectionPool, target: str, limits: Limits, tls: TLSSettings) -> Plan:
        """Return the plan for one exchange: urllib3 counts sending and the handshake as connecting."""
        way = None if forwards(pool, target) else self._way(pool, tls)
        plan = self._plans.get((limits, tls, way))
        if plan is None:
            connect, read = limits
            timeouts = Timeouts(connect, connect, read, connect, None, None)
            made = Plan(timeouts, tls, follow=False, stream=True, proxies=way)
            plan = _remembered(self._plans, (limits, tls, way), made)
        return plan

    def _way(self, pool: HTTPConnectionPool, tls: TLSSettings) -> Choice | None:
        """Return the proxy on the way to the origin, made once for each setting of TLS, which may count for it, too."""
        if tls not in self._tunnels:
            return _remembered(self._tunnels, tls, choice_of(pool))
        return self._tunnels[tls]

    def _context(self, settings: TLSSettings, host: str) -> ssl.SSLContext:
        return context_of(settings.verify)

    def give_back(self, connection: Connection) -> None:
        """Take back a connection; more than the pool keeps are closed."""
        if self._kept and self.pool.idle_connections >= self._kept:
            self.pool.discard(connection)
        else:
            super().give_back(connection)


class Limits(NamedTuple):
    """Seconds to connect and to wait for a byte, None for any number."""

    connect: float | None
    read: float | None


def limits_of(timeout: Timeout) -> Limits:
    """Return the limits for one exchange, which starts now."""
    if timeout.total is not None:
        timeout = timeout.clone()
        timeout.start_connect()
    connect = Timeout.resolve_default_timeout(timeout.connect_timeout)
    return Limits(connect, Timeout.resolve_default_timeout(timeout.read_timeout))


def _remembered(known: dict[Key, Value], key: Key, value: Value) -> Value:
    """Keep `value`, and forget all others where there are too many."""
    if len(known) >= _REMEMBERED:
        known.clear()
    return known.setdefault(key, value)


def engine_of(pool: HTTPConnectionPool) -> PoolEngine | None:
    """Return the engine of `pool`, made the first time; None where the pool has to carry its requests itself."""
    if not is_plain(pool):
        return None
    known = vars(pool)
    engine = known.get(_ATTRIBUTE)
    if engine is None and _is_usual(pool):
        made = PoolEngine(pool)
        engine = known.setdefault(_ATTRIBUTE, made)
        if engine is made:
            weakref.finalize(pool, engine.close)
    return engine


def _is_usual(pool: HTTPConnectionPool) -> bool:
    """Tell whether the sockets of `pool` are made in the usual way."""
    source: Any = pool.conn_kw.get("source_address")
    if source is not None and (not source[0] or source[1]):
        return False
    # Towards a proxy, urllib3 sets none.
    usual = HTTPConnection.default_socket_options if pool.proxy is None else []
    options = pool.conn_kw.get("socket_options", usual)
    return options == usual and HTTPConnection.default_socket_options == _SOCKET_OPTIONS and has_usual_proxy(pool)


_SOCKET_OPTIONS = list(HTTPConnection.default_socket_options)


def _options(pool: HTTPConnectionPool) -> ConnectOptions:
    source = pool.conn_kw.get("source_address")
    return ConnectOptions(source=None if source is None else source[0], keep_alive=None)
