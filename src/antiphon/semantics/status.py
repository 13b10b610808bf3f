"""Status codes: every one that IANA lists, what it means and what to do about it (RFC 9110 §15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..faults import Text


@dataclass(frozen=True, slots=True)
class Status:
    """A status code. `phrase` is IANA's; `meaning` says what happened, `advice` what the client should do."""

    code: int
    phrase: str
    rfc: str
    meaning: Text
    advice: Text


CLASSES: Mapping[int, Text] = MappingProxyType(
    {
        1: Text("Informational: the request was received, more follows.", "Informativo: la petición llegó, hay más."),
        2: Text("Successful: the request was received and done.", "Éxito: la petición se recibió y se hizo."),
        3: Text("Redirection: something more is needed to complete it.", "Redirección: hace falta algo más."),
        4: Text("Client error: the request is at fault.", "Error del cliente: la petición tiene la culpa."),
        5: Text("Server error: the server failed a good request.", "Error del servidor: falló una petición válida."),
    }
)

STATUSES: Mapping[int, Status] = MappingProxyType(
    {
        status.code: status
        for status in (
            Status(
                100,
                "Continue",
                "RFC 9110 §15.2.1",
                Text(
                    "The server has read the head and waits for the content.",
                    "El servidor leyó la cabecera y espera el contenido.",
                ),
                Text("Send the content.", "Envíe el contenido."),
            ),
            Status(
                101,
                "Switching Protocols",
                "RFC 9110 §15.2.2",
                Text(
                    "The connection changes to the protocol named in Upgrade.",
                    "La conexión cambia al protocolo indicado en Upgrade.",
                ),
                Text("Go on in the new protocol.", "Siga en el nuevo protocolo."),
            ),
            Status(
                102,
                "Processing",
                "RFC 2518 §10.1",
                Text(
                    "The server is still at work on the request; newer WebDAV no longer uses this.",
                    "El servidor sigue trabajando en la petición; WebDAV ya no lo usa.",
                ),
                Text("Wait for the final response.", "Espere la respuesta final."),
            ),
            Status(
                103,
                "Early Hints",
                "RFC 8297 §2",
                Text(
                    "The server names resources that the final response will need.",
                    "El servidor adelanta los recursos que necesitará la respuesta final.",
                ),
                Text("Load what Link names, and wait.", "Cargue lo que indica Link y espere."),
            ),
            Status(
                104,
                "Upload Resumption Supported",
                "draft-ietf-httpbis-resumable-upload",
                Text(
                    "The server can resume this upload if it breaks off.",
                    "El servidor puede reanudar esta subida si se corta.",
                ),
                Text("Keep the upload's URL from Location.", "Guarde la URL de la subida que da Location."),
            ),
            Status(
                200,
                "OK",
                "RFC 9110 §15.3.1",
                Text(
                    "The request succeeded; the content is its result.",
                    "La petición tuvo éxito; el contenido es su resultado.",
                ),
                Text("Use the content.", "Use el contenido."),
            ),
            Status(
                201,
                "Created",
                "RFC 9110 §15.3.2",
                Text(
                    "The request created a resource: that in Location, or else the one that was asked for.",
                    "La petición creó un recurso: el de Location o, sin él, el que se pidió.",
                ),
                Text("Read the new resource at Location.", "Lea el recurso nuevo en Location."),
            ),
            Status(
                202,
                "Accepted",
                "RFC 9110 §15.3.3",
                Text(
                    "The request was accepted but is not done yet, and may still fail.",
                    "La petición se aceptó pero aún no se ha hecho, y puede fallar.",
                ),
                Text(
                    "Ask later at the place that the response names.", "Pregunte más tarde donde indica la respuesta."
                ),
            ),
            Status(
                203,
                "Non-Authoritative Information",
                "RFC 9110 §15.3.4",
                Text(
                    "A proxy changed the origin's response on its way.",
                    "Un proxy cambió la respuesta del origen por el camino.",
                ),
                Text("Ask the origin itself if that matters.", "Pregunte al origen si eso importa."),
            ),
            Status(
                204,
                "No Content",
                "RFC 9110 §15.3.5",
                Text(
                    "The request succeeded and there is nothing to send back.",
                    "La petición tuvo éxito y no hay nada que devolver.",
                ),
                Text("Do not parse content: there is none.", "No lea contenido: no lo hay."),
            ),
            Status(
                205,
                "Reset Content",
                "RFC 9110 §15.3.6",
                Text(
                    "The request succeeded; the form it came from can be cleared.",
                    "La petición tuvo éxito; el formulario de origen se puede vaciar.",
                ),
                Text("Clear the form.", "Vacíe el formulario."),
            ),
            Status(
                206,
                "Partial Content",
                "RFC 9110 §15.3.7",
                Text("The content is the part that Range asked for.", "El contenido es la parte que pidió Range."),
                Text("Put it in the place that Content-Range gives.", "Póngala en el lugar que da Content-Range."),
            ),
            Status(
                207,
                "Multi-Status",
                "RFC 4918 §11.1",
                Text(
                    "The content has a status for each of several resources.",
                    "El contenido tiene un estado para cada uno de varios recursos.",
                ),
                Text("Look at each status inside.", "Mire cada estado de dentro."),
            ),
            Status(
                208,
                "Already Reported",
                "RFC 5842 §7.1",
                Text(
                    "These members were listed earlier in the same response.",
                    "Estos miembros ya se listaron antes en la misma respuesta.",
                ),
                Text("Use the earlier entry.", "Use la entrada anterior."),
            ),
            Status(
                226,
                "IM Used",
                "RFC 3229 §10.4.1",
                Text(
                    "The content is a difference to a version that the client has.",
                    "El contenido es una diferencia con una versión que tiene el cliente.",
                ),
                Text("Apply it to that version.", "Aplíquela a esa versión."),
            ),
            Status(
                300,
                "Multiple Choices",
                "RFC 9110 §15.4.1",
                Text(
                    "There are several representations, and the client may choose.",
                    "Hay varias representaciones, y el cliente puede elegir.",
                ),
                Text("Choose one, or follow Location.", "Elija una, o siga Location."),
            ),
            Status(
                301,
                "Moved Permanently",
                "RFC 9110 §15.4.2",
                Text(
                    "The resource has a new URL for good; a POST may turn into a GET on the way.",
                    "El recurso tiene una URL nueva para siempre; un POST puede volverse GET por el camino.",
                ),
                Text(
                    "Use the URL in Location from now on; a server that wants the method kept sends 308.",
                    "Use desde ahora la URL de Location; un servidor que quiera conservar el método envía 308.",
                ),
            ),
            Status(
                302,
                "Found",
                "RFC 9110 §15.4.3",
                Text(
                    "The resource is at another URL for now; a POST may turn into a GET on the way.",
                    "El recurso está en otra URL por ahora; un POST puede volverse GET por el camino.",
                ),
                Text(
                    "Follow Location this time; a server that wants the method kept sends 307.",
                    "Siga Location esta vez; un servidor que quiera conservar el método envía 307.",
                ),
            ),
            Status(
                303,
                "See Other",
                "RFC 9110 §15.4.4",
                Text(
                    "The result of the request can be read by GET at another URL.",
                    "El resultado de la petición se lee con GET en otra URL.",
                ),
                Text("GET the URL in Location.", "Haga GET de la URL de Location."),
            ),
            Status(
                304,
                "Not Modified",
                "RFC 9110 §15.4.5",
                Text(
                    "The copy that the client has is still good, so nothing is sent again. This is not an error.",
                    "La copia que tiene el cliente sigue sirviendo, así que no se envía nada. No es un error.",
                ),
                Text("Use the stored copy.", "Use la copia guardada."),
            ),
            Status(
                305,
                "Use Proxy",
                "RFC 9110 §15.4.6",
                Text(
                    "Deprecated: it told clients to use a proxy, which nobody may say in this way.",
                    "Obsoleto: indicaba usar un proxy, cosa que nadie debe pedir así.",
                ),
                Text("Do not follow it.", "No lo siga."),
            ),
            Status(
                306,
                "(Unused)",
                "RFC 9110 §15.4.7",
                Text("Not used any more.", "Ya no se usa."),
                Text("Nothing.", "Nada."),
            ),
            Status(
                307,
                "Temporary Redirect",
                "RFC 9110 §15.4.8",
                Text(
                    "The resource is at another URL for now; method and content stay the same.",
                    "El recurso está en otra URL por ahora; método y contenido se conservan.",
                ),
                Text("Send the same request to Location.", "Envíe la misma petición a Location."),
            ),
            Status(
                308,
                "Permanent Redirect",
                "RFC 9110 §15.4.9",
                Text(
                    "The resource has a new URL for good; method and content stay the same.",
                    "El recurso tiene una URL nueva para siempre; método y contenido se conservan.",
                ),
                Text(
                    "Send the same request to Location, now and from now on.",
                    "Envíe la misma petición a Location, ahora y en adelante.",
                ),
            ),
            Status(
                400,
                "Bad Request",
                "RFC 9110 §15.5.1",
                Text(
                    "The server cannot read the request: its syntax or framing is wrong.",
                    "El servidor no puede leer la petición: su sintaxis o delimitación es incorrecta.",
                ),
                Text(
                    "Change the request before sending it again; content that reads well but breaks a rule is 422.",
                    "Cambie la petición antes de repetirla; un contenido legible que incumple una regla es 422.",
                ),
            ),
            Status(
                401,
                "Unauthorized",
                "RFC 9110 §15.5.2",
                Text(
                    "There are no valid credentials with the request: the server does not know who asks.",
                    "La petición no trae credenciales válidas: el servidor no sabe quién pregunta.",
                ),
                Text(
                    "Send credentials as WWW-Authenticate asks; someone who is known but may not gets 403.",
                    "Envíe credenciales como pide WWW-Authenticate; quien es conocido pero no puede recibe 403.",
                ),
            ),
            Status(
                402,
                "Payment Required",
                "RFC 9110 §15.5.3",
                Text(
                    "Reserved; some services use it when a payment or a quota is missing.",
                    "Reservado; algunos servicios lo usan cuando falta un pago o una cuota.",
                ),
                Text("Read what the service says about it.", "Lea lo que el servicio dice de ello."),
            ),
            Status(
                403,
                "Forbidden",
                "RFC 9110 §15.5.4",
                Text(
                    "The server understood, knows who asks or need not, and refuses.",
                    "El servidor entendió, sabe quién pregunta o no le hace falta, y se niega.",
                ),
                Text(
                    "Other credentials may help; the same request will not.",
                    "Quizá ayuden otras credenciales; la misma petición, no.",
                ),
            ),
            Status(
                404,
                "Not Found",
                "RFC 9110 §15.5.5",
                Text(
                    "There is nothing at this URL, or the server will not say that there is.",
                    "No hay nada en esta URL, o el servidor no quiere decir que lo haya.",
                ),
                Text("Check the path and the identifiers in it.", "Compruebe la ruta y los identificadores que lleva."),
            ),
            Status(
                405,
                "Method Not Allowed",
                "RFC 9110 §15.5.6",
                Text(
                    "The resource exists but does not take this method.",
                    "El recurso existe, pero no admite este método.",
                ),
                Text("Use a method that Allow lists.", "Use un método de los que lista Allow."),
            ),
            Status(
                406,
                "Not Acceptable",
                "RFC 9110 §15.5.7",
                Text(
                    "No representation fits the Accept fields of the request.",
                    "Ninguna representación encaja con los campos Accept de la petición.",
                ),
                Text(
                    "Accept one of the types that the server offers, or */*.",
                    "Acepte uno de los tipos que ofrece el servidor, o */*.",
                ),
            ),
            Status(
                407,
                "Proxy Authentication Required",
                "RFC 9110 §15.5.8",
                Text("The proxy wants credentials of its own.", "El proxy pide sus propias credenciales."),
                Text(
                    "Send Proxy-Authorization as Proxy-Authenticate asks.",
                    "Envíe Proxy-Authorization como pide Proxy-Authenticate.",
                ),
            ),
            Status(
                408,
                "Request Timeout",
                "RFC 9110 §15.5.9",
                Text(
                    "The request did not arrive whole in the time the server waits.",
                    "La petición no llegó entera en el tiempo que espera el servidor.",
                ),
                Text("Send it again on a new connection.", "Envíela de nuevo en otra conexión."),
            ),
            Status(
                409,
                "Conflict",
                "RFC 9110 §15.5.10",
                Text(
                    "The request clashes with the present state of the resource.",
                    "La petición choca con el estado actual del recurso.",
                ),
                Text(
                    "Read the resource, settle the conflict, send again.",
                    "Lea el recurso, resuelva el conflicto y envíe de nuevo.",
                ),
            ),
            Status(
                410,
                "Gone",
                "RFC 9110 §15.5.11",
                Text("There was something here, and it is gone for good.", "Aquí hubo algo, y se fue para siempre."),
                Text("Remove links to it.", "Quite los enlaces que llevan aquí."),
            ),
            Status(
                411,
                "Length Required",
                "RFC 9110 §15.5.12",
                Text(
                    "The server wants Content-Length and got none.",
                    "El servidor quiere Content-Length y no lo recibió.",
                ),
                Text("Send Content-Length.", "Envíe Content-Length."),
            ),
            Status(
                412,
                "Precondition Failed",
                "RFC 9110 §15.5.13",
                Text(
                    "A condition such as If-Match does not hold: the resource has changed, or exists already.",
                    "Una condición como If-Match no se cumple: el recurso cambió, o ya existe.",
                ),
                Text(
                    "Read the resource and its ETag, merge your change, try again.",
                    "Lea el recurso y su ETag, una su cambio e inténtelo de nuevo.",
                ),
            ),
            Status(
                413,
                "Content Too Large",
                "RFC 9110 §15.5.14",
                Text(
                    "The content is larger than the server takes.",
                    "El contenido es mayor de lo que admite el servidor.",
                ),
                Text("Send less at once.", "Envíe menos de una vez."),
            ),
            Status(
                414,
                "URI Too Long",
                "RFC 9110 §15.5.15",
                Text("The URL is longer than the server takes.", "La URL es más larga de lo que admite el servidor."),
                Text(
                    "Send the data as content, with POST or QUERY.", "Envíe los datos como contenido, con POST o QUERY."
                ),
            ),
            Status(
                415,
                "Unsupported Media Type",
                "RFC 9110 §15.5.16",
                Text(
                    "The content's type or coding is not one the server reads here.",
                    "El servidor no lee aquí ese tipo o codificación de contenido.",
                ),
                Text(
                    "Set Content-Type to a type in Accept, Accept-Post or Accept-Patch.",
                    "Ponga en Content-Type un tipo de Accept, Accept-Post o Accept-Patch.",
                ),
            ),
            Status(
                416,
                "Range Not Satisfiable",
                "RFC 9110 §15.5.17",
                Text(
                    "None of the asked ranges lies inside the content.",
                    "Ninguno de los rangos pedidos está dentro del contenido.",
                ),
                Text("Look at the length in Content-Range.", "Mire la longitud en Content-Range."),
            ),
            Status(
                417,
                "Expectation Failed",
                "RFC 9110 §15.5.18",
                Text("The server does not do what Expect asks.", "El servidor no hace lo que pide Expect."),
                Text("Leave out Expect, or send only 100-continue.", "Omita Expect, o envíe solo 100-continue."),
            ),
            Status(
                418,
                "(Unused)",
                "RFC 9110 §15.5.19",
                Text(
                    "Reserved because of a joke about teapots (RFC 2324).",
                    "Reservado por una broma sobre teteras (RFC 2324).",
                ),
                Text("Nothing.", "Nada."),
            ),
            Status(
                421,
                "Misdirected Request",
                "RFC 9110 §15.5.20",
                Text(
                    "This server does not answer for the host in the request.",
                    "Este servidor no responde por el servidor pedido.",
                ),
                Text(
                    "Send it over a new connection to the right host.",
                    "Envíela por una conexión nueva al servidor correcto.",
                ),
            ),
            Status(
                422,
                "Unprocessable Content",
                "RFC 9110 §15.5.21",
                Text(
                    "The content reads well but breaks a rule: a field is missing, too long, or wrong.",
                    "El contenido se lee bien pero incumple una regla: un campo falta, es largo o incorrecto.",
                ),
                Text("Mend the fields that the response lists.", "Corrija los campos que lista la respuesta."),
            ),
            Status(
                423,
                "Locked",
                "RFC 4918 §11.3",
                Text("The resource is locked by somebody.", "El recurso está bloqueado por alguien."),
                Text("Send the lock's token, or wait.", "Envíe el token del bloqueo, o espere."),
            ),
            Status(
                424,
                "Failed Dependency",
                "RFC 4918 §11.4",
                Text("This part failed because another part did.", "Esta parte falló porque falló otra."),
                Text("Mend the other part.", "Corrija la otra parte."),
            ),
            Status(
                425,
                "Too Early",
                "RFC 8470 §5.2",
                Text(
                    "The request came in early data, which somebody could repeat.",
                    "La petición llegó en datos anticipados, que alguien podría repetir.",
                ),
                Text("Send it again after the handshake.", "Envíela de nuevo tras el saludo TLS."),
            ),
            Status(
                426,
                "Upgrade Required",
                "RFC 9110 §15.5.22",
                Text("The server answers only in another protocol.", "El servidor responde solo en otro protocolo."),
                Text("Use the protocol that Upgrade names.", "Use el protocolo que indica Upgrade."),
            ),
            Status(
                428,
                "Precondition Required",
                "RFC 6585 §3",
                Text(
                    "The server wants a condition, so that nobody overwrites another's change.",
                    "El servidor exige una condición, para que nadie pise el cambio de otro.",
                ),
                Text("Read the ETag first, then send it in If-Match.", "Lea antes el ETag y envíelo en If-Match."),
            ),
            Status(
                429,
                "Too Many Requests",
                "RFC 6585 §4",
                Text("The client asked too often.", "El cliente preguntó demasiadas veces."),
                Text("Wait as long as Retry-After says.", "Espere lo que diga Retry-After."),
            ),
            Status(
                431,
                "Request Header Fields Too Large",
                "RFC 6585 §5",
                Text(
                    "The fields of the request are larger than the server takes.",
                    "Los campos de la petición son mayores de lo que admite el servidor.",
                ),
                Text(
                    "Send fewer or shorter fields; look at the cookies first.",
                    "Envíe menos campos o más cortos; mire primero las cookies.",
                ),
            ),
            Status(
                451,
                "Unavailable For Legal Reasons",
                "RFC 7725 §3",
                Text(
                    "The law, or somebody who invokes it, forbids the answer.",
                    "La ley, o quien la invoca, prohíbe la respuesta.",
                ),
                Text(
                    'Read who demands it, in Link with rel="blocked-by".',
                    'Lea quién lo exige, en Link con rel="blocked-by".',
                ),
            ),
            Status(
                500,
                "Internal Server Error",
                "RFC 9110 §15.6.1",
                Text(
                    "Something unexpected failed in the server; the client did nothing wrong.",
                    "Algo inesperado falló en el servidor; el cliente no hizo nada mal.",
                ),
                Text(
                    "Look in the server's log, or report it with the time and any identifier in the response.",
                    "Mire el registro del servidor, o comuníquelo con la hora y el identificador, si lo hay.",
                ),
            ),
            Status(
                501,
                "Not Implemented",
                "RFC 9110 §15.6.2",
                Text(
                    "The server does not know this method, or cannot do it anywhere.",
                    "El servidor no conoce este método, o no puede hacerlo en ningún recurso.",
                ),
                Text(
                    "Check the method's spelling: it is upper-case.",
                    "Compruebe cómo se escribe el método: en mayúsculas.",
                ),
            ),
            Status(
                502,
                "Bad Gateway",
                "RFC 9110 §15.6.3",
                Text(
                    "A gateway got no usable answer from the server behind it.",
                    "Una pasarela no recibió una respuesta utilizable del servidor de detrás.",
                ),
                Text(
                    "See whether the server behind the gateway runs and listens; the gateway's log says what it got.",
                    "Vea si el servidor de detrás funciona y escucha; el registro de la pasarela dice qué recibió.",
                ),
            ),
            Status(
                503,
                "Service Unavailable",
                "RFC 9110 §15.6.4",
                Text(
                    "The server cannot answer now: overload, or maintenance.",
                    "El servidor no puede responder ahora: sobrecarga o mantenimiento.",
                ),
                Text("Try again after Retry-After.", "Inténtelo de nuevo tras Retry-After."),
            ),
            Status(
                504,
                "Gateway Timeout",
                "RFC 9110 §15.6.5",
                Text(
                    "A gateway got no answer in time from the server behind it.",
                    "Una pasarela no recibió respuesta a tiempo del servidor de detrás.",
                ),
                Text(
                    "Look at the server behind the gateway; the request may have been done.",
                    "Mire el servidor de detrás; la petición pudo hacerse.",
                ),
            ),
            Status(
                505,
                "HTTP Version Not Supported",
                "RFC 9110 §15.6.6",
                Text("The server does not speak this version of HTTP.", "El servidor no habla esta versión de HTTP."),
                Text("Use HTTP/1.1.", "Use HTTP/1.1."),
            ),
            Status(
                506,
                "Variant Also Negotiates",
                "RFC 2295 §8.1",
                Text(
                    "The server's content negotiation leads in a circle.",
                    "La negociación de contenido del servidor da vueltas en círculo.",
                ),
                Text("Tell the operator.", "Avise a quien lo opera."),
            ),
            Status(
                507,
                "Insufficient Storage",
                "RFC 4918 §11.5",
                Text("The server has no room to store this.", "El servidor no tiene espacio para guardar esto."),
                Text("Free some room, or send less.", "Libere espacio, o envíe menos."),
            ),
            Status(
                508,
                "Loop Detected",
                "RFC 5842 §7.2",
                Text(
                    "The server stopped because it would go in a circle.",
                    "El servidor se detuvo porque daría vueltas sin fin.",
                ),
                Text("Ask for less depth.", "Pida menos profundidad."),
            ),
            Status(
                510,
                "Not Extended",
                "RFC 2774 §7",
                Text("Obsolete: the request lacked an extension.", "Obsoleto: a la petición le faltaba una extensión."),
                Text("Nothing; it is historic.", "Nada; es histórico."),
            ),
            Status(
                511,
                "Network Authentication Required",
                "RFC 6585 §6",
                Text(
                    "The network itself wants a login, as in hotels; the server you asked did not answer.",
                    "La propia red pide identificarse, como en hoteles; no respondió el servidor pedido.",
                ),
                Text("Log in to the network with a browser.", "Identifíquese en la red con un navegador."),
            ),
        )
    }
)


def phrase(code: int) -> str:
    """Return the reason phrase of `code`, the empty string where IANA lists none."""
    status = STATUSES.get(code)
    return "" if status is None or status.phrase == "(Unused)" else status.phrase


def status_class(code: int) -> int:
    """Return the class of `code`: its first digit, or 5 where it is no status code at all (RFC 9110 §15)."""
    return code // 100 if 100 <= code <= 599 else 5


def is_final(code: int) -> bool:
    """Tell whether no further response follows; 101 ends the exchange though it is a 1xx."""
    return status_class(code) > 1 or code == 101


def treat_as(code: int) -> int:
    """Return the code whose meaning a client gives to `code`: itself, or x00 where it is not known (RFC 9110 §15)."""
    return code if code in STATUSES else status_class(code) * 100
