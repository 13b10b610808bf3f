"""Faults of long transfers: downloads, uploads, digests of content, streams of events and of JSON."""

from __future__ import annotations

from .fault import Fault, Side, Text

TARGET_EXISTS = Fault(
    "target-exists",
    Text("The file {path} exists already.", "El archivo {path} ya existe."),
    Text(
        "Pass overwrite=True, or another path; a download without a path chooses a free name.",
        "Pase overwrite=True u otra ruta; una descarga sin ruta elige un nombre libre.",
    ),
    "",
    Side.USER,
)
TARGET_IS_LINK = Fault(
    "target-is-link",
    Text("{path} is a symbolic link.", "{path} es un enlace simbólico."),
    Text(
        "Pass the path that it leads to: the download would take the place of the link itself.",
        "Pase la ruta a la que lleva: la descarga ocuparía el lugar del propio enlace.",
    ),
    "",
    Side.USER,
)
TARGET_UNUSABLE = Fault(
    "target-unusable",
    Text("{path} can be no path of a file: {reason}.", "{path} no puede ser la ruta de un archivo: {reason}."),
    Text("Choose another path.", "Elija otra ruta."),
    "",
    Side.USER,
)
FILE_UNWRITABLE = Fault(
    "file-unwritable",
    Text(
        "The file {path} cannot be written: {reason}.",
        "El archivo {path} no se puede escribir: {reason}.",
    ),
    Text(
        "Check the folder and your rights, or choose another path.",
        "Compruebe la carpeta y sus permisos, o elija otra ruta.",
    ),
    "",
    Side.USER,
)
NO_ROOM = Fault(
    "download-disk-full",
    Text(
        "There is no room for more than {size} bytes of {path}: {reason}.",
        "No hay sitio para más de {size} bytes de {path}: {reason}.",
    ),
    Text(
        "Make room and download again: {part} is kept, and the server is asked for the rest where it can give it.",
        "Haga sitio y descargue otra vez: {part} se conserva, y al servidor se le pide el resto si puede darlo.",
    ),
    "",
    Side.USER,
)
PART_IN_USE = Fault(
    "part-in-use",
    Text("Another download writes to {part} now.", "Otra descarga escribe ahora en {part}."),
    Text("Wait until it ends, or choose another path.", "Espere a que termine, o elija otra ruta."),
    "",
    Side.USER,
)
RANGE_GIVEN = Fault(
    "range-given",
    Text("A download was given the field {field}.", "A una descarga se le dio el campo {field}."),
    Text(
        "Leave it out, since a download asks for what is missing itself; use get() for a part of a resource.",
        "Omítalo, pues una descarga pide ella misma lo que falta; use get() para una parte de un recurso.",
    ),
    "RFC 9110 §14.2",
    Side.USER,
)
NOTHING_TO_SAVE = Fault(
    "nothing-to-save",
    Text(
        "{status} for {url} has no content that could be saved.",
        "{status} para {url} no tiene contenido que guardar.",
    ),
    Text(
        "Leave allow_redirects on, and conditions such as If-None-Match out.",
        "Deje activado allow_redirects y omita condiciones como If-None-Match.",
    ),
    "RFC 9110 §15",
    Side.SERVER,
)
RANGE_ELSEWHERE = Fault(
    "range-elsewhere",
    Text(
        "The server was asked for the whole content, but sent a part of it: `{content_range}`.",
        "Al servidor se le pidió todo el contenido, pero envió una parte: `{content_range}`.",
    ),
    Text(
        "Nothing of it was used. Report it to whoever operates the server.",
        "No se usó nada de ello. Comuníquelo a quien opera el servidor.",
    ),
    "RFC 9110 §15.3.7",
    Side.SERVER,
)
DOWNLOAD_SHORT = Fault(
    "download-short",
    Text(
        "{received} bytes came of the {expected} that the content has.",
        "Llegaron {received} bytes de los {expected} que tiene el contenido.",
    ),
    Text(
        "Download again to go on from there, or pass retries= to have that done at once.",
        "Descargue otra vez para seguir desde ahí, o pase retries= para que se haga enseguida.",
    ),
    "RFC 9110 §14.4",
    Side.SERVER,
)
RANGE_TOO_LONG = Fault(
    "range-too-long",
    Text(
        "More bytes came than the {expected} that Content-Range announced.",
        "Llegaron más bytes que los {expected} que anunció Content-Range.",
    ),
    Text(
        "Download again; nothing of this part was kept, since no byte of it can be trusted.",
        "Descargue otra vez; no se conservó nada de esta parte, pues ningún byte suyo es fiable.",
    ),
    "RFC 9110 §14.4",
    Side.SERVER,
)
CHECKSUM_UNUSABLE = Fault(
    "checksum-unusable",
    Text("The checksum {checksum} is not one that can be checked.", "La suma {checksum} no se puede comprobar."),
    Text(
        'Write its algorithm and its hexadecimal digits, such as "sha256:9f86d0…"; known are {known}.',
        'Escriba su algoritmo y sus cifras hexadecimales, como "sha256:9f86d0…"; se conocen {known}.',
    ),
    "",
    Side.USER,
)
CHECKSUM_NEEDS_FILE = Fault(
    "checksum-needs-file",
    Text("{path} is no file that could be read again.", "{path} no es un archivo que se pueda volver a leer."),
    Text("Leave out checksum=, or download to a file.", "Omita checksum=, o descargue a un archivo."),
    "",
    Side.USER,
)
CHECKSUM_WRONG = Fault(
    "checksum-wrong",
    Text(
        "The downloaded file has the {algorithm} {found}, not {expected}.",
        "El archivo descargado tiene el {algorithm} {found}, no {expected}.",
    ),
    Text(
        "It was removed. Compare the checksum with its source; if it is right, the content was changed on the way.",
        "Se eliminó. Compare la suma con su origen; si es correcta, el contenido se alteró por el camino.",
    ),
    "",
    Side.SERVER,
)
DIGEST_WRONG = Fault(
    "digest-wrong",
    Text(
        "The content does not have the {algorithm} that {field} says.",
        "El contenido no tiene el {algorithm} que dice {field}.",
    ),
    Text(
        "It was changed on its way, or the server is mistaken; ask again, and do not use what came.",
        "Se alteró por el camino, o el servidor se equivoca; pídalo otra vez y no use lo que llegó.",
    ),
    "RFC 9530 §2, §3",
    Side.SERVER,
)
DIGEST_UNKNOWN = Fault(
    "digest-unknown",
    Text("{algorithm} is no digest that can be added.", "{algorithm} no es un resumen que se pueda añadir."),
    Text("Pass one of {known}.", "Pase uno de {known}."),
    "RFC 9530 §5",
    Side.USER,
)
DIGEST_OF_STREAM = Fault(
    "digest-of-stream",
    Text(
        "The digest goes before the content, but this content can be read only once.",
        "El resumen va delante del contenido, pero este contenido solo se puede leer una vez.",
    ),
    Text(
        "Pass bytes, a path, or a file that can seek; or leave out digest=.",
        "Pase bytes, una ruta o un archivo con seek; u omita digest=.",
    ),
    "RFC 9530 §2",
    Side.USER,
)
UPLOAD_UNREADABLE = Fault(
    "upload-unreadable",
    Text("The file {path} cannot be sent: {reason}.", "El archivo {path} no se puede enviar: {reason}."),
    Text("Check the path and your rights.", "Compruebe la ruta y sus permisos."),
    "",
    Side.USER,
)
LENGTH_DISAGREES = Fault(
    "length-disagrees",
    Text(
        "Content-Length is {declared}, but the content has {length} bytes.",
        "Content-Length es {declared}, pero el contenido tiene {length} bytes.",
    ),
    Text("Leave the field out: it is added by itself.", "Omita el campo: se añade solo."),
    "RFC 9110 §8.6",
    Side.USER,
)
EVENTS_STATUS = Fault(
    "events-status",
    Text(
        "{url} answered {status} {reason} where a stream of events was expected.",
        "{url} respondió {status} {reason} donde se esperaba un flujo de eventos.",
    ),
    Text(
        "Check the URL and the credentials; a stream begins with 200, and 204 ends it for good.",
        "Compruebe la URL y las credenciales; un flujo empieza con 200, y 204 lo termina para siempre.",
    ),
    "WHATWG HTML §9.2",
    Side.SERVER,
)
EVENTS_TYPE = Fault(
    "events-type",
    Text(
        "{url} answered with the type {content_type}, not text/event-stream.",
        "{url} respondió con el tipo {content_type}, no text/event-stream.",
    ),
    Text(
        "Check the URL, or read the content with get(stream=True).",
        "Compruebe la URL, o lea el contenido con get(stream=True).",
    ),
    "WHATWG HTML §9.2",
    Side.SERVER,
)
EVENT_TOO_LARGE = Fault(
    "event-too-large",
    Text("An event has more than {limit} bytes.", "Un evento tiene más de {limit} bytes."),
    Text(
        "Pass a higher max_event if events may be that large; an endless line is an attack or a mistake.",
        "Pase un max_event mayor si los eventos pueden ser tan grandes; una línea sin fin es un ataque o un error.",
    ),
    "WHATWG HTML §9.2",
    Side.SERVER,
)
JSON_LINE_TOO_LONG = Fault(
    "json-line-too-long",
    Text("Line {line} has more than {limit} bytes.", "La línea {line} tiene más de {limit} bytes."),
    Text(
        "Pass a higher max_line if lines may be that long.",
        "Pase un max_line mayor si las líneas pueden ser tan largas.",
    ),
    "",
    Side.SERVER,
)
NOT_JSON_LINE = Fault(
    "not-json-line",
    Text(
        "Line {line} is not JSON: it starts with {start} ({reason}).",
        "La línea {line} no es JSON: empieza con {start} ({reason}).",
    ),
    Text(
        "Check that the content has one JSON value a line (application/x-ndjson); use json() for a single one.",
        "Compruebe que el contenido tenga un valor JSON por línea (application/x-ndjson); use json() para uno solo.",
    ),
    "RFC 8259",
    Side.SERVER,
)
