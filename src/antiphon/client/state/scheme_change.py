"""A request that goes in another scheme than was asked for: as https where http was, or the other way round."""

from __future__ import annotations

from typing import Any

from ...faults import RequestError
from ...semantics.url import URL
from ..request import Request


class SchemeChange(Request):
    """A request for `url` instead of `asked`.

    `cause` is what went wrong with https, for a bare name that was asked in clear after all; None for a host that is
    known to want https.
    """

    __slots__ = ("asked", "cause")

    asked: URL
    cause: RequestError | None

    @classmethod
    def of(cls, request: Request, url: URL, cause: RequestError | None = None) -> SchemeChange:
        """Return `request` for `url`."""
        changed = cls(request.method, url, request.headers.copy(), request.body)
        changed.asked = request.url
        changed.cause = cause
        return changed

    def __reduce__(self) -> tuple[Any, ...]:
        return *super().__reduce__(), (None, {"asked": self.asked, "cause": self.cause})

    def copy(self) -> SchemeChange:
        """Return the same request with fields of its own."""
        copied = SchemeChange(self.method, self.url, self.headers.copy(), self.body)
        copied.asked = self.asked
        copied.cause = self.cause
        return copied
