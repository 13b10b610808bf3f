"""The other side of an exchange of a gateway: what went to its origin and came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...client.request import Request
from ...client.response import Response
from ...faults import AntiphonError
from ...server.observed import KEPT, Served
from ..exchange import Journey

if TYPE_CHECKING:
    from ..recorder import Noted

_KEPT = 4 * KEPT
"""Both directions, and over TLS what is readable as well as what really went."""


class Behind:
    """What was told of an exchange with an origin; its length is that of the bytes that are kept."""

    __slots__ = ("_noted",)

    def __init__(self, noted: Noted) -> None:
        self._noted = noted

    def __len__(self) -> int:
        return _KEPT - self._noted.room

    @property
    def noted(self) -> Noted:
        """Return it as a recorder of a session would have it."""
        return self._noted

    def journey(self) -> Journey:
        """Return it as values to be explained."""
        from ..from_client import journey_of_notes

        return journey_of_notes((self._noted,))


class OriginWitness:
    """Notes what a gateway tells, a `Witness`."""

    def asked(self, served: Served, request: Request, moment: float) -> None:
        """Begin to note."""
        from ..recorder import Noted

        served.behind = Behind(Noted(request, moment, served.started_at, room=_KEPT))

    def told(self, served: Served, event: object) -> None:
        """Keep an event, where there is room."""
        if isinstance(served.behind, Behind):
            moment = getattr(event, "moment", None)
            if isinstance(moment, float):
                served.behind.noted.add(event, moment)

    def answered(self, served: Served, response: Response) -> None:
        """Note that the head of the response has come."""
        if isinstance(served.behind, Behind):
            served.behind.noted.response = response

    def failed(self, served: Served, error: AntiphonError) -> None:
        """Note that there is no response."""
        if isinstance(served.behind, Behind):
            served.behind.noted.error = error
