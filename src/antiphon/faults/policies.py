"""Faults of the policies around an exchange: retries, circuit breaker, rate, many requests at once, cancellation.

A setting's ``rule`` is written in signs, such as ``>= 0``, which read the same in every language.
"""

from __future__ import annotations

from .fault import Fault, Side, Text

POLICY_UNUSABLE = Fault(
    "policy-unusable",
    Text("{setting} is {value}; it has to be {rule}.", "{setting} es {value}; tiene que ser {rule}."),
    Text("Pass {setting} {rule}, or leave it out.", "Pase {setting} {rule}, u omítalo."),
    "",
    Side.USER,
)
CIRCUIT_OPEN = Fault(
    "circuit-open",
    Text(
        "Requests to {origin} are held back: {failures} of them failed, and the next trial is in {seconds:.1f} s.",
        "Las peticiones a {origin} están retenidas: {failures} de ellas fallaron, "
        "y la próxima prueba es dentro de {seconds:.1f} s.",
    ),
    Text(
        "Do without that server until then, and find out why it fails; the last failure was: {last}.",
        "Arréglese sin ese servidor hasta entonces y averigüe por qué falla; el último fallo fue: {last}.",
    ),
    "RFC 9110 §9.2.2",
    Side.SERVER,
)
CANCELLED = Fault(
    "cancelled",
    Text(
        "The request was cancelled before its response was complete.",
        "La petición se canceló antes de que su respuesta estuviera completa.",
    ),
    Text(
        "The session serves on. Find out whether the server has done the request before sending it again.",
        "La sesión sigue en servicio. Compruebe si el servidor hizo la petición antes de repetirla.",
    ),
    "RFC 9110 §9.2.2",
    Side.USER,
)
LOW_SPEED = Fault(
    "low-speed",
    Text(
        "Content came from {peer} at {speed:.0f} bytes a second over {seconds:g} s, slower than {least:g}.",
        "El contenido llegó de {peer} a {speed:.0f} bytes por segundo durante {seconds:g} s, más lento que {least:g}.",
    ),
    Text(
        "Find out what slows the server or the network down, or lower the limit low_speed.",
        "Averigüe qué frena al servidor o a la red, o baje el límite low_speed.",
    ),
    "",
    Side.SERVER,
)
ITEM_UNUSABLE = Fault(
    "item-unusable",
    Text("{item} is not a request.", "{item} no es una petición."),
    Text(
        "Pass URLs, (method, URL), (method, URL, options) or antiphon requests.",
        "Pase URLs, (método, URL), (método, URL, opciones) o peticiones de antiphon.",
    ),
    "",
    Side.USER,
)
