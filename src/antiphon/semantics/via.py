"""Via: through whom a message has come (RFC 9110 §7.6.3).

It is how an intermediary finds that a message goes in a circle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# White space, the comma between members, and what begins and ends a comment.
_BETWEEN = re.compile(r"[ \t,()]+")


def came_through(values: Iterable[str], pseudonym: str) -> bool:
    """Tell whether one of the Via lines `values` names `pseudonym`, the name of an intermediary, in any case."""
    wanted = pseudonym.lower()
    return any(word == wanted for value in values for word in _BETWEEN.split(value.lower()))


def with_member(values: Iterable[str], minor: int, pseudonym: str) -> str:
    """Return Via with one member more: HTTP/1.`minor` was received by `pseudonym`."""
    return ", ".join([*(value for value in values if value), f"1.{minor} {pseudonym}"])
