"""A command as the words that a shell makes of it (POSIX Shell §2.2, and the ``$'…'`` of bash that browsers copy)."""

from __future__ import annotations

import re

from ...faults import UsageError
from ...faults.curl import CURL_QUOTE_OPEN, CURL_SHELL_SYNTAX

_TOKEN = re.compile(
    r"""(?P<continued>\\\r?\n)
    |(?P<space>[ \t\r\n]+)
    |(?P<escaped>\\(?P<character>.))
    |'(?P<single>[^']*)'
    |\$'(?P<ansi>(?:[^'\\]|\\.)*)'
    |"(?P<double>(?:[^"\\]|\\.)*)"
    |(?P<plain>[^\s\\'"$`;&|<>()]+|\$(?!['({\w]))
    """,
    re.VERBOSE | re.DOTALL,
)
_ANSI = re.compile(r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}
_IN_DOUBLE = re.compile(r'\\(?:([$`"\\])|\r?\n)')


def words_of(command: str) -> list[str]:
    """Return the words of `command`. Nothing is run and nothing expanded.

    Raises `UsageError` where a quote stays open, and for what only a shell could do, such as ``$(…)`` or ``|``.
    """
    words: list[str] = []
    word: str | None = None
    place = 0
    while place < len(command):
        token = _TOKEN.match(command, place)
        if token is None:
            raise _unreadable(command, place)
        place = token.end()
        if token["space"] is not None:
            if word is not None:
                words.append(word)
            word = None
        elif token["continued"] is None:
            word = (word or "") + _text(token)
    return words if word is None else [*words, word]


def _unreadable(command: str, place: int) -> UsageError:
    character = command[place]
    if character in "'\"" or command.startswith("$'", place):
        return UsageError(CURL_QUOTE_OPEN, quote=character, offset=place)
    return UsageError(CURL_SHELL_SYNTAX, text=ascii(command[place : place + 10]), offset=place)


def _text(token: re.Match[str]) -> str:
    if token["single"] is not None:
        return token["single"]
    if token["double"] is not None:
        return _IN_DOUBLE.sub(lambda found: found[1] or "", token["double"])
    if token["ansi"] is not None:
        return _ANSI.sub(_ansi_character, token["ansi"])
    return token["plain"] if token["plain"] is not None else token["character"]


def _ansi_character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code is not None:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else found[0]
    if found[4] is not None:
        return chr(int(found[4], 8) & 0xFF)
    return _LETTERS.get(found[5], found[5])
