"""A page as a test reads it: its elements, in order, and the text in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


@dataclass
class Element:
    """An element with its attributes, and all text in it."""

    name: str
    attributes: dict[str, str | None]
    text: str = ""

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute] or ""


@dataclass
class _Reader(HTMLParser):
    found: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        element = Element(tag, dict(attrs))
        self.found.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop().name == tag, f"{tag} ends where it is not open"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")


def elements(page: bytes, name: str | None = None) -> list[Element]:
    """Return the elements of `page`, those called `name` if that is given; all of them are closed."""
    reader = _Reader()
    reader.feed(page.decode("utf-8"))
    reader.close()
    assert not reader.open
    return [element for element in reader.found if name in (None, element.name)]


def links(page: bytes) -> dict[str, str]:
    """Return where the links of `page` lead, by their text."""
    return {link.text: link["href"] for link in elements(page, "a")}
