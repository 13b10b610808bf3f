"""Idempotency-Key: the same POST twice happens once, where that is offered (draft-ietf-httpapi-idempotency-key)."""

from __future__ import annotations

import uuid

from ....faults import Text
from ..answer import Answer
from ..judging import unless_like, unless_status
from ..outcome import PASSED, DoesNotApply, Outcome
from ..probe import Concern, Probe
from ..visit import Visit

NOT_OFFERED = Text("Idempotency-Key is not heeded here.", "aquí no se atiende a Idempotency-Key.")

_REFERENCE = "draft-ietf-httpapi-idempotency-key-header-07"


def _fields() -> dict[str, str]:
    return {"Idempotency-Key": f'"{uuid.uuid4()}"'}


def _post_twice(visit: Visit) -> tuple[Answer, ...]:
    fields, members = _fields(), visit.new()
    first, second = visit.post(members, fields), visit.post(members, fields)
    if first.made != second.made and second.is_success:
        raise DoesNotApply(NOT_OFFERED)
    if second.status == 409 and visit.post(members, _fields()).status == 409:
        raise DoesNotApply(NOT_OFFERED)
    return first, second


def _replayed(first: Answer, second: Answer) -> Outcome:
    return (
        unless_status(second, first.status) or unless_like(second, "Location", first.fields.get("location")) or PASSED
    )


def _post_other(visit: Visit) -> tuple[Answer, ...]:
    fields, members = _fields(), visit.new()
    visit.post(members, fields)
    name, value = visit.change_of(members)
    return (visit.post({**members, name: value}, fields),)


def _refused(answer: Answer) -> Outcome:
    return unless_status(answer, 422) or PASSED


IDEMPOTENCY = Concern(
    "idempotency",
    Text("Idempotency-Key", "Idempotency-Key"),
    (
        Probe(
            "idempotency-key",
            Text("The same key again gets the first answer", "La misma clave otra vez recibe la primera respuesta"),
            f"{_REFERENCE} §2.6",
            Text(
                "Keep the answer with the key, and send it again.",
                "Guarde la respuesta con la clave y envíela de nuevo.",
            ),
            _post_twice,
            _replayed,
            writes=True,
        ),
        Probe(
            "idempotency-key-reused",
            Text("The same key with another content is 422", "La misma clave con otro contenido da 422"),
            f"{_REFERENCE} §2.7",
            Text("Keep a hash of the content with the key.", "Guarde un resumen del contenido con la clave."),
            _post_other,
            _refused,
            writes=True,
            after=("idempotency-key",),
        ),
    ),
)
