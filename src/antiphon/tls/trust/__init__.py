"""Who on this machine trusts the local authority, and how to change that.

`report` looks; `install` and `remove` change what this user may change, and say the command for the rest.
"""

from __future__ import annotations

from pathlib import Path

from ..authority import LocalAuthority
from .anchors import Anchors, system_store
from .keychain import Keychain
from .machine import Machine, Outcome
from .nss import browser_stores
from .programs import program_report
from .store import Store, StoreState, StoreStatus
from .windows import WindowsRoots

__all__ = ["Machine", "Outcome", "Store", "StoreState", "StoreStatus", "install", "remove", "report", "stores"]


def stores(authority: LocalAuthority, machine: Machine | None = None) -> list[Store]:
    """Return the stores of `machine`, by default this one: the system's first, then the browsers'."""
    machine = machine or Machine()
    system: list[Store] = [_system_store(machine, authority)]
    if machine.is_wsl:
        system.append(WindowsRoots(machine, authority, "Windows (around WSL)"))
    return system + browser_stores(machine, authority)


def _system_store(machine: Machine, authority: LocalAuthority) -> Store:
    if machine.platform == "darwin":
        return Keychain(machine, authority)
    if machine.platform == "win32":
        return WindowsRoots(machine, authority)
    return system_store(machine, authority)


def report(authority: LocalAuthority, machine: Machine | None = None) -> list[StoreStatus]:
    """Return what each store has, and what programs that look elsewhere will find."""
    machine = machine or Machine()
    found = stores(authority, machine)
    states = [store.status() for store in found]
    return states + program_report(machine, authority, states[0], _bundle(found[0]))


def install(authority: LocalAuthority, machine: Machine | None = None) -> list[StoreStatus]:
    """Put the root in every store that this user may change; return the state of all."""
    return [store.install() for store in stores(authority, machine)]


def remove(authority: LocalAuthority, machine: Machine | None = None) -> list[StoreStatus]:
    """Take the root, and earlier ones, out of every store that this user may change; return the state of all."""
    return [store.remove() for store in stores(authority, machine)]


def _bundle(system: Store) -> Path | None:
    return system.bundle if isinstance(system, Anchors) else None
