"""Patterns of LIKE as every engine takes them: what a client wrote means the same in each, and no letter is a wildcard
by accident."""

from __future__ import annotations

from collections.abc import Iterator

ESCAPE = "!"
"""What the patterns made here put before a character that means itself. Not a backslash: engines differ on those."""

ANY_TEXT = "%"
ANY_CHARACTER = "_"
_FOR_GLOB = {ANY_TEXT: "*", ANY_CHARACTER: "?"}


def parts_of(pattern: str) -> Iterator[tuple[str, bool]]:
    """Yield each character of a client's `pattern` and whether it is a wildcard; a backslash takes that from the next.

    A backslash at the end means itself, but see `is_finished`.
    """
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            yield next(characters, character), False
        else:
            yield character, character in _FOR_GLOB


def is_finished(pattern: str) -> bool:
    """Tell whether something follows each backslash that takes the meaning from what follows it."""
    return (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 0


def like(pattern: str) -> str:
    """Return a client's `pattern` for ``LIKE … ESCAPE '!'``."""
    return "".join(character if wild else _meant(character) for character, wild in parts_of(pattern))


def glob(pattern: str) -> str:
    """Return a client's `pattern` for SQLite's GLOB, which takes letters as written."""
    return "".join(
        _FOR_GLOB[character] if wild else f"[{character}]" if character in "*?[" else character
        for character, wild in parts_of(pattern)
    )


def literal(text: str) -> str:
    """Return `text` for the inside of a ``LIKE … ESCAPE '!'``, each character meaning itself."""
    return "".join(map(_meant, text))


def _meant(character: str) -> str:
    return ESCAPE + character if character in "%_!" else character
