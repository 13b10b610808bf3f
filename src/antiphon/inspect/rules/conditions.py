"""Rules about preconditions and validators (20, 25, 33)."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults.findings_conditions import (
    CONDITION_IGNORED,
    ETAG_SHARED,
    ETAG_SYNTAX,
    NOT_MODIFIED_FOR_METHOD,
    NOT_MODIFIED_LACKS,
    NOT_MODIFIED_OTHER_TAG,
    NOT_MODIFIED_UNASKED,
    PRECONDITION_ABSENT,
    PRECONDITION_EXISTS,
    PRECONDITION_FAILED_UNASKED,
    PRECONDITION_MET,
    PRECONDITION_NOT_MET,
    PRECONDITION_OUTDATED,
    PRECONDITION_REQUIRED,
    PRECONDITION_SENT,
    TAG_IN_CONDITION_SYNTAX,
    WEAK_TAG_IN_IF_MATCH,
)
from ...faults.findings_content import FIELD_REPEATED
from ...semantics.dates import parse_date
from ...semantics.validators import parse_entity_tag, parse_entity_tags
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, seen

_FIELDS = ("If-Match", "If-None-Match", "If-Unmodified-Since", "If-Modified-Since")
_OF_NOT_MODIFIED = ("Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Vary")
_READING = frozenset({"GET", "HEAD", "QUERY"})
_CURRENT = {"If-Match": "ETag", "If-Unmodified-Since": "Last-Modified"}
"""Which field of a 412 says what the condition would have to name."""


@answered
def precondition_failed(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """20: 412 and 428: which state was meant, which is current, what to do."""
    if response.status not in (412, 428):
        return
    field = next((name for name in _FIELDS if name in case.request.fields), None)
    if response.status == 412:
        yield from _not_met(case, response, field)
    elif field is None:
        yield seen(PRECONDITION_REQUIRED, "request.if-match")
    else:
        yield seen(PRECONDITION_SENT, "response.status", field=field, sent=case.request.fields[field])


def _not_met(case: Case, response: ResponseMessage, field: str | None) -> Iterator[Seen]:
    if field is None:
        yield seen(PRECONDITION_FAILED_UNASKED, "response.status")
        return
    place, sent = f"request.{field.lower()}", case.request.fields[field]
    current = response.fields.get(_CURRENT.get(field, ""))
    details: dict[str, object] = {"field": field, "sent": sent}
    if sent.strip() == "*":
        yield seen(PRECONDITION_EXISTS if field == "If-None-Match" else PRECONDITION_ABSENT, place)
    elif current is None:
        yield seen(PRECONDITION_NOT_MET, place, **details)
    elif _lists(sent, current) or _is_not_later(current, sent):
        yield from _refused_all_the_same(case, place, current, details)
    else:
        yield seen(PRECONDITION_OUTDATED, place, **details, current=current, again=field)


def _refused_all_the_same(case: Case, place: str, current: str, details: dict[str, object]) -> Iterator[Seen]:
    """Say that the condition held; a weak tag never holds, which is said of the request."""
    if not any(weak_tag_in_if_match(case)):
        yield seen(PRECONDITION_MET, place, **details, current=current)


def _is_not_later(current: str, sent: str) -> bool:
    """Tell whether both are dates, and `current` is not after `sent`."""
    changed, known = parse_date(current), parse_date(sent)
    return changed is not None and known is not None and changed <= known


def _lists(sent: str, current: str) -> bool:
    """Tell whether the list of tags `sent` has the tag `current`, weak or not."""
    tag = parse_entity_tag(current)
    return tag is not None and any(each.matches_weakly(tag) for each in parse_entity_tags(sent) or ())


@answered
def not_modified(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """25: 304 that nobody asked for, or that lacks what a cache has to learn from it."""
    if response.status != 304:
        return
    if not case.method:
        return
    if case.method not in _READING:
        yield seen(NOT_MODIFIED_FOR_METHOD, "response.status", method=case.method)
        return
    asked, tag = case.request.fields.get("if-none-match"), response.fields.get("etag")
    if asked is None and "if-modified-since" not in case.request.fields:
        yield seen(NOT_MODIFIED_UNASKED, "response.status")
    elif asked is not None and tag is not None and _is_another(asked, tag):
        yield seen(NOT_MODIFIED_OTHER_TAG, "response.etag", current=tag, sent=asked)
    else:
        yield from _lacking(case, response)


def _is_another(asked: str, tag: str) -> bool:
    """Tell whether the tag of a 304 is surely none of those that were asked about."""
    readable = parse_entity_tags(asked) and parse_entity_tag(tag) is not None
    return bool(readable) and not _lists(asked, tag)


def _lacking(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """Name what the 200 has, where one was seen, and what any would have: Date, and the tag that was compared."""
    whole = next(
        (
            other.response
            for other in case.others()
            if other.response is not None and other.response.status == 200 and other.method == case.method
        ),
        None,
    )
    due = {name for name in _OF_NOT_MODIFIED if whole is not None and name in whole.fields} | {"Date"}
    if parse_entity_tags(case.request.fields.get("if-none-match", "")):
        due.add("ETag")
    lacking = [name for name in _OF_NOT_MODIFIED if name in due and name not in response.fields]
    if lacking:
        yield seen(NOT_MODIFIED_LACKS, "response.status", names=", ".join(lacking))


@answered
def condition_ignored(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """25: a probe with the tag that was just sent, answered with all of it again."""
    tag = response.fields.get("etag")
    if case.exchange.probe or tag is None or response.status != 200:
        return
    for probe in case.probes("GET"):
        answer = probe.response
        asked = probe.request.fields.get("if-none-match")
        if asked == tag and answer is not None and answer.status == 200 and answer.fields.get("etag") == tag:
            yield seen(CONDITION_IGNORED, "response.etag", status=answer.status)
            return


@answered
def etag_syntax(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """33: an entity tag without quotes, or several."""
    values = response.fields.get_all("etag")
    if len(set(values)) > 1:
        yield seen(FIELD_REPEATED, "response.etag", field="ETag", count=len(values))
        return
    for value in values:
        if parse_entity_tag(value) is None:
            yield seen(ETAG_SYNTAX, "response.etag")
            return


def condition_syntax(case: Case) -> Iterator[Seen]:
    """33: a condition whose tags have no quotes."""
    for field in ("If-Match", "If-None-Match"):
        value = case.request.fields.get(field, "*").strip(" \t")
        if not case.exchange.probe and value != "*" and not parse_entity_tags(value):
            yield seen(TAG_IN_CONDITION_SYNTAX, f"request.{field.lower()}", field=field, sent=value or "–")


def weak_tag_in_if_match(case: Case) -> Iterator[Seen]:
    """33: a weak tag where the comparison is strong."""
    value = case.request.fields.get("if-match")
    tags = () if value is None or value.strip() == "*" else parse_entity_tags(value) or ()
    if tags and all(tag.weak for tag in tags):
        yield seen(WEAK_TAG_IN_IF_MATCH, "request.if-match", tag=tags[0])


@answered
def etag_shared(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """33: one strong tag for the content encoded and as it is."""
    tag = parse_entity_tag(response.fields.get("etag", ""))
    if tag is None or tag.weak or case.exchange.probe or response.status != 200:
        return
    coding = response.fields.get("content-encoding", "identity")
    for other in case.others():
        answer = other.response
        if answer is None or answer.status != 200 or other.index < case.index or other.method != case.method:
            continue
        other_coding = answer.fields.get("content-encoding", "identity")
        other_tag = parse_entity_tag(answer.fields.get("etag", ""))
        if other_coding != coding and other_tag == tag:
            yield seen(ETAG_SHARED, "response.etag", tag=tag, one=coding, other=other_coding)
            return
