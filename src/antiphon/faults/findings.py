"""How a row is written for what lint finds: like any fault, and with how much it matters."""

from __future__ import annotations

from .fault import Fault, Severity, Side, Text

ERROR = Severity.ERROR
WARNING = Severity.WARNING
NOTE = Severity.NOTE

CLIENT = Side.CLIENT
SERVER = Side.SERVER
NETWORK = Side.NETWORK
USER = Side.USER


def finding(
    code: str,
    severity: Severity,
    side: Side,
    rfc: str,
    sentence: tuple[str, str],
    fix: tuple[str, str],
) -> Fault:
    """Return a row; `sentence` and `fix` are each in English and Spanish."""
    return Fault(code, Text(*sentence), Text(*fix), rfc, side, severity=severity)
