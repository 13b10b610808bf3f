"""Faults of connecting, waiting and receiving, as a client sees them.

``attempts`` lists each address tried with the system's name for what happened (ECONNREFUSED ...), which is
the same in every language. In which phase it was, an error says beside its sentence: see `phases`.
"""

from __future__ import annotations

from .fault import Fault, Side, Text

# -- resolving -----------------------------------------------------------------------------------------------

NAME_NOT_FOUND = Fault(
    code="name-not-found",
    sentence=Text("The name {host} has no address.", "El nombre {host} no tiene dirección."),
    fix=Text(
        "Check the spelling of the host, and that this machine's name server knows it.",
        "Compruebe cómo está escrito el nombre y que el servidor de nombres de este equipo lo conoce.",
    ),
    rfc="RFC 2308 §2",
    side=Side.USER,
)
RESOLVE_FAILED = Fault(
    code="resolve-failed",
    sentence=Text(
        "The name {host} could not be resolved ({reason}).",
        "No se pudo resolver el nombre {host} ({reason}).",
    ),
    fix=Text(
        "Check this machine's network and name server, then try again.",
        "Compruebe la red y el servidor de nombres de este equipo y vuelva a intentarlo.",
    ),
    rfc="RFC 1035 §4.1.1",
    side=Side.NETWORK,
)
RESOLVE_TIMEOUT = Fault(
    code="resolve-timeout",
    sentence=Text(
        "The name {host} was not resolved within {limit:g} s.",
        "El nombre {host} no se resolvió en {limit:g} s.",
    ),
    fix=Text(
        "Check that the name server answers, or raise the connect limit.",
        "Compruebe que el servidor de nombres responde, o aumente el límite de conexión.",
    ),
    rfc="RFC 1035 §4.2.1",
    side=Side.NETWORK,
)

# -- connecting ----------------------------------------------------------------------------------------------

CONNECTION_REFUSED = Fault(
    code="connection-refused",
    sentence=Text("{target} refused the connection: {attempts}.", "{target} rechazó la conexión: {attempts}."),
    fix=Text(
        "Check that the server is running and that the port is right.",
        "Compruebe que el servidor está en marcha y que el puerto es el correcto.",
    ),
    rfc="RFC 9293 §3.5.2",
    side=Side.SERVER,
)
HOST_UNREACHABLE = Fault(
    code="host-unreachable",
    sentence=Text("No route leads to {target}: {attempts}.", "Ninguna ruta lleva a {target}: {attempts}."),
    fix=Text(
        "Check this machine's network, its VPN and the address of the host.",
        "Compruebe la red de este equipo, su VPN y la dirección del servidor.",
    ),
    rfc="RFC 1122 §3.2.2.1",
    side=Side.NETWORK,
)
CONNECT_FAILED = Fault(
    code="connect-failed",
    sentence=Text(
        "No connection to {target} could be made: {attempts}.",
        "No se pudo conectar con {target}: {attempts}.",
    ),
    fix=Text(
        "Look at the reason beside each address; check the network, the host and the port.",
        "Mire el motivo junto a cada dirección; compruebe la red, el servidor y el puerto.",
    ),
    rfc="RFC 8305 §5",
    side=Side.NETWORK,
)
CONNECT_TIMEOUT = Fault(
    code="connect-timeout",
    sentence=Text(
        "{target} accepted no connection within {limit:g} s: {attempts}.",
        "{target} no aceptó ninguna conexión en {limit:g} s: {attempts}.",
    ),
    fix=Text(
        "Check that no firewall drops the packets and that the host is up, or raise the connect limit.",
        "Compruebe que ningún cortafuegos descarta los paquetes y que el servidor funciona, "
        "o aumente el límite de conexión.",
    ),
    rfc="RFC 9293 §3.8.3",
    side=Side.NETWORK,
)
UNIX_SOCKET_MISSING = Fault(
    code="unix-socket-missing",
    sentence=Text("There is no socket at {target}.", "No hay ningún socket en {target}."),
    fix=Text(
        "Check the path, and that the server that makes the socket is running.",
        "Compruebe la ruta y que el servidor que crea el socket está en marcha.",
    ),
    rfc="",
    side=Side.USER,
)
TLS_TIMEOUT = Fault(
    code="tls-timeout",
    sentence=Text(
        "{peer} did not finish the TLS handshake within {limit:g} s.",
        "{peer} no terminó el saludo TLS en {limit:g} s.",
    ),
    fix=Text(
        "Check that the port speaks TLS: one of plain HTTP may wait for more in silence, and takes an http:// URL. "
        "Else raise the limit for the handshake.",
        "Compruebe que el puerto habla TLS: uno de HTTP sin cifrar puede esperar más en silencio, y quiere una URL "
        "http://. Si no, aumente el límite para el saludo.",
    ),
    rfc="RFC 8446 §2",
    side=Side.SERVER,
)

# -- a connection in use -------------------------------------------------------------------------------------

CONNECTION_RESET = Fault(
    code="connection-reset",
    sentence=Text(
        "{peer} dropped the connection without closing it ({reason}).",
        "{peer} cortó la conexión sin cerrarla ({reason}).",
    ),
    fix=Text(
        "Look in the server's log, and at what lies between: a proxy or a firewall may have cut it.",
        "Mire el registro del servidor y lo que hay en medio: quizá la cortó un proxy o un cortafuegos.",
    ),
    rfc="RFC 9293 §3.5.3",
    side=Side.SERVER,
)
CONNECTION_LOST = Fault(
    code="connection-lost",
    sentence=Text("The connection to {peer} broke ({reason}).", "La conexión con {peer} se rompió ({reason})."),
    fix=Text("Check the network, then try again.", "Compruebe la red y vuelva a intentarlo."),
    rfc="RFC 9293 §3.8.3",
    side=Side.NETWORK,
)
CONNECTION_DROPPED_HERE = Fault(
    code="connection-dropped-here",
    sentence=Text(
        "The connection to {peer} was closed on this side while it was in use.",
        "La conexión con {peer} se cerró en este lado mientras se usaba.",
    ),
    fix=Text(
        "Close a session only after its last exchange, or take this as the answer to a cancellation.",
        "Cierre la sesión solo tras su último intercambio, o tome esto como respuesta a una cancelación.",
    ),
    rfc="RFC 9112 §9.6",
    side=Side.USER,
)

# -- limits of time ------------------------------------------------------------------------------------------

READ_TIMEOUT = Fault(
    code="read-timeout",
    sentence=Text("No byte came from {peer} within {limit:g} s.", "No llegó ningún byte de {peer} en {limit:g} s."),
    fix=Text(
        "Find out what keeps the server busy, or raise the read limit.",
        "Averigüe qué mantiene ocupado al servidor, o aumente el límite de lectura.",
    ),
    rfc="RFC 9112 §9.5",
    side=Side.SERVER,
)
WRITE_TIMEOUT = Fault(
    code="write-timeout",
    sentence=Text("{peer} accepted no byte within {limit:g} s.", "{peer} no aceptó ningún byte en {limit:g} s."),
    fix=Text(
        "Find out why the server stopped reading the request, or raise the write limit.",
        "Averigüe por qué el servidor dejó de leer la petición, o aumente el límite de escritura.",
    ),
    rfc="RFC 9112 §9.5",
    side=Side.SERVER,
)
POOL_TIMEOUT = Fault(
    code="pool-timeout",
    sentence=Text(
        "No connection to {origin} became free within {limit:g} s.",
        "Ninguna conexión con {origin} quedó libre en {limit:g} s.",
    ),
    fix=Text(
        "Read or close the responses in use, allow more connections, or raise the pool limit.",
        "Lea o cierre las respuestas en uso, permita más conexiones o aumente el límite de espera.",
    ),
    rfc="RFC 9112 §9.4",
    side=Side.USER,
)
TOTAL_TIMEOUT = Fault(
    code="total-timeout",
    sentence=Text(
        "The time for the whole exchange with {peer} ran out.",
        "El tiempo para todo el intercambio con {peer} se agotó.",
    ),
    fix=Text(
        "Raise the total limit, or find out why this phase took so long.",
        "Aumente el límite total, o averigüe por qué esta fase duró tanto.",
    ),
    rfc="RFC 9112 §9.5",
    side=Side.NETWORK,
)
