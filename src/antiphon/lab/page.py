"""The lab's own page: all scenarios with links, in English or Spanish."""

from __future__ import annotations

import html
from itertools import groupby

from .reply import HTML, reply
from .visit import Visit

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.05rem/1.55 system-ui,sans-serif;max-width:52rem;margin:3rem auto;padding:0 1rem}"
    "h1{font-weight:600;letter-spacing:-.01em}h2{font-weight:600;margin:2rem 0 0}"
    "code{font:.92em/1.5 ui-monospace,monospace}"
    "dt{margin-top:.8rem}dd{margin:0;opacity:.85}a{color:#2a7f62}"
    "@media(prefers-color-scheme:dark){a{color:#7fd3b4}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_TEXTS = {
    "en": (
        "The lab",
        "Each of these places has one thing wrong, on purpose. Look at it with <code>antiphon explain</code>.",
        "Leer en español",
        "es",
    ),
    "es": (
        "El laboratorio",
        "En cada uno de estos lugares falla algo a propósito. Mírelo con <code>antiphon explain</code>.",
        "Read in English",
        "en",
    ),
}


async def index(visit: Visit) -> None:
    """Answer with the page, in the language that the query or Accept-Language asks for."""
    language = _language(visit)
    await reply(
        200,
        f"Content-Security-Policy: {_POLICY}",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        f"Content-Language: {language}",
        "Vary: Accept-Language",
        "Cache-Control: no-store",
        content=_page(visit, language),
        kind=HTML,
    )(visit)


def _language(visit: Visit) -> str:
    asked = visit.request.query.removeprefix("lang=") or visit.request.fields.get("accept-language", "")
    return "es" if asked.lower().startswith("es") else "en"


def _page(visit: Visit, language: str) -> str:
    title, words, other, other_language = _TEXTS[language]
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title} · Antiphon</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1><p>{words}</p>"
        f"{_families(visit, language)}"
        f'<p><a href="/?lang={other_language}" lang="{other_language}">{other}</a></p></main></body></html>'
    )


def _families(visit: Visit, language: str) -> str:
    parts = []
    for family, entries in groupby(visit.places.exhibits, key=lambda exhibit: exhibit.family):
        listed = "".join(
            f'<dt><a href="{html.escape(entry.url)}"><code>{html.escape(entry.name)}</code></a></dt>'
            f"<dd>{html.escape(entry.broken.fill({}, language))} <small>{html.escape(entry.rfc)}</small></dd>"
            for entry in entries
        )
        parts.append(f"<section><h2>{html.escape(family.fill({}, language))}</h2><dl>{listed}</dl></section>")
    return "".join(parts)
