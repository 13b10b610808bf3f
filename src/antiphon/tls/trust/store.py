"""A place where programs look up the roots that they trust, and what can be said of it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from ...faults import Text
from ..authority import LocalAuthority
from ..refusal import LOCAL_AUTHORITY_NAME


class StoreState(Enum):
    """Whether a store has the root of the local authority."""

    INSTALLED = "installed"
    MISSING = "missing"
    OUTDATED = "outdated"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What was found in a store; `fix` is the command that changes it, empty when there is nothing to do."""

    name: str
    state: StoreState
    text: Text
    fix: str = ""

    @property
    def detail(self) -> str:
        """What was found, in English."""
        return self.text.en

    def sentence(self, language: str = "en") -> str:
        """Return what was found, in `language` (``en`` or ``es``)."""
        return self.text.es if language == "es" else self.text.en


class Store(Protocol):
    """A store. None of its methods raises, asks for a password or calls sudo.

    Where `install` or `remove` is not permitted, nothing changes and the status has the command to run.
    """

    @property
    def name(self) -> str:
        """What people call the store."""

    def status(self) -> StoreStatus:
        """Look for the root."""

    def install(self) -> StoreStatus:
        """Put the root in, earlier ones of the same user out; return the status afterwards."""

    def remove(self) -> StoreStatus:
        """Take the root and its earlier ones out; return the status afterwards."""


@dataclass(frozen=True, slots=True)
class NoStore:
    """A store that cannot be looked at, and why; `fix` is the command that would make it possible."""

    name: str
    text: Text
    fix: str = ""

    def status(self) -> StoreStatus:
        """Say why there is nothing to see."""
        return StoreStatus(self.name, StoreState.UNAVAILABLE, self.text, self.fix)

    def install(self) -> StoreStatus:
        """Change nothing."""
        return self.status()

    def remove(self) -> StoreStatus:
        """Change nothing."""
        return self.status()


INSTALLED = Text("The root is installed.", "La raíz está instalada.")
MISSING = Text("The root is not installed.", "La raíz no está instalada.")
OUTDATED = Text("An earlier root is installed.", "Está instalada una raíz anterior.")


def failed(output: str) -> Text:
    """Return the last line that a program printed before it failed, as a finding."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    reason = lines[-1] if lines else "?"
    return Text(f"The store refused: {reason}", f"El almacén lo rechazó: {reason}")


def command_line(*words: str | Path) -> str:
    """Return a command as it is typed in a shell."""
    return shlex.join(str(word) for word in words)


def in_sequence(commands: Sequence[str]) -> str:
    """Return commands of which each runs if the one before succeeded."""
    return " && ".join(commands)


def owner(authority: LocalAuthority) -> str:
    """Return whose authority it is, ``user@host``: what the names of all its roots, old and new, share."""
    return authority.common_name.removeprefix(f"{LOCAL_AUTHORITY_NAME} - ").rpartition(" ")[0]


def short_fingerprint(authority: LocalAuthority) -> str:
    """Return enough of the root's fingerprint to tell it from its earlier ones."""
    return authority.fingerprint.replace(":", "").lower()[:16]


def slug(text: str) -> str:
    """Return `text` as a part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
