"""Hooks: functions that see, and may replace, a response before its caller does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import _types as _t
    from .models import Response

HOOKS = ["response"]


def default_hooks() -> dict[str, list[_t.HookType]]:
    """Return a table of all hooks, without a function for any."""
    return {event: [] for event in HOOKS}


def dispatch_hook(key: str, hooks: _t.HooksInputType | None, hook_data: Response, **kwargs: Any) -> Response:
    """Return what the hooks of the event `key` make of `hook_data`, each given what the one before it returned.

    `hooks` has a function or several for an event. A function that returns None has changed nothing. `kwargs` go to
    each.
    """
    registered: Iterable[_t.HookType] | _t.HookType = (hooks or {}).get(key) or ()
    for hook in (registered,) if callable(registered) else registered:
        replacement = hook(hook_data, **kwargs)
        if replacement is not None:
            hook_data = replacement
    return hook_data
