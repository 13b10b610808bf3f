"""Faults of who may do what: credentials, rules, other origins, limits of rate, maintenance, and their files."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _refused(code: str, sentence: Text, fix: Text, rfc: str, status: int, side: Side = Side.CLIENT) -> Fault:
    return Fault(code, sentence, fix, rfc, side, status)


def _unusable(code: str, sentence: Text, fix: Text, rfc: str = "") -> Fault:
    return Fault(code, sentence, fix, rfc, Side.USER)


_SHOW = Text(
    "Send Authorization with a token, or with a user and password where the server takes them.",
    "Envíe Authorization con un token, o con usuario y contraseña donde el servidor los acepte.",
)
_NEW_TOKEN = Text(
    "Ask the operator for a new one: `antiphon token add NAME` makes it.",
    "Pida uno nuevo a quien opera el servidor: `antiphon token add NOMBRE` lo crea.",
)

CREDENTIALS_MISSING = _refused(
    "credentials-missing",
    Text("{table} is not open to everybody.", "{table} no está abierta a todo el mundo."),
    _SHOW,
    "RFC 9110 §15.5.2",
    401,
)
CREDENTIALS_MALFORMED = _refused(
    "credentials-malformed",
    Text(
        "The credentials in Authorization are not what the scheme {scheme} wants.",
        "Las credenciales de Authorization no son las que pide el esquema {scheme}.",
    ),
    Text(
        "Send `Bearer`, a space and the token; or `Basic`, a space and user:password in Base64.",
        "Envíe `Bearer`, un espacio y el token; o `Basic`, un espacio y usuario:contraseña en Base64.",
    ),
    "RFC 9110 §11.4, RFC 6750 §2.1, RFC 7617 §2",
    401,
)
CREDENTIALS_SCHEME = _refused(
    "credentials-scheme",
    Text(
        "Authorization uses a scheme that this server does not take.",
        "Authorization usa un esquema que este servidor no admite.",
    ),
    Text("Use one of those in WWW-Authenticate.", "Use uno de los de WWW-Authenticate."),
    "RFC 9110 §11.4",
    401,
)
CREDENTIALS_TWICE = _refused(
    "credentials-twice",
    Text(
        "The request has more than one Authorization, so it is not said whose it is.",
        "La petición tiene más de un Authorization, así que no dice de quién es.",
    ),
    Text("Send one.", "Envíe uno solo."),
    "RFC 6750 §3.1, RFC 9110 §5.3",
    400,
)
TOKEN_UNKNOWN = _refused(
    "token-unknown",
    Text("The token is not known here, or no longer.", "El token no se conoce aquí, o ya no."),
    _NEW_TOKEN,
    "RFC 6750 §3.1",
    401,
)
TOKEN_EXPIRED = _refused(
    "token-expired",
    Text("The token expired at {expired}.", "El token caducó el {expired}."),
    _NEW_TOKEN,
    "RFC 6750 §3.1",
    401,
)
PASSWORD_WRONG = _refused(
    "password-wrong",
    Text("The user and the password do not belong together.", "El usuario y la contraseña no van juntos."),
    Text(
        "Check both; the operator sets a new password with `antiphon token password NAME`.",
        "Compruebe ambos; quien opera el servidor pone otra con `antiphon token password NOMBRE`.",
    ),
    "RFC 7617 §2, RFC 9110 §15.5.2",
    401,
)
PASSWORDS_TOO_MANY = _refused(
    "passwords-too-many",
    Text("Too many passwords were tried lately.", "Se han probado demasiadas contraseñas hace poco."),
    Text(
        "Wait {seconds} seconds. Programs do better with a token, which needs no such limit.",
        "Espere {seconds} segundos. A los programas les va mejor un token, que no necesita este límite.",
    ),
    "RFC 6585 §4",
    429,
)
READING_FORBIDDEN = _refused(
    "reading-forbidden",
    Text("{user} may not read {table}.", "{user} no puede leer {table}."),
    Text("Ask the operator for the permission.", "Pida el permiso a quien opera el servidor."),
    "RFC 9110 §15.5.4",
    403,
)
WRITING_FORBIDDEN = _refused(
    "writing-forbidden",
    Text("{user} may not change {table}.", "{user} no puede cambiar {table}."),
    Text("Ask the operator for the permission.", "Pida el permiso a quien opera el servidor."),
    "RFC 9110 §15.5.4",
    403,
)

CROSS_ORIGIN_WRITE = _refused(
    "cross-origin-write",
    Text(
        "A page of another site ({origin}) tries to change data here, perhaps without its user's knowledge (CSRF).",
        "Una página de otro sitio ({origin}) intenta cambiar datos aquí, quizá sin que lo sepa su usuario (CSRF).",
    ),
    Text(
        "If the page is yours, start the server with `--cors` and the page's origin.",
        "Si la página es suya, inicie el servidor con `--cors` y el origen de la página.",
    ),
    "Fetch, CORS protocol; RFC 6454",
    403,
)
CROSS_ORIGIN_PREFLIGHT = _refused(
    "cross-origin-preflight",
    Text(
        "The browser asks whether a page of {origin} may use this server, and it may not: CORS is closed to it.",
        "El navegador pregunta si una página de {origin} puede usar este servidor, y no puede: CORS está cerrado.",
    ),
    Text("If the page is yours, start the server with `--cors {origin}`.", "Si es suya, inicie con `--cors {origin}`."),
    "Fetch, CORS protocol",
    403,
)
CORS_ORIGIN = _unusable(
    "cors-origin",
    Text("{origin} is not an origin.", "{origin} no es un origen."),
    Text(
        "Write scheme, host and, if it is not the usual one, port, and nothing more: https://app.example.com; or *.",
        "Escriba esquema, servidor y, si no es el habitual, puerto, y nada más: https://app.example.com; o *.",
    ),
    "RFC 6454 §6.2",
)

RATE_EXCEEDED = _refused(
    "rate-exceeded",
    Text(
        "More than {quota} requests in {window} seconds.",
        "Más de {quota} peticiones en {window} segundos.",
    ),
    Text("Send the next one in {seconds} seconds.", "Envíe la siguiente dentro de {seconds} segundos."),
    "RFC 6585 §4",
    429,
)
RATE_SYNTAX = _unusable(
    "rate-syntax",
    Text("{rate} is not a rate.", "{rate} no es un límite de peticiones."),
    Text(
        "Write requests, a slash and a time: 100/60s, 1000/1h.",
        "Escriba peticiones, una barra y un tiempo: 100/60s, 1000/1h.",
    ),
)
MAINTENANCE = _refused(
    "maintenance",
    Text("The service is being maintained.", "El servicio está en mantenimiento."),
    Text("Try again in {seconds} seconds.", "Inténtelo de nuevo en {seconds} segundos."),
    "RFC 9110 §15.6.4",
    503,
    Side.SERVER,
)
WRITES_UNGUARDED = _unusable(
    "writes-unguarded",
    Text(
        "On {host}, everybody who reaches this machine could change every table.",
        "En {host}, cualquiera que llegue a esta máquina podría cambiar todas las tablas.",
    ),
    Text(
        "Say who may: `antiphon token add NAME`, then serve with --access access.json. Or leave out --host.",
        "Diga quién puede: `antiphon token add NOMBRE`, y sirva con --access access.json. O quite --host.",
    ),
)

ACCESS_FILE_UNREADABLE = _unusable(
    "access-file-unreadable",
    Text("The file cannot be read: {reason}.", "El archivo no se puede leer: {reason}."),
    Text(
        "Check the path; `antiphon token add NAME` makes one.", "Revise la ruta; `antiphon token add NOMBRE` lo crea."
    ),
)
ACCESS_FILE_UNWRITABLE = _unusable(
    "access-file-unwritable",
    Text("The file cannot be written: {reason}.", "El archivo no se puede escribir: {reason}."),
    Text("Choose another with --access.", "Elija otro con --access."),
)
ACCESS_VERSION = _unusable(
    "access-version",
    Text("The file's version is not {known}.", "La versión del archivo no es {known}."),
    Text(
        'Begin it with "version": {known}, or use the release of Antiphon that wrote it.',
        'Empiécelo con "version": {known}, o use la versión de Antiphon que lo escribió.',
    ),
)
ACCESS_TYPE = _unusable(
    "access-type",
    Text("{place} has to be {wanted} in JSON.", "{place} tiene que ser {wanted} en JSON."),
    Text("Correct it there.", "Corríjalo ahí."),
)
ACCESS_MEMBER_UNKNOWN = _unusable(
    "access-member-unknown",
    Text("{place} has a member {name!r}, which means nothing.", "{place} tiene un miembro {name!r}, sin significado."),
    Text("Known ones are: {known}.", "Los conocidos son: {known}."),
)
ACCESS_WHO_UNKNOWN = _unusable(
    "access-who-unknown",
    Text(
        "{place} names {name!r}, who is no user in this file.",
        "{place} nombra a {name!r}, que no es usuario en este archivo.",
    ),
    Text(
        "Write a user's name, public, users or own; `antiphon token add NAME` makes a user.",
        "Escriba el nombre de un usuario, public, users u own; `antiphon token add NOMBRE` crea un usuario.",
    ),
)
ACCESS_OWNER_MISSING = _unusable(
    "access-owner-missing",
    Text("{place} says own, but not which column has the owner.", "{place} dice own, pero no qué columna es el dueño."),
    Text('Add "owner" with the column\'s name.', 'Añada "owner" con el nombre de la columna.'),
)
ACCESS_TIME = _unusable(
    "access-time",
    Text("{place} is not a time.", "{place} no es un momento."),
    Text("Write it like 2030-01-31T00:00:00Z.", "Escríbalo como 2030-01-31T00:00:00Z."),
    "RFC 3339 §5.6",
)
ACCESS_HASH = _unusable(
    "access-hash",
    Text("{place} is not a hash that this program made.", "{place} no es un hash que hiciera este programa."),
    Text(
        "Tokens and passwords are not written by hand: use `antiphon token add` and `antiphon token password`.",
        "Los tokens y contraseñas no se escriben a mano: use `antiphon token add` y `antiphon token password`.",
    ),
)
ACCESS_TOKEN_TWICE = _unusable(
    "access-token-twice",
    Text("{place} is a token that stands there twice.", "{place} es un token que está ahí dos veces."),
    Text("Remove one of them.", "Quite uno de los dos."),
)
ACCESS_TABLE_UNKNOWN = _unusable(
    "access-table-unknown",
    Text(
        "There is a rule for {table!r}, but the database has no such table.",
        "Hay una regla para {table!r}, pero la base de datos no tiene esa tabla.",
    ),
    Text("Correct the name, or remove the rule.", "Corrija el nombre o quite la regla."),
)
ACCESS_OWNER_UNKNOWN = _unusable(
    "access-owner-unknown",
    Text(
        "The owner of {table} is in the column {column!r}, which the table does not have.",
        "El dueño de {table} está en la columna {column!r}, que la tabla no tiene.",
    ),
    Text("Name one of its columns.", "Nombre una de sus columnas."),
)

USER_NAME = _unusable(
    "user-name",
    Text("{name!r} cannot be the name of a user.", "{name!r} no puede ser el nombre de un usuario."),
    Text(
        "Take up to 64 characters without colons, control characters and spaces at the ends; "
        "public, users, own and * mean something else.",
        "Use hasta 64 caracteres sin dos puntos, caracteres de control ni espacios en los extremos; "
        "public, users, own y * significan otra cosa.",
    ),
    "RFC 7617 §2",
)
USER_UNKNOWN = _unusable(
    "user-unknown",
    Text("There is no user {name!r}.", "No hay ningún usuario {name!r}."),
    Text("`antiphon token list` shows all.", "`antiphon token list` los muestra todos."),
)
TOKEN_ID_UNKNOWN = _unusable(
    "token-id-unknown",
    Text("{name} has no token {id!r}.", "{name} no tiene el token {id!r}."),
    Text("`antiphon token list` shows all.", "`antiphon token list` los muestra todos."),
)
OWNER_DIFFERS = _unusable(
    "owner-differs",
    Text(
        "The owner of rows in {table} is in the column {column} already.",
        "El dueño de las filas de {table} ya está en la columna {column}.",
    ),
    Text("Give --own {column}, or change the file.", "Dé --own {column} o cambie el archivo."),
)
OWN_NEEDLESS = _unusable(
    "own-needless",
    Text(
        "All users have all rows of {table} already, so --own would limit nobody.",
        "Todos los usuarios tienen ya todas las filas de {table}, así que --own no limitaría a nadie.",
    ),
    Text("Take public and users out of the rule in the file.", "Quite public y users de la regla en el archivo."),
)
PASSWORD_UNUSABLE = _unusable(
    "password-unusable",
    Text(
        "The password is shorter than {least} characters, or has control characters.",
        "La contraseña tiene menos de {least} caracteres, o tiene caracteres de control.",
    ),
    Text("Take a longer one: a few words will do.", "Use una más larga: bastan unas palabras."),
    "RFC 7617 §2, NIST SP 800-63B §5.1.1",
)
DURATION_SYNTAX = _unusable(
    "duration-syntax",
    Text("{duration!r} is not a length of time.", "{duration!r} no es una duración."),
    Text("Write a number and m, h, d or w: 12h, 30d.", "Escriba un número y m, h, d o w: 12h, 30d."),
)
HOST_UNKNOWN = Fault(
    "host-unknown",
    Text("This server is not {host}.", "Este servidor no es {host}."),
    Text(
        "Use the name or address that the server shows at its start, or start it with --allow-host NAME.",
        "Use el nombre o la dirección que el servidor muestra al arrancar, o arránquelo con --allow-host NOMBRE.",
    ),
    "RFC 9110 §7.4, §15.5.20",
    Side.CLIENT,
    421,
)
