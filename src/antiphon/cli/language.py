"""The language in which the command line speaks: English or Spanish."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..faults import Text

LANGUAGES = ("en", "es")
_VARIABLES = ("ANTIPHON_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

_SPANISH_COMMAND = "estado"

_current = "en"


def language() -> str:
    """Return the language chosen for this run: ``en`` or ``es``."""
    return _current


def choose(name: str) -> None:
    """Speak `name` from now on; anything but Spanish is English."""
    global _current
    _current = "es" if name.lower().startswith("es") else "en"


def wanted(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that ``--lang`` or the environment asks for.

    It is looked up before the arguments are parsed, because parsing already speaks. Who types a Spanish command is
    answered in Spanish.
    """
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for place, argument in enumerate(options):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and place + 1 < len(options):
            return options[place + 1]
    if _SPANISH_COMMAND in arguments[:1]:
        return "es"
    return next((environment[name] for name in _VARIABLES if environment.get(name)), "en")


def say(en: str, es: str) -> str:
    """Return the one of two sentences that is in the chosen language."""
    return es if _current == "es" else en


def said(text: Text) -> str:
    """Return `text` in the chosen language."""
    return say(text.en, text.es)
