"""Time that passes only when somebody waits for it."""

from __future__ import annotations

from .steps import ScriptError


class Clock:
    """The clock of one scripted network, in seconds since it was made."""

    __slots__ = ("now",)

    def __init__(self) -> None:
        self.now = 0.0

    def wait(self, until: float | None, ends: float | None) -> bool:
        """Let time pass to the moment `until`, or only to `ends` when that comes first; then return False.

        None is a moment that never comes; `ScriptError` when both never do.
        """
        if until is not None and (ends is None or until <= ends):
            self.now = max(self.now, until)
            return True
        if ends is None:
            raise ScriptError("The code waits for what the script never does, and without a limit.")
        self.now = max(self.now, ends)
        return False
