"""What surrounds every page: its head, the way back, and the fields that keep it safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...faults.fault import Text
from ...semantics.fields import Pair
from . import words
from .assets import SCRIPT, STYLE, asset_path
from .markup import Child, Markup, element, joined

MEDIA_TYPE = "text/html"

SAFETY_FIELDS: tuple[Pair, ...] = (
    # Nothing of the page is inline, so whatever data might smuggle into it does not run.
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
"""What a page may do, and who may do what with it."""
PAGE_FIELDS: tuple[Pair, ...] = ((b"content-type", b"text/html; charset=utf-8"), *SAFETY_FIELDS)
"""The fields that a page is sent with, beside those about keeping it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where and for whom a page is.

    `title` is the backend's name, `base` the path under which it is mounted, `language` ``en`` or ``es``, and `origin`
    what the client calls this server (``https://localhost:8443``), for commands to copy; empty where it is unknown.
    """

    title: str = "Antiphon"
    base: str = ""
    language: str = "en"
    origin: str = ""

    def said(self, text: Text, **details: object) -> str:
        """Return `text` in the language of the page."""
        return text.fill(details, self.language)

    def link(self, path: str, *children: Child, **attributes: str | bool | None) -> Markup:
        """Return a link to `path` in this backend, which starts with a slash and is percent-encoded."""
        return element("a", *children, href=self.base + path, **attributes)

    def page(self, title: str, crumbs: Sequence[Markup], *content: Child) -> bytes:
        """Return the page with `content`, under the way back in `crumbs`."""
        way = [element("li", crumb) for crumb in (self.link("/", self.title), *crumbs)]
        body = element(
            "body",
            element("a", self.said(words.SKIP), href="#main", class_="skip"),
            element("header", element("nav", element("ol", *way), aria_label=self.said(words.PLACES))),
            element("main", *content, id="main", tabindex="-1"),
        )
        html = element("html", self._head(title), body, lang=self.language)
        return f"<!doctype html>{html}".encode("utf-8", "replace")

    def _head(self, title: str) -> Markup:
        whole = title if title == self.title else f"{title} · {self.title}"
        return element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", whole),
            # Else the browser asks for /favicon.ico, which is nobody's.
            element("link", rel="icon", href="data:,"),
            element("link", rel="stylesheet", href=self.base + asset_path(STYLE)),
            element("script", type="module", src=self.base + asset_path(SCRIPT)),
        )


def lines(*children: Child) -> Markup:
    """Return `children` one below the other, as preformatted text."""
    return element("pre", joined(child for line in children for child in (line, "\n")), tabindex="0")
