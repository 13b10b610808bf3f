"""Rules about methods and what servers make of them (17, 35, 36, 41, 42)."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults.findings_methods import (
    ALLOW_LACKS_METHOD,
    ALLOW_LISTS_FAILING_METHOD,
    ALLOW_LISTS_REFUSED_METHOD,
    ALLOW_MISSING,
    CONTENT_WITHOUT_MEANING,
    CREATED_WITHOUT_201,
    DELETE_AGAIN,
    HEAD_DIFFERS,
    HEAD_STATUS_DIFFERS,
    METHOD_CASE,
    PUT_VALIDATOR_FOR_OTHER_CONTENT,
)
from ...semantics.methods import METHODS
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, content_of_json, seen

_STABLE_FIELDS = (
    "Accept-Ranges",
    "Cache-Control",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Language",
    "Content-Location",
    "Content-Type",
    "Last-Modified",
)
_OF_THE_CONTENT = ("ETag", "Content-Length")
_DONE = frozenset({200, 204})
_GONE = frozenset({204, 404, 410})
_UNRELATED = frozenset({401, 403, 407, 412, 428, 429, 503})
_WITHOUT_MEANING = frozenset({"GET", "HEAD", "DELETE", "TRACE"})
_NOT_SUPPORTED = frozenset({405, 501})


def _allowed(response: ResponseMessage) -> list[str]:
    return [name for part in response.fields.get("allow", "").split(",") if (name := part.strip(" \t"))]


@answered
def allow(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """17: 405 that does not say what is allowed, or lists what it refuses."""
    if response.status != 405:
        return
    if "allow" not in response.fields:
        yield seen(ALLOW_MISSING, "response.status")
    elif case.method and case.method in _allowed(response):
        yield seen(ALLOW_LISTS_REFUSED_METHOD, "response.allow", method=case.method)


@answered
def put_and_delete(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """35: PUT that creates without 201, or vouches for other content; DELETE that does not stay done."""
    if case.method == "PUT" and response.status in _DONE and _created(case):
        yield seen(CREATED_WITHOUT_201, "response.status", status=response.status)
    if case.method == "PUT" and 200 <= response.status <= 299:
        yield from _stored_otherwise(case, response)
    if case.method == "DELETE" and response.status not in _GONE | _UNRELATED and _was_deleted(case):
        yield seen(DELETE_AGAIN, "response.status", status=response.status)


def _created(case: Case) -> bool:
    """Tell whether the resource did not exist before: the request demanded it, or a GET just before said so."""
    if case.request.fields.get("if-none-match", "").strip() == "*":
        return True
    before = [other for other in case.others() if other.index < case.index and other.response is not None]
    last = before[-1] if before else None
    return last is not None and last.method in ("GET", "HEAD") and getattr(last.response, "status", 0) in (404, 410)


def _stored_otherwise(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    field = next((name for name in ("ETag", "Last-Modified") if name in response.fields), None)
    sent = case.request.content
    if field is None or not sent:
        return
    if _completed(case, sent):
        yield seen(PUT_VALIDATOR_FOR_OTHER_CONTENT, f"response.{field.lower()}", field=field)
        return
    after = next((other for other in case.others() if other.index > case.index), None)
    answer = None if after is None or after.method != "GET" else after.response
    if answer is None or answer.status != 200 or answer.content is None or answer.content_cut:
        return
    same_type = answer.fields.get("content-type") == case.request.fields.get("content-type")
    if same_type and answer.fields.get(field) == response.fields.get(field) and answer.content != sent:
        yield seen(PUT_VALIDATOR_FOR_OTHER_CONTENT, f"response.{field.lower()}", field=field)


def _completed(case: Case, sent: bytes) -> bool:
    """Tell whether the response itself has the object that was sent, with other values, or with more members."""
    before, after = content_of_json(sent), case.json
    if before is None or after is None or not isinstance(before.value, dict) or not isinstance(after.value, dict):
        return False
    return bool(before.value) and before.value.keys() <= after.value.keys() and before.value != after.value


def _was_deleted(case: Case) -> bool:
    before = [other for other in case.others() if other.index < case.index]
    last = before[-1] if before else None
    if last is None or last.method != "DELETE" or last.response is None:
        return False
    return 200 <= last.response.status <= 299


@answered
def head_like_get(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """36: HEAD that answers otherwise than GET."""
    if case.method != "GET" or case.exchange.probe or response.status >= 500:
        return
    for probe in case.probes("HEAD"):
        head = probe.response
        if head is None or head.status in _UNRELATED:
            continue
        if head.status != response.status:
            yield seen(HEAD_STATUS_DIFFERS, "response.status", head=head.status, get=response.status)
        else:
            names = [*_differing(response, head), *_differing_of_steady(case, response, head)]
            if names:
                yield seen(HEAD_DIFFERS, "response", names=", ".join(names))
        return


def _differing(get: ResponseMessage, head: ResponseMessage) -> Iterator[str]:
    for name in _STABLE_FIELDS:
        if get.fields.get(name) != head.fields.get(name):
            yield name


def _differing_of_steady(case: Case, get: ResponseMessage, head: ResponseMessage) -> Iterator[str]:
    """Yield the fields that HEAD has otherwise, unless every other GET has, too: some content changes each time."""
    if get.fields.get("content-encoding") != head.fields.get("content-encoding"):
        return
    answers = [probe.response for probe in case.probes("GET") if probe.response is not None] or [get]
    for name in _OF_THE_CONTENT:
        value = get.fields.get(name)
        steady = any(answer.status == get.status and answer.fields.get(name) == value for answer in answers)
        if value is not None and steady and head.fields.get(name, value) != value:
            yield name


@answered
def options_tell_the_truth(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """36: an Allow of OPTIONS that lacks what works, or lists what does not."""
    if case.method != "OPTIONS" or "allow" not in response.fields or not 200 <= response.status <= 299:
        return
    allowed = _allowed(response)
    works, fails = {}, {}
    for other in case.others():
        status = 0 if other.response is None else other.response.status
        if other.method != "OPTIONS" and 200 <= status <= 399:
            works[other.method] = status
        elif status in _NOT_SUPPORTED:
            fails[other.method] = status
    for method in works:
        if method not in allowed:
            yield seen(ALLOW_LACKS_METHOD, "response.allow", method=method)
    for method, status in fails.items():
        if method in allowed:
            yield seen(ALLOW_LISTS_FAILING_METHOD, "response.allow", method=method, status=status)


def method_case(case: Case) -> Iterator[Seen]:
    """41: a method in small letters."""
    meant = case.method.upper()
    if case.method != meant and meant in METHODS:
        yield seen(METHOD_CASE, "request.method", method=case.method, meant=meant)


def content_without_meaning(case: Case) -> Iterator[Seen]:
    """42: content where the method gives it no meaning."""
    if case.method in _WITHOUT_MEANING and case.request.content:
        yield seen(CONTENT_WITHOUT_MEANING, "request.content", method=case.method)
