"""Many exchanges, such as an archive has, as journeys: each request of a user with the redirects that followed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..faults import InvalidURL
from ..semantics.redirects import REDIRECT_STATUSES
from ..semantics.url import URL
from .exchange import Exchange, Journey


def journeys_of(exchanges: Sequence[Exchange]) -> list[Journey]:
    """Return `exchanges` in their order, those together of which one redirects to the next."""
    return list(_together(exchanges))


def _together(exchanges: Sequence[Exchange]) -> Iterator[Journey]:
    found: list[Exchange] = []
    for exchange in exchanges:
        if found and not exchange.probe and not leads_to(found[-1], exchange):
            yield tuple(found)
            found = []
        found.append(exchange)
    if found:
        yield tuple(found)


def leads_to(before: Exchange, after: Exchange) -> bool:
    """Tell whether the response of `before` redirects to what `after` asks for."""
    response, url = before.response, before.request.url
    if response is None or url is None or response.status not in REDIRECT_STATUSES or after.request.url is None:
        return False
    try:
        target = url.join(response.fields.get("location", ""))
    except InvalidURL:
        return False
    return target.without_fragment() == after.request.url.without_fragment()


def most_telling(journeys: Sequence[Journey]) -> int:
    """Return the number, from 0, of the journey that is worth a look first.

    The first that failed, else the first that the server is to blame for, else any error, else the slowest.
    """
    return max(range(len(journeys)), key=lambda number: (_badness(journeys[number][-1]), -number))


def _badness(exchange: Exchange) -> tuple[int, float]:
    status = 0 if exchange.response is None else exchange.response.status
    if exchange.error is not None or exchange.response is None:
        return 3, 0.0
    if status >= 400:
        return (2 if status >= 500 else 1), 0.0
    return 0, exchange.phases.total or 0.0


def about(journeys: Sequence[Journey], url: URL) -> Journey | None:
    """Return the last journey that began with `url`, else with the same path and query elsewhere; None for none."""
    known = [(each, each[0].request.url) for each in journeys]
    same = [each for each, its in known if its is not None and its.without_fragment() == url.without_fragment()]
    alike = [each for each, its in known if its is not None and its.request_target == url.request_target]
    return next(reversed(same or alike), None)
