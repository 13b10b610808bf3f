"""A request with all of its content in memory, for what has to look at it."""

from __future__ import annotations

from ...net.network import Network
from ..content import Whole
from ..plan import Plan
from ..request import Request


async def whole_request(request: Request, plan: Plan, network: Network) -> Request:
    """Return a copy of `request` whose content is bytes: a stream is read to its end."""
    copy = request.copy()
    body = request.body
    if isinstance(body, Whole):
        return copy
    pieces: list[bytes] = []
    size = 0
    async for piece in body.pieces(network):
        pieces.append(piece)
        size += len(piece)
        if plan.on_upload is not None:
            plan.on_upload(size, body.length)
    copy.body = Whole(b"".join(pieces), body.kind)
    return copy
