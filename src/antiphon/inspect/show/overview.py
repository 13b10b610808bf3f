"""Many journeys, one a line, for a terminal: what was asked, what came, how long it took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...faults import Text
from ...semantics.secrets import mask_query
from ...semantics.terminal_text import safe
from ..exchange import Exchange, Journey

_MOST = 20
_TITLE = Text(
    "{count} requests; number {chosen} is explained (--exchange N).",
    "{count} peticiones; se explica la {chosen} (--exchange N).",
)
_MORE = Text("… and {count} more", "… y {count} más")


def overview(journeys: Sequence[Journey], chosen: int, language: str, *, width: int = 80) -> Iterator[str]:
    """Yield lines about `journeys`, those around the number `chosen`, from 0, where there are many."""
    yield _TITLE.fill({"count": len(journeys), "chosen": chosen + 1}, language)
    first = max(0, min(chosen - _MOST // 2, len(journeys) - _MOST))
    for number in range(first, min(first + _MOST, len(journeys))):
        mark = ">" if number == chosen else " "
        yield f"{mark}{number + 1:4}  {_line(journeys[number])}"[:width].rstrip()
    left = len(journeys) - _MOST
    if left > 0:
        yield f"      {_MORE.fill({'count': left}, language)}"


def _line(journey: Journey) -> str:
    first, last = journey[0], journey[-1]
    total = sum(each.phases.total or 0.0 for each in journey)
    return f"{_status(last)} {total * 1000:8.1f} ms  {safe(first.request.method)} {_url(first)}"


def _status(exchange: Exchange) -> str:
    return "  –" if exchange.response is None else f"{exchange.response.status:3}"


def _url(exchange: Exchange) -> str:
    url = exchange.request.url
    return safe(mask_query(exchange.request.target if url is None else url.masked))
