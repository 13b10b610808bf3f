"""What lint finds of authentication and refusals (RFC 9110 §11, §15.5.2, §15.5.4)."""

from __future__ import annotations

from .findings import CLIENT, ERROR, NOTE, SERVER, WARNING, finding

CHALLENGE_MISSING = finding(
    "challenge-missing",
    ERROR,
    SERVER,
    "RFC 9110 §11.6.1, §11.7.1",
    (
        "{status} without {field}: the client cannot know which credentials are wanted.",
        "{status} sin {field}: el cliente no puede saber qué credenciales se piden.",
    ),
    (
        "Have the server send {field}, such as `Bearer` or `Basic realm=…`, or 403 where no credentials would help; "
        "until then its documentation has to say which it takes.",
        "Haga que el servidor envíe {field}, como `Bearer` o `Basic realm=…`, o 403 si ninguna credencial serviría; "
        "hasta entonces, su documentación debe decir cuáles admite.",
    ),
)
CHALLENGE_UNREADABLE = finding(
    "challenge-unreadable",
    WARNING,
    SERVER,
    "RFC 9110 §11.6.1",
    (
        "{field} breaks its grammar at character {offset}.",
        "{field} rompe su gramática en el carácter {offset}.",
    ),
    (
        "Write a scheme, then `name=value` pairs with commas between; quote values that are no tokens.",
        "Escriba un esquema y luego pares `nombre=valor` separados por comas; entrecomille lo que no sea un token.",
    ),
)
CREDENTIALS_NOT_SENT = finding(
    "credentials-not-sent",
    ERROR,
    CLIENT,
    "RFC 9110 §15.5.2, §15.5.8",
    (
        "{status}: the server asks for {schemes}, and the request has no {field}.",
        "{status}: el servidor pide {schemes}, y la petición no tiene {field}.",
    ),
    ("Send credentials of that kind{how}.", "Envíe credenciales de esa clase{how}."),
)
CREDENTIALS_OF_OTHER_SCHEME = finding(
    "credentials-of-other-scheme",
    ERROR,
    CLIENT,
    "RFC 9110 §15.5.2",
    (
        "{status}: the request has credentials of the scheme {sent}, the server asks for {schemes}.",
        "{status}: la petición lleva credenciales del esquema {sent}, el servidor pide {schemes}.",
    ),
    ("Send credentials of a scheme that is asked for.", "Envíe credenciales de un esquema que se pida."),
)
CREDENTIALS_WITHOUT_SCHEME = finding(
    "credentials-without-scheme",
    ERROR,
    CLIENT,
    "RFC 9110 §11.4, §15.5.2",
    (
        "{status}: {field} does not begin with a scheme that is known; the server asks for {schemes}.",
        "{status}: {field} no empieza por un esquema conocido; el servidor pide {schemes}.",
    ),
    (
        "Write the scheme, a space, then the credentials: `{field}: {first} …`.",
        "Escriba el esquema, un espacio y luego las credenciales: `{field}: {first} …`.",
    ),
)
TOKEN_EXPIRED = finding(
    "sent-token-expired",
    ERROR,
    CLIENT,
    "RFC 9110 §15.5.2, RFC 7519 §4.1.4",
    (
        "{status}: the token that was sent expired on {moment}.",
        "{status}: el token enviado caducó el {moment}.",
    ),
    (
        "Get a new token; if the date surprises you, compare the clocks of client and server.",
        "Obtenga un token nuevo; si la fecha le sorprende, compare los relojes de cliente y servidor.",
    ),
)
TOKEN_NOT_YET_VALID = finding(
    "token-not-yet-valid",
    ERROR,
    CLIENT,
    "RFC 9110 §15.5.2, RFC 7519 §4.1.5",
    (
        "{status}: the token that was sent is valid only from {moment}.",
        "{status}: el token enviado solo es válido desde el {moment}.",
    ),
    ("Compare the clocks of whoever issues tokens, client and server.", "Compare los relojes de emisor y servidor."),
)
CREDENTIALS_REFUSED = finding(
    "credentials-refused",
    ERROR,
    CLIENT,
    "RFC 9110 §15.5.2",
    (
        "{status}: credentials were sent{sent}, and the server refused them{again}.",
        "{status}: se enviaron credenciales{sent}, y el servidor las rechazó{again}.",
    ),
    (
        "Check user, password or token, and that they are for this realm and server.",
        "Revise usuario, contraseña o token, y que sean para este ámbito y servidor.",
    ),
)
FORBIDDEN_FOR_WANT_OF_CREDENTIALS = finding(
    "forbidden-for-want-of-credentials",
    WARNING,
    SERVER,
    "RFC 9110 §15.5.2, §15.5.4",
    (
        "403, though the request has no credentials and the response says that they are what is missing.",
        "403, aunque la petición no lleva credenciales y la respuesta dice que es lo que falta.",
    ),
    (
        "Send credentials. The server should answer 401 with WWW-Authenticate: 403 says that none would help.",
        "Envíe credenciales. El servidor debería responder 401 con WWW-Authenticate: 403 dice que ninguna serviría.",
    ),
)
FORBIDDEN_FOR_BAD_CREDENTIALS = finding(
    "forbidden-for-bad-credentials",
    WARNING,
    SERVER,
    "RFC 9110 §15.5.2, §15.5.4",
    (
        "403, though the response says that the credentials themselves are not, or no longer, good.",
        "403, aunque la respuesta dice que las propias credenciales no sirven, o ya no.",
    ),
    (
        "Get new credentials. The server should answer 401 with WWW-Authenticate, so that clients know to renew them.",
        "Obtenga credenciales nuevas. El servidor debería responder 401 con WWW-Authenticate: así se sabe renovarlas.",
    ),
)
FORBIDDEN_WITHOUT_CREDENTIALS = finding(
    "forbidden-without-credentials",
    NOTE,
    CLIENT,
    "RFC 9110 §15.5.4",
    (
        "403, and the request has no credentials: with some it may be allowed.",
        "403, y la petición no lleva credenciales: con ellas quizá se permita.",
    ),
    (
        "Send credentials; servers that want them should answer 401, and many answer 403.",
        "Envíe credenciales; los servidores que las quieren deberían responder 401, y muchos responden 403.",
    ),
)
NOT_FOUND_MAY_BE_FORBIDDEN = finding(
    "not-found-may-be-forbidden",
    NOTE,
    SERVER,
    "RFC 9110 §15.5.4",
    (
        "404 may mean that it does not exist, or that these credentials may not see it.",
        "404 puede decir que no existe, o que estas credenciales no pueden verlo.",
    ),
    (
        "Check the address, then with which credentials the resource can be seen: servers may hide a 403 as a 404.",
        "Revise la dirección y luego con qué credenciales se ve el recurso: un servidor puede ocultar un 403 como 404.",
    ),
)
