"""Transport adapters: what stands between a session and the connections.

An adapter asks urllib3's `PoolManager` for a pool, in the same steps as requests, each of which a subclass may replace.
The pool then says where to connect and how; Antiphon's engine does it (see ``_transport``).
"""

from __future__ import annotations

import os.path
import socket
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from urllib3._collections import HTTPHeaderDict
from urllib3.exceptions import (
    ClosedPoolError,
    ConnectTimeoutError,
    LocationParseError,
    LocationValueError,
    MaxRetryError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    ResponseError,
)
from urllib3.exceptions import HTTPError as _HTTPError
from urllib3.exceptions import InvalidHeader as _InvalidHeader
from urllib3.exceptions import ProxyError as _ProxyError
from urllib3.exceptions import SSLError as _SSLError
from urllib3.poolmanager import PoolManager, proxy_from_url
from urllib3.util import Timeout as TimeoutSauce
from urllib3.util import parse_url
from urllib3.util.retry import Retry

from ._transport import socks_pools
from ._transport.failures import BrokenMessage
from ._transport.known_pools import KnownPools
from ._transport.sending import send
from .auth import _basic_auth_str
from .compat import basestring, urlparse
from .cookies import extract_cookies_to_jar
from .exceptions import (
    ChunkedEncodingError,
    ConnectionError,
    ConnectTimeout,
    InvalidHeader,
    InvalidProxyURL,
    InvalidSchema,
    InvalidURL,
    ProxyError,
    ReadTimeout,
    RetryError,
    SSLError,
)
from .models import Response
from .structures import CaseInsensitiveDict
from .utils import (
    DEFAULT_CA_BUNDLE_PATH,
    get_auth_from_url,
    get_encoding_from_headers,
    prepend_scheme_if_needed,
    select_proxy,
    urldefragauth,
)

SOCKSProxyManager: Any = socks_pools.manager
if SOCKSProxyManager is None:

    def SOCKSProxyManager(*args: Any, **kwargs: Any) -> NoReturn:  # noqa: N802
        """Say that PySocks, which urllib3's own manager stands on, is missing."""
        raise InvalidSchema("Missing dependencies for SOCKS support.")


if TYPE_CHECKING:
    from urllib3.connectionpool import HTTPConnectionPool

    from . import _types as _t
    from .models import PreparedRequest

DEFAULT_POOLBLOCK = False
DEFAULT_POOLSIZE = 10
DEFAULT_RETRIES = 0
DEFAULT_POOL_TIMEOUT = None


def _urllib3_request_context(
    request: PreparedRequest, verify: _t.VerifyType | None, client_cert: _t.CertType, poolmanager: PoolManager
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what `HTTPAdapter.build_connection_pool_key_attributes` does."""
    url = urlparse(request.url)
    place = {"scheme": url.scheme.lower(), "host": url.hostname, "port": url.port}
    security: dict[str, Any] = {"cert_reqs": "CERT_NONE" if verify is False else "CERT_REQUIRED"}
    if isinstance(verify, str):
        security["ca_cert_dir" if os.path.isdir(verify) else "ca_certs"] = verify
    if isinstance(client_cert, tuple) and len(client_cert) == 2:
        security["cert_file"], security["key_file"] = client_cert
    elif client_cert is not None:
        security["cert_file"] = client_cert
    return place, security


class BaseAdapter:
    """What a session needs of an adapter."""

    def __init__(self) -> None:
        super().__init__()

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: _t.TimeoutType = None,
        verify: _t.VerifyType = True,
        cert: _t.CertType = None,
        proxies: dict[str, str] | None = None,
    ) -> Response:
        """Return the response to `request` itself: no redirect is followed. Raises a `RequestException`.

        `stream` leaves the content unread; `timeout` is seconds to connect and to wait for a byte, or a pair of both;
        `verify` is true, false, or a path of CA certificates; `cert` the client's certificate, or a pair with its key;
        `proxies` maps schemes, or schemes with hosts, to proxies.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what the adapter holds."""
        raise NotImplementedError


class HTTPAdapter(BaseAdapter):
    """Sends over HTTP and HTTPS.

    `pool_connections` is for how many origins connections are kept, `pool_maxsize` how many for each; with `pool_block`
    no more than those are open, and whoever needs one waits. `max_retries` is how often a connection that could not be
    made is tried again, or urllib3's `Retry` for finer rules.
    """

    __attrs__ = [  # noqa: RUF012  (requests' own)
        "max_retries",
        "config",
        "_pool_connections",
        "_pool_maxsize",
        "_pool_block",
    ]

    max_retries: Retry
    config: dict[str, Any]
    proxy_manager: dict[str, Any]
    poolmanager: PoolManager
    _pool_connections: int
    _pool_maxsize: int
    _pool_block: bool

    def __init__(
        self,
        pool_connections: int = DEFAULT_POOLSIZE,
        pool_maxsize: int = DEFAULT_POOLSIZE,
        max_retries: int | Retry = DEFAULT_RETRIES,
        pool_block: bool = DEFAULT_POOLBLOCK,
    ) -> None:
        if max_retries == DEFAULT_RETRIES:
            self.max_retries = Retry(0, read=False)
        else:
            self.max_retries = Retry.from_int(max_retries)
        self.config = {}
        self.proxy_manager = {}
        super().__init__()
        self._pool_connections = pool_connections
        self._pool_maxsize = pool_maxsize
        self._pool_block = pool_block
        self.init_poolmanager(pool_connections, pool_maxsize, block=pool_block)

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name, None) for name in self.__attrs__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        # Pools hold connections, which stay where they are: new ones are made.
        self.proxy_manager = {}
        self.config = {}
        for name, value in state.items():
            setattr(self, name, value)
        self.init_poolmanager(self._pool_connections, self._pool_maxsize, block=self._pool_block)

    # -- pools, for subclasses to change -------------------------------------------------------------------------------

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = DEFAULT_POOLBLOCK, **pool_kwargs: Any
    ) -> None:
        """Make `poolmanager`. A subclass calls this with `pool_kwargs` for each pool, such as ``ssl_context``."""
        self._pool_connections = connections
        self._pool_maxsize = maxsize
        self._pool_block = block
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Return urllib3's manager for pools through `proxy`, made the first time with `proxy_kwargs`.

        Raises `InvalidSchema` for a SOCKS proxy where PySocks is missing.
        """
        if proxy in self.proxy_manager:
            return self.proxy_manager[proxy]
        sizes = {
            "num_pools": self._pool_connections,
            "maxsize": self._pool_maxsize,
            "block": self._pool_block,
        }
        if proxy.lower().startswith("socks"):
            username, password = get_auth_from_url(proxy)
            manager = SOCKSProxyManager(proxy, username=username, password=password, **sizes, **proxy_kwargs)
        else:
            manager = proxy_from_url(proxy, proxy_headers=self.proxy_headers(proxy), **sizes, **proxy_kwargs)
        self.proxy_manager[proxy] = manager
        return manager

    def cert_verify(self, conn: Any, url: str, verify: _t.VerifyType, cert: _t.CertType) -> None:
        """Tell `conn`, the pool for `url`, whom to trust and which certificate to show.

        Raises OSError for a file that does not exist.
        """
        if url.lower().startswith("https") and verify:
            bundle = DEFAULT_CA_BUNDLE_PATH if verify is True else verify
            if not bundle or not os.path.exists(bundle):
                raise OSError(f"Could not find a suitable TLS CA certificate bundle, invalid path: {bundle}")
            conn.cert_reqs = "CERT_REQUIRED"
            if os.path.isdir(bundle):
                conn.ca_cert_dir = bundle
            else:
                conn.ca_certs = bundle
        else:
            conn.cert_reqs = "CERT_NONE"
            conn.ca_certs = None
            conn.ca_cert_dir = None
        if cert:
            conn.cert_file, conn.key_file = (cert, None) if isinstance(cert, basestring) else (cert[0], cert[1])
            for kind, path in (("certificate", conn.cert_file), ("key", conn.key_file)):
                if path and not os.path.exists(path):
                    raise OSError(f"Could not find the TLS {kind} file, invalid path: {path}")

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: _t.VerifyType, cert: _t.CertType = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what picks the pool for `request`: scheme, host and port; and what TLS is like.

        The second has ``cert_reqs``; for `verify` a path also ``ca_certs`` or ``ca_cert_dir``; for `cert` also
        ``cert_file``, and ``key_file`` where it is a pair. A subclass may change both, or add ``ssl_context``. Raises
        ValueError for a port that is none.
        """
        return _urllib3_request_context(request, verify, cert, self.poolmanager)

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: _t.VerifyType,
        proxies: dict[str, str] | None = None,
        cert: _t.CertType = None,
    ) -> HTTPConnectionPool:
        """Return the pool for `request`. Raises `InvalidURL`, `InvalidProxyURL` and urllib3's `LocationValueError`."""
        proxy = select_proxy(request.url, proxies)  # type: ignore[arg-type]
        try:
            place, security = self.build_connection_pool_key_attributes(request, verify, cert)
        except ValueError as error:
            raise InvalidURL(error, request=request) from error
        return _manager(self, proxy).connection_from_host(**place, pool_kwargs=security)  # type: ignore[no-any-return]

    def get_connection(self, url: str, proxies: dict[str, str] | None = None) -> HTTPConnectionPool:
        """Return the pool for `url`. Deprecated: `get_connection_with_tls_context` takes its place."""
        warnings.warn(
            "`get_connection` has been deprecated in favor of `get_connection_with_tls_context`, which adapters "
            "have to override instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        return _manager(self, select_proxy(url, proxies)).connection_from_url(url)  # type: ignore[no-any-return]

    def close(self) -> None:
        """Close all connections that rest. The adapter stays usable."""
        vars(self).pop(_KNOWN_POOLS, None)
        self.poolmanager.clear()
        for manager in self.proxy_manager.values():
            manager.clear()

    # -- the request, for subclasses to change -------------------------------------------------------------------------

    def request_url(self, request: PreparedRequest, proxies: dict[str, str] | None) -> str:
        """Return the target to send: path and query, or the whole URL for a proxy that forwards."""
        proxy = select_proxy(request.url, proxies)  # type: ignore[arg-type]
        is_forwarded = bool(proxy) and urlparse(request.url).scheme != "https"
        if is_forwarded and not urlparse(str(proxy)).scheme.lower().startswith("socks"):
            return urldefragauth(request.url)  # type: ignore[arg-type]
        return request.path_url

    def add_headers(self, request: PreparedRequest, **kwargs: Any) -> None:
        """Do nothing; a subclass may add fields to `request`. `kwargs` are the arguments of `send`."""

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Return the fields that only the proxy at the URL `proxy` is to see: its credentials."""
        username, password = get_auth_from_url(proxy)
        return {"Proxy-Authorization": _basic_auth_str(username, password)} if username else {}

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        """Return the response that shows `resp`, urllib3's, to the user who sent `req`."""
        response = Response()
        response.status_code = getattr(resp, "status", None)  # type: ignore[assignment]
        fields = getattr(resp, "headers", {})
        response.headers = CaseInsensitiveDict(fields.itermerged() if type(fields) is HTTPHeaderDict else fields)
        response.encoding = get_encoding_from_headers(response.headers)
        response.raw = resp
        response.reason = resp.reason
        response.url = req.url.decode("utf-8") if isinstance(req.url, bytes) else req.url  # type: ignore[assignment]
        extract_cookies_to_jar(response.cookies, req, resp)
        response.request = req
        response.connection = self
        return response

    # -- sending -------------------------------------------------------------------------------------------------------

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: _t.TimeoutType = None,
        verify: _t.VerifyType = True,
        cert: _t.CertType = None,
        proxies: dict[str, str] | None = None,
    ) -> Response:
        """Return the response to `request` itself. See `BaseAdapter.send`; `timeout` may be urllib3's, too."""
        pool = _pool(self, request, verify, proxies, cert)
        self.cert_verify(pool, request.url, verify, cert)  # type: ignore[arg-type]
        url = request.path_url if not proxies and _is_original(self, _WRITES) else self.request_url(request, proxies)
        self.add_headers(request, stream=stream, timeout=timeout, verify=verify, cert=cert, proxies=proxies)
        chunked = not (request.body is None or "Content-Length" in request.headers)
        limits = _timeout(timeout)
        try:
            answer = send(
                pool,
                request.method,  # type: ignore[arg-type]
                url,
                body=request.body,
                headers=request.headers,
                retries=self.max_retries,
                timeout=limits,
                chunked=chunked,
            )
        except (_HTTPError, OSError) as error:
            translated = _translated(error, request)
            if translated is error:
                raise
            raise translated from error
        return self.build_response(request, answer)


# What follows are functions, since subclasses of the adapter have members of any name.

_KNOWN_POOLS = "_antiphon_known_pools"


def _manager(adapter: HTTPAdapter, proxy: str | None) -> Any:
    """Return the manager of the pools through `proxy`, or of those without one. Raises `InvalidProxyURL`."""
    if not proxy:
        return adapter.poolmanager
    proxy = prepend_scheme_if_needed(proxy, "http")
    if not parse_url(proxy).host:
        raise InvalidProxyURL("Please check proxy URL. It is malformed and could be missing the host.")
    return adapter.proxy_manager_for(proxy)


def _pool(
    adapter: HTTPAdapter,
    request: PreparedRequest,
    verify: _t.VerifyType,
    proxies: dict[str, str] | None,
    cert: _t.CertType,
) -> HTTPConnectionPool:
    """Return what `get_connection_with_tls_context` does; without asking it again where it would say the same."""
    if not isinstance(cert, str | None) or not _is_original(adapter, _PICKS):
        return _picked_pool(adapter, request, verify, proxies, cert)
    if proxies and select_proxy(request.url, proxies):  # type: ignore[arg-type]
        return _picked_pool(adapter, request, verify, proxies, cert)
    known: KnownPools | None = vars(adapter).get(_KNOWN_POOLS)
    if known is None or known.manager is not adapter.poolmanager:
        known = vars(adapter)[_KNOWN_POOLS] = KnownPools(adapter.poolmanager)
    reason = (_origin(request.url), verify, cert)  # type: ignore[arg-type]
    pool = known.find(reason)
    if pool is None:
        pool = _picked_pool(adapter, request, verify, proxies, cert)
        known.remember(reason, pool)
    return pool


def _picked_pool(
    adapter: HTTPAdapter,
    request: PreparedRequest,
    verify: _t.VerifyType,
    proxies: dict[str, str] | None,
    cert: _t.CertType,
) -> HTTPConnectionPool:
    try:
        return adapter.get_connection_with_tls_context(request, verify, proxies=proxies, cert=cert)
    except LocationValueError as error:
        raise InvalidURL(error, request=request) from error


# Steps of an adapter that a subclass, a patch or an assignment may have replaced.
_PICKS = ("get_connection_with_tls_context", "build_connection_pool_key_attributes")
_WRITES = ("request_url",)
_ORIGINALS = {name: getattr(HTTPAdapter, name) for name in (*_PICKS, *_WRITES)}


def _is_original(adapter: HTTPAdapter, steps: tuple[str, ...]) -> bool:
    """Tell whether the `steps` of `adapter` are those of this module."""
    kind, own = type(adapter), vars(adapter)
    return all(getattr(kind, step) is _ORIGINALS[step] and step not in own for step in steps)


def _origin(url: str) -> str:
    """Return scheme and authority of an absolute URL, as they are written."""
    end = url.find("/", url.find("//") + 2)
    return url if end < 0 else url[:end]


def _timeout(timeout: _t.TimeoutType) -> TimeoutSauce:
    """Return `timeout`, in any of the forms that requests takes, as urllib3's. Raises ValueError."""
    if isinstance(timeout, TimeoutSauce):
        return timeout
    if not isinstance(timeout, tuple):
        return _limits(timeout, timeout)
    if len(timeout) != 2:
        raise ValueError(
            f"Invalid timeout {timeout}. Pass a (connect, read) timeout tuple, "
            f"or a single float to set both timeouts to the same value."
        )
    return _limits(*timeout)


def _limits(connect: float | None, read: float | None) -> TimeoutSauce:
    try:
        return _known_limits(connect, read)
    except TypeError:
        # What cannot be remembered is no number, and urllib3 says so.
        return TimeoutSauce(connect=connect, read=read)


@lru_cache(maxsize=64, typed=True)
def _known_limits(connect: float | None, read: float | None) -> TimeoutSauce:
    return TimeoutSauce(connect=connect, read=read)


def _translated(error: Exception, request: PreparedRequest) -> Exception:
    """Return requests' error for one of urllib3's; its first argument is that error, as programs look for it there."""
    if isinstance(error, MaxRetryError):
        return _given_up(error, request)
    if isinstance(error, BrokenMessage):
        return ChunkedEncodingError(error, request=request)
    for kind, made in _TRANSLATIONS:
        if isinstance(error, kind):
            return made(error, request=request)
    return error


def _given_up(error: MaxRetryError, request: PreparedRequest) -> Exception:
    """Return the error for the last of several tries, or of the only one."""
    reason = error.reason
    if isinstance(reason, ConnectTimeoutError) and not isinstance(reason, NewConnectionError):
        return ConnectTimeout(error, request=request)
    if isinstance(reason, ResponseError):
        return RetryError(error, request=request)
    if isinstance(reason, _ProxyError):
        return ProxyError(error, request=request)
    if isinstance(reason, _SSLError):
        return SSLError(error, request=request)
    return ConnectionError(error, request=request)


_TRANSLATIONS = (
    (LocationParseError, InvalidURL),
    (ProtocolError, ConnectionError),
    (OSError, ConnectionError),
    (ClosedPoolError, ConnectionError),
    (_ProxyError, ProxyError),
    (_SSLError, SSLError),
    (ReadTimeoutError, ReadTimeout),
    (_InvalidHeader, InvalidHeader),
)
