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
        "GET it, put your change into what came, and send that with If-Match {current}.",
        "Léalo con GET, aplique su cambio a lo recibido y envíelo con If-Match {current}.",
    ),
)
PRECONDITION_NOT_MET = finding(
    "precondition-not-met",
    ERROR,
    CLIENT,
    "RFC 9110 §13.1, §15.5.13",
    (
        "412: {field} {sent} no longer holds, and the response does not say what is current.",
        "412: {field} {sent} ya no se cumple, y la respuesta no dice qué es lo actual.",
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
NOT_MODIFIED_UNASKED = finding(
    "not-modified-unasked",
    ERROR,
    SERVER,
    "RFC 9110 §15.4.5",
    ("304, though the request has no condition.", "304, aunque la petición no lleva ninguna condición."),
    (
        "Answer 304 only to If-None-Match or If-Modified-Since; whoever has nothing stored needs the content.",
        "Responda 304 solo a If-None-Match o If-Modified-Since; quien no tiene nada guardado necesita el contenido.",
    ),
)
NOT_MODIFIED_LACKS = finding(
    "not-modified-lacks-fields",
    WARNING,
    SERVER,
    "RFC 9110 §15.4.5",
    (
        "304 lacks {names}, which the 200 has: caches keep old values.",
        "A 304 le falta {names}, que el 200 lleva: las cachés conservan valores viejos.",
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
