"""The users: their names, tokens and passwords."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...faults import UsageError
from ...faults.access import USER_NAME
from .passwords import PasswordHash
from .rules import DEFAULT, GROUPS
from .tokens import Token

# A colon ends the name in Basic (RFC 7617 §2).
_NAME = re.compile(r"(?! )[^:\x00-\x1f\x7f-\x9f]{1,64}(?<! )")
_TAKEN = GROUPS | {DEFAULT}


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with credentials."""

    tokens: tuple[Token, ...] = ()
    password: PasswordHash | None = field(default=None, repr=False)
    note: str = ""


def is_user_name(name: str) -> bool:
    """Tell whether a user can have this name."""
    return bool(_NAME.fullmatch(name)) and name not in _TAKEN


def check_user_name(name: str) -> str:
    """Return `name`. Raises `UsageError` where no user can have it."""
    if not is_user_name(name):
        raise UsageError(USER_NAME, name=name)
    return name
