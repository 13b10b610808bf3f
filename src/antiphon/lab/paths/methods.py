"""Methods that do not keep their promises (RFC 9110 §9)."""

from __future__ import annotations

from ...faults import Text
from ..reply import HTML, JSON, by_method, raw, reply
from ..scenario import PathScenario
from ..visit import Visit

_ITEM = '{"name": "tea"}\n'
_TAG = 'ETag: "lab"'


async def _every_method(visit: Visit) -> None:
    await reply(200, content=f"{visit.request.method} did what GET does.\n")(visit)


METHODS: tuple[PathScenario, ...] = (
    PathScenario(
        "method/head-differs",
        Text("HEAD is not GET", "HEAD no es GET"),
        Text(
            "HEAD tells another type and length than GET, and no ETag.",
            "HEAD dice otro tipo y otra longitud que GET, y ningún ETag.",
        ),
        "RFC 9110 §9.3.2",
        by_method(GET=reply(200, _TAG, content=_ITEM, kind=JSON), HEAD=reply(200, content="", kind=HTML)),
    ),
    PathScenario(
        "method/head-refused",
        Text("No HEAD", "Sin HEAD"),
        Text("GET works, HEAD is refused.", "GET funciona, HEAD se rechaza."),
        "RFC 9110 §9.1",
        by_method(GET=reply(200), HEAD=reply(405, "Allow: GET")),
        command="antiphon head {url}",
    ),
    PathScenario(
        "method/head-with-content",
        Text("HEAD with content", "HEAD con contenido"),
        Text(
            "The response to HEAD has content, which the client takes for the next response.",
            "La respuesta a HEAD lleva contenido, que el cliente toma por la respuesta siguiente.",
        ),
        "RFC 9110 §9.3.2",
        by_method(
            GET=reply(200),
            HEAD=raw("HTTP/1.1 200 OK", "Content-Type: text/plain", "Content-Length: 6", content=b"Hello\n"),
        ),
        command="antiphon head {url}",
    ),
    PathScenario(
        "method/allow-lies",
        Text("Allow that promises too much", "Allow que promete de más"),
        Text(
            "OPTIONS says that PUT and DELETE are allowed; both are refused.",
            "OPTIONS dice que PUT y DELETE están permitidos; ambos se rechazan.",
        ),
        "RFC 9110 §9.3.7, §10.2.1",
        by_method(GET=reply(200), OPTIONS=reply(204, "Allow: GET, HEAD, OPTIONS, PUT, DELETE")),
        command="antiphon options {url} --verbose",
    ),
    PathScenario(
        "method/allow-hides",
        Text("Allow that hides something", "Allow que oculta algo"),
        Text(
            "OPTIONS names GET alone, but DELETE works, too.", "OPTIONS nombra solo GET, pero DELETE también funciona."
        ),
        "RFC 9110 §9.3.7",
        by_method(GET=reply(200), DELETE=reply(204), OPTIONS=reply(204, "Allow: GET, HEAD")),
        command="antiphon options {url} --verbose",
    ),
    PathScenario(
        "method/options-silent",
        Text("OPTIONS without Allow", "OPTIONS sin Allow"),
        Text("OPTIONS succeeds and says nothing.", "OPTIONS tiene éxito y no dice nada."),
        "RFC 9110 §9.3.7",
        by_method(GET=reply(200), OPTIONS=reply(200)),
        command="antiphon options {url} --verbose",
    ),
    PathScenario(
        "method/anything",
        Text("Any method at all", "Cualquier método"),
        Text(
            "Methods that do not exist are answered as GET; 501 would be right.",
            "Los métodos que no existen se responden como GET; lo correcto es 501.",
        ),
        "RFC 9110 §9.1, §15.6.2",
        _every_method,
    ),
    PathScenario(
        "method/put-200",
        Text("PUT that created, and says 200", "PUT que creó, y dice 200"),
        Text(
            "PUT makes a new resource each time, but answers 200 instead of 201.",
            "PUT crea un recurso cada vez, pero responde 200 en vez de 201.",
        ),
        "RFC 9110 §9.3.4",
        by_method(GET=reply(404), PUT=reply(200, content='{"created": true}\n', kind=JSON)),
        command="antiphon put {url} name=tea",
    ),
    PathScenario(
        "method/put-tag",
        Text("A tag for what was not kept", "Una etiqueta para lo que no se guardó"),
        Text(
            "PUT answers with an ETag though the server changed the content: the client believes that it has it.",
            "PUT responde con un ETag aunque el servidor cambió el contenido: el cliente cree tenerlo.",
        ),
        "RFC 9110 §9.3.4",
        by_method(GET=reply(200, _TAG, content='{"name": "TEA", "id": 1}\n', kind=JSON), PUT=reply(204, _TAG)),
        command="antiphon put {url} name=tea --verbose",
    ),
    PathScenario(
        "method/delete-again",
        Text("DELETE that fails the second time", "DELETE que falla la segunda vez"),
        Text(
            "What is gone already is answered by 500 instead of 204, 404 or 410.",
            "Lo que ya no está recibe 500 en vez de 204, 404 o 410.",
        ),
        "RFC 9110 §9.2.2, §9.3.5",
        by_method(GET=reply(404), DELETE=reply(500)),
        command="antiphon delete {url}",
    ),
    PathScenario(
        "method/get-changes",
        Text("GET that changes something", "GET que cambia algo"),
        Text(
            "A GET says that it has deleted something: a crawler would delete it all.",
            "Un GET dice que ha borrado algo: un rastreador lo borraría todo.",
        ),
        "RFC 9110 §9.2.1",
        reply(200, content='{"deleted": 1}\n', kind=JSON),
    ),
    PathScenario(
        "method/trace",
        Text("TRACE that echoes secrets", "TRACE que repite secretos"),
        Text(
            "TRACE sends the request back, with credentials that scripts must not see.",
            "TRACE devuelve la petición, con credenciales que los guiones no deben ver.",
        ),
        "RFC 9110 §9.3.8",
        by_method(
            GET=reply(200),
            TRACE=reply(200, content="TRACE / HTTP/1.1\r\nAuthorization: Bearer s3cret\r\n\r\n", kind="message/http"),
        ),
    ),
)
