"""Blocks 7 and 8: the two messages, part by part (RFC 9112 §2)."""

from __future__ import annotations

from collections.abc import Iterator

from ...client.masking import Masking
from ...faults import Text
from ...semantics.methods import is_idempotent, is_safe
from ...semantics.secrets import mask_query
from ...semantics.status import CLASSES, STATUSES
from ..exchange import Exchange, Flaw, Framing, RequestMessage, ResponseMessage
from ..secret_content import without_secrets
from .block import Block, Fact
from .field_meanings import meaning

_REQUEST = Text("Request", "Petición")
_RESPONSE = Text("Response", "Respuesta")
_MASKING = Masking()

_FRAMING = {
    Framing.NONE: Text("No content, by its method or status.", "Sin contenido, por su método o estado."),
    Framing.LENGTH: Text("Content-Length says how long it is.", "Content-Length dice su longitud."),
    Framing.CHUNKED: Text(
        "It came in chunks, the last one empty (Transfer-Encoding).",
        "Vino en trozos, el último vacío (Transfer-Encoding).",
    ),
    Framing.CLOSE: Text(
        "Only the end of the connection ends it: what is cut off cannot be told from what is complete.",
        "Solo termina al cerrarse la conexión: no se distingue lo cortado de lo completo.",
    ),
}


_BROKEN_OFF = Text("Not all of it came.", "No llegó todo.")
_UNREAD = Text("It was not read.", "No se leyó.")
_UNREAD_CUT = Text("There was more of it than is looked at.", "Había más de lo que se mira.")
_INCOMPLETE = Text("{size} bytes, and it is not all.", "{size} bytes, y no es todo.")


def request(exchange: Exchange, number: int) -> Block:
    """Return the block of the request of `exchange`."""
    # What was never shown has neither line nor content: a response alone, or what curl could not even send.
    unknown = not exchange.request.method and not exchange.request.flaws
    return Block(7, "request", _REQUEST, () if unknown else tuple(_of_request(exchange.request)), number)


def _of_request(message: RequestMessage) -> Iterator[Fact]:
    safety = _safety(message.method)
    yield Fact(
        "line",
        Text("Request line", "Línea de petición"),
        f"{message.method} {mask_query(message.target)} {message.version}",
        safety,
        {"method": message.method},
        "RFC 9112 §3",
    )
    for name, value in _shown_fields(message.fields.raw):
        told = meaning(name, added=name.lower() in message.added)
        yield Fact(f"field.{name.lower()}", _as_is(name), value, told)
    yield _content_of_request(message)
    yield from _flaws(message.flaws)


def _safety(method: str) -> Text:
    if is_safe(method):
        return Text("{method} is safe: it changes nothing.", "{method} es seguro: no cambia nada.")
    if is_idempotent(method):
        return Text(
            "{method} changes something; doing it twice is the same as once.",
            "{method} cambia algo; hacerlo dos veces es igual que una.",
        )
    return Text(
        "{method} changes something, each time again.",
        "{method} cambia algo, cada vez de nuevo.",
    )


def _content_of_request(message: RequestMessage) -> Fact:
    size = None if message.content is None else len(message.content)
    label = Text("Content", "Contenido")
    if size is None:
        return Fact("content", label, None, Text("It was not kept.", "No se conservó."))
    if not size:
        return Fact("content", label, {"bytes": 0}, Text("None.", "Ninguno."), coded=True)
    kind = message.fields.get("content-type", "")
    shown = _text(_MASKING.content(message.content or b"", kind))
    return Fact(
        "content",
        label,
        {"bytes": size, "text": shown},
        Text("{size} bytes of {kind}.", "{size} bytes de {kind}."),
        {"size": size, "kind": kind or "?"},
        "RFC 9110 §6.4",
        coded=True,
    )


def response(exchange: Exchange, number: int) -> Block:
    """Return the block of the response of `exchange`; without facts where there was none."""
    message, failed = exchange.response, exchange.error is not None
    return Block(
        8, "response", _RESPONSE, tuple(() if message is None else _of_response(message, failed=failed)), number
    )


def _of_response(message: ResponseMessage, *, failed: bool) -> Iterator[Fact]:
    for interim in message.interim:
        known = STATUSES.get(interim.status)
        yield Fact(
            "interim",
            Text("Interim response", "Respuesta provisional"),
            {"status": interim.status, "reason": interim.reason},
            None if known is None else known.meaning,
            rfc="RFC 9110 §15.2",
        )
    yield _status_line(message)
    for name, value in _shown_fields(message.fields.raw):
        yield Fact(f"field.{name.lower()}", _as_is(name), value, meaning(name))
    if message.framing is not None:
        yield _framing(message.framing)
    yield _content_of_response(message, failed=failed)
    for name, value in _shown_fields(message.trailers.raw):
        yield Fact(
            f"trailer.{name.lower()}",
            Text(f"{_as_is(name).en} (trailer)", f"{_as_is(name).es} (campo final)"),
            value,
            rfc="RFC 9110 §6.5",
        )
    yield from _flaws(message.flaws)


def _status_line(message: ResponseMessage) -> Fact:
    known = STATUSES.get(message.status)
    meaning = known.meaning if known is not None else CLASSES.get(message.status // 100)
    return Fact(
        "line",
        Text("Status line", "Línea de estado"),
        f"{message.version} {message.status} {message.reason}".rstrip(),
        meaning,
        rfc=known.rfc if known is not None else "RFC 9110 §15",
        command=f"antiphon status {message.status}",
    )


def _framing(framing: Framing) -> Fact:
    return Fact(
        "framing",
        Text("End of the content", "Fin del contenido"),
        str(framing),
        _FRAMING[framing],
        rfc="RFC 9112 §6.3",
        coded=True,
    )


def _content_of_response(message: ResponseMessage, *, failed: bool) -> Fact:
    label = Text("Content", "Contenido")
    decoded = None if message.content is None else len(message.content)
    value = {
        "decoded_bytes": decoded,
        "encoded_bytes": message.encoded_size,
        "coding": message.fields.get("content-encoding"),
        "declared_bytes": message.declared,
        "complete": message.complete,
        "text": _text(_MASKING.content(message.content or b"", message.fields.get("content-type", ""))),
    }
    if decoded is None:
        told = _UNREAD_CUT if message.content_cut else _BROKEN_OFF if failed else _UNREAD
        return Fact("content", label, value, told, coded=True)
    if message.complete is False:
        return Fact("content", label, value, _INCOMPLETE, {"size": decoded}, "RFC 9112 §8", coded=True)
    if message.encoded_size is not None and message.encoded_size != decoded:
        return Fact(
            "content",
            label,
            value,
            Text(
                "{encoded} bytes came and were {decoded} when decoded ({coding}).",
                "Llegaron {encoded} bytes, {decoded} al decodificar ({coding}).",
            ),
            {"encoded": message.encoded_size, "decoded": decoded, "coding": value["coding"] or "chunked"},
            "RFC 9110 §8.4",
            coded=True,
        )
    told = Text("{size} bytes.", "{size} bytes.")
    return Fact("content", label, value, told, {"size": decoded}, "RFC 9110 §6.4", coded=True)


def _flaws(flaws: tuple[Flaw, ...]) -> Iterator[Fact]:
    for flaw in flaws:
        yield Fact(
            "flaw",
            Text("Broken rule", "Regla rota"),
            {"code": flaw.fault.code, "from": flaw.start, "to": flaw.end},
            flaw.fault.sentence,
            flaw.details,
            flaw.fault.rfc,
        )


def _shown_fields(pairs: list[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        text = name.decode("latin-1")
        yield text, _MASKING.field(text, value.decode("latin-1"))


def _as_is(name: str) -> Text:
    """Return a name from outside as a text, in which braces mean nothing."""
    name = name.replace("{", "{{").replace("}", "}}")
    return Text(name, name)


_SHOWN = 2048


def _text(content: bytes) -> str | None:
    """Return the beginning of content that is text, None for what is not."""
    if b"\0" in content[:_SHOWN]:
        return None
    return without_secrets(content[:_SHOWN]).decode("utf-8", "replace")
