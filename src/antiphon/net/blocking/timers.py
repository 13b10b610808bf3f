"""Time limits kept by the kernel, so that a read or a write that is in time costs one system call and no
more.

Python's own ``settimeout`` makes the socket non-blocking and polls before each call. SO_RCVTIMEO and
SO_SNDTIMEO leave it blocking and are set once for many calls.
"""

from __future__ import annotations

import math
import socket
import struct
import sys

RECEIVE: int = socket.SO_RCVTIMEO
SEND: int = socket.SO_SNDTIMEO


def set_timer(sock: socket.socket, option: int, seconds: float | None) -> None:
    """Make every receive or send (`option`) of a blocking socket fail after `seconds`, None for never."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, option, _value(seconds))
    except OSError:
        # Some systems know the option but not for this socket: Python then keeps the time, for both
        # directions.
        sock.settimeout(seconds)


def _value(seconds: float | None) -> bytes:
    # Zero means no limit to the kernel, so the shortest limit is one unit of its own.
    if sys.platform == "win32":
        return struct.pack("@L", 0 if seconds is None else max(1, math.ceil(seconds * 1000)))
    microseconds = 0 if seconds is None else max(1, math.ceil(seconds * 1_000_000))
    return struct.pack("@ll", *divmod(microseconds, 1_000_000))


def has_expired(error: OSError) -> bool:
    """Say whether `error` means that a timer ran out, rather than that the connection died of ETIMEDOUT."""
    if isinstance(error, TimeoutError):
        return error.errno is None or sys.platform == "win32"
    return isinstance(error, BlockingIOError)
