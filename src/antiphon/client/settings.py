"""Everything that can be said about a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

if TYPE_CHECKING:
    from os import PathLike

    from ..semantics.circuit import Breaker
    from ..semantics.cookies import CookieJar
    from ..semantics.rate import Rate
    from ..semantics.retrying import Retries
    from ..semantics.url import URL
    from .cache.cache import CacheInput
    from .middleware import HooksInput, Middleware
    from .pool import PoolLimits
    from .proxies.settings import ProxyInput
    from .reach.message_limits import MessageLimits
    from .reach.resolving import ResolverInput
    from .reach.settings import PinInput, ReachInput
    from .request import AuthInput, HeaderInput
    from .stand_ins.stand_in import StandIn
    from .state.hsts_store import HSTSInput
    from .telemetry import Telemetry
    from .timeouts import TimeoutInput

CookieInput: TypeAlias = "Mapping[str, str] | CookieJar | None"


class Settings(TypedDict, total=False):
    """The settings of a session; what is left out is what a careful engineer would choose.

    What a request says by the same name comes before it; see `Options`.

    - `headers`: fields of every request, besides User-Agent, Accept-Encoding and Accept; None removes one of these.
    - `cookies`: a mapping of names to values, or a jar, which sessions may share.
    - `auth`: (user, password), a token, or an object that authenticates.
    - `params`: added to the query of every URL.
    - `timeout`: seconds for each phase, (connect, read), `Timeouts`, or None for no limit.
    - `verify`: true (the system's trust), false (none), a file or folder of CA certificates, PEM, or an `SSLContext`.
    - `cert`: the client's certificate: a PEM file, (certificate, key), or a `ClientCertificate`.
    - `base_url`: what URLs are relative to (RFC 3986 §5).
    - `max_redirects`: how many redirects of one request are followed (20).
    - `limits`: `PoolLimits`: how many connections there may be, and how long one rests.
    - `unix_socket`: the path of a socket that everything goes to.
    - `source_address`: the address of this machine to connect from.
    - `resolver`: what turns names into addresses: a callable, a mapping, `DNSOverHTTPS` or its URL.
    - `dns_cache`: how many seconds answers of the system's resolver are kept.
    - `allow`: where the session may connect: "public", or a `Reach`.
    - `pins`: keys or certificates that hosts must show.
    - `key_log`: a file for the keys of TLS, for tools that read captures.
    - `tls_minimum`: "1.2" (the default) or "1.3".
    - `message_limits`: `MessageLimits`: how long the head of a response may be.
    - `max_content`: the greatest decoded content in bytes.
    - `max_ratio`: how many decoded bytes may come of each received one (500).
    - `proxies`: a URL or `Proxy` for all, a mapping from schemes to these, False for none.
    - `trust_env`: whether the environment's proxies and the user's netrc count (true).
    - `middleware`: callables around each sending, the first outermost.
    - `hooks`: callables by "request" and "response".
    - `trace`: a callable that is told what happens, event by event; see `antiphon.inspect`.
    - `telemetry`: true, or a `Telemetry`: spans and metrics of OpenTelemetry.
    - `retries`: how often a request that failed is sent again, or `Retries`.
    - `breaker`: a `Breaker`: origins that keep failing are left alone for a while.
    - `rate`: a `Rate`: how many requests a second an origin gets.
    - `cache`: true, a path, or a `Cache`.
    - `hsts`: whether hosts that want https get it (true), a file to remember them in, or an `HSTSStore`.
    - `site`: the site on whose behalf requests are made, for SameSite.
    - `transport`: what answers in place of the network: `ASGI`, `WSGI`, `InProcess`, `Mock`, `Cassette`.
    - `mounts`: the same for the URLs below a prefix.
    - `cassette`: a `Cassette` or its path: exchanges recorded and played again.
    """

    headers: HeaderInput
    cookies: CookieInput
    auth: AuthInput
    params: Any
    timeout: TimeoutInput
    verify: Any
    cert: Any
    base_url: str | None
    max_redirects: int
    limits: PoolLimits | None
    unix_socket: str | PathLike[str] | None
    source_address: str | None
    resolver: ResolverInput
    dns_cache: float | None
    allow: ReachInput
    pins: PinInput
    key_log: str | PathLike[str] | None
    tls_minimum: str | None
    message_limits: MessageLimits | None
    max_content: int | None
    max_ratio: int | None
    proxies: ProxyInput
    trust_env: bool
    middleware: Sequence[Middleware]
    hooks: HooksInput | None
    trace: Callable[[object], object] | None
    telemetry: bool | Telemetry
    retries: Retries | int | None
    breaker: Breaker | None
    rate: Rate | None
    cache: CacheInput
    hsts: HSTSInput
    site: str | URL | None
    transport: StandIn | None
    mounts: Mapping[str, StandIn] | None
    cassette: StandIn | str | PathLike[str] | None
