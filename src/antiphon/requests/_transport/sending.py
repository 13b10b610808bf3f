"""What a pool's `urlopen` does, over Antiphon's engine: one request, and the tries that its `Retry` allows."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from typing import Any

from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import (
    HTTPError,
    InsecureRequestWarning,
    MaxRetryError,
    ProtocolError,
    ProxyError,
    SSLError,
    TimeoutError,
)
from urllib3.response import BaseHTTPResponse
from urllib3.util.request import set_file_position
from urllib3.util.retry import Retry
from urllib3.util.timeout import Timeout

from ...client.request import Request
from ...faults import AntiphonError
from ...semantics.methods import is_token
from .engine import PoolEngine, engine_of, limits_of
from .failures import as_urllib3
from .message import framed, target_of
from .proxied import forwards
from .raw import RawResponse

_log = logging.getLogger("urllib3.connectionpool")
_TRIED_AGAIN = (TimeoutError, ProtocolError, SSLError, ProxyError)


def send(
    pool: HTTPConnectionPool,
    method: str,
    url: str,
    *,
    body: Any,
    headers: Mapping[Any, Any],
    retries: Retry,
    timeout: Timeout,
    chunked: bool,
) -> BaseHTTPResponse:
    """Send a request through `pool` and return its response, of which only the head has been read.

    `url` is the path with its query, or absolute for a proxy. Raises urllib3's errors, and OSError.
    """
    engine = engine_of(pool)
    if engine is None:
        return pool.urlopen(
            method,
            url,
            body=body,
            headers=headers,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            decode_content=False,
            retries=retries,
            timeout=timeout,
            chunked=chunked,
        )
    return _Sending(engine, pool, method, url, body, headers, timeout, chunked).send(retries)


class _Sending:
    """A request that may be tried several times."""

    def __init__(
        self,
        engine: PoolEngine,
        pool: HTTPConnectionPool,
        method: str,
        url: str,
        body: Any,
        headers: Mapping[Any, Any],
        timeout: Timeout,
        chunked: bool,
    ) -> None:
        self.engine = engine
        self.pool = pool
        self.method = method
        self.url = url
        self.target = target_of(url)
        self.body = body
        self.headers = _with_proxy_headers(headers, pool) if forwards(pool, self.target) else headers
        self.timeout = timeout
        self.chunked = chunked

    def send(self, retries: Retry) -> BaseHTTPResponse:
        """Send until there is a response that `retries` does not try to improve."""
        position: Any = None
        while True:
            if self.body is not None:
                position = set_file_position(self.body, position)
            try:
                response = self._send_once(retries)
            except _TRIED_AGAIN as error:
                retries = self._after_error(retries, error)
                continue
            following = self._after_response(retries, response)
            if following is None:
                return response
            retries = following

    def _after_error(self, retries: Retry, error: HTTPError) -> Retry:
        left = retries.increment(
            self.method, self.target, error=error, _pool=self.pool, _stacktrace=error.__traceback__
        )
        left.sleep()
        host = {"__urllib3-retry-warning": {"host": self.pool.host}}
        _log.warning("Retrying (%r) after connection broken by '%r': %s", left, error, self.target, extra=host)
        return left

    def _after_response(self, retries: Retry, response: RawResponse) -> Retry | None:
        """Return what is left of `retries` for another try, None where `response` is to be taken as it is."""
        if not retries.is_retry(self.method, response.status, bool(response.headers.get("Retry-After"))):
            return None
        try:
            left = retries.increment(self.method, self.target, response=response, _pool=self.pool)
        except MaxRetryError:
            if retries.raise_on_status:
                response.drain_conn()
                raise
            return None
        response.drain_conn()
        left.sleep(response)
        _log.debug("Retry: %s", self.target)
        return left

    def _send_once(self, retries: Retry) -> RawResponse:
        limits = limits_of(self.timeout)
        tls = self.engine.tls_of(self.pool)
        if self.pool.scheme == "https" and not tls.verify.verifies:
            self._warn_of_unverified()
        request = self._request()
        self.pool.num_requests += 1
        try:
            plan = self.engine.plan_of(self.pool, self.target, limits, tls)
            exchange = self.engine.exchange(request, plan)
        except AntiphonError as error:
            raise as_urllib3(error, self.pool, self.target, limits) from error
        response = RawResponse(exchange, self.pool, self.method, self.target, retries)
        if _log.isEnabledFor(logging.DEBUG):
            self._log_response(response)
        return response

    def _request(self) -> Request:
        if not is_token(self.method):
            raise ValueError(f"Method cannot contain non-token characters {self.method!r}")
        piece: int = self.pool.conn_kw.get("blocksize") or 16384
        content, framing = framed(self.method, self.body, self.headers, self.chunked, piece)
        section = self.engine.section_of(self.target, self.headers, framing)
        request = Request.ready(self.method, self.engine.url_of(self.target), section)
        request.body = content
        return request

    def _warn_of_unverified(self) -> None:
        warnings.warn(
            f"Unverified HTTPS request is being made to host '{self.pool.host}': anybody on the way can read and "
            "change it. Verify the certificate, or trust the one you expect.",
            InsecureRequestWarning,
            stacklevel=4,
        )

    def _log_response(self, response: RawResponse) -> None:
        pool = self.pool
        place = f"{pool.scheme}://{pool.host}:{pool.port}"
        line = (self.method, self.target, response.version_string, response.status, response.length_remaining)
        _log.debug('%s "%s %s %s" %s %s', place, *line)


def _with_proxy_headers(headers: Mapping[Any, Any], pool: HTTPConnectionPool) -> Mapping[Any, Any]:
    """Return `headers`, and those that only the proxy is to see: it is the one that reads the request."""
    lowered = {name.lower() for name in pool.proxy_headers}
    kept = {name: value for name, value in headers.items() if str(name).lower() not in lowered}
    return {**kept, **pool.proxy_headers}
