"""Antiphon: HTTP(S) for Python, both ends of the exchange.

What is named here loads when it is first used, so that ``import antiphon`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .client.api import delete, get, head, options, patch, post, put, query, request
    from .client.attempts import FailedAttempt
    from .client.auth.any import AnyAuth
    from .client.auth.basic import BasicAuth
    from .client.auth.bearer import BearerAuth
    from .client.auth.digest import DigestAuth
    from .client.auth.netrc import NetrcAuth
    from .client.auth.oauth2 import OAuth2
    from .client.cache.cache import Cache, CacheStats
    from .client.cache.decision import CacheDecision
    from .client.connection_facts import ConnectionFacts, TLSFacts
    from .client.curl.reading import CurlCall, from_curl
    from .client.pool import PoolLimits
    from .client.proxies.proxy import Proxy
    from .client.received import Timings
    from .client.response import AsyncResponse, Response
    from .client.session import AsyncSession, Session
    from .client.state.cookie_file import CookieFile
    from .client.state.hsts_store import HSTSStore
    from .client.telemetry import Telemetry
    from .client.timeouts import Timeouts
    from .faults import (
        AntiphonError,
        AuthenticationError,
        BrokenResponse,
        Cancelled,
        CircuitOpen,
        ConnectionError,
        ConnectTimeout,
        ContentTooLarge,
        DecodingError,
        HTTPError,
        InvalidField,
        InvalidURL,
        JSONDecodeError,
        LowSpeedTimeout,
        PoolTimeout,
        ProtocolError,
        ProxyError,
        ProxyTimeout,
        ReadTimeout,
        RequestError,
        ResolveError,
        StreamConsumed,
        Timeout,
        TLSError,
        TLSTimeout,
        TooManyRedirects,
        TotalTimeout,
        UsageError,
        WriteTimeout,
    )
    from .net.cancelling import CancelToken
    from .semantics.alt_svc import Alternative
    from .semantics.circuit import Breaker
    from .semantics.cookies import Cookie, CookieJar
    from .semantics.fields import Fields
    from .semantics.rate import Rate
    from .semantics.retrying import Retries
    from .semantics.url import URL

_HOMES: dict[str, str] = {
    **dict.fromkeys(("delete", "get", "head", "options", "patch", "post", "put", "query", "request"), "client.api"),
    "AnyAuth": "client.auth.any",
    "BasicAuth": "client.auth.basic",
    "BearerAuth": "client.auth.bearer",
    "DigestAuth": "client.auth.digest",
    "NetrcAuth": "client.auth.netrc",
    "OAuth2": "client.auth.oauth2",
    "Telemetry": "client.telemetry",
    "Timings": "client.received",
    **dict.fromkeys(("ConnectionFacts", "TLSFacts"), "client.connection_facts"),
    **dict.fromkeys(("CurlCall", "from_curl"), "client.curl.reading"),
    "PoolLimits": "client.pool",
    "Proxy": "client.proxies.proxy",
    "CookieFile": "client.state.cookie_file",
    "HSTSStore": "client.state.hsts_store",
    "AsyncResponse": "client.response",
    "Response": "client.response",
    "AsyncSession": "client.session",
    "Session": "client.session",
    "Timeouts": "client.timeouts",
    **dict.fromkeys(
        (
            "AntiphonError",
            "AuthenticationError",
            "BrokenResponse",
            "Cancelled",
            "CircuitOpen",
            "ConnectTimeout",
            "ConnectionError",
            "ContentTooLarge",
            "DecodingError",
            "HTTPError",
            "InvalidField",
            "InvalidURL",
            "JSONDecodeError",
            "LowSpeedTimeout",
            "PoolTimeout",
            "ProtocolError",
            "ProxyError",
            "ProxyTimeout",
            "ReadTimeout",
            "RequestError",
            "ResolveError",
            "StreamConsumed",
            "TLSError",
            "TLSTimeout",
            "Timeout",
            "TooManyRedirects",
            "TotalTimeout",
            "UsageError",
            "WriteTimeout",
        ),
        "faults",
    ),
    "Breaker": "semantics.circuit",
    "Cache": "client.cache.cache",
    "CacheDecision": "client.cache.decision",
    "CacheStats": "client.cache.cache",
    "CancelToken": "net.cancelling",
    "FailedAttempt": "client.attempts",
    "Rate": "semantics.rate",
    "Retries": "semantics.retrying",
    "Alternative": "semantics.alt_svc",
    "Cookie": "semantics.cookies",
    "CookieJar": "semantics.cookies",
    "Fields": "semantics.fields",
    "URL": "semantics.url",
}

__all__ = [
    "URL",
    "Alternative",
    "AntiphonError",
    "AnyAuth",
    "AsyncResponse",
    "AsyncSession",
    "AuthenticationError",
    "BasicAuth",
    "BearerAuth",
    "Breaker",
    "BrokenResponse",
    "Cache",
    "CacheDecision",
    "CacheStats",
    "CancelToken",
    "Cancelled",
    "CircuitOpen",
    "ConnectTimeout",
    "ConnectionError",
    "ConnectionFacts",
    "ContentTooLarge",
    "Cookie",
    "CookieFile",
    "CookieJar",
    "CurlCall",
    "DecodingError",
    "DigestAuth",
    "FailedAttempt",
    "Fields",
    "HSTSStore",
    "HTTPError",
    "InvalidField",
    "InvalidURL",
    "JSONDecodeError",
    "LowSpeedTimeout",
    "NetrcAuth",
    "OAuth2",
    "PoolLimits",
    "PoolTimeout",
    "ProtocolError",
    "Proxy",
    "ProxyError",
    "ProxyTimeout",
    "Rate",
    "ReadTimeout",
    "RequestError",
    "ResolveError",
    "Response",
    "Retries",
    "Session",
    "StreamConsumed",
    "TLSError",
    "TLSFacts",
    "TLSTimeout",
    "Telemetry",
    "Timeout",
    "Timeouts",
    "Timings",
    "TooManyRedirects",
    "TotalTimeout",
    "UsageError",
    "WriteTimeout",
    "delete",
    "from_curl",
    "get",
    "head",
    "options",
    "patch",
    "post",
    "put",
    "query",
    "request",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'antiphon' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"antiphon.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
