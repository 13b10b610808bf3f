"""A listing as a page for people: a plain table that any browser and screen reader knows, without a script."""

from __future__ import annotations

import time
from base64 import b64encode
from hashlib import sha256
from html import escape

from ...faults.fault import Text
from ...semantics.fields import Pair
from . import words
from .listing import Column, Entry, Listing, Order, View, title
from .path import FilePath, encoded, shown

MEDIA_TYPE = "text/html"

_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { padding: .3rem .6rem; text-align: left; border-bottom: 1px solid #8885; overflow-wrap: anywhere }
th:nth-child(n+2), td:nth-child(n+2) { white-space: nowrap }
.size { text-align: right; font-variant-numeric: tabular-nums }
:focus-visible { outline: 2px solid; outline-offset: 2px }
nav a, form label { margin-right: 1rem }
"""

_DIGEST = b64encode(sha256(_STYLE.encode("utf-8")).digest())
PAGE_FIELDS: tuple[Pair, ...] = (
    (b"content-type", b"text/html; charset=utf-8"),
    # The one style sheet is known by its digest; whatever a name of a file might smuggle into the page does not run.
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'sha256-%b'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        % _DIGEST,
    ),
    (b"referrer-policy", b"same-origin"),
)
"""The fields that a page is sent with, beside those about keeping it."""

_HEADINGS = {Column.NAME: words.NAME, Column.SIZE: words.SIZE, Column.MODIFIED: words.MODIFIED}


def listing_page(path: FilePath, listing: Listing, language: str, *, writable: bool) -> bytes:
    """Return the page, in `language`; with `writable`, it has a form to add files."""
    page = _Page(path, listing, language)
    return page.html(writable).encode("utf-8", "replace")


class _Page:
    def __init__(self, path: FilePath, listing: Listing, language: str) -> None:
        self._path = path
        self._listing = listing
        self._language = language

    def _said(self, text: Text, **details: object) -> str:
        """Return `text` in the language of the page, as markup."""
        return escape(text.fill(details, self._language))

    def html(self, writable: bool) -> str:
        heading = self._said(words.LISTING, path=title(self._path.names))
        return (
            f'<!doctype html>\n<html lang="{self._language}">\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width">\n<title>{heading}</title>\n'
            f"<style>{_STYLE}</style>\n<main>\n<h1>{heading}</h1>\n{self._way_up()}{self._table()}{self._pages()}"
            f"{self._form() if writable else ''}</main>\n</html>\n"
        )

    def _way_up(self) -> str:
        if not self._path.names:
            return ""
        return f'<p><a href="../" rel="up">{self._said(words.PARENT, path=title(self._path.names[:-1]))}</a></p>\n'

    def _table(self) -> str:
        if not self._listing.entries:
            return f"<p>{self._said(words.EMPTY)}</p>\n"
        headings = "".join(map(self._heading, Column))
        rows = "\n".join(map(self._row, self._listing.entries))
        return f"<table>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"

    def _heading(self, column: Column) -> str:
        """Return the head of a column, a link that sorts by it, and the other way where it is sorted by it already."""
        order, text = self._listing.view.order, _HEADINGS[column]
        is_sorted = order.column is column
        down = is_sorted and not order.is_downward
        state = "descending" if order.is_downward else "ascending"
        sorted_ = f' aria-sort="{state}"' if is_sorted else ""
        class_ = ' class="size"' if column is Column.SIZE else ""
        name = text.fill({}, self._language)
        hint = self._said(words.SORT_DOWN if down else words.SORT, column=name.lower())
        mark = "" if not is_sorted else " ▼" if order.is_downward else " ▲"
        reference = self._reference(View(Order(column, down)))
        shown_mark = f'<span aria-hidden="true">{mark}</span>'
        return (
            f'<th scope="col"{class_}{sorted_}><a href="{reference}" title="{hint}">{escape(name)}</a>{shown_mark}</th>'
        )

    def _reference(self, view: View) -> str:
        return f"?sort={view.order}" + (f"&amp;page={view.page}" if view.page > 1 else "")

    def _row(self, entry: Entry) -> str:
        """Return the row of an entry. A name may hold anything, text of the other direction too (hence `bdi`)."""
        slash = "/" if entry.is_folder else ""
        # The dot keeps a name such as "mailto:x" from being read as a scheme (RFC 3986 §4.2).
        reference = escape(f"./{encoded(entry.name)}{slash}")
        name = f'<a href="{reference}"><bdi>{escape(shown(entry.name))}</bdi>{slash}</a>'
        stamp = time.gmtime(max(0.0, entry.modified))
        machine, people = time.strftime("%Y-%m-%dT%H:%M:%SZ", stamp), time.strftime("%Y-%m-%d %H:%M", stamp)
        return (
            f'<tr><td>{name}</td><td class="size">{self._size(entry)}</td>'
            f'<td><time datetime="{machine}">{people}</time></td></tr>'
        )

    def _size(self, entry: Entry) -> str:
        if entry.size is None:
            return self._said(words.FOLDER)
        exact = self._said(words.BYTES, size=entry.size)
        return f'<data value="{entry.size}" title="{exact}">{_rounded(entry.size)}</data>'

    def _pages(self) -> str:
        listing = self._listing
        total = f"<p>{self._said(words.TOTAL, count=listing.total)}</p>\n"
        if listing.pages == 1:
            return total if listing.total else ""
        view = listing.view
        links = f"<span>{self._said(words.PAGE, page=view.page, pages=listing.pages)}</span>"
        if view.page > 1:
            links = self._page_link("prev", view.page - 1, words.PREVIOUS) + links
        if view.page < listing.pages:
            links += " " + self._page_link("next", view.page + 1, words.NEXT)
        return f'{total}<nav aria-label="{self._said(words.PAGES)}">{links}</nav>\n'

    def _page_link(self, relation: str, page: int, text: Text) -> str:
        reference = self._reference(View(self._listing.view.order, page))
        return f'<a href="{reference}" rel="{relation}">{self._said(text)}</a>'

    def _form(self) -> str:
        return (
            f'<h2 id="upload">{self._said(words.UPLOAD)}</h2>\n'
            '<form method="post" enctype="multipart/form-data" action="./" aria-labelledby="upload">'
            f'<label>{self._said(words.CHOOSE)} <input type="file" name="file" multiple required></label>'
            f"<button>{self._said(words.SEND)}</button></form>\n"
        )


def _rounded(size: int) -> str:
    """Return `size` in bytes in a unit that people can compare."""
    if size < 1024:
        return f"{size} B"
    amount = float(size)
    for unit in ("KiB", "MiB", "GiB", "TiB"):
        amount /= 1024
        if amount < 1023.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1024:.1f} PiB"
