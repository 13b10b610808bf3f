"""The page of a collection: a table of its items, with links to sort it, to go on, and to each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...faults.fault import Text
from ...semantics.forms import encode_form
from ..place import collection_path
from ..query.comparing import is_comparable, operators_of
from ..query.languages import LANGUAGES
from ..query.parameters import SORT, WORDS
from ..schema.resource import Column, Resource, Schema
from . import words
from .frame import Frame
from .markup import Markup, element, joined
from .places import Document, shown_item_path, shown_key
from .trying import Trying
from .values import Values

Pair = tuple[str, str]

_RELATIONS = {"first": words.FIRST, "prev": words.PREVIOUS, "next": words.NEXT, "last": words.LAST}


@dataclass(frozen=True, slots=True)
class Listing:
    """What a collection's page shows.

    `documents` are the items as JSON has them, `pairs` the parameters by which they were asked for. `links` has the
    references to other pages by relation: ``first``, ``prev``, ``next``, ``last``. `total` is the number of all items,
    None where nobody counted.
    """

    documents: Sequence[Document]
    pairs: Sequence[Pair] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    total: int | None = None


def collection_page(
    frame: Frame,
    resource: Resource,
    schema: Schema,
    listing: Listing,
    methods: Sequence[str],
    dialect: str = "antiphon",
) -> bytes:
    """Return the page of `resource` with what `listing` has of it. `methods` are those of the collection.

    `dialect` is the language in which collections are asked: sorting and conditions have links in the backend's own.
    """
    return _CollectionPage(frame, resource, schema, listing, dialect).page(methods)


class _CollectionPage:
    def __init__(self, frame: Frame, resource: Resource, schema: Schema, listing: Listing, dialect: str) -> None:
        self._frame = frame
        self._resource = resource
        self._listing = listing
        self._own_language = dialect == "antiphon"
        self._starts = LANGUAGES[dialect].starts
        self._path = collection_path(resource.name)
        self._values = Values(frame, resource, schema)
        self._sorted = dict(listing.pairs).get(SORT, "")
        shown = listing.documents[0] if listing.documents else {column.name: None for column in resource.columns}
        self._names = list(shown)

    def page(self, methods: Sequence[str]) -> bytes:
        name, description = self._resource.name, self._resource.description
        frame, listing = self._frame, self._listing
        query = encode_form(listing.pairs).decode("ascii")
        return frame.page(
            name,
            [frame.link(self._path, name, aria_current="page")],
            element("h1", name),
            element("p", description) if description else None,
            self._conditions() if self._own_language else None,
            self._filter() if self._own_language else None,
            self._table(),
            element("p", frame.said(words.NO_ROWS)) if not listing.documents else None,
            self._pages(),
            Trying(frame, f"{self._path}?{query}" if query else self._path, methods, self._resource).section(),
        )

    def _table(self) -> Markup:
        caption = element("caption", self._frame.said(words.ROWS, name=self._resource.name))
        head = element("tr", element("td"), *[self._head(name) for name in self._names])
        rows = [self._row(document) for document in self._listing.documents]
        table = element("table", caption, element("thead", head), element("tbody", *rows))
        # A wide table scrolls by itself; what scrolls has to be reached by the keyboard.
        label = self._frame.said(words.ROWS, name=self._resource.name)
        return element("div", table, class_="scrolls", tabindex="0", role="region", aria_label=label)

    def _head(self, name: str) -> Markup:
        column = self._resource.by_name.get(name)
        if column is None or not is_comparable(column) or not self._own_language:
            return element("th", name, scope="col")
        order, text, sort = self._next_order(name)
        pairs = [*self._without(SORT), *([(SORT, sort)] if sort else [])]
        label = self._frame.said(text, column=name)
        link = self._frame.link(self._query_path(pairs), name, title=label)
        return element("th", link, scope="col", aria_sort=order)

    def _next_order(self, name: str) -> tuple[str | None, Text, str]:
        """Return how the column is sorted now, what its link does, and what it then is sorted by."""
        quoted = f'"{name}"' if "," in name or name.startswith(('"', "-")) else name
        if self._sorted == quoted:
            return "ascending", words.SORT_DOWN, f"-{name}" if quoted == name else f'"-{name}"'
        if self._sorted.strip('"') == f"-{name}":
            return "descending", words.SORT_NOT, ""
        return None, words.SORT, quoted

    def _row(self, document: Document) -> Markup:
        path = shown_item_path(self._resource, document)
        cells = [self._values.in_table(document, name) for name in self._names]
        said = self._frame.said
        label = said(words.OPEN_ITEM, key=shown_key(self._resource, document))
        opened = None if path is None else self._frame.link(path, said(words.OPEN), aria_label=label)
        return element("tr", element("td", opened), *cells)

    def _conditions(self) -> Markup | None:
        """Return the conditions that choose these items, each with a link that leaves it out."""
        chosen = [pair for pair in self._listing.pairs if pair[0] not in WORDS or pair[0] in ("q", "where")]
        if not chosen:
            return None
        return element(
            "ul", *map(self._condition, chosen), class_="conditions", aria_label=self._said(words.CONDITIONS)
        )

    def _condition(self, pair: Pair) -> Markup:
        shown = f"{pair[0]} = {pair[1]}"
        path = self._query_path([other for other in self._without() if other != pair])
        label = self._said(words.REMOVE, condition=shown)
        return element("li", element("code", shown), " ", self._frame.link(path, "×", aria_label=label))

    def _filter(self) -> Markup:
        """Return the form that adds a condition; the script shows it, and makes a link of what is in it."""
        columns = [column for column in self._resource.columns if operators_of(column)]
        kept = encode_form(self._without()).decode("ascii")
        options = [
            element("option", column.name, value=column.name, data_operators=_operators(column)) for column in columns
        ]
        return element(
            "form",
            element("label", self._said(words.COLUMN), " ", element("select", *options, name="column")),
            element("label", self._said(words.COMPARISON), " ", element("select", name="operator")),
            element("label", self._said(words.VALUE), " ", element("input", name="value", autocomplete="off")),
            element("button", self._said(words.APPLY)),
            class_="filter",
            data_kept=kept,
            aria_label=self._said(words.FILTER),
            hidden=True,
        )

    def _pages(self) -> Markup | None:
        listing, frame = self._listing, self._frame
        links = [
            element(
                "a", self._said(text), href=frame.base + self._path + _query_of(listing.links[relation]), rel=relation
            )
            for relation, text in _RELATIONS.items()
            if relation in listing.links
        ]
        total = "" if listing.total is None else self._said(words.TOTAL, count=listing.total)
        if not links and not total:
            return None
        return element("nav", joined(links), element("span", total), class_="pages", aria_label=self._said(words.PAGES))

    def _without(self, *names: str) -> list[Pair]:
        """Return the parameters but `names`, and but those that say where the page starts."""
        left_out = (*names, *self._starts)
        return [pair for pair in self._listing.pairs if pair[0] not in left_out]

    def _query_path(self, pairs: Sequence[Pair]) -> str:
        query = encode_form(pairs).decode("ascii")
        return f"{self._path}?{query}" if query else self._path

    def _said(self, text: Text, **details: object) -> str:
        return self._frame.said(text, **details)


def _operators(column: Column) -> str:
    return " ".join(operator.value for operator in operators_of(column))


def _query_of(target: str) -> str:
    """Return the query in a link's target, so that it stays at this collection whatever came before it."""
    _, mark, query = target.partition("?")
    return mark + query
