"""HTML made of elements: whatever is put into one is escaped, unless it is an element itself."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Markup(str):
    """HTML that is what it says. Nothing but `element` and `joined` makes it, so data cannot become markup."""

    __slots__ = ()


Child = str | None
Attribute = str | int | bool | None

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
# A browser drops a line end at the start of these (WHATWG HTML §13.1.2.5), so they get one that may be dropped.
_WITHOUT_FIRST_LINE_END = frozenset({"pre", "textarea"})


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return the element `name`; its `children` are text or elements, None is nothing.

    Attributes are written as Python can: ``class_``, ``aria_label``. True is an attribute without a value, None and
    False are none at all. The names come from this program, never from data.
    """
    start = f"<{name}{''.join(_written(key, value) for key, value in attributes.items())}>"
    if name in _WITHOUT_FIRST_LINE_END:
        start += "\n"
    return Markup(start if name in _VOID else f"{start}{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """Return `children` after each other."""
    return Markup("".join([child if isinstance(child, Markup) else escape(child or "") for child in children]))


def _written(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
