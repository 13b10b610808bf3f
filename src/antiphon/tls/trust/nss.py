"""The databases of NSS: Firefox has one for each profile, Chromium one for each user of Linux."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...faults import Text
from ..authority import LocalAuthority
from ..refusal import LOCAL_AUTHORITY_NAME
from .machine import Machine, Outcome
from .store import (
    INSTALLED,
    MISSING,
    OUTDATED,
    NoStore,
    Store,
    StoreState,
    StoreStatus,
    command_line,
    failed,
    owner,
    short_fingerprint,
)

_DATABASE = "cert9.db"
_CHROMIUM = (".pki/nssdb", "snap/chromium/current/.pki/nssdb")
_FIREFOX = (
    ".mozilla/firefox",
    ".config/mozilla/firefox",
    "snap/firefox/common/.mozilla/firefox",
    ".var/app/org.mozilla.firefox/.mozilla/firefox",
)
_PACKAGES = (("apt-get", "libnss3-tools"), ("dnf", "nss-tools"), ("zypper", "mozilla-nss-tools"))
_NO_CERTUTIL = Text(
    "certutil, the program that changes the browsers' databases, is not installed.",
    "No está instalado certutil, el programa que cambia las bases de datos de los navegadores.",
)
_TRUSTED_FOR_SERVERS = "C,,"


@dataclass(frozen=True, slots=True)
class Nss:
    """One database."""

    machine: Machine
    authority: LocalAuthority
    name: str
    folder: Path

    @property
    def _nickname(self) -> str:
        return f"{self._nickname_start}{short_fingerprint(self.authority)}"

    @property
    def _nickname_start(self) -> str:
        return f"{LOCAL_AUTHORITY_NAME} - {owner(self.authority)} "

    def _certutil(self, action: str, *arguments: str) -> Outcome:
        return self.machine.run(("certutil", action, "-d", f"sql:{self.folder}", *arguments))

    @property
    def _addition(self) -> tuple[str, ...]:
        return ("-t", _TRUSTED_FOR_SERVERS, "-n", self._nickname, "-i", str(self.authority.root_path))

    def status(self) -> StoreStatus:
        """List the database."""
        fix = command_line("certutil", "-A", "-d", f"sql:{self.folder}", *self._addition)
        if not (self.folder / _DATABASE).exists():
            return StoreStatus(self.name, StoreState.MISSING, MISSING, "antiphon trust --install")
        listing = self._certutil("-L")
        if listing.code != 0:
            return StoreStatus(self.name, StoreState.UNAVAILABLE, failed(listing.output))
        ours = self._ours(listing)
        if "C" in ours.get(self._nickname, "").partition(",")[0]:
            return StoreStatus(self.name, StoreState.INSTALLED, INSTALLED)
        if ours:
            return StoreStatus(self.name, StoreState.OUTDATED, OUTDATED, fix)
        return StoreStatus(self.name, StoreState.MISSING, MISSING, fix)

    def _ours(self, listing: Outcome) -> dict[str, str]:
        """Return the nicknames of this user's roots, with the trust that each has."""
        lines = [line.rstrip() for line in listing.output.splitlines() if line.startswith(self._nickname_start)]
        pairs = [line.rpartition(" ") for line in lines]
        return {nickname.rstrip(): trust for nickname, _, trust in pairs}

    def install(self) -> StoreStatus:
        """Add the root, to a new database if there is none."""
        if not (self.folder / _DATABASE).exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._certutil("-N", "--empty-password")
        self._delete()
        return self._after(self._certutil("-A", *self._addition))

    def remove(self) -> StoreStatus:
        """Delete the roots of this user."""
        if not (self.folder / _DATABASE).exists():
            return self.status()
        return self._after(self._delete())

    def _delete(self) -> Outcome:
        outcome = listing = self._certutil("-L")
        for nickname in self._ours(listing):
            outcome = self._certutil("-D", "-n", nickname)
        return outcome

    def _after(self, outcome: Outcome) -> StoreStatus:
        status = self.status()
        if outcome.code == 0:
            return status
        return StoreStatus(self.name, status.state, failed(outcome.output), status.fix)


def browser_stores(machine: Machine, authority: LocalAuthority) -> list[Store]:
    """Return the databases of the browsers of `machine`'s user.

    Firefox reads the system's roots on macOS and Windows, and so does Chromium: there are none to keep there.
    """
    if machine.platform in {"darwin", "win32"}:
        return []
    existing = [("Firefox", folder) for path in _FIREFOX for folder in _databases(machine, f"{path}/*")]
    existing += [("Chromium", folder) for path in _CHROMIUM for folder in _databases(machine, path)]
    if not machine.which("certutil"):
        return [NoStore("browsers", _NO_CERTUTIL, _installation(machine))] if existing else []
    # Chromium makes its database only when it first needs one, but reads one that is there before.
    wanted = dict.fromkeys((*existing, ("Chromium", machine.home / _CHROMIUM[0])))
    return [Nss(machine, authority, f"{browser} ({folder})", folder) for browser, folder in wanted]


def _databases(machine: Machine, pattern: str) -> Iterator[Path]:
    """Find the folders of the user that match `pattern` and have a database."""
    for database in sorted(machine.home.glob(f"{pattern}/{_DATABASE}")):
        yield database.parent


def _installation(machine: Machine) -> str:
    for manager, package in _PACKAGES:
        if machine.which(manager):
            return command_line("sudo", manager, "install", package)
    return command_line("sudo", "pacman", "-S", "nss") if machine.which("pacman") else ""
