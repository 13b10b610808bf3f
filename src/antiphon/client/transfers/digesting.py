"""Content-Digest of what is sent (RFC 9530 §2): a layer, since a file has to be read for it before it is sent."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from ...faults import UsageError
from ...faults.transfer import DIGEST_OF_STREAM
from ...semantics.digest_fields import CONTENT_DIGEST, digest_field, new_hash
from ..content import Empty, Whole
from ..plan import Plan
from ..request import Request
from ..response import Response
from ..sending import Send, Surroundings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ...net.network import Network


class Digesting:
    """Adds the digest of the content by `algorithm`, ``sha-256`` or ``sha-512``, to each request that has content."""

    __slots__ = ("_algorithm",)

    def __init__(self, algorithm: str) -> None:
        """Raises `UsageError` for another algorithm."""
        new_hash(algorithm)
        self._algorithm = algorithm

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what sends as `send` does, the field added."""
        network = surroundings.network

        async def send_with_digest(request: Request, plan: Plan, deadline: float | None) -> Response:
            if isinstance(request.body, Empty):
                return await send(request, plan, deadline)
            sent = request.copy()
            sent.headers[CONTENT_DIGEST] = digest_field(self._algorithm, await self._digest(request, network))
            return await send(sent, plan, deadline)

        return send_with_digest

    async def _digest(self, request: Request, network: Network) -> bytes:
        """Return the digest of the content, which can be sent afterwards. Raises `UsageError` where it could not be."""
        body, found = request.body, new_hash(self._algorithm)
        if isinstance(body, Whole):
            found.update(body.data)
            return found.digest()
        if not body.rewind():
            raise UsageError(DIGEST_OF_STREAM)
        async with aclosing(cast("AsyncGenerator[bytes, Any]", body.pieces(network))) as pieces:
            async for piece in pieces:
                found.update(piece)
        body.rewind()
        return found.digest()
