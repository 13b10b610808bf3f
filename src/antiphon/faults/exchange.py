"""Faults of an exchange as the client's user sees it: redirects, statuses, content that is not what was hoped for."""

from __future__ import annotations

from .fault import Fault, Side, Text

TOO_MANY_REDIRECTS = Fault(
    "too-many-redirects",
    Text(
        "More than {limit} redirects; the last led to {url}.",
        "Más de {limit} redirecciones; la última llevó a {url}.",
    ),
    Text(
        "Look at the response's history for the loop, or raise max_redirects.",
        "Busque el bucle en el historial de la respuesta, o suba max_redirects.",
    ),
    "RFC 9110 §15.4",
    Side.SERVER,
)
REDIRECT_TARGET_UNREADABLE = Fault(
    "redirect-target-unreadable",
    Text(
        "A {status} redirect leads to a Location that is no URL. {cause}",
        "Una redirección {status} lleva a un Location que no es una URL. {cause}",
    ),
    Text(
        "Correct Location on the server, or turn redirects off to see the response itself.",
        "Corrija Location en el servidor, o desactive las redirecciones para ver la respuesta misma.",
    ),
    "RFC 9110 §10.2.2",
    Side.SERVER,
)
REDIRECT_TARGETS_DIFFER = Fault(
    "redirect-targets-differ",
    Text(
        "A {status} redirect has {count} Location fields that differ.",
        "Una redirección {status} tiene {count} campos Location distintos.",
    ),
    Text(
        "Send one Location: which of several counts, two clients would decide differently.",
        "Envíe un solo Location: cuál de varios cuenta lo decidirían distinto dos clientes.",
    ),
    "RFC 9110 §5.3",
    Side.SERVER,
)
CONTENT_NOT_REPEATABLE = Fault(
    "content-not-repeatable",
    Text(
        "The request has to be sent again, but its content was a stream that cannot be read twice.",
        "Hay que enviar la petición otra vez, pero su contenido era un flujo que no se puede leer dos veces.",
    ),
    Text("Pass bytes, or a file that can seek.", "Pase bytes, o un archivo con seek."),
    "RFC 9110 §15.4",
    Side.USER,
)
NO_RESPONSE = Fault(
    "no-response",
    Text(
        "{peer} closed the connection without any response to {method}.",
        "{peer} cerró la conexión sin ninguna respuesta a {method}.",
    ),
    Text(
        "Look in the server's log: it may have crashed, or turned the request away. One that expects TLS, or another "
        "protocol, closes like this, too. What changes something may have been done: check before you send it again.",
        "Mire el registro del servidor: pudo caerse, o rechazar la petición. Uno que espera TLS, u otro protocolo, "
        "también cierra así. Lo que cambia algo pudo haberse hecho: compruébelo antes de repetirlo.",
    ),
    "RFC 9110 §9.2.2",
    Side.SERVER,
)
STATUS_IS_ERROR = Fault(
    "status-is-error",
    Text("{status} {reason} for {method} {url}.", "{status} {reason} para {method} {url}."),
    Text("{advice}", "{advice}"),
    "RFC 9110 §15",
    Side.SERVER,
)
PLAIN_WHERE_TLS_IS = Fault(
    "plain-where-tls-is",
    Text(
        "{status} {reason} for {method} {url}: this port expects TLS, and the request came without it.",
        "{status} {reason} para {method} {url}: este puerto espera TLS, y la petición llegó sin él.",
    ),
    Text("Use an https:// URL for this port.", "Use una URL https:// para este puerto."),
    "RFC 9110 §4.2.2",
    Side.USER,
)
NOT_JSON = Fault(
    "not-json",
    Text(
        "The content is not JSON: its type is {content_type}, and it starts with {start} ({reason}).",
        "El contenido no es JSON: su tipo es {content_type} y empieza con {start} ({reason}).",
    ),
    Text(
        "Check status_code first, and ask for JSON with `Accept: application/json`.",
        "Compruebe antes status_code y pida JSON con `Accept: application/json`.",
    ),
    "RFC 8259",
    Side.SERVER,
)
STREAM_CONSUMED = Fault(
    "stream-consumed",
    Text(
        "The content was streamed or dropped already, and nothing was kept.",
        "El contenido ya se leyó como flujo o se descartó, y no se guardó nada.",
    ),
    Text("Read it once, or leave out stream=True.", "Léalo una vez, u omita stream=True."),
    "",
    Side.USER,
)
CONTENT_NOT_READ = Fault(
    "content-not-read",
    Text("The content has not been read yet.", "El contenido aún no se ha leído."),
    Text("Call `await response.read()` first.", "Llame antes a `await response.read()`."),
    "",
    Side.USER,
)
SESSION_CLOSED = Fault(
    "session-closed",
    Text("The session has been closed.", "La sesión está cerrada."),
    Text("Make a new one.", "Cree una nueva."),
    "",
    Side.USER,
)
SETTING_NOT_PORTABLE = Fault(
    "setting-not-portable",
    Text(
        "The session cannot be copied: its setting {setting} is {kind}, which does not go into another process.",
        "La sesión no se puede copiar: su ajuste {setting} es {kind}, que no pasa a otro proceso.",
    ),
    Text(
        "Make a session in each process, or give {setting} as a plain value, such as a path or a function of a module.",
        "Cree una sesión en cada proceso, o dé {setting} como valor simple: una ruta o una función de un módulo.",
    ),
    "",
    Side.USER,
)
ASYNC_CONTENT = Fault(
    "async-content",
    Text(
        "The content is an asynchronous iterator, which a blocking session cannot read.",
        "El contenido es un iterador asíncrono, que una sesión bloqueante no puede leer.",
    ),
    Text("Use AsyncSession, or a plain iterator.", "Use AsyncSession, o un iterador normal."),
    "",
    Side.USER,
)
CONTENT_UNUSABLE = Fault(
    "content-unusable",
    Text("{kind} cannot be sent as content.", "{kind} no se puede enviar como contenido."),
    Text(
        "Pass bytes, text, a mapping, pairs, an open file or an iterator of bytes.",
        "Pase bytes, texto, un diccionario, pares, un archivo abierto o un iterador de bytes.",
    ),
    "",
    Side.USER,
)
CONTENT_IN_TEXT_MODE = Fault(
    "content-in-text-mode",
    Text(
        "The file to send is open in text mode, so its size in bytes is unknown.",
        "El archivo por enviar está abierto en modo texto, así que no se sabe su tamaño en bytes.",
    ),
    Text('Open it with mode "rb".', 'Ábralo con el modo "rb".'),
    "",
    Side.USER,
)
CONTENT_NOT_UNICODE = Fault(
    "content-not-unicode",
    Text(
        "The text to send has {character} at position {offset}, half of a surrogate pair, which UTF-8 cannot encode.",
        "El texto por enviar tiene {character} en la posición {offset}, la mitad de un par sustituto, que UTF-8 no "
        "puede codificar.",
    ),
    Text(
        "Look where the text was read with the wrong encoding, or pass bytes.",
        "Busque dónde se leyó el texto con una codificación equivocada, o pase bytes.",
    ),
    "RFC 3629 §3",
    Side.USER,
)
CONTENT_TWICE = Fault(
    "content-twice",
    Text("{first} and {second} both give the content.", "{first} y {second} dan ambos el contenido."),
    Text("Pass one of them.", "Pase uno de ellos."),
    "",
    Side.USER,
)
JSON_UNUSABLE = Fault(
    "json-unusable",
    Text("The value of json= is not JSON: {reason}.", "El valor de json= no es JSON: {reason}."),
    Text(
        "Pass dicts, lists, text, finite numbers, booleans and None.",
        "Pase diccionarios, listas, texto, números finitos, booleanos y None.",
    ),
    "RFC 8259",
    Side.USER,
)
TIMEOUT_UNUSABLE = Fault(
    "timeout-unusable",
    Text("{value} is not a timeout.", "{value} no es un límite de tiempo."),
    Text(
        "Pass seconds, a pair (connect, read), None or antiphon.Timeouts.",
        "Pase segundos, un par (connect, read), None o antiphon.Timeouts.",
    ),
    "",
    Side.USER,
)
AUTH_UNUSABLE = Fault(
    "auth-unusable",
    Text("{kind} is not a way to authenticate.", "{kind} no es una forma de autenticarse."),
    Text(
        "Pass (user, password), a token as text, one of antiphon's auth objects, or a callable that takes the request.",
        "Pase (usuario, contraseña), un token como texto, un objeto auth de antiphon, o algo invocable que reciba la "
        "petición.",
    ),
    "",
    Side.USER,
)
METHOD_UNUSABLE = Fault(
    "method-unusable",
    Text("{method} is not a method.", "{method} no es un método."),
    Text("Use letters, such as GET or PROPFIND.", "Use letras, como GET o PROPFIND."),
    "RFC 9110 §9.1",
    Side.USER,
)
ANSWER_NOT_HTTP = Fault(
    "answer-not-http",
    Text("{peer} answered with {start}, which is not HTTP/1.1.", "{peer} respondió con {start}, que no es HTTP/1.1."),
    Text(
        "Check the port: what listens there speaks another protocol, or is broken.",
        "Compruebe el puerto: lo que escucha ahí habla otro protocolo, o está roto.",
    ),
    "RFC 9112 §4",
    Side.SERVER,
)
OTHER_PROTOCOL = Fault(
    "other-protocol",
    Text(
        "{peer} speaks {protocol}, not HTTP/1.1: it sent {start}.",
        "{peer} habla {protocol}, no HTTP/1.1: envió {start}.",
    ),
    Text(
        "Check the port: the one of the HTTP server is another.",
        "Compruebe el puerto: el del servidor HTTP es otro.",
    ),
    "RFC 9112 §4",
    Side.USER,
)
SPOKEN_FIRST = Fault(
    "spoken-first",
    Text(
        "{peer} sent {start} before it was asked anything, so that is no answer.",
        "{peer} envió {start} antes de que se le preguntara nada, así que no es una respuesta.",
    ),
    Text(
        "Check the port, since an HTTP server waits for a request; if it is one, it was turning this connection away.",
        "Compruebe el puerto, pues un servidor HTTP espera una petición; si lo es, estaba rechazando esta conexión.",
    ),
    "RFC 9112 §9.2",
    Side.SERVER,
)
ANSWER_IN_TLS = Fault(
    "answer-in-tls",
    Text("{peer} answered in TLS, which was not asked for.", "{peer} respondió en TLS, que no se le pidió."),
    Text(
        "Use an https:// URL for this port, or the port that speaks plain HTTP.",
        "Use una URL https:// para este puerto, o el puerto que habla HTTP sin cifrar.",
    ),
    "RFC 9110 §4.2.2",
    Side.USER,
)
RESPONSE_OVER_LIMIT = Fault(
    "response-over-limit",
    Text(
        "{peer} sent a response that is larger than this client takes. {cause}",
        "{peer} envió una respuesta mayor de lo que este cliente admite. {cause}",
    ),
    Text(
        "HTTP sets no limit, but clients and proxies do, most of them less: have the server send fewer or shorter "
        "fields; cookies that pile up are the usual cause.",
        "HTTP no pone límite, pero los clientes y proxies sí, casi todos uno menor: haga que el servidor envíe menos "
        "campos o más cortos; lo habitual son cookies que se acumulan.",
    ),
    "RFC 9110 §5.4",
    Side.SERVER,
)
PROTOCOL_BROKEN = Fault(
    "response-broken",
    Text(
        "{peer} sent a response that breaks HTTP/1.1. {cause}",
        "{peer} envió una respuesta que incumple HTTP/1.1. {cause}",
    ),
    Text(
        "It cannot be trusted and was not used; look at the server, or at what stands between.",
        "No es fiable y no se usó; mire el servidor, o lo que hay en medio.",
    ),
    "RFC 9112",
    Side.SERVER,
)
