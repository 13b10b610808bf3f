"""CORS (Fetch §3.2): the one field that is missing or does not match, each in turn.

The answers are those that a page on another origin would get; `{origin}` stands for what the request's Origin says.
"""

from __future__ import annotations

from ...faults import Text
from ..reply import JSON, by_method, reply
from ..scenario import PathScenario
from ..visit import Play, Visit

_CONTENT = '{"name": "tea"}\n'
_PAGE = "https://page.example"
_PREFLIGHT = (
    "Access-Control-Allow-Methods: GET, PUT, DELETE",
    "Access-Control-Allow-Headers: content-type, authorization",
)
_TRY = f"antiphon get {{url}} Origin:{_PAGE} --verbose"
_TRY_PREFLIGHT = (
    f"antiphon options {{url}} Origin:{_PAGE} Access-Control-Request-Method:PUT "
    "Access-Control-Request-Headers:content-type --verbose"
)


def _answering(*fields: str, preflight: Play | None = None) -> Play:
    """Return what answers requests and preflights with `fields`, the latter by `preflight` where that is given."""
    wanted = reply(204, *fields, *_PREFLIGHT)
    return by_method(
        GET=_reflecting(*fields), PUT=_reflecting(*fields), DELETE=_reflecting(*fields), OPTIONS=preflight or wanted
    )


def _reflecting(*fields: str) -> Play:
    async def play(visit: Visit) -> None:
        origin = visit.request.fields.get("origin", "null")
        own = [field.replace("{origin}", origin) for field in fields]
        await reply(200, *own, content=_CONTENT, kind=JSON)(visit)

    return play


_GOOD = (f"Access-Control-Allow-Origin: {_PAGE}", "Vary: Origin")

CROSS_ORIGIN: tuple[PathScenario, ...] = (
    PathScenario(
        "cors/good",
        Text("Shared as one should", "Compartido como es debido"),
        Text(f"Nothing is broken here: {_PAGE} may read.", f"Aquí no falla nada: {_PAGE} puede leer."),
        "Fetch §3.2",
        _answering(*_GOOD),
        command=_TRY,
    ),
    PathScenario(
        "cors/missing",
        Text("Not shared at all", "Sin compartir"),
        Text(
            "No Access-Control-Allow-Origin: pages of other origins may not read the answer.",
            "Sin Access-Control-Allow-Origin: las páginas de otros orígenes no pueden leer la respuesta.",
        ),
        "Fetch §3.2.3",
        _answering(),
        command=_TRY,
    ),
    PathScenario(
        "cors/other-origin",
        Text("Shared with somebody else", "Compartido con otro"),
        Text(
            "Access-Control-Allow-Origin names another origin than the page's.",
            "Access-Control-Allow-Origin nombra otro origen que el de la página.",
        ),
        "Fetch §3.2.3",
        _answering("Access-Control-Allow-Origin: https://other.example", "Vary: Origin"),
        command=_TRY,
    ),
    PathScenario(
        "cors/slash",
        Text("An origin with a slash", "Un origen con barra"),
        Text(
            "Access-Control-Allow-Origin ends with a slash, so that it equals no origin.",
            "Access-Control-Allow-Origin acaba en barra: no es igual a ningún origen.",
        ),
        "Fetch §3.2.3",
        _answering(f"Access-Control-Allow-Origin: {_PAGE}/", "Vary: Origin"),
        command=_TRY,
    ),
    PathScenario(
        "cors/two-origins",
        Text("Two origins", "Dos orígenes"),
        Text(
            "Access-Control-Allow-Origin lists two origins; it may name one.",
            "Access-Control-Allow-Origin lista dos orígenes; puede nombrar uno.",
        ),
        "Fetch §3.2.3",
        _answering(f"Access-Control-Allow-Origin: {_PAGE}, https://other.example", "Vary: Origin"),
        command=_TRY,
    ),
    PathScenario(
        "cors/null",
        Text("Shared with null", "Compartido con null"),
        Text(
            "Access-Control-Allow-Origin is null, which any sandboxed page can be.",
            "Access-Control-Allow-Origin es null, lo que puede ser cualquier página aislada.",
        ),
        "Fetch §3.2.5",
        _answering("Access-Control-Allow-Origin: null", "Access-Control-Allow-Credentials: true", "Vary: Origin"),
        command=_TRY,
    ),
    PathScenario(
        "cors/star-with-credentials",
        Text("Everybody, with credentials", "Todos, con credenciales"),
        Text(
            "The origin is * and credentials are allowed: browsers refuse both together.",
            "El origen es * y se permiten credenciales: los navegadores rechazan ambas cosas juntas.",
        ),
        "Fetch §3.2.5",
        _answering("Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"),
        command=_TRY,
    ),
    PathScenario(
        "cors/reflected",
        Text("Whoever asks, with credentials", "Quien pregunte, con credenciales"),
        Text(
            "Whatever origin asks is allowed, with credentials: every page may act as the user.",
            "Se permite cualquier origen que pregunte, con credenciales: toda página puede actuar como el usuario.",
        ),
        "Fetch §3.2.5",
        _answering("Access-Control-Allow-Origin: {origin}", "Access-Control-Allow-Credentials: true", "Vary: Origin"),
        command=_TRY,
    ),
    PathScenario(
        "cors/no-vary",
        Text("One origin's answer for all", "La respuesta de un origen para todos"),
        Text(
            "The answer depends on Origin, but no Vary says so: a cache gives it to other origins, where it fails.",
            "La respuesta depende de Origin, pero ningún Vary lo dice: una caché la da a otros orígenes, donde falla.",
        ),
        "Fetch §3.2.5, RFC 9110 §12.5.5",
        _answering("Access-Control-Allow-Origin: {origin}", "Cache-Control: max-age=60"),
        command=_TRY,
    ),
    PathScenario(
        "cors/credentials",
        Text("Credentials, nearly", "Credenciales, casi"),
        Text(
            "Access-Control-Allow-Credentials is True; only true in lower case counts.",
            "Access-Control-Allow-Credentials es True; solo cuenta true en minúsculas.",
        ),
        "Fetch §3.2.3",
        _answering(*_GOOD, "Access-Control-Allow-Credentials: True"),
        command=_TRY,
    ),
    PathScenario(
        "cors/hidden-fields",
        Text("Fields that scripts cannot see", "Campos que los guiones no ven"),
        Text(
            "The answer has X-Total, but no Access-Control-Expose-Headers lets a script read it.",
            "La respuesta lleva X-Total, pero ningún Access-Control-Expose-Headers deja leerlo a un guion.",
        ),
        "Fetch §3.2.3",
        _answering(*_GOOD, "X-Total: 42"),
        command=_TRY,
    ),
    PathScenario(
        "cors/preflight-refused",
        Text("The preflight is refused", "La consulta previa se rechaza"),
        Text(
            "OPTIONS is answered by 405, so that PUT from another origin is never sent.",
            "OPTIONS recibe 405: un PUT de otro origen nunca se envía.",
        ),
        "Fetch §4.8",
        _answering(*_GOOD, preflight=reply(405, "Allow: GET, PUT, DELETE")),
        command=_TRY_PREFLIGHT,
    ),
    PathScenario(
        "cors/preflight-login",
        Text("The preflight has to log in", "La consulta previa debe identificarse"),
        Text(
            "OPTIONS is answered by 401, but a preflight never carries credentials.",
            "OPTIONS recibe 401, pero una consulta previa nunca lleva credenciales.",
        ),
        "Fetch §4.8",
        _answering(*_GOOD, preflight=reply(401, 'WWW-Authenticate: Basic realm="lab"', *_GOOD)),
        command=_TRY_PREFLIGHT,
    ),
    PathScenario(
        "cors/preflight-redirect",
        Text("The preflight is redirected", "La consulta previa se redirige"),
        Text(
            "OPTIONS is answered by a redirect, which a preflight does not follow.",
            "OPTIONS recibe una redirección, que una consulta previa no sigue.",
        ),
        "Fetch §4.8",
        _answering(*_GOOD, preflight=reply(307, "Location: /cors/good", *_GOOD)),
        command=_TRY_PREFLIGHT,
    ),
    PathScenario(
        "cors/preflight-method",
        Text("The method is missing", "Falta el método"),
        Text(
            "The preflight allows GET and POST, not the PUT that was asked for.",
            "La consulta previa permite GET y POST, no el PUT pedido.",
        ),
        "Fetch §4.8",
        _answering(
            *_GOOD,
            preflight=reply(
                204, *_GOOD, "Access-Control-Allow-Methods: GET, POST", "Access-Control-Allow-Headers: content-type"
            ),
        ),
        command=_TRY_PREFLIGHT,
    ),
    PathScenario(
        "cors/preflight-fields",
        Text("A field is missing", "Falta un campo"),
        Text(
            "The preflight allows no fields, not even the Content-Type that was asked for.",
            "La consulta previa no permite campos, ni el Content-Type pedido.",
        ),
        "Fetch §4.8",
        _answering(*_GOOD, preflight=reply(204, *_GOOD, "Access-Control-Allow-Methods: GET, PUT, DELETE")),
        command=_TRY_PREFLIGHT,
    ),
    PathScenario(
        "cors/preflight-star",
        Text("Any field, but Authorization", "Cualquier campo, menos Authorization"),
        Text(
            "The preflight allows the fields *, which does not include Authorization.",
            "La consulta previa permite los campos *, lo que no incluye Authorization.",
        ),
        "Fetch §4.8",
        _answering(
            *_GOOD,
            preflight=reply(204, *_GOOD, "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: *"),
        ),
        command=_TRY_PREFLIGHT.replace("content-type", "authorization"),
    ),
    PathScenario(
        "cors/error-hidden",
        Text("An error that scripts cannot see", "Un error que los guiones no ven"),
        Text(
            "The preflight is good, but the 500 that follows has no Access-Control-Allow-Origin: the page sees only "
            "that the network failed.",
            "La consulta previa es buena, pero el 500 que sigue no lleva Access-Control-Allow-Origin: la página solo "
            "ve que falló la red.",
        ),
        "Fetch §3.2.5",
        by_method(GET=reply(500), PUT=reply(500), OPTIONS=reply(204, *_GOOD, *_PREFLIGHT)),
        command=_TRY,
    ),
)
