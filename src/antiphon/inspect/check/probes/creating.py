"""Creating: POST to the collection (RFC 9110 §9.3.3, §15.3.2)."""

from __future__ import annotations

from dataclasses import replace

from ....faults import Text
from ..answer import Answer
from ..judging import (
    shown,
    unless_any_field,
    unless_empty,
    unless_like,
    unless_members,
    unless_named,
    unless_status,
    unless_varies,
)
from ..learning import joined
from ..outcome import PASSED, DoesNotApply, Outcome, failed, skipped
from ..probe import Concern, Probe
from ..visit import Visit

LOCATION_DEAD = Text(
    "Location of the 201 is {location}, and GET there is {status}.",
    "Location del 201 es {location}, y GET allí da {status}.",
)
LOCATION_ELSEWHERE = Text(
    "Location of the 201 is {location}, which is no URL of this origin.",
    "Location del 201 es {location}, que no es una URL de este origen.",
)
KEY_IGNORED = Text(
    "POST with a key that is taken was answered {status}, and made another item, with the key {found}.",
    "POST con una clave ocupada se respondió con {status}, y creó otro elemento, con la clave {found}.",
)
KEY_NOT_CHOSEN = Text("clients do not choose keys here.", "aquí los clientes no eligen las claves.")
NO_KEY = Text("no member of the items is their key.", "ningún miembro de los elementos es su clave.")
PREFERENCE_UNKNOWN = Text("Prefer is not heeded here.", "aquí no se atiende a Prefer.")
NO_TAGS = Text("the responses have no ETag.", "las respuestas no tienen ETag.")
NO_CONTENT_LOCATION = Text("the response has no Content-Location.", "la respuesta no tiene Content-Location.")


def _make(visit: Visit) -> tuple[Answer, ...]:
    return (visit.post(visit.new()),)


def _make_and_read(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    return item.created, item.read


def _created(created: Answer) -> Outcome:
    return unless_status(created, 201) or PASSED


def _make_and_follow(visit: Visit) -> tuple[Answer, ...]:
    created = visit.post(visit.new())
    target = joined(visit.collection, created.fields.get("location", ""))
    return (created,) if "location" not in created.fields or target is None else (created, visit.get(target))


def _location_leads_there(created: Answer, *found: Answer) -> Outcome:
    wrong = unless_any_field(created, "Location")
    if wrong is not None:
        return wrong
    location = shown(created.fields["location"])
    if not found:
        return failed(LOCATION_ELSEWHERE, location=location)
    if found[0].status != 200:
        return failed(LOCATION_DEAD, location=location, status=found[0].status)
    return PASSED


def _kept_what_was_sent(created: Answer, read: Answer) -> Outcome:
    return unless_status(read, 200) or unless_members(created, read, created.sent or {}) or PASSED


def _same_tag(created: Answer, read: Answer) -> Outcome:
    if "etag" not in created.fields or "etag" not in read.fields:
        return skipped(NO_TAGS)
    return unless_like(created, "ETag", read.fields["etag"]) or PASSED


def _content_location(created: Answer, read: Answer) -> Outcome:
    if "content-location" not in created.fields:
        return skipped(NO_CONTENT_LOCATION)
    return unless_like(created, "Content-Location", created.fields.get("location")) or PASSED


def _make_twice(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    key = visit.key
    if key is None or key not in item.shown:
        raise DoesNotApply(NO_KEY)
    second = visit.post({**visit.new(), key: item.shown[key]})
    return (replace(second, sent={key: item.shown[key]}),)


def _conflict(second: Answer) -> Outcome:
    if second.status in (400, 422):
        return skipped(KEY_NOT_CHOSEN)
    for key, value in (second.sent or {}).items():
        found = second.members.get(key, value)
        if second.is_success and found != value:
            return failed(KEY_IGNORED, status=second.status, found=shown(found))
    return unless_status(second, 409) or PASSED


def _make_minimal(visit: Visit) -> tuple[Answer, ...]:
    return (visit.post(visit.new(), {"Prefer": "return=minimal"}),)


def _minimal(created: Answer) -> Outcome:
    if "preference-applied" not in created.fields:
        return skipped(PREFERENCE_UNKNOWN) if created.content else PASSED
    empty = PASSED if not created.content else unless_empty(created)
    return (
        unless_named(created, "Preference-Applied", "return=minimal")
        or unless_varies(created, "Prefer")
        or unless_any_field(created, "Location")
        or empty
        or PASSED
    )


CREATING = Concern(
    "creating",
    Text("Creating", "Creación"),
    (
        Probe(
            "post-creates",
            Text("POST that makes an item is 201", "POST que crea un elemento da 201"),
            "RFC 9110 §9.3.3, §15.3.2",
            Text("Answer 201 once the item is there.", "Responda 201 cuando el elemento exista."),
            _make,
            _created,
            writes=True,
        ),
        Probe(
            "post-location",
            Text("201 has a Location that leads to the item", "201 tiene un Location que lleva al elemento"),
            "RFC 9110 §15.3.2, §10.2.2",
            Text("Send the URL of the new item in Location.", "Envíe en Location la URL del elemento nuevo."),
            _make_and_follow,
            _location_leads_there,
            writes=True,
        ),
        Probe(
            "post-keeps",
            Text("The new item is what was sent", "El elemento nuevo es lo que se envió"),
            "RFC 9110 §9.3.3",
            Text("Keep every member, or refuse it with 422.", "Conserve cada miembro, o rechácelo con 422."),
            _make_and_read,
            _kept_what_was_sent,
            writes=True,
        ),
        Probe(
            "post-tag",
            Text("ETag of the 201 is that of the item", "ETag del 201 es el del elemento"),
            "RFC 9110 §15.3.2, §8.8.3",
            Text("Send the tag that a GET would get.", "Envíe la etiqueta que recibiría un GET."),
            _make_and_read,
            _same_tag,
            writes=True,
        ),
        Probe(
            "post-content-location",
            Text("Content-Location of the 201 is Location", "Content-Location del 201 es Location"),
            "RFC 9110 §8.7",
            Text(
                "Where the content is the item, both are its URL.", "Si el contenido es el elemento, ambos son su URL."
            ),
            _make_and_read,
            _content_location,
            writes=True,
        ),
        Probe(
            "post-conflict",
            Text("POST with a key that is taken is 409", "POST con una clave ocupada da 409"),
            "RFC 9110 §15.5.10",
            Text("Answer 409 and change nothing.", "Responda 409 y no cambie nada."),
            _make_twice,
            _conflict,
            writes=True,
        ),
        Probe(
            "post-minimal",
            Text(
                "Prefer: return=minimal is told of where it is heeded", "Prefer: return=minimal se anuncia si se cumple"
            ),
            "RFC 7240 §2, §4.2",
            Text("Send Preference-Applied and Vary: Prefer.", "Envíe Preference-Applied y Vary: Prefer."),
            _make_minimal,
            _minimal,
            writes=True,
        ),
    ),
)
