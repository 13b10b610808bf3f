"""The language in which errors speak where nobody asks for one: in ``str()``, ``repr()`` and tracebacks."""

from __future__ import annotations

_language = "en"


def speak(language: str) -> None:
    """Let ``str()`` of every error be in `language` from now on: Spanish for ``es``, ``es_MX`` …, else English.

    It counts for the whole process. ``ANTIPHON_LANG`` in the environment chooses it when the package is imported.
    """
    global _language
    _language = "es" if language.lower().startswith("es") else "en"


def spoken() -> str:
    """Return the language in which errors speak: ``en`` or ``es``."""
    return _language
