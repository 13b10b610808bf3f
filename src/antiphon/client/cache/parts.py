"""A part of a stored response: what answers a Range request without the server (RFC 9110 §14, RFC 9111 §3.3)."""

from __future__ import annotations

from ...semantics.ranges import ContentRange, RangeOutcome, select_ranges
from ...wire import h1
from .entry import Entry

_OF_THE_WHOLE = frozenset({b"content-length", b"content-range"})


def part_of(entry: Entry, wanted: str) -> tuple[h1.Response, bytes] | None:
    """Return head and content of the 206 for the Range field `wanted`, None where the server has to answer.

    Only one range of a whole 200 is given out. Ranges count the bytes of the coded content, so there may be no coding.
    """
    if entry.head.status != 200 or b"content-encoding" in entry.head.section.facts:
        return None
    size = len(entry.content)
    selection = select_ranges(wanted, size)
    if selection.outcome is not RangeOutcome.SATISFIABLE or len(selection.ranges) > 1:
        return None
    (chosen,) = selection.ranges
    pairs = [pair for pair in entry.head.section.pairs if pair[0].lower() not in _OF_THE_WHOLE]
    pairs.append((b"Content-Range", str(ContentRange(chosen, size)).encode("ascii")))
    pairs.append((b"Content-Length", b"%d" % chosen.size))
    head = h1.Response(206, b"Partial Content", 1, h1.build_section(pairs), True, chosen.size)
    return head, entry.content[chosen.first : chosen.last + 1]
