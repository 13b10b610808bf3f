"""What an engine raises: it cannot answer at all, or it refuses a row. The same for every engine."""

from __future__ import annotations

from enum import Enum

from ...faults import AntiphonError, Fault
from ...faults.database import (
    CHECK_VIOLATED,
    NOT_NULL_VIOLATED,
    REFERENCE_VIOLATED,
    RULE_VIOLATED,
    STILL_REFERENCED,
    TYPE_VIOLATED,
    UNIQUE_VIOLATED,
)


class DatabaseUnavailable(AntiphonError):
    """The database cannot do what was asked, whoever asks; nothing was written, unless the fault says otherwise.

    The driver's own error is the ``__cause__``: it is for the log, since it may hold SQL, paths and values.
    """

    @property
    def retry_after(self) -> int | None:
        """The seconds after which asking again may help, for Retry-After; None where it will not."""
        seconds: int | None = self.details.get("retry_after")
        return seconds


class Constraint(Enum):
    """What refused a row; the value is the fault."""

    NOT_NULL = NOT_NULL_VIOLATED
    UNIQUE = UNIQUE_VIOLATED
    CHECK = CHECK_VIOLATED
    REFERENCE = REFERENCE_VIOLATED
    """A foreign key of the row points nowhere."""
    REFERRER = STILL_REFERENCED
    """A foreign key of other rows points to this one."""
    TYPE = TYPE_VIOLATED
    """The value is not of the column's type, too long, or out of range."""
    RULE = RULE_VIOLATED
    """A trigger refuses the row, in the words of who wrote it."""


class ConstraintViolated(AntiphonError):
    """A constraint of the database refuses a row. What is not known is empty.

    `columns` are the names of those that the constraint speaks of, `name` its own. `rule` is what the engine calls a
    CHECK: its name, or its SQL where it has none, so that it can be found among the resource's checks; it is not
    part of the sentence, since SQL is not for clients.
    """

    def __init__(self, fault: Fault, /, *, table: str = "", columns: tuple[str, ...] = (), name: str = "",
                 rule: str = "", reason: str = "", subject: str = "") -> None:  # fmt: skip
        super().__init__(
            fault,
            table=table,
            columns=columns,
            name=name,
            rule=rule,
            reason=reason,
            subject=subject or reason or ", ".join(columns) or name or table or "—",
        )
        self.kind = Constraint(fault)
        self.table = table
        self.columns = columns
        self.name = name
        self.rule = rule
        self.reason = reason
