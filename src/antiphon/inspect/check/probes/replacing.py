"""Replacing: PUT to an item (RFC 9110 §9.3.4)."""

from __future__ import annotations

from ....faults import Text
from ..answer import Answer
from ..judging import (
    differing,
    shown,
    unless_absent,
    unless_like,
    unless_members,
    unless_status,
    unless_unchanged,
)
from ..outcome import PASSED, DoesNotApply, Outcome, failed, skipped
from ..probe import Concern, Probe
from ..variation import changes
from ..visit import Visit

MERGED = Text(
    "PUT left {member} out, and it still is {found}: that was a patch, not a replacement.",
    "PUT omitió {member}, y sigue siendo {found}: fue un parche, no un reemplazo.",
)
TAG_PROMISES = Text(
    "The response to PUT has an ETag, which says that the content was kept as it was sent, but {member} is {found}.",
    "La respuesta a PUT tiene un ETag, que dice que el contenido se guardó tal cual, pero {member} es {found}.",
)
KEY_TAKEN_OVER = Text(
    "PUT of a content with another key was answered {status}, and the item is not at its URL any more.",
    "PUT de un contenido con otra clave se respondió con {status}, y el elemento ya no está en su URL.",
)
PUT_MAKES_NOTHING = Text("PUT makes no items here.", "aquí PUT no crea elementos.")
ALL_NEEDED = Text("no member may be left out.", "ningún miembro se puede omitir.")
NO_KEY = Text("no member of the items is their key.", "ningún miembro de los elementos es su clave.")
NO_TAG = Text("the response to PUT has no ETag.", "la respuesta a PUT no tiene ETag.")

_TRIES = 4


def _replace(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    name, value = visit.change(item)
    replaced = visit.send("PUT", item.url, members=visit.replacement(item, **{name: value}))
    return replaced, visit.get(item.url)


def _replaced(replaced: Answer, after: Answer) -> Outcome:
    return unless_status(replaced, 200, 204) or unless_members(replaced, after, replaced.sent or {}) or PASSED


def _replace_twice(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    name, value = visit.change(item)
    members = visit.replacement(item, **{name: value})
    first = visit.send("PUT", item.url, members=members)
    second = visit.send("PUT", item.url, members=members)
    return first, second, visit.get(item.url)


def _same_again(first: Answer, second: Answer, after: Answer) -> Outcome:
    return unless_status(second, 200, 204) or unless_members(second, after, second.sent or {}) or PASSED


def _put_new(visit: Visit, headers: dict[str, str]) -> tuple[Answer, ...]:
    members, key = visit.new(), visit.absent_key()
    url = visit.place_of(key)
    visit.claim(url)
    named = {} if visit.key is None else {visit.key: key}
    put = visit.send("PUT", url, headers, members={**named, **members})
    return put, visit.get(url)


def _made(put: Answer, after: Answer) -> Outcome:
    if 400 <= put.status < 500:
        return unless_absent(put, after) or skipped(PUT_MAKES_NOTHING)
    return _made_again(put, after)


def _made_again(put: Answer, after: Answer) -> Outcome:
    return unless_status(put, 201) or unless_status(after, 200) or PASSED


def _put_over(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    name, value = visit.change(item)
    refused = visit.send("PUT", item.url, {"If-None-Match": "*"}, members=visit.replacement(item, **{name: value}))
    return item.read, refused, visit.get(item.url)


def _refused_over(before: Answer, refused: Answer, after: Answer) -> Outcome:
    return unless_status(refused, 412) or unless_unchanged(refused, before, after) or PASSED


def _put_other_key(visit: Visit) -> tuple[Answer, ...]:
    item, other = visit.item(), visit.absent_key()
    if visit.key is None:
        raise DoesNotApply(NO_KEY)
    # Should the item move there, it has to be found again.
    visit.claim(visit.place_of(other))
    members = {**visit.replacement(item), visit.key: other}
    return item.read, visit.send("PUT", item.url, members=members), visit.get(item.url)


def _inconsistent(before: Answer, refused: Answer, after: Answer) -> Outcome:
    if refused.is_success and after.status != 200:
        return failed(KEY_TAKEN_OVER, status=refused.status)
    return unless_status(refused, 409, 400, 415, 422) or unless_unchanged(refused, before, after) or PASSED


def _tag_only_for_what_was_kept(replaced: Answer, after: Answer) -> Outcome:
    if "etag" not in replaced.fields:
        return skipped(NO_TAG)
    name = differing(after.members, replaced.sent or {})
    if name is not None:
        return failed(TAG_PROMISES, member=name, found=shown(after.members.get(name)))
    return unless_like(replaced, "ETag", after.fields.get("etag")) or PASSED


def _leave_out(visit: Visit) -> tuple[Answer, ...]:
    candidates = [pair for pair in changes(visit.new()) if not isinstance(pair[1], bool)]
    for name, value in candidates[:_TRIES]:
        try:
            # A value that nobody would have chosen as the default.
            item = visit.item(**{name: value})
        except DoesNotApply:
            continue
        members = {each: kept for each, kept in visit.replacement(item).items() if each != name}
        replaced = visit.send("PUT", item.url, members=members)
        if replaced.is_success:
            return item.created, replaced, visit.get(item.url)
    raise DoesNotApply(ALL_NEEDED)


def _left_out(created: Answer, replaced: Answer, after: Answer) -> Outcome:
    sent, again = created.sent or {}, replaced.sent or {}
    kept = (name for name in sent if name not in again and after.members.get(name) == sent[name])
    name = next(kept, None)
    return PASSED if name is None else failed(MERGED, member=name, found=shown(sent[name]))


REPLACING = Concern(
    "replacing",
    Text("Replacing", "Reemplazo"),
    (
        Probe(
            "put-replaces",
            Text("PUT of an item is 200 or 204, and replaces it", "PUT de un elemento da 200 o 204, y lo reemplaza"),
            "RFC 9110 §9.3.4",
            Text("Store what was sent in place of what was there.", "Guarde lo enviado en lugar de lo que había."),
            _replace,
            _replaced,
            writes=True,
        ),
        Probe(
            "put-idempotent",
            Text("The same PUT again changes nothing more", "El mismo PUT otra vez no cambia nada más"),
            "RFC 9110 §9.2.2",
            Text("Answer it like the first.", "Respóndalo como el primero."),
            _replace_twice,
            _same_again,
            writes=True,
            after=("put-replaces",),
        ),
        Probe(
            "put-leaves-nothing",
            Text("What PUT leaves out is not kept", "Lo que PUT omite no se conserva"),
            "RFC 9110 §9.3.4",
            Text(
                "Give members that are left out their default, or refuse with 422; PATCH is for parts.",
                "Dé a los miembros omitidos su valor por omisión, o rechace con 422; PATCH es para partes.",
            ),
            _leave_out,
            _left_out,
            writes=True,
            after=("put-replaces",),
        ),
        Probe(
            "put-creates",
            Text("PUT that makes an item is 201", "PUT que crea un elemento da 201"),
            "RFC 9110 §9.3.4",
            Text("Answer 201 where nothing was there before.", "Responda 201 si antes no había nada."),
            lambda visit: _put_new(visit, {}),
            _made,
            writes=True,
            after=("put-replaces",),
        ),
        Probe(
            "put-creates-only",
            Text("PUT with If-None-Match: * makes a new item", "PUT con If-None-Match: * crea un elemento nuevo"),
            "RFC 9110 §13.1.2",
            Text("The condition holds where nothing is there.", "La condición se cumple si no hay nada."),
            lambda visit: _put_new(visit, {"If-None-Match": "*"}),
            _made_again,
            writes=True,
            after=("put-creates",),
        ),
        Probe(
            "put-spares",
            Text("PUT with If-None-Match: * spares what is there", "PUT con If-None-Match: * respeta lo que hay"),
            "RFC 9110 §13.1.2",
            Text("Answer 412 where something is there.", "Responda 412 si ya hay algo."),
            _put_over,
            _refused_over,
            writes=True,
            after=("put-replaces",),
        ),
        Probe(
            "put-other-key",
            Text("PUT with another key in its content is 409", "PUT con otra clave en su contenido da 409"),
            "RFC 9110 §9.3.4",
            Text("Answer 409: the URL says which item it is.", "Responda 409: la URL dice qué elemento es."),
            _put_other_key,
            _inconsistent,
            writes=True,
            after=("put-replaces",),
        ),
        Probe(
            "put-tag",
            Text("PUT sends ETag only for what was kept as sent", "PUT envía ETag solo si guardó lo enviado tal cual"),
            "RFC 9110 §9.3.4",
            Text(
                "Leave ETag out where defaults or other forms of values were put in.",
                "Omita ETag si puso valores por omisión u otras formas de los valores.",
            ),
            _replace,
            _tag_only_for_what_was_kept,
            writes=True,
            after=("put-replaces",),
        ),
    ),
)
