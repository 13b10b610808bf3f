"""Words with a proxy before the way through it is open: all of them within one limit of time."""

from __future__ import annotations

from ...faults import ConnectionError, ProxyError, ProxyTimeout, ReadTimeout, TLSError, WriteTimeout
from ...faults.proxy import PROXY_CLOSED, PROXY_TLS, TUNNEL_TIMEOUT
from ...net.network import Network, Stream


class Talk:
    """What is said and heard on `stream`. `proxy` and `target` are ``host:port``, for errors.

    `limit` is how many seconds the whole may take, however many bytes drip in; None for any number.
    """

    __slots__ = ("_deadline", "_limit", "_network", "_stream", "_until", "proxy", "target")

    def __init__(
        self, network: Network, stream: Stream, proxy: str, target: str, limit: float | None, deadline: float | None
    ) -> None:
        self.proxy = proxy
        self.target = target
        self._network = network
        self._stream = stream
        self._limit = limit
        self._until = None if limit is None else network.now() + limit
        self._deadline = deadline

    def _left(self) -> float | None:
        return None if self._until is None else max(self._until - self._network.now(), 0.001)

    async def say(self, data: bytes) -> None:
        """Send `data`. Raises `ProxyError`, `ProxyTimeout`, `TotalTimeout`."""
        try:
            await self._stream.write(data, self._left(), self._deadline)
        except WriteTimeout as error:
            raise self._too_slow() from error
        except ConnectionError as error:
            raise self._broken(error) from error

    async def hear(self) -> bytes:
        """Return the bytes that came next. Raises as `say`, and where the proxy has closed the connection."""
        try:
            data = await self._stream.read(self._left(), self._deadline)
        except ReadTimeout as error:
            raise self._too_slow() from error
        except ConnectionError as error:
            raise self._broken(error) from error
        if not data:
            raise ProxyError(PROXY_CLOSED, proxy=self.proxy, target=self.target)
        return data

    def _too_slow(self) -> ProxyTimeout:
        return ProxyTimeout(TUNNEL_TIMEOUT, proxy=self.proxy, target=self.target, limit=self._limit)

    def _broken(self, error: ConnectionError) -> ProxyError:
        fault = PROXY_TLS if isinstance(error, TLSError) else PROXY_CLOSED
        return ProxyError(fault, proxy=self.proxy, target=self.target, cause=error)
