"""A request as the cache sees it: what it wants, and what may answer it."""

from __future__ import annotations

from dataclasses import dataclass

from ...semantics.cache_control import RequestDirectives
from ...semantics.cache_grounds import (
    CONDITIONAL_REQUEST,
    CONTENT_IN_REQUEST,
    METHOD_PASSES,
    NO_STORE_WANTED,
    QUERY_IS_A_STREAM,
    RANGE_REQUEST,
    TRUST_WITHOUT_NAME,
    Ground,
)
from ...semantics.caching import CONDITION_FIELDS, Mode
from ...semantics.fields import Fields
from ..content import Empty, Whole
from ..plan import Plan
from ..request import Request
from .keys import key_of, url_text

_LOOKING_METHODS = frozenset({"GET", "HEAD", "QUERY"})


@dataclass(slots=True)
class Question:
    """A request, its plan and deadline, and what they mean to a cache.

    `passes` says why the request does not concern the cache, None where it does.
    """

    request: Request
    plan: Plan
    deadline: float | None
    fields: Fields
    wanted: RequestDirectives
    mode: Mode
    url: str
    key: str
    passes: Ground | None


def question_of(request: Request, plan: Plan, deadline: float | None, place: str) -> Question:
    """Return what a request asks; `place` distinguishes servers that have the same URLs."""
    # The fields of a request that is ready to be sent are read from there: asking it for them would undo that.
    fields = request.headers if request.built is None else request.built.fields
    wanted = RequestDirectives.parse(fields.get_all("cache-control"), fields.get_all("pragma"))
    mode = Mode(plan.cache)
    url = url_text(request.url)
    passes = _passing(request, fields, wanted, mode)
    key = None if passes is METHOD_PASSES else key_of(request, fields, plan.tls, place)
    if key is None and passes is None:
        passes = TRUST_WITHOUT_NAME
    return Question(request, plan, deadline, fields, wanted, mode, url, key or f"{request.method} {url}", passes)


def _passing(request: Request, fields: Fields, wanted: RequestDirectives, mode: Mode) -> Ground | None:
    """Return why a request passes the cache by, None where it does not."""
    if request.method not in _LOOKING_METHODS:
        return METHOD_PASSES
    if mode is Mode.NO_STORE or wanted.no_store:
        return NO_STORE_WANTED
    if request.method == "QUERY":
        if not isinstance(request.body, Whole):
            return QUERY_IS_A_STREAM
    elif not isinstance(request.body, Empty):
        return CONTENT_IN_REQUEST
    if fields.has_any(CONDITION_FIELDS):
        return CONDITIONAL_REQUEST
    if "range" in fields:
        return RANGE_REQUEST
    return None
