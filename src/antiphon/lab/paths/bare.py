"""Status codes without the fields that have to come with them."""

from __future__ import annotations

from ...faults import Text
from ..reply import raw, reply
from ..scenario import PathScenario
from ..visit import Visit

_RANGE = b"These are 20 bytes.\n"


async def play_bare(visit: Visit) -> None:
    """Answer with the status that the path names, and none of the fields that belong to it but its length."""
    code = visit.request.path.rpartition("/")[2]
    if not (code.isascii() and code.isdigit() and 200 <= int(code) <= 999):
        await reply(404, content="A final status code is a number from 200 to 999.\n")(visit)
    else:
        await reply(int(code), kind=None, dated=False)(visit)


BARE: tuple[PathScenario, ...] = (
    PathScenario(
        "bare/{}",
        Text("Any status code, bare", "Cualquier código de estado, sin campos"),
        Text(
            "The status comes without Date, Content-Type, and whatever else belongs to it.",
            "El estado llega sin Date, Content-Type ni nada de lo que le corresponde.",
        ),
        "RFC 9110 §6.6.1, §8.3",
        play_bare,
        example="404",
    ),
    PathScenario(
        "bare/201",
        Text("Created, but where?", "Creado, pero ¿dónde?"),
        Text(
            "The 201 has no Location, so nobody knows the address of what was created.",
            "El 201 no lleva Location, así que nadie sabe la dirección de lo creado.",
        ),
        "RFC 9110 §15.3.2",
        reply(201),
        command="antiphon post {url} name=tea",
    ),
    PathScenario(
        "bare/204",
        Text("No Content, with content", "Sin contenido, con contenido"),
        Text(
            "The 204 declares a length and sends content, which the client takes for the next response.",
            "El 204 declara una longitud y envía contenido, que el cliente toma por la respuesta siguiente.",
        ),
        "RFC 9110 §8.6, §15.3.5",
        raw("HTTP/1.1 204 No Content", "Content-Length: 5", content=b"oops\n"),
    ),
    PathScenario(
        "bare/205",
        Text("Reset Content, with content", "Restablecer contenido, con contenido"),
        Text("The 205 has content, which it may not.", "El 205 lleva contenido, y no puede."),
        "RFC 9110 §15.3.6",
        reply(205, content="Reset your form.\n"),
    ),
    PathScenario(
        "bare/206",
        Text("A part of what?", "¿Una parte de qué?"),
        Text(
            "A part is sent though no range was asked for, and without Content-Range.",
            "Se envía una parte aunque nadie pidió un rango, y sin Content-Range.",
        ),
        "RFC 9110 §15.3.7",
        reply(206, content=_RANGE),
    ),
    PathScenario(
        "bare/200-range",
        Text("Content-Range outside of 206", "Content-Range fuera de 206"),
        Text("A 200 says that it is a part.", "Un 200 dice que es una parte."),
        "RFC 9110 §14.4",
        reply(200, "Content-Range: bytes 0-19/1000", content=_RANGE),
    ),
    *(
        PathScenario(
            f"bare/{code}",
            Text(f"{code} to nowhere", f"{code} a ninguna parte"),
            Text(
                f"The {code} redirects without a Location.",
                f"El {code} redirige sin Location.",
            ),
            f"RFC 9110 §10.2.2, §{section}",
            reply(code),
        )
        for code, section in ((301, "15.4.2"), (302, "15.4.3"), (303, "15.4.4"), (307, "15.4.8"), (308, "15.4.9"))
    ),
    PathScenario(
        "bare/304",
        Text("Not Modified, unasked", "No modificado, sin preguntar"),
        Text(
            "A 304 answers a request without a condition, and has neither ETag nor Vary.",
            "Un 304 responde a una petición sin condición, y no lleva ETag ni Vary.",
        ),
        "RFC 9110 §15.4.5",
        raw("HTTP/1.1 304 Not Modified"),
    ),
    PathScenario(
        "bare/304-content",
        Text("Not Modified, with content", "No modificado, con contenido"),
        Text(
            "The 304 sends content, which the client takes for the next response.",
            "El 304 envía contenido, que el cliente toma por la respuesta siguiente.",
        ),
        "RFC 9110 §15.4.5, RFC 9112 §6.3",
        raw("HTTP/1.1 304 Not Modified", 'ETag: "lab"', "Content-Length: 5", content=b"oops\n"),
    ),
    PathScenario(
        "bare/401",
        Text("Unauthorized without a challenge", "No autorizado, sin reto"),
        Text(
            "The 401 has no WWW-Authenticate, so no client can know how to log in.",
            "El 401 no lleva WWW-Authenticate: ningún cliente puede saber cómo identificarse.",
        ),
        "RFC 9110 §11.6.1",
        reply(401),
    ),
    PathScenario(
        "bare/405",
        Text("Method not allowed, but which is?", "Método no permitido, ¿y cuál sí?"),
        Text("The 405 has no Allow.", "El 405 no lleva Allow."),
        "RFC 9110 §15.5.6",
        reply(405),
    ),
    PathScenario(
        "bare/405-lying",
        Text("The refused method is allowed", "El método rechazado está permitido"),
        Text(
            "The 405 lists in Allow the very method that it refuses.",
            "El 405 incluye en Allow justo el método que rechaza.",
        ),
        "RFC 9110 §10.2.1, §15.5.6",
        reply(405, "Allow: GET, HEAD, POST"),
    ),
    PathScenario(
        "bare/407",
        Text("A proxy without a challenge", "Un proxy sin reto"),
        Text(
            "The 407 has no Proxy-Authenticate, and there is no proxy.",
            "El 407 no lleva Proxy-Authenticate, y no hay proxy.",
        ),
        "RFC 9110 §11.7.1",
        reply(407),
    ),
    PathScenario(
        "bare/416",
        Text("Out of range, of what?", "Fuera de rango, ¿de qué?"),
        Text(
            "The 416 does not say in Content-Range how long the content is.",
            "El 416 no dice en Content-Range cuánto mide el contenido.",
        ),
        "RFC 9110 §15.5.17",
        reply(416),
    ),
    PathScenario(
        "bare/426",
        Text("Upgrade, to what?", "Cambie, ¿a qué?"),
        Text("The 426 has no Upgrade.", "El 426 no lleva Upgrade."),
        "RFC 9110 §15.5.22",
        reply(426),
    ),
    PathScenario(
        "bare/429",
        Text("Too many, until when?", "Demasiadas, ¿hasta cuándo?"),
        Text(
            "The 429 has no Retry-After, so clients guess.",
            "El 429 no lleva Retry-After, así que los clientes adivinan.",
        ),
        "RFC 6585 §4",
        reply(429),
    ),
    PathScenario(
        "bare/429-cacheable",
        Text("A refusal for everybody", "Un rechazo para todos"),
        Text(
            "Caches may keep the 429, and give it to clients that are within their limits.",
            "Las cachés pueden guardar el 429 y darlo a clientes que no pasaron su límite.",
        ),
        "RFC 6585 §4",
        reply(429, "Retry-After: 1", "Cache-Control: public, max-age=3600"),
    ),
    PathScenario(
        "bare/503",
        Text("Unavailable, until when?", "No disponible, ¿hasta cuándo?"),
        Text("The 503 has no Retry-After.", "El 503 no lleva Retry-After."),
        "RFC 9110 §15.6.4",
        reply(503),
    ),
    PathScenario(
        "bare/101",
        Text("A switch that nobody asked for", "Un cambio que nadie pidió"),
        Text(
            "The server switches to another protocol on its own accord.",
            "El servidor cambia de protocolo por su cuenta.",
        ),
        "RFC 9110 §7.8",
        raw(
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: lab",
            "Connection: upgrade",
            content=b"lab lab lab\n",
            closing=False,
        ),
    ),
    PathScenario(
        "bare/299",
        Text("A status that nobody knows", "Un estado que nadie conoce"),
        Text(
            "The code is not registered: clients treat it as the first of its class, here as 200.",
            "El código no está registrado: los clientes lo tratan como el primero de su clase, aquí como 200.",
        ),
        "RFC 9110 §15",
        reply(299, reason="Lab"),
    ),
    PathScenario(
        "bare/799",
        Text("A status of no class", "Un estado sin clase"),
        Text(
            "There is no class 7: clients treat the response as a 500.",
            "No existe la clase 7: los clientes tratan la respuesta como un 500.",
        ),
        "RFC 9110 §15",
        reply(799, reason="Lab"),
    ),
)
