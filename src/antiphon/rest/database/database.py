"""The contract between the resources and an engine: statements in, rows out, writes in transactions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

Row = tuple[Any, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL in the driver's own style of placeholders, and the values for them, in order."""

    sql: str
    parameters: tuple[object, ...] = ()


class Transaction(Protocol):
    """A transaction under way. It sees its own writes, and nobody else does until it is committed."""

    async def execute(self, statement: Statement) -> list[Row]:
        """Run `statement`; returns its rows, none where it has no result.

        Raises `ConstraintViolated` where a constraint of the table refuses a row. The work can then only end, with an
        exception: the transaction may be void.
        """


Work = Callable[[Transaction], Awaitable[T]]


class Database(Protocol):
    """A database that is open.

    Every method raises `DatabaseUnavailable` while the database cannot be reached, is locked for longer than it may
    wait, is read-only or has no room, each with its own fault.
    """

    dialect: Dialect
    immediate: bool
    """Reads mostly end without waiting, so that a request can be answered where it arrived, without a task.

    Those that take long, or meet a lock, wait all the same.
    """

    async def fetch(self, statement: Statement) -> list[Row]:
        """Return the rows of a reading statement, from what is committed."""

    def version(self) -> object | None:
        """Return what differs from what it was when anything in the database has changed, whoever changed it.

        None where finding out is no quicker than reading again.
        """

    async def version_of_others(self) -> object | None:
        """Return what differs from what it was when anybody but this object has committed.

        None where the database does not tell.
        """

    def stream(self, statement: Statement, size: int = 500) -> AsyncIterator[list[Row]]:
        """Yield the rows in batches of at most `size`, from one snapshot, in constant memory."""

    async def write(self, work: Work[T], *, dry_run: bool = False) -> T:
        """Run `work` in a transaction and return what it returns, once that is durable.

        An exception from `work` undoes all that it did, and is raised here. A `dry_run` is always undone. Works of
        several callers may share one commit; each is undone alone. `work` may be run more than once, so all that it
        does must be in its transaction, which is also all that it may await. What it decides by must be read with
        ``SELECT … FOR UPDATE`` where the dialect has that.
        """

    async def close(self) -> None:
        """Finish what is under way and let the database go."""
