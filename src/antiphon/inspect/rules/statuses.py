"""Rules about status codes and what has to come with them (21 to 24, 44, 45)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...faults.findings_statuses import (
    CONTENT_IN_RESET,
    CONTENT_NOT_DUE,
    CONTENT_RANGE_STRAY,
    CONTINUE_UNASKED,
    EXPECTATION_FAILED,
    EXPECTATION_NOT_DEFINED,
    EXPECTATION_WITHOUT_CONTENT,
    LENGTH_NOT_DUE,
    LIMIT_CACHEABLE,
    PARTIAL_FOR_METHOD,
    PARTIAL_OTHER,
    PARTIAL_SIZE_DIFFERS,
    PARTIAL_UNASKED,
    PARTIAL_WITHOUT_RANGE,
    PARTS_WITH_CONTENT_RANGE,
    RANGE_PROMISED,
    RETRY_AFTER_MISSING,
    RETRY_AFTER_SYNTAX,
    STATUS_INVALID,
    STATUS_NOT_REGISTERED,
    UNSATISFIED_WITHOUT_SIZE,
    UPGRADE_MISSING,
)
from ...semantics.cache_control import parse_cache_control
from ...semantics.dates import parse_date
from ...semantics.ranges import ByteRange, ContentRange, parse_content_range, select_ranges
from ...semantics.retry_after import retry_after
from ...semantics.status import STATUSES, treat_as
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, members, seen

_CONTINUE = "100-continue"
_RANGED = frozenset({"GET", "HEAD", "QUERY"})
"""What servers answer by parts; HEAD, which has no content, tells what GET would."""
_IN_OTHER_UNIT = re.compile(r"(?!bytes\b)[!#$%&'*+.^_`|~0-9A-Za-z-]+ +[^ ].*", re.IGNORECASE)


@answered
def come_again(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """21: 429 and 503 that do not say when to come again; 429 that may be kept."""
    if response.status not in (429, 503):
        return
    values = response.fields.get_all("retry-after")
    if not values:
        yield seen(RETRY_AFTER_MISSING, "response.status", status=response.status)
    elif retry_after(values, case.moment or 0.0) is None:
        yield seen(RETRY_AFTER_SYNTAX, "response.retry-after")
    said = parse_cache_control(response.fields.get_all("cache-control"))
    fresh = {"max-age", "s-maxage", "public"} & set(said) or _expires_later(case, response)
    if response.status == 429 and fresh and not {"no-store", "no-cache"} & set(said) and not _is_zero(said):
        yield seen(LIMIT_CACHEABLE, "response.cache-control")


def _expires_later(case: Case, response: ResponseMessage) -> bool:
    """Tell whether Expires is later than the response; what is no date, such as 0, is past (RFC 9111 §5.3)."""
    now = None if case.moment is None else int(case.moment)
    expires, date = (
        parse_date(value, now) for value in (response.fields.get(name, "") for name in ("expires", "date"))
    )
    made = date if date is not None else now
    return expires is not None and made is not None and expires > made


def _is_zero(said: dict[str, list[str | None]]) -> bool:
    ages = [*said.get("max-age", ()), *said.get("s-maxage", ())]
    return bool(ages) and all(age == "0" for age in ages)


@answered
def upgrade_missing(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """22: 426 without Upgrade, 416 without the size."""
    if response.status == 426 and not members(response.fields.get("upgrade")):
        yield seen(UPGRADE_MISSING, "response.status")
    if response.status == 416 and not _says_size(response.fields.get("content-range", "")):
        yield seen(UNSATISFIED_WITHOUT_SIZE, "response.status")


def _says_size(value: str) -> bool:
    named = parse_content_range(value)
    return named.selected is None if named is not None else _IN_OTHER_UNIT.fullmatch(value) is not None


@answered
def content_not_due(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """23: content, or its length, where there can be none."""
    for interim in response.interim:
        for field in ("Content-Length", "Transfer-Encoding"):
            if field in interim.fields:
                yield seen(LENGTH_NOT_DUE, "response.interim", status=interim.status, field=field)
    bare = response.status in (204, 304) or 100 <= response.status < 200
    size = response.encoded_size if response.encoded_size is not None else len(response.content or b"")
    if size and bare:
        yield seen(CONTENT_NOT_DUE, "response.content", what=response.status)
    elif size and response.status == 205:
        yield seen(CONTENT_IN_RESET, "response.content")
    elif size and case.method == "HEAD":
        yield seen(CONTENT_NOT_DUE, "response.content", what="HEAD")
    if response.status in (204, 101, 100, 102, 103):
        for field in ("Content-Length", "Transfer-Encoding"):
            if field in response.fields:
                yield seen(LENGTH_NOT_DUE, f"response.{field.lower()}", status=response.status, field=field)


@answered
def partial_content(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """24: 206 that nobody asked for or that does not say which part; Content-Range elsewhere."""
    value = response.fields.get("content-range")
    if value is not None and response.status not in (206, 416):
        yield seen(CONTENT_RANGE_STRAY, "response.content-range", status=response.status)
    if response.status not in (206, 416):
        return
    if case.method and "range" not in case.request.fields and not case.exchange.probe:
        yield seen(PARTIAL_UNASKED, "response.status", status=response.status)
    elif case.method and case.method not in _RANGED and response.status == 206:
        yield seen(PARTIAL_FOR_METHOD, "response.status", method=case.method)
    if response.status == 206:
        yield from _part(case, response, value)


def _part(case: Case, response: ResponseMessage, value: str | None) -> Iterator[Seen]:
    """Judge what a 206 says of the part that it has; parts in other units than bytes are not understood."""
    place = "response.content-range"
    if case.media_type is not None and case.media_type.essence == "multipart/byteranges":
        if value is not None:
            yield seen(PARTS_WITH_CONTENT_RANGE, place)
        return
    named = parse_content_range(value or "")
    if named is None or named.selected is None:
        if value is None or _IN_OTHER_UNIT.fullmatch(value) is None:
            yield seen(PARTIAL_WITHOUT_RANGE, place)
        return
    declared = response.declared
    if declared is not None and declared != named.selected.size and case.method != "HEAD":
        yield seen(PARTIAL_SIZE_DIFFERS, place, named=named.selected.size, sent=declared)
    asked = case.request.fields.get("range", "")
    if _is_other(asked, named.selected, named):
        yield seen(PARTIAL_OTHER, place, sent=value, asked=asked)


def _is_other(asked: str, selected: ByteRange, named: ContentRange) -> bool:
    """Tell whether nothing of what was `asked` for is in the part; where the whole size is unknown, nobody knows."""
    wanted = select_ranges(asked, named.size).ranges if named.size is not None else ()
    return bool(wanted) and all(each.last < selected.first or selected.last < each.first for each in wanted)


@answered
def range_promised(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """24: Accept-Ranges that a probe does not find to be true."""
    promised = "bytes" in members(response.fields.get("accept-ranges"))
    if not promised or case.exchange.probe or case.method != "GET" or response.status != 200:
        return
    for probe in case.probes("GET"):
        answer = probe.response
        asked = probe.request.fields.get("range") == "bytes=0-0" and response.content != b""
        if asked and answer is not None and answer.status == 200:
            yield seen(RANGE_PROMISED, "response.accept-ranges", status=answer.status)
            return


def expectation(case: Case) -> Iterator[Seen]:
    """44: Expect for what nobody defines, or with nothing to wait for; 417."""
    value = case.request.fields.get("expect")
    response = case.response
    if value is not None and value.strip().lower() != _CONTINUE:
        yield seen(EXPECTATION_NOT_DEFINED, "request.expect", value=value)
    elif value is not None and _has_no_content(case):
        yield seen(EXPECTATION_WITHOUT_CONTENT, "request.expect")
    if response is None:
        return
    if response.status == 417:
        yield seen(EXPECTATION_FAILED, "response.status", value=value or "–")
    asked_nothing = bool(case.method) and value is None
    if asked_nothing and any(interim.status == 100 for interim in response.interim):
        yield seen(CONTINUE_UNASKED, "response.interim")


def _has_no_content(case: Case) -> bool:
    fields = case.request.fields
    return (
        case.request.content == b""
        and "transfer-encoding" not in fields
        and fields.get("content-length") in (None, "0")
    )


@answered
def status_unknown(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """45: a status that is not registered, or none at all."""
    if not 100 <= response.status <= 599:
        yield seen(STATUS_INVALID, "response.status", status=response.status)
    elif response.status not in STATUSES:
        treated = treat_as(response.status)
        yield seen(STATUS_NOT_REGISTERED, "response.status", status=response.status, treated=treated)
