"""Faults of authenticating: challenges that cannot be answered, files of passwords, tokens that are not given."""

from __future__ import annotations

from .fault import Fault, Side, Text

FLOW_WITHOUT_REQUEST = Fault(
    "flow-without-request",
    Text(
        "The flow of {kind} ended before its first request.", "El flujo de {kind} terminó antes de su primera petición."
    ),
    Text(
        "Yield at least the request that the flow was given.",
        "Entregue con yield al menos la petición que recibió el flujo.",
    ),
    "",
    Side.USER,
)
DIGEST_USER_WITH_CONTROL = Fault(
    "digest-user-with-control",
    Text(
        "Character {offset} of the user name for Digest authentication is a control character.",
        "El carácter {offset} del nombre de usuario para la autenticación Digest es un carácter de control.",
    ),
    Text(
        "Take it out; a line break at the end of a value read from a file is the usual reason.",
        "Quítelo; lo habitual es un salto de línea al final de un valor leído de un archivo.",
    ),
    "RFC 7616 §3.4",
    Side.USER,
)
DIGEST_CONTENT_STREAMED = Fault(
    "digest-content-streamed",
    Text(
        "{host} asks for Digest with qop=auth-int, which hashes the content, but the content is a stream.",
        "{host} pide Digest con qop=auth-int, que resume el contenido, pero el contenido es un flujo.",
    ),
    Text(
        "Pass the content as bytes, or let the server offer qop=auth.",
        "Pase el contenido como bytes, o haga que el servidor ofrezca qop=auth.",
    ),
    "RFC 7616 §3.4.3",
    Side.USER,
)
DIGEST_SERVER_UNPROVEN = Fault(
    "digest-server-unproven",
    Text(
        "{host} answered with a proof (rspauth) that does not follow from the password.",
        "{host} respondió con una prueba (rspauth) que no se deriva de la contraseña.",
    ),
    Text(
        "Somebody between may have changed the response, or posed as the server; use https.",
        "Alguien intermedio pudo cambiar la respuesta o hacerse pasar por el servidor; use https.",
    ),
    "RFC 7616 §3.5",
    Side.SERVER,
)
NETRC_UNREADABLE = Fault(
    "netrc-unreadable",
    Text("The netrc file {file} cannot be read: {reason}.", "No se puede leer el archivo netrc {file}: {reason}."),
    Text(
        "Pass the path of a file that exists and that you may read.",
        "Pase la ruta de un archivo que exista y que usted pueda leer.",
    ),
    "",
    Side.USER,
)
NETRC_INVALID = Fault(
    "netrc-invalid",
    Text("Line {line} of the netrc file {file}: {problem}.", "Línea {line} del archivo netrc {file}: {problem}."),
    Text(
        "Write entries such as: machine api.example login me password secret",
        "Escriba entradas como: machine api.example login yo password secreto",
    ),
    "",
    Side.USER,
)
NETRC_EXPOSED = Fault(
    "netrc-exposed",
    Text(
        "The netrc file {file} has passwords and can be read by other users (mode {mode}).",
        "El archivo netrc {file} tiene contraseñas y lo pueden leer otros usuarios (modo {mode}).",
    ),
    Text("Run: chmod 600 {file}", "Ejecute: chmod 600 {file}"),
    "",
    Side.USER,
)
TOKEN_URL_INSECURE = Fault(
    "token-url-insecure",
    Text(
        "The token URL at {host} is not https, so the client's secret would be sent in clear.",
        "La URL de tokens en {host} no es https, así que el secreto del cliente se enviaría en claro.",
    ),
    Text(
        "Use the https URL of the token endpoint; http is for this machine alone.",
        "Use la URL https del servidor de tokens; http es solo para esta misma máquina.",
    ),
    "RFC 6749 §3.2",
    Side.USER,
)
TOKEN_SETTING_UNUSABLE = Fault(
    "token-setting-unusable",
    Text("{setting} of OAuth2 cannot be {value}.", "{setting} de OAuth2 no puede ser {value}."),
    Text("Use {allowed}.", "Use {allowed}."),
    "RFC 6749 §2.3.1",
    Side.USER,
)
TOKEN_REFUSED = Fault(
    "token-refused",
    Text(
        "{host} gave no token ({status} {error}). {description}",
        "{host} no entregó ningún token ({status} {error}). {description}",
    ),
    Text(
        "Look the error up in the server's manual, and compare the settings of OAuth2 with what it asks for.",
        "Busque el error en el manual del servidor y compare los ajustes de OAuth2 con lo que pide.",
    ),
    "RFC 6749 §5.2",
    Side.SERVER,
)
TOKEN_CLIENT_REFUSED = Fault(
    "token-client-refused",
    Text(
        "{host} gave no token ({status} {error}). {description}",
        "{host} no entregó ningún token ({status} {error}). {description}",
    ),
    Text(
        "Check client_id and client_secret, and whether the server wants them in the body: client_auth='body'.",
        "Compruebe client_id y client_secret, y si el servidor los quiere en el cuerpo: client_auth='body'.",
    ),
    "RFC 6749 §5.2",
    Side.SERVER,
)
TOKEN_GRANT_REFUSED = Fault(
    "token-grant-refused",
    Text(
        "{host} gave no token ({status} {error}). {description}",
        "{host} no entregó ningún token ({status} {error}). {description}",
    ),
    Text(
        "Have the server's operator allow client credentials (grant_type) for this client.",
        "Pida al operador del servidor que permita las credenciales de cliente (grant_type) a este cliente.",
    ),
    "RFC 6749 §5.2",
    Side.SERVER,
)
TOKEN_SCOPE_REFUSED = Fault(
    "token-scope-refused",
    Text(
        "{host} gave no token ({status} {error}). {description}",
        "{host} no entregó ningún token ({status} {error}). {description}",
    ),
    Text(
        "Ask for a scope that the server knows and that this client may have.",
        "Pida un scope que el servidor conozca y que este cliente pueda tener.",
    ),
    "RFC 6749 §5.2",
    Side.SERVER,
)
TOKEN_ANSWER_UNUSABLE = Fault(
    "token-answer-unusable",
    Text(
        "{host} answered the request for a token with {status} and {problem}.",
        "{host} respondió a la petición de un token con {status} y {problem}.",
    ),
    Text(
        "Check that the URL is that of the token endpoint, not of the page where people sign in.",
        "Compruebe que la URL es la del servidor de tokens, y no la de la página de inicio de sesión.",
    ),
    "RFC 6749 §5.1",
    Side.SERVER,
)
