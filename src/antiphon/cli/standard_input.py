"""Standard input as content: read where somebody means it to be, and not waited for without end."""

from __future__ import annotations

import os
import select
import stat
import sys

from ..faults import UsageError
from ..faults.command_line import STDIN_SILENT

PATIENCE = 10.0
"""Seconds in which the first byte has to come. A pipe that a scheduler left open would hold a script for ever."""


def piped() -> bool:
    """Tell whether standard input has content: it is a file, or a pipe through which something comes.

    A terminal, a closed input and the null device have none; nor has a pipe that ends without a byte. Raises
    `UsageError` for a pipe that stays silent: to send without the content that was on its way would be worse.
    """
    try:
        descriptor = sys.stdin.fileno()
        mode = os.fstat(descriptor).st_mode
    except (OSError, ValueError, AttributeError):
        return False
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        if not _speaks(descriptor):
            raise UsageError(STDIN_SILENT, seconds=PATIENCE)
    elif not stat.S_ISREG(mode):
        return False
    return bool(first_bytes())


def _speaks(descriptor: int) -> bool:
    """Wait for a byte, or the end; where the system cannot watch a pipe (Windows), take it for spoken."""
    try:
        readable, _, _ = select.select([descriptor], [], [], PATIENCE)
    except OSError:
        return True
    return bool(readable)


def first_bytes() -> bytes:
    """Return the first bytes of standard input without taking them away; waits for them."""
    peek = getattr(sys.stdin.buffer, "peek", None)
    return bytes(peek(1)) if peek is not None else b""
