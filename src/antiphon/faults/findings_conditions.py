"""What lint finds of preconditions and validators (RFC 9110 §8.8, §13)."""

from __future__ import annotations

from .findings import CLIENT, ERROR, SERVER, WARNING, finding

PRECONDITION_OUTDATED = finding(
    "precondition-outdated",
    ERROR,
    CLIENT,
    "RFC 9110 §13.1.1, §15.5.13",
    (
        "412: the request has {field} {sent}, and the resource is at {current} by now: somebody changed it in between.",
        "412: la petición lleva {field} {sent}, y el recurso ya va por {current}: alguien lo cambió entretanto.",
    ),
    (
        "GET it, put your change into what came, and send that with {again} {current}.",
        "Léalo con GET, aplique su cambio a lo recibido y envíelo con {again} {current}.",
    ),
)
PRECONDITION_MET = finding(
    "precondition-met",
    ERROR,
    SERVER,
    "RFC 9110 §13.1.1, §15.5.13",
    (
        "412, though {field} {sent} holds: the response itself says that {current} is current.",
        "412, aunque {field} {sent} se cumple: la propia respuesta dice que lo actual es {current}.",
    ),
    (
        "Compare tags byte by byte, quotes included, and dates to the second; answer 412 only where none fits.",
        "Compare etiquetas byte a byte, con sus comillas, y fechas al segundo; responda 412 solo si no encajan.",
    ),
)
PRECONDITION_ABSENT = finding(
    "precondition-absent",
    ERROR,
    CLIENT,
    "RFC 9110 §13.1.1",
    (
        "412: `If-Match: *` changes only what exists, and the resource does not.",
        "412: `If-Match: *` solo cambia lo que existe, y el recurso no existe.",
    ),
    (
        "Check the address; to create it, send `If-None-Match: *` in place of If-Match.",
        "Revise la dirección; para crearlo, envíe `If-None-Match: *` en lugar de If-Match.",
    ),
)
PRECONDITION_NOT_MET = finding(
    "precondition-not-met",
    ERROR,
    CLIENT,
    "RFC 9110 §13.1, §15.5.13",
    (
        "412: {field} {sent} does not hold, and the response does not say what is current.",
        "412: {field} {sent} no se cumple, y la respuesta no dice qué es lo actual.",
    ),
    (
        "GET the resource, put your change into what came, and send that with its ETag in If-Match.",
        "Lea el recurso con GET, aplique su cambio a lo recibido y envíelo con su ETag en If-Match.",
    ),
)
PRECONDITION_EXISTS = finding(
    "precondition-exists",
    ERROR,
    CLIENT,
    "RFC 9110 §13.1.2",
    (
        "412: `If-None-Match: *` allows creating alone, and the resource exists.",
        "412: `If-None-Match: *` solo permite crear, y el recurso existe.",
    ),
    (
        "GET it and replace it with its ETag in If-Match, or choose another address.",
        "Léalo con GET y reemplácelo con su ETag en If-Match, o elija otra dirección.",
    ),
)
PRECONDITION_FAILED_UNASKED = finding(
    "precondition-failed-unasked",
    ERROR,
    SERVER,
    "RFC 9110 §15.5.13",
    ("412, though the request has no condition.", "412, aunque la petición no lleva ninguna condición."),
    (
        "Answer 428 where a condition is demanded, 409 where the state of the resource is in the way.",
        "Responda 428 si se exige una condición, 409 si estorba el estado del recurso.",
    ),
)
PRECONDITION_REQUIRED = finding(
    "precondition-wanted",
    ERROR,
    CLIENT,
    "RFC 6585 §3, RFC 9110 §13.1.1",
    (
        "428: the server changes this resource only if the request says which state it is about.",
        "428: el servidor solo cambia este recurso si la petición dice de qué estado parte.",
    ),
    (
        "GET it and send its ETag in If-Match; `If-None-Match: *` to create it.",
        "Léalo con GET y envíe su ETag en If-Match; `If-None-Match: *` para crearlo.",
    ),
)
PRECONDITION_SENT = finding(
    "precondition-wanted-though-sent",
    ERROR,
    SERVER,
    "RFC 6585 §3, RFC 9110 §13.1",
    (
        "428 demands a condition, and the request has one: {field} {sent}.",
        "428 exige una condición, y la petición lleva una: {field} {sent}.",
    ),
    (
        "Judge the condition that came, and answer 412 where it does not hold; look for a proxy that removes it.",
        "Evalúe la condición recibida y responda 412 si no se cumple; busque un proxy que la quite.",
    ),
)
NOT_MODIFIED_UNASKED = finding(
    "not-modified-unasked",
    ERROR,
    SERVER,
    "RFC 9110 §15.4.5",
    (
        "304, though the request has neither If-None-Match nor If-Modified-Since.",
        "304, aunque la petición no lleva ni If-None-Match ni If-Modified-Since.",
    ),
    (
        "Answer 304 only to If-None-Match or If-Modified-Since; whoever has nothing stored needs the content.",
        "Responda 304 solo a If-None-Match o If-Modified-Since; quien no tiene nada guardado necesita el contenido.",
    ),
)
NOT_MODIFIED_FOR_METHOD = finding(
    "not-modified-for-method",
    ERROR,
    SERVER,
    "RFC 9110 §15.4.5, §13.1.2",
    (
        "304 to {method}: only a request that reads asks whether its stored copy is still good.",
        "304 a {method}: solo una petición de lectura pregunta si su copia guardada aún sirve.",
    ),
    (
        "Answer 412 where the condition of {method} does not hold.",
        "Responda 412 si no se cumple la condición de {method}.",
    ),
)
NOT_MODIFIED_OTHER_TAG = finding(
    "not-modified-other-tag",
    ERROR,
    SERVER,
    "RFC 9110 §13.1.2, §15.4.5",
    (
        "304 says that the stored copy is still good, and names the tag {current}, which If-None-Match {sent} lacks.",
        "304 dice que la copia guardada aún sirve, y da la etiqueta {current}, que no está en If-None-Match {sent}.",
    ),
    (
        "Answer 200 with the content where no tag matches: clients go on with an old copy.",
        "Responda 200 con el contenido si ninguna etiqueta coincide: los clientes siguen con una copia vieja.",
    ),
)
NOT_MODIFIED_LACKS = finding(
    "not-modified-lacks-fields",
    WARNING,
    SERVER,
    "RFC 9110 §15.4.5",
    (
        "304 lacks {names}, which a 200 would have: caches keep old values, or cannot tell which copy is meant.",
        "A 304 le falta {names}, que un 200 llevaría: las cachés guardan valores viejos o no saben qué copia es.",
    ),
    (
        "Send Cache-Control, Content-Location, Date, ETag, Expires and Vary as in the 200.",
        "Envíe Cache-Control, Content-Location, Date, ETag, Expires y Vary como en el 200.",
    ),
)
ETAG_SYNTAX = finding(
    "etag-syntax",
    ERROR,
    SERVER,
    "RFC 9110 §8.8.3",
    (
        "ETag is not in double quotes, so conditions with it are not understood.",
        "ETag no va entre comillas dobles, así que las condiciones con él no se entienden.",
    ),
    ('Write `ETag: "…"`, or `ETag: W/"…"`.', 'Escriba `ETag: "…"`, o `ETag: W/"…"`.'),
)
TAG_IN_CONDITION_SYNTAX = finding(
    "tag-in-condition-syntax",
    ERROR,
    CLIENT,
    "RFC 9110 §8.8.3, §13.1.1, §13.1.2",
    (
        "{field} has {sent}, which is no list of entity tags: they stand in double quotes.",
        "{field} lleva {sent}, que no es una lista de etiquetas de entidad: van entre comillas dobles.",
    ),
    (
        'Send the ETag as it came, quotes included, such as {field}: "abc".',
        'Envíe el ETag tal como llegó, con sus comillas, como {field}: "abc".',
    ),
)
WEAK_TAG_IN_IF_MATCH = finding(
    "weak-tag-in-if-match",
    ERROR,
    CLIENT,
    "RFC 9110 §13.1.1, §8.8.3.2",
    (
        "If-Match has the weak tag {tag}, which matches nothing: the comparison is a strong one.",
        "If-Match lleva la etiqueta débil {tag}, que no coincide con nada: la comparación es fuerte.",
    ),
    (
        "Send a strong tag; if the server has weak ones alone, use If-Unmodified-Since, or have it send strong ones.",
        "Envíe una etiqueta fuerte; si el servidor solo tiene débiles, use If-Unmodified-Since o pídale fuertes.",
    ),
)
ETAG_SHARED = finding(
    "etag-shared-by-codings",
    WARNING,
    SERVER,
    "RFC 9110 §8.8.3.3",
    (
        "The strong tag {tag} stands for the content as {one} and as {other}: ranges of both would be mixed.",
        "La etiqueta fuerte {tag} vale para el contenido como {one} y como {other}: se mezclarían trozos de ambos.",
    ),
    (
        "Give each coding a tag of its own, or mark the tag as weak (W/).",
        "Dé a cada codificación su propia etiqueta, o márquela como débil (W/).",
    ),
)
CONDITION_IGNORED = finding(
    "condition-ignored",
    WARNING,
    SERVER,
    "RFC 9110 §13.1.2, §15.4.5",
    (
        "If-None-Match with the tag that was just sent is answered {status} with the same tag: all is sent again.",
        "If-None-Match con la etiqueta recién enviada se responde {status} con la misma etiqueta: se reenvía todo.",
    ),
    (
        "Answer 304 where the tag matches; look for a proxy that changes or removes the field.",
        "Responda 304 si la etiqueta coincide; busque un proxy que cambie o quite el campo.",
    ),
)
