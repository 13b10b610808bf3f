"""A session that is dropped without `close` is freed at once: what it owns does not keep it alive."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING
from weakref import WeakMethod

from ..faults import UsageError
from ..faults.exchange import SESSION_CLOSED

if TYPE_CHECKING:
    from .plan import Plan
    from .request import Request
    from .response import Response
    from .sending import Send


def without_owner(exchange: Send) -> Send:
    """Return what sends by `exchange`, a method, without keeping what it belongs to alive.

    An engine owns its layers; if they owned the engine, too, a dropped session would wait for the collector. What sends
    once the engine is gone, in the background, gets `UsageError`.
    """
    method = WeakMethod(exchange)

    def sending(request: Request, plan: Plan, deadline: float | None) -> Awaitable[Response]:
        owned = method()
        if owned is None:
            raise UsageError(SESSION_CLOSED)
        return owned(request, plan, deadline)

    return sending
