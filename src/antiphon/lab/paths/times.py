"""Answers that take their time, or never come to an end. A step takes the lab's pace, by default a second."""

from __future__ import annotations

from ...faults import Text
from ..reply import TEXT, raw, reply
from ..scenario import PathScenario
from ..visit import Visit

_STEPS = 10
_LINE = b"tick\n"
_LONG_WAIT = 5


def _head(visit: Visit, framing: str) -> bytes:
    """Return the head of an answer whose content is framed by the field `framing`."""
    ending = "" if visit.stays else "Connection: close\r\n"
    return visit.filled(f"HTTP/1.1 200 OK\r\nDate: {{date}}\r\nContent-Type: {TEXT}\r\n{framing}\r\n{ending}\r\n")


async def _slow_first_byte(visit: Visit) -> None:
    await visit.pause(_LONG_WAIT)
    await reply(200)(visit)


async def _slow_head(visit: Visit) -> None:
    for line in _head(visit, f"Content-Length: {len(_LINE)}").splitlines(keepends=True):
        await visit.send(line)
        await visit.pause()
    await visit.send(_LINE)


async def _slow_content(visit: Visit) -> None:
    await visit.send(_head(visit, f"Content-Length: {_STEPS * len(_LINE)}"))
    for _ in range(_STEPS):
        await visit.pause()
        await visit.send(_LINE)


async def _stall(visit: Visit) -> None:
    await visit.send(_head(visit, f"Content-Length: {_STEPS * len(_LINE)}") + _LINE)
    await visit.wait()


async def _never_answer(visit: Visit) -> None:
    await visit.wait()


async def _never_end(visit: Visit) -> None:
    visit.leave()
    await visit.send(_head(visit, "Transfer-Encoding: chunked"))
    while True:
        await visit.send(b"%x\r\n%s\r\n" % (len(_LINE), _LINE))
        await visit.pause()


TIMES: tuple[PathScenario, ...] = (
    PathScenario(
        "time/first-byte",
        Text("A slow first byte", "Un primer byte lento"),
        Text(
            "The server thinks for five seconds before it answers.",
            "El servidor piensa cinco segundos antes de responder.",
        ),
        "RFC 9110 §15.5.9",
        _slow_first_byte,
    ),
    PathScenario(
        "time/head",
        Text("A slow head", "Una cabecera lenta"),
        Text("The head comes line by line, a second apart.", "La cabecera llega línea a línea, una por segundo."),
        "RFC 9112 §2.2",
        _slow_head,
    ),
    PathScenario(
        "time/content",
        Text("Dripping content", "Contenido a gotas"),
        Text("Five bytes a second arrive, for ten seconds.", "Llegan cinco bytes por segundo durante diez segundos."),
        "RFC 9112 §6",
        _slow_content,
    ),
    PathScenario(
        "time/stall",
        Text("Content that stalls", "Contenido que se detiene"),
        Text(
            "After a tenth of the content nothing more comes, and the connection stays open.",
            "Tras la décima parte del contenido no llega nada más, y la conexión sigue abierta.",
        ),
        "RFC 9112 §9.5",
        _stall,
    ),
    PathScenario(
        "time/never",
        Text("No answer, ever", "Ninguna respuesta, nunca"),
        Text("The server takes the request and stays silent.", "El servidor toma la petición y calla."),
        "RFC 9112 §9.5",
        _never_answer,
    ),
    PathScenario(
        "time/endless",
        Text("Content without an end", "Contenido sin fin"),
        Text("Chunk after chunk comes, and no last one.", "Llega un fragmento tras otro, y ninguno es el último."),
        "RFC 9112 §7.1",
        _never_end,
    ),
    PathScenario(
        "time/no-reuse",
        Text("A connection for each request", "Una conexión por petición"),
        Text(
            "The server closes the connection after each answer, so every request pays for a new handshake.",
            "El servidor cierra la conexión tras cada respuesta: cada petición paga otro saludo.",
        ),
        "RFC 9112 §9.3",
        raw("HTTP/1.1 200 OK", f"Content-Type: {TEXT}", "Content-Length: 6", content=b"Hello\n"),
    ),
)
