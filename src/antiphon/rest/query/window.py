"""What a page shows of the rows that its statement gave, and whether there are pages beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..database.database import Row
from .selection import Selection


@dataclass(frozen=True, slots=True)
class Window:
    """The rows of a page in the order asked for, and whether rows come before and after them."""

    rows: Sequence[Row]
    has_previous: bool
    has_next: bool


def window(selection: Selection, rows: Sequence[Row]) -> Window:
    """Return the page in `rows`, those of `Statements.page`: one more than asked for, and backwards before a cursor."""
    shown, is_cut = rows[: selection.limit], len(rows) > selection.limit
    if selection.before is not None:
        # The row that the cursor is made of follows, unless the end was asked for.
        return Window(shown[::-1], is_cut, bool(selection.before))
    return Window(shown, selection.after is not None or selection.passed_over > 0, is_cut)
