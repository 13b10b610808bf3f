"""What carries a gateway's exchanges: the client's engine without all that a user agent does on its own.

No redirect is followed, no cookie kept, no content decoded, no field added, nothing sent again but a request without
content that a kept connection lost before the origin could answer (RFC 9110 §9.2.2).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from ..client.engine import Engine
from ..client.exchange import Exchange
from ..client.plan import Plan, tls_settings
from ..client.reach.guards import NO_GUARDS, Guards
from ..client.request import Request
from ..client.response import AsyncResponse
from ..net.asynchronous import AsyncioNetwork
from ..net.network import ConnectOptions
from ..semantics.cookies import CookieJar
from ..semantics.reach import Reach
from ..semantics.url import URL
from ..wire import h1
from .settings import Settings


class Carrier(Engine):
    """Connections to the origin at `url`, and the exchanges over them."""

    def __init__(self, url: URL, settings: Settings) -> None:
        """Raises `UsageError` where the certificates of `settings` cannot be used."""
        guards = Guards(Reach()) if settings.public_only else NO_GUARDS
        super().__init__(
            AsyncioNetwork(),
            AsyncResponse,
            CookieJar(),
            time.time,
            settings.limits,
            ConnectOptions(),
            guards=guards,
        )
        self._timeouts = settings.timeouts
        self._tls = tls_settings(settings.verify, None)
        if url.scheme == "https":
            # A file that cannot be used is better told now than to the first client.
            self._context(self._tls, url.host)

    async def exchange(self, request: Request, on_interim: Callable[[h1.Response], object]) -> Exchange:
        """Send `request` and return what came of it once the final head is there; interim ones go to `on_interim`.

        Raises a `RequestError`, and whatever the content of `request` raises.
        """
        plan = Plan(self._timeouts, self._tls, follow=False, stream=True, on_interim=on_interim)
        return cast(Exchange, (await self._exchange(request, plan, None)).exchange)
