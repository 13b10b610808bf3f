"""Caching (RFC 9111) by a private cache: may a response be stored, and may it answer a request?"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from .cache_control import RequestDirectives
from .cache_grounds import (
    FORCED,
    FRESH,
    IMMUTABLE,
    KEPT,
    NO_CACHE_REQUEST,
    NO_CACHE_RESPONSE,
    NO_STORE,
    NOT_FRESH_ENOUGH,
    NOT_UNDERSTOOD,
    NOTHING_EXPLICIT,
    OF_NO_USE,
    PARTIAL,
    STALE,
    STALE_WANTED,
    STALE_WHILE_REVALIDATE,
    TOO_OLD,
    VARIES_ALWAYS,
    Ground,
)
from .freshness import HEURISTIC_STATUSES, Metadata, is_lifetime_explicit
from .status import STATUSES

STORING_METHODS = frozenset({"GET", "QUERY"})
"""Methods whose responses are stored. HEAD is answered from those to GET, and updates them."""

CONDITION_FIELDS = frozenset({"if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since"})
"""Names of the fields that make a request conditional (RFC 9110 §13.1)."""


class Mode(Enum):
    """How a request uses the cache, in the words of the Fetch standard (§2.2.5).

    ``DEFAULT``: as RFC 9111 says. ``NO_STORE``: neither look nor keep. ``RELOAD``: do not look, but keep.
    ``NO_CACHE``: ask the server about what is stored. ``FORCE_CACHE``: take what is stored however old, else ask.
    ``ONLY_IF_CACHED``: take what is stored however old, else 504.
    """

    DEFAULT = "default"
    NO_STORE = "no-store"
    RELOAD = "reload"
    NO_CACHE = "no-cache"
    FORCE_CACHE = "force-cache"
    ONLY_IF_CACHED = "only-if-cached"


def storing(metadata: Metadata, lifetime: float) -> Ground:
    """Say whether the final response to a GET or QUERY may be stored: `KEPT`, or why not (RFC 9111 §3).

    `lifetime` is its freshness lifetime in seconds. What could never answer a later request is not stored either.
    """
    directives = metadata.directives
    if metadata.status in (206, 304) or metadata.status < 200:
        return PARTIAL
    if directives.must_understand and metadata.status not in STATUSES:
        return NOT_UNDERSTOOD
    if directives.no_store and not directives.must_understand:
        return NO_STORE
    if metadata.varying is None:
        return VARIES_ALWAYS
    may_guess = metadata.status in HEURISTIC_STATUSES or directives.public or directives.private
    if not may_guess and not is_lifetime_explicit(metadata):
        return NOTHING_EXPLICIT
    has_grace = directives.stale_while_revalidate > 0 or directives.stale_if_error > 0
    if lifetime <= 0 and not metadata.has_validator and not has_grace:
        return OF_NO_USE
    return KEPT


class Reuse(Enum):
    """What to do with a stored response that matches a request."""

    USE = "use"
    USE_STALE = "use stale"
    USE_AND_REVALIDATE = "use and revalidate"
    REVALIDATE = "revalidate"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A `Reuse` and its reason."""

    reuse: Reuse
    ground: Ground


_FRESH = Verdict(Reuse.USE, FRESH)


def reuse(metadata: Metadata, lifetime: float, age: float, wanted: RequestDirectives, mode: Mode) -> Verdict:
    """Say whether a stored response may answer a request without asking the server (RFC 9111 §4).

    `lifetime` and `age` are in seconds. The request's wishes come first, then the response's rules, then its age.
    """
    is_fresh = age < lifetime
    if mode in (Mode.FORCE_CACHE, Mode.ONLY_IF_CACHED):
        return _FRESH if is_fresh else Verdict(Reuse.USE_STALE, FORCED)
    return (
        _asked_for(metadata, is_fresh, wanted, mode)
        or _refused(metadata, lifetime, age, wanted)
        or (_FRESH if is_fresh else _stale(metadata, age - lifetime, wanted))
    )


def _asked_for(metadata: Metadata, is_fresh: bool, wanted: RequestDirectives, mode: Mode) -> Verdict | None:
    """Return the verdict where the request wants the server's word, None where it does not."""
    if wanted.no_cache:
        return Verdict(Reuse.REVALIDATE, NO_CACHE_REQUEST)
    if mode is not Mode.NO_CACHE:
        return None
    if is_fresh and metadata.directives.immutable and not metadata.directives.no_cache:
        return Verdict(Reuse.USE, IMMUTABLE)
    return Verdict(Reuse.REVALIDATE, NO_CACHE_REQUEST)


def _refused(metadata: Metadata, lifetime: float, age: float, wanted: RequestDirectives) -> Verdict | None:
    """Return the verdict where fresh is not enough, None where it is."""
    if metadata.directives.no_cache:
        return Verdict(Reuse.REVALIDATE, NO_CACHE_RESPONSE)
    if wanted.max_age is not None and age > wanted.max_age:
        return Verdict(Reuse.REVALIDATE, TOO_OLD)
    if wanted.min_fresh and lifetime - age < wanted.min_fresh:
        return Verdict(Reuse.REVALIDATE, NOT_FRESH_ENOUGH)
    return None


def _stale(metadata: Metadata, staleness: float, wanted: RequestDirectives) -> Verdict:
    directives = metadata.directives
    if directives.must_revalidate:
        return Verdict(Reuse.REVALIDATE, STALE)
    if 0 < wanted.max_stale >= staleness:
        return Verdict(Reuse.USE_STALE, STALE_WANTED)
    if 0 < directives.stale_while_revalidate >= staleness:
        return Verdict(Reuse.USE_AND_REVALIDATE, STALE_WHILE_REVALIDATE)
    return Verdict(Reuse.REVALIDATE, STALE)


ERROR_STATUSES = frozenset({500, 502, 503, 504})
"""The responses that stale-if-error counts as errors, besides none at all (RFC 5861 §4)."""


def may_outlive_error(
    metadata: Metadata, lifetime: float, age: float, wanted: RequestDirectives, allowance: float = 0.0
) -> bool:
    """Tell whether a stored response may be used because asking the server failed (RFC 5861 §4).

    `allowance` is how many seconds of staleness the user allows, whatever the response says. What has to be
    validated each time is never used without.
    """
    directives = metadata.directives
    if directives.must_revalidate or directives.no_cache or wanted.no_cache:
        return False
    grace = max(directives.stale_if_error, wanted.stale_if_error, allowance)
    return 0 < grace >= age - lifetime


# -- after an unsafe request ---------------------------------------------------------------------------------------


def invalidates(status: int) -> bool:
    """Tell whether a response to an unsafe request makes what is stored about its target invalid (RFC 9111 §4.4)."""
    return 200 <= status < 400


def is_conditional(names: AbstractSet[str]) -> bool:
    """Tell whether a request with fields of these lower-case `names` has conditions of its own."""
    return not CONDITION_FIELDS.isdisjoint(names)
