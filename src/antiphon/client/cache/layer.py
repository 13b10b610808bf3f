"""The cache around the exchange: looks for a stored response, asks the server where there is none that will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...faults import AntiphonError, ConnectionError, Timeout
from ...semantics.cache_control import ANYTHING
from ...semantics.cache_grounds import (
    HEAD_ONLY,
    NOT_MODIFIED,
    NOT_MODIFIED_OTHERWISE,
    NOTHING_STORED,
    ONLY_IF_CACHED,
    OTHER_VARIANT,
    PART_OF_STORED,
    RANGE_REQUEST,
    RELOADED,
    STALE_IF_ERROR,
    Ground,
)
from ...semantics.cache_updates import conditions
from ...semantics.caching import ERROR_STATUSES, Mode, Reuse, Verdict, invalidates, may_outlive_error, reuse
from ...semantics.fields import Pair
from ...semantics.methods import is_safe
from ...semantics.redirects import REDIRECT_STATUSES
from ...wire import h1
from ..plan import Plan
from ..request import Request
from ..response import Response
from ..sending import Send, Surroundings
from .cache import Cache
from .decision import CacheDecision, CacheStatus
from .entry import Entry, Selector, given_out
from .flights import Flights
from .keeping import Departure, Keeper
from .keys import selects
from .parts import part_of
from .question import Question, question_of
from .received import Cached, Recording
from .remembered import Memory, Remembered

_MOST_BESIDE = 8
"""How many stored responses are revalidated in the background at once; more wait for the next who asks."""

_NOWHERE = h1.Response(504, b"Gateway Timeout", 1, h1.build_section([(b"Content-Length", b"0")]), False, 0)


class CacheLayer:
    """A `Layer` that answers from `cache`. `place` distinguishes servers that have the same URLs, such as a socket."""

    def __init__(self, cache: Cache, place: str = "") -> None:
        self._cache = cache
        self._place = place

    def around(self, send: Send, surroundings: Surroundings) -> Send:
        """Return what answers from the cache, or else sends by `send`."""
        return CachedSending(self._cache, self._place, send, surroundings).send


class _Need:
    """What makes it necessary to ask the server, and the stored response that may be confirmed or fallen back on."""

    __slots__ = ("entry", "ground")

    def __init__(self, ground: Ground, entry: Entry | None = None) -> None:
        self.ground = ground
        self.entry = entry


class CachedSending:
    """Sends requests for one session, by way of a cache."""

    def __init__(self, cache: Cache, place: str, send: Send, surroundings: Surroundings) -> None:
        self._cache = cache
        self._store = cache.store
        self._place = place
        self._send = send
        self._network = surroundings.network
        self._clock = surroundings.clock
        self._respond = surroundings.respond
        self._keeper = Keeper(cache, surroundings.network, surroundings.clock)
        self._flights = Flights(surroundings.network)
        self._memory = Memory()
        self._beside: set[str] = set()

    async def send(self, request: Request, plan: Plan, deadline: float | None) -> Response:
        """Return the response to `request`, from the store or from the server. See `Send`."""
        section = request.built
        if section is not None:
            known = self._memory.find(section, request, plan)
            entry = None if known is None else known.entry()
            if known is not None and entry is not None and self._store.holds(entry):
                now = self._clock()
                if known.since <= now < known.until:
                    if now >= known.turns:
                        known.refresh(now)
                    self._cache.count_request(CacheStatus.HIT)
                    content = entry.content if known.has_content else b""
                    return self._respond(
                        request, Cached(known.head, content, entry.trailers, known.decision, plan.max_content)
                    )
        return await self._answer(question_of(request, plan, deadline, self._place))

    async def _answer(self, asked: Question) -> Response:
        if asked.passes is not None:
            return await self._pass(asked, asked.passes)
        need = self._look(asked)
        if isinstance(need, Response):
            return need
        if not self._flies(asked):
            return await self._fetch(asked, need)
        waiter = self._flights.board(asked.key)
        if waiter is not None:
            await waiter.wait(self._patience(asked))
            need = self._look(asked)
            return need if isinstance(need, Response) else await self._fetch(asked, need)
        try:
            return await self._fetch(asked, need)
        finally:
            self._flights.land(asked.key)

    def _flies(self, asked: Question) -> bool:
        """Tell whether others may wait for the answer: it comes without the caller's help, and will be of use."""
        return (
            asked.mode is Mode.DEFAULT
            and not asked.wanted.no_cache
            and not asked.plan.stream
            and asked.request.method != "HEAD"
            and self._keeper.is_shared(asked.key)
        )

    def _patience(self, asked: Question) -> float | None:
        """Return for how many seconds to wait for another's answer before asking, too."""
        left = None if asked.deadline is None else max(0.0, asked.deadline - self._network.now())
        return min((limit for limit in (left, asked.plan.timeouts.read) if limit is not None), default=None)

    # -- from the store ------------------------------------------------------------------------------------------------

    def _look(self, asked: Question) -> Response | _Need:
        """Return the response that the store has, or else what the server is needed for (RFC 9111 §4)."""
        if asked.mode is Mode.RELOAD:
            return _Need(RELOADED)
        entry = self._select(asked)
        if entry is None:
            return self._needed(asked, OTHER_VARIANT if self._store.has(asked.key) else NOTHING_STORED)
        verdict = self._verdict(asked, entry)
        if verdict.reuse is Reuse.REVALIDATE:
            return self._needed(asked, verdict.ground, entry)
        if verdict.reuse is Reuse.USE_AND_REVALIDATE:
            self._revalidate_beside(asked, _Need(verdict.ground, entry))
        status = CacheStatus.HIT if verdict.reuse is Reuse.USE else CacheStatus.STALE
        return self._serve(asked, entry, status, verdict.ground)

    def _select(self, asked: Question) -> Entry | None:
        def matches(selector: Selector) -> bool:
            return selects(selector, asked.fields, asked.url)

        return self._store.find(asked.key, matches)

    def _lifetime(self, entry: Entry) -> float:
        return self._keeper.lifetime(entry.metadata, entry.received_at)

    def _verdict(self, asked: Question, entry: Entry) -> Verdict:
        return reuse(entry.metadata, self._lifetime(entry), entry.age(self._clock()), asked.wanted, asked.mode)

    def _needed(self, asked: Question, ground: Ground, entry: Entry | None = None) -> Response | _Need:
        """Return what the server is needed for; the 504 for a request that may not go there (RFC 9111 §5.2.1.7)."""
        if asked.mode is not Mode.ONLY_IF_CACHED and not asked.wanted.only_if_cached:
            return _Need(ground, entry)
        decision = CacheDecision(CacheStatus.MISS, ONLY_IF_CACHED, asked.key)
        return self._given(asked, _NOWHERE, b"", h1.EMPTY_SECTION, decision)

    def _serve(self, asked: Question, entry: Entry, status: CacheStatus, ground: Ground) -> Response:
        """Return a stored response as it is, with its age."""
        decision = CacheDecision(status, ground, asked.key)
        known = Remembered(entry, self._lifetime(entry), decision, asked.request, self._clock())
        is_plain = asked.mode is Mode.DEFAULT and asked.wanted is ANYTHING
        if is_plain and status is CacheStatus.HIT and self._store.in_memory and asked.request.built is not None:
            self._memory.keep(asked.request.built, known, asked.request, asked.plan)
        content = entry.content if known.has_content else b""
        return self._given(asked, known.head, content, entry.trailers, known.decision)

    def _part(self, asked: Question) -> Response | None:
        """Return the part of a fresh stored response that a request asks for, None where the server has to answer."""
        entry = self._select(asked)
        if entry is None or self._verdict(asked, entry).reuse is not Reuse.USE:
            return None
        part = part_of(entry, asked.fields["range"])
        if part is None:
            return None
        head, content = part
        age = entry.age(self._clock())
        decision = CacheDecision(CacheStatus.HIT, PART_OF_STORED, asked.key, age, self._lifetime(entry))
        return self._given(asked, given_out(head, age), content, h1.EMPTY_SECTION, decision)

    def _given(
        self,
        asked: Question,
        head: h1.Response,
        content: bytes,
        trailers: h1.FieldSection,
        decision: CacheDecision,
    ) -> Response:
        self._cache.count_request(decision.status)
        return self._respond(asked.request, Cached(head, content, trailers, decision, asked.plan.max_content))

    # -- in the background ---------------------------------------------------------------------------------------------

    def _revalidate_beside(self, asked: Question, need: _Need) -> None:
        """Ask the server about a stored response while the caller goes on with it (RFC 5861 §3)."""
        if len(self._beside) >= _MOST_BESIDE or self._flights.board(asked.key) is not None:
            return
        self._beside.add(asked.key)
        # What watches the caller's request, or may end it, has no part in this one.
        plan = replace(
            asked.plan,
            stream=False,
            on_upload=None,
            on_download=None,
            on_interim=None,
            max_content=None,
            cancel=None,
            around=(),
        )
        total = plan.timeouts.total
        deadline = None if total is None else self._network.now() + total
        request = Request(asked.request.method, asked.request.url, asked.fields.copy(), asked.request.body)
        self._network.spawn(self._revalidate(replace(asked, request=request, plan=plan, deadline=deadline), need))

    async def _revalidate(self, asked: Question, need: _Need) -> None:
        try:
            response = await self._fetch(asked, need)
            if response.exchange.content is None:
                await response.exchange.read_some()
        except AntiphonError:
            # Whoever asks after the time of grace will see the same.
            pass
        finally:
            self._beside.discard(asked.key)
            self._flights.land(asked.key)

    # -- from the server -----------------------------------------------------------------------------------------------

    async def _pass(self, asked: Question, ground: Ground) -> Response:
        """Send a request that does not concern the cache; one that is not safe concerns what is stored."""
        part = self._part(asked) if ground is RANGE_REQUEST else None
        if part is not None:
            return part
        need = self._needed(asked, ground)
        if isinstance(need, Response):
            return need
        response = await self._send(asked.request, asked.plan, asked.deadline)
        if not is_safe(asked.request.method) and invalidates(response.status_code):
            self._keeper.invalidate(asked.request.url, response)
        return self._passed_on(response, CacheDecision(CacheStatus.BYPASS, ground, asked.key))

    def _passed_on(self, response: Response, decision: CacheDecision) -> Response:
        self._cache.count_request(decision.status)
        response.exchange = Recording(response.exchange, decision)
        return response

    async def _fetch(self, asked: Question, need: _Need) -> Response:
        """Ask the server: for a response, or whether the stored one is still good (RFC 9111 §4.3)."""
        is_head = asked.request.method == "HEAD"
        entry = None if is_head else need.entry
        sent = self._keeper.departure()
        try:
            response = await self._send(_asking(asked, entry), asked.plan, asked.deadline)
            if response.status_code in ERROR_STATUSES:
                fallback = self._outlive(asked, need)
                if fallback is not None:
                    response.exchange.abandon()
                    return fallback
            if entry is not None and response.status_code == 304:
                return await self._confirm(asked, entry, response, sent)
            if is_head:
                return self._compare(asked, need, response, sent)
            return await self._receive(asked, need, response, sent)
        except (ConnectionError, Timeout):
            fallback = self._outlive(asked, need)
            if fallback is None:
                raise
            return fallback

    def _outlive(self, asked: Question, need: _Need) -> Response | None:
        """Return the stored response in place of an error, None where it may not be used (RFC 5861 §4)."""
        entry = need.entry
        if entry is None or asked.mode is not Mode.DEFAULT:
            return None
        age, allowance = entry.age(self._clock()), self._cache.stale_if_error
        if not may_outlive_error(entry.metadata, self._lifetime(entry), age, asked.wanted, allowance):
            return None
        return self._serve(asked, entry, CacheStatus.STALE, STALE_IF_ERROR)

    async def _receive(self, asked: Question, need: _Need, response: Response, sent: Departure) -> Response:
        """Return the server's answer, which is stored once it has been read if it may be (RFC 9111 §3)."""
        head = response.exchange.head
        ground, keep = self._keeper.receive(asked, head, sent)
        decision = CacheDecision(CacheStatus.MISS, need.ground, asked.key, storing=ground)
        if keep is None:
            self._flights.land(asked.key)
            if need.entry is not None:
                self._keeper.supersede(need.entry, head.status)
            return self._passed_on(response, decision)
        self._cache.count_request(CacheStatus.MISS)
        recording = Recording(response.exchange, decision, keep, self._cache.max_content)
        response.exchange = recording
        # The engine reads no more than the start of what is on the way to somewhere else.
        is_read_here = not asked.plan.stream and head.status not in REDIRECT_STATUSES
        if is_read_here and not recording.take_whole():
            await recording.read_whole()
        return response

    async def _confirm(self, asked: Question, entry: Entry, response: Response, sent: Departure) -> Response:
        """Return the stored response that a 304 confirmed, updated by its fields (RFC 9111 §4.3.4)."""
        exchange = response.exchange
        if not exchange.take_whole():
            await exchange.read_whole()
        section = exchange.head.section
        updated = self._keeper.confirm(asked, entry, section, sent)
        ground = NOT_MODIFIED_OTHERWISE if updated is None else NOT_MODIFIED
        stored = updated or entry
        age, lifetime = stored.age(self._clock()), self._lifetime(stored)
        decision = CacheDecision(CacheStatus.REVALIDATED, ground, asked.key, age, lifetime)
        head = given_out(stored.head, None, section.facts.get(b"set-cookie", ()))
        return self._given(asked, head, stored.content, stored.trailers, decision)

    def _compare(self, asked: Question, need: _Need, response: Response, sent: Departure) -> Response:
        """Return the answer to HEAD; a good one updates or ends the stored response to GET (RFC 9111 §4.3.5)."""
        entry = need.entry or self._select(asked)
        if entry is not None and response.status_code == 200:
            self._keeper.compare(asked, entry, response.exchange.head.section, sent)
        return self._passed_on(response, CacheDecision(CacheStatus.MISS, HEAD_ONLY, asked.key))


def _asking(asked: Question, entry: Entry | None) -> Request:
    """Return the request to send: with the conditions that `entry` gives, and what its mode says to caches on the way.

    A mode adds nothing where the request speaks for itself (Fetch §4.6).
    """
    added: list[Pair] = [] if entry is None else conditions(entry.metadata)
    if "cache-control" not in asked.fields:
        if asked.mode is Mode.RELOAD:
            added.append((b"Cache-Control", b"no-cache"))
        elif asked.mode is Mode.NO_CACHE:
            added.append((b"Cache-Control", b"max-age=0"))
    return _with(asked.request, added) if added else asked.request


def _with(request: Request, pairs: Sequence[Pair]) -> Request:
    changed = request.copy()
    for name, value in pairs:
        changed.headers.add(name.decode("latin-1"), value)
    return changed
