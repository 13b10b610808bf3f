"""The languages in which a collection can be asked: this server's own, and those of others that clients come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..schema.resource import Resource, Schema
from . import json_server, parameters, postgrest
from .limits import Limits
from .selection import Selection

Read = Callable[[Resource, Schema, Sequence[parameters.Pair], Limits], Selection]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of queries: how parameters are read, and the names of those that say where a page starts.

    `sizes` are those that say how many rows it has. `after` and `before` take cursors, `page` a number, `offset` the
    number of rows before; None where the language has no such parameter. `starts` are all of them.
    """

    read: Read
    sizes: tuple[str, ...]
    starts: tuple[str, ...]
    page: str | None = None
    offset: str | None = None
    after: str | None = None
    before: str | None = None


LANGUAGES = {
    "antiphon": Language(
        parameters.selection_of,
        (parameters.LIMIT,),
        parameters.STARTS,
        page=parameters.PAGE,
        after=parameters.AFTER,
        before=parameters.BEFORE,
    ),
    "json-server": Language(
        json_server.selection_of,
        (json_server.LIMIT, json_server.SIZE),
        (json_server.PAGE, json_server.START, json_server.END),
        page=json_server.PAGE,
        offset=json_server.START,
    ),
    "postgrest": Language(postgrest.selection_of, (postgrest.LIMIT,), (postgrest.OFFSET,), offset=postgrest.OFFSET),
}
"""The languages by the name to choose them by."""


def selection_of(
    resource: Resource,
    schema: Schema,
    pairs: Sequence[parameters.Pair],
    limits: Limits,
    dialect: str = "antiphon",
) -> Selection:
    """Return what `pairs`, the decoded parameters of a URL, ask of `resource` in the language `dialect`.

    Raises `Refusal`, 400, that names the parameter, its value and what is allowed.
    """
    return LANGUAGES[dialect].read(resource, schema, pairs, limits)
