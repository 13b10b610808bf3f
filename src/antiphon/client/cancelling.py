"""Requests that a token cancels: from any thread, wherever they are."""

from __future__ import annotations

from ..faults import Cancelled, RequestError
from ..faults.policies import CANCELLED
from ..net.cancelling import CancelToken
from ..wire import h1
from .connection import Connection
from .exchange import Receive
from .plan import Plan
from .request import Request
from .response import Response
from .sending import Send, Surroundings
from .timeouts import Timeouts


class Cancelling:
    """A layer for requests with a token: it stands around all that waits, other layers included."""

    __slots__ = ("_token",)

    def __init__(self, token: CancelToken) -> None:
        self._token = token

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends as `send` does, and raises `Cancelled` once the token is cancelled."""
        token, network = self._token, surroundings.network

        async def sent(request: Request, plan: Plan, deadline: float | None) -> Response:
            return await send(request, plan, deadline)

        async def send_unless_cancelled(request: Request, plan: Plan, deadline: float | None) -> Response:
            if token.cancelled():
                raise Cancelled(CANCELLED)
            try:
                response = await network.cancellable(sent(request, plan, deadline), token)
            except RequestError as error:
                if _is_other(error, token):
                    raise
                raise Cancelled(CANCELLED) from error
            if token.cancelled():
                response.exchange.abandon()
                raise Cancelled(CANCELLED)
            return response

        return send_unless_cancelled


async def receive_until(
    token: CancelToken, receive: Receive, connection: Connection, timeouts: Timeouts, deadline: float | None
) -> bytes | h1.End:
    """Return what `receive` returns. Raises `Cancelled` where the token has dropped the connection."""
    try:
        return await receive(connection, timeouts, deadline)
    except RequestError as error:
        if _is_other(error, token):
            raise
        raise Cancelled(CANCELLED) from error


def _is_other(error: RequestError, token: CancelToken) -> bool:
    """Tell whether `error` says itself what happened. A token that was cancelled is the reason of all that follows."""
    return not token.cancelled() or isinstance(error, Cancelled)
