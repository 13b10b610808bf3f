"""What the client accepts, and what it sends: refusals that make no sense (RFC 9110 §12, §15.5.7, §15.5.16)."""

from __future__ import annotations

from ...faults import Text
from ..reply import JSON, by_method, reply
from ..scenario import PathScenario
from ..visit import Visit


async def _spanish_only(visit: Visit) -> None:
    await reply(200, "Content-Language: es", "Vary: Accept-Language", content="¡Hola!\n")(visit)


NEGOTIATION: tuple[PathScenario, ...] = (
    PathScenario(
        "negotiation/406",
        Text("Not acceptable, to anybody", "No aceptable, para nadie"),
        Text(
            "406 is answered whatever Accept says, also */*, which accepts all.",
            "Se responde 406 diga lo que diga Accept, también */*, que acepta todo.",
        ),
        "RFC 9110 §15.5.7",
        reply(406, "Vary: Accept", content='["application/json"]\n', kind=JSON),
    ),
    PathScenario(
        "negotiation/415",
        Text("Unsupported, but what is?", "No admitido, ¿y qué sí?"),
        Text(
            "The 415 does not say in Accept, Accept-Post or Accept-Patch what it would take.",
            "El 415 no dice en Accept, Accept-Post ni Accept-Patch qué aceptaría.",
        ),
        "RFC 9110 §15.5.16",
        by_method(GET=reply(200), POST=reply(415), PUT=reply(415), PATCH=reply(415)),
        command="antiphon post {url} name=tea --verbose",
    ),
    PathScenario(
        "negotiation/415-json",
        Text("JSON is refused, and asked for", "JSON se rechaza, y se pide"),
        Text(
            "The 415 asks for application/json, and refuses just that.",
            "El 415 pide application/json, y rechaza justo eso.",
        ),
        "RFC 9110 §15.5.16",
        by_method(
            GET=reply(200), POST=reply(415, "Accept: application/json"), PUT=reply(415, "Accept: application/json")
        ),
        command="antiphon post {url} name=tea --verbose",
    ),
    PathScenario(
        "negotiation/ignored",
        Text("Accept is ignored", "Accept se ignora"),
        Text(
            "The client asks for JSON, and gets XML with a 200.",
            "El cliente pide JSON, y recibe XML con un 200.",
        ),
        "RFC 9110 §12.5.1",
        reply(200, content="<tea price='4.5'/>\n", kind="application/xml"),
        command="antiphon get {url} Accept:application/json --verbose",
    ),
    PathScenario(
        "negotiation/language",
        Text("One language for all", "Un idioma para todos"),
        Text(
            "The text is Spanish, whatever Accept-Language says.",
            "El texto está en español, diga lo que diga Accept-Language.",
        ),
        "RFC 9110 §12.5.4",
        _spanish_only,
        command="antiphon get {url} Accept-Language:en --verbose",
    ),
    PathScenario(
        "negotiation/ranges",
        Text("Ranges that are ignored", "Rangos que se ignoran"),
        Text(
            "Accept-Ranges promises bytes, but a range gets the whole content.",
            "Accept-Ranges promete bytes, pero un rango recibe todo el contenido.",
        ),
        "RFC 9110 §14.3",
        reply(200, "Accept-Ranges: bytes", 'ETag: "lab"', content="0123456789" * 10 + "\n"),
        command="antiphon get {url} Range:bytes=0-9 --verbose",
    ),
    PathScenario(
        "negotiation/wrong-range",
        Text("Another range than asked for", "Otro rango que el pedido"),
        Text(
            "Whatever range is asked for, the bytes 50 to 59 come, called 0 to 9.",
            "Se pida el rango que se pida, llegan los bytes 50 a 59, llamados 0 a 9.",
        ),
        "RFC 9110 §15.3.7",
        reply(206, "Content-Range: bytes 0-9/100", 'ETag: "lab"', content="fghijklmno"),
        command="antiphon get {url} Range:bytes=0-9 --verbose",
    ),
)
