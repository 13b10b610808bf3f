"""The resources that show one thing each."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from urllib.parse import quote, unquote

from ..semantics.status import phrase
from .exchange import Exchange
from .numbers import whole_number
from .page import page

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_BYTES = 1 << 30
_MOST_LINES = 100_000
_MOST_SECONDS = 10.0
_PIECE = b"antiphon" * 8192
_CHALLENGE = 'Basic realm="demo", charset="UTF-8", Bearer realm="demo"'
_USERS = ("demo", "admin")
# What depends on who asks is for their own cache alone (RFC 9111 §5.2.2.7).
_OWN = ("cache-control", "private, no-cache")
_FIELDS_OF_STATUS = {
    201: [("location", "/hello")],
    401: [("www-authenticate", _CHALLENGE)],
    405: [("allow", "GET, HEAD")],
    407: [("proxy-authenticate", 'Basic realm="demo"')],
    416: [("content-range", "bytes */0")],
    426: [("upgrade", "HTTP/2.0"), ("connection", "upgrade")],
    429: [("retry-after", "1")],
    503: [("retry-after", "1")],
}


async def home(exchange: Exchange) -> None:
    """The page that lists everything."""
    host = exchange.field("host") or "localhost"
    language = exchange.language
    fields = [
        ("content-language", language),
        ("vary", "accept-language"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"),
        ("x-content-type-options", "nosniff"),
    ]
    content = page(f"{exchange.scope['scheme']}://{host}", language).encode("utf-8")
    await exchange.answer(200, content, "text/html; charset=utf-8", fields)


async def hello(exchange: Exchange) -> None:
    """A greeting in the client's language."""
    spanish = exchange.language == "es"
    name = exchange.query.get("name") or ("mundo" if spanish else "world")
    text = f"¡Hola, {name}!\n" if spanish else f"Hello, {name}!\n"
    fields = [("content-language", exchange.language), ("vary", "accept-language")]
    await exchange.answer_text(text, fields=fields)


async def echo(exchange: Exchange) -> None:
    """The request itself: method, target, fields and content."""
    content = await exchange.content()
    scope = exchange.scope
    query = scope["query_string"].decode("latin-1")
    described = {
        "method": exchange.method,
        "target": scope["raw_path"].decode("latin-1") + (f"?{query}" if query else ""),
        "version": "HTTP/" + scope["http_version"],
        "headers": exchange.fields,
        "content": content.decode("utf-8", "replace"),
        "bytes": len(content),
    }
    await exchange.answer_json(described)


async def headers(exchange: Exchange) -> None:
    """The request's fields, in the order in which they came."""
    await exchange.answer_json(exchange.fields)


async def status(exchange: Exchange, code: str) -> None:
    """A response with the status `code`; an interim one, which cannot stand alone, is explained."""
    number = whole_number(code, 599) or 0
    if 100 <= number < 200:
        sentence = (
            "A 1xx only announces a final response; /early sends 103.",
            "Un 1xx solo anuncia una respuesta final; /early envía 103.",
        )
        await exchange.answer_problem(400, sentence)
        return
    if number < 200:
        await not_found(exchange)
        return
    text = f"{number} {phrase(number)}".rstrip() + "\n"
    fields = list(_FIELDS_OF_STATUS.get(number, ()))
    if number in _REDIRECTS:
        fields.append(("location", "/hello"))
    if number == 206:
        fields.append(("content-range", f"bytes 0-{len(text) - 1}/{len(text)}"))
    await exchange.answer_text(text, number, fields)


async def redirect(exchange: Exchange, code: str) -> None:
    """A redirect with the status `code` to a path on this server."""
    number = whole_number(code, 599)
    if number not in _REDIRECTS:
        await not_found(exchange)
        return
    target = exchange.query.get("to", "/hello")
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        sentence = ("`to` must be a path on this server.", "`to` debe ser una ruta de este servidor.")
        await exchange.answer_problem(400, sentence)
        return
    location = quote(target, safe="/?&=%#")
    await exchange.answer_text(f"{location}\n", number, [("location", location)])


async def stream(exchange: Exchange) -> None:
    """Lines, sent one after the other."""
    count = whole_number(exchange.query.get("n", "5"), _MOST_LINES)
    if count is None:
        sentence = (f"`n` is a number up to {_MOST_LINES}.", f"`n` es un número hasta {_MOST_LINES}.")
        await exchange.answer_problem(400, sentence)
        return

    async def lines() -> AsyncIterator[bytes]:
        for number in range(count):
            yield b"%d\n" % number
            await asyncio.sleep(0)

    await exchange.stream(lines(), "text/plain; charset=utf-8")


async def some_bytes(exchange: Exchange, count: str) -> None:
    """`count` bytes, with Content-Length, in constant memory."""
    length = whole_number(count, _MOST_BYTES)
    if length is None:
        await not_found(exchange)
        return

    async def pieces() -> AsyncIterator[bytes]:
        left = 0 if exchange.method == "HEAD" else length
        while left:
            piece = _PIECE[:left]
            left -= len(piece)
            yield piece

    await exchange.stream(pieces(), "application/octet-stream", [("content-length", str(length))])


async def delay(exchange: Exchange, seconds: str) -> None:
    """An answer after some seconds."""
    try:
        wait = float(seconds)
    except ValueError:
        wait = -1.0
    if not 0 <= wait <= _MOST_SECONDS:
        await not_found(exchange)
        return
    await asyncio.sleep(wait)
    await exchange.answer_text(f"{wait:g} s\n")


async def cookies(exchange: Exchange) -> None:
    """The cookies that the client sent."""
    pairs = [pair.strip().partition("=") for pair in (exchange.field("cookie", "; ") or "").split(";")]
    await exchange.answer_json({name: unquote(value) for name, equals, value in pairs if equals})


async def set_cookies(exchange: Exchange) -> None:
    """Set the query's parameters as cookies, and go to where they are shown."""
    fields = [("location", "/cookies")]
    for name, value in exchange.query.items():
        if name.isascii() and name.isidentifier():
            fields.append(("set-cookie", f"{name}={quote(value)}; Path=/; HttpOnly; SameSite=Lax"))
    await exchange.answer_text("/cookies\n", 302, fields)


async def private(exchange: Exchange) -> None:
    """What only users may read: demo:demo and admin:admin, or the tokens demo and admin."""
    user = _user(exchange)
    if user is None:
        sentence = ("Send Basic demo:demo or Bearer demo.", "Envíe Basic demo:demo o Bearer demo.")
        await exchange.answer_problem(401, sentence, [("www-authenticate", _CHALLENGE)])
        return
    await exchange.answer_json({"user": user}, fields=[_OWN])


async def admin(exchange: Exchange) -> None:
    """What only the user admin may read: demo is known, and has no right to it (RFC 9110 §15.5.4)."""
    if _user(exchange) == "demo":
        sentence = (
            "demo may not read this, whatever its password. Send Basic admin:admin or Bearer admin.",
            "demo no puede leer esto, sea cual sea su contraseña. Envíe Basic admin:admin o Bearer admin.",
        )
        await exchange.answer_problem(403, sentence)
        return
    await private(exchange)


def _user(exchange: Exchange) -> str | None:
    """Return who asks, None where that is not known: the passwords and tokens are the users' names."""
    scheme, _, credentials = (exchange.field("authorization") or "").partition(" ")
    sent = (scheme.lower(), credentials.strip())
    return next((user for user in _USERS if sent in (("basic", _basic(user)), ("bearer", user))), None)


def _basic(user: str) -> str:
    return base64.b64encode(f"{user}:{user}".encode("ascii")).decode("ascii")


async def bug(exchange: Exchange) -> None:
    """A mistake of this program, on purpose: the server answers 500, and only its log says why (RFC 9110 §15.6.1)."""
    raise RuntimeError("This is the bug of /lab/bug, made on purpose.")


async def early(exchange: Exchange) -> None:
    """A 103 before the final response (RFC 8297)."""
    await exchange.send({"type": "http.response.early_hint", "links": [b"</style.css>; rel=preload; as=style"]})
    await hello(exchange)


async def not_found(exchange: Exchange) -> None:
    """There is nothing here."""
    path = exchange.scope["path"]
    sentence = (f"There is nothing at {path}; / lists what there is.", f"No hay nada en {path}; / lista lo que hay.")
    await exchange.answer_problem(404, sentence)
