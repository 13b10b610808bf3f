"""Ranges: parts of content, where they are offered (RFC 9110 §14)."""

from __future__ import annotations

from ....faults import Text
from ..answer import Answer
from ..judging import shown, unless_like, unless_status
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Probe
from ..visit import Visit

WRONG_PART = Text(
    "The 206 has {found} for the first byte, which is {right}.",
    "El 206 tiene {found} como primer byte, que es {right}.",
)
UNASKED = Text(
    "The {status} response to a GET without Range has Content-Range: {found}.",
    "La respuesta {status} a un GET sin Range tiene Content-Range: {found}.",
)
NOT_OFFERED = Text("ranges are not offered.", "no se ofrecen rangos.")

_PLAIN = {"Accept-Encoding": "identity"}


def _first_byte(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    whole = visit.get(url, _PLAIN)
    part = visit.get(url, {**_PLAIN, "Range": "bytes=0-0"})
    _check_offered(whole, part)
    return whole, part


def _check_offered(whole: Answer, part: Answer) -> None:
    if part.status == 200 and whole.fields.get("accept-ranges", "none") == "none":
        raise DoesNotApply(NOT_OFFERED)


def _is_first_byte(whole: Answer, part: Answer) -> Outcome:
    wrong = unless_status(part, 206) or unless_like(part, "Content-Range", f"bytes 0-0/{len(whole.content)}")
    if wrong is None and part.content != whole.content[:1]:
        wrong = failed(WRONG_PART, found=shown(part.content), right=shown(whole.content[:1]))
    return wrong or PASSED


def _beyond_the_end(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    whole = visit.get(url, _PLAIN)
    part = visit.get(url, {**_PLAIN, "Range": "bytes=900000000-"})
    _check_offered(whole, part)
    return whole, part


def _not_satisfiable(whole: Answer, part: Answer) -> Outcome:
    return unless_status(part, 416) or unless_like(part, "Content-Range", f"bytes */{len(whole.content)}") or PASSED


def _if_range(visit: Visit) -> tuple[Answer, ...]:
    url = visit.readable()
    whole = visit.get(url, _PLAIN)
    part = visit.get(url, {**_PLAIN, "Range": "bytes=0-0", "If-Range": '"antiphon-check-stale"'})
    _check_offered(whole, part)
    return (part,)


def _whole(answer: Answer) -> Outcome:
    return unless_status(answer, 200) or PASSED


def _read(visit: Visit) -> tuple[Answer, ...]:
    return visit.get(), visit.get(visit.readable())


def _no_part_unasked(*answers: Answer) -> Outcome:
    for answer in answers:
        if answer.status == 206 or "content-range" in answer.fields:
            return failed(UNASKED, status=answer.status, found=ascii(answer.fields.get("content-range", "–")))
    return PASSED


RANGES = Concern(
    "ranges",
    Text("Ranges", "Rangos"),
    (
        Probe(
            "no-unasked-range",
            Text("Without Range there is no 206 and no Content-Range", "Sin Range no hay 206 ni Content-Range"),
            "RFC 9110 §14.4, §15.3.7",
            Text("Tell of pages in Link, not in Content-Range.", "Hable de páginas en Link, no en Content-Range."),
            _read,
            _no_part_unasked,
        ),
        Probe(
            "range",
            Text("Range gets the part that it asks for", "Range obtiene la parte que pide"),
            "RFC 9110 §14.2, §15.3.7",
            Text(
                "Answer 206 with Content-Range, or 200 with everything and Accept-Ranges: none.",
                "Responda 206 con Content-Range, o 200 con todo y Accept-Ranges: none.",
            ),
            _first_byte,
            _is_first_byte,
        ),
        Probe(
            "range-beyond",
            Text("A Range beyond the end is 416", "Un Range más allá del final da 416"),
            "RFC 9110 §15.5.17",
            Text("Send Content-Range: bytes */length.", "Envíe Content-Range: bytes */longitud."),
            _beyond_the_end,
            _not_satisfiable,
        ),
        Probe(
            "if-range",
            Text("A Range with a stale If-Range is 200", "Un Range con un If-Range anticuado da 200"),
            "RFC 9110 §13.1.5",
            Text("Send everything where the tag is another one.", "Envíe todo si la etiqueta es otra."),
            _if_range,
            _whole,
        ),
    ),
)
