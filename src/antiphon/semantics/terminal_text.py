"""Text from outside on a terminal: a server must not command it."""

from __future__ import annotations


def safe(text: str) -> str:
    """Return `text` with what does not print shown as escapes, line ends and tabs kept.

    That covers escape sequences (ECMA-48) and the marks that turn the direction of writing.
    """
    text = text.replace("\r\n", "\n")
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in "\n\t" else ascii(character)[1:-1] for character in text
    )
