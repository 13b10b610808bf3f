"""What is in a folder, as far as it is served: in which order, and which page of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl

from ...semantics.file_names import is_name
from .path import shown
from .way import Way, is_absence

PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder: `size` in bytes, None for a folder; `modified` in seconds since the epoch."""

    name: bytes
    is_folder: bool
    size: int | None
    modified: float


class Column(Enum):
    """What entries can be sorted by; the values are those of the parameter ``sort``."""

    NAME = "name"
    SIZE = "size"
    MODIFIED = "modified"


@dataclass(frozen=True, slots=True)
class Order:
    """By which column, and which way. Folders are always first; what is equal is sorted by name."""

    column: Column = Column.NAME
    is_downward: bool = False

    def __str__(self) -> str:
        """Return the value of the parameter ``sort``: ``size``, or ``-size`` for the greatest first."""
        return f"{'-' if self.is_downward else ''}{self.column.value}"


@dataclass(frozen=True, slots=True)
class View:
    """Which part of a listing is asked for: an order, and a page, counted from 1."""

    order: Order = Order()
    page: int = 1


def view_of(query: str) -> View:
    """Return what `query` asks for by ``sort`` and ``page``; what means nothing counts as not said."""
    pairs = dict(parse_qsl(query[:1000], errors="replace"))
    value = pairs.get("sort", "")
    name = value.removeprefix("-")
    columns = {column.value: column for column in Column}
    order = Order(columns[name], value.startswith("-")) if name in columns else Order()
    page = pairs.get("page", "")
    return View(order, int(page) if page.isascii() and page.isdigit() and len(page) < 10 and int(page) else 1)


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of one page of a folder, the view that it is, and how many entries and pages there are in all."""

    entries: tuple[Entry, ...]
    view: View
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def read_listing(way: Way, view: View) -> Listing:
    """Return the page that `view` asks for of the folder that `way` leads to; the last one where there are fewer.

    Raises `OSError`. May take long: call it in a thread.
    """
    entries = sorted(_entries(way), key=lambda entry: entry.name)
    if view.order.column is not Column.NAME or view.order.is_downward:
        entries.sort(key=_KEYS[view.order.column], reverse=view.order.is_downward)
    entries.sort(key=lambda entry: not entry.is_folder)
    listing = Listing((), view, len(entries))
    page = min(view.page, listing.pages)
    first = (page - 1) * PAGE_SIZE
    return Listing(tuple(entries[first : first + PAGE_SIZE]), View(view.order, page), len(entries))


_KEYS: dict[Column, Callable[[Entry], bytes | float]] = {
    Column.NAME: lambda entry: entry.name,
    Column.SIZE: lambda entry: entry.size or 0,
    Column.MODIFIED: lambda entry: entry.modified,
}


def _entries(way: Way) -> Iterator[Entry]:
    folder = way.open_folder()
    try:
        for text in os.listdir(folder):
            name = os.fsencode(text)
            status = _status(way, name) if is_name(name) else None
            if status is not None:
                yield from _entry(name, status)
    finally:
        os.close(folder)


def _status(way: Way, name: bytes) -> os.stat_result | None:
    """Return what the system says of an entry, or of what a link leads to; None where a GET would find nothing."""
    try:
        return way.status_below(name)
    except OSError as error:
        if is_absence(error) or isinstance(error, PermissionError):
            return None
        raise


def _entry(name: bytes, status: os.stat_result) -> Iterator[Entry]:
    """Yield the entry; devices, FIFOs and sockets are not served, so they are none."""
    if stat.S_ISDIR(status.st_mode):
        yield Entry(name, True, None, status.st_mtime)
    elif stat.S_ISREG(status.st_mode):
        yield Entry(name, False, status.st_size, status.st_mtime)


def title(names: tuple[bytes, ...]) -> str:
    """Return the path of a folder for people."""
    return "/".join(["", *map(shown, names), ""])
