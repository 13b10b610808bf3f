"""From the name of a database to the backend for it."""

from __future__ import annotations

from collections.abc import Callable

from .access.gate import Gate
from .access.policy import Open, Policy
from .backend import Backend
from .database.opening import open_database, reflect_with
from .schema.reflection import reflect
from .schema.resource import Schema
from .service import Service
from .settings import Settings


def backend_of(
    target: str,
    settings: Settings | None = None,
    policy: Callable[[Schema], Policy] = lambda schema: Open(),
    gate: Gate | None = None,
) -> Backend:
    """Return the backend for the database at `target`: a path, ``sqlite:///path``, ``postgresql://…`` or
    ``mysql://…``.

    `policy` makes the rules for its tables; without it, everybody may do everything. Raises `UsageError` where there
    is no database that could be served; it says what to do.
    """
    schema = reflect_with(target, reflect)
    service = Service(open_database(target), schema, settings or Settings(), policy(schema), gate or Gate())
    return Backend(service)
