"""What lint finds of status codes and what has to come with them (RFC 9110 §15)."""

from __future__ import annotations

from .findings import CLIENT, ERROR, NOTE, SERVER, WARNING, finding

RETRY_AFTER_MISSING = finding(
    "retry-after-missing",
    WARNING,
    SERVER,
    "RFC 6585 §4, RFC 9110 §15.6.4, §10.2.3",
    (
        "{status} without Retry-After: clients do not know when to come again, and come too early.",
        "{status} sin Retry-After: los clientes no saben cuándo volver, y vuelven demasiado pronto.",
    ),
    (
        "Send Retry-After with seconds or a date.",
        "Envíe Retry-After con segundos o una fecha.",
    ),
)
RETRY_AFTER_SYNTAX = finding(
    "retry-after-syntax",
    WARNING,
    SERVER,
    "RFC 9110 §10.2.3",
    (
        "Retry-After is neither a number of seconds nor a date.",
        "Retry-After no es un número de segundos ni una fecha.",
    ),
    ("Send whole seconds, such as 120.", "Envíe segundos enteros, como 120."),
)
LIMIT_CACHEABLE = finding(
    "limit-cacheable",
    WARNING,
    SERVER,
    "RFC 6585 §4",
    (
        "429 allows caches to keep it, so it outlives the limit, and others get it.",
        "429 permite a las cachés guardarla, así que sobrevive al límite y otros la reciben.",
    ),
    ("Send `Cache-Control: no-store` with it.", "Envíe `Cache-Control: no-store` con ella."),
)
UPGRADE_MISSING = finding(
    "upgrade-missing",
    ERROR,
    SERVER,
    "RFC 9110 §15.5.22, §7.8",
    (
        "426 without Upgrade: it does not say to which protocol.",
        "426 sin Upgrade: no dice a qué protocolo.",
    ),
    (
        "Send Upgrade with the protocol, and `Connection: upgrade`.",
        "Envíe Upgrade con el protocolo, y `Connection: upgrade`.",
    ),
)
UNSATISFIED_WITHOUT_SIZE = finding(
    "unsatisfied-range-without-size",
    WARNING,
    SERVER,
    "RFC 9110 §15.5.17, §14.4",
    (
        "416 without `Content-Range: bytes */LENGTH`: it does not say how long the content is.",
        "416 sin `Content-Range: bytes */LONGITUD`: no dice cuánto mide el contenido.",
    ),
    ("Send `Content-Range: bytes */LENGTH`.", "Envíe `Content-Range: bytes */LONGITUD`."),
)
CONTENT_NOT_DUE = finding(
    "content-not-due",
    ERROR,
    SERVER,
    "RFC 9110 §6.4.1, RFC 9112 §6.3",
    (
        "{what} has content, which it cannot have: the bytes after it are read as the next response.",
        "{what} lleva contenido, que no puede tener: los bytes que siguen se leen como la respuesta siguiente.",
    ),
    ("End the response with its head.", "Termine la respuesta con su cabecera."),
)
CONTENT_IN_RESET = finding(
    "content-in-reset",
    WARNING,
    SERVER,
    "RFC 9110 §15.3.6",
    (
        "205 has content: it tells the client to empty its form, and nothing else.",
        "205 lleva contenido: solo le dice al cliente que vacíe su formulario.",
    ),
    ("Send `Content-Length: 0`; what has content is 200.", "Envíe `Content-Length: 0`; con contenido es un 200."),
)
LENGTH_NOT_DUE = finding(
    "length-not-due",
    WARNING,
    SERVER,
    "RFC 9110 §8.6, RFC 9112 §6.1",
    (
        "{status} has {field}, which must not be in it.",
        "{status} lleva {field}, que no debe llevar.",
    ),
    ("Leave {field} out.", "Omita {field}."),
)
PARTIAL_UNASKED = finding(
    "partial-unasked",
    ERROR,
    SERVER,
    "RFC 9110 §15.3.7, §15.5.17, §14.2",
    ("{status}, though the request has no Range.", "{status}, aunque la petición no lleva Range."),
    ("Answer 200 with the whole content.", "Responda 200 con todo el contenido."),
)
PARTIAL_WITHOUT_RANGE = finding(
    "partial-without-content-range",
    ERROR,
    SERVER,
    "RFC 9110 §15.3.7.1, §14.4",
    (
        "206 without a Content-Range that can be read: nobody knows which part it is.",
        "206 sin un Content-Range legible: nadie sabe qué parte es.",
    ),
    (
        "Send `Content-Range: bytes FIRST-LAST/LENGTH`; several parts are sent as multipart/byteranges.",
        "Envíe `Content-Range: bytes PRIMERO-ÚLTIMO/LONGITUD`; varias partes van como multipart/byteranges.",
    ),
)
PARTIAL_FOR_METHOD = finding(
    "partial-for-method",
    WARNING,
    SERVER,
    "RFC 9110 §14.2",
    (
        "206 to {method}: Range means something in GET alone.",
        "206 a {method}: Range solo significa algo en GET.",
    ),
    ("Ignore Range in {method}.", "Ignore Range en {method}."),
)
PARTIAL_OTHER = finding(
    "partial-other",
    ERROR,
    SERVER,
    "RFC 9110 §15.3.7, §14.2",
    (
        "206 with {sent}, and the request has Range {asked}: not one byte of it was asked for.",
        "206 con {sent}, y la petición lleva Range {asked}: no se pidió ni un byte de eso.",
    ),
    (
        "Send the part that Range names, or 200 with the whole; a cache may have mixed up two parts.",
        "Envíe la parte que dice Range, o 200 con todo; quizá una caché confundió dos partes.",
    ),
)
PARTS_WITH_CONTENT_RANGE = finding(
    "parts-with-content-range",
    WARNING,
    SERVER,
    "RFC 9110 §15.3.7.2",
    (
        "multipart/byteranges has Content-Range in its head: each part has its own, and this one is of none.",
        "multipart/byteranges lleva Content-Range en la cabecera: cada parte tiene el suyo, y este no es de ninguna.",
    ),
    ("Leave it out of the head.", "Omítalo en la cabecera."),
)
PARTIAL_SIZE_DIFFERS = finding(
    "partial-size-differs",
    ERROR,
    SERVER,
    "RFC 9110 §14.4, §15.3.7",
    (
        "Content-Range names {named} bytes, and {sent} came.",
        "Content-Range indica {named} bytes, y llegaron {sent}.",
    ),
    (
        "Count both ends of the range: FIRST and LAST are included.",
        "Cuente ambos extremos: PRIMERO y ÚLTIMO van incluidos.",
    ),
)
CONTENT_RANGE_STRAY = finding(
    "content-range-stray",
    WARNING,
    SERVER,
    "RFC 9110 §14.4",
    (
        "{status} has Content-Range, which means something in 206 and 416 alone.",
        "{status} lleva Content-Range, que solo significa algo en 206 y 416.",
    ),
    ("Leave it out, or answer 206 if this is a part.", "Omítalo, o responda 206 si es una parte."),
)
RANGE_PROMISED = finding(
    "range-promised",
    WARNING,
    SERVER,
    "RFC 9110 §14.3",
    (
        "`Accept-Ranges: bytes` promises parts, and Range is answered {status}.",
        "`Accept-Ranges: bytes` promete partes, y Range se responde con {status}.",
    ),
    (
        "Answer 206, or leave Accept-Ranges out: downloads cannot be resumed.",
        "Responda 206, u omita Accept-Ranges: las descargas no se pueden reanudar.",
    ),
)
STATUS_NOT_REGISTERED = finding(
    "status-not-registered",
    NOTE,
    SERVER,
    "RFC 9110 §15",
    (
        "{status} is no registered status: clients treat it as {treated}.",
        "{status} no es un estado registrado: los clientes lo tratan como {treated}.",
    ),
    (
        "Treat it as {treated}, and ask whoever runs the server what it means there, or to send a registered one.",
        "Trátelo como {treated} y pregunte a quien lleva el servidor qué significa allí, o que envíe uno registrado.",
    ),
)
STATUS_INVALID = finding(
    "status-invalid",
    ERROR,
    SERVER,
    "RFC 9110 §15",
    (
        "{status} is no status at all: they go from 100 to 599. Clients treat it as a 5xx.",
        "{status} no es un estado: van de 100 a 599. Los clientes lo tratan como un 5xx.",
    ),
    ("Send a status from 100 to 599.", "Envíe un estado de 100 a 599."),
)
EXPECTATION_NOT_DEFINED = finding(
    "expectation-not-defined",
    WARNING,
    CLIENT,
    "RFC 9110 §10.1.1",
    (
        "Expect has {value}, which nobody defines: a server may answer 417.",
        "Expect lleva {value}, que nadie define: un servidor puede responder 417.",
    ),
    ("Send `100-continue`, or no Expect.", "Envíe `100-continue`, o ningún Expect."),
)
EXPECTATION_WITHOUT_CONTENT = finding(
    "expectation-without-content",
    WARNING,
    CLIENT,
    "RFC 9110 §10.1.1",
    (
        "`Expect: 100-continue` in a request without content: there is nothing to wait for.",
        "`Expect: 100-continue` en una petición sin contenido: no hay nada que esperar.",
    ),
    ("Leave Expect out.", "Omita Expect."),
)
EXPECTATION_FAILED = finding(
    "expectation-failed",
    ERROR,
    SERVER,
    "RFC 9110 §15.5.18, §10.1.1",
    (
        "417: the server, or a proxy before it, does not know the expectation {value}.",
        "417: el servidor, o un proxy anterior, no conoce la expectativa {value}.",
    ),
    ("Send the request again without Expect.", "Repita la petición sin Expect."),
)
CONTINUE_UNASKED = finding(
    "continue-unasked",
    WARNING,
    SERVER,
    "RFC 9110 §10.1.1",
    (
        "100 Continue came, though the request has no `Expect: 100-continue`.",
        "Llegó 100 Continue, aunque la petición no lleva `Expect: 100-continue`.",
    ),
    ("Send it only where it is asked for.", "Envíelo solo cuando se pide."),
)
