"""Changes to collections, told as they happen to everybody in this process who listens.

Each listener has a queue of limited length. One who does not keep up loses what is in it, and is told so: the
collection has to be read again. The last changes of a collection that somebody has listened to are kept for those who
come back after a broken connection and say where they were.

What other processes write to the same database is not known here one by one; that something was written may be.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import uuid4
from weakref import WeakSet


class ChangeKind(Enum):
    """What happened to an item; the value of each member is the event's name."""

    CREATED = "created"
    REPLACED = "replaced"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to the item at `path`.

    `document` is the item as it is now, or as it was before it was deleted; `etag` is the value of its ETag field, None
    where it is gone. `id` names the change among all of one collection, for a listener who comes back.
    """

    kind: ChangeKind
    path: str
    document: Mapping[str, Any]
    etag: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Overflow:
    """Changes up to `id` were not told to this listener. What it knows of the collection may be out of date."""

    id: str


Publication = tuple[str, ChangeKind, str, Mapping[str, Any], str | None]
"""What `Changes.publish` takes: collection, kind, path, document and entity tag."""

Occurrence = Change | Overflow
Wanted = Callable[[Change], bool]

_ID = re.compile(r"([0-9a-f]{8})-([0-9]{1,18})")


def everything(change: Change) -> bool:
    """Want every change."""
    return True


class Changes:
    """The changes of all collections of one backend.

    `queue_length` is the number of changes that wait for one listener at most, `kept` the number of past changes of a
    collection that can be told again.
    """

    def __init__(self, queue_length: int = 256, kept: int = 1000) -> None:
        self._queue_length = queue_length
        self._kept = kept
        # Numbers start again with the process, so an id from before means nothing here.
        self._run = uuid4().hex[:8]
        self._channels: dict[str, _Channel] = {}
        self._is_closed = False

    def is_heard(self, resource_name: str) -> bool:
        """Tell whether anybody has ever listened to this collection: if not, nothing need be published."""
        return resource_name in self._channels

    def publish(
        self, resource_name: str, kind: ChangeKind, path: str, document: Mapping[str, Any], etag: str | None = None
    ) -> None:
        """Tell the listeners of `resource_name` what has become durable. Call it in the event loop's thread."""
        channel = self._channels.get(resource_name)
        if channel is not None:
            channel.tell(Change(kind, path, document, etag, f"{self._run}-{channel.number + 1}"))

    def subscribe(
        self, resource_name: str, last_event_id: str | None = None, wanted: Wanted = everything
    ) -> Subscription:
        """Return what happens to the collection from now on, as far as it is `wanted`.

        With `last_event_id`, the id of the last change that the listener has seen, it starts after that one, or with an
        `Overflow` where that is too long ago.
        """
        channel = self._channels.setdefault(resource_name, _Channel(self._run, self._kept))
        subscription = Subscription(self._queue_length, wanted)
        for occurrence in () if last_event_id is None else channel.since(last_event_id):
            subscription.tell(occurrence)
        channel.subscriptions.add(subscription)
        if self._is_closed:
            subscription.end()
        return subscription

    @property
    def has_listeners(self) -> bool:
        """Tell whether anybody listens now."""
        return not self._is_closed and any(channel.subscriptions for channel in self._channels.values())

    def publish_unknown(self) -> None:
        """Tell every listener that something has changed elsewhere, which may be in its collection."""
        for channel in self._channels.values():
            channel.tell_unknown()

    def close(self) -> None:
        """End all subscriptions, and let no more begin."""
        self._is_closed = True
        for channel in self._channels.values():
            for subscription in channel.subscriptions:
                subscription.end()


class Subscription:
    """What happens to one collection, for one listener: an asynchronous iterator of lists, none of them empty.

    Each list has all that has happened since the one before. It ends when the changes are closed. Waiting for the next
    list may be cancelled, and nothing is lost by that. A listener leaves by letting go of the subscription.
    """

    def __init__(self, length: int, wanted: Wanted) -> None:
        self._told = asyncio.Event()
        self._is_ended = False
        self._length = length
        self._wanted = wanted
        self._waiting: list[Occurrence] = []

    def tell(self, occurrence: Occurrence) -> None:
        """Put `occurrence` into the queue, if it is wanted; where that is full, all in it is lost."""
        if isinstance(occurrence, Change) and not self._wanted(occurrence):
            return
        if len(self._waiting) >= self._length:
            self._waiting = [Overflow(occurrence.id)]
        else:
            self._waiting.append(occurrence)
        self._told.set()

    def end(self) -> None:
        """Let the iteration end once the queue is empty."""
        self._is_ended = True
        self._told.set()

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> list[Occurrence]:
        await self._told.wait()
        if not self._waiting:
            raise StopAsyncIteration
        occurrences, self._waiting = self._waiting, []
        if not self._is_ended:
            self._told.clear()
        return occurrences


class _Channel:
    """One collection: who listens to it, and what happened last."""

    def __init__(self, run: str, kept: int) -> None:
        self.subscriptions: WeakSet[Subscription] = WeakSet()
        self.number = 0
        self._run = run
        self._past: deque[Change] = deque(maxlen=kept)

    def tell(self, change: Change) -> None:
        self.number += 1
        self._past.append(change)
        for subscription in self.subscriptions:
            subscription.tell(change)

    def tell_unknown(self) -> None:
        """Tell of a change that nobody here knows. Whoever comes back later with an id from before has missed it."""
        self.number += 1
        self._past.clear()
        for subscription in self.subscriptions:
            subscription.tell(Overflow(f"{self._run}-{self.number}"))

    def since(self, last_event_id: str) -> Sequence[Occurrence]:
        """Return what happened after the change with this id; an `Overflow` where that is not known any more."""
        match = _ID.fullmatch(last_event_id)
        missed = self.number - int(match[2]) if match and match[1] == self._run else -1
        if not 0 <= missed <= len(self._past):
            return [Overflow(f"{self._run}-{self.number}")]
        return list(self._past)[len(self._past) - missed :]
