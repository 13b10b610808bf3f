"""Problem details (RFC 9457): an error as JSON that programs can read, made from the table of faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ..faults import Fault, JSONDecodeError
from ..faults.content import PROBLEM_NOT_AN_OBJECT

MEDIA_TYPE = "application/problem+json"

_FAULT_URN = "urn:antiphon:fault:"
_ACRONYMS = frozenset({"cors", "dns", "hsts", "http", "json", "nul", "pem", "tls", "url", "utf", "utf8", "uuid"})
_MEMBERS = ("type", "title", "status", "detail", "instance")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem (RFC 9457 §3.1).

    `type` is a URI for the kind of problem, `title` its name, the same each time; `detail` says what happened
    this time, `instance` is a URI for this occurrence; `extra` has other members.
    """

    type: str = "about:blank"
    title: str | None = None
    status: int | None = None
    detail: str | None = None
    instance: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the members of the JSON object; those that are None are left out."""
        members = {name: getattr(self, name) for name in _MEMBERS}
        present = {name: value for name, value in members.items() if value is not None}
        return present | {name: value for name, value in self.extra.items() if name not in _MEMBERS}

    def as_json(self) -> bytes:
        """Return the JSON object, in UTF-8."""
        import json

        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def problem_of(
    fault: Fault, details: Mapping[str, object], language: str = "en", instance: str | None = None
) -> Problem:
    """Return the problem that tells of `fault` with `details`, in `language` (``en`` or ``es``).

    The members beyond RFC 9457 are ``fix``, what to do, and ``reference``, the rule that was broken. The
    status is 500 where the fault is not a client's.
    """
    extra = {"fix": fault.fix.fill(details, language), "reference": fault.rfc}
    return Problem(
        type=_FAULT_URN + fault.code,
        title=_title(fault.code),
        status=fault.status or 500,
        detail=fault.sentence.fill(details, language),
        instance=instance,
        extra={name: value for name, value in extra.items() if value},
    )


@cache
def _title(code: str) -> str:
    """Return the name of a kind of problem, made of its code: ``json-empty`` is called "JSON empty"."""
    words = [word.upper() if word in _ACRONYMS else word for word in code.split("-")]
    title = " ".join(words)
    return title[:1].upper() + title[1:]


def parse_problem(content: bytes | str) -> Problem:
    """Return the problem that `content` tells of.

    Members of the wrong type are ignored (RFC 9457 §3.1). Raises JSONDecodeError for what is not a JSON
    object.
    """
    import json

    try:
        members = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise JSONDecodeError(PROBLEM_NOT_AN_OBJECT) from error
    if not isinstance(members, dict):
        raise JSONDecodeError(PROBLEM_NOT_AN_OBJECT)
    status = members.get("status")
    return Problem(
        type=_text(members, "type") or "about:blank",
        title=_text(members, "title"),
        status=status if isinstance(status, int) and 100 <= status <= 599 else None,
        detail=_text(members, "detail"),
        instance=_text(members, "instance"),
        extra={name: value for name, value in members.items() if name not in _MEMBERS},
    )


def _text(members: Mapping[str, Any], name: str) -> str | None:
    value = members.get(name)
    return value if isinstance(value, str) else None
