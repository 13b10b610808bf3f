"""The local authority: a root of this user's own that signs short-lived certificates for local names.

Making and signing loads ``cryptography``, and does so only when `LocalAuthority.open` is called.
"""

from __future__ import annotations

import getpass
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..faults import Text, UsageError
from ..faults import security as faults
from .home import (
    KEY_FILE,
    ROOT_FILE,
    authority_directory,
    local_root_path,
    locked,
    make_private,
    read_private,
    write_whole,
)
from .names import machine_names
from .refusal import LOCAL_AUTHORITY_NAME

if TYPE_CHECKING:
    from .issuing import Root

__all__ = ["Leaf", "LocalAuthority", "default_names", "local_root_path"]

_MISSING = Text("{file} is missing", "falta {file}")
_DAY = 86400.0
_YEAR = 365 * _DAY
ROOT_LIFE = 10 * _YEAR
ROOT_OVERLAP = _YEAR
LEAF_LIFE = _DAY
# The clock of a container or a virtual machine that has slept can be behind by this much.
CLOCK_SKEW = 300.0
_LONGEST_OWNER = 32
_EARLIER_ROOTS = "earlier-roots.pem"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A server's certificate, in PEM, with its key. Times are seconds since the epoch."""

    names: tuple[str, ...]
    certificate_pem: bytes
    key_pem: bytes = field(repr=False)
    not_before: float
    not_after: float

    @property
    def renew_at(self) -> float:
        """When the last third of its life begins."""
        return self.not_after - (self.not_after - self.not_before) / 3


class LocalAuthority:
    """A root certificate with its key, kept in a private folder. Get it by `open`."""

    def __init__(self, directory: Path, root: Root) -> None:
        from .issuing import new_key

        self.directory = directory
        self._root = root
        # One key for all leaves: it lives as long as this process, and making one is half the work of a leaf.
        self._leaf_key = new_key()

    @classmethod
    def open(cls, directory: Path | str | None = None, *, now: float | None = None) -> LocalAuthority:
        """Return the authority in `directory`, by default the user's own; make or renew it where needed.

        Servers that start at the same moment get the same one. In the last year of the root its successor
        takes over with the same name and key, so that whoever trusts either trusts every leaf. `now` is in
        seconds since the epoch. Raises `UsageError` when the folder cannot be used or the key is exposed.
        """
        folder = authority_directory() if directory is None else Path(directory)
        now = time.time() if now is None else now
        make_private(folder)
        with locked(folder):
            root = _load(folder)
            if root is None or root.not_after <= now:
                root = _create(folder, now)
            elif root.not_after - now <= ROOT_OVERLAP:
                root = _renew(folder, root, now)
        return cls(folder, root)

    @property
    def root_path(self) -> Path:
        """The file with the root certificate: what ``curl --cacert`` and ``verify=`` take."""
        return self.directory / ROOT_FILE

    @property
    def root_pem(self) -> bytes:
        """The root certificate in PEM."""
        return self._root.certificate_pem

    @property
    def earlier_roots_pem(self) -> bytes:
        """The roots before this one, in PEM one after another; empty if there was none."""
        path = self.directory / _EARLIER_ROOTS
        return path.read_bytes() if path.exists() else b""

    @property
    def common_name(self) -> str:
        """The root's name, as lists of trusted roots show it."""
        return self._root.common_name

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the root certificate, as browsers print it."""
        return self._root.fingerprint.hex(":").upper()

    @property
    def not_after(self) -> float:
        """When the root expires, in seconds since the epoch."""
        return self._root.not_after

    def permits(self, name: str) -> bool:
        """Say whether the root may certify `name`, a DNS name or an IP address."""
        return self._root.permits(name)

    def default_names(self) -> tuple[str, ...]:
        """Return the names of this machine that the root may certify: not one given to it later."""
        return tuple(name for name in default_names() if self.permits(name))

    def issue(self, names: Sequence[str] = (), *, now: float | None = None) -> Leaf:
        """Return a certificate for `names` (DNS names and IP addresses), by default `default_names`.

        It holds for 24 hours, from 5 minutes ago, and never longer than the root. Raises `UsageError` for a
        name that the root may not certify.
        """
        from .issuing import Validity, private_pem

        names = tuple(names) or self.default_names()
        for name in names:
            if not self.permits(name):
                raise UsageError(faults.NAME_NOT_LOCAL, name=name)
        now = time.time() if now is None else now
        validity = Validity(now - CLOCK_SKEW, min(now + LEAF_LIFE, self._root.not_after))
        certificate = self._root.sign_leaf(names, self._leaf_key.public_key(), validity)
        return Leaf(names, certificate, private_pem(self._leaf_key), validity.not_before, validity.not_after)


def default_names() -> tuple[str, ...]:
    """Return what a server on this machine is called: localhost, loopback addresses, the machine's names."""
    return ("localhost", "*.localhost", "127.0.0.1", "::1", *machine_names())


def _load(folder: Path) -> Root | None:
    """Return the authority kept in `folder`, None if there is none."""
    from .issuing import Root

    certificate = local_root_path(folder)
    if certificate is None:
        return None
    key = folder / KEY_FILE
    if not key.exists():
        raise UsageError(faults.AUTHORITY_DAMAGED, path=folder, reason=_MISSING.of(file=KEY_FILE))
    try:
        return Root.load(certificate.read_bytes(), read_private(key))
    except ValueError as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(faults.AUTHORITY_DAMAGED, path=folder, reason=str(error)) from error


def _create(folder: Path, now: float) -> Root:
    """Make a root with a new key. Its certificate is written last: the authority exists once that does."""
    from .issuing import Root, Validity

    root = Root.create(_common_name(now), machine_names(), Validity(now - CLOCK_SKEW, now + ROOT_LIFE))
    _keep_earlier(folder)
    (folder / ROOT_FILE).unlink(missing_ok=True)
    write_whole(folder / KEY_FILE, root.key_pem, 0o600)
    write_whole(folder / ROOT_FILE, root.certificate_pem, 0o644)
    return root


def _renew(folder: Path, root: Root, now: float) -> Root:
    """Give the root another ten years, with the same key."""
    from .issuing import Validity

    renewed = root.renewed(machine_names(), Validity(now - CLOCK_SKEW, now + ROOT_LIFE))
    _keep_earlier(folder)
    write_whole(folder / ROOT_FILE, renewed.certificate_pem, 0o644)
    return renewed


def _keep_earlier(folder: Path) -> None:
    """Remember the root that is about to be replaced, so that it can be taken out of the stores that have it."""
    current = local_root_path(folder)
    if current is not None:
        earlier = folder / _EARLIER_ROOTS
        known = earlier.read_bytes() if earlier.exists() else b""
        write_whole(earlier, current.read_bytes() + known, 0o644)


def _common_name(now: float) -> str:
    """Return the root's name: whose it is and of which year, within the 64 characters that a name may have."""
    owner = f"{_user()}@{socket.gethostname().partition('.')[0]}"
    return f"{LOCAL_AUTHORITY_NAME} - {owner[:_LONGEST_OWNER]} {time.gmtime(now).tm_year}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        # A container may run under a number that has no name; Windows has no list of names to look in.
        return "user"
