"""TLS over a stream: the client's handshake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..faults import Phase, ReadTimeout, RequestError, TLSTimeout
from ..faults.connection import TLS_TIMEOUT
from ..net.network import Network, Stream
from .timeouts import Timeouts

if TYPE_CHECKING:
    import ssl

    from ..tls.channel import Channel
    from ..tls.pins import Pins


async def secure(
    network: Network,
    stream: Stream,
    context: ssl.SSLContext,
    host: str,
    timeouts: Timeouts,
    deadline: float | None,
    pins: Pins | None = None,
) -> Channel:
    """Return a TLS session over `stream` with `host`, which its certificate has to name, and `pins` to fit.

    Raises `TLSError`, `TLSTimeout`, and what reading and writing raise.
    """
    from ..tls.channel import Channel

    began = network.now()
    until = None if timeouts.tls is None else began + timeouts.tls
    trace = stream.trace
    if trace is None:
        channel = Channel(context, server_hostname=host)
    else:
        from ..tls.observed import ObservedChannel

        trace.secured = True
        channel = ObservedChannel(context, trace.tell, trace.now, trace.number, server_hostname=host)
    try:
        while not channel.handshake():
            await stream.write(channel.outgoing(), timeouts.tls, deadline)
            left = None if until is None else max(until - network.now(), 0.001)
            data = await stream.read(left, deadline)
            if data:
                channel.receive(data)
            else:
                channel.receive_eof()
        if pins is not None:
            # Before the last flight: a client's own certificate is in it.
            pins.check(host, channel.proven_chain_der)
        await stream.write(channel.outgoing(), timeouts.tls, deadline)
    except ReadTimeout as error:
        late = TLSTimeout(TLS_TIMEOUT, peer=stream.peer_address, limit=timeouts.tls)
        raise late.within(Phase.TLS, stream.peer_address, network.now() - began) from error
    except RequestError as error:
        error.within(Phase.TLS, stream.peer_address, network.now() - began)
        farewell = channel.outgoing()
        if farewell:
            await _say(stream, farewell)
        raise
    return channel


async def _say(stream: Stream, data: bytes) -> None:
    """Send an alert, so that the server can log why; whether it arrives does not matter."""
    try:
        await stream.write(data, 1.0, None)
    except RequestError:
        return
