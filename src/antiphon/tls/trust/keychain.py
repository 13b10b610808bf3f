"""The keychain of macOS. To change it, macOS asks for the user's password, so the commands are only told."""

from __future__ import annotations

from dataclasses import dataclass

from ..authority import LocalAuthority
from .machine import Machine
from .store import INSTALLED, MISSING, StoreState, StoreStatus, command_line


@dataclass(frozen=True, slots=True)
class Keychain:
    """The user's login keychain."""

    machine: Machine
    authority: LocalAuthority
    name: str = "macOS keychain"

    @property
    def _file(self) -> str:
        return str(self.machine.home / "Library" / "Keychains" / "login.keychain-db")

    def status(self) -> StoreStatus:
        """Ask macOS whether it trusts the root."""
        root = self.authority.root_path
        if self.machine.run(("security", "verify-cert", "-q", "-p", "basic", "-c", str(root))).code == 0:
            return StoreStatus(self.name, StoreState.INSTALLED, INSTALLED)
        add = ("security", "add-trusted-cert", "-r", "trustRoot", "-p", "ssl", "-p", "basic", "-k", self._file)
        return StoreStatus(self.name, StoreState.MISSING, MISSING, command_line(*add, root))

    def install(self) -> StoreStatus:
        """Return the command that installs."""
        return self.status()

    def remove(self) -> StoreStatus:
        """Return the command that removes, if there is something to remove."""
        status = self.status()
        if status.state is not StoreState.INSTALLED:
            return status
        fingerprint = self.authority.fingerprint.replace(":", "")
        fix = command_line("security", "delete-certificate", "-t", "-Z", fingerprint, self._file)
        return StoreStatus(self.name, StoreState.INSTALLED, INSTALLED, fix)
