"""CONNECT: an http proxy is asked to connect, and from then on hands bytes on both ways (RFC 9110 §9.3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...faults import AntiphonError, ProxyError
from ...faults.proxy import (
    PROXY_BROKEN,
    PROXY_CREDENTIALS_MISSING,
    PROXY_CREDENTIALS_REFUSED,
    PROXY_REFUSED,
    PROXY_SPEAKS_TLS,
    PROXY_SPOKE_FIRST,
)
from ...semantics.fields import Pair
from ...wire import h1
from .authorization import challenges_of

if TYPE_CHECKING:
    from .talk import Talk
    from .way import Way

_LIMITS = h1.Limits(head=32 * 1024, interim_responses=8)
# An alert, the only thing that a TLS server says to what is not TLS (RFC 8446 §5.1, §6).
_TLS_ALERT = b"\x15\x03"


async def open_way(talk: Talk, way: Way, *, may_learn: bool) -> bool:
    """Ask the proxy to connect; True once the way is open.

    False, where `may_learn`: the proxy has asked for credentials in a way that can be answered now, on a connection of
    its own. The content of a refusal is not read. Raises `ProxyError`, `ProxyTimeout`, `TotalTimeout`.
    """
    protocol = h1.Connection(h1.Role.CLIENT, _LIMITS)
    value = way.authorization.value("CONNECT", talk.target)
    await talk.say(protocol.send_request(b"CONNECT", talk.target.encode("ascii"), _section(talk.target, way, value)))
    head = await _final_response(talk, protocol)
    if 200 <= head.status < 300:
        early = protocol.switch()
        if early:
            raise ProxyError(PROXY_SPOKE_FIRST, proxy=talk.proxy, target=talk.target, count=len(early))
        return True
    if head.status != 407:
        reason = head.reason.decode("ascii", "replace")
        raise ProxyError(PROXY_REFUSED, proxy=talk.proxy, target=talk.target, status=head.status, reason=reason)
    if may_learn and way.authorization.learn(head, value):
        return False
    fault = PROXY_CREDENTIALS_MISSING if value is None else PROXY_CREDENTIALS_REFUSED
    schemes = ", ".join(challenge.scheme for challenge in challenges_of(head)) or "–"
    raise ProxyError(fault, proxy=talk.proxy, target=talk.target, schemes=schemes)


def _section(target: str, way: Way, value: bytes | None) -> h1.FieldSection:
    """Return the fields of CONNECT: nothing of the request that will go through the tunnel."""
    pairs: list[Pair] = [(b"Host", target.encode("ascii")), *way.proxy.fields]
    if value is not None:
        pairs.append((b"Proxy-Authorization", value))
    return h1.build_section(pairs)


async def _final_response(talk: Talk, protocol: h1.Connection) -> h1.Response:
    while True:
        data = await talk.hear()
        try:
            events = protocol.receive(data)
        except AntiphonError as error:
            fault = PROXY_SPEAKS_TLS if data.startswith(_TLS_ALERT) else PROXY_BROKEN
            raise ProxyError(fault, proxy=talk.proxy, target=talk.target, cause=error) from error
        for event in events:
            if isinstance(event, h1.Response) and not event.interim:
                return event
