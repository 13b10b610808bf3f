"""JSON values one a line (application/x-ndjson, application/jsonl): from bytes in any pieces to values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..faults import ContentTooLarge, JSONDecodeError
from ..faults.transfer import JSON_LINE_TOO_LONG, NOT_JSON_LINE

MOST_BYTES = 64 * 1024 * 1024
_SHOWN_START = 40


class JSONLines:
    """The parser of one content: feed it bytes as they come, and get the values of the lines that they complete.

    A line of more than `limit` bytes is an error, since nothing else would bound it. Empty lines are passed over.
    """

    __slots__ = ("_kept", "_limit", "_number", "_size")

    def __init__(self, limit: int = MOST_BYTES) -> None:
        self._limit = limit
        self._kept: list[bytes] = []
        self._size = 0
        self._number = 0

    def feed(self, data: bytes) -> Iterator[Any]:
        """Yield the values of the lines that `data` ends. Raises `JSONDecodeError`, `ContentTooLarge`."""
        *lines, rest = data.split(b"\n")
        for line in lines:
            self._keep(line)
            yield from self._ended()
        self._keep(rest)

    def finish(self) -> Iterator[Any]:
        """Yield the value of the last line, which need not end. Raises as `feed` does."""
        yield from self._ended()

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            raise ContentTooLarge(JSON_LINE_TOO_LONG, line=self._number + 1, limit=self._limit)
        self._kept.append(data)

    def _ended(self) -> Iterator[Any]:
        line = b"".join(self._kept).strip(b" \t\r")
        self._kept.clear()
        self._size = 0
        self._number += 1
        if not line:
            return
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            start = ascii(line[:_SHOWN_START].decode("utf-8", "replace"))
            raise JSONDecodeError(NOT_JSON_LINE, line=self._number, start=start, reason=str(error)) from error
        yield value
