"""Faults of a SOCKS proxy: bytes that are not SOCKS, and its reply codes in words (RFC 1928 §6, SOCKS4)."""

from __future__ import annotations

from .fault import Fault, Side, Text

_ASK_OWNER = Text("Ask whoever runs the proxy for its rules.", "Pregunte sus reglas a quien administra el proxy.")
_CHECK_TARGET = Text(
    "Check host and port of the target, and that the proxy's machine can reach it.",
    "Compruebe servidor y puerto del destino y que el equipo del proxy puede llegar a él.",
)
_CHECK_CREDENTIALS = Text(
    "Put user and password into the proxy's URL, socks5://user:password@host:port, and check them.",
    "Ponga usuario y clave en la URL del proxy, socks5://usuario:clave@servidor:puerto, y compruébelos.",
)


def _reply(code: str, en: str, es: str, fix: Text, rfc: str = "RFC 1928 §6") -> Fault:
    """Return the row of what a SOCKS proxy answers about a target."""
    sentence = Text(
        f"The SOCKS proxy {{proxy}} says of {{target}}: {en}.", f"El proxy SOCKS {{proxy}} dice de {{target}}: {es}."
    )
    return Fault(code, sentence, fix, rfc, Side.SERVER)


# -- SOCKS5 replies ----------------------------------------------------------------------------------------------

SOCKS_GENERAL_FAILURE = _reply(
    "socks-general-failure", "general failure (reply 1)", "fallo general (respuesta 1)", _ASK_OWNER
)
SOCKS_NOT_ALLOWED = _reply(
    "socks-not-allowed",
    "its rules do not allow the connection (reply 2)",
    "sus reglas no permiten la conexión (respuesta 2)",
    _ASK_OWNER,
)
SOCKS_NETWORK_UNREACHABLE = _reply(
    "socks-network-unreachable",
    "its network cannot be reached (reply 3)",
    "no se llega a su red (respuesta 3)",
    _CHECK_TARGET,
)
SOCKS_HOST_UNREACHABLE = _reply(
    "socks-host-unreachable",
    "it cannot be reached, or its name has no address (reply 4)",
    "no se llega a él, o su nombre no tiene dirección (respuesta 4)",
    _CHECK_TARGET,
)
SOCKS_CONNECTION_REFUSED = _reply(
    "socks-connection-refused",
    "it refused the connection (reply 5)",
    "rechazó la conexión (respuesta 5)",
    _CHECK_TARGET,
)
SOCKS_TTL_EXPIRED = _reply(
    "socks-ttl-expired",
    "the way is too long, or nobody answered in time (reply 6)",
    "el camino es demasiado largo, o nadie respondió a tiempo (respuesta 6)",
    _CHECK_TARGET,
)
SOCKS_COMMAND_UNSUPPORTED = _reply(
    "socks-command-unsupported",
    "it does not know the command CONNECT (reply 7)",
    "no conoce la orden CONNECT (respuesta 7)",
    _ASK_OWNER,
)
SOCKS_ADDRESS_UNSUPPORTED = _reply(
    "socks-address-unsupported",
    "it does not know this kind of address (reply 8)",
    "no conoce esta clase de dirección (respuesta 8)",
    Text(
        "Let the proxy resolve the name: socks5h instead of socks5.",
        "Deje que el proxy resuelva el nombre: socks5h en lugar de socks5.",
    ),
)
SOCKS_REPLY_UNASSIGNED = _reply(
    "socks-reply-unassigned",
    "a reply code that no specification knows",
    "un código de respuesta que ninguna especificación conoce",
    _ASK_OWNER,
)

# -- SOCKS4 replies ----------------------------------------------------------------------------------------------

SOCKS4_REJECTED = _reply(
    "socks4-rejected",
    "request rejected, or the connection failed (reply 91)",
    "petición rechazada, o la conexión falló (respuesta 91)",
    _CHECK_TARGET,
    "",
)
SOCKS4_IDENT_UNREACHABLE = _reply(
    "socks4-ident-unreachable",
    "rejected, since this machine runs no identd that it could ask (reply 92)",
    "rechazada, pues en este equipo no hay un identd al que preguntar (respuesta 92)",
    _ASK_OWNER,
    "RFC 1413 §1",
)
SOCKS4_IDENT_DIFFERS = _reply(
    "socks4-ident-differs",
    "rejected, since identd names another user (reply 93)",
    "rechazada, pues identd nombra a otro usuario (respuesta 93)",
    _ASK_OWNER,
    "RFC 1413 §1",
)

# -- authentication ----------------------------------------------------------------------------------------------

SOCKS_NO_METHOD = Fault(
    "socks-no-method",
    Text(
        "The SOCKS proxy {proxy} accepts none of the ways to authenticate that were offered to it for {target}.",
        "El proxy SOCKS {proxy} no acepta ninguna de las formas de autenticarse que se le ofrecieron para {target}.",
    ),
    _CHECK_CREDENTIALS,
    "RFC 1928 §3",
    Side.USER,
)
SOCKS_CREDENTIALS_REFUSED = Fault(
    "socks-credentials-refused",
    Text(
        "The SOCKS proxy {proxy} did not accept user and password for a way to {target}.",
        "El proxy SOCKS {proxy} no aceptó usuario y clave para un camino a {target}.",
    ),
    _CHECK_CREDENTIALS,
    "RFC 1929 §2",
    Side.USER,
)

# -- bytes -------------------------------------------------------------------------------------------------------

SOCKS_BYTE = Fault(
    "socks-byte",
    Text(
        "Byte {offset} of the SOCKS message `{message}` is {byte}; it has to be {due}.",
        "El byte {offset} del mensaje SOCKS `{message}` es {byte}; debe ser {due}.",
    ),
    Text(
        "Check that the port is a SOCKS proxy of the version that the scheme says.",
        "Compruebe que el puerto es un proxy SOCKS de la versión que dice el esquema.",
    ),
    "RFC 1928 §3, §6",
    Side.SERVER,
)
SOCKS_AHEAD = Fault(
    "socks-ahead",
    Text(
        "{count} bytes follow the SOCKS message `{message}` that answer nothing yet.",
        "Tras el mensaje SOCKS `{message}` siguen {count} bytes que aún no responden a nada.",
    ),
    Text(
        "Check that the port is a SOCKS proxy: it speaks only when it is asked.",
        "Compruebe que el puerto es un proxy SOCKS: solo habla cuando se le pregunta.",
    ),
    "RFC 1928 §3",
    Side.SERVER,
)
SOCKS_BROKEN = Fault(
    "socks-broken",
    Text(
        "The proxy {proxy} does not speak SOCKS as it should. {cause}",
        "El proxy {proxy} no habla SOCKS como debe. {cause}",
    ),
    Text(
        "Check the scheme and the port of the proxy's URL: http, socks4 and socks5 do not understand each other.",
        "Compruebe el esquema y el puerto de la URL del proxy: http, socks4 y socks5 no se entienden entre sí.",
    ),
    "RFC 1928 §3",
    Side.SERVER,
)

# -- what cannot be asked ----------------------------------------------------------------------------------------

SOCKS_NAME_TOO_LONG = Fault(
    "socks-name-too-long",
    Text(
        "The host has {size} bytes; SOCKS can name one of 1 to 255.",
        "El servidor tiene {size} bytes; SOCKS puede nombrar uno de 1 a 255.",
    ),
    Text("Let the name be resolved here: socks5 or socks4.", "Resuelva el nombre aquí: socks5 o socks4."),
    "RFC 1928 §5",
    Side.USER,
)
SOCKS_CREDENTIALS_LENGTH = Fault(
    "socks-credentials-length",
    Text(
        "The {part} for a SOCKS proxy has {size} bytes; it may have {least} to 255.",
        "El valor `{part}` para un proxy SOCKS tiene {size} bytes; puede tener de {least} a 255.",
    ),
    Text("Check user and password in the proxy's URL.", "Compruebe usuario y clave en la URL del proxy."),
    "RFC 1929 §2",
    Side.USER,
)
SOCKS4_USER_NUL = Fault(
    "socks4-user-nul",
    Text(
        "The user for a SOCKS4 proxy has a NUL in it, which ends it.",
        "El usuario para un proxy SOCKS4 contiene un NUL, que lo termina.",
    ),
    Text("Check the user in the proxy's URL.", "Compruebe el usuario en la URL del proxy."),
    "",
    Side.USER,
)
SOCKS4_NEEDS_IPV4 = Fault(
    "socks4-needs-ipv4",
    Text(
        "{target} has no IPv4 address, and SOCKS4 knows no other.",
        "{target} no tiene dirección IPv4, y SOCKS4 no conoce otra.",
    ),
    Text("Use a socks5 proxy.", "Use un proxy socks5."),
    "",
    Side.USER,
)
