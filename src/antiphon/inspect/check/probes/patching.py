"""Patching: merge patches and JSON patches of an item (RFC 5789, RFC 7396, RFC 6902)."""

from __future__ import annotations

from functools import partial
from typing import Any

from ....faults import Text
from ....semantics.json_pointer import pointer_to
from ..answer import Answer
from ..judging import (
    shown,
    unless_absent,
    unless_any_field,
    unless_members,
    unless_refused,
    unless_status,
    unless_unchanged,
)
from ..outcome import PASSED, DoesNotApply, Outcome, failed, skipped
from ..probe import Concern, Probe
from ..variation import mistyped
from ..visit import JSON_PATCH, MERGE_PATCH, UNKNOWN_TYPE, Item, Visit

NULL_STAYED = Text(
    "After a merge patch with null, {member} still is {found}.",
    "Tras un parche con null, {member} sigue siendo {found}.",
)
LOST = Text(
    "The patch did not name {member}, which was {right} before and is {found} now.",
    "El parche no mencionaba {member}, que antes era {right} y ahora es {found}.",
)
KEY_CHANGED = Text(
    "A patch of the key was answered {status}, and the item is not at its URL any more.",
    "Un parche de la clave se respondió con {status}, y el elemento ya no está en su URL.",
)
TYPE_NOT_TAKEN = Text("{media_type} is not taken here.", "aquí no se acepta {media_type}.")
ALL_NEEDED = Text("no member may be null.", "ningún miembro puede ser null.")
NO_TYPES = Text("no type could be mistaken.", "ningún tipo se podía errar.")
NO_KEY = Text("no member of the items is their key.", "ningún miembro de los elementos es su clave.")

_PLAIN_JSON = "application/json"
_TRIES = 8


def _change_by(media_type: str, visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    name, value = visit.change(item)
    answer = visit.patch(item.url, visit.patch_of({name: value}), media_type)
    patched = Answer(answer.response, answer.shape, {name: value})
    return item.read, patched, visit.get(item.url)


def _changed(before: Answer, patched: Answer, after: Answer) -> Outcome:
    wrong = unless_status(patched, 200, 204) or unless_members(patched, after, patched.sent or {})
    # What was sent at the creation is what has to stay; a server may count versions of its own.
    stayed = {name: value for name, value in before.members.items() if name not in (patched.sent or {})}
    name = next((each for each in stayed if after.members.get(each) is None and stayed[each] is not None), None)
    if wrong is None and name is not None:
        wrong = failed(LOST, member=name, right=shown(stayed[name]), found=shown(after.members.get(name)))
    return wrong or PASSED


def _plain_json(before: Answer, patched: Answer, after: Answer) -> Outcome:
    return PASSED if patched.status == 415 else _changed(before, patched, after)


def _nullify(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    for name in [each for each, value in item.sent.items() if value not in (None, "")][:_TRIES]:
        answer = visit.patch(item.url, visit.patch_of({name: None}))
        if answer.status not in (400, 409, 422):
            return Answer(answer.response, answer.shape, {name: None}), visit.get(item.url)
    raise DoesNotApply(ALL_NEEDED)


def _removed(patched: Answer, after: Answer) -> Outcome:
    name = next(iter(patched.sent or {}), "")
    wrong = unless_status(patched, 200, 204)
    found = after.members.get(name)
    if wrong is None and found is not None:
        wrong = failed(NULL_STAYED, member=name, found=shown(found))
    return wrong or PASSED


def _half_wrong(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    good, value = visit.change(item)
    wrong = next((pair for pair in mistyped(item.sent) if pair[0] != good), None)
    if wrong is None:
        raise DoesNotApply(NO_TYPES)
    refused = visit.patch(item.url, visit.patch_of({good: value, wrong[0]: wrong[1]}))
    return item.read, refused, visit.get(item.url)


def _all_or_nothing(before: Answer, refused: Answer, after: Answer) -> Outcome:
    return unless_status(refused, 400, 409, 422) or unless_unchanged(refused, before, after) or PASSED


# -- JSON Patch --------------------------------------------------------------------------------------------------------


def _path(visit: Visit, name: str) -> str:
    return pointer_to(name) if visit.shape.resource_type is None else pointer_to("data", "attributes", name)


def _operations(visit: Visit, item: Item, *more: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a patch changes, and the patch that does so before the operations `more`."""
    name, value = visit.change(item)
    return {name: value}, [{"op": "replace", "path": _path(visit, name), "value": value}, *more]


def _change_by_operations(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    members, operations = _operations(visit, item)
    answer = visit.patch(item.url, operations, JSON_PATCH)
    return item.read, Answer(answer.response, answer.shape, members), visit.get(item.url)


def _changed_by_operations(before: Answer, patched: Answer, after: Answer) -> Outcome:
    if patched.status == 415:
        return skipped(TYPE_NOT_TAKEN, media_type=JSON_PATCH)
    return _changed(before, patched, after)


def _fail_a_test(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    name = visit.change(item)[0]
    test = {"op": "test", "path": _path(visit, name), "value": {"antiphon": "check"}}
    operations = _operations(visit, item, test)[1]
    return item.read, visit.patch(item.url, operations, JSON_PATCH), visit.get(item.url)


def _test_failed(before: Answer, refused: Answer, after: Answer) -> Outcome:
    return unless_status(refused, 409, 422) or unless_unchanged(refused, before, after) or PASSED


def _send_no_patch(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    refused = visit.patch(item.url, [{"op": "antiphon-check", "path": "/"}], JSON_PATCH)
    return item.read, refused, visit.get(item.url)


def _malformed(before: Answer, refused: Answer, after: Answer) -> Outcome:
    return unless_status(refused, 400, 422) or unless_unchanged(refused, before, after) or PASSED


# -- what is not a patch, or not of an item ----------------------------------------------------------------------------


def _patch_by_unknown_type(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    name, value = visit.change(item)
    return item.read, visit.patch(item.url, {name: value}, UNKNOWN_TYPE), visit.get(item.url)


def _unsupported(before: Answer, refused: Answer, after: Answer) -> Outcome:
    return unless_status(refused, 415) or unless_unchanged(refused, before, after) or PASSED


def _names_patches(before: Answer, refused: Answer, after: Answer) -> Outcome:
    return unless_status(refused, 415) or unless_any_field(refused, "Accept-Patch") or PASSED


def _patch_absent(visit: Visit) -> tuple[Answer, ...]:
    item, url = visit.item(), visit.absent()
    name, value = visit.change(item)
    visit.claim(url)
    return visit.patch(url, visit.patch_of({name: value})), visit.get(url)


def _nowhere(refused: Answer, after: Answer) -> Outcome:
    return unless_status(refused, 404, 410) or unless_absent(refused, after) or PASSED


def _patch_key(visit: Visit) -> tuple[Answer, ...]:
    item, other = visit.item(), visit.absent_key()
    if visit.key is None:
        raise DoesNotApply(NO_KEY)
    # Should the item move there, it has to be found again.
    visit.claim(visit.place_of(other))
    patched = visit.patch(item.url, visit.patch_of({visit.key: other}))
    return item.read, patched, visit.get(item.url)


def _key_stays(before: Answer, patched: Answer, after: Answer) -> Outcome:
    if patched.is_success and after.status != before.status:
        return failed(KEY_CHANGED, status=patched.status)
    return unless_refused(patched) or unless_unchanged(patched, before, after) or PASSED


_APPLY = Text(
    "Merge what was sent into the item: null removes, objects are merged, anything else replaces.",
    "Combine lo enviado con el elemento: null elimina, los objetos se combinan, lo demás reemplaza.",
)
_ATOMIC = Text(
    "Apply the whole patch or nothing, in one transaction.", "Aplique todo el parche o nada, en una transacción."
)

PATCHING = Concern(
    "patching",
    Text("Patching", "Parches"),
    (
        Probe(
            "merge-patch",
            Text("A merge patch changes what it names alone", "Un merge patch cambia solo lo que menciona"),
            "RFC 5789 §2, RFC 7396 §2",
            _APPLY,
            partial(_change_by, MERGE_PATCH),
            _changed,
            writes=True,
        ),
        Probe(
            "merge-patch-null",
            Text("null in a merge patch removes", "null en un merge patch elimina"),
            "RFC 7396 §2",
            _APPLY,
            _nullify,
            _removed,
            writes=True,
            after=("merge-patch",),
        ),
        Probe(
            "patch-atomic",
            Text("A patch that is half wrong changes nothing", "Un parche erróneo a medias no cambia nada"),
            "RFC 5789 §2",
            _ATOMIC,
            _half_wrong,
            _all_or_nothing,
            writes=True,
            after=("merge-patch", "wrong-types"),
        ),
        Probe(
            "patch-plain-json",
            Text("PATCH of plain JSON is a merge patch, or 415", "PATCH de JSON corriente es un merge patch, o 415"),
            "RFC 5789 §2.2",
            Text("Do one of the two, and say so in Accept-Patch.", "Haga una de las dos y dígalo en Accept-Patch."),
            partial(_change_by, _PLAIN_JSON),
            _plain_json,
            writes=True,
        ),
        Probe(
            "json-patch",
            Text("A JSON Patch does its operations", "Un JSON Patch hace sus operaciones"),
            "RFC 6902 §4",
            Text("Do the operations in their order.", "Haga las operaciones en su orden."),
            _change_by_operations,
            _changed_by_operations,
            writes=True,
        ),
        Probe(
            "json-patch-test",
            Text(
                "A JSON Patch whose test fails is 409, and does nothing",
                "Un JSON Patch cuyo test falla da 409 y no hace nada",
            ),
            "RFC 6902 §5, RFC 5789 §2.2",
            _ATOMIC,
            _fail_a_test,
            _test_failed,
            writes=True,
            after=("json-patch",),
        ),
        Probe(
            "json-patch-malformed",
            Text("A malformed JSON Patch is 400", "Un JSON Patch mal formado da 400"),
            "RFC 5789 §2.2",
            Text(
                "Check all operations before the first is done.", "Compruebe todas las operaciones antes de la primera."
            ),
            _send_no_patch,
            _malformed,
            writes=True,
            after=("json-patch",),
        ),
        Probe(
            "patch-unknown-type",
            Text("PATCH of an unknown type is 415", "PATCH de un tipo desconocido da 415"),
            "RFC 5789 §2.2",
            Text("Look at Content-Type, and do not guess.", "Mire Content-Type y no adivine."),
            _patch_by_unknown_type,
            _unsupported,
            writes=True,
        ),
        Probe(
            "patch-unknown-type-named",
            Text("415 to PATCH has Accept-Patch", "El 415 a PATCH tiene Accept-Patch"),
            "RFC 5789 §2.2, §3.1",
            Text("Send Accept-Patch with a 415.", "Envíe Accept-Patch con el 415."),
            _patch_by_unknown_type,
            _names_patches,
            writes=True,
        ),
        Probe(
            "patch-absent",
            Text("PATCH of what is not there is 404", "PATCH de lo que no existe da 404"),
            "RFC 5789 §2.2",
            Text("Answer 404 and make nothing.", "Responda 404 y no cree nada."),
            _patch_absent,
            _nowhere,
            writes=True,
            after=("merge-patch",),
        ),
        Probe(
            "patch-key",
            Text("A patch that changes the key is refused", "Un parche que cambia la clave se rechaza"),
            "RFC 9110 §15.5.21",
            Text("Answer 422: an item keeps its URL.", "Responda 422: un elemento conserva su URL."),
            _patch_key,
            _key_stays,
            writes=True,
            after=("merge-patch",),
        ),
    ),
)
