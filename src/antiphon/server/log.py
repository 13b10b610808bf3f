"""The server's two logs: every exchange, and everything that went wrong.

On a terminal both are lines for people; elsewhere they are JSON, one object a line. Whatever a client sent is
escaped, so that one exchange is one line and no byte of it reaches a terminal as a command.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import traceback
from typing import TYPE_CHECKING, TextIO

from ..faults import AntiphonError
from ..semantics.secrets import mask_query
from ..wire import h1

if TYPE_CHECKING:
    from .connection import Connection

_FLUSH_AFTER = 0.05
_COLOURS = {1: "36", 2: "32", 3: "36", 4: "33", 5: "31"}


class Record:
    """What the access log will say of one exchange."""

    __slots__ = ("client", "method", "minor", "size", "started", "status", "target")

    def __init__(self, client: str, method: str, target: str, minor: int, started: float) -> None:
        self.client = client
        self.method = method
        self.target = target
        self.minor = minor
        self.started = started
        self.status = 0
        self.size = 0


def escape(text: str) -> str:
    """Return `text` with everything but visible ASCII escaped."""
    if text.isascii() and text.isprintable() and '"' not in text:
        return text
    return json.dumps(text)[1:-1].replace("\x7f", "\\u007f")


def printable(text: str) -> str:
    """Return `text` with control characters escaped: it may hold sentences in any language."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def wants_json(log_format: str, stream: TextIO) -> bool:
    """Tell whether lines are JSON: as asked for, or where nobody reads along."""
    return log_format == "json" or (log_format == "auto" and not stream.isatty())


class AccessLog:
    """Writes a line for each exchange, a few at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, stream: TextIO, log_format: str) -> None:
        self._loop = loop
        self._stream = stream
        self._json = wants_json(log_format, stream)
        self._lines: list[str] = []
        self._flush: asyncio.TimerHandle | None = None

    def begin(self, connection: Connection, request: h1.Request | None) -> Record:
        """Return the record of an exchange that starts now; `request` is None where it could not be read."""
        client = connection.client[0] if connection.client else "-"
        if request is None:
            return Record(client, "-", "-", 1, time.perf_counter())
        method = request.method.decode("ascii")
        target = mask_query(request.target.decode("latin-1"))
        return Record(client, method, target, request.minor, time.perf_counter())

    def end(self, record: Record) -> None:
        """Write down how the exchange ended; a status of 0 says that the client left before there was one."""
        milliseconds = (time.perf_counter() - record.started) * 1000
        self._lines.append(self._as_json(record, milliseconds) if self._json else _as_text(record, milliseconds))
        if self._flush is None:
            self._flush = self._loop.call_later(_FLUSH_AFTER, self.flush)

    def flush(self) -> None:
        """Write what has been noted."""
        self._flush = None
        lines, self._lines = self._lines, []
        try:
            self._stream.write("".join(lines))
            self._stream.flush()
        except (OSError, ValueError):
            # Nobody reads the log any more (a closed pipe); serving goes on.
            return

    @staticmethod
    def _as_json(record: Record, milliseconds: float) -> str:
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "client": record.client,
            "method": record.method,
            "target": record.target,
            "version": f"HTTP/1.{record.minor}",
            "status": record.status,
            "bytes": record.size,
            "milliseconds": round(milliseconds, 3),
        }
        return json.dumps(entry) + "\n"


def _as_text(record: Record, milliseconds: float) -> str:
    colour = _COLOURS.get(record.status // 100, "31")
    status = f"\x1b[{colour}m{record.status or '---'}\x1b[0m"
    return (
        f"{time.strftime('%H:%M:%S')} {status} {record.method:<6} {escape(record.target)} "
        f"\x1b[2m{record.size} B, {milliseconds:.1f} ms, {record.client}\x1b[0m\n"
    )


class ErrorLog:
    """Writes down refused requests, with the reason, and failures of the application, with the traceback."""

    def __init__(self, stream: TextIO, log_format: str) -> None:
        self._stream = stream
        self._json = wants_json(log_format, stream)

    @classmethod
    def on_standard_error(cls, log_format: str) -> ErrorLog:
        """Return a log on standard error."""
        return cls(sys.stderr, log_format)

    def refused(self, client: tuple[str, int] | None, error: AntiphonError) -> None:
        """Note that a request was refused, by which rule."""
        address = client[0] if client else "-"
        self._write("refused", f"{address} {error.explanation()}", code=error.fault.code)

    def note(self, message: str) -> None:
        """Note something that the operator should know."""
        self._write("note", message)

    def failed(self, instance: str, error: BaseException) -> None:
        """Note that the application failed; `instance` is what the client was told."""
        text = "".join(traceback.format_exception(error))
        self._write("failed", f"{instance}\n{text}" if not self._json else instance, traceback=text)

    def _write(self, kind: str, message: str, **more: str) -> None:
        if self._json:
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            line = json.dumps({"time": stamp, "event": kind, "message": message, **more})
        else:
            safe = "\n".join(printable(part) for part in message.split("\n"))
            line = f"{time.strftime('%H:%M:%S')} {kind}: {safe}"
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            return
