"""The backend's parts: the database, its resources, and the rules for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .access.gate import Gate
from .access.policy import Open, Policy
from .database.database import Database
from .idempotency import KeptAnswers
from .kept import Kept
from .query.limits import Limits
from .representation.changes import Changes
from .rows import Rows
from .schema.resource import Resource, Schema
from .settings import Settings
from .shown import Shown
from .watching import Watch


@dataclass(frozen=True, slots=True)
class Service:
    """What answers are made from.

    `limits` say how much a request may ask of a collection, `rows` has the rows of each resource by its name.
    """

    database: Database
    schema: Schema
    settings: Settings = field(default_factory=Settings)
    policy: Policy = field(default_factory=Open)
    gate: Gate = field(default_factory=Gate)
    limits: Limits = field(init=False)
    rows: Mapping[str, Rows] = field(init=False)
    kept_answers: KeptAnswers = field(init=False)
    kept: Kept[Shown] = field(init=False)
    changes: Changes = field(default_factory=Changes)
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        rows = {name: Rows(resource, self.database) for name, resource in self.schema.resources.items()}
        limits = Limits(page_size=self.settings.page_size, largest_page=self.settings.largest_page)
        object.__setattr__(self, "limits", limits)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "kept", Kept(self.database))
        object.__setattr__(self, "watch", Watch(self.database, self.changes))
        object.__setattr__(self, "kept_answers", KeptAnswers(self.database.dialect))

    def rows_of(self, resource: Resource) -> Rows:
        """Return the rows of `resource`."""
        return self.rows[resource.name]
