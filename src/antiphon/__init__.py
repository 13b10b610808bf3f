"""Antiphon: HTTP(S) for Python, both ends of the exchange.

What is named here loads when it is first used, so that ``import antiphon`` costs next to nothing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if os.environ.get("ANTIPHON_LANG"):
    from .faults import speak

    speak(os.environ["ANTIPHON_LANG"])

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .client.api import delete, download, get, head, options, patch, post, put, query, request
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
    from .client.har import har_of
    from .client.pool import PoolLimits
    from .client.proxies.proxy import Proxy
    from .client.reach.dns_over_https import DNSOverHTTPS
    from .client.reach.message_limits import MessageLimits
    from .client.received import Timings
    from .client.response import AsyncResponse, Response
    from .client.session import AsyncSession, Session
    from .client.stand_ins.asgi import ASGI
    from .client.stand_ins.cassette import Cassette
    from .client.stand_ins.mock import Mock
    from .client.stand_ins.reply import Reply
    from .client.stand_ins.wsgi import WSGI
    from .client.state.cookie_file import CookieFile
    from .client.state.hsts_store import HSTSStore
    from .client.telemetry import Telemetry
    from .client.timeouts import Timeouts
    from .client.transfers.downloading import Downloaded
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
        DownloadError,
        HTTPError,
        InvalidField,
        InvalidURL,
        JSONDecodeError,
        LowSpeedTimeout,
        NotAsExpected,
        PoolTimeout,
        ProtocolError,
        ProxyError,
        ProxyTimeout,
        ReachError,
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
    from .in_process import InProcess
    from .net.cancelling import CancelToken
    from .semantics.alt_svc import Alternative
    from .semantics.circuit import Breaker
    from .semantics.cookies import Cookie, CookieJar
    from .semantics.event_stream import ServerSentEvent
    from .semantics.fields import Fields
    from .semantics.rate import Rate
    from .semantics.reach import Reach
    from .semantics.retrying import Retries
    from .semantics.url import URL
    from .tls.contexts import ClientCertificate

_HOMES: dict[str, str] = {
    **dict.fromkeys(
        ("delete", "download", "get", "head", "options", "patch", "post", "put", "query", "request"), "client.api"
    ),
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
    "Downloaded": "client.transfers.downloading",
    "PoolLimits": "client.pool",
    "Proxy": "client.proxies.proxy",
    "DNSOverHTTPS": "client.reach.dns_over_https",
    "MessageLimits": "client.reach.message_limits",
    "har_of": "client.har",
    "ASGI": "client.stand_ins.asgi",
    "Cassette": "client.stand_ins.cassette",
    "InProcess": "in_process",
    "Mock": "client.stand_ins.mock",
    "Reply": "client.stand_ins.reply",
    "WSGI": "client.stand_ins.wsgi",
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
            "DownloadError",
            "HTTPError",
            "InvalidField",
            "InvalidURL",
            "JSONDecodeError",
            "LowSpeedTimeout",
            "NotAsExpected",
            "PoolTimeout",
            "ProtocolError",
            "ProxyError",
            "ProxyTimeout",
            "ReachError",
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
    "Reach": "semantics.reach",
    "Retries": "semantics.retrying",
    "Alternative": "semantics.alt_svc",
    "ServerSentEvent": "semantics.event_stream",
    "Cookie": "semantics.cookies",
    "CookieJar": "semantics.cookies",
    "Fields": "semantics.fields",
    "URL": "semantics.url",
    "ClientCertificate": "tls.contexts",
}

__all__ = [
    "ASGI",
    "URL",
    "WSGI",
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
    "Cassette",
    "CircuitOpen",
    "ClientCertificate",
    "ConnectTimeout",
    "ConnectionError",
    "ConnectionFacts",
    "ContentTooLarge",
    "Cookie",
    "CookieFile",
    "CookieJar",
    "CurlCall",
    "DNSOverHTTPS",
    "DecodingError",
    "DigestAuth",
    "DownloadError",
    "Downloaded",
    "FailedAttempt",
    "Fields",
    "HSTSStore",
    "HTTPError",
    "InProcess",
    "InvalidField",
    "InvalidURL",
    "JSONDecodeError",
    "LowSpeedTimeout",
    "MessageLimits",
    "Mock",
    "NetrcAuth",
    "NotAsExpected",
    "OAuth2",
    "PoolLimits",
    "PoolTimeout",
    "ProtocolError",
    "Proxy",
    "ProxyError",
    "ProxyTimeout",
    "Rate",
    "Reach",
    "ReachError",
    "ReadTimeout",
    "Reply",
    "RequestError",
    "ResolveError",
    "Response",
    "Retries",
    "ServerSentEvent",
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
    "download",
    "from_curl",
    "get",
    "har_of",
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
