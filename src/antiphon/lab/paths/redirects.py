"""Redirects: good ones, and those that lead in circles, astray, or into danger."""

from __future__ import annotations

from ...faults import Text
from ..reply import raw, reply
from ..scenario import PathScenario
from ..visit import Visit

_MOST_HOPS = 30


async def _chain(visit: Visit) -> None:
    """Lead to the next number below, and from 1 to the end."""
    last = visit.request.path.rpartition("/")[2]
    if not (last.isascii() and last.isdigit() and 1 <= int(last) <= _MOST_HOPS):
        await reply(404, content=f"A chain has 1 to {_MOST_HOPS} hops.\n")(visit)
        return
    following = "/hello" if int(last) == 1 else f"/redirect/chain/{int(last) - 1}"
    await reply(302, f"Location: {following}")(visit)


REDIRECTS: tuple[PathScenario, ...] = (
    PathScenario(
        "redirect/301",
        Text("Moved, and POST becomes GET", "Movido, y POST pasa a GET"),
        Text(
            "Nothing is broken here, but clients repeat a POST as a GET after a 301: its content is lost.",
            "Aquí no falla nada, pero tras un 301 los clientes repiten un POST como GET: su contenido se pierde.",
        ),
        "RFC 9110 §15.4.2",
        reply(301, "Location: /hello", "Cache-Control: no-store"),
        command="antiphon post {url} name=tea --follow --verbose",
    ),
    PathScenario(
        "redirect/302",
        Text("Found, and POST becomes GET", "Encontrado, y POST pasa a GET"),
        Text(
            "Nothing is broken here, but clients repeat a POST as a GET after a 302: its content is lost.",
            "Aquí no falla nada, pero tras un 302 los clientes repiten un POST como GET: su contenido se pierde.",
        ),
        "RFC 9110 §15.4.3",
        reply(302, "Location: /hello"),
        command="antiphon post {url} name=tea --follow --verbose",
    ),
    PathScenario(
        "redirect/303",
        Text("See other, by GET", "Vea otro, por GET"),
        Text(
            "Nothing is broken here: after a 303 the client asks by GET, on purpose.",
            "Aquí no falla nada: tras un 303 el cliente pregunta por GET, a propósito.",
        ),
        "RFC 9110 §15.4.4",
        reply(303, "Location: /hello"),
        command="antiphon post {url} name=tea --follow --verbose",
    ),
    PathScenario(
        "redirect/307",
        Text("Elsewhere for now, same method", "En otro lugar por ahora, mismo método"),
        Text(
            "Nothing is broken here: method and content stay.",
            "Aquí no falla nada: método y contenido se conservan.",
        ),
        "RFC 9110 §15.4.8",
        reply(307, "Location: /hello"),
        command="antiphon post {url} name=tea --follow --verbose",
    ),
    PathScenario(
        "redirect/308",
        Text("Elsewhere for ever, same method", "En otro lugar para siempre, mismo método"),
        Text(
            "Nothing is broken here: method and content stay.",
            "Aquí no falla nada: método y contenido se conservan.",
        ),
        "RFC 9110 §15.4.9",
        reply(308, "Location: /hello", "Cache-Control: no-store"),
        command="antiphon post {url} name=tea --follow --verbose",
    ),
    PathScenario(
        "redirect/loop",
        Text("A redirect to itself", "Una redirección a sí misma"),
        Text("The redirect leads to where it came from.", "La redirección lleva a donde empezó."),
        "RFC 9110 §15.4",
        reply(302, "Location: /redirect/loop"),
    ),
    PathScenario(
        "redirect/ping",
        Text("Two redirects in a circle", "Dos redirecciones en círculo"),
        Text("This redirects to redirect/pong, and that back.", "Esta redirige a redirect/pong, y aquella aquí."),
        "RFC 9110 §15.4",
        reply(302, "Location: /redirect/pong"),
    ),
    PathScenario(
        "redirect/pong",
        Text("The other half of the circle", "La otra mitad del círculo"),
        Text("This redirects to redirect/ping, and that back.", "Esta redirige a redirect/ping, y aquella aquí."),
        "RFC 9110 §15.4",
        reply(302, "Location: /redirect/ping"),
    ),
    PathScenario(
        "redirect/chain/{}",
        Text("A long chain", "Una cadena larga"),
        Text("It takes many redirects to arrive.", "Hacen falta muchas redirecciones para llegar."),
        "RFC 9110 §15.4",
        _chain,
        example=str(_MOST_HOPS),
    ),
    PathScenario(
        "redirect/to-http",
        Text("From https to http", "De https a http"),
        Text(
            "The redirect leads from https to http, where everybody can read along.",
            "La redirección lleva de https a http, donde cualquiera puede leer.",
        ),
        "RFC 9110 §15.4, §17.16.1",
        reply(302, "Location: {http}/hello"),
    ),
    PathScenario(
        "redirect/to-other-origin",
        Text("To another origin", "A otro origen"),
        Text(
            "The redirect leads to another origin: the client leaves Authorization and cookies behind.",
            "La redirección lleva a otro origen: el cliente no lleva allí Authorization ni cookies.",
        ),
        "RFC 9110 §15.4",
        reply(302, "Location: {other}/hello"),
        command="antiphon get {url} Authorization:'Bearer lab' --verbose",
    ),
    PathScenario(
        "redirect/empty",
        Text("An empty Location", "Una Location vacía"),
        Text("Location has no value.", "Location no tiene valor."),
        "RFC 9110 §10.2.2",
        reply(302, "Location: "),
    ),
    PathScenario(
        "redirect/several",
        Text("Two Locations", "Dos Location"),
        Text("Two Location fields lead to two places.", "Dos campos Location llevan a dos lugares."),
        "RFC 9110 §10.2.2",
        raw("HTTP/1.1 302 Found", "Location: /hello", "Location: /status/404", "Content-Length: 0"),
    ),
    PathScenario(
        "redirect/relative",
        Text("A relative Location", "Una Location relativa"),
        Text(
            "Nothing is broken here: Location is relative to the URL that was asked for.",
            "Aquí no falla nada: Location es relativa a la URL pedida.",
        ),
        "RFC 9110 §10.2.2",
        reply(302, "Location: ../hello?from=redirect#part"),
    ),
    PathScenario(
        "redirect/file",
        Text("To a file of the client's", "A un archivo del cliente"),
        Text("Location has the scheme file.", "Location tiene el esquema file."),
        "RFC 9110 §15.4",
        reply(302, "Location: file:///etc/hostname"),
    ),
    PathScenario(
        "redirect/script",
        Text("To a script", "A un guion"),
        Text("Location has the scheme javascript.", "Location tiene el esquema javascript."),
        "RFC 9110 §15.4",
        reply(302, "Location: javascript:alert(1)"),
    ),
    PathScenario(
        "redirect/no-url",
        Text("Not a URL", "No es una URL"),
        Text("Location is no URL: a space and a bracket.", "Location no es una URL: un espacio y un corchete."),
        "RFC 3986 §3",
        reply(302, "Location: http://[not a url/"),
    ),
    PathScenario(
        "redirect/credentials",
        Text("Credentials in Location", "Credenciales en Location"),
        Text(
            "Location has a user and a password, which end up in logs.",
            "Location lleva usuario y contraseña, que acaban en registros.",
        ),
        "RFC 9110 §4.2.4",
        reply(302, "Location: https://user:secret@{other_authority}/hello"),
    ),
    PathScenario(
        "redirect/cookie",
        Text("A cookie on the way", "Una cookie por el camino"),
        Text(
            "Nothing is broken here: the redirect sets a cookie, which the next request carries.",
            "Aquí no falla nada: la redirección pone una cookie, que lleva la petición siguiente.",
        ),
        "RFC 6265 §3",
        reply(302, "Location: /hello", "Set-Cookie: step=1; Path=/; Secure; HttpOnly; SameSite=Lax"),
    ),
    PathScenario(
        "redirect/200",
        Text("Location in a 200", "Location en un 200"),
        Text("A 200 has a Location, which means nothing there.", "Un 200 lleva Location, que ahí no significa nada."),
        "RFC 9110 §10.2.2",
        reply(200, "Location: /hello"),
    ),
)
