"""What a rule found: a row of the fault table, filled, and where in which exchange."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..faults import Fault
from ..faults.fault import Severity, Side


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of rule `rule` in the exchange number `exchange`, from 0, of a journey.

    `place` says where: ``request``, ``response``, ``connection``, with the name of a field or a part after a dot, such
    as ``response.etag``, ``request.target`` or ``connection.certificate``.
    """

    rule: int
    fault: Fault
    details: dict[str, object] = field(default_factory=dict)
    exchange: int = 0
    place: str = ""

    @property
    def code(self) -> str:
        """Return the stable name of what was found."""
        return self.fault.code

    @property
    def severity(self) -> Severity:
        """Return how much it matters."""
        return self.fault.severity

    @property
    def side(self) -> Side:
        """Return whose it is: bytes that break the syntax are of whoever sent them."""
        if self.place == "response.bytes" and self.fault.side in (Side.CLIENT, Side.USER):
            return Side.SERVER
        return self.fault.side

    def sentence(self, language: str = "en") -> str:
        """Return what was found, in `language` (``en`` or ``es``)."""
        return self.fault.sentence.fill(self.details, language)

    def fix(self, language: str = "en") -> str:
        """Return what to do about it, in `language`."""
        return self.fault.fix.fill(self.details, language)


_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Return `findings`, errors before warnings before notes, else in the order of exchanges and rules."""
    return sorted(findings, key=lambda each: (_ORDER[each.severity], each.exchange, each.rule, each.code, each.place))
