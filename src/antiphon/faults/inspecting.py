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
