"""Why the database refused a row: every rule that it breaks, each with its place, or what else has its values."""

from __future__ import annotations

from collections.abc import Mapping

from ..faults import AntiphonError
from ..faults.resource import CONSTRAINT_REFUSED, ITEM_REFERENCED, VALUE_TAKEN
from ..semantics.json_pointer import pointer_to
from .answer import invalid
from .database.failures import Constraint, ConstraintViolated
from .exchange import Exchange
from .place import OPENAPI, collection_path, item_path
from .query.canonical import canonical
from .query.selection import Condition, Operator, Selection
from .query.statement import Key
from .refusal import Refusal, Violation
from .rows import Rows
from .schema.constraints import check_question, reference_questions, unique_questions
from .schema.resource import Reference, Resource
from .service import Service

# How many of the items that refer to one are named.
_MOST_REFERRERS = 20

_OF_THE_CONTENT = frozenset({Constraint.NOT_NULL, Constraint.TYPE, Constraint.RULE, Constraint.CHECK})


async def diagnosed(
    service: Service,
    exchange: Exchange,
    rows: Rows,
    values: Mapping[str, object],
    violated: ConstraintViolated,
    key: Key | None = None,
    *,
    is_partial: bool = False,
) -> Refusal:
    """Return the refusal of a row with `values`: 422 with all the rules that it breaks, or 409 where values are taken.

    `key` is that of the row where it may exist; `is_partial`: its other columns keep their values. The database stops
    at its first reason, so all are asked for here; it has the last word where nothing is found, as when another client
    was quicker in between.
    """
    if violated.kind is Constraint.REFERRER and key is not None:
        return await referenced(service, exchange, rows, key, violated)
    row = await _current(rows, key)
    current = row if is_partial else None
    violations = await _broken_checks(service, rows, values, current)
    violations += await _missing(service, rows, values, current)
    if violations:
        return invalid(violations)
    taken = await _taken(service, exchange, rows, values, key if row is not None else None, current)
    return taken or _by_the_database(rows.resource, violated)


async def referenced(
    service: Service, exchange: Exchange, rows: Rows, key: Key, violated: ConstraintViolated
) -> Refusal:
    """Return the refusal, 409, of removing or renaming what others refer to: it names them."""
    row = await rows.find(key)
    found: list[str] = []
    for reference in rows.resource.referrers:
        if row is not None and len(found) < _MOST_REFERRERS:
            found += await _referrers(service, rows, row, reference)
    if not found:
        return _by_the_database(rows.resource, violated)
    shown = [exchange.base + path for path in found[:_MOST_REFERRERS]]
    return Refusal(ITEM_REFERENCED, extra={"referrers": shown}, referrers=", ".join(shown))


async def _current(rows: Rows, key: Key | None) -> dict[str, object] | None:
    row = None if key is None else await rows.find(key)
    return None if row is None else dict(zip(rows.shape.names, row, strict=True))


async def _broken_checks(
    service: Service, rows: Rows, values: Mapping[str, object], current: Mapping[str, object] | None
) -> list[Violation]:
    question = check_question(rows.resource, values, service.database.dialect, current)
    if question is None:
        return []
    try:
        return list(question.violations(await service.database.fetch(question.statement)))
    except AntiphonError:  # a CHECK may itself fail, as by a division by zero; then the first refusal is all there is
        return []


async def _missing(
    service: Service, rows: Rows, values: Mapping[str, object], current: Mapping[str, object] | None
) -> list[Violation]:
    found: list[Violation] = []
    for question in reference_questions(rows.resource, service.schema, values, service.database.dialect, current):
        found += question.violations(await service.database.fetch(question.statement))
    return found


async def _taken(
    service: Service,
    exchange: Exchange,
    rows: Rows,
    values: Mapping[str, object],
    key: Key | None,
    current: Mapping[str, object] | None,
) -> Refusal | None:
    resource = rows.resource
    for question in unique_questions(resource, values, service.database.dialect, key=key, current=current):
        other = question.other(await service.database.fetch(question.statement))
        if other is not None:
            return _value_taken(question.columns, exchange.base + item_path(resource, other))
    return None


def _value_taken(columns: tuple[str, ...], other: str) -> Refusal:
    names = ", ".join(columns)
    violations = tuple(
        Violation(pointer_to(column), VALUE_TAKEN, {"columns": names, "other": other}) for column in columns
    )
    return Refusal(VALUE_TAKEN, violations=violations, extra={"other": other}, columns=names, other=other)


async def _referrers(service: Service, rows: Rows, row: tuple[object, ...], reference: Reference) -> list[str]:
    """Return the paths of some items that refer to `row`, or of all of them together where they have none."""
    names = rows.shape.names
    values = tuple(row[names.index(name)] for name in reference.target_columns)
    others = service.rows.get(reference.resource)
    if others is None or None in values:
        return []
    found = await service.database.fetch(others.statements.among(reference.columns, [values], _MOST_REFERRERS))
    if found and not others.resource.key:
        return [_all_referrers(others.resource, reference, values)]
    return [item_path(others.resource, others.key_of(other)) for other in found]


def _all_referrers(resource: Resource, reference: Reference, values: tuple[object, ...]) -> str:
    pairs = zip(reference.columns, values, strict=True)
    selection = Selection(tuple([Condition(column, Operator.EQUAL, (value,)) for column, value in pairs]))
    return f"{collection_path(resource.name)}?{canonical(resource, selection)}"


def _by_the_database(resource: Resource, violated: ConstraintViolated) -> Refusal:
    """Return the refusal in the database's own terms, where nothing more is known."""
    status = violated.fault.status
    violations = tuple(
        Violation(pointer_to(column), violated.fault, violated.details)
        for column in violated.columns
        if column in resource.by_name
    )
    if status == 422 or violated.kind in _OF_THE_CONTENT:
        return invalid(violations or (Violation("", violated.fault, violated.details),))
    return Refusal(CONSTRAINT_REFUSED, violations=violations, description=f"/{OPENAPI}")
