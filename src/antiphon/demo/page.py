"""The page of the sample application: what there is, and what to try."""

from __future__ import annotations

import html

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.05rem/1.55 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem}"
    "h1{font-weight:600;letter-spacing:-.01em}code,pre{font:.92em/1.5 ui-monospace,monospace}"
    "pre{padding:.8rem 1rem;border:1px solid #8884;border-radius:.5rem;overflow-x:auto}"
    "dt{margin-top:.6rem}dd{margin:0;opacity:.8}a{color:#2a7f62}"
    "@media(prefers-color-scheme:dark){a{color:#7fd3b4}}"
)
_ROUTES = (
    ("/hello?name=Ana", "a greeting", "un saludo"),
    ("/echo", "your request, as JSON", "su petición, en JSON"),
    ("/headers", "its fields alone", "solo sus campos"),
    ("/status/404", "any status code", "cualquier código de estado"),
    ("/redirect/301", "a redirect to /hello", "una redirección a /hello"),
    ("/stream?n=10", "lines, one after the other", "líneas, una tras otra"),
    ("/bytes/1000", "a thousand bytes", "mil bytes"),
    ("/delay/1", "a slow answer", "una respuesta lenta"),
    ("/cookies/set?flavour=vanilla", "a cookie, set and shown", "una cookie, puesta y mostrada"),
    ("/private", "credentials: demo and demo", "credenciales: demo y demo"),
    ("/early", "103 Early Hints first", "primero 103 Early Hints"),
    ("/items", "a collection to read and change", "una colección para leer y cambiar"),
)
_TEXTS = {
    "en": ("The sample application", "It answers at these places:", "Try in a terminal:", "Leer en español", "es"),
    "es": (
        "La aplicación de muestra",
        "Responde en estos lugares:",
        "Pruebe en una terminal:",
        "Read in English",
        "en",
    ),
}


def page(origin: str, language: str) -> str:
    """Return the page in `language` for the server at `origin`."""
    title, routes, commands, other, other_language = _TEXTS[language]
    spanish = language == "es"
    entries = "".join(
        f'<dt><a href="{html.escape(path)}"><code>{html.escape(path)}</code></a></dt><dd>{es if spanish else en}</dd>'
        for path, en, es in _ROUTES
    )
    curl = 'curl --cacert "$(antiphon trust --print-root)"' if origin.startswith("https:") else "curl"
    tries = html.escape(
        f"antiphon get {origin}/hello name==Ana\n"
        f"antiphon post {origin}/items name=tea price:=4.5 -v\n"
        f"{curl} -i {origin}/status/418"
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title} · Antiphon</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1><p>{routes}</p><dl>{entries}</dl>"
        f"<p>{commands}</p><pre>{tries}</pre>"
        f'<p><a href="/?lang={other_language}" lang="{other_language}">{other}</a></p></main></body></html>'
    )
