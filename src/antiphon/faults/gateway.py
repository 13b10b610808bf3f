"""Faults of a gateway: the server that it stands in front of, and what it does not pass on."""

from __future__ import annotations

from .fault import Fault, Side, Text

_SEE_LOG = Text(
    "Try again a little later; the log of this server tells its operator the reason.",
    "Inténtelo un poco más tarde; el registro de este servidor dice el motivo a quien lo opera.",
)

ORIGIN_UNREACHABLE = Fault(
    "origin-unreachable",
    Text(
        "The server behind this one cannot be reached, or ended the connection without an answer.",
        "No se puede llegar al servidor que está detrás de este, o cerró la conexión sin responder.",
    ),
    _SEE_LOG,
    "RFC 9110 §15.6.3",
    Side.SERVER,
    502,
)
ORIGIN_BROKEN = Fault(
    "origin-broken",
    Text(
        "The answer of the server behind this one breaks the rules of HTTP.",
        "La respuesta del servidor que está detrás de este incumple las reglas de HTTP.",
    ),
    _SEE_LOG,
    "RFC 9110 §15.6.3",
    Side.SERVER,
    502,
)
ORIGIN_STATUS = Fault(
    "origin-status",
    Text("The status code {status} is none of HTTP.", "El código de estado {status} no es de HTTP."),
    Text("Send one from 200 to 599.", "Envíe uno de 200 a 599."),
    "RFC 9110 §15",
    Side.SERVER,
)
ORIGIN_LATE = Fault(
    "origin-late",
    Text(
        "The server behind this one did not answer in time.",
        "El servidor que está detrás de este no respondió a tiempo.",
    ),
    _SEE_LOG,
    "RFC 9110 §15.6.5",
    Side.SERVER,
    504,
)
ORIGIN_BUSY = Fault(
    "origin-busy",
    Text(
        "All connections to the server behind this one are in use.",
        "Todas las conexiones con el servidor que está detrás de este están ocupadas.",
    ),
    _SEE_LOG,
    "RFC 9110 §15.6.4",
    Side.SERVER,
    503,
)
GATEWAY_LOOP = Fault(
    "gateway-loop",
    Text(
        "The request has come through this server before: Via names it.",
        "La petición ya ha pasado por este servidor: Via lo nombra.",
    ),
    Text(
        "Let the gateways lead to a server that answers, not to each other.",
        "Haga que las pasarelas lleven a un servidor que responda, no la una a la otra.",
    ),
    "RFC 9110 §7.6.3, RFC 5842 §7.2",
    Side.SERVER,
    508,
)
PATH_ABOVE_PREFIX = Fault(
    "path-above-prefix",
    Text(
        "The path leads out of what is served here: it has more .. than segments before them.",
        "La ruta sale de lo que se sirve aquí: tiene más .. que segmentos antes de ellos.",
    ),
    Text("Ask for the path without them.", "Pida la ruta sin ellos."),
    "RFC 3986 §5.2.4",
    Side.CLIENT,
    400,
)

ORIGIN_UNUSABLE = Fault(
    "origin-unusable",
    Text(
        "The URL of the server to stand in front of has {part}, which no request could carry there.",
        "La URL del servidor ante el que ponerse tiene {part}, que ninguna petición podría llevar allí.",
    ),
    Text(
        "Give scheme, host, port and path alone, such as https://app.example/api.",
        "Indique solo esquema, servidor, puerto y ruta, como https://app.example/api.",
    ),
    "RFC 9110 §4.2",
    Side.USER,
)
ORIGIN_EXPOSED = Fault(
    "origin-exposed",
    Text(
        "On {host}, everybody who reaches this machine would reach {origin}, which is not on the public Internet.",
        "En {host}, cualquiera que llegue a esta máquina llegaría a {origin}, que no está en la Internet pública.",
    ),
    Text(
        "Leave out --host, or add --expose if that is what you want.",
        "Quite --host o añada --expose si es lo que quiere.",
    ),
    "RFC 6890 §2.2, RFC 9110 §17.1",
    Side.USER,
)
