"""The documentation of the project as pages, in English: help that needs no network."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ..rest.page.markup import Markup, element
from . import words
from .frame import Frame
from .prose import document

DOCUMENTS = "/docs/"
"""Where they are. Below it are the files by their names, so that the links between them lead where they say."""

_LANGUAGE = "en"
_PAGE = ".md"


def is_page(name: str) -> bool:
    """Tell whether the file `name` is shown as a page."""
    return name.endswith(_PAGE)


def document_named(name: str) -> bytes | None:
    """Return what is in the file `name`, such as ``client/basics.md``; None where there is none."""
    path = _files().get(name)
    return None if path is None else path.read_bytes()


def documents_page(assets: str) -> bytes:
    """Return the page that lists all of them."""
    links = [
        element("li", element("a", _title(path.read_text("utf-8")), href=name))
        for name, path in sorted(_files().items())
        if is_page(name)
    ]
    title = _frame(assets).said(words.DOCUMENTS)
    return _page(assets, title, [], element("h1", title), element("ul", *links))


def document_page(assets: str, text: str) -> bytes:
    """Return the page of a document whose Markdown is `text`."""
    frame = _frame(assets)
    return _page(assets, _title(text), [element("a", frame.said(words.DOCUMENTS), href=DOCUMENTS)], document(text))


def _frame(assets: str) -> Frame:
    return Frame(_LANGUAGE, "/", assets, live=False)


def _page(assets: str, title: str, way: list[Markup], *content: Markup) -> bytes:
    frame = _frame(assets)
    crumbs = [element("a", frame.said(words.HOME), href=frame.series()), *way]
    main = element("main", *content, id="main", class_="document", tabindex="-1")
    return frame.page(title, title, crumbs, None, main, page="document")


def _title(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ")


@cache
def _files() -> Mapping[str, Path]:
    """Return the files by their names. A wheel has them in the package; in a checkout they are where people look."""
    package = Path(__file__).parents[1]
    packed = package / "docs"
    folder = packed if packed.is_dir() else package.parents[1] / "docs"
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
