"""What lint finds of negotiation (RFC 9110 §12, §15.5.7, §15.5.16)."""

from __future__ import annotations

from .findings import CLIENT, ERROR, NOTE, SERVER, WARNING, finding

NOT_ACCEPTABLE_UNASKED = finding(
    "not-acceptable-unasked",
    ERROR,
    SERVER,
    "RFC 9110 §15.5.7, §12.5.1",
    (
        "406, though the request accepts everything.",
        "406, aunque la petición acepta cualquier cosa.",
    ),
    (
        "Without Accept, or with */*, send what there is.",
        "Sin Accept, o con */*, envíe lo que haya.",
    ),
)
NOT_ACCEPTABLE_YET_OFFERED = finding(
    "not-acceptable-yet-offered",
    ERROR,
    SERVER,
    "RFC 9110 §15.5.7, §12.5.1",
    (
        "406, though the server offers {offered}, which Accept asks for.",
        "406, aunque el servidor ofrece {offered}, que Accept pide.",
    ),
    (
        "Compare media ranges without their weights and without regard to case.",
        "Compare los tipos sin sus pesos y sin distinguir mayúsculas.",
    ),
)
ACCEPT_UNMET = finding(
    "accept-unmet",
    NOTE,
    CLIENT,
    "RFC 9110 §15.5.7",
    (
        "406: nothing that the server has fits {asked}{offered}.",
        "406: nada de lo que tiene el servidor encaja con {asked}{offered}.",
    ),
    (
        "Ask for something that it has, or take whatever there is: without {field}, or with `{anything}` added.",
        "Pida algo que tenga, o acepte lo que haya: sin {field}, o añadiendo `{anything}`.",
    ),
)
TYPE_REFUSED = finding(
    "type-refused",
    ERROR,
    CLIENT,
    "RFC 9110 §15.5.16",
    (
        "415: {sent} was sent, the server takes {offered}.",
        "415: se envió {sent}, el servidor admite {offered}.",
    ),
    (
        "Send the content as one of those types, and say so in Content-Type.",
        "Envíe el contenido en uno de esos tipos, y dígalo en Content-Type.",
    ),
)
TYPE_OF_NOTHING = finding(
    "type-of-nothing-refused",
    WARNING,
    SERVER,
    "RFC 9110 §15.5.16",
    (
        "415, though the request has neither content nor Content-Type whose type could be wrong.",
        "415, aunque la petición no lleva ni contenido ni Content-Type cuyo tipo pudiera fallar.",
    ),
    (
        "Send content with its Content-Type, if some is wanted; else have the server answer what is really wrong.",
        "Envíe contenido con su Content-Type, si se exige; si no, que el servidor responda lo que falla de verdad.",
    ),
)
TYPE_REFUSED_AND_OFFERED = finding(
    "type-refused-and-offered",
    ERROR,
    SERVER,
    "RFC 9110 §15.5.16",
    (
        "415 refuses {sent}, and {field} lists it.",
        "415 rechaza {sent}, y {field} lo incluye.",
    ),
    (
        "Take it out of {field}; if parameters or the coding are the reason, say so there.",
        "Quítelo de {field}; si el motivo son los parámetros o la codificación, dígalo ahí.",
    ),
)
TYPE_NOT_SENT = finding(
    "type-not-sent",
    ERROR,
    CLIENT,
    "RFC 9110 §8.3, §15.5.16",
    (
        "415, and the request has content without Content-Type.",
        "415, y la petición lleva contenido sin Content-Type.",
    ),
    ("Send Content-Type, such as application/json.", "Envíe Content-Type, como application/json."),
)
CODING_REFUSED = finding(
    "coding-refused",
    ERROR,
    CLIENT,
    "RFC 9110 §15.5.16, §12.5.3",
    (
        "415: the content was sent with the coding {sent}, the server takes {offered}.",
        "415: el contenido se envió con la codificación {sent}, el servidor admite {offered}.",
    ),
    (
        "Send it without Content-Encoding, or in one of those codings.",
        "Envíelo sin Content-Encoding, o en una de esas.",
    ),
)
TYPE_REFUSED_WITHOUT_OFFER = finding(
    "type-refused-without-offer",
    WARNING,
    SERVER,
    "RFC 9110 §15.5.16, RFC 5789 §2.2, RFC 10008 §3",
    (
        "415 refuses {sent} without {field}: it does not say which types are taken.",
        "415 rechaza {sent} sin {field}: no dice qué tipos se admiten.",
    ),
    (
        "Have the server send {field} with the types that it takes; until then its documentation has to say them.",
        "Haga que el servidor envíe {field} con los tipos que admite; hasta entonces debe decirlos su documentación.",
    ),
)
VARY_LACKS_CODING = finding(
    "vary-lacks-accept-encoding",
    WARNING,
    SERVER,
    "RFC 9110 §12.5.5",
    (
        "The content is encoded as {coding} because Accept-Encoding asks for it, and Vary does not say so: caches give "
        "it to clients that cannot read it.",
        "El contenido va codificado como {coding} porque lo pide Accept-Encoding, y Vary no lo dice: las cachés lo "
        "darán a clientes que no pueden leerlo.",
    ),
    ("Send `Vary: Accept-Encoding`, whether encoded or not.", "Envíe `Vary: Accept-Encoding`, codifique o no."),
)
VARY_LACKS = finding(
    "vary-lacks-field",
    WARNING,
    SERVER,
    "RFC 9110 §12.5.5",
    (
        "The same URL answers with another {what} when {field} differs, and Vary does not list {field}.",
        "La misma URL responde con otro {what} cuando cambia {field}, y Vary no incluye {field}.",
    ),
    ("Add {field} to Vary, in every answer of this URL.", "Añada {field} a Vary, en toda respuesta de esta URL."),
)
VARY_MAY_LACK = finding(
    "vary-may-lack-field",
    NOTE,
    SERVER,
    "RFC 9110 §12.5.5",
    (
        "The answer is in what {field} asks for, and Vary does not list {field}.",
        "La respuesta está en lo que pide {field}, y Vary no incluye {field}.",
    ),
    (
        "If it would be another for another {field}, add that to Vary.",
        "Si sería otra con otro {field}, añádalo a Vary.",
    ),
)
VARY_STAR = finding(
    "vary-star",
    WARNING,
    SERVER,
    "RFC 9110 §12.5.5, RFC 9111 §4.1",
    (
        "`Vary: *` says that anything may change the answer: no cache ever uses it.",
        "`Vary: *` dice que cualquier cosa puede cambiar la respuesta: ninguna caché la usa jamás.",
    ),
    (
        "Name the fields that count, or send `Cache-Control: no-store` if that is meant.",
        "Nombre los campos que cuentan, o envíe `Cache-Control: no-store` si es lo que se quiere.",
    ),
)
