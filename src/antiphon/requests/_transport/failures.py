"""Antiphon's faults as the errors that programs written for requests look for.

The standard library's error is what a socket, `ssl` or `http.client` would have raised; urllib3's has it inside, as
urllib3 would have put it there. Antiphon's own error, which says more, is the cause of both.
"""

from __future__ import annotations

import errno
import http.client
import os
import socket
import ssl
from collections.abc import Mapping
from typing import Any, cast

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import (
    ClosedPoolError,
    ConnectTimeoutError,
    HTTPError,
    InvalidHeader,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.exceptions import ProxyError as UrllibProxyError

from ...faults import (
    AntiphonError,
    BrokenResponse,
    ConnectionError,
    ConnectTimeout,
    ProxyError,
    ProxyTimeout,
    ReadTimeout,
    ResolveError,
    TLSError,
    TLSTimeout,
    WriteTimeout,
    security,
)
from ...faults import connection as connecting
from ...faults import exchange as exchanging
from ...faults import message as messages
from ...faults import proxy as proxying
from .engine import Limits
from .proxied import forwards

_NOT_CONNECTED = frozenset(
    {
        connecting.CONNECTION_REFUSED,
        connecting.HOST_UNREACHABLE,
        connecting.CONNECT_FAILED,
        connecting.UNIX_SOCKET_MISSING,
    }
)
_CREDENTIALS = frozenset({proxying.PROXY_CREDENTIALS_MISSING, proxying.PROXY_CREDENTIALS_REFUSED})
_NOT_HTTP = frozenset({proxying.PROXY_BROKEN, proxying.PROXY_SPOKE_FIRST})
_NO_PROXY = "Unable to connect to proxy"
_HINT = ". Your proxy appears to only use HTTP and not HTTPS, try changing your proxy URL to be HTTP."
_LENGTH_FAULTS = frozenset({messages.CONTENT_LENGTH_REPEATED, messages.CONTENT_LENGTH_SYNTAX})


_CONTENT_FAULTS = frozenset(
    {
        messages.CHUNK_END,
        messages.CHUNK_EXTENSION_TOO_LARGE,
        messages.CHUNK_LINE,
        messages.CHUNK_SIZE,
        messages.INCOMPLETE_CONTENT,
        messages.INCOMPLETE_HEAD,
        messages.INCOMPLETE_MESSAGE,
        messages.TRAILER_FIELD,
    }
)


class BrokenMessage(ProtocolError):
    """A response that began well was seen to go wrong, or to end, before its head was handed over."""


def as_urllib3(error: AntiphonError, pool: HTTPConnectionPool, url: str, limits: Limits) -> HTTPError:
    """Return what urllib3 would have raised for a request to `url` through `pool` that failed with `error`."""
    if isinstance(error, ProxyError):
        return _at_proxy(error, pool, limits)
    found = _at_origin(error, pool, url, limits)
    if forwards(pool, url) and isinstance(found, ConnectTimeoutError | SSLError):
        # The origin of the connection is the proxy.
        return UrllibProxyError(_NO_PROXY, found)
    return found


def _at_proxy(error: ProxyError, pool: HTTPConnectionPool, limits: Limits) -> HTTPError:
    """Return the error for a proxy that made no way. urllib3 sees a SOCKS proxy as a kind of socket."""
    if pool.proxy is None:
        return _at_socket(error, pool, limits)
    if error.fault is proxying.TUNNEL_TIMEOUT:
        return _read_timeout(pool, str(pool.proxy), limits.connect)
    if error.fault is proxying.PROXY_CLOSED:
        return ProtocolError("Connection aborted.", _disconnected())
    if error.fault in _NOT_HTTP:
        return ProtocolError("Connection aborted.", http.client.HTTPException(error.sentence()))
    is_reached = not isinstance(error, ProxyTimeout) and error.fault is not proxying.PROXY_UNREACHABLE
    reason = _refusal(error) if is_reached else _at_socket(error, pool, limits)
    return UrllibProxyError(_NO_PROXY + (_HINT if error.fault is proxying.PROXY_SPEAKS_PLAIN else ""), reason)


def _at_socket(error: ProxyError, pool: HTTPConnectionPool, limits: Limits) -> HTTPError:
    if isinstance(error, ProxyTimeout):
        return _connect_timeout(pool, limits)
    inner = error.__cause__
    reason = as_standard(inner) if isinstance(inner, AntiphonError) else OSError(error.sentence())
    return NewConnectionError(_place(pool), f"Failed to establish a new connection: {reason}")


def _refusal(error: ProxyError) -> Exception:
    inner = error.__cause__
    if isinstance(inner, TLSError):
        return SSLError(as_standard(inner))
    status = error.details.get("status", 407 if error.fault in _CREDENTIALS else None)
    if status is None:
        return OSError(error.sentence())
    return OSError(f"Tunnel connection failed: {status} {error.details.get('reason', 'Proxy Authentication Required')}")


def _at_origin(error: AntiphonError, pool: HTTPConnectionPool, url: str, limits: Limits) -> HTTPError:
    if isinstance(error, TLSTimeout):
        return _read_timeout(pool, url, limits.connect)
    if isinstance(error, ReadTimeout):
        return _read_timeout(pool, url, limits.read)
    if isinstance(error, TLSError):
        return SSLError(as_standard(error))
    if isinstance(error, ConnectionError) and not isinstance(error, BrokenResponse):
        unconnected = _unconnected(error, pool, limits)
        if unconnected is not None:
            return unconnected
    if error.fault is exchanging.SESSION_CLOSED:
        return ClosedPoolError(pool, "Pool is closed.")
    broken = _broken(error)
    return ProtocolError("Connection aborted.", as_standard(error)) if broken is None else broken


def _read_timeout(pool: HTTPConnectionPool, url: str, limit: float | None) -> ReadTimeoutError:
    return ReadTimeoutError(pool, url, f"Read timed out. (read timeout={limit})")


def _connect_timeout(pool: HTTPConnectionPool, limits: Limits) -> ConnectTimeoutError:
    message = f"Connection to {pool.host} timed out. (connect timeout={limits.connect})"
    return ConnectTimeoutError(_place(pool), message)


def _place(pool: HTTPConnectionPool) -> Any:
    """Return a connection as urllib3 would have made one, never opened: errors tell its name."""
    particular = {name: value for name, value in pool.conn_kw.items() if name == "_socks_options"}
    first = pool if pool.proxy is None else pool.proxy
    return pool.ConnectionCls(host=first.host or "", port=first.port, **particular)


def _unconnected(error: ConnectionError, pool: HTTPConnectionPool, limits: Limits) -> HTTPError | None:
    """Return the error for an origin that could not be reached, None where it was."""
    place = _place(pool)
    reason = as_standard(error)
    if isinstance(error, ConnectTimeout):
        return _connect_timeout(pool, limits)
    if isinstance(reason, socket.gaierror):
        return NameResolutionError(pool.host, place, reason)
    if isinstance(reason, UnicodeError):
        return LocationParseError(f"'{pool.host}', {reason}")
    if error.fault in _NOT_CONNECTED:
        return NewConnectionError(place, f"Failed to establish a new connection: {reason}")
    return None


def _broken(error: AntiphonError) -> HTTPError | None:
    """Return the error for a response that is not HTTP in one of the ways that urllib3 has a name for."""
    inner = error.__cause__
    if not isinstance(error, BrokenResponse) or not isinstance(inner, AntiphonError):
        return None
    if inner.fault in _LENGTH_FAULTS:
        return InvalidHeader(inner.sentence())
    if inner.fault in _CONTENT_FAULTS:
        reason = http.client.HTTPException(inner.sentence())
        return BrokenMessage(f"Connection broken: {reason!r}", reason)
    return None


def as_standard(error: AntiphonError) -> Exception:
    """Return what the standard library would have raised where `error` was."""
    cause = error.__cause__
    if isinstance(error, TLSTimeout | ReadTimeout | WriteTimeout | ConnectTimeout):
        return TimeoutError("timed out")
    if isinstance(error, TLSError):
        return cause if isinstance(cause, ssl.SSLError) else _unexplained(error)
    if isinstance(cause, OSError | UnicodeError):
        return cause
    if isinstance(error, ResolveError):
        return socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if error.fault in _NOT_CONNECTED:
        return system_error(_last_attempt(error.details))
    if error.fault is exchanging.NO_RESPONSE:
        return _disconnected()
    if isinstance(cause, AntiphonError) and cause.fault is messages.STATUS_LINE:
        return http.client.BadStatusLine(cause.sentence())
    return http.client.HTTPException(error.sentence())


def _disconnected() -> http.client.RemoteDisconnected:
    return http.client.RemoteDisconnected("Remote end closed connection without response")


def _unexplained(error: TLSError) -> ssl.SSLError:
    if error.fault is security.TLS_ENDED_IN_HANDSHAKE:
        return ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "EOF occurred in violation of protocol")
    return ssl.SSLError(ssl.SSL_ERROR_SSL, error.sentence())


def _last_attempt(details: Mapping[str, object]) -> str:
    tried = details.get("tried")
    names = [attempt.error for attempt in tried if attempt.error] if isinstance(tried, tuple) else []
    return names[-1] if names else "ECONNREFUSED"


def system_error(name: str) -> OSError:
    """Return the system's error called `name`, such as ECONNREFUSED, as the class that Python has for it."""
    number = getattr(errno, name, None)
    return OSError(name) if number is None else OSError(number, os.strerror(number))
