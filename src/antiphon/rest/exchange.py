"""One request to the backend, with what is asked of it more than once."""

from __future__ import annotations

from functools import cached_property

from ..semantics.fields import Pair
from ..semantics.negotiation import best_language
from ..semantics.prefer import parse_prefer
from ..semantics.validators import Preconditions
from ..server.handler import Request
from .access.policy import EVERYTHING, Grant
from .access.principal import ANYBODY, Principal
from .representation.changes import Publication

LANGUAGES = ("en", "es")
_CONDITIONS = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since")
_CONDITION_NAMES = frozenset(_CONDITIONS)


class Exchange:
    """A request; `base` is the path under which the backend is mounted, empty or starting with a slash.

    `path` is the request's path below `base`, percent-encoded as sent. `principal` is who sends it, and `grant` what
    they may do with the resource, once both are known. `told` are fields of every answer to it, and
    `changes` what it did to rows.
    """

    def __init__(self, request: Request, base: str = "") -> None:
        self.request = request
        self.base = base
        self.principal: Principal = ANYBODY
        self.grant: Grant = EVERYTHING
        self.told: tuple[Pair, ...] = ()
        self.changes: list[Publication] = []
        self.method = request.method
        target = request.target
        path = target.partition("?")[0] if target.startswith("/") else _path_of_absolute(target)
        self.path = path.removeprefix(base) or "/"

    def field(self, name: str) -> str | None:
        """Return the value of a field of the request, its lines joined; None where there is none."""
        return self.request.fields.get(name)

    @cached_property
    def preferences(self) -> dict[str, str]:
        """Return what the client would like (RFC 7240)."""
        value = self.field("prefer")
        return {} if value is None else parse_prefer(value)

    @cached_property
    def language(self) -> str:
        """Return the language for sentences: ``en`` or ``es``."""
        return best_language(self.field("accept-language"), LANGUAGES) or "en"

    @property
    def is_conditional(self) -> bool:
        """Tell whether the request has preconditions (RFC 9110 §13.1)."""
        return self.request.fields.has_any(_CONDITION_NAMES)

    @cached_property
    def preconditions(self) -> Preconditions:
        """Return the request's preconditions (RFC 9110 §13.1)."""
        return Preconditions(*map(self.field, _CONDITIONS))


def _path_of_absolute(target: str) -> str:
    """Return the path of a target in absolute form; the server has compared its authority already."""
    _, _, rest = target.partition("://")
    slash = rest.find("/")
    return rest[slash:].partition("?")[0] if slash >= 0 else "/"
