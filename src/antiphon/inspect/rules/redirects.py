"""Rules about redirects (10 to 13)."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults import InvalidURL
from ...faults.exchange import TOO_MANY_REDIRECTS
from ...faults.findings_redirects import (
    CREATED_WITHOUT_LOCATION,
    CREDENTIALS_CARRIED_OVER,
    CREDENTIALS_LEFT_BEHIND,
    LOCATION_MISSING,
    LOCATION_UNUSABLE,
    REDIRECT_CHAIN_LONG,
    REDIRECT_CHANGES_METHOD,
    REDIRECT_DOWNGRADES,
    REDIRECT_LOOP,
    REDIRECT_LOSES_METHOD,
    REDIRECT_TO_GET,
)
from ...semantics.redirects import REDIRECT_STATUSES, keeps_credentials
from ...semantics.url import URL
from ..exchange import ResponseMessage
from .case import NEAR, Case, Seen, answered, seen
from .connections import rule_of

MOST_HOPS = 5
RULE_OF_LOCATION = 13

_CREDENTIAL_FIELDS = ("Authorization", "Cookie", "X-API-Key", "X-Auth-Token")
_REFUSALS = frozenset({401, 403})
_OF_OTHER_METHOD = frozenset({404, 405, 501})
"""How a server answers GET where it has something for POST alone."""


@answered
def method_changed(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """10: a redirect that turns the method into GET."""
    status, method = response.status, case.method
    if status in (301, 302) and method == "POST":
        following = case.following
        if following is not None and following.method == method:
            return
        answer = None if following is None else following.response
        if answer is not None and answer.status in _OF_OTHER_METHOD and isinstance(case.target, URL):
            details = {"status": status, "method": method, "url": case.target.masked, "answer": answer.status}
            yield seen(REDIRECT_LOSES_METHOD, "response.status", **details)
        else:
            yield seen(REDIRECT_CHANGES_METHOD, "response.status", status=status, method=method)
    elif status == 303 and method not in ("GET", "HEAD", ""):
        yield seen(REDIRECT_TO_GET, "response.status", method=method)


def credentials_across_origins(case: Case) -> Iterator[Seen]:
    """11: credentials that stayed behind at a redirect to another origin, or that went along."""
    following, url = case.following, case.request.url
    if following is None or url is None or not isinstance(case.target, URL):
        return
    if keeps_credentials(url.origin, case.target.origin):
        return
    ends = {"before": _origin(url), "after": _origin(case.target)}
    had = [name for name in _CREDENTIAL_FIELDS if name in case.request.fields]
    carried = [name for name in had if _is_same_secret(case, following, name)]
    if carried:
        yield seen(CREDENTIALS_CARRIED_OVER, "response.location", fields=", ".join(carried), **ends)
    left = left_behind(case)
    status = 0 if following.response is None else following.response.status
    if left and status in _REFUSALS:
        yield seen(CREDENTIALS_LEFT_BEHIND, "response.location", fields=", ".join(left), status=status, **ends)


def left_behind(case: Case) -> list[str]:
    """Return which fields with credentials of `case` the request that its redirect led to has not."""
    following = case.following
    if following is None:
        return []
    return [name for name in _CREDENTIAL_FIELDS if name in case.request.fields and name not in following.request.fields]


def _is_same_secret(case: Case, following: Case, name: str) -> bool:
    """Tell whether both requests have the same value, as far as it can be seen: one that is masked says nothing."""
    value = case.request.fields.get(name)
    return value is not None and "*" not in value and "[" not in value and following.request.fields.get(name) == value


def _origin(url: URL) -> str:
    return f"{url.scheme}://{url.authority}"


@answered
def loops(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """12: a redirect to what was asked already."""
    target = case.target
    if not isinstance(target, URL) or case.request.url is None:
        return
    after = _method_after(case.method, response.status)
    asked = [other for other in case.asked_at(target) if other.index <= case.index and _is_like(case, other, after)]
    # The first time that the circle closes is enough; a cookie set on the way may open it.
    is_first = case.index == next((other.index for other in case.asked_at(case.request.url)), case.index)
    if is_first and len(asked) == 1 and not _sets_cookie(case, asked[0].index):
        yield seen(REDIRECT_LOOP, "response.location", status=response.status, url=target.masked)


def _is_like(case: Case, other: Case, method: str) -> bool:
    same = other.request.fields.get("cookie") == case.request.fields.get("cookie")
    return same and other.method == method and not other.exchange.probe


def _sets_cookie(case: Case, since: int) -> bool:
    answers = (case.journey[index].response for index in range(since, case.index + 1))
    return any(answer is not None and "set-cookie" in answer.fields for answer in answers)


def _method_after(method: str, status: int) -> str:
    turns = status == 303 or (status in (301, 302) and method == "POST")
    return "GET" if turns and method != "HEAD" else method


def long_chains(case: Case) -> Iterator[Seen]:
    """12: more redirects one after another than anybody needs."""
    if case.following is None or _ends_in_failure(case):
        return
    hops = 1
    current: Case | None = case
    while current is not None and hops <= MOST_HOPS + 1:
        if any(True for _ in loops(current)):
            return
        current = led_here(current)
        hops += current is not None
    if hops == MOST_HOPS + 1:
        yield seen(REDIRECT_CHAIN_LONG, "response.location", limit=MOST_HOPS)


def _ends_in_failure(case: Case) -> bool:
    """Tell whether the redirects were too many to follow: that says it all."""
    error = case.journey[-1].error
    return error is not None and error.fault is TOO_MANY_REDIRECTS


def too_many(case: Case) -> Iterator[Seen]:
    """12: more redirects than a client follows, where they lead on and on and not in a circle."""
    error = case.exchange.error
    if error is not None and error.fault is TOO_MANY_REDIRECTS:
        earlier = (case.at(index) for index in range(max(0, case.index - NEAR), case.index + 1))
        if not any(True for each in earlier for _ in loops(each)):
            yield Seen(error.fault, "connection", error.details)


def led_here(case: Case) -> Case | None:
    """Return the exchange just before, where it redirected to this one."""
    if case.index == 0 or case.request.url is None:
        return None
    before = case.at(case.index - 1)
    return before if before.target == case.request.url.without_fragment() else None


@answered
def downgrades(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """12: a redirect from https to http."""
    if case.exchange.secure and isinstance(case.target, URL) and case.target.scheme == "http":
        yield seen(REDIRECT_DOWNGRADES, "response.location", status=response.status)


@answered
def location_missing(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """13: a redirect, or 201, without Location; a Location that leads nowhere."""
    if response.status == 201 and case.method not in ("PUT", "") and "location" not in response.fields:
        yield seen(CREATED_WITHOUT_LOCATION, "response.status", method=case.method)
    error = case.exchange.error
    told = error is not None and rule_of(error.fault) == RULE_OF_LOCATION
    if response.status not in REDIRECT_STATUSES or told:
        return
    if not response.fields.get("location", "").strip():
        yield seen(LOCATION_MISSING, "response.status", status=response.status)
    elif isinstance(case.target, InvalidURL):
        yield seen(LOCATION_UNUSABLE, "response.location", status=response.status, cause=case.target)
