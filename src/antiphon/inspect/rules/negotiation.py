"""Rules about negotiation (18, 19, 34)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...faults import Text
from ...faults.findings_negotiation import (
    ACCEPT_UNMET,
    CODING_REFUSED,
    NOT_ACCEPTABLE_UNASKED,
    NOT_ACCEPTABLE_YET_OFFERED,
    TYPE_NOT_SENT,
    TYPE_OF_NOTHING,
    TYPE_REFUSED,
    TYPE_REFUSED_AND_OFFERED,
    TYPE_REFUSED_WITHOUT_OFFER,
    VARY_LACKS,
    VARY_LACKS_CODING,
    VARY_MAY_LACK,
    VARY_STAR,
)
from ...semantics.fields import Fields
from ...semantics.media_types import parse_media_type
from ...semantics.negotiation import best_coding, best_language, best_media_type, preferences
from ..exchange import ResponseMessage
from .case import Case, Seen, answered, members, seen, varies_by

_LOOKED_AT = 4096
_MOST_TYPES = 32
_TYPE = re.compile(
    r"\b(?:application|audio|font|image|model|multipart|text|video)/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,80}"
)
_READING = frozenset({"GET", "HEAD", "QUERY"})
_ASKING = ("Accept", "Accept-Language", "Accept-Charset", "Accept-Encoding")
_OFFERS = {"POST": "Accept-Post", "PATCH": "Accept-Patch", "QUERY": "Accept-Query"}
_CONTENT = Text("content", "contenido")
_UNNAMED = Text("content of no type", "contenido sin tipo")
_HAS = Text("; it has {types}", "; tiene {types}")
_NOT_TOLD = Text(", and it does not say what it has", ", y no dice qué tiene")
_NEGOTIATED = {
    "Content-Type": "Accept",
    "Content-Language": "Accept-Language",
    "Content-Encoding": "Accept-Encoding",
}


@answered
def not_acceptable(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """18: 406 though everything, or something that is there, would do."""
    if response.status != 406:
        return
    fields = case.request.fields
    narrow = [name for name in _ASKING if name in fields and not _takes_anything(name, fields[name])]
    offered = _offered_types(case, response)
    wanted = best_media_type(fields.get("accept"), offered) if "Accept" in narrow and offered else None
    if not narrow:
        yield seen(NOT_ACCEPTABLE_UNASKED, "request.accept")
    elif wanted is not None:
        yield seen(NOT_ACCEPTABLE_YET_OFFERED, "request.accept", offered=wanted)
    else:
        asked = "; ".join(f"{name}: {fields[name]}" for name in narrow)
        anything = "*/*;q=0.1" if narrow == ["Accept"] else "*;q=0.1"
        has = _HAS.of(types=", ".join(offered)) if offered else _NOT_TOLD
        details = {"asked": asked, "offered": has, "field": ", ".join(narrow), "anything": anything}
        yield seen(ACCEPT_UNMET, "request.accept", **details)


def _takes_anything(name: str, value: str) -> bool:
    if name == "Accept-Encoding":
        return best_coding(value, []) == "identity"
    asked = preferences(value)
    return not asked or any(each.name in ("*", "*/*") and each.weight > 0 for each in asked)


def _offered_types(case: Case, response: ResponseMessage) -> list[str]:
    """Return the media types that the server has: those that the 406 names, and what it sent otherwise."""
    alternates = " ".join(response.fields.get(name, "") for name in ("alternates", "link", "accept"))
    text = (response.content or b"")[:_LOOKED_AT].decode("latin-1")
    found = _TYPE.findall(f"{alternates} {text}")[:_MOST_TYPES]
    for other in case.others():
        answer = other.response
        if answer is not None and answer.status == 200 and "content-type" in answer.fields:
            found.append(answer.fields["content-type"])
    return list(dict.fromkeys(found))


@answered
def type_refused(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """19: 415, and what the server takes instead."""
    if response.status != 415:
        return
    place = "request.content-type"
    field, offered = _offer(case.method, response.fields)
    coding = case.request.fields.get("content-encoding")
    codings = members(response.fields.get("accept-encoding"))
    sent = case.request.fields.get("content-type")
    if coding is not None and codings and coding.strip().lower() not in codings:
        yield seen(CODING_REFUSED, "request.content-encoding", sent=coding, offered=", ".join(codings))
        return
    if sent is None and case.request.content is not None:
        yield seen(TYPE_NOT_SENT if case.request.content else TYPE_OF_NOTHING, place)
        if not case.request.content:
            return
    if not offered:
        refused = _UNNAMED if sent is None else _essence(sent)
        yield seen(TYPE_REFUSED_WITHOUT_OFFER, "response.status", field=field, sent=refused)
    elif sent is not None and _is_among(sent, offered):
        yield seen(TYPE_REFUSED_AND_OFFERED, place, sent=_essence(sent), field=field)
    elif sent is not None:
        yield seen(TYPE_REFUSED, place, sent=_essence(sent), offered=offered)


def _offer(method: str, fields: Fields) -> tuple[str, str]:
    """Return the field that says what the server takes, the one it sent or the one it should have, and its value."""
    usual = _OFFERS.get(method, "Accept")
    field = next((name for name in (usual, "Accept") if name in fields), usual)
    # Accept-Query is a structured list, whose members may be strings (RFC 10008 §3).
    return field, fields.get(field, "").replace('"', "").strip()


def _essence(content_type: str) -> str:
    media_type = parse_media_type(content_type)
    return content_type if media_type is None else media_type.essence


def _is_among(sent: str, offered: str) -> bool:
    media_type = parse_media_type(sent)
    ranges = preferences(offered)
    return media_type is not None and any(media_type.fits(each.name, each.parameters) for each in ranges)


@answered
def vary(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    """34: what the answer depends on and Vary does not say."""
    if case.method not in _READING or response.status not in (200, 203, 206, 300, 404):
        return
    if "*" in members(response.fields.get("vary")):
        yield seen(VARY_STAR, "response.vary")
        return
    if "no-store" in members(response.fields.get("cache-control")):
        return
    known = _differing(case, response)
    for content_field, field in known:
        yield seen(VARY_LACKS, "response.vary", what=content_field, field=field)
    if "Accept-Encoding" not in [field for _, field in known]:
        yield from _encoded(case, response)
    if "Accept-Language" not in [field for _, field in known]:
        yield from _in_language(case, response)


def _encoded(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    asked = members(case.request.fields.get("accept-encoding"))
    coding = response.fields.get("content-encoding", "").strip().lower()
    is_asked = coding in [name.partition(";")[0].strip() for name in asked]
    if is_asked and coding != "identity" and not varies_by(response.fields, "accept-encoding"):
        yield seen(VARY_LACKS_CODING, "response.vary", coding=coding)


def _in_language(case: Case, response: ResponseMessage) -> Iterator[Seen]:
    asked = case.request.fields.get("accept-language")
    language = response.fields.get("content-language", "").strip()
    if not asked or not language or varies_by(response.fields, "accept-language"):
        return
    if not _takes_anything("Accept-Language", asked) and best_language(asked, [language]) is not None:
        yield seen(VARY_MAY_LACK, "response.vary", field="Accept-Language")


def _differing(case: Case, response: ResponseMessage) -> list[tuple[str | Text, str]]:
    """Return what another request for the same URL got otherwise, asking otherwise, where Vary does not say so."""
    found: dict[str, str | Text] = {}
    others = [(other, _asked_otherwise(case, other)) for other in case.others() if _is_alike(case, response, other)]
    steady_until = _steady_until(response, [other for other, fields in others if not fields])
    for other, fields in others:
        if len(fields) != 1 or varies_by(response.fields, fields[0].lower()):
            continue
        field = fields[0]
        content_field = next(name for name, its in _NEGOTIATED.items() if its == field)
        if _value(other, content_field) != response.fields.get(content_field):
            found[field] = content_field
        elif case.index < other.index < steady_until and _has_another_content(response, other):
            found.setdefault(field, _CONTENT)
    return [(what, field) for field, what in found.items()]


def _is_alike(case: Case, response: ResponseMessage, other: Case) -> bool:
    return other.method == case.method and other.response is not None and other.response.status == response.status


def _asked_otherwise(case: Case, other: Case) -> list[str]:
    """Return the fields of negotiation that `other` has otherwise."""
    asked, others = case.request.fields, other.request.fields
    return [field for field in _NEGOTIATED.values() if others.get(field) != asked.get(field)]


def _value(other: Case, name: str) -> str | None:
    return None if other.response is None else other.response.fields.get(name)


def _has_another_content(response: ResponseMessage, other: Case) -> bool:
    content = None if other.response is None else other.response.content
    return None not in (content, response.content) and content != response.content


def _steady_until(response: ResponseMessage, same: list[Case]) -> int:
    """Return the number of the last exchange of those that asked the `same` and got it; -1 where one got another.

    What changes by itself, such as a page with a clock in it, was not chosen by what somebody asked for.
    """
    if any(_has_another_content(response, other) for other in same):
        return -1
    return max((other.index for other in same), default=-1)
