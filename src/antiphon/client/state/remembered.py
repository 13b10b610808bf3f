"""All that a session remembers of servers besides cookies, for its engine to ask."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...faults import UsageError
from ...faults.remembering import HSTS_UNUSABLE
from ...semantics.hsts import StrictHost, secured
from ..plan import Plan
from ..request import Request
from ..response import Response
from .hsts_store import HSTSInput, HSTSStore

if TYPE_CHECKING:
    from ...semantics.alt_svc import Alternative
    from ...semantics.url import Origin
    from .alternative_services import AlternativeServices

_MISDIRECTED = 421


class Remembered:
    """Hosts that want https, and alternative services. `clock` tells the seconds since 1970."""

    def __init__(self, hsts: HSTSInput, clock: Callable[[], float]) -> None:
        """`hsts` is what `antiphon.Session` takes. Raises `UsageError`."""
        self.hsts = _store(hsts, clock)
        self._alternatives: AlternativeServices | None = None
        self._clock = clock

    @property
    def strict_hosts(self) -> dict[str, StrictHost]:
        """Return the hosts that want https, always the same dict: while it is empty there is nothing to ask."""
        return {} if self.hsts is None else self.hsts.hosts

    def requires_https(self, host: str) -> bool:
        """Tell whether `host` is known to want https."""
        return self.hsts is not None and self.hsts.requires_https(host)

    def upgraded(self, request: Request) -> Request:
        """Return `request`, for https where its host is known to want that (RFC 6797 §8.3)."""
        if not self.requires_https(request.url.host):
            return request
        from .scheme_change import SchemeChange

        return SchemeChange.of(request, secured(request.url))

    def note(self, response: Response, plan: Plan) -> None:
        """Note what `response`, fresh from a connection, says about how to reach its origin; only over verified TLS."""
        url = response.request.url
        if url.scheme != "https" or not is_verified(plan):
            return
        facts = response.exchange.head.section.facts
        if self.hsts is not None and b"strict-transport-security" in facts:
            self.hsts.receive(url.host, facts[b"strict-transport-security"])
        # Whoever was asked in the origin's place by mistake has no say for it (RFC 7838 §6).
        if b"alt-svc" in facts and response.status_code != _MISDIRECTED:
            self._note_alternatives(response, facts[b"alt-svc"])

    def _note_alternatives(self, response: Response, values: list[bytes]) -> None:
        if self._alternatives is None:
            from .alternative_services import AlternativeServices

            self._alternatives = AlternativeServices()
        self._alternatives.receive(response.request.url.origin, values, _age(response), self._clock())

    def alternatives_of(self, origin: Origin) -> list[Alternative]:
        """Return where else `origin` can be reached, as it has said, best first (RFC 7838)."""
        return [] if self._alternatives is None else self._alternatives.of(origin, self._clock())

    def save(self) -> None:
        """Write what is kept in a file. Raises `UsageError`."""
        if self.hsts is not None:
            self.hsts.save()


def is_verified(plan: Plan) -> bool:
    """Tell whether `plan` had the server's certificate verified."""
    verify = plan.tls.verify
    # An SSL context has the mode CERT_NONE, which is 0, where it verifies nothing.
    return verify is not False and bool(getattr(verify, "verify_mode", True))


def _store(hsts: HSTSInput, clock: Callable[[], float]) -> HSTSStore | None:
    if isinstance(hsts, HSTSStore):
        return hsts
    if isinstance(hsts, bool):
        return HSTSStore(clock=clock) if hsts else None
    if isinstance(hsts, str | os.PathLike):
        return HSTSStore(hsts, clock=clock)
    raise UsageError(HSTS_UNUSABLE, kind=type(hsts).__name__)


def _age(response: Response) -> int:
    """Return the seconds that Age says (RFC 9111 §5.1); what is no number counts as none."""
    text = response.headers.get("age") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
