"""Antiphon: HTTP(S) for Python, both ends of the exchange.

What is named here loads when it is first used, so that ``import antiphon`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .client.api import delete, get, head, options, patch, post, put, query, request
    from .client.pool import PoolLimits
    from .client.received import Timings
    from .client.response import AsyncResponse, Response
    from .client.session import AsyncSession, Session
    from .client.timeouts import Timeouts
    from .faults import (
        AntiphonError,
        BrokenResponse,
        ConnectionError,
        ConnectTimeout,
        ContentTooLarge,
        DecodingError,
        HTTPError,
        InvalidField,
        InvalidURL,
        JSONDecodeError,
        PoolTimeout,
        ProtocolError,
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
    from .semantics.fields import Fields
    from .semantics.url import URL

_HOMES: dict[str, str] = {
    **dict.fromkeys(("delete", "get", "head", "options", "patch", "post", "put", "query", "request"), "client.api"),
    "Timings": "client.received",
    "PoolLimits": "client.pool",
    "AsyncResponse": "client.response",
    "Response": "client.response",
    "AsyncSession": "client.session",
    "Session": "client.session",
    "Timeouts": "client.timeouts",
    **dict.fromkeys(
        (
            "AntiphonError",
            "BrokenResponse",
            "ConnectTimeout",
            "ConnectionError",
            "ContentTooLarge",
            "DecodingError",
            "HTTPError",
            "InvalidField",
            "InvalidURL",
            "JSONDecodeError",
            "PoolTimeout",
            "ProtocolError",
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
    "Fields": "semantics.fields",
    "URL": "semantics.url",
}

__all__ = [
    "URL",
    "AntiphonError",
    "AsyncResponse",
    "AsyncSession",
    "BrokenResponse",
    "ConnectTimeout",
    "ConnectionError",
    "ContentTooLarge",
    "DecodingError",
    "Fields",
    "HTTPError",
    "InvalidField",
    "InvalidURL",
    "JSONDecodeError",
    "PoolLimits",
    "PoolTimeout",
    "ProtocolError",
    "ReadTimeout",
    "RequestError",
    "ResolveError",
    "Response",
    "Session",
    "StreamConsumed",
    "TLSError",
    "TLSTimeout",
    "Timeout",
    "Timeouts",
    "Timings",
    "TooManyRedirects",
    "TotalTimeout",
    "UsageError",
    "WriteTimeout",
    "delete",
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
