"""How a place is reached: through which proxy, and by what means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...net.network import Permits
from ..reach.guards import NO_GUARDS, Guards
from ..request import Request
from .authorization import Authorization
from .forward import forwarded, value_in, without_proxy_fields
from .proxy import Proxy

if TYPE_CHECKING:
    import ssl

    from ...tls.pins import Pins
    from ...wire import h1


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The way through a proxy.

    `context` is for TLS with the proxy, None for none. `authorization` is what the proxy is told of who asks.
    `forwards` tells whether the proxy itself takes the requests and passes them on; else it opens a tunnel. `permits`
    says where the proxy may be sent, None anywhere. `pins` are those of the proxy itself.
    """

    proxy: Proxy
    context: ssl.SSLContext | None
    authorization: Authorization
    forwards: bool
    permits: Permits | None = None
    pins: Pins | None = None

    def dressed(self, request: Request) -> tuple[bytes, h1.FieldSection]:
        """Return the target and the fields with which `request` goes this way."""
        if self.forwards:
            return forwarded(request, self.proxy, self.authorization)
        return request.url.request_target, without_proxy_fields(request.section())

    def may_answer(self, head: h1.Response, sent: h1.FieldSection) -> bool:
        """Tell whether `head` asks for the proxy's credentials in a way that can be answered now; `sent` was not."""
        return self.forwards and head.status == 407 and self.authorization.learn(head, value_in(sent))


class Ways:
    """The ways of one session. What a proxy is told of who asks is one for all ways through it."""

    __slots__ = ("_authorizations", "_guards")

    def __init__(self, guards: Guards = NO_GUARDS) -> None:
        self._guards = guards
        self._authorizations: dict[Proxy, Authorization] = {}

    def through(self, proxy: Proxy, scheme: str) -> Way:
        """Return the way through `proxy` to a target of `scheme`: only plain requests can be passed on by others."""
        authorization = self._authorizations.get(proxy)
        if authorization is None:
            authorization = self._authorizations.setdefault(proxy, _authorization(proxy))
        guards = self._guards
        forwards = scheme == "http" and not proxy.is_socks
        return Way(
            proxy, _context(proxy, guards), authorization, forwards, guards.permits, guards.pins_of(proxy.url.host)
        )


def _authorization(proxy: Proxy) -> Authorization:
    return Authorization(None if proxy.is_socks else proxy.credentials)


def _context(proxy: Proxy, guards: Guards) -> ssl.SSLContext | None:
    if proxy.url.scheme != "https":
        return None
    from ...tls.contexts import client_context

    return client_context(verify=proxy.verify, cert=proxy.cert, host=proxy.url.host, **guards.tls)
