"""The system's own store on Linux: a folder of certificates, and a command that builds the bundle from it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...faults import Text
from ..authority import LocalAuthority
from .machine import Machine
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
    in_sequence,
    owner,
    short_fingerprint,
    slug,
)

_NOT_BUILT = Text(
    "The root is in its folder, but the bundle was not built again.",
    "La raíz está en su carpeta, pero el conjunto no se ha vuelto a generar.",
)
_UNKNOWN_SYSTEM = Text(
    "This system's folder of trusted roots is not known.",
    "No se conoce la carpeta de raíces de confianza de este sistema.",
)
_HEXADECIMAL = "[0-9a-f]" * 16


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a family of distributions keeps added roots, and how it builds its bundle of all roots."""

    family: str
    folder: str
    suffix: str
    build: tuple[str, ...]
    bundle: str


LAYOUTS = (
    Layout(
        "Debian, Ubuntu, Alpine",
        "usr/local/share/ca-certificates",
        ".crt",
        ("update-ca-certificates",),
        "etc/ssl/certs/ca-certificates.crt",
    ),
    Layout(
        "Fedora, RHEL",
        "etc/pki/ca-trust/source/anchors",
        ".pem",
        ("update-ca-trust", "extract"),
        "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    ),
    Layout(
        "Arch Linux",
        "etc/ca-certificates/trust-source/anchors",
        ".crt",
        ("trust", "extract-compat"),
        "etc/ca-certificates/extracted/tls-ca-bundle.pem",
    ),
    Layout(
        "openSUSE",
        "etc/pki/trust/anchors",
        ".pem",
        ("update-ca-certificates",),
        "etc/ssl/ca-bundle.pem",
    ),
)


@dataclass(frozen=True, slots=True)
class Anchors:
    """The store of one `Layout`."""

    machine: Machine
    authority: LocalAuthority
    layout: Layout

    @property
    def name(self) -> str:
        """The family of distributions."""
        return f"system ({self.layout.family})"

    @property
    def bundle(self) -> Path:
        """The file with all roots that the system trusts."""
        return self.machine.root / self.layout.bundle

    @property
    def _folder(self) -> Path:
        return self.machine.root / self.layout.folder

    @property
    def _file(self) -> Path:
        return self._folder / self._file_name(short_fingerprint(self.authority))

    def _file_name(self, fingerprint: str) -> str:
        return f"antiphon-{slug(owner(self.authority))}-{fingerprint}{self.layout.suffix}"

    def _ours(self) -> Iterator[Path]:
        """Find the roots of this user, whatever their age."""
        yield from sorted(self._folder.glob(self._file_name(_HEXADECIMAL)))

    def _earlier(self) -> list[Path]:
        return [path for path in self._ours() if path != self._file]

    def status(self) -> StoreStatus:
        """Look for the root in the folder and in the bundle."""
        build = command_line("sudo", *self.layout.build)
        if self._file.exists():
            if has_root(self.bundle, self.authority):
                return StoreStatus(self.name, StoreState.INSTALLED, INSTALLED)
            return StoreStatus(self.name, StoreState.OUTDATED, _NOT_BUILT, build)
        earlier = self._earlier()
        copy = command_line("sudo", "install", "-m", "644", self.authority.root_path, self._file)
        fix = in_sequence([*self._removal(earlier), copy, build])
        if earlier:
            return StoreStatus(self.name, StoreState.OUTDATED, OUTDATED, fix)
        return StoreStatus(self.name, StoreState.MISSING, MISSING, fix)

    def install(self) -> StoreStatus:
        """Copy the root there and build the bundle, if this user may."""
        if not self._is_writable():
            return self.status()
        for path in self._earlier():
            path.unlink()
        self._file.write_bytes(self.authority.root_pem)
        return self._build()

    def remove(self) -> StoreStatus:
        """Delete the roots of this user and build the bundle, if this user may."""
        ours = list(self._ours())
        if not ours:
            return self.status()
        if not self._is_writable():
            fix = in_sequence([*self._removal(ours), command_line("sudo", *self.layout.build)])
            return StoreStatus(self.name, StoreState.INSTALLED, INSTALLED, fix)
        for path in ours:
            path.unlink()
        return self._build()

    def _is_writable(self) -> bool:
        return os.access(self._folder, os.W_OK)

    def _build(self) -> StoreStatus:
        outcome = self.machine.run(self.layout.build)
        status = self.status()
        if outcome.code == 0:
            return status
        return StoreStatus(self.name, status.state, failed(outcome.output), status.fix)

    @staticmethod
    def _removal(paths: list[Path]) -> list[str]:
        return [command_line("sudo", "rm", *paths)] if paths else []


def system_store(machine: Machine, authority: LocalAuthority) -> Anchors | Store:
    """Return the store of the Linux that `machine` runs."""
    for layout in LAYOUTS:
        if (machine.root / layout.folder).is_dir() and machine.which(layout.build[0]):
            return Anchors(machine, authority, layout)
    return NoStore("system", _UNKNOWN_SYSTEM)


def has_root(bundle: Path, authority: LocalAuthority) -> bool:
    """Say whether a PEM file has the root of `authority`."""
    try:
        return authority.root_pem.strip() in bundle.read_bytes().replace(b"\r\n", b"\n")
    except OSError:
        return False
