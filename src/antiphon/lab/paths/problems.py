"""Errors that are told badly: problem details that are wrong, errors inside of 200, and the wrong side blamed."""

from __future__ import annotations

import json

from ...faults import Text
from ..reply import HTML, JSON, by_method, reply
from ..scenario import PathScenario
from ..visit import Visit

_PROBLEM = "application/problem+json"


async def _mistaken(visit: Visit) -> None:
    """Fail with 500 where the client's JSON is broken."""
    try:
        json.loads(visit.request.content)
    except ValueError:
        await reply(500, content="Traceback: JSONDecodeError in app.py, line 12\n")(visit)
    else:
        await reply(200, content='{"done": true}\n', kind=JSON)(visit)


PROBLEMS: tuple[PathScenario, ...] = (
    PathScenario(
        "problem/good",
        Text("A problem well told", "Un problema bien contado"),
        Text("Nothing is broken here: a 404 with problem details.", "Aquí no falla nada: un 404 con su problema."),
        "RFC 9457 §3",
        reply(404, content='{"type":"about:blank","title":"Not Found","status":404}\n', kind=_PROBLEM),
    ),
    PathScenario(
        "problem/array",
        Text("A problem that is an array", "Un problema que es una lista"),
        Text("The problem is a JSON array, not an object.", "El problema es una lista JSON, no un objeto."),
        "RFC 9457 §3",
        reply(422, content='[{"title":"No price"}]\n', kind=_PROBLEM),
    ),
    PathScenario(
        "problem/status",
        Text("A problem with another status", "Un problema con otro estado"),
        Text("The problem says 404, the status line 400.", "El problema dice 404, la línea de estado 400."),
        "RFC 9457 §3.1.2",
        reply(400, content='{"title":"Not Found","status":404}\n', kind=_PROBLEM),
    ),
    PathScenario(
        "problem/type",
        Text("A problem of the wrong type", "Un problema del tipo equivocado"),
        Text(
            "The problem is sent as application/json, so that no client recognizes it.",
            "El problema se envía como application/json: ningún cliente lo reconoce.",
        ),
        "RFC 9457 §3",
        reply(404, content='{"type":"about:blank","title":"Not Found","status":404}\n', kind=JSON),
    ),
    PathScenario(
        "problem/members",
        Text("A problem with wrong members", "Un problema con miembros equivocados"),
        Text(
            "The status is a string and the title a number.",
            "El estado es una cadena y el título un número.",
        ),
        "RFC 9457 §3.1",
        reply(404, content='{"title":404,"status":"Not Found"}\n', kind=_PROBLEM),
    ),
    PathScenario(
        "problem/not-json",
        Text("A problem that is no JSON", "Un problema que no es JSON"),
        Text("problem+json is announced, HTML comes.", "Se anuncia problem+json, llega HTML."),
        "RFC 9457 §3",
        reply(500, content="<h1>Error</h1>\n", kind=_PROBLEM),
    ),
    PathScenario(
        "problem/html",
        Text("HTML for a program", "HTML para un programa"),
        Text(
            "A client that asks for JSON gets its error as a page.",
            "Un cliente que pide JSON recibe su error como página.",
        ),
        "RFC 9110 §12.5.1",
        reply(404, content="<!doctype html><title>Not found</title><h1>Not found</h1>\n", kind=HTML),
        command="antiphon get {url} Accept:application/json --verbose",
    ),
    PathScenario(
        "problem/error-in-200",
        Text("An error in a 200", "Un error en un 200"),
        Text("The status says success, the content error.", "El estado dice éxito, el contenido error."),
        "RFC 9205 §4.6",
        reply(200, content='{"error":"No such product"}\n', kind=JSON),
    ),
    PathScenario(
        "problem/no-success",
        Text("A 200 without success", "Un 200 sin éxito"),
        Text("The status is 200, but success is false.", "El estado es 200, pero success es falso."),
        "RFC 9205 §4.6",
        reply(200, content='{"success":false,"message":"Price missing"}\n', kind=JSON),
    ),
    PathScenario(
        "problem/problem-in-200",
        Text("A problem in a 200", "Un problema en un 200"),
        Text("Problem details are sent with the status 200.", "El problema se envía con el estado 200."),
        "RFC 9457 §3",
        reply(200, content='{"title":"Not Found","status":404}\n', kind=_PROBLEM),
    ),
    PathScenario(
        "problem/client-mistake",
        Text("The client's mistake, answered 500", "El error del cliente, respondido 500"),
        Text(
            "Broken JSON in a POST is answered by 500; the same request with good JSON by 200.",
            "Un JSON roto en un POST recibe 500; la misma petición con buen JSON, 200.",
        ),
        "RFC 9110 §15.5.1, §15.6.1",
        by_method(POST=_mistaken, GET=reply(500, content="Traceback: ValueError in app.py, line 12\n")),
        command="antiphon post {url} --raw '{{\"name\"'",
    ),
    PathScenario(
        "problem/trace",
        Text("An error that tells too much", "Un error que cuenta demasiado"),
        Text(
            "The 500 shows the program's trace, with paths and a password.",
            "El 500 muestra la traza del programa, con rutas y una contraseña.",
        ),
        "RFC 9457 §5",
        reply(500, content='Traceback: File "/srv/app.py", line 12\n  connect("db", password="lab-secret")\n'),
    ),
)
