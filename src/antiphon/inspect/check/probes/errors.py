"""Errors: what they say, and how (RFC 9457, RFC 9110 §15.5)."""

from __future__ import annotations

import re

from ....faults import Text
from ..answer import Answer
from ..judging import unless_field
from ..outcome import PASSED, DoesNotApply, Outcome, failed, skipped
from ..probe import Concern, Probe
from ..visit import Visit

NOT_AN_OBJECT = Text(
    "The problem of {method} {target} is no JSON object.", "El problema de {method} {target} no es un objeto JSON."
)
OTHER_STATUS = Text(
    "The problem of {method} {target} says status {said}, but the response is a {status}.",
    "El problema de {method} {target} dice status {said}, pero la respuesta es un {status}.",
)
WRONG_MEMBER = Text(
    "The member {member} of the problem of {method} {target} is {found}, not text.",
    "El miembro {member} del problema de {method} {target} es {found}, no un texto.",
)
TRACE_SHOWN = Text(
    "The {status} response to {method} {target} shows the inside of the program: {words}.",
    "La respuesta {status} a {method} {target} enseña el interior del programa: {words}.",
)
SUCCESS_WITH_ERROR = Text(
    "GET {target} of what is not there is 200, and its content tells of an error.",
    "GET {target} de lo que no existe da 200, y su contenido habla de un error.",
)
NO_PROBLEMS = Text("errors are not told as problem+json.", "los errores no se cuentan como problem+json.")
EMPTY_ERROR = Text("errors have no content.", "los errores no tienen contenido.")
OPEN_TO_ALL = Text("whoever asks without credentials is answered.", "se responde a quien pregunta sin credenciales.")

_TEXTS = ("type", "title", "detail", "instance")
_TRACE = re.compile(
    rb"Traceback \(most recent call last\)|\n\s+at [\w.$<>]+\(|\.(?:py|js|rb|php|java|go|cs):\d+|SQLSTATE\[|ORA-\d{5}"
)


def _get_absent(visit: Visit) -> tuple[Answer, ...]:
    return (visit.get(visit.absent()),)


def _typed(answer: Answer) -> Outcome:
    return unless_field(answer, "Content-Type") or PASSED if answer.content else skipped(EMPTY_ERROR)


def _is_problem(answer: Answer) -> Outcome:
    kind = answer.media_type
    if kind is None or kind.essence != "application/problem+json":
        return skipped(NO_PROBLEMS)
    about = {"method": answer.method, "target": answer.target}
    problem = answer.value
    if not isinstance(problem, dict):
        return failed(NOT_AN_OBJECT, **about)
    if problem.get("status", answer.status) != answer.status:
        return failed(OTHER_STATUS, said=ascii(problem["status"]), status=answer.status, **about)
    wrong = next((name for name in _TEXTS if not isinstance(problem.get(name, ""), str)), None)
    return PASSED if wrong is None else failed(WRONG_MEMBER, member=wrong, found=ascii(problem[wrong]), **about)


def _provoke(visit: Visit) -> tuple[Answer, ...]:
    absent = visit.get(visit.absent())
    odd = visit.get(visit.place_of("%27%22%00"))
    if visit.refused is not None:
        return absent, odd
    visit.new()
    return absent, odd, visit.send("POST", content=b'{"antiphon": ', media_type=visit.shape.media_type)


def _shows_nothing(*answers: Answer) -> Outcome:
    for answer in answers:
        found = _TRACE.search(answer.content)
        if found is not None and answer.status >= 400:
            words = ascii(found[0].decode("utf-8", "replace"))
            return failed(TRACE_SHOWN, status=answer.status, method=answer.method, target=answer.target, words=words)
    return PASSED


def _no_error_in_success(answer: Answer) -> Outcome:
    content = answer.value
    if answer.is_success and isinstance(content, dict) and ("error" in content or content.get("success") is False):
        return failed(SUCCESS_WITH_ERROR, target=answer.target)
    return PASSED


def _without_credentials(visit: Visit) -> tuple[Answer, ...]:
    # An authenticator that adds nothing, so that neither the session's nor the user's netrc does.
    answer = visit.send("GET", None, {"Authorization": "Bearer antiphon-check"}, auth=lambda request: None)
    if answer.status != 401:
        raise DoesNotApply(OPEN_TO_ALL)
    return (answer,)


def _challenges(answer: Answer) -> Outcome:
    return unless_field(answer, "WWW-Authenticate") or PASSED


ERRORS = Concern(
    "errors",
    Text("Errors", "Errores"),
    (
        Probe(
            "error-type",
            Text("The content of an error has a Content-Type", "El contenido de un error tiene Content-Type"),
            "RFC 9110 §8.3",
            Text("Send it as application/problem+json.", "Envíelo como application/problem+json."),
            _get_absent,
            _typed,
        ),
        Probe(
            "problem-details",
            Text("problem+json is well-formed", "problem+json está bien formado"),
            "RFC 9457 §3.1",
            Text(
                "Send an object whose status is that of the response.",
                "Envíe un objeto cuyo status sea el de la respuesta.",
            ),
            _get_absent,
            _is_problem,
        ),
        Probe(
            "no-error-in-success",
            Text("An error is not a 200", "Un error no es un 200"),
            "RFC 9110 §15.5, RFC 9205 §4.6",
            Text("Say it by the status code.", "Dígalo con el código de estado."),
            _get_absent,
            _no_error_in_success,
        ),
        Probe(
            "no-trace",
            Text("Errors do not show the inside of the program", "Los errores no enseñan el interior del programa"),
            "RFC 9110 §17.3",
            Text(
                "Log the trace, and send a number to find it by.",
                "Registre la traza y envíe un número para encontrarla.",
            ),
            _provoke,
            _shows_nothing,
        ),
        Probe(
            "challenge",
            Text("401 has WWW-Authenticate", "401 tiene WWW-Authenticate"),
            "RFC 9110 §15.5.2, §11.6.1",
            Text("Send WWW-Authenticate with every 401.", "Envíe WWW-Authenticate con cada 401."),
            _without_credentials,
            _challenges,
            judges_refusals=True,
        ),
    ),
)
