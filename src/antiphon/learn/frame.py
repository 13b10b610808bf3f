"""What surrounds every page: its head, the way back, the other language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..faults import Text
from ..rest.page.markup import Child, Markup, element
from . import words

OTHER = {"en": "es", "es": "en"}

_SCRIPTS = ("dom", "words", "progress", "merging")
_OF_A_LESSON = ("sections", "faq", "quiz", "boxes", "exchange", "url", "codes")


@dataclass(frozen=True, slots=True)
class Frame:
    """For whom a page is, and where it is: `root` leads from it to the first page, with a final slash.

    A `live` page has a server behind it, and scripts. One that is not is a file: its links name files, with `suffix`
    at their end. `assets` is the folder of the style sheet and the scripts.
    """

    language: str
    root: str
    assets: str
    live: bool = True
    suffix: str = ""

    def said(self, text: Text, **details: object) -> str:
        """Return `text` in the language of the page."""
        return text.fill(details, self.language)

    def series(self, language: str | None = None) -> str:
        """Return where the list of lessons in `language` is."""
        return f"{self.root}{language or self.language}/" + ("index.html" if self.suffix else "")

    def lesson(self, name: str, language: str | None = None) -> str:
        """Return where the lesson `name` is."""
        return f"{self.root}{language or self.language}/{name}{self.suffix}"

    def page(
        self,
        title: str,
        description: str,
        crumbs: Sequence[Markup],
        other: str | None,
        *content: Child,
        **data: str | int,
    ) -> bytes:
        """Return the page with `content`, under the way back in `crumbs`; `other` is it in the other language."""
        here = element("li", element("span", title, aria_current="page")) if crumbs else None
        way = [*(element("li", crumb) for crumb in crumbs), *([here] if here else [])]
        body = element(
            "body",
            element("a", self.said(words.SKIP), href="#main", class_="skip"),
            element(
                "header",
                element("nav", element("ol", *way), aria_label=self.said(words.WHERE)) if way else element("span"),
                self._other_language(other),
            ),
            *content,
            **{f"data_{name}": value for name, value in data.items()},
        )
        html = element("html", self._head(title, description), body, lang=self.language)
        return f"<!doctype html>\n{html}\n".encode()

    def _other_language(self, other: str | None) -> Markup | None:
        if other is None:
            return None
        language = OTHER[self.language]
        return element(
            "a", self.said(words.OTHER_LANGUAGE), href=other, hreflang=language, lang=language, id="language"
        )

    def _head(self, title: str, description: str) -> Markup:
        home = self.said(words.HOME)
        scripts = _SCRIPTS if title == home else (*_SCRIPTS, *_OF_A_LESSON)
        # Named here, or the browser would find them one after the other.
        loaded = [element("link", rel="modulepreload", href=f"{self.assets}{name}.js") for name in scripts]
        return element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("meta", name="referrer", content="same-origin"),
            element("meta", name="description", content=description),
            element("title", title if title == home else f"{title} · {home}"),
            # Else the browser asks for /favicon.ico, which is nobody's.
            element("link", rel="icon", href="data:,"),
            element("link", rel="stylesheet", href=f"{self.assets}learn.css"),
            *([*loaded, element("script", type="module", src=f"{self.assets}lesson.js")] if self.live else []),
        )
