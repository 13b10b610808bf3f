"""Block 2: what was asked, after normalization, and what the surroundings added (RFC 3986 §6)."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults import Text
from ...semantics.hosts import is_address
from ...semantics.secrets import mask_query
from ..exchange import Exchange
from .block import Block, Fact
from .environment import from_environment
from .surroundings import Surroundings

_TITLE = Text("What was asked", "Lo que se pidió")


def asked(exchange: Exchange, number: int, surroundings: Surroundings | None = None) -> Block:
    """Return the block of the URL of `exchange`; with `surroundings`, what of them counts for it."""
    facts = [*_of_url(exchange)]
    if surroundings is not None:
        facts += from_environment(exchange, surroundings)
    return Block(2, "input", _TITLE, tuple(facts), number)


def _of_url(exchange: Exchange) -> Iterator[Fact]:
    url = exchange.request.url
    yield Fact("method", Text("Method", "Método"), exchange.request.method, rfc="RFC 9110 §9")
    if url is None:
        yield Fact("target", Text("Target", "Destino"), mask_query(exchange.request.target), rfc="RFC 9112 §3.2")
        return
    yield Fact("url", Text("URL", "URL"), mask_query(url.masked), rfc="RFC 3986 §3")
    yield Fact("scheme", Text("Scheme", "Esquema"), url.scheme, rfc="RFC 9110 §4.2")
    yield Fact("host", Text("Host", "Servidor"), url.host, _idna(url.host), {"host": url.host}, "RFC 3986 §3.2.2")
    yield Fact(
        "port",
        Text("Port", "Puerto"),
        url.port,
        Text("The default of {scheme}.", "El habitual de {scheme}.") if url.is_default_port else None,
        {"scheme": url.scheme},
        "RFC 9110 §4.2",
    )
    yield Fact("path", Text("Path", "Ruta"), mask_query(url.path), rfc="RFC 3986 §3.3")
    if url.query is not None:
        yield Fact("query", Text("Query", "Consulta"), mask_query(f"?{url.query}")[1:], rfc="RFC 3986 §3.4")
    if url.fragment is not None:
        yield Fact(
            "fragment",
            Text("Fragment", "Fragmento"),
            url.fragment,
            Text("It stays with the client and is not sent.", "Se queda en el cliente y no se envía."),
            rfc="RFC 9110 §7.1",
        )
    if url.userinfo is not None:
        yield Fact(
            "userinfo",
            Text("User in the URL", "Usuario en la URL"),
            "[masked]",
            Text(
                "It is not sent in the URL; it becomes an Authorization field.",
                "No se envía en la URL; se convierte en un campo Authorization.",
            ),
            rfc="RFC 9110 §4.2.4",
        )


def _idna(host: str) -> Text | None:
    if not is_address(host) and any(label.startswith("xn--") for label in host.split(".")):
        return Text(
            "The name in the form that the DNS knows (IDNA).", "El nombre en la forma que conoce el DNS (IDNA)."
        )
    return None
