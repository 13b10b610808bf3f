"""Block 12: what was asked for, what came, and what the answer depends on (RFC 9110 §12)."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults import Text
from ...semantics.media_types import parse_media_type
from ...semantics.negotiation import best_coding, best_language, best_media_type
from ..exchange import Exchange, ResponseMessage
from .block import Block, Fact

_TITLE = Text("Negotiation", "Negociación de contenido")
_FITS = Text("What came is among what was asked for.", "Lo que vino está entre lo que se pidió.")
_FITS_NOT = Text("What came was not asked for.", "Lo que vino no se pidió.")


def negotiation(exchange: Exchange, number: int) -> Block:
    """Return the block of the negotiation of `exchange`."""
    response = exchange.response
    return Block(12, "negotiation", _TITLE, tuple(() if response is None else _facts(exchange, response)), number)


def _facts(exchange: Exchange, response: ResponseMessage) -> Iterator[Fact]:
    asked, came = exchange.request.fields, response.fields
    kind = parse_media_type(came.get("content-type", ""))
    yield _pair(
        "type",
        Text("Media type", "Tipo de contenido"),
        asked.get("accept"),
        came.get("content-type"),
        None if kind is None else best_media_type(asked.get("accept"), [kind.essence]) is not None,
        "RFC 9110 §12.5.1",
    )
    language = came.get("content-language")
    if language is not None or "accept-language" in asked:
        fits = None if language is None else best_language(asked.get("accept-language"), [language]) is not None
        yield _pair(
            "language", Text("Language", "Idioma"), asked.get("accept-language"), language, fits, "RFC 9110 §12.5.4"
        )
    coding = came.get("content-encoding")
    fits = None if coding is None or "," in coding else best_coding(asked.get("accept-encoding"), [coding]) is not None
    yield _pair(
        "coding",
        Text("Content coding", "Codificación"),
        asked.get("accept-encoding"),
        coding,
        fits,
        "RFC 9110 §12.5.3",
    )
    vary = came.get("vary")
    yield Fact(
        "vary",
        Text("Depends on", "Depende de"),
        [] if vary is None else [name.strip() for name in vary.split(",")],
        None
        if vary is not None
        else Text(
            "The server says that every request gets the same.", "El servidor dice que toda petición recibe lo mismo."
        ),
        rfc="RFC 9110 §12.5.5",
    )


def _pair(name: str, label: Text, asked: str | None, came: str | None, fits: bool | None, rfc: str) -> Fact:
    sentence = None if fits is None else _FITS if fits else _FITS_NOT
    return Fact(name, label, {"asked": asked, "came": came}, sentence, rfc=rfc)
