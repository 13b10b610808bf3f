"""Methods: which there are, what OPTIONS and Allow say of them (RFC 9110 §9.1, §9.3.7, §10.2.1, §15.5.6)."""

from __future__ import annotations

from ....faults import Text
from ..answer import Answer
from ..judging import unless_field, unless_named, unless_status
from ..outcome import PASSED, DoesNotApply, Outcome, failed
from ..probe import Concern, Probe
from ..visit import UNKNOWN_METHOD, Visit

ALLOW_WITHOUT = Text(
    "{method} of the item works ({status}), but Allow does not name it: {allow}.",
    "{method} del elemento funciona ({status}), pero Allow no lo menciona: {allow}.",
)
ALLOW_TOO_MUCH = Text(
    "Allow names {method}, but {method} of the item was answered {status}: {allow}.",
    "Allow menciona {method}, pero {method} del elemento se respondió con {status}: {allow}.",
)
ALLOW_LISTS_REFUSED = Text(
    "The 405 to {method} says in Allow that {method} is allowed: {allow}.",
    "El 405 a {method} dice en Allow que {method} se permite: {allow}.",
)
NO_ALLOW = Text("OPTIONS does not tell which methods there are.", "OPTIONS no dice qué métodos hay.")
TAKES_POST = Text("POST to an item does something here.", "aquí POST a un elemento hace algo.")

_REFUSED = (405, 501)


def _options_of_collection(visit: Visit) -> tuple[Answer, ...]:
    return (visit.send("OPTIONS"),)


def _options_of_item(visit: Visit) -> tuple[Answer, ...]:
    return (visit.send("OPTIONS", visit.readable()),)


def _tells_methods(answer: Answer) -> Outcome:
    return (
        unless_status(answer, 200, 204)
        or unless_field(answer, "Allow")
        or unless_named(answer, "Allow", "GET", "HEAD")
        or PASSED
    )


def _try_all(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    options = visit.send("OPTIONS", item.url)
    if "allow" not in options.fields:
        raise DoesNotApply(NO_ALLOW)
    members = visit.replacement(item)
    return (
        options,
        visit.get(item.url),
        visit.send("HEAD", item.url),
        visit.send("PUT", item.url, members=members),
        visit.patch(item.url, visit.patch_of({})),
        visit.send("DELETE", item.url),
    )


def _tells_the_truth(options: Answer, *tried: Answer) -> Outcome:
    names, allow = options.names("allow"), ascii(options.fields["allow"])
    for answer in tried:
        is_refused = answer.status in _REFUSED
        if answer.is_success and answer.method not in names:
            return failed(ALLOW_WITHOUT, method=answer.method, status=answer.status, allow=allow)
        if is_refused and answer.method in names:
            return failed(ALLOW_TOO_MUCH, method=answer.method, status=answer.status, allow=allow)
    return PASSED


def _post_to_item(visit: Visit) -> tuple[Answer, ...]:
    item = visit.item()
    answer = visit.send("POST", item.url, members=item.sent)
    if answer.is_success:
        raise DoesNotApply(TAKES_POST)
    return (answer,)


def _method_not_allowed(answer: Answer) -> Outcome:
    wrong = unless_status(answer, 405) or unless_field(answer, "Allow")
    if wrong is None and answer.method in answer.names("allow"):
        wrong = failed(ALLOW_LISTS_REFUSED, method=answer.method, allow=ascii(answer.fields["allow"]))
    return wrong or PASSED


def _unknown_method(visit: Visit) -> tuple[Answer, ...]:
    return (visit.send(UNKNOWN_METHOD),)


def _not_implemented(answer: Answer) -> Outcome:
    return unless_status(answer, 501) or PASSED


def _trace(visit: Visit) -> tuple[Answer, ...]:
    return (visit.send("TRACE"),)


def _trace_is_off(answer: Answer) -> Outcome:
    return unless_status(answer, 405, 501) or PASSED


_TELL = Text("Answer 204 with Allow.", "Responda 204 con Allow.")

METHODS = Concern(
    "methods",
    Text("Methods", "Métodos"),
    (
        Probe(
            "options-collection",
            Text("OPTIONS of the collection has Allow", "OPTIONS de la colección tiene Allow"),
            "RFC 9110 §9.3.7, §10.2.1",
            _TELL,
            _options_of_collection,
            _tells_methods,
            judges_refusals=True,
        ),
        Probe(
            "options-item",
            Text("OPTIONS of an item has Allow", "OPTIONS de un elemento tiene Allow"),
            "RFC 9110 §9.3.7, §10.2.1",
            _TELL,
            _options_of_item,
            _tells_methods,
            judges_refusals=True,
        ),
        Probe(
            "allow-is-true",
            Text(
                "Allow names the methods that work, and no others",
                "Allow menciona los métodos que funcionan y no otros",
            ),
            "RFC 9110 §10.2.1",
            Text(
                "Make Allow of the table that requests are led by.",
                "Forme Allow con la tabla que dirige las peticiones.",
            ),
            _try_all,
            _tells_the_truth,
            writes=True,
            judges_refusals=True,
        ),
        Probe(
            "method-not-allowed",
            Text("POST to an item is 405 with Allow", "POST a un elemento da 405 con Allow"),
            "RFC 9110 §15.5.6",
            Text(
                "Answer 405 with Allow, not 404: the item is there.",
                "Responda 405 con Allow, no 404: el elemento existe.",
            ),
            _post_to_item,
            _method_not_allowed,
            writes=True,
            judges_refusals=True,
        ),
        Probe(
            "unknown-method",
            Text("An unknown method is 501", "Un método desconocido da 501"),
            "RFC 9110 §9.1, §15.6.2",
            Text(
                "Answer 501 to what you know as no method at all; 405 is for known ones.",
                "Responda 501 a lo que no conoce como método; 405 es para los conocidos.",
            ),
            _unknown_method,
            _not_implemented,
            judges_refusals=True,
        ),
        Probe(
            "trace-is-off",
            Text("TRACE is refused", "TRACE se rechaza"),
            "RFC 9110 §9.3.8",
            Text("Answer 405: what it echoes may hold secrets.", "Responda 405: lo que repite puede tener secretos."),
            _trace,
            _trace_is_off,
            judges_refusals=True,
        ),
    ),
)
