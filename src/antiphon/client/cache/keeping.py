"""What comes from the server, and what of it is kept (RFC 9111 §3, §4.3.4, §4.3.5, §4.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ...faults import InvalidURL
from ...net.network import Network
from ...semantics.cache_grounds import KEPT, TOO_LARGE, Ground
from ...semantics.cache_updates import describes, is_about, stored_fields, updated_fields
from ...semantics.caching import storing
from ...semantics.freshness import Metadata, freshness_lifetime
from ...semantics.url import URL
from ...wire import h1
from ..response import Response
from .cache import Cache
from .entry import Entry, with_fields
from .keys import selector_of, url_text
from .question import Question
from .received import Keep

Value = TypeVar("Value")

_MOST_NOTES = 1024


@dataclass(frozen=True, slots=True)
class Departure:
    """When a request went to the server: `at` by the time of day, `since_start` by the network's clock."""

    at: float
    since_start: float


class Keeper:
    """Keeps the responses of one session's requests in its cache. `clock` is the time of day."""

    def __init__(self, cache: Cache, network: Network, clock: Callable[[], float]) -> None:
        self._cache = cache
        self._store = cache.store
        self._network = network
        self._clock = clock
        # Keys whose last response was not stored: nobody should wait for an answer that will be another's alone.
        self._unshared: dict[str, None] = {}
        # When what is stored about a URL was made invalid: a response to an earlier request must not be stored then.
        self._invalidated: dict[str, float] = {}

    def departure(self) -> Departure:
        """Return that a request goes now."""
        return Departure(self._clock(), self._network.now())

    def lifetime(self, metadata: Metadata, received_at: float) -> float:
        """Return for how many seconds a response is fresh."""
        return freshness_lifetime(metadata, received_at, heuristics=self._cache.heuristics)

    def is_shared(self, key: str) -> bool:
        """Tell whether the answer under `key` is likely to be of use to others, as far as is known."""
        return key not in self._unshared

    # -- a new response ------------------------------------------------------------------------------------------------

    def receive(self, asked: Question, head: h1.Response, sent: Departure) -> tuple[Ground, Keep | None]:
        """Say whether a response with `head` may be stored, and return what stores it once its content has come."""
        received_at = self._clock()
        metadata = Metadata.parse(head.status, head.section.lowered, int(received_at))
        ground = storing(metadata, self.lifetime(metadata, received_at))
        if ground is KEPT and head.length is not None and head.length > self._cache.max_content:
            ground = TOO_LARGE
        if ground is not KEPT:
            _note(self._unshared, asked.key, None)
            return ground, None

        def keep(content: bytes, trailers: h1.FieldSection) -> None:
            if self._invalidated.get(asked.url, sent.since_start) <= sent.since_start:
                stored = with_fields(head, stored_fields(head.section.pairs, metadata, received_at))
                self._keep(self._entry(asked, stored, content, trailers, sent, received_at))

        return ground, keep

    def _entry(
        self,
        asked: Question,
        head: h1.Response,
        content: bytes,
        trailers: h1.FieldSection,
        sent: Departure,
        received_at: float,
    ) -> Entry:
        varying = Metadata.parse(head.status, head.section.lowered, int(received_at)).varying
        selector = selector_of(varying or (), asked.fields, asked.url)
        return Entry(asked.key, selector, asked.url, head, content, trailers, sent.at, received_at)

    def _keep(self, entry: Entry) -> None:
        self._unshared.pop(entry.key, None)
        self._cache.count_change(stored=1, evicted=self._store.keep(entry))

    # -- a stored response, and a newer one without content ------------------------------------------------------------

    def confirm(self, asked: Question, entry: Entry, section: h1.FieldSection, sent: Departure) -> Entry | None:
        """Return the stored response, updated by a 304 with the fields `section`; None where that is about another."""
        newer = Metadata.parse(entry.head.status, section.lowered, int(self._clock()))
        return self._update(asked, entry, section, newer, sent) if is_about(newer, entry.metadata) else None

    def compare(self, asked: Question, entry: Entry, section: h1.FieldSection, sent: Departure) -> None:
        """Update the stored response to GET by a 200 to HEAD that describes it, else forget it."""
        newer = Metadata.parse(200, section.lowered, int(self._clock()))
        lengths = _length(section), _length(entry.head.section)
        if describes(newer, lengths[0], entry.metadata, lengths[1]):
            self._update(asked, entry, section, newer, sent)
        else:
            self._store.remove(entry)

    def _update(
        self, asked: Question, entry: Entry, section: h1.FieldSection, newer: Metadata, sent: Departure
    ) -> Entry:
        """Return `entry` with newer fields, stored in its place unless they forbid it."""
        received_at = self._clock()
        pairs = updated_fields(entry.head.section.pairs, section.pairs, newer, received_at)
        head = with_fields(entry.head, pairs)
        updated = self._entry(asked, head, entry.content, entry.trailers, sent, received_at)
        may_stay = storing(updated.metadata, self.lifetime(updated.metadata, received_at)) is KEPT
        if may_stay:
            self._keep(updated)
        if not may_stay or updated.selector != entry.selector:
            self._store.remove(entry)
        return updated

    # -- what is stored no longer holds --------------------------------------------------------------------------------

    def supersede(self, entry: Entry, status: int) -> None:
        """Forget a stored response in whose place one came that is not stored, unless the server only failed."""
        if status < 500:
            self._store.remove(entry)

    def invalidate(self, target: URL, response: Response) -> None:
        """Forget what is stored about the target of an unsafe request, and what its response names (RFC 9111 §4.4).

        Another origin's URLs are none of this server's business.
        """
        urls = {url_text(target)}
        for name in ("location", "content-location"):
            for value in response.headers.get_all(name):
                try:
                    named = target.join(value)
                except InvalidURL:
                    continue
                if named.origin == target.origin:
                    urls.add(url_text(named))
        now = self._network.now()
        for url in urls:
            _note(self._invalidated, url, now)
        self._cache.count_change(invalidated=sum(self._store.drop(url) for url in urls))


def _length(section: h1.FieldSection) -> str | None:
    lengths = section.facts.get(b"content-length")
    return lengths[0].decode("latin-1") if lengths else None


def _note(notes: dict[str, Value], key: str, value: Value) -> None:
    """Note something under `key`; what was noted first goes when there is too much."""
    if key not in notes and len(notes) >= _MOST_NOTES:
        notes.pop(next(iter(notes)), None)
    notes[key] = value
