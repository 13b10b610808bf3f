"""The pages beside a page, as links (RFC 8288): relative references that keep all other parameters of the request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...semantics.forms import encode_pairs
from ...semantics.links import Link
from ..schema.resource import Resource
from .cursor import cursor_of, end_of
from .languages import LANGUAGES, Language
from .ordering import has_total_order
from .page import columns_of
from .parameters import Pair
from .selection import Selection
from .window import Window


def page_links(
    resource: Resource,
    selection: Selection,
    pairs: Sequence[Pair],
    page: Window,
    total: int | None = None,
    dialect: str = "antiphon",
) -> tuple[Link, ...]:
    """Return the links from `page` to the first, the previous, the next and the last, as far as there are such.

    `pairs` are the parameters by which it was asked for in the language `dialect`; `total` is the number of all rows,
    where it was counted: the last page has a number only then.
    """
    language = LANGUAGES[dialect]
    if selection.page is not None or (not has_total_order(resource) and language.page):
        starts = _numbered(selection, page, total, language)
    elif language.after and language.before:
        starts = _by_cursor(resource, selection, page, language.after, language.before)
    else:
        starts = _by_offset(selection, page, total, language)
    kept = [pair for pair in pairs if pair[0] not in language.starts]
    if not any(name in language.sizes for name, _ in kept):
        kept.append((language.sizes[0], str(selection.limit)))
    common = f"?{encode_pairs(kept)}"
    return tuple([Link(_reference(common, start), {"rel": rel}) for rel, start in starts])


def link_value(links: Sequence[Link]) -> str:
    """Return the value of the Link field for `links`."""
    return ", ".join(f'<{link.target}>; rel="{link.rel}"' for link in links)


def _reference(common: str, start: Sequence[Pair]) -> str:
    return f"{common}&{encode_pairs(start)}" if start else common


Starts = Iterator[tuple[str, list[Pair]]]


def _by_cursor(resource: Resource, selection: Selection, page: Window, after: str, before: str) -> Starts:
    """Yield the links by cursors. The last page needs no count: it is the first one from the end."""
    yield "first", []
    end = (before, end_of(resource, selection.order))
    if page.has_previous:
        yield "prev", [(before, _cursor(resource, selection, page, 0)) if page.rows else end]
    if page.has_next:
        # Where nothing comes before the cursor any more, the first page follows.
        yield "next", [(after, _cursor(resource, selection, page, -1))] if page.rows else []
    yield "last", [end]


def _cursor(resource: Resource, selection: Selection, page: Window, index: int) -> str:
    """Return the cursor of the row at `index` of the page."""
    columns = columns_of(resource, selection)
    row = page.rows[index]
    return cursor_of(resource, selection.order, [row[columns.index(order.column)] for order in selection.order])


def _numbered(selection: Selection, page: Window, total: int | None, language: Language) -> Starts:
    name, number = str(language.page), selection.page or 1
    yield "first", [(name, "1")]
    if number > 1:
        yield "prev", [(name, str(number - 1))]
    if page.has_next:
        yield "next", [(name, str(number + 1))]
    if total is not None:
        yield "last", [(name, str(max(1, -(-total // selection.limit))))]


def _by_offset(selection: Selection, page: Window, total: int | None, language: Language) -> Starts:
    name, offset, limit = str(language.offset), selection.passed_over, selection.limit
    yield "first", [(name, "0")]
    if offset > 0:
        yield "prev", [(name, str(max(0, offset - limit)))]
    if page.has_next:
        yield "next", [(name, str(offset + limit))]
    if total is not None:
        yield "last", [(name, str(max(0, (total - 1) // limit * limit)))]
