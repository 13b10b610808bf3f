"""Faults of what a user puts around the exchange: middleware, hooks, telemetry."""

from __future__ import annotations

from .fault import Fault, Side, Text

MIDDLEWARE_UNUSABLE = Fault(
    "middleware-unusable",
    Text(
        "{name} cannot be middleware of {session}: {problem}.",
        "{name} no puede ser middleware de {session}: {problem}.",
    ),
    Text(
        "Write `def middleware(request, send)` for Session, `async def` for AsyncSession.",
        "Escriba `def middleware(request, send)` para Session, `async def` para AsyncSession.",
    ),
    "",
    Side.USER,
)
MIDDLEWARE_WITHOUT_RESPONSE = Fault(
    "middleware-without-response",
    Text("{name} returned {kind} where a response is due.", "{name} devolvió {kind} donde se espera una respuesta."),
    Text(
        "Return what `send(request)` returned, or a response made with `antiphon.Response.of`.",
        "Devuelva lo que devolvió `send(request)`, o una respuesta hecha con `antiphon.Response.of`.",
    ),
    "",
    Side.USER,
)
MIDDLEWARE_SENT_NO_REQUEST = Fault(
    "middleware-sent-no-request",
    Text("{name} sent {kind} where a request is due.", "{name} envió {kind} donde se espera una petición."),
    Text(
        "Send the request that was given, or a copy; its url is an `antiphon.URL`.",
        "Envíe la petición recibida, o una copia; su url es una `antiphon.URL`.",
    ),
    "",
    Side.USER,
)
RESPONSE_UNUSABLE = Fault(
    "response-unusable",
    Text("A response cannot be made with the {part} {value}.", "No se puede hacer una respuesta con {part} {value}."),
    Text(
        "Pass a status from 200 to 599, and content as bytes, text, or json=value.",
        "Pase un estado de 200 a 599, y el contenido como bytes, texto o json=valor.",
    ),
    "RFC 9110 §15",
    Side.USER,
)
HOOKS_UNUSABLE = Fault(
    "hooks-unusable",
    Text("{given} cannot be hooks.", "{given} no pueden ser hooks."),
    Text(
        'Pass {{"request": [callable, …], "response": [callable, …]}}.',
        'Pase {{"request": [invocable, …], "response": [invocable, …]}}.',
    ),
    "",
    Side.USER,
)
HOOK_RETURNED = Fault(
    "hook-returned",
    Text("The {event} hook {name} returned {kind}.", "El hook {event} {name} devolvió {kind}."),
    Text(
        "Return nothing, or the {event} that takes the place of the one given; `async def` needs AsyncSession.",
        "No devuelva nada, o lo que ocupe el lugar de lo recibido ({event}); `async def` requiere AsyncSession.",
    ),
    "",
    Side.USER,
)
TELEMETRY_MISSING = Fault(
    "telemetry-missing",
    Text(
        "Telemetry needs {package}, which is not installed.", "La telemetría necesita {package}, que no está instalado."
    ),
    Text("Run: pip install {package}", "Ejecute: pip install {package}"),
    "",
    Side.USER,
)
