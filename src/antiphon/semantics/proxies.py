"""Which proxy for which URL: a pure choice, whatever a proxy is to the caller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..faults import InvalidURL, UsageError
from ..faults.proxy import PROXY_KEY
from .hosts import normalized_host, port_number
from .no_proxy import Entry, Target

ProxyType = TypeVar("ProxyType")

SCHEMES = ("http", "https", "ws", "wss", "ftp", "all")
"""What a key of the mapping may begin with. Nothing here is ever fetched by ftp, but people write it."""

_KEY = re.compile(r"([a-z]+)(?:://(\[[^\]]*\]|[^:/?#@]+)(?::([0-9]+))?/?)?")


@dataclass(frozen=True, slots=True)
class Proxies(Generic[ProxyType]):
    """Proxies by what they are for, and what needs none.

    `choices` are pairs of a key, as `normalized_key` returns it, and a proxy, or None for going without.
    """

    choices: tuple[tuple[str, ProxyType | None], ...]
    exempt: tuple[Entry, ...] = ()

    def choose(self, scheme: str, host: str, port: int) -> ProxyType | None:
        """Return the proxy for a URL with `scheme`, canonical `host` and `port`, None for none.

        What is exempt has none. Else the most particular key decides: ``scheme://host:port``, ``scheme://host``,
        ``scheme``, ``all://host:port``, ``all://host``, ``all``.
        """
        target = Target.of(host, port)
        if any(entry.covers(target) for entry in self.exempt):
            return None
        choices = dict(self.choices)
        found = next((key for key in _keys(scheme, target) if key in choices), None)
        return None if found is None else choices[found]


def _keys(scheme: str, target: Target) -> Iterator[str]:
    for name in (scheme, "all"):
        yield f"{name}://{target.host}:{target.port}"
        yield f"{name}://{target.host}"
        yield name


def normalized_key(key: str) -> str:
    """Return a key of the mapping in the form in which `Proxies` looks for it. Raises `UsageError`."""
    found = _KEY.fullmatch(key.strip().lower())
    if found is None or found[1] not in SCHEMES:
        raise _meaningless(key)
    scheme, host, port = found.groups()
    if host is None:
        return str(scheme)
    try:
        name = normalized_host(host).removesuffix(".")
    except InvalidURL as error:
        raise _meaningless(key) from error
    if port is None:
        return f"{scheme}://{name}"
    number = port_number(port)
    if number is None:
        raise _meaningless(key)
    return f"{scheme}://{name}:{number}"


def _meaningless(key: str) -> UsageError:
    # Somebody may have taken keys for values, and the URL of a proxy may hold a password.
    return UsageError(PROXY_KEY, key="[masked]" if "@" in key else ascii(key))
