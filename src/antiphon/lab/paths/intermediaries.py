"""What gateways, proxies and overloaded servers answer, and whether to try again (RFC 9110 §7.6, §15.6)."""

from __future__ import annotations

from ...faults import Text
from ..reply import HTML, reply
from ..scenario import PathScenario
from ..visit import Play, Visit

_VIA = "Via: 1.1 gateway.example"
_TURNS = 3


def flaky() -> Play:
    """Return what fails twice, then succeeds, and so on."""
    calls = 0

    async def play(visit: Visit) -> None:
        nonlocal calls
        calls += 1
        await (reply(200) if calls % _TURNS == 0 else reply(503, "Retry-After: 0"))(visit)

    return play


INTERMEDIARIES: tuple[PathScenario, ...] = (
    PathScenario(
        "gateway/502",
        Text("A bad gateway", "Una pasarela con problemas"),
        Text(
            "A gateway got nonsense from the server behind it: Via says that it answered.",
            "Una pasarela recibió algo sin sentido del servidor de detrás: Via dice que respondió ella.",
        ),
        "RFC 9110 §15.6.3",
        reply(502, _VIA, content="<h1>502 Bad Gateway</h1>\n", kind=HTML),
    ),
    PathScenario(
        "gateway/503",
        Text("Unavailable, says somebody in between", "No disponible, dice alguien intermedio"),
        Text(
            "A gateway answers in place of the server, which may be well.",
            "Una pasarela responde en lugar del servidor, que puede estar bien.",
        ),
        "RFC 9110 §15.6.4, §7.6.3",
        reply(503, _VIA, "Retry-After: 5"),
    ),
    PathScenario(
        "gateway/504",
        Text("A gateway that waited in vain", "Una pasarela que esperó en vano"),
        Text(
            "The server behind the gateway took too long: what was asked may have been done.",
            "El servidor de detrás tardó demasiado: lo pedido puede haberse hecho.",
        ),
        "RFC 9110 §15.6.5",
        reply(504, _VIA),
    ),
    PathScenario(
        "gateway/421",
        Text("Misdirected", "Mal dirigida"),
        Text(
            "The server does not serve this host on this connection; a new connection would do.",
            "El servidor no sirve este nombre en esta conexión; una conexión nueva serviría.",
        ),
        "RFC 9110 §7.4, §15.5.20",
        reply(421),
    ),
    PathScenario(
        "gateway/connection-fields",
        Text("Fields of the connection", "Campos de la conexión"),
        Text(
            "Keep-Alive and Proxy-Connection came through, which an intermediary should have taken out.",
            "Llegaron Keep-Alive y Proxy-Connection, que un intermediario debió quitar.",
        ),
        "RFC 9110 §7.6.1",
        reply(200, _VIA, "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive"),
    ),
    PathScenario(
        "gateway/tells-too-much",
        Text("A server that tells too much", "Un servidor que cuenta demasiado"),
        Text(
            "Server and X-Powered-By name products and versions, with which to look for holes.",
            "Server y X-Powered-By nombran productos y versiones, con que buscar agujeros.",
        ),
        "RFC 9110 §10.2.4",
        reply(200, "Server: LabServer/1.2.3 (Lab OS 4.5)", "X-Powered-By: Lab/6.7.8"),
    ),
    PathScenario(
        "gateway/flaky",
        Text("Well every third time", "Bien cada tercera vez"),
        Text(
            "Two of three requests get 503: trying again helps.",
            "Dos de cada tres peticiones reciben 503: repetir ayuda.",
        ),
        "RFC 9110 §10.2.3",
        flaky(),
    ),
    PathScenario(
        "gateway/retry-after-date",
        Text("Come back in a hundred years", "Vuelva dentro de cien años"),
        Text("Retry-After is a date far ahead.", "Retry-After es una fecha muy lejana."),
        "RFC 9110 §10.2.3",
        reply(503, "Retry-After: Fri, 01 Jan 2126 00:00:00 GMT"),
    ),
    PathScenario(
        "gateway/retry-after-wrong",
        Text("Come back soon", "Vuelva pronto"),
        Text("Retry-After says `soon`.", "Retry-After dice `soon`."),
        "RFC 9110 §10.2.3",
        reply(503, "Retry-After: soon"),
    ),
)
