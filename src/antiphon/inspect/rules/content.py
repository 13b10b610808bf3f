"""Rules about content and what is said of it (26, 27, 29 to 31)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ...faults import JSONDecodeError
from ...faults.findings_content import (
    CHARSET_UNKNOWN,
    CHARSET_WRONG,
    CLOCK_AHEAD,
    CLOCK_BEHIND,
    CONTENT_CUT_SHORT,
    CONTENT_ENCODED_TWICE,
    CONTENT_LENGTH_TWICE,
    CONTENT_LENGTH_WRONG,
    CONTENT_NOT_JSON,
    CONTENT_SNIFFABLE,
    CONTENT_TYPE_CONTRADICTED,
    CONTENT_TYPE_MISSING,
    CONTENT_TYPE_SYNTAX,
    DATE_MISSING,
    DATE_SYNTAX,
    ERROR_IN_SUCCESS,
    FIELD_REPEATED,
    JSON_AMBIGUOUS,
    JSON_EMPTY,
    JSON_WITH_MARK,
    MODIFIED_IN_FUTURE,
    PROBLEM_MEDIA_TYPE,
    PROBLEM_MEMBER,
    PROBLEM_NOT_OBJECT,
    PROBLEM_STATUS_DIFFERS,
)
from ...faults.message import LENGTH_AND_CODING
from ...semantics.dates import parse_date
from ...semantics.json_text import read_json
from ...semantics.media_types import MediaType
from ...semantics.problems import MEDIA_TYPE as PROBLEM
from ..exchange import Framing, ResponseMessage
from .case import Case, Seen, answered, seen
from .connections import rule_of
from .failure_signs import sign_of_failure

_LOOKED_AT = 1024
_GZIP = b"\x1f\x8b\x08"
_PACKED = frozenset({"application/octet-stream", "application/x-tar", "application/x-compressed-tar"})
_PAGE = re.compile(
    rb"[\s\xef\xbb\xbf]*<(?:!doctype html|html|head|body|script|iframe|h1|div|table|title)\b", re.IGNORECASE
)
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\x1f\x8b\x08", "application/gzip"),
)
_GUESSED_AS_PAGE = frozenset({"text/plain", "application/octet-stream", "unknown/unknown", "application/unknown"})
_BARE_STATUSES = frozenset({204, 205, 304})
_KINDS = {"type": str, "title": str, "detail": str, "instance": str, "status": int | Decimal}
_FRAMING_RULE = 30
_AHEAD = 60.0
_BEHIND = 300.0
_CACHE_SIGNS = frozenset({"age", "via", "x-cache", "x-cache-hits", "cf-cache-status", "cache-status", "x-served-by"})


@answered
def error_in_success(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """26: 2xx with content that tells of a failure."""
    if not 200 <= response.status <= 299 or response.status == 207:
        return
    sign = PROBLEM if _is_problem(case) else sign_of_failure(case.json.value) if case.json is not None else ""
    if sign:
        yield seen(ERROR_IN_SUCCESS, "response.content", status=response.status, sign=sign)


@answered
def problem(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """27: problem details that are not as they have to be."""
    place = "response.content"
    value = case.json.value if case.json is not None else None
    if not _is_problem(case):
        if isinstance(value, dict) and _is_like_problem(response.status, value):
            yield from _problem_announced(case)
        return
    if not isinstance(value, dict):
        if case.json is not None or _is_surely_empty(case, response):
            yield seen(PROBLEM_NOT_OBJECT, place)
        return
    for name, kind in _KINDS.items():
        if name in value and (not isinstance(value[name], kind) or isinstance(value[name], bool)):
            yield seen(PROBLEM_MEMBER, place, name=name)
    told = value.get("status")
    if isinstance(told, int | Decimal) and not isinstance(told, bool) and told != response.status:
        yield seen(PROBLEM_STATUS_DIFFERS, place, told=told, status=response.status)


def _is_problem(case: Case) -> bool:
    return case.media_type is not None and case.media_type.essence == PROBLEM


def _problem_announced(case: Case) -> Iterator[Seen]:
    """Say as what a problem is announced; content without a type is the matter of another rule."""
    media_type = case.media_type
    if media_type is not None and (media_type.type == "text" or "json" in media_type.essence):
        yield seen(PROBLEM_MEDIA_TYPE, "response.content-type", type=media_type.essence)


def _is_surely_empty(case: Case, response: ResponseMessage) -> bool:
    """Tell whether all that came is no content; of a head that was pasted or recorded alone, nobody knows."""
    may_have = case.method not in ("", "HEAD", "CONNECT") and response.status not in _BARE_STATUSES
    whole = response.declared == 0 or (case.exchange.connection is not None and case.exchange.error is None)
    return may_have and whole and response.content == b"" and response.complete is not False


def _is_like_problem(status: int, value: dict[str, Any]) -> bool:
    wanted = "title" in value and ("type" in value or "detail" in value)
    return 400 <= status <= 599 and wanted and value.get("status") == status


@answered
def content_type(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """29: content that is not what its Content-Type says."""
    content = response.content
    if not content or _is_still_coded(response):
        if case.media_type is not None and case.media_type.is_json and _is_surely_empty(case, response):
            yield from _empty(case.media_type)
        return
    place = "response.content-type"
    named = response.fields.get("content-type")
    if named is None:
        if response.status not in _BARE_STATUSES and case.method != "HEAD":
            yield seen(CONTENT_TYPE_MISSING, place)
        return
    media_type = case.media_type
    if media_type is None:
        yield seen(CONTENT_TYPE_SYNTAX, place)
        return
    if not _is_cut(response):
        yield from _contradicted(case, response, media_type, content)
        yield from _charset(media_type, content)


def _is_cut(response: ResponseMessage) -> bool:
    """Tell whether the content ends where it should not: then that is what is wrong with it."""
    return response.complete is False or any(rule_of(flaw.fault) == _FRAMING_RULE for flaw in response.flaws)


def _is_still_coded(response: ResponseMessage) -> bool:
    """Tell whether the content is not as it was meant: a transfer coding that this client does not know is on."""
    return "transfer-encoding" in response.fields and response.framing is not Framing.CHUNKED


def _empty(media_type: MediaType) -> Iterator[Seen]:
    if media_type.essence != PROBLEM:
        yield seen(JSON_EMPTY, "response.content", type=media_type.essence)


def _contradicted(case: Case, response: ResponseMessage, media_type: MediaType, content: bytes) -> Iterator[Seen]:
    start, name = content[:_LOOKED_AT], media_type.essence
    is_page = _PAGE.match(start) is not None
    looks = next((kind for signature, kind in _SIGNATURES if start.startswith(signature)), "")
    sniffs = response.fields.get("x-content-type-options", "").strip().lower() != "nosniff"
    if _is_encoded_twice(response, content, name):
        yield seen(CONTENT_ENCODED_TWICE, "response.content-encoding")
        return
    read = case.json if media_type.is_json and response.status != 206 else None
    if read is not None and read.error is not None:
        if read.ambiguous:
            yield seen(JSON_AMBIGUOUS, "response.content", cause=read.error)
        elif content.startswith(codecs.BOM_UTF8) and _is_json(content[len(codecs.BOM_UTF8) :]):
            yield seen(JSON_WITH_MARK, "response.content")
        elif name != PROBLEM:
            yield seen(CONTENT_NOT_JSON, "response.content", type=name, cause=read.error)
    elif looks and looks != name and (media_type.type in ("text", "image") or media_type.is_json):
        yield seen(CONTENT_TYPE_CONTRADICTED, "response.content-type", type=name, looks=looks)
    elif is_page and name in _GUESSED_AS_PAGE and sniffs and "attachment" not in _disposition(response):
        yield seen(CONTENT_SNIFFABLE, "response.content-type", type=name)
    elif name == "text/html" and not is_page and _is_json_document(case):
        yield seen(CONTENT_TYPE_CONTRADICTED, "response.content-type", type=name, looks="application/json")


def _is_encoded_twice(response: ResponseMessage, content: bytes, name: str) -> bool:
    is_archive = "gzip" in name or name in _PACKED
    return (
        not is_archive and content.startswith(_GZIP) and "gzip" in response.fields.get("content-encoding", "").lower()
    )


def _is_json(content: bytes) -> bool:
    try:
        read_json(content)
    except JSONDecodeError:
        return False
    return True


def _disposition(response: ResponseMessage) -> str:
    return response.fields.get("content-disposition", "").lower()


def _is_json_document(case: Case) -> bool:
    return case.json is not None and isinstance(case.json.value, dict | list)


def _charset(media_type: MediaType, content: bytes) -> Iterator[Seen]:
    charset = media_type.charset
    if charset is None or not media_type.is_text:
        return
    try:
        known = codecs.lookup(charset)
        # Codecs that Python has for other things than text: rot13, zlib.
        if not getattr(known, "_is_text_encoding", True):
            raise LookupError
        content.decode(known.name)
    except UnicodeDecodeError as error:
        yield seen(CHARSET_WRONG, "response.content", charset=charset, offset=error.start)
    except UnicodeError:
        yield seen(CHARSET_WRONG, "response.content", charset=charset, offset=0)
    except (LookupError, ValueError):
        yield seen(CHARSET_UNKNOWN, "response.content-type", charset=charset)


@answered
def content_length(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """30: a length that is not that of the content, two ways to frame it, or content that was cut short."""
    told = {flaw.fault.code for flaw in response.flaws}
    lengths = [
        length.strip(" \t") for value in response.fields.get_all("content-length") for length in value.split(",")
    ]
    if len(lengths) > 1 and len(set(lengths)) == 1 and not told:
        yield seen(CONTENT_LENGTH_TWICE, "response.content-length", value=", ".join(lengths))
    both = "content-length" in response.fields and "transfer-encoding" in response.fields
    if both and LENGTH_AND_CODING.code not in told:
        yield seen(LENGTH_AND_CODING, "response.content-length")
        return
    if told or response.content_cut or case.method in ("HEAD", "CONNECT") or response.status in _BARE_STATUSES:
        return
    declared, received = response.declared, response.encoded_size
    if declared is not None and received is not None and declared != received and response.status >= 200:
        yield seen(CONTENT_LENGTH_WRONG, "response.content-length", declared=declared, received=received)
    elif response.complete is False and case.exchange.error is None:
        yield seen(CONTENT_CUT_SHORT, "response.content")


@answered
def dates(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """31: a Date that is missing or wrong, and what is said to have changed after it."""
    fields, now = response.fields, None if case.moment is None else int(case.moment)
    for name in ("Date", "Last-Modified"):
        values = fields.get_all(name)
        if len(set(values)) > 1:
            yield seen(FIELD_REPEATED, f"response.{name.lower()}", field=name, count=len(values))
        elif values and parse_date(values[0], now) is None:
            yield seen(DATE_SYNTAX, f"response.{name.lower()}", field=name)
    if "date" not in fields:
        # Of a 304 rule 25 says it.
        if 200 <= response.status <= 499 and response.status != 304:
            yield seen(DATE_MISSING, "response.status", status=response.status)
        return
    date = parse_date(fields.get_all("date")[0], now)
    if date is None:
        return
    yield from _clock(case, response, date)
    modified = parse_date(fields.get_all("last-modified")[0], now) if "last-modified" in fields else None
    if modified is not None and modified > date:
        yield seen(MODIFIED_IN_FUTURE, "response.last-modified", seconds=modified - date)


def _clock(case: Case, response: ResponseMessage, date: int) -> Iterator[Seen]:
    """Compare Date with when the exchange was, as far as that is known; what is kept in caches is old by right."""
    started = case.exchange.started_at
    if started is None:
        return
    took = case.exchange.phases.total or 0.0
    kept = response.fields.has_any(_CACHE_SIGNS) or (case.exchange.cache is not None and case.exchange.cache.age)
    if date - started - took > _AHEAD:
        yield seen(CLOCK_AHEAD, "response.date", seconds=date - started - took)
    elif started - date > _BEHIND and not kept:
        yield seen(CLOCK_BEHIND, "response.date", seconds=started - date)
