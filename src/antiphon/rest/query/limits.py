"""How much one request may ask of a collection."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a selection may have.

    `page_size` rows are on a page where the client names no number, `largest_page` is the most it may name, and
    `furthest` the last row or page that can be reached by number. `conditions` counts comparisons, `values` the
    members of one list, `levels` the nesting of and, or and not, `characters` those of a pattern or a search.
    """

    page_size: int = 100
    largest_page: int = 1000
    furthest: int = 10**12
    conditions: int = 100
    values: int = 1000
    levels: int = 10
    characters: int = 1000
