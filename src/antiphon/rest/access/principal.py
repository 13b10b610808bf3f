"""Who sends a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """A user by `name`; the empty name is anybody who showed no credentials."""

    name: str = ""

    @property
    def is_known(self) -> bool:
        """Tell whether credentials were shown, and were right."""
        return bool(self.name)


ANYBODY = Principal()
