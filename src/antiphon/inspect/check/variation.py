"""Other values of the same kind: for members that must be unique, that are to change, or that are to be wrong."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Iterator
from typing import Any

from .shape import Members

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-f]{16,}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{2}:\d{2}.*")
_EMAIL = re.compile(r"([^@\s]+)(@[^@\s]+\.[^@\s]+)")
_URL = re.compile(r"https?://\S+")
_MARK = 6
_LARGEST_NUMBER = 2**31 - 1


def mark() -> str:
    """Return a few letters and digits that nobody has used before."""
    return secrets.token_hex(_MARK // 2)


def is_moment(value: object) -> bool:
    """Tell whether `value` is the text of a date or a time."""
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None


def fresh(value: Any) -> Any:
    """Return another value of the kind of `value`, which nobody else is likely to have; no longer than it has to be."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return _LARGEST_NUMBER - secrets.randbelow(2**24)
    if isinstance(value, float):
        return round(value + secrets.randbelow(1000) + 1, 2)
    return _fresh_text(value) if isinstance(value, str) else value


def _fresh_text(text: str) -> str:
    if _UUID.fullmatch(text):
        return str(uuid.uuid4())
    if _HEX.fullmatch(text):
        return secrets.token_hex(len(text))[: len(text)]
    if text.isascii() and text.isdigit():
        return "".join(secrets.choice("123456789") for _ in text)
    if _MOMENT.fullmatch(text):
        return text
    email = _EMAIL.fullmatch(text)
    if email is not None:
        return f"{mark()}{email[2]}"
    if _URL.fullmatch(text):
        return f"{text.rstrip('/')}/{mark()}"
    return text[: max(0, len(text) - _MARK)] + mark()


def changes(members: Members) -> Iterator[tuple[str, Any]]:
    """Yield names of `members` and another value for each, those first that are most likely to be free to change."""
    texts = [name for name, value in members.items() if isinstance(value, str) and not _has_a_form(value)]
    flags = [name for name, value in members.items() if isinstance(value, bool)]
    numbers = [name for name, value in members.items() if isinstance(value, int | float) and name not in flags]
    for name in sorted(texts, key=lambda each: -len(members[each])):
        yield name, fresh(members[name])
    for name in sorted(numbers, key=_names_another):
        yield name, members[name] + 1
    for name in flags:
        yield name, not members[name]


def _has_a_form(text: str) -> bool:
    forms = (_UUID, _HEX, _MOMENT, _EMAIL, _URL)
    return any(form.fullmatch(text) for form in forms)


def _names_another(name: str) -> bool:
    """Tell whether a number by this name looks like a reference to another item, which one cannot just count up."""
    return name.lower().endswith(("id", "_by", "_of"))


def mistyped(members: Members) -> Iterator[tuple[str, Any]]:
    """Yield names of `members` and a value of a wrong type for each: text for numbers, an object for text."""
    for name, value in members.items():
        if isinstance(value, int | float):
            yield name, "antiphon-check"
    for name, value in members.items():
        if isinstance(value, str):
            yield name, {"antiphon": "check"}
