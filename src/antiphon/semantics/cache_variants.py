"""Variants (RFC 9111 §4.1): which requests a stored response answers, told by the request's fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_AROUND_COMMA = re.compile(r"[ \t]*,[ \t]*")
_SPACE = re.compile(r"[ \t]+")

# Lists whose members mean the same in any case (RFC 9110 §12.5). Their order may matter to a server, so it counts.
_CASELESS = frozenset({"accept-charset", "accept-encoding", "accept-language"})

ALWAYS_VARYING = frozenset({"authorization"})
"""Fields by which every response varies here: a program may speak for several users, a private cache is for one."""


def normalized(name: str, lines: Sequence[str]) -> str | None:
    """Return the value of a request's field for comparing, None where there is no line of it.

    `name` is in lower case. Lines are joined and white space at commas goes: neither has a meaning (RFC 9110 §5.3).
    """
    if not lines:
        return None
    if name in ALWAYS_VARYING:
        return ", ".join(lines)
    value = _AROUND_COMMA.sub(",", ", ".join(lines).strip(" \t"))
    return _SPACE.sub("", value).lower() if name in _CASELESS else value


def varying_names(named: Iterable[str]) -> list[str]:
    """Return all names that tell variants apart, where Vary has `named`, in a fixed order.

    Host is left out: it is part of the URL.
    """
    return sorted({*named, *ALWAYS_VARYING} - {"host"})
