"""Lists in a parameter: items parted by commas; one with a comma, or a quotation mark first, is quoted as in CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...faults.selection import LIST_EMPTY, LIST_UNFINISHED
from ..refusal import Refusal
from .naming import shown

_ITEM = re.compile(r'(?:"((?:[^"]|"")*+)"|([^",][^,]*+|))(,|\Z)')


def items_of(text: str, parameter: str) -> list[str]:
    """Return the items in `text`, at least one. Raises `Refusal`, 400, where a quoted item does not end."""
    items: list[str] = []
    place = 0
    while True:
        found = _ITEM.match(text, place)
        if found is None:
            raise Refusal(LIST_UNFINISHED, parameter=parameter, value=shown(text))
        quoted, plain, comma = found.groups()
        items.append(plain if quoted is None else quoted.replace('""', '"'))
        if not comma:
            return items
        place = found.end()


def names_of(text: str, parameter: str) -> list[str]:
    """Return the names in `text`, none of them empty. Raises `Refusal`, 400."""
    names = items_of(text, parameter)
    if not all(names):
        raise Refusal(LIST_EMPTY, parameter=parameter)
    return names


def list_of(items: Iterable[str]) -> str:
    """Return the text of which `items_of` makes `items`."""
    return ",".join(_quoted(item) if "," in item or item.startswith('"') else item for item in items)


def _quoted(item: str) -> str:
    return '"' + item.replace('"', '""') + '"'
