"""Markdown as HTML: CommonMark with tables, no HTML of its own, links that lead where they say."""

from __future__ import annotations

from functools import cache
from typing import Any

from markdown_it import MarkdownIt

from ..rest.page.markup import Markup

_KNOWN_SCHEMES = ("http://", "https://", "mailto:")


def prose(markdown: str, links: str = "{lesson}") -> Markup:
    """Return `markdown` as HTML. A relative link names a lesson; `links` says where that is, ``{lesson}`` its name."""
    return Markup(_reader().render(markdown, {"links": links}))


def line(markdown: str) -> Markup:
    """Return `markdown`, a few words, as HTML without a paragraph around."""
    return Markup(_reader().renderInline(markdown, {"links": "{lesson}"}))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("link_open", _link)
    reader.add_render_rule("table_open", _table)
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    reader.add_render_rule("fence", _fence)
    return reader


def _link(renderer: Any, tokens: Any, place: int, options: Any, environment: dict[str, str]) -> str:
    token = tokens[place]
    target = str(token.attrGet("href"))
    if target.startswith(_KNOWN_SCHEMES):
        token.attrSet("rel", "noreferrer")
    elif not target.startswith("#"):
        lesson, hash_, name = target.partition("#")
        token.attrSet("href", environment["links"].format(lesson=lesson.strip("./")) + hash_ + name)
    return str(renderer.renderToken(tokens, place, options, environment))


def _table(renderer: Any, tokens: Any, place: int, options: Any, environment: Any) -> str:
    # A wide table scrolls in a box of its own, which the keyboard reaches as well.
    return '<div class="scrolls" tabindex="0"><table>\n'


def _fence(renderer: Any, tokens: Any, place: int, options: Any, environment: Any) -> str:
    from ..rest.page.markup import element

    token = tokens[place]
    language = token.info.split()[0] if token.info.split() else "text"
    code = element("code", token.content.rstrip("\n"), data_language=language)
    return element("pre", code, tabindex="0", class_="code") + "\n"
