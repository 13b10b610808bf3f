"""The answer to a request that comes again, byte for byte, while nothing in the database has changed."""

from __future__ import annotations

from dataclasses import dataclass

from ..server.handler import Response


@dataclass(frozen=True, slots=True)
class Repeated:
    """A whole response. Nobody changes it any more."""

    response: Response

    @property
    def size(self) -> int:
        """Return its size in bytes, more or less, what Python spends on it included."""
        content = self.response.content
        return 3072 + (len(content) if isinstance(content, bytes) else 0)
