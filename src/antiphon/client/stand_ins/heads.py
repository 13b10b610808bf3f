"""The head of a response that did not come over a connection."""

from __future__ import annotations

from ...faults import BrokenResponse, Text
from ...faults.stand_in import IN_PROCESS_MESSAGE
from ...semantics.fields import Pair
from ...semantics.status import STATUSES
from ...wire import h1

STATUS = Text("the status {status}", "el estado {status}")
_STATUS_CODE = Text("a status code", "un código de estado")
_ONE_NUMBER = Text("one number", "un número")
_WITHOUT_CONTENT = frozenset({204, 304})


def head_of(
    method: str, status: int, pairs: list[Pair], *, reason: bytes | None = None, minor: int = 1, interim: bool = False
) -> h1.Response:
    """Return the head of the answer to a request with `method`; without `reason`, with that of IANA.

    Raises `BrokenResponse` for a status that none can be, or a Content-Length that is no number, and `InvalidField`.
    """
    if not isinstance(status, int) or not (100 <= status <= 199 if interim else 200 <= status <= 599):
        raise BrokenResponse(IN_PROCESS_MESSAGE, given=STATUS.of(status=ascii(status)), expected=_STATUS_CODE)
    section = h1.build_section(pairs)
    if reason is None:
        known = STATUSES.get(status)
        reason = known.phrase.encode("latin-1") if known else b""
    has_content = method != "HEAD" and status not in _WITHOUT_CONTENT and not interim
    return h1.Response(status, reason, minor, section, has_content, _length(section))


def _length(section: h1.FieldSection) -> int | None:
    """Return the length that `section` declares, None where it declares none (RFC 9110 §8.6)."""
    values = set(section.facts.get(b"content-length", ()))
    if not values:
        return None
    value = values.pop()
    if values or not value.isdigit():
        raise BrokenResponse(IN_PROCESS_MESSAGE, given=f"Content-Length {value!a}", expected=_ONE_NUMBER)
    return int(value)
