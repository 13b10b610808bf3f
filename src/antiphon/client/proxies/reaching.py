"""Opening a connection through a proxy: to the proxy, TLS with it, the way through it, TLS with the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...faults import ConnectionError, ConnectTimeout, Phase, ProxyError, ProxyTimeout, TLSTimeout
from ...faults.proxy import PROXY_SPEAKS_PLAIN, PROXY_TIMEOUT, PROXY_TLS, PROXY_TLS_TIMEOUT, PROXY_UNREACHABLE
from ...faults.security import SPEAKS_NO_TLS
from ...net.network import Network, Stream, authority
from ..connection import Opening, Place
from ..securing import secure
from ..timeouts import Timeouts
from . import socks, tunnel
from .secured_stream import SecuredStream
from .talk import Talk
from .way import Way

if TYPE_CHECKING:
    from ...tls.channel import Channel
    from ...wire.socks import Handshake


async def reach(
    network: Network, place: Place, way: Way, timeouts: Timeouts, deadline: float | None
) -> tuple[Stream, Channel | None, Opening]:
    """Connect to `place` by `way`; return the stream, its outermost TLS session, and how long each phase took.

    Raises `ProxyError` or `ProxyTimeout` for what happens at the proxy, `TotalTimeout`, and for the target what a
    direct connection raises: `TLSError`, and `ResolveError` where the proxy leaves resolving to its clients.
    """
    handshake = await socks.handshake_for(network, place, timeouts, deadline) if way.proxy.is_socks else None
    opened = await _Journey(network, place, way, timeouts, deadline, handshake).attempt(may_learn=True)
    if opened is None:
        opened = await _Journey(network, place, way, timeouts, deadline, handshake).attempt(may_learn=False)
    if opened is None:
        raise RuntimeError("a proxy that nothing more is learned from has refused without an error")
    return opened


class _Journey:
    """One attempt, on one connection to the proxy."""

    def __init__(
        self,
        network: Network,
        place: Place,
        way: Way,
        timeouts: Timeouts,
        deadline: float | None,
        handshake: Handshake | None,
    ) -> None:
        self._network = network
        self._place = place
        self._way = way
        self._timeouts = timeouts
        self._deadline = deadline
        self._handshake = handshake
        self._target = authority(place.host, place.port)

    async def attempt(self, *, may_learn: bool) -> tuple[Stream, Channel | None, Opening] | None:
        """Open the connection; None where the proxy's challenge can be answered on another one."""
        started = self._network.now()
        stream = await self._connect()
        opening = Opening(stream.resolved_at - started, stream.connected_at - stream.resolved_at)
        try:
            with self._network.watched(stream):
                found = await self._go_through(stream, opening, may_learn=may_learn)
        except BaseException:
            # Cancellation included: nobody else knows of this stream.
            stream.abort()
            raise
        if found is None:
            stream.abort()
            return None
        return *found, opening

    async def _connect(self) -> Stream:
        url, limit = self._way.proxy.url, self._timeouts.connect
        try:
            return await self._network.connect(url.host, url.port, limit, self._deadline, options=self._place.options)
        except ConnectTimeout as error:
            raise self._too_slow(error.phase, limit) from error
        except ConnectionError as error:
            tried = error.details.get("tried", ())
            failed = ProxyError(PROXY_UNREACHABLE, proxy=self._way.proxy.name, cause=error, tried=tried)
            failed.phase = error.phase or Phase.CONNECT
            raise failed from error

    async def _go_through(
        self, stream: Stream, opening: Opening, *, may_learn: bool
    ) -> tuple[Stream, Channel | None] | None:
        connected_at = stream.connected_at
        channel = await self._secure_proxy(stream)
        if self._way.forwards:
            stream.peer_address = f"{stream.peer_address} (proxy)"
            opening.proxy = self._network.now() - connected_at
            return stream, channel
        if channel is not None:
            stream = SecuredStream(self._network, stream, channel)
        if not await self._open_way(stream, may_learn=may_learn):
            return None
        stream.peer_address = f"{self._target} via {stream.peer_address}"
        opened_at = self._network.now()
        opening.proxy = opened_at - connected_at
        if self._place.context is None:
            return stream, None
        inner = await secure(
            self._network,
            stream,
            self._place.context,
            self._place.host,
            self._timeouts,
            self._deadline,
            self._place.pins,
        )
        opening.tls = self._network.now() - opened_at
        return stream, inner

    async def _secure_proxy(self, stream: Stream) -> Channel | None:
        """Return the TLS session with the proxy, None where it has none."""
        context = self._way.context
        if context is None:
            return None
        try:
            host, pins = self._way.proxy.url.host, self._way.pins
            return await secure(self._network, stream, context, host, self._timeouts, self._deadline, pins)
        except TLSTimeout as error:
            raise self._too_slow(Phase.TLS, self._timeouts.tls) from error
        except ConnectionError as error:
            fault = PROXY_SPEAKS_PLAIN if error.fault in SPEAKS_NO_TLS else PROXY_TLS
            failed = ProxyError(fault, proxy=self._way.proxy.name, cause=error)
            failed.phase = Phase.TLS
            raise failed from error

    async def _open_way(self, stream: Stream, *, may_learn: bool) -> bool:
        """Have the proxy connect to the target; False where its challenge can be answered on another connection."""
        limit = self._timeouts.connect
        talk = Talk(self._network, stream, self._way.proxy.name, self._target, limit, self._deadline)
        if self._handshake is None:
            return await tunnel.open_way(talk, self._way, may_learn=may_learn)
        await socks.open_way(talk, self._handshake)
        return True

    def _too_slow(self, phase: Phase | None, limit: float | None) -> ProxyTimeout:
        fault = PROXY_TLS_TIMEOUT if phase is Phase.TLS else PROXY_TIMEOUT
        error = ProxyTimeout(fault, proxy=self._way.proxy.name, limit=limit)
        error.phase = phase
        return error
