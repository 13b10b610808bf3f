"""Markdown as HTML: CommonMark with tables, no HTML of its own, links that lead where they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt

from ..rest.page.markup import Markup, element
from ..semantics.status import STATUSES
from .provoking import steps_as_json

_KNOWN_SCHEMES = ("http://", "https://", "mailto:")
_OF_NAMES = re.compile(r"[^\w\- ]")
_STATUS = re.compile(r"\b([1-5]\d\d)\b")
_STATUS_TOKEN = "status"
_WITHIN = {"td_open": "", "paragraph_open": "strong"}


def prose(markdown: str, links: str = "{lesson}", *, live: bool = False) -> Markup:
    """Return `markdown` as HTML. A relative link names a lesson; `links` says where that is, ``{lesson}`` its name.

    In a `live` page, status codes in tables and in bold at the start of texts know what to send to get them.
    """
    return Markup(_reader().render(markdown, {"links": links, "live": live}))


def document(markdown: str) -> Markup:
    """Return `markdown` as HTML, whose headings are places to link to and whose links stay as they are."""
    return Markup(_reader().render(markdown, {"links": None}))


def line(markdown: str) -> Markup:
    """Return `markdown`, a few words, as HTML without a paragraph around."""
    return Markup(_reader().renderInline(markdown, {"links": "{lesson}"}))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("link_open", _link)
    reader.add_render_rule("table_open", _table)
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("fence", _fence)
    reader.add_render_rule(_STATUS_TOKEN, _status)
    reader.core.ruler.push(_STATUS_TOKEN, _mark_statuses)
    reader.core.ruler.push("corner", _empty_corners)
    return reader


def _link(renderer: Any, tokens: Any, place: int, options: Any, environment: dict[str, Any]) -> str:
    token = tokens[place]
    target = str(token.attrGet("href"))
    if target.startswith(_KNOWN_SCHEMES):
        token.attrSet("rel", "noreferrer")
    elif not target.startswith("#") and environment["links"] is not None:
        lesson, hash_, name = target.partition("#")
        token.attrSet("href", environment["links"].format(lesson=lesson.strip("./")) + hash_ + name)
    return str(renderer.renderToken(tokens, place, options, environment))


def _table(renderer: Any, tokens: Any, place: int, options: Any, environment: Any) -> str:
    # A wide table scrolls in a box of its own, which the keyboard reaches as well.
    return '<div class="scrolls" tabindex="0"><table>\n'


def _heading(renderer: Any, tokens: Any, place: int, options: Any, environment: Any) -> str:
    if environment["links"] is None:
        # As GitHub names them, which is what the links in documents are written for.
        words = _OF_NAMES.sub("", tokens[place + 1].content.lower())
        tokens[place].attrSet("id", words.replace(" ", "-"))
    return str(renderer.renderToken(tokens, place, options, environment))


def _fence(renderer: Any, tokens: Any, place: int, options: Any, environment: Any) -> str:
    token = tokens[place]
    language = token.info.split()[0] if token.info.split() else "text"
    code = element("code", token.content.rstrip("\n"), data_language=language)
    return element("pre", code, tabindex="0", class_="code") + "\n"


def _empty_corners(state: Any) -> None:
    """Make a plain cell of a heading that has no words: nobody can be told what it is about."""
    for opening, content, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if opening.type == "th_open" and not content.content:
            opening.tag = closing.tag = "td"


# -- status codes ------------------------------------------------------------------------------------------------------


def _mark_statuses(state: Any) -> None:
    """Make tokens of their own of the codes in cells of tables, and of those in bold words at the start of a text."""
    if not state.env.get("live"):
        return
    for before, token in pairwise(state.tokens):
        if token.type == "inline" and before.type in _WITHIN:
            token.children = list(_split(token.children, _WITHIN[before.type]))


def _split(children: Iterable[Any], within: str) -> Iterator[Any]:
    """Yield `children`, of whose texts the codes are split off that stand in no link, and in the first `within`."""
    state = "before" if within else "in"
    for child in children:
        if child.type == "text" and state == "in":
            yield from _codes_of(child)
            continue
        if child.type == f"{within}_open" and state == "before":
            state = "in"
        elif child.type == f"{within}_close" or (child.content and state == "before"):
            # Bold words further on are not what the text is about.
            state = "after"
        elif child.type in ("link_open", "link_close") and not within:
            state = "after" if child.type == "link_open" else "in"
        yield child


def _codes_of(text: Any) -> Iterator[Any]:
    for part in _STATUS.split(text.content):
        known = part.isdigit() and int(part) in STATUSES
        if part:
            yield text.copy(type=_STATUS_TOKEN if known else text.type, content=part)


def _status(renderer: Any, tokens: Any, place: int, options: Any, environment: Any) -> str:
    code = tokens[place].content
    return element("span", code, class_="status", data_steps=steps_as_json(int(code)))
