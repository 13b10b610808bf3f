"""Responses: their fields as RFC 9110 wants them, and refusals as problem details (RFC 9457)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..faults import AntiphonError, Fault
from ..faults.resource import CONTENT_INVALID
from ..semantics.dates import format_date
from ..semantics.fields import Fields, Pair, field_pair
from ..semantics.prefer import preference_applied
from ..semantics.problems import MEDIA_TYPE, Problem, problem_of
from ..semantics.validators import EntityTag
from ..server.handler import Response
from .content import JSON
from .exchange import Exchange
from .refusal import Refusal, Violation
from .representation.document import json_of

JSON_TYPE: Pair = (b"content-type", JSON.encode("ascii"))
_PROBLEM_TYPE: Pair = (b"content-type", MEDIA_TYPE.encode("ascii"))
_NO_STORE: Pair = (b"cache-control", b"no-store")
NO_CACHE: Pair = (b"cache-control", b"no-cache")
_PRIVATE: Pair = (b"cache-control", b"private, no-cache")
_PATHS = frozenset({"path", "root", "collection", "description"})
# Which of them may be kept at all, by the table of the RFCs: a 404 may, since nothing in it is about the client.
_KEPT_STATUSES = frozenset({404, 405, 410, 414, 501})


def response(status: int, content: bytes = b"", *fields: Pair) -> Response:
    """Return a response with `fields`, which have been checked or are made of checked parts."""
    return Response(status, Fields.of_checked(fields), content)


def etag_field(tag: EntityTag) -> Pair:
    """Return the ETag field."""
    return b"etag", str(tag).encode("latin-1")


@lru_cache(maxsize=4096)
def last_modified_field(epoch: int) -> Pair:
    """Return the Last-Modified field for `epoch` seconds."""
    return b"last-modified", format_date(epoch).encode("ascii")


def cache_control(exchange: Exchange) -> Pair:
    """Return the Cache-Control of a read: kept, but asked about each time; by the client alone where it is known."""
    return _PRIVATE if exchange.principal.is_known else NO_CACHE


def path_field(name: bytes, exchange: Exchange, path: str) -> Pair:
    """Return a field whose value is the path of something in this backend, such as Location."""
    return name, f"{exchange.base}{path}".encode("ascii")


def applied(exchange: Exchange, names: Iterable[str]) -> tuple[Pair, ...]:
    """Return Preference-Applied for the preferences `names`, which were followed (RFC 7240 §3)."""
    value = preference_applied(exchange.preferences, names)
    return (field_pair("Preference-Applied", value),) if value else ()


def problem(exchange: Exchange, error: AntiphonError) -> Response:
    """Return the answer that tells of `error`, in the language of the client."""
    fault, language = error.fault, exchange.language
    instance = f"urn:uuid:{uuid.uuid4()}"
    details = _below(exchange.base, error.details) if isinstance(error, Refusal) else error.details
    told = told_with_violations(problem_of(fault, details, language, instance), error, language)
    own = error.fields if isinstance(error, Refusal) else ()
    vary = ", ".join(["Accept-Language", *(value for name, value in own if name == "Vary")])
    fields: list[Pair] = [
        _PROBLEM_TYPE,
        (b"content-language", language.encode("ascii")),
        (b"vary", vary.encode("ascii")),
        NO_CACHE if told.status in _KEPT_STATUSES else _NO_STORE,
    ]
    fields += [field_pair(name, value) for name, value in own if name != "Vary"]
    return response(told.status or 500, json_of(told.as_dict()), *fields)


def _below(base: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `details` with their paths as the client knows them, where the backend is mounted below `base`."""
    return {name: f"{base}{value}" if name in _PATHS else value for name, value in details.items()}


def told_with_violations(told: Problem, error: AntiphonError, language: str) -> Problem:
    """Return `told` with what a refusal adds to it: its own members, and every rule that the content breaks."""
    if not isinstance(error, Refusal):
        return told
    errors = [_error(violation, language) for violation in error.violations]
    return replace(told, extra={**told.extra, **error.extra, **({"errors": errors} if errors else {})})


def _error(violation: Violation, language: str) -> dict[str, Any]:
    fault = violation.fault
    return {
        "pointer": violation.pointer,
        "code": fault.code,
        "detail": fault.sentence.fill(violation.details, language),
        "fix": fault.fix.fill(violation.details, language),
    }


def invalid(violations: Iterable[Violation], fault: Fault = CONTENT_INVALID) -> Refusal:
    """Return the refusal, 422, of content that breaks rules."""
    found = tuple(violations)
    return Refusal(fault, violations=found, count=len(found))
