"""The phases of a request, and the sentence that says in which of them it failed, where, and after how long."""

from __future__ import annotations

from enum import StrEnum

from .fault import Text


class Phase(StrEnum):
    """How far a request had come. Each is equal to its name as text."""

    RATE = "rate"
    """It waited for its turn, where the session has a `rate`."""
    TOKEN = "token"
    """It waited for an access token that another request was getting."""
    POOL = "pool"
    """It waited for a free connection."""
    RESOLVE = "resolve"
    CONNECT = "connect"
    PROXY = "proxy"
    """A proxy opened the way: TLS with it, and what it says before the target is reached."""
    TLS = "tls"
    SEND = "send"
    WAIT = "wait"
    """It was sent, and not one byte of a response had come."""
    RECEIVE = "receive"
    DECODE = "decode"
    """Its content came, and its codings or limits are broken."""


_FAILED: dict[Phase, Text] = {
    Phase.RATE: Text("It failed while it waited for its turn", "Falló mientras esperaba su turno"),
    Phase.TOKEN: Text("It failed while it waited for a token", "Falló mientras esperaba un token"),
    Phase.POOL: Text("It failed while it waited for a free connection", "Falló mientras esperaba una conexión libre"),
    Phase.RESOLVE: Text("It failed while the name was resolved", "Falló mientras se resolvía el nombre"),
    Phase.CONNECT: Text("It failed while connecting", "Falló al conectar"),
    Phase.PROXY: Text("It failed while the proxy opened the way", "Falló mientras el proxy abría el camino"),
    Phase.TLS: Text("It failed in the TLS handshake", "Falló en el saludo TLS"),
    Phase.SEND: Text("It failed while the request was sent", "Falló mientras se enviaba la petición"),
    Phase.WAIT: Text("It failed while waiting for the response", "Falló mientras se esperaba la respuesta"),
    Phase.RECEIVE: Text("It failed while the response came", "Falló mientras llegaba la respuesta"),
    Phase.DECODE: Text("It failed while the content was decoded", "Falló mientras se descodificaba el contenido"),
}
_AT = Text(", at {address}", ", en {address}")
_AFTER = Text(", after {elapsed:.2f} s", ", tras {elapsed:.2f} s")
_SOON_AFTER = Text(", after {elapsed:.1f} ms", ", tras {elapsed:.1f} ms")

ALLOWED = Text("{limit:g} s were allowed in all.", "En total se permitían {limit:g} s.")


def told(phase: Phase, address: str | None, elapsed: float | None, language: str) -> str:
    """Return the sentence in `language`; `elapsed` is how many seconds the phase had taken, None if nobody can tell."""
    sentence = _FAILED[phase].sentence(language)
    if address is not None:
        sentence += _AT.fill({"address": address}, language)
    if elapsed is not None:
        soon = elapsed < 1
        after = _SOON_AFTER if soon else _AFTER
        sentence += after.fill({"elapsed": elapsed * 1000 if soon else elapsed}, language)
    return f"{sentence}."
