"""Server-sent events (WHATWG HTML §9.2.5, §9.2.6): from bytes in any pieces to events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..faults import ContentTooLarge
from ..faults.transfer import EVENT_TOO_LARGE

MEDIA_TYPE = "text/event-stream"
MOST_BYTES = 16 * 1024 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# More digits than any time has. int() of an attacker's thousands of digits takes quadratic time.
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """An event: its `type`, ``message`` where the server said none, and its `data`, the lines of it joined by LF.

    `id` is that of the last event that had one. `retry` is the time in seconds that the server asked for with this
    event, to be let pass before a reconnection; None where it asked for none.
    """

    data: str
    type: str = "message"
    id: str = ""
    retry: float | None = None

    def json(self) -> Any:
        """Return the JSON value in `data`. Raises ValueError."""
        return json.loads(self.data)


class EventStream:
    """The parser of one response: feed it bytes as they come, and get the events that they complete.

    `last_event_id` begins as that of the response before. `retry` is the seconds that the server asked for last. An
    event, or a comment, of more than `limit` bytes is an error, since nothing else would bound it.
    """

    __slots__ = (
        "_amount",
        "_data",
        "_id",
        "_is_first",
        "_kept",
        "_limit",
        "_retry",
        "_size",
        "_skips_lf",
        "_type",
        "last_event_id",
        "retry",
    )

    def __init__(self, last_event_id: str = "", limit: int = MOST_BYTES) -> None:
        self.retry: float | None = None
        self.last_event_id = last_event_id
        self._limit = limit
        self._kept: list[bytes] = []
        self._size = 0
        self._is_first = True
        self._skips_lf = False
        self._data: list[str] = []
        self._amount = 0
        self._type = ""
        self._id = last_event_id
        self._retry: float | None = None

    def feed(self, data: bytes) -> list[ServerSentEvent]:
        """Return the events that `data` completes. Raises `ContentTooLarge`."""
        if self._skips_lf and data:
            # A CR ended a line at once, since the LF of a CR LF may be long in coming; here it is.
            data = data.removeprefix(b"\n")
            self._skips_lf = False
        if not data:
            return []
        self._skips_lf = data.endswith(b"\r")
        self._size += len(data)
        if b"\n" not in data and b"\r" not in data:
            self._keep(data)
            return []
        lines = b"".join([*self._kept, data]).splitlines()
        rest = b"" if data.endswith((b"\n", b"\r")) else lines.pop()
        self._kept.clear()
        events = [event for line in lines if (event := self._take(line)) is not None]
        self._size = len(rest) + self._amount
        self._keep(rest)
        return events

    def _keep(self, rest: bytes) -> None:
        """Keep the beginning of a line for later."""
        if self._size > self._limit:
            raise ContentTooLarge(EVENT_TOO_LARGE, limit=self._limit)
        if rest:
            self._kept.append(rest)

    def _take(self, line: bytes) -> ServerSentEvent | None:
        """Take a line; return the event that it ends."""
        if self._is_first:
            self._is_first = False
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if not line:
            return self._dispatched()
        name, _, value = line.partition(b":")
        if name:
            self._set(name, value.removeprefix(b" ").decode("utf-8", "replace"))
        return None

    def _set(self, name: bytes, value: str) -> None:
        """Take a field; those of other names are passed over."""
        if name == b"data":
            self._data.append(value)
            self._amount += len(value) + 1
        elif name == b"event":
            self._type = value
        elif name == b"id" and "\0" not in value:
            self._id = value
        elif name == b"retry" and value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
            self.retry = self._retry = int(value) / 1000

    def _dispatched(self) -> ServerSentEvent | None:
        """Return the event that an empty line ends, None where it has no data."""
        event = None
        if self._data:
            event = ServerSentEvent("\n".join(self._data), self._type or "message", self._id, self._retry)
        self._data = []
        self._amount = 0
        self._type = ""
        self._retry = None
        self.last_event_id = self._id
        return event
