"""Who may: challenges that cannot be met, and refusals that say the wrong thing (RFC 9110 §11)."""

from __future__ import annotations

import base64

from ...faults import Text
from ..reply import by_method, reply
from ..scenario import PathScenario
from ..visit import Visit

_BASIC = 'WWW-Authenticate: Basic realm="lab", charset="UTF-8"'
_GOOD = "Basic " + base64.b64encode(b"lab:lab").decode()


async def _basic(visit: Visit) -> None:
    """Let lab:lab in."""
    known = visit.request.fields.get("authorization") == _GOOD
    await (reply(200, "Cache-Control: private") if known else reply(401, _BASIC))(visit)


async def _forbidden(visit: Visit) -> None:
    """Refuse everybody with 403, also those who have not said who they are."""
    await reply(403)(visit)


ACCESS: tuple[PathScenario, ...] = (
    PathScenario(
        "access/basic",
        Text("A name and a password", "Un nombre y una contraseña"),
        Text(
            "Nothing is broken here: user lab, password lab.",
            "Aquí no falla nada: usuario lab, contraseña lab.",
        ),
        "RFC 7617",
        _basic,
        command="antiphon get {url} --auth lab:lab",
    ),
    PathScenario(
        "access/basic-over-http",
        Text("A password in clear", "Una contraseña a la vista"),
        Text(
            "Over http a password is asked for, which everybody on the way can read.",
            "Se pide por http una contraseña, que cualquiera en el camino puede leer.",
        ),
        "RFC 7617 §4, RFC 9110 §17.16.1",
        _basic,
        command="antiphon get {url} --auth lab:lab",
        secure=False,
    ),
    PathScenario(
        "access/again",
        Text("The same challenge again", "El mismo reto otra vez"),
        Text(
            "Whatever credentials come, the same challenge follows: they are wrong.",
            "Lleguen las credenciales que lleguen, sigue el mismo reto: son erróneas.",
        ),
        "RFC 9110 §15.5.2",
        reply(401, _BASIC),
        command="antiphon get {url} --auth lab:wrong --verbose",
    ),
    PathScenario(
        "access/expired-token",
        Text("An expired token", "Un token caducado"),
        Text(
            "The token has expired, as the challenge says; a new one is needed.",
            "El token ha caducado, como dice el reto; hace falta otro.",
        ),
        "RFC 6750 §3.1",
        reply(
            401,
            'WWW-Authenticate: Bearer realm="lab", error="invalid_token", error_description="The token expired"',
        ),
        command="antiphon get {url} --bearer lab",
    ),
    PathScenario(
        "access/scope",
        Text("A token that may too little", "Un token que puede muy poco"),
        Text(
            "The token is good, but not for this: the challenge names the scope that is missing.",
            "El token vale, pero no para esto: el reto nombra el alcance que falta.",
        ),
        "RFC 6750 §3.1",
        reply(403, 'WWW-Authenticate: Bearer realm="lab", error="insufficient_scope", scope="write"'),
        command="antiphon get {url} --bearer lab",
    ),
    PathScenario(
        "access/unknown-scheme",
        Text("A scheme that nobody knows", "Un esquema que nadie conoce"),
        Text("The challenge asks for the scheme Lab.", "El reto pide el esquema Lab."),
        "RFC 9110 §11.1",
        reply(401, 'WWW-Authenticate: Lab realm="lab"'),
    ),
    PathScenario(
        "access/broken-challenge",
        Text("A challenge that does not parse", "Un reto que no se entiende"),
        Text("The challenge's quotes never end.", "Las comillas del reto no se cierran."),
        "RFC 9110 §11.3",
        reply(401, 'WWW-Authenticate: Basic realm="lab'),
    ),
    PathScenario(
        "access/403",
        Text("Forbidden, but who asks?", "Prohibido, pero ¿a quién?"),
        Text(
            "Clients without credentials get 403 instead of 401, so that none tries to log in.",
            "Los clientes sin credenciales reciben 403 en vez de 401, así que ninguno intenta identificarse.",
        ),
        "RFC 9110 §15.5.2, §15.5.4",
        _forbidden,
    ),
    PathScenario(
        "access/404",
        Text("Not there, or not for you?", "¿No está, o no es para usted?"),
        Text(
            "With credentials the answer is 200, without them 404: the 404 hides a 403.",
            "Con credenciales la respuesta es 200, sin ellas 404: el 404 oculta un 403.",
        ),
        "RFC 9110 §15.5.4",
        by_method(GET=lambda visit: reply(200 if "authorization" in visit.request.fields else 404)(visit)),
    ),
    PathScenario(
        "access/200",
        Text("A login page in a 200", "Una página de entrada en un 200"),
        Text(
            "Instead of 401 a page asks for a password, with the status 200: programs take it for the answer.",
            "En vez de 401, una página pide una contraseña con el estado 200: los programas la toman por la respuesta.",
        ),
        "RFC 9110 §15.5.2",
        reply(
            200,
            content="<!doctype html><title>Log in</title><form method=post><input type=password name=p></form>\n",
            kind="text/html; charset=utf-8",
        ),
        command="antiphon get {url} Accept:application/json",
    ),
)
