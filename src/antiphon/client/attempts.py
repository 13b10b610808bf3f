"""What became of the attempts before the one that counts."""

from __future__ import annotations

from dataclasses import dataclass

from ..faults import Fault, Phase, RequestError


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """An attempt after which the request was sent again.

    `phase` is how far it came: a `Phase` such as connect or wait, or status for a response. `what` is a sentence about
    what failed, `status` that of the response, `fault` the row of the table where there was none. The next attempt
    began `waited` seconds later.
    """

    phase: str
    what: str
    waited: float
    status: int | None = None
    fault: Fault | None = None


def phase_of(error: RequestError) -> str:
    """Return the phase in which a request failed; what stands in for the network does not say."""
    if error.phase is not None:
        return error.phase
    return Phase.CONNECT if error.unsent else Phase.RECEIVE
