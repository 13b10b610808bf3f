"""Negotiation: what is asked for by Accept fields, and Vary, which tells of it (RFC 9110 §12)."""

from __future__ import annotations

from functools import partial

from ....faults import Text
from ..answer import Answer
from ..judging import unless_field, unless_status, unless_varies
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Probe
from ..visit import UNKNOWN_TYPE, Visit

SAME_TAG = Text(
    "With and without {coding} the content has the same strong ETag, {tag}.",
    "Con {coding} y sin él el contenido tiene el mismo ETag fuerte, {tag}.",
)
ONE_REPRESENTATION = Text(
    "whatever {field} asks for, the response is the same.", "pida lo que pida {field}, la respuesta es la misma."
)
NO_TAGS = Text("the responses have no strong ETag.", "las respuestas no tienen un ETag fuerte.")

_TYPES = ("application/json", "text/html", "text/csv", "application/xml")
_LANGUAGES = ("en", "es", "de", "fr")
_CODINGS = ("identity", "gzip", "br", "zstd")


def _ask_impossible(visit: Visit) -> tuple[Answer, ...]:
    return (visit.get(None, {"Accept": UNKNOWN_TYPE}),)


def _says_what_it_is(answer: Answer) -> Outcome:
    return unless_status(answer, 406, 200) or unless_field(answer, "Content-Type") or PASSED


def _differing(visit: Visit, field: str, values: tuple[str, ...], told_by: str, *, absent: bool) -> tuple[Answer, ...]:
    """Return two answers that differ in the field `told_by` for different values of the request's `field`."""
    url = visit.absent() if absent else visit.collection
    first = visit.get(url, {field: values[0]})
    for value in values[1:]:
        other = visit.get(url, {field: value})
        is_told = told_by in other.fields or told_by in first.fields
        if is_told and other.status == first.status and other.fields.get(told_by) != first.fields.get(told_by):
            return first, other
    raise DoesNotApply(ONE_REPRESENTATION, field=field)


def _varies_by(field: str, first: Answer, other: Answer) -> Outcome:
    return unless_varies(first, field) or unless_varies(other, field) or PASSED


def _coded(visit: Visit) -> tuple[Answer, ...]:
    plain, coded = _differing(visit, "Accept-Encoding", _CODINGS, "Content-Encoding", absent=False)
    if plain.etag is None or plain.etag.weak or coded.etag is None or coded.etag.weak:
        raise DoesNotApply(NO_TAGS)
    return plain, coded


def _other_tag(plain: Answer, coded: Answer) -> Outcome:
    if plain.etag != coded.etag:
        return PASSED
    return failed(SAME_TAG, coding=coded.fields.get("content-encoding", "–"), tag=ascii(str(plain.etag)))


def _vary(field: str, values: tuple[str, ...], told_by: str, *, absent: bool = False) -> Probe:
    return Probe(
        f"vary-{field.lower()}",
        Text(f"What {field} decides is told by Vary", f"Lo que decide {field} lo dice Vary"),
        "RFC 9110 §12.5.5",
        Text(
            f"Send Vary: {field} with every response that could have been another one.",
            f"Envíe Vary: {field} con cada respuesta que podría haber sido otra.",
        ),
        partial(_differing, field=field, values=values, told_by=told_by, absent=absent),
        partial(_varies_by, field),
    )


NEGOTIATION = Concern(
    "negotiation",
    Text("Negotiation", "Negociación"),
    (
        Probe(
            "accept-impossible",
            Text("An Accept that cannot be met is 406, or the default", "Un Accept imposible da 406, o lo de siempre"),
            "RFC 9110 §12.4.1, §15.5.7",
            Text(
                "Answer 406 with the types that there are, or 200 with the type of what is sent.",
                "Responda 406 con los tipos que hay, o 200 con el tipo de lo que envía.",
            ),
            _ask_impossible,
            _says_what_it_is,
        ),
        _vary("Accept", _TYPES, "Content-Type"),
        _vary("Accept-Encoding", _CODINGS, "Content-Encoding"),
        _vary("Accept-Language", _LANGUAGES, "Content-Language", absent=True),
        Probe(
            "tag-by-coding",
            Text("Coded content has a strong ETag of its own", "El contenido codificado tiene un ETag fuerte propio"),
            "RFC 9110 §8.8.3.3",
            Text(
                "Put the coding into the tag, or make it weak.",
                "Incluya la codificación en la etiqueta, o hágala débil.",
            ),
            _coded,
            _other_tag,
        ),
    ),
)
