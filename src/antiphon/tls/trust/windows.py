"""The store of the user of Windows, from Windows itself or from the Linux inside it (WSL)."""

from __future__ import annotations

import hashlib
import re
import ssl
from dataclasses import dataclass

from ..authority import LocalAuthority
from .machine import Machine, Outcome
from .store import INSTALLED, MISSING, OUTDATED, StoreState, StoreStatus, command_line, failed

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WindowsRoots:
    """The trusted roots of the current user. Windows asks whether to go on, but for no password."""

    machine: Machine
    authority: LocalAuthority
    name: str = "Windows"

    def _certutil(self, action: str, argument: str) -> Outcome:
        return self.machine.run(("certutil.exe", "-user", action, "Root", argument))

    def status(self) -> StoreStatus:
        """Look for the root, then for earlier ones."""
        fix = command_line("certutil.exe", "-user", "-addstore", "Root", self._root_path())
        if self._has(_thumbprint(self.authority.root_pem.decode())):
            return StoreStatus(self.name, StoreState.INSTALLED, INSTALLED)
        if any(self._has(thumbprint) for thumbprint in self._earlier()):
            return StoreStatus(self.name, StoreState.OUTDATED, OUTDATED, fix)
        return StoreStatus(self.name, StoreState.MISSING, MISSING, fix)

    def install(self) -> StoreStatus:
        """Add the root and delete earlier ones."""
        for thumbprint in filter(self._has, self._earlier()):
            self._certutil("-delstore", thumbprint)
        return self._after(self._certutil("-addstore", self._root_path()))

    def remove(self) -> StoreStatus:
        """Delete the root and earlier ones."""
        outcome = Outcome(0, "")
        for thumbprint in (_thumbprint(self.authority.root_pem.decode()), *self._earlier()):
            if self._has(thumbprint):
                outcome = self._certutil("-delstore", thumbprint)
        return self._after(outcome)

    def _after(self, outcome: Outcome) -> StoreStatus:
        status = self.status()
        if outcome.code == 0:
            return status
        return StoreStatus(self.name, status.state, failed(outcome.output), status.fix)

    def _has(self, thumbprint: str) -> bool:
        return self._certutil("-store", thumbprint).code == 0

    def _earlier(self) -> list[str]:
        return [_thumbprint(pem) for pem in _CERTIFICATE.findall(self.authority.earlier_roots_pem.decode())]

    def _root_path(self) -> str:
        path = str(self.authority.root_path)
        if not self.machine.is_wsl:
            return path
        return self.machine.run(("wslpath", "-w", path)).output.strip()


def _thumbprint(pem: str) -> str:
    # Windows names certificates by their SHA-1; nothing is trusted because of it.
    return hashlib.sha1(ssl.PEM_cert_to_DER_cert(pem), usedforsecurity=False).hexdigest()
