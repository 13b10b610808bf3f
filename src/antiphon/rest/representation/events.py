"""Changes to a collection as server-sent events (WHATWG HTML, §9.2 "Server-sent events").

    id: 5f0c11ab-17
    event: changed
    data: {"path":"/products/3","etag":"\"9a1c\"","item":{"id":3,"name":"Tea"}}

The events are ``created``, ``replaced``, ``changed`` and ``deleted``, whose item is null, and ``overflow``: changes
were lost, so read the collection again. Between them, comments keep the connection alive.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from .changes import ChangeKind, Occurrence, Overflow, Subscription
from .document import json_of

MEDIA_TYPE = "text/event-stream"

KEEP_ALIVE = b":\n\n"
KEEP_ALIVE_SECONDS = 15.0
"""Shorter than what proxies wait for before they give a silent connection up."""

_RETRY_MILLISECONDS = 2000
# The comment makes the first piece arrive at once, so that the listener knows it is connected.
_START = b":\nretry: %d\n\n" % _RETRY_MILLISECONDS


def event_of(occurrence: Occurrence, collection_path: str, base: str = "") -> bytes:
    """Return one event. `base` is the path under which the backend is mounted; it comes before every path."""
    if isinstance(occurrence, Overflow):
        return _event(occurrence.id, b"overflow", {"path": base + collection_path})
    item = None if occurrence.kind is ChangeKind.DELETED else occurrence.document
    data = {"path": base + occurrence.path, "etag": occurrence.etag, "item": item}
    return _event(occurrence.id, occurrence.kind.value.encode("ascii"), data)


def _event(event_id: str, name: bytes, data: object) -> bytes:
    # JSON on one line has no line ends, so nothing in the data can end the event or begin another field.
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (event_id.encode("ascii"), name, json_of(data))


async def event_pieces(
    subscription: Subscription, collection_path: str, base: str = "", keep_alive: float = KEEP_ALIVE_SECONDS
) -> AsyncIterator[bytes]:
    """Yield the content of the stream for `subscription`, until that ends.

    A comment is sent after `keep_alive` seconds without an event: a client that is gone is noticed by that.
    """
    yield _START
    while True:
        try:
            async with asyncio.timeout(keep_alive):
                occurrences = await anext(subscription)
        except TimeoutError:
            yield KEEP_ALIVE
        except StopAsyncIteration:
            return
        else:
            yield b"".join([event_of(occurrence, collection_path, base) for occurrence in occurrences])
