"""Faults of where a client may connect, and of how it knows whom it reached.

``addresses`` lists each address with the block of the IANA registry, or the rule, that it falls under; ``setting`` is
the name of what was given, as a program writes it.
"""

from __future__ import annotations

from .fault import Fault, Side, Text

# -- where a client may connect ----------------------------------------------------------------------------------

ADDRESS_FORBIDDEN = Fault(
    "address-forbidden",
    Text(
        "This client may not connect to {host}: {addresses}.",
        "Este cliente no puede conectar con {host}: {addresses}.",
    ),
    Text(
        "Whoever gave the URL may be after something inside your network. If it is meant, name the host or its "
        "network: allow=antiphon.Reach(networks=[...]).",
        "Quien dio la URL puede buscar algo dentro de su red. Si es lo que se quiere, nombre el servidor o su red: "
        "allow=antiphon.Reach(networks=[...]).",
    ),
    "RFC 6890 §2.2",
    Side.USER,
)
PORT_FORBIDDEN = Fault(
    "port-forbidden",
    Text(
        "This client may not connect to port {port} of {host}.",
        "Este cliente no puede conectar con el puerto {port} de {host}.",
    ),
    Text(
        "If it is meant, add it: allow=antiphon.Reach(ports=[..., {port}]).",
        "Si es lo que se quiere, añádalo: allow=antiphon.Reach(ports=[..., {port}]).",
    ),
    "RFC 9110 §17.1",
    Side.USER,
)
SCHEME_FORBIDDEN = Fault(
    "scheme-forbidden",
    Text("This client may not use {scheme}, as for {host}.", "Este cliente no puede usar {scheme}, como para {host}."),
    Text(
        "Use one of the schemes it was given, or add this one: allow=antiphon.Reach(schemes=[..., '{scheme}']).",
        "Use uno de los esquemas que se le dieron, o añada este: allow=antiphon.Reach(schemes=[..., '{scheme}']).",
    ),
    "RFC 9110 §17.1",
    Side.USER,
)
PROXY_FORBIDDEN = Fault(
    "proxy-forbidden",
    Text(
        "A proxy connects in this client's place, where the limits of `allow` cannot be checked.",
        "Un proxy conecta en lugar de este cliente, donde no se pueden comprobar los límites de `allow`.",
    ),
    Text(
        "Go without one; or, if the proxy itself guards your network, allow=antiphon.Reach(proxies=True).",
        "Prescinda de él; o, si el propio proxy protege su red, allow=antiphon.Reach(proxies=True).",
    ),
    "RFC 9110 §17.1",
    Side.USER,
)
UNIX_SOCKET_FORBIDDEN = Fault(
    "unix-socket-forbidden",
    Text(
        "This client may not connect to the Unix socket {path}.",
        "Este cliente no puede conectar con el socket Unix {path}.",
    ),
    Text(
        "If it is meant, name it: allow=antiphon.Reach(unix_sockets=['{path}']).",
        "Si es lo que se quiere, nómbrelo: allow=antiphon.Reach(unix_sockets=['{path}']).",
    ),
    "",
    Side.USER,
)
REACH_UNUSABLE = Fault(
    "reach-unusable",
    Text("{setting} cannot be {value}.", "{setting} no puede ser {value}."),
    Text(
        "Pass allow='public' or antiphon.Reach with networks such as 10.1.0.0/16, 192.0.2.7, api.internal or "
        "*.internal, ports from 1 to 65535, and schemes among http and https.",
        "Pase allow='public' o antiphon.Reach con redes como 10.1.0.0/16, 192.0.2.7, api.internal o *.internal, "
        "puertos de 1 a 65535, y esquemas entre http y https.",
    ),
    "",
    Side.USER,
)

# -- from where --------------------------------------------------------------------------------------------------

SOURCE_UNUSABLE = Fault(
    "source-unusable",
    Text("{source} is no address to connect from.", "{source} no es una dirección desde la que conectar."),
    Text(
        "Pass source_address as an IPv4 or IPv6 address of this machine.",
        "Pase source_address como una dirección IPv4 o IPv6 de este equipo.",
    ),
    "",
    Side.USER,
)
SOURCE_FAMILY = Fault(
    "source-family",
    Text(
        "{host} cannot be reached from {source}: its addresses are of the other family ({addresses}).",
        "No se puede llegar a {host} desde {source}: sus direcciones son de la otra familia ({addresses}).",
    ),
    Text(
        "Pass a source_address of the same family, IPv4 or IPv6, or leave it out.",
        "Pase un source_address de la misma familia, IPv4 o IPv6, u omítalo.",
    ),
    "RFC 6724 §5",
    Side.USER,
)
SOURCE_ELSEWHERE = Fault(
    "source-elsewhere",
    Text(
        "This machine cannot connect from {source}: it is not one of its addresses.",
        "Este equipo no puede conectar desde {source}: no es una de sus direcciones.",
    ),
    Text(
        "Pass a source_address that an interface of this machine has, or leave it out.",
        "Pase un source_address que tenga una interfaz de este equipo, u omítalo.",
    ),
    "RFC 1122 §3.3.4",
    Side.USER,
)

# -- whom it reached ---------------------------------------------------------------------------------------------

PIN_MISMATCH = Fault(
    "pin-mismatch",
    Text(
        "None of the pins for {host} fits what it showed: {shown}.",
        "Ninguno de los pines de {host} corresponde a lo que mostró: {shown}.",
    ),
    Text(
        "Nothing was sent. Ask the operator of {host} whether its key has changed; if so, pin the new one too.",
        "No se envió nada. Pregunte al operador de {host} si su clave ha cambiado; si es así, añada el pin nuevo.",
    ),
    "RFC 7469 §2.6",
    Side.SERVER,
)
PIN_WITHOUT_TLS = Fault(
    "pin-without-tls",
    Text(
        "{host} has pins, and http shows no certificate to compare with them.",
        "{host} tiene pines, y http no muestra ningún certificado que comparar con ellos.",
    ),
    Text("Use an https URL.", "Use una URL https."),
    "RFC 7469 §2.2.2",
    Side.USER,
)
PIN_UNUSABLE = Fault(
    "pin-unusable",
    Text("{pin} is no pin for {host}.", "{pin} no es un pin para {host}."),
    Text(
        "Write sha256/ and the BASE64 of a key's SHA-256, or sha256: and the hexadecimal one of a certificate; "
        "at least one for each host, which is a name, an address or *.name.",
        "Escriba sha256/ y el BASE64 del SHA-256 de una clave, o sha256: y el hexadecimal de un certificado; "
        "al menos uno por servidor, que es un nombre, una dirección o *.nombre.",
    ),
    "RFC 7469 §2.1.1",
    Side.USER,
)
CONTEXT_COMPLETE = Fault(
    "context-complete",
    Text(
        "`verify` is an SSL context, which is used as it is; `{option}` cannot change it.",
        "`verify` es un contexto SSL, que se usa tal cual; `{option}` no puede cambiarlo.",
    ),
    Text(
        "Set that on the context itself, or pass roots instead of a context.",
        "Ajústelo en el propio contexto, o pase raíces en lugar de un contexto.",
    ),
    "",
    Side.USER,
)
TLS_MINIMUM_UNKNOWN = Fault(
    "tls-minimum-unknown",
    Text("{value} is no version of TLS to start from.", "{value} no es una versión de TLS desde la que empezar."),
    Text("Pass tls_minimum='1.2', the default, or '1.3'.", "Pase tls_minimum='1.2', el valor por omisión, o '1.3'."),
    "RFC 8996",
    Side.USER,
)
KEY_LOG_UNWRITABLE = Fault(
    "key-log-unwritable",
    Text(
        "The keys of TLS cannot be written to {path}: {reason}.",
        "Las claves de TLS no se pueden escribir en {path}: {reason}.",
    ),
    Text(
        "Give key_log, or SSLKEYLOGFILE, a file that this user may write.",
        "Dé a key_log, o a SSLKEYLOGFILE, un archivo en el que este usuario pueda escribir.",
    ),
    "RFC 9850 §1",
    Side.USER,
)
