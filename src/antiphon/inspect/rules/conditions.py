"""Rules about preconditions and validators (20, 25, 33)."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults.findings_conditions import (
    CONDITION_IGNORED,
    ETAG_SHARED,
    ETAG_SYNTAX,
    NOT_MODIFIED_LACKS,
    NOT_MODIFIED_UNASKED,
    PRECONDITION_EXISTS,
    PRECONDITION_FAILED_UNASKED,
    PRECONDITION_NOT_MET,
    PRECONDITION_OUTDATED,
    PRECONDITION_REQUIRED,
    WEAK_TAG_IN_IF_MATCH,
)
from ...semantics.caching import CONDITION_FIELDS
from ...semantics.validators import parse_entity_tag, parse_entity_tags
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, seen

_FIELDS = ("If-Match", "If-None-Match", "If-Unmodified-Since", "If-Modified-Since")
_OF_NOT_MODIFIED = ("Cache-Control", "Content-Location", "Date", "ETag", "Expires", "Vary")


@answered
def precondition_failed(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """20: 412 and 428: which state was meant, which is current, what to do."""
    if response.status == 428:
        yield seen(PRECONDITION_REQUIRED, "request.if-match")
    if response.status != 412:
        return
    sent = case.request.fields
    field = next((name for name in _FIELDS if name in sent), None)
    if field is None:
        yield seen(PRECONDITION_FAILED_UNASKED, "response.status")
        return
    place, current = f"request.{field.lower()}", response.fields.get("etag")
    if field == "If-None-Match" and sent[field].strip() == "*":
        yield seen(PRECONDITION_EXISTS, place)
    elif current is not None and field == "If-Match":
        yield seen(PRECONDITION_OUTDATED, place, field=field, sent=sent[field], current=current)
    else:
        yield seen(PRECONDITION_NOT_MET, place, field=field, sent=sent[field])


@answered
def not_modified(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """25: 304 that nobody asked for, or that lacks what a cache has to learn from it."""
    if response.status != 304:
        return
    if not case.request.fields.has_any(CONDITION_FIELDS):
        if case.method in ("GET", "HEAD", "QUERY"):
            yield seen(NOT_MODIFIED_UNASKED, "response.status")
        return
    whole = next(
        (
            other.response
            for other in case.others()
            if other.response is not None and other.response.status == 200 and other.method == case.method
        ),
        None,
    )
    lacking = [
        name for name in _OF_NOT_MODIFIED if name not in response.fields and whole is not None and name in whole.fields
    ]
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
    """33: an entity tag without quotes."""
    for value in response.fields.get_all("etag"):
        if parse_entity_tag(value) is None:
            yield seen(ETAG_SYNTAX, "response.etag")
            return


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
