"""A request as far as files have to do with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ...semantics.negotiation import best_language
from ...semantics.validators import Preconditions
from ..asgi import path_of
from ..handler import Request
from .path import FilePath, parse_path

LANGUAGES = ("en", "es")
_CONDITIONS = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since")
_CONDITION_NAMES = frozenset(_CONDITIONS)
NO_CONDITIONS = Preconditions()


class FileRequest:
    """A request. `raw_path` is as sent, percent-encoded and without the query."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.method = request.method
        self.query = request.query
        self.raw_path = path_of(request.target.encode("ascii"))[1].decode("ascii")

    def field(self, name: str) -> str | None:
        """Return the value of a field, its lines joined; None where there is none."""
        return self._request.fields.get(name)

    @property
    def path(self) -> FilePath:
        """Return the place that the request is about. Raises `Refused`, 400."""
        return parse_path(self.raw_path)

    @property
    def language(self) -> str:
        """Return the language for sentences: ``en`` or ``es``."""
        return best_language(self.field("accept-language"), LANGUAGES) or "en"

    @property
    def preconditions(self) -> Preconditions:
        """Return the preconditions (RFC 9110 §13.1)."""
        is_conditional = self._request.fields.has_any(_CONDITION_NAMES)
        return Preconditions(*map(self.field, _CONDITIONS)) if is_conditional else NO_CONDITIONS

    @property
    def content(self) -> AsyncIterator[bytes]:
        """Return the content, as it comes."""
        return self._request.stream or _whole(self._request.content)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
