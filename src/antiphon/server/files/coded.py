"""Neighbours of a file that hold it compressed: ``app.js.br`` beside ``app.js`` (RFC 9110 §8.4, §12.5.3)."""

from __future__ import annotations

import os
import stat

from ...semantics.negotiation import best_coding
from .way import Way

# By how small they usually make a file.
_ENDINGS = {"br": b".br", "zstd": b".zst", "gzip": b".gz"}


def coded_neighbour(way: Way, accept_encoding: str | None) -> tuple[str, bytes] | None:
    """Return coding and name of the neighbour that the client prefers to the file that `way` leads to; None for none.

    A neighbour that is older than the file was made of an earlier version of it, and is not used.
    """
    if accept_encoding is None or way.status is None:
        return None
    least = way.status.st_mtime_ns
    found = {coding: way.name + end for coding, end in _ENDINGS.items() if _is_fresh(way, way.name + end, least)}
    coding = best_coding(accept_encoding, list(found)) if found else None
    return None if coding is None or coding not in found else (coding, found[coding])


def _is_fresh(way: Way, name: bytes, least: int) -> bool:
    try:
        status = os.stat(name, dir_fd=way.folder, follow_symlinks=False)
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_mtime_ns >= least
