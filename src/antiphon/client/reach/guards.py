"""What a session was told of where it may connect, whom it has to reach there, and how much it will hear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...faults import ReachError, UsageError
from ...faults.reach import PIN_WITHOUT_TLS, PROXY_FORBIDDEN, UNIX_SOCKET_FORBIDDEN
from ...net.network import Permits
from ...semantics.url import URL
from ...wire import h1

if TYPE_CHECKING:
    from ...semantics.reach import Reach
    from ...tls.pins import PinBook, Pins


@dataclass(frozen=True, slots=True)
class Guards:
    """Settings that are the same for everything a session sends.

    `pins` are by host. `tls` are arguments of `client_context`. `limits` are those of a response's head.
    """

    reach: Reach | None = None
    pins: PinBook = field(default_factory=dict)
    tls: Mapping[str, Any] = field(default_factory=dict)
    limits: h1.Limits = h1.DEFAULT_LIMITS

    @property
    def permits(self) -> Permits | None:
        """Return what says of an address whether it may be connected to, None where any may."""
        return None if self.reach is None else self.reach.refusal

    def check(self, url: URL) -> None:
        """Raise `ReachError` where `url` is not to be asked at all, whatever its host's addresses are."""
        if self.reach is not None:
            self.reach.check_url(url.scheme, url.host, url.port)
        if url.scheme == "http" and self.pins_of(url.host) is not None:
            raise ReachError(PIN_WITHOUT_TLS, host=url.host)

    def check_proxies(self) -> None:
        """Raise `UsageError` where no proxy may be used."""
        if not self.allows_proxies:
            raise UsageError(PROXY_FORBIDDEN)

    @property
    def allows_proxies(self) -> bool:
        """Tell whether a proxy may be used."""
        return self.reach is None or self.reach.proxies

    def check_unix_socket(self, path: str | None) -> None:
        """Raise `UsageError` where the Unix socket at `path` is not among those that are allowed; None is none."""
        if self.reach is not None and path is not None and path not in self.reach.unix_sockets:
            raise UsageError(UNIX_SOCKET_FORBIDDEN, path=path)

    def pins_of(self, host: str) -> Pins | None:
        """Return the pins of the canonical `host`, None where it has none."""
        if not self.pins:
            return None
        from ...tls.pins import pins_for

        return pins_for(self.pins, host)


NO_GUARDS = Guards()
