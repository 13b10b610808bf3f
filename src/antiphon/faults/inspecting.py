"""Faults of what somebody wants to have judged or explained: archives and other sources of exchanges."""

from __future__ import annotations

from .fault import Fault, Side, Text

ARCHIVE_NOT_JSON = Fault(
    "archive-not-json",
    Text("{name} is not JSON ({place}).", "{name} no es JSON ({place})."),
    Text(
        "Save the archive (HAR) again; a download that broke off is the usual cause.",
        "Guarde otra vez el archivo HAR; lo habitual es una descarga que se cortó.",
    ),
    "RFC 8259",
    Side.USER,
)
ARCHIVE_SHAPE = Fault(
    "archive-shape",
    Text(
        "{name} is no HTTP archive: {place} is not {wanted}.",
        "{name} no es un archivo HTTP (HAR): {place} no es {wanted}.",
    ),
    Text(
        "Give a HAR 1.2 file, as browsers and proxies save it: an object with log.entries.",
        "Indique un archivo HAR 1.2, como lo guardan navegadores y proxies: un objeto con log.entries.",
    ),
    "HAR 1.2",
    Side.USER,
)
ARCHIVE_TOO_LARGE = Fault(
    "archive-too-large",
    Text("{name} has {size} bytes; the limit is {limit}.", "{name} ocupa {size} bytes; el límite es {limit}."),
    Text("Save fewer exchanges, or without their content.", "Guarde menos intercambios, o sin su contenido."),
    "HAR 1.2",
    Side.USER,
)
NOTHING_OF_HTTP = Fault(
    "nothing-of-http",
    Text(
        "{name} is neither an HTTP archive nor messages of HTTP: it begins with {start}.",
        "{name} no es un archivo HTTP (HAR) ni mensajes HTTP: empieza por {start}.",
    ),
    Text(
        "Give a HAR 1.2 file, messages as they are sent, or what `curl -v` writes.",
        "Indique un archivo HAR 1.2, mensajes tal como se envían, o lo que escribe `curl -v`.",
    ),
    "HAR 1.2, RFC 9112 §2.1",
    Side.USER,
)
CURL_WITHOUT_RESPONSE = Fault(
    "curl-without-response",
    Text("curl got no response. It says: {words}", "curl no recibió respuesta. Dice: {words}"),
    Text(
        "Have the URL itself explained, with `antiphon explain`: it says in which phase it fails, whose side it is and "
        "what to check.",
        "Pida que se explique la propia URL, con `antiphon explain`: dice en qué fase falla, de qué lado está y qué "
        "revisar.",
    ),
    "RFC 9110 §3.4",
    Side.NETWORK,
)
CURL_REFUSED_CERTIFICATE = Fault(
    "curl-refused-certificate",
    Text(
        "curl refused the server's certificate. It says: {words}",
        "curl rechazó el certificado del servidor. Dice: {words}",
    ),
    Text(
        "Have the URL itself explained, with `antiphon explain --tls`: it shows the chain and what to mend in it.",
        "Pida que se explique la propia URL, con `antiphon explain --tls`: muestra la cadena y qué arreglar en ella.",
    ),
    "RFC 5280 §6, RFC 9110 §4.3.4",
    Side.SERVER,
)
RECORDED_WITHOUT_RESPONSE = Fault(
    "recorded-without-response",
    Text(
        "The archive has no response to this {method}{reason}: it failed, was blocked or cancelled, or was not over.",
        "El archivo no tiene respuesta a este {method}{reason}: falló, se bloqueó o canceló, o no había acabado.",
    ),
    Text(
        "See what the tool that recorded it says of it; in a browser, its console: CORS, a blocker, TLS, the network.",
        "Vea qué dice de ello quien lo grabó; en un navegador, su consola: CORS, un bloqueador, TLS, la red.",
    ),
    "HAR 1.2",
    Side.NETWORK,
)
RECORDED_AS_FAILED = Fault(
    "recorded-as-failed",
    Text(
        "The archive has a response to this {method}, and says that it failed{reason}.",
        "El archivo tiene una respuesta a este {method}, y dice que falló{reason}.",
    ),
    Text(
        "It may be cut short or unused: see what the tool that recorded it says of it.",
        "Puede estar cortada, o no haberse usado: vea qué dice de ello quien la grabó.",
    ),
    "HAR 1.2",
    Side.NETWORK,
)
FILE_UNREADABLE = Fault(
    "inspected-file-unreadable",
    Text("{name} cannot be read: {reason}.", "No se puede leer {name}: {reason}."),
    Text("Check the path, and who may read it.", "Revise la ruta y quién puede leerla."),
    "",
    Side.USER,
)
NOT_AN_EXCHANGE = Fault(
    "not-an-exchange",
    Text("{kind} is nothing that holds an exchange.", "{kind} no es nada que contenga un intercambio."),
    Text(
        "Pass a response, an error of Antiphon, an exchange, the bytes of messages, or an archive (HAR).",
        "Pase una respuesta, un error de Antiphon, un intercambio, los bytes de mensajes, o un archivo HAR.",
    ),
    "",
    Side.USER,
)
RULE_UNKNOWN = Fault(
    "rule-unknown",
    Text("There is no rule {number}.", "No hay regla {number}."),
    Text("The rules go from 1 to {last}.", "Las reglas van de 1 a {last}."),
    "",
    Side.USER,
)
