"""Decisions remembered: the same request again needs no looking at its fields, only at the clock."""

from __future__ import annotations

from dataclasses import replace
from weakref import ref

from ...semantics.freshness import current_age
from ...semantics.url import URL
from ...wire import h1
from ..plan import Plan, TLSSettings
from ..request import Request
from .decision import CacheDecision
from .entry import Entry, given_out

_CAPACITY = 512


class Remembered:
    """How a stored response answers one request: its head and the decision as they are at this second of its age.

    It may do so without further thought from `since` until `until`, times of day in seconds; at `turns` its Age
    changes. What the store has let go is not held here: `entry` returns None then.
    """

    __slots__ = ("_initial_age", "_stored_head", "decision", "entry", "has_content", "head", "since", "turns", "until")

    def __init__(self, entry: Entry, lifetime: float, decision: CacheDecision, request: Request, now: float) -> None:
        self.entry = ref(entry)
        self.decision = replace(decision, lifetime=lifetime)
        self.has_content = request.method != "HEAD"
        self._stored_head = entry.head
        self._initial_age = entry.initial_age
        # Before that the clock would have been set back.
        self.since = entry.received_at
        self.until = entry.received_at + lifetime - entry.initial_age
        self.refresh(now)

    def refresh(self, now: float) -> None:
        """Make head and decision what they are `now`."""
        age = current_age(self._initial_age, self.since, now)
        self.head = given_out(self._stored_head, age)
        self.decision = replace(self.decision, age=age)
        self.turns = now + 1.0 - age % 1.0


class Memory:
    """What was decided about requests whose fields have been built before, known by the identity of these."""

    def __init__(self) -> None:
        self._known: dict[h1.FieldSection, tuple[URL, str, TLSSettings, Remembered]] = {}

    def find(self, section: h1.FieldSection, request: Request, plan: Plan) -> Remembered | None:
        """Return what is remembered of this very request."""
        known = self._known.get(section)
        if known is None:
            return None
        url, method, settings, remembered = known
        if url is request.url and method == request.method and settings is plan.tls and plan.cache == "default":
            return remembered
        return None

    def keep(self, section: h1.FieldSection, remembered: Remembered, request: Request, plan: Plan) -> None:
        """Remember what was decided about `request`."""
        if len(self._known) >= _CAPACITY:
            self._known.clear()
        self._known[section] = (request.url, request.method, plan.tls, remembered)
