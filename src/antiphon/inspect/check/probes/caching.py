"""Caching: what responses let caches do (RFC 9111)."""

from __future__ import annotations

from ....faults import Text
from ....semantics.cache_control import parse_cache_control
from ..answer import Answer
from ..outcome import PASSED, Outcome, failed, skipped
from ..probe import Concern, Probe
from ..visit import Visit

CONTRADICTION = Text(
    "Cache-Control of {method} {target} says both {one} and {other}.",
    "Cache-Control de {method} {target} dice {one} y también {other}.",
)
AGE_BROKEN = Text(
    "Cache-Control of {method} {target} has {directive}={found}, which is no number of seconds.",
    "Cache-Control de {method} {target} tiene {directive}={found}, que no es un número de segundos.",
)
GUESSED = Text(
    "GET {target} has Last-Modified but no Cache-Control, so caches guess how long it is fresh, and show old rows.",
    "GET {target} tiene Last-Modified pero no Cache-Control: las cachés adivinan cuánto dura y muestran filas viejas.",
)
WRITE_STORED = Text(
    "The {status} response to POST may be stored for {seconds} seconds.",
    "La respuesta {status} a POST se puede guardar {seconds} segundos.",
)
NOT_TOLD = Text("nothing is said about caching.", "no se dice nada de caché.")

_EXCLUSIVE = (("no-store", "max-age"), ("public", "private"), ("no-store", "public"))


def _read(visit: Visit) -> tuple[Answer, ...]:
    return visit.get(), visit.get(visit.readable())


def _sane(*answers: Answer) -> Outcome:
    wrong = next((each for answer in answers if (each := _wrong(answer)) is not None), None)
    if wrong is not None:
        return wrong
    return PASSED if any("cache-control" in answer.fields for answer in answers) else skipped(NOT_TOLD)


def _wrong(answer: Answer) -> Outcome | None:
    said = parse_cache_control(answer.fields.get_all("cache-control"))
    about = {"method": answer.method, "target": answer.target}
    for one, other in _EXCLUSIVE:
        if one in said and other in said and said[other] != ["0"]:
            return failed(CONTRADICTION, one=one, other=other, **about)
    for directive in ("max-age", "s-maxage"):
        for argument in said.get(directive, ()):
            if argument is None or not argument.isdecimal():
                return failed(AGE_BROKEN, directive=directive, found=ascii(argument), **about)
    return None


def _read_item(visit: Visit) -> tuple[Answer, ...]:
    return (visit.get(visit.readable()),)


def _not_guessed(answer: Answer) -> Outcome:
    told = "cache-control" in answer.fields or "expires" in answer.fields
    return failed(GUESSED, target=answer.target) if not told and "last-modified" in answer.fields else PASSED


def _make(visit: Visit) -> tuple[Answer, ...]:
    return (visit.post(visit.new()),)


def _write_not_stored(answer: Answer) -> Outcome:
    ages = parse_cache_control(answer.fields.get_all("cache-control")).get("max-age", [])
    seconds = next((age for age in ages if age is not None and age.isdecimal() and int(age[:9])), None)
    # With Content-Location it stands for a later GET of that URL, which is what it was sent for (RFC 9110 §9.3.3).
    if seconds is None or "content-location" in answer.fields:
        return PASSED
    return failed(WRITE_STORED, status=answer.status, seconds=seconds)


CACHING = Concern(
    "caching",
    Text("Caching", "Caché"),
    (
        Probe(
            "cache-control",
            Text("Cache-Control does not contradict itself", "Cache-Control no se contradice"),
            "RFC 9111 §5.2.2",
            Text("Say one thing, such as no-cache.", "Diga una sola cosa, como no-cache."),
            _read,
            _sane,
        ),
        Probe(
            "freshness-told",
            Text("How long an item is fresh is not left to guesses", "Cuánto dura un elemento no se deja adivinar"),
            "RFC 9111 §4.2.2",
            Text("Send Cache-Control: no-cache with items.", "Envíe Cache-Control: no-cache con los elementos."),
            _read_item,
            _not_guessed,
        ),
        Probe(
            "write-not-stored",
            Text("The response to POST is not stored", "La respuesta a POST no se guarda"),
            "RFC 9110 §9.3.3, RFC 9111 §4",
            Text("Leave max-age out of it.", "Quítele max-age."),
            _make,
            _write_not_stored,
            writes=True,
        ),
    ),
)
