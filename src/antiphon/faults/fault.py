"""One row of the table of faults: a way in which an exchange can fail or be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """Whose mistake a fault is, as far as the end that noticed it can tell."""

    CLIENT = "client"
    SERVER = "server"
    NETWORK = "network"
    USER = "user"


class Severity(Enum):
    """How much a fault matters: an error ends the exchange, the others only accompany it."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in every language of the product, with ``{name}`` places for details."""

    en: str
    es: str

    def sentence(self, language: str = "en") -> str:
        """Return the sentence in `language`, where it has no places: what makes a text a detail of another one."""
        return self.fill({}, language)

    def of(self, **details: object) -> Phrase:
        """Return the sentence with `details`, for it to be a detail of another one."""
        return Phrase(self, details)

    def fill(self, details: Mapping[str, object], language: str = "en") -> str:
        """Return the sentence in `language` (``en`` or ``es``; others read English), details filled in.

        A detail may itself be what has a ``sentence(language)``: a `Text`, or the error that led to this one. What is
        made of words has to be, since a detail that is a ``str`` is the same in every language.
        """
        sentence = self.es if language == "es" else self.en
        return sentence.format_map({name: _told(detail, language) for name, detail in details.items()})


def _told(detail: object, language: str) -> object:
    sentence = getattr(detail, "sentence", None)
    return sentence(language) if callable(sentence) else detail


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text and what fills it, told in the language in which the sentence around it is."""

    text: Text
    details: Mapping[str, object]

    def sentence(self, language: str = "en") -> str:
        """Return it in `language`."""
        return self.text.fill(self.details, language)


@dataclass(frozen=True, slots=True)
class Fault:
    """A stable name for a failure, and all that can be said of it before it happens.

    `code` never changes once released: programs match on it. `status` is the status code a server answers
    with when a client commits the fault, None where no answer is possible or the fault is not a client's.
    """

    code: str
    sentence: Text
    fix: Text
    rfc: str
    side: Side
    status: int | None = None
    severity: Severity = Severity.ERROR
