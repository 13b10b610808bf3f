"""Faults of HTTP/1.1 messages: the syntax of RFC 9112 and the fields of RFC 9110.

``offset`` counts bytes from the start of the message's head, or of its content where the sentence says so, so that
the same message gets the same answer however the network cut it.
"""

from __future__ import annotations

from .fault import Fault, Side, Text


def _fault(
    code: str,
    en: str,
    es: str,
    fix_en: str,
    fix_es: str,
    rfc: str,
    status: int | None = 400,
    side: Side = Side.CLIENT,
) -> Fault:
    return Fault(code, Text(en, es), Text(fix_en, fix_es), rfc, side, status)


# -- lines ---------------------------------------------------------------------------------------------------------

BARE_LINE_FEED = _fault(
    "bare-line-feed",
    "Byte {offset}: a line ends with LF alone.",
    "Byte {offset}: una línea termina solo con LF.",
    "End every line with CR LF.",
    "Termine cada línea con CR LF.",
    "RFC 9112 §2.2",
)
BARE_CARRIAGE_RETURN = _fault(
    "bare-carriage-return",
    "Byte {offset}: a CR that no LF follows.",
    "Byte {offset}: un CR al que no sigue LF.",
    "Send CR only as part of CR LF at the end of a line.",
    "Envíe CR solo como parte de CR LF al final de una línea.",
    "RFC 9112 §2.2",
)
TLS_ON_PLAIN_PORT = _fault(
    "tls-on-plain-port",
    "Byte 0: a TLS handshake arrived where plain HTTP is spoken.",
    "Byte 0: llegó un saludo TLS donde se habla HTTP sin cifrar.",
    "Use an http:// URL for this port, or an HTTPS port for this URL.",
    "Use una URL http:// para este puerto, o un puerto HTTPS para esta URL.",
    "RFC 9110 §4.2.2",
)
EMPTY_LINES = _fault(
    "empty-lines-before-message",
    "Byte {offset}: more than {limit} empty lines before the start line.",
    "Byte {offset}: más de {limit} líneas vacías antes de la línea inicial.",
    "Start the message with its start line.",
    "Comience el mensaje con su línea inicial.",
    "RFC 9112 §2.2",
)

# -- request line --------------------------------------------------------------------------------------------------

REQUEST_LINE = _fault(
    "request-line",
    "Byte {offset}: the request line is not `method SP target SP HTTP/1.1`, parted by single spaces.",
    "Byte {offset}: la línea de petición no es `método SP destino SP HTTP/1.1`, separados por un solo espacio.",
    "Send exactly one space between the three parts and none after the version.",
    "Envíe exactamente un espacio entre las tres partes y ninguno después de la versión.",
    "RFC 9112 §3",
)
METHOD_NOT_TOKEN = _fault(
    "method-not-token",
    "Byte {offset}: {character} is not allowed in a method.",
    "Byte {offset}: {character} no se permite en un método.",
    "A method is a token: letters, digits and !#$%&'*+-.^_`|~ only.",
    "Un método es un token: solo letras, dígitos y !#$%&'*+-.^_`|~.",
    "RFC 9110 §9.1, §5.6.2",
)
METHOD_TOO_LONG = _fault(
    "method-too-long",
    "The method is longer than {limit} bytes.",
    "El método mide más de {limit} bytes.",
    "Use a method that the server knows.",
    "Use un método que el servidor conozca.",
    "RFC 9112 §3",
)
TARGET_CHARACTER = _fault(
    "target-character",
    "Byte {offset}: {character} is not allowed in a request target.",
    "Byte {offset}: {character} no se permite en el destino de la petición.",
    "Percent-encode it; a fragment (#…) is never sent.",
    "Codifíquelo con porcentaje; un fragmento (#…) nunca se envía.",
    "RFC 9112 §3.2",
)
TARGET_TOO_LONG = _fault(
    "target-too-long",
    "The request target is longer than {limit} bytes.",
    "El destino de la petición mide más de {limit} bytes.",
    "Send large input as content, with POST or QUERY.",
    "Envíe los datos grandes como contenido, con POST o QUERY.",
    "RFC 9112 §3",
    414,
)
VERSION_SYNTAX = _fault(
    "version-syntax",
    "Byte {offset}: the version must be HTTP/1.1 or HTTP/1.0, in upper case.",
    "Byte {offset}: la versión debe ser HTTP/1.1 o HTTP/1.0, en mayúsculas.",
    "Send HTTP/1.1.",
    "Envíe HTTP/1.1.",
    "RFC 9112 §2.3",
)
VERSION_UNSUPPORTED = _fault(
    "version-unsupported",
    "Byte {offset}: this version of HTTP is not spoken in this form.",
    "Byte {offset}: esta versión de HTTP no se habla de esta forma.",
    "Send HTTP/1.1; HTTP/2 and later are agreed on by other means.",
    "Envíe HTTP/1.1; HTTP/2 y posteriores se acuerdan por otros medios.",
    "RFC 9110 §15.6.6",
    505,
)

# -- status line ---------------------------------------------------------------------------------------------------

STATUS_LINE = _fault(
    "status-line",
    "Byte {offset}: the status line is not `HTTP/1.1 SP three digits SP reason`.",
    "Byte {offset}: la línea de estado no es `HTTP/1.1 SP tres dígitos SP motivo`.",
    "The server does not speak HTTP/1.1 on this port, or is broken; look at the bytes it sent.",
    "El servidor no habla HTTP/1.1 en este puerto, o está roto; mire los bytes que envió.",
    "RFC 9112 §4",
    None,
    Side.SERVER,
)
TOO_MANY_INTERIM = _fault(
    "too-many-interim-responses",
    "More than {limit} interim (1xx) responses came before the final one.",
    "Llegaron más de {limit} respuestas provisionales (1xx) antes de la final.",
    "The server is broken or hostile.",
    "El servidor está roto o es hostil.",
    "RFC 9110 §15.2",
    None,
    Side.SERVER,
)
UNEXPECTED_SWITCH = _fault(
    "unexpected-switch",
    "The server switched protocols (101) though the request asked for no upgrade.",
    "El servidor cambió de protocolo (101) aunque la petición no lo pidió.",
    "The server is broken.",
    "El servidor está roto.",
    "RFC 9110 §15.2.2",
    None,
    Side.SERVER,
)
UNSOLICITED_BYTES = _fault(
    "unsolicited-bytes",
    "The server sent bytes that answer no request.",
    "El servidor envió bytes que no responden a ninguna petición.",
    "The connection is not used again; the server is broken.",
    "La conexión no se reutiliza; el servidor está roto.",
    "RFC 9112 §9.2",
    None,
    Side.SERVER,
)

# -- field lines ---------------------------------------------------------------------------------------------------

HEAD_TOO_LARGE = _fault(
    "head-too-large",
    "The head is larger than {limit} bytes.",
    "La cabecera mide más de {limit} bytes.",
    "Send fewer or shorter fields; cookies are the usual cause.",
    "Envíe menos campos o más cortos; las cookies suelen ser la causa.",
    "RFC 6585 §5",
    431,
)
TOO_MANY_FIELDS = _fault(
    "too-many-fields",
    "There are more than {limit} fields.",
    "Hay más de {limit} campos.",
    "Send fewer fields.",
    "Envíe menos campos.",
    "RFC 6585 §5",
    431,
)
WHITESPACE_BEFORE_FIRST_FIELD = _fault(
    "whitespace-before-first-field",
    "Byte {offset}: white space between the start line and the first field.",
    "Byte {offset}: espacio en blanco entre la línea inicial y el primer campo.",
    "Start the first field in the first column.",
    "Comience el primer campo en la primera columna.",
    "RFC 9112 §2.2",
)
LINE_FOLDING = _fault(
    "line-folding",
    "Byte {offset}: a field continues on a second line.",
    "Byte {offset}: un campo continúa en una segunda línea.",
    "Send each field on one line; folding is obsolete.",
    "Envíe cada campo en una línea; el plegado está obsoleto.",
    "RFC 9112 §5.2",
)
FIELD_WITHOUT_COLON = _fault(
    "field-without-colon",
    "Byte {offset}: a field line without a colon.",
    "Byte {offset}: una línea de campo sin dos puntos.",
    "Write `name: value`.",
    "Escriba `nombre: valor`.",
    "RFC 9112 §5",
)
FIELD_NAME_EMPTY = _fault(
    "field-name-empty",
    "Byte {offset}: a field without a name.",
    "Byte {offset}: un campo sin nombre.",
    "Write `name: value`.",
    "Escriba `nombre: valor`.",
    "RFC 9110 §5.1",
)
SPACE_BEFORE_COLON = _fault(
    "space-before-colon",
    "Byte {offset}: white space between a field's name and its colon.",
    "Byte {offset}: espacio en blanco entre el nombre de un campo y los dos puntos.",
    "Put the colon right after the name.",
    "Ponga los dos puntos justo después del nombre.",
    "RFC 9112 §5.1",
)
FIELD_NAME_CHARACTER = _fault(
    "field-name-character",
    "Byte {offset}: {character} is not allowed in a field name.",
    "Byte {offset}: {character} no se permite en el nombre de un campo.",
    "A name is a token: letters, digits and !#$%&'*+-.^_`|~ only.",
    "Un nombre es un token: solo letras, dígitos y !#$%&'*+-.^_`|~.",
    "RFC 9110 §5.1",
)
FIELD_VALUE_CHARACTER = _fault(
    "field-value-character",
    "Byte {offset}: {character} is not allowed in a field value.",
    "Byte {offset}: {character} no se permite en el valor de un campo.",
    "Send visible characters, spaces and tabs only.",
    "Envíe solo caracteres visibles, espacios y tabuladores.",
    "RFC 9110 §5.5",
)
OUTGOING_FIELD = _fault(
    "outgoing-field",
    "The field {name} has a name or value that cannot be sent.",
    "El campo {name} tiene un nombre o un valor que no se puede enviar.",
    "A name is a token; a value holds no CR, LF, NUL or other control character.",
    "Un nombre es un token; un valor no contiene CR, LF, NUL ni otro carácter de control.",
    "RFC 9110 §5.1, §5.5",
    None,
    Side.USER,
)
FIELD_ENCODING = _fault(
    "field-encoding",
    "The value of the field {name} has a character outside ISO-8859-1.",
    "El valor del campo {name} tiene un carácter fuera de ISO-8859-1.",
    "Percent-encode it (RFC 8187), or pass bytes.",
    "Codifíquelo con porcentaje (RFC 8187) o pase bytes.",
    "RFC 9110 §5.5",
    None,
    Side.USER,
)

# -- Host ----------------------------------------------------------------------------------------------------------

HOST_MISSING = _fault(
    "host-missing",
    "The request has no Host field.",
    "La petición no tiene el campo Host.",
    "Send one Host field with the URL's authority.",
    "Envíe un campo Host con la autoridad de la URL.",
    "RFC 9112 §3.2",
)
HOST_REPEATED = _fault(
    "host-repeated",
    "The request has {count} Host fields.",
    "La petición tiene {count} campos Host.",
    "Send one.",
    "Envíe uno.",
    "RFC 9112 §3.2",
)
HOST_SYNTAX = _fault(
    "host-syntax",
    "The Host field does not hold one host, with or without a port.",
    "El campo Host no contiene un solo servidor, con puerto o sin él.",
    "Send the URL's authority, such as shop.example or shop.example:8443.",
    "Envíe la autoridad de la URL, como shop.example o shop.example:8443.",
    "RFC 9112 §3.2, RFC 9110 §7.2",
)
HOST_MISMATCH = _fault(
    "host-mismatch",
    "The Host field names another authority than the request target.",
    "El campo Host nombra otra autoridad que el destino de la petición.",
    "Send the same authority in both.",
    "Envíe la misma autoridad en ambos.",
    "RFC 9112 §3.2.2",
)

# -- framing -------------------------------------------------------------------------------------------------------

CONTENT_LENGTH_SYNTAX = _fault(
    "content-length-syntax",
    "Content-Length is not a plain decimal number below 2^63.",
    "Content-Length no es un número decimal simple menor que 2^63.",
    "Send the number of content bytes in ASCII digits only.",
    "Envíe el número de bytes del contenido solo con dígitos ASCII.",
    "RFC 9110 §8.6",
)
CONTENT_LENGTH_REPEATED = _fault(
    "content-length-repeated",
    "There are {count} Content-Length values.",
    "Hay {count} valores de Content-Length.",
    "Send one.",
    "Envíe uno.",
    "RFC 9112 §6.3",
)
LENGTH_AND_CODING = _fault(
    "content-length-and-transfer-encoding",
    "The message has both Content-Length and Transfer-Encoding.",
    "El mensaje tiene Content-Length y también Transfer-Encoding.",
    "Send only one of them; both together are how requests are smuggled.",
    "Envíe solo uno; los dos juntos permiten colar peticiones.",
    "RFC 9112 §6.3, §11.2",
)
TRANSFER_CODING_SYNTAX = _fault(
    "transfer-encoding-syntax",
    "Transfer-Encoding is not exactly `chunked`, sent once.",
    "Transfer-Encoding no es exactamente `chunked`, enviado una vez.",
    "Send `Transfer-Encoding: chunked`, or Content-Length.",
    "Envíe `Transfer-Encoding: chunked`, o Content-Length.",
    "RFC 9112 §6.1",
)
TRANSFER_CODING_UNSUPPORTED = _fault(
    "transfer-coding-unsupported",
    "A transfer coding other than chunked is not supported.",
    "No se admite un código de transferencia distinto de chunked.",
    "Send `Transfer-Encoding: chunked`; compress with Content-Encoding.",
    "Envíe `Transfer-Encoding: chunked`; comprima con Content-Encoding.",
    "RFC 9112 §6.1",
    501,
)
TRANSFER_CODING_IN_1_0 = _fault(
    "transfer-encoding-in-http-1.0",
    "An HTTP/1.0 message has Transfer-Encoding.",
    "Un mensaje HTTP/1.0 tiene Transfer-Encoding.",
    "Send Content-Length, or HTTP/1.1.",
    "Envíe Content-Length, o HTTP/1.1.",
    "RFC 9112 §6.1",
)
CHUNK_SIZE = _fault(
    "chunk-size",
    "Byte {offset} of the content: a chunk does not start with 1 to 16 hexadecimal digits.",
    "Byte {offset} del contenido: un fragmento no empieza con 1 a 16 dígitos hexadecimales.",
    "Send the chunk's size in hexadecimal digits, then CR LF.",
    "Envíe el tamaño del fragmento en dígitos hexadecimales y luego CR LF.",
    "RFC 9112 §7.1",
)
CHUNK_LINE = _fault(
    "chunk-line",
    "Byte {offset} of the content: a chunk's first line does not end as it must.",
    "Byte {offset} del contenido: la primera línea de un fragmento no termina como debe.",
    "After the size send `;name=value` extensions or CR LF.",
    "Después del tamaño envíe extensiones `;nombre=valor` o CR LF.",
    "RFC 9112 §7.1, §7.1.1",
)
CHUNK_EXTENSION_TOO_LARGE = _fault(
    "chunk-extension-too-large",
    "Byte {offset} of the content: chunk extensions take more than {limit} bytes.",
    "Byte {offset} del contenido: las extensiones de fragmento ocupan más de {limit} bytes.",
    "Send no chunk extensions.",
    "No envíe extensiones de fragmento.",
    "RFC 9112 §7.1.1",
)
CHUNK_END = _fault(
    "chunk-end",
    "Byte {offset} of the content: a chunk's data is not followed by CR LF.",
    "Byte {offset} del contenido: a los datos de un fragmento no sigue CR LF.",
    "Send as many bytes as the chunk's size says, then CR LF.",
    "Envíe tantos bytes como dice el tamaño del fragmento y luego CR LF.",
    "RFC 9112 §7.1",
)
TRAILER_FIELD = _fault(
    "trailer-field",
    "The field {name} is not allowed in trailers.",
    "El campo {name} no se permite en los campos finales.",
    "Send it in the head.",
    "Envíelo en la cabecera.",
    "RFC 9110 §6.5.1",
)
INCOMPLETE_MESSAGE = _fault(
    "incomplete-message",
    "The connection ended before the message did: {received} bytes of content came.",
    "La conexión terminó antes que el mensaje: llegaron {received} bytes de contenido.",
    "Send the whole message; a shorter one is not complete and is not used.",
    "Envíe el mensaje entero; uno más corto no está completo y no se usa.",
    "RFC 9112 §8",
)
INCOMPLETE_CONTENT = _fault(
    "incomplete-content",
    "The connection ended before the message did: of {declared} bytes of content, {received} came.",
    "La conexión terminó antes que el mensaje: de {declared} bytes de contenido llegaron {received}.",
    "Send the whole message; a shorter one is not complete and is not used.",
    "Envíe el mensaje entero; uno más corto no está completo y no se usa.",
    "RFC 9112 §8",
)
INCOMPLETE_HEAD = _fault(
    "incomplete-head",
    "The connection ended inside the head, after {received} bytes.",
    "La conexión terminó dentro de la cabecera, después de {received} bytes.",
    "Send the whole head, up to the empty line.",
    "Envíe la cabecera entera, hasta la línea vacía.",
    "RFC 9112 §8",
)

# -- sending -------------------------------------------------------------------------------------------------------

ILLEGAL_MOVE = _fault(
    "illegal-move",
    "{move} cannot follow in the state {state}.",
    "{move} no puede seguir en el estado {state}.",
    "Send the head once, then the content, then the end; start the next message after both ends are done.",
    "Envíe la cabecera una vez, luego el contenido y el final; empiece el siguiente mensaje cuando ambos terminen.",
    "RFC 9112 §9.3",
    None,
    Side.USER,
)
CONTENT_LONGER_THAN_DECLARED = _fault(
    "content-longer-than-declared",
    "More content than Content-Length {declared} declares.",
    "Más contenido del que declara Content-Length {declared}.",
    "Declare the true length, or none.",
    "Declare la longitud verdadera, o ninguna.",
    "RFC 9110 §8.6",
    None,
    Side.USER,
)
CONTENT_SHORTER_THAN_DECLARED = _fault(
    "content-shorter-than-declared",
    "The content ended {missing} bytes before Content-Length {declared}.",
    "El contenido terminó {missing} bytes antes de Content-Length {declared}.",
    "Declare the true length, or none.",
    "Declare la longitud verdadera, o ninguna.",
    "RFC 9110 §8.6",
    None,
    Side.USER,
)
CONTENT_NOT_ALLOWED = _fault(
    "content-not-allowed",
    "A response with status {status} has no content.",
    "Una respuesta con estado {status} no lleva contenido.",
    "Send it without content, Content-Length and Transfer-Encoding.",
    "Envíela sin contenido, Content-Length ni Transfer-Encoding.",
    "RFC 9110 §6.4.1, §8.6",
    None,
    Side.USER,
)
TRANSFER_CODING_NOT_YOURS = _fault(
    "transfer-encoding-not-yours",
    "Transfer-Encoding was set by hand.",
    "Transfer-Encoding se fijó a mano.",
    "Leave it out: the connection chooses the framing.",
    "Omítalo: la conexión elige la delimitación.",
    "RFC 9112 §6.1",
    None,
    Side.USER,
)
