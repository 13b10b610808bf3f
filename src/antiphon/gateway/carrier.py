"""What carries a gateway's exchanges: the client's engine without all that a user agent does on its own.

No redirect is followed, no cookie kept, no content decoded, no field added, nothing sent again but a request without
content that a kept connection lost before the origin could answer (RFC 9110 §9.2.2).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from ..client.engine import Engine
from ..client.exchange import Exchange
from ..client.plan import Plan, tls_settings
from ..client.reach.guards import NO_GUARDS, Guards
from ..client.request import Request
from ..client.response import AsyncResponse, Response
from ..faults import AntiphonError
from ..net.asynchronous import AsyncioNetwork
from ..net.network import ConnectOptions, Network
from ..net.traced import TracedNetwork
from ..semantics.cookies import CookieJar
from ..semantics.reach import Reach
from ..semantics.url import URL
from ..wire import h1
from .settings import Settings
from .witness import Witness, current


class Carrier(Engine):
    """Connections to the origin at `url`, and the exchanges over them, on which a `witness` may look."""

    def __init__(self, url: URL, settings: Settings, witness: Witness | None = None) -> None:
        """Raises `UsageError` where the certificates of `settings` cannot be used."""
        guards = Guards(Reach()) if settings.public_only else NO_GUARDS
        network: Network = AsyncioNetwork()
        if witness is not None:
            network = TracedNetwork(network, self._tell)
            guards = replace(guards, tls={**guards.tls, "observed": True})
        self._witness = witness
        super().__init__(
            network,
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
        if self._witness is None:
            response = await self._exchange(request, plan, None)
        else:
            response = await self._witnessed(request, plan, self._witness)
        return cast(Exchange, response.exchange)

    async def _witnessed(self, request: Request, plan: Plan, witness: Witness) -> Response:
        served = current.get()
        if served is None:
            return await self._exchange(request, plan, None)
        witness.asked(served, request, self.network.now())
        try:
            response = await self._exchange(request, plan, None)
        except AntiphonError as error:
            witness.failed(served, error)
            raise
        witness.answered(served, response)
        return response

    def _tell(self, event: object) -> None:
        served = current.get()
        if self._witness is not None and served is not None:
            self._witness.told(served, event)
