"""Hosts that want https, as a session remembers them (RFC 6797)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ...semantics.hsts import StrictHost, is_strict, may_be_strict, parse_policy, strict_key

if TYPE_CHECKING:
    from .kept_file import KeptFile

HSTSInput: TypeAlias = "bool | str | os.PathLike[str] | HSTSStore"


class HSTSStore:
    """Hosts that want https: in memory, or in the file at `path`, in the format of curl.

    The file is read now; one that is not there is empty. `save`, which a session does when it is closed, writes what
    has changed since, and takes over what other processes have saved in the meantime. No more than `most_hosts` are
    kept; the ones that would expire first make room. `clock` tells the seconds since 1970. Threads may share a store.

    Raises `UsageError` for a file that cannot be read, with the line that is wrong.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        most_hosts: int = 10_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.hosts: dict[str, StrictHost] = {}
        """The hosts by name. Expired ones may be among them. To be read, not changed."""
        self.most_hosts = most_hosts
        self._clock = clock
        self._file: KeptFile[str, StrictHost] | None = None
        if path is not None:
            from ...semantics.hsts_lines import lines_of_hosts
            from .kept_file import KeptFile

            self._file = KeptFile(path, self._read, lines_of_hosts, self._lives)
            self.hosts.update(self._file.load())

    @property
    def path(self) -> str | None:
        """Return where the file is; None where there is none."""
        return None if self._file is None else self._file.path

    def requires_https(self, host: str) -> bool:
        """Tell whether `host`, or a domain above it that speaks for its subdomains, wants https now (§8.2)."""
        return bool(self.hosts) and is_strict(self.hosts, host, self._clock())

    def receive(self, host: str, values: list[bytes]) -> None:
        """Note the Strict-Transport-Security lines in a response of `host` over verified TLS (§8.1).

        Addresses and names of this machine have no policy.
        """
        policy = parse_policy(values) if may_be_strict(host) else None
        if policy is None:
            return
        if policy.max_age:
            self.add(host, self._clock() + policy.max_age, include_subdomains=policy.include_subdomains)
        else:
            self.discard(host)

    def add(self, host: str, expires: float, *, include_subdomains: bool = False) -> None:
        """Remember that `host` wants https until `expires`, seconds since 1970."""
        name = strict_key(host)
        self.hosts[name] = StrictHost(name, expires, include_subdomains)
        if len(self.hosts) > self.most_hosts:
            self._make_room()

    def discard(self, host: str) -> None:
        """Forget `host`."""
        self.hosts.pop(strict_key(host), None)

    def clear(self) -> None:
        """Forget all hosts."""
        self.hosts.clear()

    def save(self) -> None:
        """Write what has changed since the last time, if there is a file, and take over what others changed in it.

        Raises `UsageError` where it cannot be written, or has been damaged meanwhile; nothing is written then.
        """
        if self._file is None:
            return
        self._file.save(self.hosts.copy, self.hosts.__setitem__, lambda name, _: self._forget(name))

    def _forget(self, name: str) -> None:
        self.hosts.pop(name, None)

    def _make_room(self) -> None:
        """Forget the expired hosts and, for a twentieth of the limit, those that expire first."""
        kept = sorted(filter(self._lives, self.hosts.copy().values()), key=_expiry, reverse=True)
        room = max(1, self.most_hosts // 20)
        names = {known.host for known in kept[: self.most_hosts - room]}
        for name in self.hosts.keys() - names:
            self.hosts.pop(name, None)

    def _lives(self, known: StrictHost) -> bool:
        return known.expires > self._clock()

    def _read(self, text: str) -> dict[str, StrictHost]:
        from ...semantics.hsts_lines import hosts_of_lines

        return {known.host: known for known in hosts_of_lines(text, str(self.path))}

    def __len__(self) -> int:
        return len(self.hosts)

    def __contains__(self, host: object) -> bool:
        return isinstance(host, str) and self.requires_https(host)

    def __repr__(self) -> str:
        return f"<HSTSStore of {len(self)} hosts>"


def _expiry(known: StrictHost) -> float:
    return known.expires
