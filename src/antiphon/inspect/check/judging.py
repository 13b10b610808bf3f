"""What many probes ask of an answer. Each function returns the outcome that fails, or None where nothing is wrong."""

from __future__ import annotations

from typing import Any

from ...faults import Text
from .answer import Answer
from .outcome import Outcome, failed
from .shape import Members

STATUS = Text(
    "{method} {target} was answered {status} instead of {right}.",
    "{method} {target} se respondió con {status} en lugar de {right}.",
)
FIELD_MISSING = Text(
    "The {status} response to {method} {target} has no {field}.",
    "La respuesta {status} a {method} {target} no tiene {field}.",
)
FIELD_UNLIKE = Text(
    "{field} of {method} {target} is {found} instead of {right}.",
    "{field} de {method} {target} es {found} en lugar de {right}.",
)
NOT_NAMED = Text(
    "{field} of {method} {target} does not name {name}.", "{field} de {method} {target} no menciona {name}."
)
HAS_CONTENT = Text(
    "The {status} response to {method} {target} has content, or Content-Length.",
    "La respuesta {status} a {method} {target} tiene contenido, o Content-Length.",
)
NOT_CHANGED = Text(
    "After {method} {target} was answered {status}, {member} is {found} instead of {right}.",
    "Tras responder {status} a {method} {target}, {member} es {found} en lugar de {right}.",
)
CHANGED_ALL_THE_SAME = Text(
    "{method} {target} was refused with {status}, yet it changed {member} to {found}.",
    "{method} {target} se rechazó con {status}, y aun así cambió {member} a {found}.",
)
IS_THERE = Text(
    "{method} {target} was refused with {status}, yet something is there now.",
    "{method} {target} se rechazó con {status}, y aun así ahora hay algo allí.",
)
_LONGEST_SHOWN = 60


def shown(value: Any) -> str:
    """Return `value` as it may stand in a sentence: printable, and not long."""
    text = ascii(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def unless_status(answer: Answer, *right: int) -> Outcome | None:
    """Fail unless the status is one of `right`."""
    if answer.status in right:
        return None
    wanted = " / ".join(map(str, right))
    return failed(STATUS, method=answer.method, target=answer.target, status=answer.status, right=wanted)


def unless_success(answer: Answer) -> Outcome | None:
    """Fail unless the status is 2xx."""
    return None if answer.is_success else unless_status(answer, 200)


def unless_refused(answer: Answer) -> Outcome | None:
    """Fail unless the status is 4xx."""
    if 400 <= answer.status < 500:
        return None
    return failed(STATUS, method=answer.method, target=answer.target, status=answer.status, right="4xx")


def unless_field(answer: Answer, field: str) -> Outcome | None:
    """Fail where the response does not have `field`."""
    if field in answer.fields:
        return None
    return failed(FIELD_MISSING, method=answer.method, target=answer.target, status=answer.status, field=field)


def unless_any_field(answer: Answer, *fields: str) -> Outcome | None:
    """Fail where the response has none of `fields`."""
    return None if any(field in answer.fields for field in fields) else unless_field(answer, " / ".join(fields))


def unless_like(answer: Answer, field: str, right: str | None) -> Outcome | None:
    """Fail where `field` does not have the value `right`, None for its absence."""
    found = answer.fields.get(field)
    if found == right:
        return None
    values = {"found": _told(found), "right": _told(right)}
    return failed(FIELD_UNLIKE, method=answer.method, target=answer.target, field=field, **values)


def _told(value: str | None) -> str:
    return "–" if value is None else shown(value)


def unless_named(answer: Answer, field: str, *names: str) -> Outcome | None:
    """Fail where a field that is a list does not have one of `names`."""
    missing = next((name for name in names if name not in answer.names(field)), None)
    if missing is None:
        return None
    return failed(NOT_NAMED, method=answer.method, target=answer.target, field=field, name=missing)


def unless_varies(answer: Answer, field: str) -> Outcome | None:
    """Fail where Vary does not say that the response depends on `field` (RFC 9110 §12.5.5)."""
    if answer.varies_by(field):
        return None
    return failed(NOT_NAMED, method=answer.method, target=answer.target, field="Vary", name=field)


def unless_empty(answer: Answer) -> Outcome | None:
    """Fail where a response that may not have content has some, or declares it (RFC 9110 §8.6)."""
    if not answer.content and answer.fields.get("content-length") is None:
        return None
    return failed(HAS_CONTENT, method=answer.method, target=answer.target, status=answer.status)


def unless_members(write: Answer, after: Answer, members: Members) -> Outcome | None:
    """Fail where `after`, read after `write`, does not show `members`."""
    name = differing(after.members, members)
    if name is None:
        return None
    values = {"member": name, "found": shown(after.members.get(name)), "right": shown(members[name])}
    return failed(NOT_CHANGED, method=write.method, target=write.target, status=write.status, **values)


def unless_unchanged(refused: Answer, before: Answer, after: Answer) -> Outcome | None:
    """Fail where a refused request changed what `before` and `after` show."""
    if after.status != before.status:
        return unless_status(after, before.status)
    name = differing(after.members, before.members)
    if name is None:
        return None
    values = {"member": name, "found": shown(after.members.get(name))}
    return failed(CHANGED_ALL_THE_SAME, method=refused.method, target=refused.target, status=refused.status, **values)


def unless_absent(refused: Answer, after: Answer) -> Outcome | None:
    """Fail where `after` shows something that a refused request must not have made."""
    if not after.is_success:
        return None
    return failed(IS_THERE, method=refused.method, target=refused.target, status=refused.status)


def differing(found: Members, right: Members) -> str | None:
    """Return the first name of `right` whose value is another one in `found`, None where all are the same.

    Numbers are compared as numbers: 9.5, "9.5" and 9.50 are one price to most databases.
    """
    return next((name for name, value in right.items() if not _is_same(found.get(name), value)), None)


def _is_same(one: Any, other: Any) -> bool:
    if one == other:
        return True
    numbers = [_number(one), _number(other)]
    return None not in numbers and numbers[0] == numbers[1]


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
