"""Pages of other origins: what CORS promises them, where it is offered (Fetch §3.2)."""

from __future__ import annotations

from ....faults import Text
from ..answer import Answer
from ..judging import unless_field, unless_status, unless_varies
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Probe
from ..visit import Visit

ANY_WITH_CREDENTIALS = Text(
    "Access-Control-Allow-Origin is * with credentials allowed, which browsers refuse.",
    "Access-Control-Allow-Origin es * con credenciales permitidas, lo que los navegadores rechazan.",
)
NOT_OFFERED = Text("pages of other origins are not let in.", "no se deja entrar a páginas de otros orígenes.")

_ORIGIN = "https://antiphon-check.example"
_ALLOWED = "access-control-allow-origin"


def _preflight(visit: Visit) -> tuple[Answer, ...]:
    fields = {"Origin": _ORIGIN, "Access-Control-Request-Method": "GET"}
    answer = visit.send("OPTIONS", None, fields)
    if _ALLOWED not in answer.fields:
        raise DoesNotApply(NOT_OFFERED)
    return (answer,)


def _lets_in(answer: Answer) -> Outcome:
    # A page is let in by a preflight whose status is ok alone (Fetch §4.8).
    return unless_status(answer, 200, 204) or _consistent(answer)


def _consistent(answer: Answer) -> Outcome:
    if answer.fields[_ALLOWED] != "*":
        return unless_varies(answer, "Origin") or PASSED
    if answer.fields.get("access-control-allow-credentials") == "true":
        return failed(ANY_WITH_CREDENTIALS)
    return PASSED


def _read_and_fail(visit: Visit) -> tuple[Answer, ...]:
    good = visit.get(None, {"Origin": _ORIGIN})
    if _ALLOWED not in good.fields:
        raise DoesNotApply(NOT_OFFERED)
    return good, visit.get(visit.absent(), {"Origin": _ORIGIN})


def _tells_errors(good: Answer, bad: Answer) -> Outcome:
    wrong = unless_field(bad, "Access-Control-Allow-Origin")
    return wrong or _consistent(good)


CORS = Concern(
    "cors",
    Text("Pages of other origins", "Páginas de otros orígenes"),
    (
        Probe(
            "preflight",
            Text("A preflight is answered consistently", "Una consulta previa se responde de forma coherente"),
            "Fetch §3.2.3",
            Text(
                "Echo the origin with Vary: Origin, or send * without credentials.",
                "Repita el origen con Vary: Origin, o envíe * sin credenciales.",
            ),
            _preflight,
            _lets_in,
            judges_refusals=True,
        ),
        Probe(
            "cors-on-errors",
            Text("Errors are shown to other origins, too", "Los errores también se muestran a otros orígenes"),
            "Fetch §3.2.3",
            Text("Send the fields with every status.", "Envíe los campos con cada estado."),
            _read_and_fail,
            _tells_errors,
        ),
    ),
)
