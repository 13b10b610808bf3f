"""Faults of a folder that is served: paths, names, files, and room for more of them."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _refused(code: str, sentence: Text, fix: Text, rfc: str, status: int, side: Side = Side.CLIENT) -> Fault:
    return Fault(code, sentence, fix, rfc, side, status)


PATH_ENCODING = _refused(
    "path-encoding",
    Text(
        "The path {path} has a % without two hexadecimal digits behind it.",
        "La ruta {path} tiene un % sin dos cifras hexadecimales detrás.",
    ),
    Text("Write a percent sign itself as %25.", "Escriba el propio signo de porcentaje como %25."),
    "RFC 3986 §2.1",
    400,
)
PATH_SEGMENT = _refused(
    "path-segment",
    Text(
        "The path {path} has a part that can name no file here: {segment}",
        "La ruta {path} tiene una parte que aquí no puede nombrar ningún archivo: {segment}",
    ),
    Text(
        "Send the path as the listing of the folder shows it: without empty parts, . and .., and with %2F, %5C and %00 "
        "nowhere.",
        "Envíe la ruta como la muestra la lista de la carpeta: sin partes vacías, . ni .., y sin %2F, %5C ni %00.",
    ),
    "RFC 9110 §17.3, RFC 3986 §3.3",
    400,
)
FILE_UNKNOWN = _refused(
    "file-unknown",
    Text("There is no file at {path}.", "No hay ningún archivo en {path}."),
    Text(
        "Check the spelling, capital letters too, or look for it at {root}.",
        "Compruebe cómo se escribe, también las mayúsculas, o búsquelo en {root}.",
    ),
    "RFC 9110 §15.5.5",
    404,
)
FILE_FORBIDDEN = _refused(
    "file-forbidden",
    Text(
        "The server's own user may not do this with {path}: {reason}.",
        "El usuario del propio servidor no puede hacer esto con {path}: {reason}.",
    ),
    Text(
        "Whoever operates the server can change the permissions of the file and of its folder.",
        "Quien opera el servidor puede cambiar los permisos del archivo y de su carpeta.",
    ),
    "RFC 9110 §15.5.4",
    403,
)
FILE_HIDDEN = _refused(
    "file-hidden",
    Text(
        "Files and folders whose names begin with a dot are not served here.",
        "Aquí no se sirven archivos ni carpetas cuyo nombre empieza por un punto.",
    ),
    Text(
        "Choose another name; the operator can serve them with --hidden.",
        "Elija otro nombre; quien opera el servidor puede servirlos con --hidden.",
    ),
    "RFC 9110 §15.5.4",
    403,
)
FILE_CHANGED = Fault(
    "file-changed",
    Text(
        "The file at {path} changed while it was being sent, so the answer was cut short.",
        "El archivo en {path} cambió mientras se enviaba, así que la respuesta se cortó.",
    ),
    Text(
        "Ask again. Replace files in one step: write a new one beside it, and rename that.",
        "Pídalo de nuevo. Reemplace los archivos en un paso: escriba uno nuevo al lado y cámbiele el nombre.",
    ),
    "RFC 9112 §8",
    Side.SERVER,
)
FILE_UNSETTLED = _refused(
    "file-unsettled",
    Text(
        "The file at {path} keeps changing while it is being read.",
        "El archivo en {path} cambia sin cesar mientras se lee.",
    ),
    Text("Try again a little later.", "Inténtelo de nuevo un poco más tarde."),
    "RFC 9110 §15.6.4",
    503,
    Side.SERVER,
)
FOLDER_IN_THE_WAY = _refused(
    "folder-in-the-way",
    Text(
        "The file cannot be at {path}: a part of this path is a file, or no folder that this server may enter.",
        "El archivo no puede estar en {path}: una parte de esta ruta es un archivo, o no una carpeta accesible.",
    ),
    Text("Choose another path.", "Elija otra ruta."),
    "RFC 9110 §15.5.10",
    409,
)
FOLDER_NOT_EMPTY = _refused(
    "folder-not-empty",
    Text("The folder {path} is not empty.", "La carpeta {path} no está vacía."),
    Text(
        "Delete first what is in it, hidden files too, which only the operator sees.",
        "Elimine antes lo que contiene, también los archivos ocultos, que solo ve quien opera el servidor.",
    ),
    "RFC 9110 §15.5.10",
    409,
)
FOLDER_CROSS_ORIGIN = _refused(
    "folder-cross-origin",
    Text(
        "A page of another site ({origin}) tries to change files here, perhaps without its user's knowledge (CSRF).",
        "Una página de otro sitio ({origin}) intenta cambiar archivos aquí, quizá sin que lo sepa su usuario (CSRF).",
    ),
    Text(
        "Send it from a page of this server, or from a program.",
        "Envíelo desde una página de este servidor o desde un programa.",
    ),
    "Fetch, CORS protocol; RFC 6454",
    403,
)
PARTIAL_PUT = _refused(
    "partial-put",
    Text(
        "PUT with Content-Range would write a part of the file, which this server does not do.",
        "PUT con Content-Range escribiría una parte del archivo, lo que este servidor no hace.",
    ),
    Text("Send the whole file, without Content-Range.", "Envíe el archivo completo, sin Content-Range."),
    "RFC 9110 §14.5",
    400,
)
FILE_NAME_MISSING = _refused(
    "file-name-missing",
    Text(
        "The content says no name under which it could be kept.",
        "El contenido no dice ningún nombre con el que se pueda guardar.",
    ),
    Text(
        'Send Content-Disposition: attachment; filename="name.txt", or multipart/form-data with a file; or PUT it to '
        "the path that it should have.",
        'Envíe Content-Disposition: attachment; filename="nombre.txt", o multipart/form-data con un archivo; o use PUT '
        "con la ruta que deba tener.",
    ),
    "RFC 6266 §4.3, RFC 7578 §4.2",
    400,
)
FORM_TOO_MANY_FILES = _refused(
    "form-too-many-files",
    Text("The form has more than {limit} files.", "El formulario tiene más de {limit} archivos."),
    Text("Send them in several requests.", "Envíelos en varias peticiones."),
    "RFC 9110 §15.5.14",
    413,
)
FILE_TOO_LARGE = _refused(
    "file-too-large",
    Text(
        "The file is larger than the file system of the server allows.",
        "El archivo es mayor de lo que permite el sistema de archivos del servidor.",
    ),
    Text("Send it in parts.", "Envíelo por partes."),
    "RFC 9110 §15.5.14",
    413,
)
FILES_EXHAUSTED = _refused(
    "files-exhausted",
    Text("The server has as many files open as it may.", "El servidor tiene abiertos todos los archivos que puede."),
    Text(
        "Try again a little later; the operator can raise the limit of open files (ulimit -n).",
        "Inténtelo un poco más tarde; quien opera el servidor puede subir el límite de archivos abiertos (ulimit -n).",
    ),
    "RFC 9110 §15.6.4",
    503,
    Side.SERVER,
)
DISK_FULL = _refused(
    "disk-full",
    Text("The server has no room left for the file.", "Al servidor no le queda espacio para el archivo."),
    Text(
        "Delete files that nobody needs, or ask the operator for more room; then send it again.",
        "Elimine archivos que nadie necesite o pida más espacio a quien opera el servidor; luego envíelo de nuevo.",
    ),
    "RFC 4918 §11.5",
    507,
    Side.SERVER,
)

FOLDER_EXPOSED = Fault(
    "folder-exposed",
    Text(
        "On {host}, everybody who reaches this machine could change and delete the files of {folder}.",
        "En {host}, cualquiera que llegue a esta máquina podría cambiar y eliminar los archivos de {folder}.",
    ),
    Text(
        "Leave out --writable, or leave out --host; or serve on --uds behind a server that asks for passwords.",
        "Quite --writable o quite --host; o sirva en --uds detrás de un servidor que pida contraseñas.",
    ),
    "",
    Side.USER,
)
FOLDER_UNUSABLE = Fault(
    "folder-unusable",
    Text("The folder {folder} cannot be served: {reason}.", "La carpeta {folder} no se puede servir: {reason}."),
    Text("Check that it is there and may be read.", "Compruebe que existe y se puede leer."),
    "",
    Side.USER,
)
FOLDER_PLATFORM = Fault(
    "folder-platform",
    Text(
        "Folders are not served on this system: it cannot open a file relative to an open folder.",
        "En este sistema no se sirven carpetas: no sabe abrir un archivo relativo a una carpeta abierta.",
    ),
    Text(
        "Use Linux, macOS, a BSD or WSL; without openat, links could lead out of the folder.",
        "Use Linux, macOS, un BSD o WSL; sin openat, los enlaces podrían llevar fuera de la carpeta.",
    ),
    "RFC 9110 §17.3",
    Side.USER,
)
