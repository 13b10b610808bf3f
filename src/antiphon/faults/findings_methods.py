"""What lint finds of methods and what servers make of them (RFC 9110 §9)."""

from __future__ import annotations

from .findings import CLIENT, ERROR, SERVER, WARNING, finding

ALLOW_MISSING = finding(
    "allow-missing",
    ERROR,
    SERVER,
    "RFC 9110 §15.5.6, §10.2.1",
    ("405 without Allow: it does not say what is allowed.", "405 sin Allow: no dice qué se permite."),
    (
        "Send Allow with the methods that this resource has, or an empty one.",
        "Envíe Allow con los métodos que tiene este recurso, o vacío.",
    ),
)
ALLOW_LISTS_REFUSED_METHOD = finding(
    "allow-lists-refused-method",
    ERROR,
    SERVER,
    "RFC 9110 §15.5.6, §10.2.1",
    (
        "405 refuses {method}, and Allow lists it.",
        "405 rechaza {method}, y Allow lo incluye.",
    ),
    (
        "Take it out of Allow; if it fails for another reason, answer with the status of that reason.",
        "Quítelo de Allow; si falla por otro motivo, responda con el estado de ese motivo.",
    ),
)
CREATED_WITHOUT_201 = finding(
    "created-without-201",
    WARNING,
    SERVER,
    "RFC 9110 §9.3.4",
    (
        "PUT created the resource and was answered {status}.",
        "PUT creó el recurso y se respondió {status}.",
    ),
    (
        "Answer 201 where PUT creates, 200 or 204 where it replaces.",
        "Responda 201 cuando PUT crea, y 200 o 204 cuando reemplaza.",
    ),
)
PUT_VALIDATOR_FOR_OTHER_CONTENT = finding(
    "put-validator-for-other-content",
    WARNING,
    SERVER,
    "RFC 9110 §9.3.4",
    (
        "The response to PUT has {field}, though what comes back is not what was sent.",
        "La respuesta a PUT lleva {field}, aunque lo que vuelve no es lo que se envió.",
    ),
    (
        "Send a validator after PUT only where the content was stored as it came; clients take it for theirs.",
        "Envíe un validador tras PUT solo si el contenido se guardó tal cual; los clientes lo dan por suyo.",
    ),
)
DELETE_AGAIN = finding(
    "delete-again",
    WARNING,
    SERVER,
    "RFC 9110 §9.3.5, §9.2.2",
    (
        "The second DELETE of the same resource is answered {status}.",
        "El segundo DELETE del mismo recurso se responde con {status}.",
    ),
    (
        "Answer 404, 410 or 204: what is gone stays gone, and clients repeat DELETE when a connection breaks.",
        "Responda 404, 410 o 204: lo borrado sigue borrado, y los clientes repiten DELETE si se corta la conexión.",
    ),
)
HEAD_DIFFERS = finding(
    "head-differs",
    WARNING,
    SERVER,
    "RFC 9110 §9.3.2",
    (
        "HEAD answers otherwise than GET in: {names}.",
        "HEAD responde distinto que GET en: {names}.",
    ),
    (
        "Have HEAD run as GET does, and leave the content out at the end.",
        "Haga que HEAD se procese como GET y omita el contenido al final.",
    ),
)
HEAD_STATUS_DIFFERS = finding(
    "head-status-differs",
    WARNING,
    SERVER,
    "RFC 9110 §9.3.2, §9.1",
    ("HEAD is answered {head}, GET {get}.", "HEAD se responde con {head} y GET con {get}."),
    (
        "GET and HEAD have to be supported alike by every server.",
        "Todo servidor debe admitir GET y HEAD por igual.",
    ),
)
ALLOW_LACKS_METHOD = finding(
    "allow-lacks-method",
    WARNING,
    SERVER,
    "RFC 9110 §9.3.7, §10.2.1",
    ("{method} works, and the Allow of OPTIONS lacks it.", "{method} funciona, y el Allow de OPTIONS no lo incluye."),
    (
        "List every method of the resource in Allow.",
        "Incluya en Allow todos los métodos del recurso.",
    ),
)
ALLOW_LISTS_FAILING_METHOD = finding(
    "allow-lists-failing-method",
    WARNING,
    SERVER,
    "RFC 9110 §9.3.7, §10.2.1",
    (
        "The Allow of OPTIONS lists {method}, which is answered {status}.",
        "El Allow de OPTIONS incluye {method}, que se responde con {status}.",
    ),
    ("Take it out of Allow, or support it.", "Quítelo de Allow, o admítalo."),
)
CLIENT_MISTAKE_AS_5XX = finding(
    "client-mistake-as-5xx",
    ERROR,
    SERVER,
    "RFC 9110 §15.5, §15.6",
    (
        "{status} for a mistake in the request ({mistake}): the server says that the fault is its own.",
        "{status} por un error de la petición ({mistake}): el servidor dice que la culpa es suya.",
    ),
    (
        "Check what comes in, and answer 400, 415 or 422 with what is wrong: clients and proxies repeat a 5xx.",
        "Compruebe lo que llega y responda 400, 415 o 422 con lo que está mal: clientes y proxies repiten un 5xx.",
    ),
)
CLIENT_MISTAKE_LIKELY = finding(
    "client-mistake-likely-as-5xx",
    WARNING,
    SERVER,
    "RFC 9110 §15.5, §15.6",
    (
        "{status}, and the same request with other content is answered {fixed}: the server fails over what was sent.",
        "{status}, y la misma petición con otro contenido se responde con {fixed}: el servidor falla por lo enviado.",
    ),
    (
        "Check what comes in, and answer 400 or 422 with what is wrong; look in the server's log for the exception.",
        "Compruebe lo que llega y responda 400 o 422 con lo que está mal; busque la excepción en el registro.",
    ),
)
METHOD_CASE = finding(
    "method-case",
    ERROR,
    CLIENT,
    "RFC 9110 §9.1",
    (
        "The method is {method}: methods are case-sensitive, and this one is not {meant}.",
        "El método es {method}: las mayúsculas cuentan en los métodos, y este no es {meant}.",
    ),
    ("Send {meant}.", "Envíe {meant}."),
)
CONTENT_WITHOUT_MEANING = finding(
    "content-without-meaning",
    WARNING,
    CLIENT,
    "RFC 9110 §9.3.1, §9.3.2, §9.3.5",
    (
        "{method} with content, which has no meaning there: servers and proxies drop, refuse or misread it.",
        "{method} con contenido, que ahí no significa nada: servidores y proxies lo descartan, rechazan o leen mal.",
    ),
    (
        "Put it in the query, or use QUERY (RFC 10008) or POST.",
        "Póngalo en la consulta, o use QUERY (RFC 10008) o POST.",
    ),
)
