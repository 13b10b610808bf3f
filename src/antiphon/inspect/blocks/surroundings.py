"""What of this machine counts for a request: its environment, its hosts file, its trust."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LONGEST_HOSTS_FILE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The machine from which a live exchange was made, and the settings with which.

    `environment` are its variables, `hosts` the names in its hosts file, each with its addresses, None where that could
    not be read. `settings` are those of the session. `reads_environment` is False where these say that proxies and
    netrc of the environment do not count.
    """

    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    hosts: Mapping[str, tuple[str, ...]] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def reads_environment(self) -> bool:
        """Tell whether proxies and netrc of the environment count."""
        return bool(self.settings.get("trust_env", True))


def surroundings_of(settings: Mapping[str, Any]) -> Surroundings:
    """Return what there is on this machine, for a session with `settings`."""
    return Surroundings(os.environ, _hosts(), settings)


def hosts_file() -> Path:
    """Return where the system keeps names of its own."""
    if sys.platform == "win32":
        return Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "drivers" / "etc" / "hosts"
    return Path("/etc/hosts")


def _hosts() -> Mapping[str, tuple[str, ...]] | None:
    try:
        with hosts_file().open("rb") as file:
            text = file.read(_LONGEST_HOSTS_FILE).decode("utf-8", "replace")
    except OSError:
        return None
    return parse_hosts(text)


def parse_hosts(text: str) -> dict[str, tuple[str, ...]]:
    """Return the names in the `text` of a hosts file, in lower case, each with its addresses in order."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        address, *names = line.partition("#")[0].split() or ("",)
        for name in names:
            found[name.lower()] = (*found.get(name.lower(), ()), address)
    return found
