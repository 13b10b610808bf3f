"""Faults of the console: who may look, what there is to see, and what can be sent again."""

from __future__ import annotations

from .fault import Fault, Side, Text

_OPEN = Text(
    "Open it on the machine itself by localhost, or with ?token= and the token that the server printed at its start.",
    "Ábrala en la propia máquina por localhost, o con ?token= y el token que el servidor mostró al arrancar.",
)
_RELOAD = Text("Load the list again.", "Vuelva a cargar la lista.")
_BY_HAND = Text(
    "Copy the command, put in what is missing, and run it.", "Copie la orden, ponga lo que falta y ejecútela."
)


def _refused(code: str, sentence: Text, fix: Text, rfc: str, status: int, side: Side = Side.CLIENT) -> Fault:
    return Fault(code, sentence, fix, rfc, side, status)


CONSOLE_TOKEN_MISSING = _refused(
    "console-token-missing",
    Text(
        "The console shows what others do here, so it opens on this machine alone, or with its token.",
        "La consola muestra lo que hacen otros aquí: se abre solo en esta máquina, o con su token.",
    ),
    _OPEN,
    "RFC 9110 §15.5.2",
    401,
)
CONSOLE_TOKEN_WRONG = _refused(
    "console-token-wrong",
    Text("The token is not that of the console.", "El token no es el de la consola."),
    _OPEN,
    "RFC 9110 §15.5.2",
    401,
)
CONSOLE_NEEDS_TLS = _refused(
    "console-needs-tls",
    Text(
        "Without TLS, everybody on the way could read the token and all that the console shows.",
        "Sin TLS, cualquiera en el camino podría leer el token y todo lo que muestra la consola.",
    ),
    Text("Start the server without --http.", "Arranque el servidor sin --http."),
    "RFC 9110 §17.16.1",
    403,
)
CONSOLE_CROSS_ORIGIN = _refused(
    "console-cross-origin",
    Text("A page of another site asks for the console.", "Una página de otro sitio pide la consola."),
    Text("Open the console itself.", "Abra la propia consola."),
    "RFC 6454 §3",
    403,
)
CONSOLE_PLACE_UNKNOWN = _refused(
    "console-place-unknown",
    Text("The console has nothing at {path}.", "La consola no tiene nada en {path}."),
    Text("The console is at /.antiphon/.", "La consola está en /.antiphon/."),
    "RFC 9110 §15.5.5",
    404,
)
CONSOLE_METHOD = _refused(
    "console-method",
    Text("{method} means nothing here.", "{method} no significa nada aquí."),
    Text("Use one of those in Allow.", "Use uno de los de Allow."),
    "RFC 9110 §15.5.6",
    405,
)
CONSOLE_EXCHANGE_GONE = _refused(
    "console-exchange-gone",
    Text("Exchange {number} is not kept, or no longer.", "El intercambio {number} no se conserva, o ya no."),
    _RELOAD,
    "RFC 9110 §15.5.5",
    404,
)
CONSOLE_PARAMETER = _refused(
    "console-parameter",
    Text("The parameter {name} cannot be {value}.", "El parámetro {name} no puede ser {value}."),
    Text("It takes {wanted}.", "Admite {wanted}."),
    "RFC 9110 §15.5.1",
    400,
)
CONSOLE_PARAMETER_UNKNOWN = _refused(
    "console-parameter-unknown",
    Text("There is no parameter {name}.", "No hay ningún parámetro {name}."),
    Text("There are: {known}.", "Hay: {known}."),
    "RFC 9110 §15.5.1",
    400,
)
CONSOLE_LISTENERS = _refused(
    "console-listeners",
    Text("{limit} pages of the console are open already.", "Ya hay {limit} páginas de la consola abiertas."),
    Text("Close one of them.", "Cierre una de ellas."),
    "RFC 9110 §15.6.4",
    503,
    Side.SERVER,
)

REPLAY_CUT = _refused(
    "replay-cut",
    Text(
        "Only the first {kept} bytes of the request were kept, so it cannot be sent again.",
        "Solo se conservaron los primeros {kept} bytes de la petición: no se puede volver a enviar.",
    ),
    _BY_HAND,
    "RFC 9110 §8.6",
    409,
)
REPLAY_SECRET = _refused(
    "replay-secret",
    Text(
        "The request has secrets ({places}), which the console does not keep.",
        "La petición tiene secretos ({places}), que la consola no conserva.",
    ),
    _BY_HAND,
    "RFC 9110 §17.9",
    409,
)
REPLAY_UNREADABLE = _refused(
    "replay-unreadable",
    Text(
        "The request was refused before it could be read, so there is nothing to send again.",
        "La petición se rechazó antes de poder leerse: no hay nada que volver a enviar.",
    ),
    Text("Have its client send it again.", "Haga que su cliente la envíe de nuevo."),
    "RFC 9112 §3",
    409,
)
REPLAY_FAILED = _refused(
    "replay-failed",
    Text("Sending it again failed: {reason}", "Volver a enviarla falló: {reason}"),
    Text("Try again; the list shows what came of it.", "Inténtelo de nuevo; la lista muestra qué pasó."),
    "RFC 9110 §15.6.3",
    502,
    Side.SERVER,
)

CONSOLE_TOKEN_SHORT = Fault(
    "console-token-short",
    Text(
        "The token has fewer than {least} characters, so it could be guessed.",
        "El token tiene menos de {least} caracteres: se podría adivinar.",
    ),
    Text(
        "Take a longer one, or leave the option out: one is made and printed.",
        "Use uno más largo, o quite la opción: se crea uno y se muestra.",
    ),
    "RFC 6750 §5.2",
    Side.USER,
)
