"""Pointers into JSON documents (RFC 6901)."""

from __future__ import annotations

from typing import Any


def parse_pointer(text: str) -> tuple[str, ...] | None:
    """Return the reference tokens of the pointer `text`, unescaped; None where it breaks the syntax (§3).

    The empty text points at the whole document and has no tokens.
    """
    if not text:
        return ()
    if not text.startswith("/"):
        return None
    tokens = text[1:].split("/")
    if any("~" in token.replace("~0", "").replace("~1", "") for token in tokens):
        return None
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens)


def pointer_to(*tokens: str | int) -> str:
    """Return the pointer with these reference tokens: ``pointer_to("a/b", 0)`` is ``/a~1b/0``."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def index_of(token: str, length: int) -> int | None:
    """Return the index that `token` means in an array of `length`; None where it is none, or is out of range (§4)."""
    if not (token.isascii() and token.isdigit()) or (len(token) > 1 and token[0] == "0") or len(token) > 18:
        return None
    index = int(token)
    return index if index < length else None


class Nothing(LookupError):
    """A pointer points at nothing in this document."""


def value_at(document: Any, tokens: tuple[str, ...]) -> Any:
    """Return the value that `tokens` lead to. Raises `Nothing` where there is none (§7)."""
    value = document
    for token in tokens:
        value = _member(value, token)
    return value


def _member(value: Any, token: str) -> Any:
    if isinstance(value, dict) and token in value:
        return value[token]
    if isinstance(value, list) and (index := index_of(token, len(value))) is not None:
        return value[index]
    raise Nothing(token)
