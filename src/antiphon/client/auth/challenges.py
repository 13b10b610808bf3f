"""The challenges of a response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...faults import ProtocolError
from ...semantics.authentication import Challenge, parse_challenges

if TYPE_CHECKING:
    from ..response import Response


def challenges_of(response: Response) -> list[Challenge]:
    """Return the challenges of a 401 (RFC 9110 §11.6.1), without field lines that cannot be read.

    One that cannot be read cannot be answered: its 401 is what the caller gets to see.
    """
    found: list[Challenge] = []
    if response.status_code == 401:
        for value in response.headers.get_all("www-authenticate"):
            try:
                found += parse_challenges(value)
            except ProtocolError:
                continue
    return found
