"""Deleting: DELETE of an item (RFC 9110 §9.3.5)."""

from __future__ import annotations

from ....faults import Text
from ..answer import Answer
from ..judging import unless_empty, unless_status
from ..outcome import PASSED, Outcome
from ..probe import Concern, Probe
from ..visit import Visit


def _delete(visit: Visit) -> tuple[Answer, ...]:
    return (visit.send("DELETE", visit.item().url),)


def _deleted(deleted: Answer) -> Outcome:
    wrong = unless_status(deleted, 200, 202, 204)
    if wrong is None and deleted.status == 204:
        wrong = unless_empty(deleted)
    return wrong or PASSED


def _delete_and_read(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    visit.send("DELETE", item.url)
    return (visit.get(item.url),)


def _gone(after: Answer) -> Outcome:
    return unless_status(after, 404, 410) or PASSED


def _delete_again(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    visit.send("DELETE", item.url)
    return (visit.send("DELETE", item.url),)


def _still_gone(again: Answer) -> Outcome:
    return unless_status(again, 404, 410, 204) or PASSED


DELETING = Concern(
    "deleting",
    Text("Deleting", "Eliminación"),
    (
        Probe(
            "delete",
            Text("DELETE of an item is 204 or 200", "DELETE de un elemento da 204 o 200"),
            "RFC 9110 §9.3.5, §8.6",
            Text(
                "Answer 204 without content and without Content-Length, or 200 with the item.",
                "Responda 204 sin contenido y sin Content-Length, o 200 con el elemento.",
            ),
            _delete,
            _deleted,
            writes=True,
        ),
        Probe(
            "deleted-is-gone",
            Text("After DELETE the item is 404", "Tras DELETE el elemento da 404"),
            "RFC 9110 §9.3.5, §15.5.5",
            Text(
                "Remove it before you answer; answer 202 if you cannot.",
                "Elimínelo antes de responder; si no, responda 202.",
            ),
            _delete_and_read,
            _gone,
            writes=True,
            after=("delete",),
        ),
        Probe(
            "delete-again",
            Text("DELETE again is 404", "DELETE otra vez da 404"),
            "RFC 9110 §9.2.2, §9.3.5",
            Text("Answer 404, or 410; nothing else happens.", "Responda 404, o 410; no pasa nada más."),
            _delete_again,
            _still_gone,
            writes=True,
            after=("delete",),
        ),
    ),
)
