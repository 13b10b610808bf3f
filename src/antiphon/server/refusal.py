"""What a refused client reads: the fault as problem details, in its language (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass

from ..faults import AntiphonError
from ..faults.service import METHOD_NOT_SERVED
from ..semantics.negotiation import best_language
from ..semantics.problems import MEDIA_TYPE, problem_of
from ..wire import h1

LANGUAGES = ("en", "es")
SERVED_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, QUERY"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A finished response for a fault."""

    status: int
    section: h1.FieldSection
    content: bytes

    @classmethod
    def of(cls, error: AntiphonError, request: h1.Request | None, instance: str | None = None) -> Refusal:
        """Return the response that tells `error` to the client that sent `request`, as far as that was read."""
        language = _language(request)
        uri = f"urn:uuid:{instance}" if instance else None
        problem = problem_of(error.fault, error.details, language, uri)
        status = error.fault.status or 400
        fields = [
            (b"content-type", MEDIA_TYPE.encode("ascii")),
            (b"content-language", language.encode("ascii")),
            (b"vary", b"accept-language"),
            (b"cache-control", b"no-store"),
        ]
        if error.fault is METHOD_NOT_SERVED:
            fields.append((b"allow", SERVED_METHODS))
        if status == 503:
            fields.append((b"retry-after", b"5"))
        return cls(status, h1.build_section(fields), problem.as_json())


def _language(request: h1.Request | None) -> str:
    if request is None:
        return "en"
    accepted = [value for name, value in request.section.lowered if name == b"accept-language"]
    if not accepted:
        return "en"
    return best_language(b", ".join(accepted).decode("latin-1"), LANGUAGES) or "en"
