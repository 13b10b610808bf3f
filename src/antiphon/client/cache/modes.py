"""How one request may ask to use the cache: the value of its option `cache`."""

from __future__ import annotations

from ...faults import UsageError
from ...faults.caching import CACHE_MISSING, CACHE_MODE_UNKNOWN
from ...semantics.caching import Mode
from ...semantics.settings import named


def checked_mode(value: str, *, has_cache: bool) -> str:
    """Return `value`, the name of a mode. Raises `UsageError` where it is none, or cannot be had without a cache."""
    try:
        mode = Mode(value)
    except ValueError as error:
        modes = ", ".join(mode.value for mode in Mode)
        raise UsageError(CACHE_MODE_UNKNOWN, value=named(value), modes=modes) from error
    if mode is Mode.ONLY_IF_CACHED and not has_cache:
        raise UsageError(CACHE_MISSING)
    return mode.value
