"""Block 10: who asked, by what, and what the server wanted (RFC 9110 §11)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator

from ...faults import ProtocolError, Text
from ...semantics.authentication import parse_challenges, scheme_of
from ..exchange import Exchange
from .block import Block, Fact

_TITLE = Text("Authentication", "Autenticación")
_END_OF_TIME = 253_402_300_800
"""The year 10000: what ends later was not meant as a time."""
_CHALLENGES = {"www-authenticate": "RFC 9110 §11.6.1", "proxy-authenticate": "RFC 9110 §11.7.1"}
_CREDENTIALS = {"authorization": "RFC 9110 §11.6.2", "proxy-authorization": "RFC 9110 §11.7.2"}


def authentication(exchange: Exchange, number: int, now: float) -> Block:
    """Return the block of credentials and challenges of `exchange`; `now` is in seconds since 1970."""
    facts = [*_sent(exchange, now), *_cookies(exchange), *_asked(exchange)]
    return Block(10, "authentication", _TITLE, tuple(facts), number)


def _sent(exchange: Exchange, now: float) -> Iterator[Fact]:
    for name, rfc in _CREDENTIALS.items():
        value = exchange.request.fields.get(name)
        if value is None:
            continue
        scheme = scheme_of(value)
        expiry = expiry_of(value.partition(" ")[2])
        yield Fact(
            f"sent.{name}",
            Text("Sent", "Enviado"),
            {"field": name, "scheme": scheme, "credentials": "[masked]", "expires": expiry},
            _told_of_expiry(expiry, now) if scheme is not None else _WITHOUT_SCHEME,
            {"scheme": scheme, "seconds": None if expiry is None else abs(int(expiry - now))},
            "RFC 7519 §4.1.4" if expiry is not None else rfc,
        )


_WITHOUT_SCHEME = Text("Credentials without a known scheme.", "Credenciales sin un esquema conocido.")


def _told_of_expiry(expiry: float | None, now: float) -> Text:
    if expiry is None:
        return Text("Credentials of the scheme {scheme}.", "Credenciales del esquema {scheme}.")
    if expiry <= now:
        return Text("The token expired {seconds} s ago.", "El token caducó hace {seconds} s.")
    return Text("The token is good for another {seconds} s.", "El token vale otros {seconds} s.")


def expiry_of(token: str) -> float | None:
    """Return when a JSON Web Token expires, in seconds since 1970; None where it is none or does not say.

    It is read, not verified: only who issued it can do that (RFC 7519 §4.1.4).
    """
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        expiry = claims.get("exp") if isinstance(claims, dict) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(expiry, int | float) or isinstance(expiry, bool) or not abs(expiry) < _END_OF_TIME:
        return None
    return float(expiry)


def _cookies(exchange: Exchange) -> Iterator[Fact]:
    value = exchange.request.fields.get("cookie")
    if value:
        names = [pair.partition("=")[0].strip() for pair in value.split(";")]
        yield Fact(
            "sent.cookie",
            Text("Cookies sent", "Cookies enviadas"),
            names,
            Text("{count} cookies; their values are secrets.", "{count} cookies; sus valores son secretos."),
            {"count": len(names)},
            "RFC 6265 §5.4",
        )


def _asked(exchange: Exchange) -> Iterator[Fact]:
    response = exchange.response
    if response is None:
        return
    for name, rfc in _CHALLENGES.items():
        for value in response.fields.get_all(name):
            yield from _challenges(name, value, rfc)


def _challenges(name: str, value: str, rfc: str) -> Iterator[Fact]:
    label = Text("Asked for", "Pedido")
    try:
        challenges = parse_challenges(value)
    except ProtocolError as error:
        yield Fact(f"asked.{name}", label, {"field": name}, error.fault.sentence, error.details, error.fault.rfc)
        return
    for challenge in challenges:
        yield Fact(
            f"asked.{name}",
            label,
            {"field": name, "scheme": challenge.scheme, "parameters": dict(challenge.parameters)},
            Text(
                "The server takes credentials of the scheme {scheme}.",
                "El servidor acepta credenciales del esquema {scheme}.",
            ),
            {"scheme": challenge.scheme},
            rfc,
        )
