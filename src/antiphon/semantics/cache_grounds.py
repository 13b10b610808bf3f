"""Why a cache did what it did: one row for every reason, with the rule behind it."""

from __future__ import annotations

from dataclasses import dataclass

from ..faults import Text


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason. `code` is stable, for programs; `text` is for people; `rule` is the section that says so."""

    code: str
    text: Text
    rule: str


# -- a stored response was used ------------------------------------------------------------------------------------

FRESH = Ground("fresh", Text("The stored response is fresh.", "La respuesta guardada está fresca."), "RFC 9111 §4.2")
IMMUTABLE = Ground(
    "immutable",
    Text(
        "The stored response is fresh and will not change while it is, so it was not asked for again.",
        "La respuesta guardada está fresca y no cambiará mientras lo esté; no se volvió a pedir.",
    ),
    "RFC 8246 §2",
)
PART_OF_STORED = Ground(
    "part-of-stored",
    Text(
        "The part that was asked for is in the stored response, which is fresh.",
        "La parte pedida está en la respuesta guardada, que está fresca.",
    ),
    "RFC 9111 §3.3",
)
FORCED = Ground(
    "forced",
    Text(
        "The request takes whatever is stored, however old.",
        "La petición acepta lo que esté guardado, por viejo que sea.",
    ),
    "Fetch §2.2.5",
)
STALE_WANTED = Ground(
    "max-stale",
    Text(
        "The stored response is stale, within what the request's max-stale allows.",
        "La respuesta guardada está caducada, dentro de lo que permite max-stale en la petición.",
    ),
    "RFC 9111 §5.2.1.2",
)
STALE_WHILE_REVALIDATE = Ground(
    "stale-while-revalidate",
    Text(
        "The stored response is stale, within stale-while-revalidate; it is being asked for again in the background.",
        "La respuesta guardada está caducada, dentro de stale-while-revalidate; se vuelve a pedir en segundo plano.",
    ),
    "RFC 5861 §3",
)
STALE_IF_ERROR = Ground(
    "stale-if-error",
    Text(
        "Asking again failed, and the stored response is still within stale-if-error.",
        "Volver a pedirla falló, y la respuesta guardada sigue dentro de stale-if-error.",
    ),
    "RFC 5861 §4",
)
NOT_MODIFIED = Ground(
    "not-modified",
    Text(
        "The server said that the stored response is still good.",
        "El servidor dijo que la respuesta guardada sigue siendo válida.",
    ),
    "RFC 9111 §4.3.4",
)
NOT_MODIFIED_OTHERWISE = Ground(
    "not-modified-otherwise",
    Text(
        "The server said that nothing has changed but named another validator, so the stored fields were not updated.",
        "El servidor dijo que nada ha cambiado pero dio otro validador; los campos guardados no se actualizaron.",
    ),
    "RFC 9111 §4.3.4",
)

# -- it was not ----------------------------------------------------------------------------------------------------

NOTHING_STORED = Ground(
    "nothing-stored",
    Text("Nothing is stored for this request.", "No hay nada guardado para esta petición."),
    "RFC 9111 §4",
)
OTHER_VARIANT = Ground(
    "other-variant",
    Text(
        "What is stored for this URL answers a request with other fields, as its Vary says.",
        "Lo guardado para esta URL responde a una petición con otros campos, según su Vary.",
    ),
    "RFC 9111 §4.1",
)
STALE = Ground("stale", Text("The stored response is stale.", "La respuesta guardada está caducada."), "RFC 9111 §4.2")
NO_CACHE_RESPONSE = Ground(
    "response-no-cache",
    Text(
        "The stored response says no-cache: it has to be asked for each time.",
        "La respuesta guardada dice no-cache: hay que preguntar cada vez.",
    ),
    "RFC 9111 §5.2.2.4",
)
NO_CACHE_REQUEST = Ground(
    "request-no-cache",
    Text(
        "The request wants the server's own word.",
        "La petición quiere la palabra del propio servidor.",
    ),
    "RFC 9111 §5.2.1.4",
)
TOO_OLD = Ground(
    "request-max-age",
    Text(
        "The stored response is older than the request's max-age.",
        "La respuesta guardada es más vieja que el max-age de la petición.",
    ),
    "RFC 9111 §5.2.1.1",
)
NOT_FRESH_ENOUGH = Ground(
    "request-min-fresh",
    Text(
        "The stored response does not stay fresh for as long as the request's min-fresh.",
        "La respuesta guardada no seguirá fresca tanto como pide min-fresh.",
    ),
    "RFC 9111 §5.2.1.3",
)
RELOADED = Ground(
    "reload",
    Text(
        "The request does not look at what is stored.",
        "La petición no mira lo que está guardado.",
    ),
    "Fetch §2.2.5",
)
ONLY_IF_CACHED = Ground(
    "only-if-cached",
    Text(
        "The request may not go to the server, and nothing stored answers it.",
        "La petición no puede ir al servidor, y nada guardado la responde.",
    ),
    "RFC 9111 §5.2.1.7",
)
HEAD_ONLY = Ground(
    "head",
    Text(
        "The fields were asked for alone, and no fresh response has them.",
        "Se pidieron solo los campos, y ninguna respuesta fresca los tiene.",
    ),
    "RFC 9111 §4.3.5",
)

# -- the cache kept out --------------------------------------------------------------------------------------------

METHOD_PASSES = Ground(
    "method",
    Text(
        "Requests with this method go through the cache to the server.",
        "Las peticiones con este método atraviesan la caché hasta el servidor.",
    ),
    "RFC 9111 §4",
)
NO_STORE_WANTED = Ground(
    "request-no-store",
    Text(
        "The request wants nothing to do with the cache.",
        "La petición no quiere saber nada de la caché.",
    ),
    "RFC 9111 §5.2.1.5",
)
CONDITIONAL_REQUEST = Ground(
    "conditional-request",
    Text(
        "The request has conditions of its own, whose answer is the caller's.",
        "La petición lleva condiciones propias, cuya respuesta es de quien llama.",
    ),
    "RFC 9111 §4.3.2",
)
RANGE_REQUEST = Ground(
    "range-request",
    Text(
        "The request asks for a part, and no whole response is stored that has it.",
        "La petición pide una parte, y no hay guardada una respuesta entera que la tenga.",
    ),
    "RFC 9111 §3.3",
)
CONTENT_IN_REQUEST = Ground(
    "content-in-request",
    Text(
        "The request has content, which nothing stored takes into account.",
        "La petición lleva contenido, que nada guardado tiene en cuenta.",
    ),
    "RFC 9110 §9.3.1",
)
QUERY_IS_A_STREAM = Ground(
    "query-is-a-stream",
    Text(
        "The query is a stream, so it cannot be part of the key.",
        "La consulta es un flujo, así que no puede formar parte de la clave.",
    ),
    "RFC 10008 §2.7",
)
TRUST_WITHOUT_NAME = Ground(
    "trust-without-name",
    Text(
        "The request is verified in a way that has no name, so its response is not shared.",
        "La petición se verifica de un modo sin nombre, así que su respuesta no se comparte.",
    ),
    "RFC 9111 §7.1",
)

# -- a response is kept, or not ------------------------------------------------------------------------------------

KEPT = Ground("kept", Text("The response may be stored.", "La respuesta se puede guardar."), "RFC 9111 §3")
NO_STORE = Ground(
    "no-store",
    Text("The response says no-store.", "La respuesta dice no-store."),
    "RFC 9111 §5.2.2.5",
)
NOT_UNDERSTOOD = Ground(
    "must-understand",
    Text(
        "The response must be understood, and its status code is not known.",
        "La respuesta exige entenderse, y su código de estado no se conoce.",
    ),
    "RFC 9111 §5.2.2.3",
)
PARTIAL = Ground(
    "partial",
    Text(
        "The response is partial or about another one; only whole ones are stored.",
        "La respuesta es parcial o trata de otra; solo se guardan enteras.",
    ),
    "RFC 9111 §3",
)
VARIES_ALWAYS = Ground(
    "vary-star",
    Text(
        "The response varies by more than fields can tell (`Vary: *`, or too many).",
        "La respuesta varía por más de lo que dicen los campos (`Vary: *`, o demasiados).",
    ),
    "RFC 9111 §4.1",
)
NOTHING_EXPLICIT = Ground(
    "nothing-explicit",
    Text(
        "Responses with this status are not stored unless they say for how long.",
        "Las respuestas con este estado no se guardan si no dicen por cuánto tiempo.",
    ),
    "RFC 9111 §3",
)
OF_NO_USE = Ground(
    "of-no-use",
    Text(
        "The response is neither fresh for any time nor has it a validator.",
        "La respuesta no está fresca ningún tiempo ni tiene validador.",
    ),
    "RFC 9111 §4.2",
)
TOO_LARGE = Ground(
    "too-large",
    Text(
        "The content is larger than what the cache takes.",
        "El contenido es mayor de lo que admite la caché.",
    ),
    "RFC 9111 §2",
)
