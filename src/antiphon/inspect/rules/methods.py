"""Rules about methods and what servers make of them (17, 28, 35, 36, 41, 42)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...faults.findings_methods import (
    ALLOW_LACKS_METHOD,
    ALLOW_LISTS_FAILING_METHOD,
    ALLOW_LISTS_REFUSED_METHOD,
    ALLOW_MISSING,
    CLIENT_MISTAKE_AS_5XX,
    CONTENT_WITHOUT_MEANING,
    CREATED_WITHOUT_201,
    DELETE_AGAIN,
    HEAD_DIFFERS,
    HEAD_STATUS_DIFFERS,
    METHOD_CASE,
    PUT_VALIDATOR_FOR_OTHER_CONTENT,
)
from ...semantics.media_types import parse_media_type
from ...semantics.methods import METHODS
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, seen

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
_DONE = frozenset({200, 204})
_GONE = frozenset({204, 404, 410})
_UNRELATED = frozenset({401, 403, 407, 412, 428, 429, 503})
_WITHOUT_MEANING = frozenset({"GET", "HEAD", "DELETE", "TRACE"})
_NOT_SUPPORTED = frozenset({405, 501})
_LARGEST = 1024 * 1024
BROKEN_FIELDS = {
    "If-Modified-Since": "not a date",
    "If-None-Match": "not-a-tag",
    "Range": "bytes=9-1",
}
"""Fields of a probe that a server must ignore, each for breaking its grammar (RFC 9110 §13.1, §14.2)."""


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
def client_mistake(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """28: 5xx for what is wrong in the request."""
    if not 500 <= response.status <= 599 or response.status == 505:
        return
    mistake = _mistake(case)
    if mistake:
        yield seen(CLIENT_MISTAKE_AS_5XX, "response.status", status=response.status, mistake=mistake)


def _mistake(case: Case) -> str:
    """Return what is surely wrong in the request, empty where nothing is known to be."""
    broken = [name for name, value in BROKEN_FIELDS.items() if case.request.fields.get(name) == value]
    if case.exchange.probe:
        fine = any(_is_fine(other) for other in case.others() if not other.exchange.probe)
        return broken[0] if broken and fine else ""
    if case.request.flaws:
        return case.request.flaws[0].fault.code
    media_type = parse_media_type(case.request.fields.get("content-type", ""))
    if media_type is not None and media_type.is_json and _is_broken_json(case.request.content):
        return "JSON"
    corrected = any(_is_corrected(case, other) for other in case.others())
    return "Content-Type" if corrected else ""


def _is_fine(other: Case) -> bool:
    return other.response is not None and other.response.status < 500


def _is_corrected(case: Case, other: Case) -> bool:
    """Tell whether the same, with another Content-Type, is done later."""
    named = {other.request.fields.get("content-type"), case.request.fields.get("content-type")}
    later = other.index > case.index and other.method == case.method and len(named) > 1
    return later and other.response is not None and 200 <= other.response.status <= 299


def _is_broken_json(content: bytes | None) -> bool:
    if not content or len(content) > _LARGEST:
        return False
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return True
    return False


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
    after = next((other for other in case.others() if other.index > case.index), None)
    answer = None if after is None or after.method != "GET" else after.response
    if answer is None or answer.status != 200 or answer.content is None or answer.content_cut:
        return
    same_type = answer.fields.get("content-type") == case.request.fields.get("content-type")
    if same_type and answer.fields.get(field) == response.fields.get(field) and answer.content != sent:
        yield seen(PUT_VALIDATOR_FOR_OTHER_CONTENT, f"response.{field.lower()}", field=field)


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
            names = list(_differing(response, head))
            if names:
                yield seen(HEAD_DIFFERS, "response", names=", ".join(names))
        return


def _differing(get: ResponseMessage, head: ResponseMessage) -> Iterator[str]:
    for name in _STABLE_FIELDS:
        if get.fields.get(name) != head.fields.get(name):
            yield name
    same_coding = get.fields.get("content-encoding") == head.fields.get("content-encoding")
    lengths = {fields["content-length"] for fields in (get.fields, head.fields) if "content-length" in fields}
    if same_coding and len(lengths) > 1:
        yield "Content-Length"


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
