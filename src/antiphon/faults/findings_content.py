"""What lint finds of content and of what is said about it (RFC 9110 §6, §8; RFC 9457)."""

from __future__ import annotations

from .findings import ERROR, NETWORK, SERVER, WARNING, finding

ERROR_IN_SUCCESS = finding(
    "error-in-success",
    WARNING,
    SERVER,
    "RFC 9205 §4.6, RFC 9110 §15",
    (
        "{status} says that all went well, and the content ({sign}) that it did not.",
        "{status} dice que todo fue bien, y el contenido ({sign}) dice que no.",
    ),
    (
        "Answer 4xx or 5xx: clients, caches and monitors read the status, not the content.",
        "Responda 4xx o 5xx: clientes, cachés y monitores leen el estado, no el contenido.",
    ),
)
PROBLEM_NOT_OBJECT = finding(
    "problem-not-object",
    ERROR,
    SERVER,
    "RFC 9457 §3",
    (
        "The content is said to be application/problem+json, and is no JSON object.",
        "El contenido se anuncia como application/problem+json y no es un objeto JSON.",
    ),
    (
        "Send an object with type, title, status and detail.",
        "Envíe un objeto con type, title, status y detail.",
    ),
)
PROBLEM_STATUS_DIFFERS = finding(
    "problem-status-differs",
    WARNING,
    SERVER,
    "RFC 9457 §3.1.2",
    (
        "The problem says status {told}, the status line {status}.",
        "El problema dice status {told}, la línea de estado {status}.",
    ),
    ("Send the same number in both, or leave the member out.", "Envíe el mismo número en ambos, u omita el miembro."),
)
PROBLEM_MEMBER = finding(
    "problem-member-type",
    WARNING,
    SERVER,
    "RFC 9457 §3.1",
    (
        "The member {name} of the problem is not what it has to be: clients ignore it.",
        "El miembro {name} del problema no es de la clase debida: los clientes lo ignoran.",
    ),
    (
        "type, title, detail and instance are strings, status is a number.",
        "type, title, detail e instance son textos; status es un número.",
    ),
)
PROBLEM_MEDIA_TYPE = finding(
    "problem-media-type",
    WARNING,
    SERVER,
    "RFC 9457 §3",
    (
        "The content is a problem by its members, and is said to be {type}.",
        "El contenido es un problema por sus miembros y se anuncia como {type}.",
    ),
    (
        "Send `Content-Type: application/problem+json`, by which clients know it.",
        "Envíe `Content-Type: application/problem+json`, por el que los clientes lo conocen.",
    ),
)
CONTENT_NOT_JSON = finding(
    "content-not-json",
    ERROR,
    SERVER,
    "RFC 9110 §8.3, RFC 8259",
    (
        "The content is said to be {type}, and is not JSON. {cause}",
        "El contenido se anuncia como {type} y no es JSON. {cause}",
    ),
    (
        "Send JSON, or the Content-Type of what is sent; an error page of a proxy is the usual cause.",
        "Envíe JSON, o el Content-Type de lo enviado; lo habitual es una página de error de un proxy.",
    ),
)
JSON_WITH_MARK = finding(
    "json-with-byte-order-mark",
    ERROR,
    SERVER,
    "RFC 8259 §8.1",
    (
        "The JSON begins with a byte order mark (EF BB BF), which it must not: many parsers refuse it.",
        "El JSON empieza con una marca de orden de bytes (EF BB BF), que no debe llevar: muchos lectores lo rechazan.",
    ),
    (
        "Write it as UTF-8 without the mark: `utf-8`, not `utf-8-sig`, nor `UTF-8 with BOM` in an editor.",
        "Escríbalo en UTF-8 sin la marca: `utf-8`, no `utf-8-sig`, ni `UTF-8 con BOM` en un editor.",
    ),
)
CONTENT_ENCODED_TWICE = finding(
    "content-encoded-twice",
    ERROR,
    SERVER,
    "RFC 9110 §8.4",
    (
        "The content is still gzip after the gzip that Content-Encoding names was taken off: it was encoded twice.",
        "El contenido sigue siendo gzip tras quitar el gzip que nombra Content-Encoding: se codificó dos veces.",
    ),
    (
        "Encode it once: look for a compressed file, or an application that compresses, behind a server that does.",
        "Codifíquelo una vez: busque un archivo comprimido, o una aplicación que comprime, tras un servidor que "
        "también lo hace.",
    ),
)
JSON_EMPTY = finding(
    "content-empty-json",
    WARNING,
    SERVER,
    "RFC 9110 §8.3, RFC 8259 §2",
    (
        "The content is said to be {type}, and is empty: reading it as JSON fails.",
        "El contenido se anuncia como {type} y está vacío: leerlo como JSON falla.",
    ),
    (
        "Send JSON, such as null or {{}}; else answer 204, or leave Content-Type out.",
        "Envíe JSON, como null o {{}}; si no hay nada, responda 204 u omita Content-Type.",
    ),
)
JSON_AMBIGUOUS = finding(
    "json-ambiguous",
    WARNING,
    SERVER,
    "RFC 8259 §4, RFC 7493 §2",
    (
        "The JSON is not the same to every program. {cause}",
        "El JSON no es lo mismo para todos los programas. {cause}",
    ),
    (
        "Send each name once, whole characters, and numbers and nesting that every reader takes.",
        "Envíe cada nombre una vez, caracteres enteros, y números y anidamiento que todo lector admita.",
    ),
)
CONTENT_TYPE_MISSING = finding(
    "content-type-missing",
    WARNING,
    SERVER,
    "RFC 9110 §8.3",
    (
        "There is content and no Content-Type: every client guesses what it is.",
        "Hay contenido y no hay Content-Type: cada cliente adivina qué es.",
    ),
    ("Send Content-Type.", "Envíe Content-Type."),
)
CONTENT_TYPE_SYNTAX = finding(
    "content-type-syntax",
    WARNING,
    SERVER,
    "RFC 9110 §8.3.1",
    (
        "Content-Type is not `type/subtype; name=value`.",
        "Content-Type no es `tipo/subtipo; nombre=valor`.",
    ),
    ("Send one media type, such as text/html; charset=utf-8.", "Envíe un tipo, como text/html; charset=utf-8."),
)
CONTENT_TYPE_CONTRADICTED = finding(
    "content-type-contradicted",
    WARNING,
    SERVER,
    "RFC 9110 §8.3",
    (
        "The content is said to be {type}, and begins like {looks}.",
        "El contenido se anuncia como {type} y empieza como {looks}.",
    ),
    (
        "Send the Content-Type of what is sent.",
        "Envíe el Content-Type de lo enviado.",
    ),
)
CONTENT_SNIFFABLE = finding(
    "content-sniffable",
    WARNING,
    SERVER,
    "RFC 9110 §8.3",
    (
        "The content is said to be {type}, begins like a page, and nothing keeps a browser from running it as one.",
        "El contenido se anuncia como {type}, empieza como una página y nada impide que un navegador la ejecute.",
    ),
    (
        "Send `X-Content-Type-Options: nosniff`, and the right Content-Type.",
        "Envíe `X-Content-Type-Options: nosniff`, y el Content-Type correcto.",
    ),
)
CHARSET_WRONG = finding(
    "charset-wrong",
    WARNING,
    SERVER,
    "RFC 9110 §8.3.2",
    (
        "Byte {offset} of the content is not {charset}, as which it is announced.",
        "El byte {offset} del contenido no es {charset}, como se anuncia.",
    ),
    (
        "Send UTF-8 and say so; text from another source has to be converted first.",
        "Envíe UTF-8 y dígalo; el texto de otro origen hay que convertirlo antes.",
    ),
)
CHARSET_UNKNOWN = finding(
    "charset-unknown",
    WARNING,
    SERVER,
    "RFC 9110 §8.3.2",
    (
        "Content-Type has the charset {charset}, which nobody knows.",
        "Content-Type lleva el charset {charset}, que nadie conoce.",
    ),
    ("Send utf-8.", "Envíe utf-8."),
)
CONTENT_LENGTH_WRONG = finding(
    "content-length-wrong",
    ERROR,
    SERVER,
    "RFC 9112 §6.3, RFC 9110 §8.6",
    (
        "Content-Length is {declared}, and {received} bytes came.",
        "Content-Length es {declared}, y llegaron {received} bytes.",
    ),
    (
        "Count bytes, not characters, and count them after encoding; look for what changes the content on the way.",
        "Cuente bytes, no caracteres, y tras codificar; busque qué cambia el contenido por el camino.",
    ),
)
CONTENT_CUT_SHORT = finding(
    "content-cut-short",
    ERROR,
    NETWORK,
    "RFC 9112 §8",
    (
        "The connection ended before the response did.",
        "La conexión terminó antes que la respuesta.",
    ),
    (
        "Look in the server's log for a crash or a time limit, and at the proxies in between.",
        "Busque en el registro del servidor un fallo o un límite de tiempo, y mire los proxies intermedios.",
    ),
)
FIELD_REPEATED = finding(
    "field-repeated",
    WARNING,
    SERVER,
    "RFC 9110 §5.3",
    (
        "{field} comes {count} times, with different values: nobody knows which one counts.",
        "{field} llega {count} veces, con valores distintos: nadie sabe cuál vale.",
    ),
    (
        "Send it once; often a program and the proxy before it each set one.",
        "Envíelo una vez; a menudo el programa y el proxy que lo precede ponen uno cada uno.",
    ),
)
CONTENT_LENGTH_TWICE = finding(
    "content-length-twice",
    WARNING,
    SERVER,
    "RFC 9110 §8.6, RFC 9112 §6.3",
    (
        "Content-Length gives {value}, the same number several times: some clients and proxies refuse that.",
        "Content-Length da {value}, el mismo número varias veces: algunos clientes y proxies lo rechazan.",
    ),
    (
        "Send it once; often a program and the proxy before it each set one.",
        "Envíelo una vez; a menudo el programa y el proxy que lo precede ponen uno cada uno.",
    ),
)
DATE_MISSING = finding(
    "date-missing",
    WARNING,
    SERVER,
    "RFC 9110 §6.6.1",
    (
        "{status} without Date: caches cannot tell how old it is.",
        "{status} sin Date: las cachés no saben qué edad tiene.",
    ),
    ("Send Date; every server with a clock has to.", "Envíe Date; todo servidor con reloj debe hacerlo."),
)
DATE_SYNTAX = finding(
    "date-syntax",
    WARNING,
    SERVER,
    "RFC 9110 §5.6.7",
    (
        "{field} is no date that can be read.",
        "{field} no es una fecha que se pueda leer.",
    ),
    (
        "Write it as `Sun, 06 Nov 1994 08:49:37 GMT`, in English and in GMT.",
        "Escríbala como `Sun, 06 Nov 1994 08:49:37 GMT`, en inglés y en GMT.",
    ),
)
CLOCK_AHEAD = finding(
    "clock-ahead",
    WARNING,
    SERVER,
    "RFC 9110 §6.6.1, RFC 9111 §4.2.3",
    (
        "Date is {seconds:.0f} s in the future: the server's clock is ahead, or this machine's behind.",
        "Date está {seconds:.0f} s en el futuro: el reloj del servidor adelanta, o el de esta máquina atrasa.",
    ),
    (
        "Set both clocks by a time server; tokens, cookies and caches depend on them.",
        "Ponga ambos relojes con un servidor de hora; de ellos dependen tokens, cookies y cachés.",
    ),
)
CLOCK_BEHIND = finding(
    "clock-behind",
    WARNING,
    SERVER,
    "RFC 9110 §6.6.1, RFC 9111 §4.2.3",
    (
        "Date is {seconds:.0f} s in the past, and no Age says that a cache kept it: the server's clock is behind, or "
        "this machine's ahead.",
        "Date está {seconds:.0f} s en el pasado, y ningún Age dice que la guardó una caché: el reloj del servidor "
        "atrasa, o el de esta máquina adelanta.",
    ),
    (
        "Set both clocks by a time server; a cache that keeps responses has to send Age.",
        "Ponga ambos relojes con un servidor de hora; una caché que guarda respuestas debe enviar Age.",
    ),
)
MODIFIED_IN_FUTURE = finding(
    "last-modified-in-future",
    WARNING,
    SERVER,
    "RFC 9110 §8.8.2.1",
    (
        "Last-Modified is {seconds:.0f} s later than Date.",
        "Last-Modified es {seconds:.0f} s posterior a Date.",
    ),
    (
        "Send no Last-Modified later than Date: replace it with Date.",
        "No envíe un Last-Modified posterior a Date: sustitúyalo por Date.",
    ),
)
LARGE_UNCOMPRESSED = finding(
    "large-uncompressed",
    WARNING,
    SERVER,
    "RFC 9110 §8.4",
    (
        "{size} bytes of {type} came without a content coding, though the request accepts {accepted}.",
        "Llegaron {size} bytes de {type} sin codificar, aunque la petición acepta {accepted}.",
    ),
    (
        "Compress text and JSON: it is often ten times smaller.",
        "Comprima texto y JSON: suele ocupar diez veces menos.",
    ),
)
