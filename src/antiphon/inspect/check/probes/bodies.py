"""What is sent: content that is not JSON, not of a known type, or breaks the rules (RFC 9110 §15.5.1, §15.5.16)."""

from __future__ import annotations

from functools import partial

from ....faults import Text
from ..answer import Answer
from ..judging import unless_any_field, unless_status
from ..outcome import PASSED, DoesNotApply, Outcome, skipped
from ..probe import Concern, Judging, Probe, Sending
from ..variation import mistyped
from ..visit import UNKNOWN_TYPE, Visit

NO_TYPES = Text(
    "no member of the items has a type that one could mistake.",
    "ningún miembro de los elementos tiene un tipo que se pueda errar.",
)
CODINGS_UNREAD = Text("the type is refused before the coding.", "el tipo se rechaza antes que la codificación.")


def _post_content(content: bytes, visit: Visit) -> tuple[Answer, ...]:
    visit.new()  # it has to be known that what may come of it can be removed
    return (visit.send("POST", content=content, media_type=visit.shape.media_type),)


def _post_type(media_type: str, visit: Visit) -> tuple[Answer, ...]:
    return (visit.send("POST", members=visit.new(), media_type=media_type),)


def _post_coding(visit: Visit) -> tuple[Answer, ...]:
    return (visit.post(visit.new(), {"Content-Encoding": "x-antiphon-check"}),)


def _post_duplicate_names(visit: Visit) -> tuple[Answer, ...]:
    written = visit.shape.content_of(visit.new())
    doubled = b"%s,%s" % (written[:-1], written[1:]) if len(written) > 2 else b'{"a":1,"a":2}'
    return _post_content(doubled, visit)


def _post_mistyped(visit: Visit) -> tuple[Answer, ...]:
    members = visit.new()
    for name, value in mistyped(members):
        return (visit.post({**members, name: value}),)
    raise DoesNotApply(NO_TYPES)


def _status(*right: int) -> Judging:
    return lambda answer: unless_status(answer, *right) or PASSED


def _names_types(answer: Answer) -> Outcome:
    return unless_status(answer, 415) or unless_any_field(answer, "Accept", "Accept-Post") or PASSED


def _names_codings(answer: Answer) -> Outcome:
    if answer.status == 415 and "accept-encoding" not in answer.fields and "accept" in answer.fields:
        return skipped(CODINGS_UNREAD)
    return unless_status(answer, 415) or unless_any_field(answer, "Accept-Encoding") or PASSED


def _probe(name: str, title: Text, rfc: str, advice: Text, send: Sending, judge: Judging) -> Probe:
    return Probe(name, title, rfc, advice, send, judge, writes=True)


_PARSE = Text(
    "Answer 400 where the content cannot be parsed, with the line and column.",
    "Responda 400 si el contenido no se puede analizar, con la línea y la columna.",
)
_VALIDATE = Text(
    "Check types before anything is stored; answer 422 with a pointer to each member that is wrong.",
    "Compruebe los tipos antes de guardar; responda 422 con un puntero a cada miembro incorrecto.",
)

BODIES = Concern(
    "bodies",
    Text("What is sent", "Lo que se envía"),
    (
        _probe(
            "unknown-type",
            Text("POST of an unknown type is 415", "POST de un tipo desconocido da 415"),
            "RFC 9110 §15.5.16",
            Text("Look at Content-Type, and do not guess.", "Mire Content-Type y no adivine."),
            partial(_post_type, UNKNOWN_TYPE),
            _status(415),
        ),
        _probe(
            "unknown-type-named",
            Text("415 says which types are known", "415 dice qué tipos se conocen"),
            "RFC 9110 §15.5.16, §12.5.1",
            Text("Send Accept with a 415.", "Envíe Accept con el 415."),
            partial(_post_type, UNKNOWN_TYPE),
            _names_types,
        ),
        _probe(
            "unknown-coding",
            Text("POST with an unknown Content-Encoding is 415", "POST con un Content-Encoding desconocido da 415"),
            "RFC 9110 §8.4, §12.5.3",
            Text("Answer 415 with Accept-Encoding.", "Responda 415 con Accept-Encoding."),
            _post_coding,
            _names_codings,
        ),
        _probe(
            "broken-json",
            Text("POST of broken JSON is 400", "POST de JSON roto da 400"),
            "RFC 9110 §15.5.1, RFC 8259 §2",
            _PARSE,
            partial(_post_content, b'{"antiphon": "check", '),
            _status(400),
        ),
        _probe(
            "empty-content",
            Text("POST of nothing is 400", "POST de nada da 400"),
            "RFC 9110 §15.5.1, RFC 8259 §2",
            _PARSE,
            partial(_post_content, b""),
            _status(400),
        ),
        _probe(
            "broken-utf-8",
            Text("POST of broken UTF-8 is 400", "POST de UTF-8 roto da 400"),
            "RFC 8259 §8.1",
            _PARSE,
            partial(_post_content, b'{"antiphon": "\xff\xfe"}'),
            _status(400),
        ),
        _probe(
            "duplicate-names",
            Text("POST of JSON with a name twice is 400", "POST de JSON con un nombre repetido da 400"),
            "RFC 8259 §4, RFC 7493 §2.3",
            Text(
                "Refuse it: what two readers understand differently is how checks are passed by.",
                "Rechácelo: lo que dos lectores entienden distinto permite eludir comprobaciones.",
            ),
            _post_duplicate_names,
            _status(400),
        ),
        _probe(
            "not-an-object",
            Text("POST of JSON that is no object is 422", "POST de JSON que no es un objeto da 422"),
            "RFC 9110 §15.5.21",
            _VALIDATE,
            partial(_post_content, b'"antiphon-check"'),
            _status(400, 422),
        ),
        _probe(
            "wrong-types",
            Text("POST with a value of the wrong type is 422", "POST con un valor de otro tipo da 422"),
            "RFC 9110 §15.5.21",
            _VALIDATE,
            _post_mistyped,
            _status(400, 422),
        ),
    ),
)
