"""Validators, dates and Vary that are wrong, and conditions that cannot be met (RFC 9110 §8.8, §12.5.5, §13)."""

from __future__ import annotations

import gzip
from time import time

from ...faults import Text
from ...semantics.dates import format_date
from ..reply import by_method, reply
from ..scenario import PathScenario
from ..visit import Visit

_DAY = 86_400
_TEXTS = {"en": "Hello!\n", "es": "¡Hola!\n"}
_TAG = 'ETag: "lab"'
_PRESENT = '"now"'


async def _same_tag(visit: Visit) -> None:
    """Compress where the client accepts that, with the same strong tag either way."""
    text = _TEXTS["en"] * 10
    if "gzip" in visit.request.fields.get("accept-encoding", ""):
        zipped = gzip.compress(text.encode(), mtime=0)
        await reply(200, _TAG, "Content-Encoding: gzip", "Vary: Accept-Encoding", content=zipped)(visit)
    else:
        await reply(200, _TAG, "Vary: Accept-Encoding", content=text)(visit)


async def _weak_tag(visit: Visit) -> None:
    """Show a weak tag, and refuse every If-Match, since a weak tag never matches there (RFC 9110 §13.1.1)."""
    if "if-match" in visit.request.fields:
        await reply(412, 'ETag: W/"lab"')(visit)
    else:
        await reply(200, 'ETag: W/"lab"')(visit)


async def _never_matches(visit: Visit) -> None:
    """Give a new tag each time, so that If-Match never matches."""
    fields = visit.request.fields
    if "if-match" in fields and fields["if-match"] != "*":
        await reply(412, f"ETag: {_PRESENT}")(visit)
    elif visit.request.method in {"PUT", "PATCH", "DELETE"}:
        await reply(428, content="Send If-Match.\n")(visit)
    else:
        await reply(200, 'ETag: "before"')(visit)


async def _skewed(visit: Visit) -> None:
    await reply(200, f"Date: {format_date(int(time()) - 3 * _DAY)}", dated=False)(visit)


async def _from_the_future(visit: Visit) -> None:
    await reply(200, f"Last-Modified: {format_date(int(time()) + 30 * _DAY)}")(visit)


async def _without_vary(visit: Visit) -> None:
    """Choose the language by Accept-Language without saying so."""
    language = "es" if visit.request.fields.get("accept-language", "").startswith("es") else "en"
    await reply(200, f"Content-Language: {language}", "Cache-Control: max-age=60", content=_TEXTS[language])(visit)


METADATA: tuple[PathScenario, ...] = (
    PathScenario(
        "metadata/same-etag",
        Text("One tag for two encodings", "Una etiqueta para dos codificaciones"),
        Text(
            "Compressed and plain content have the same strong ETag: ranges of one are put together with the other.",
            "El contenido comprimido y el sin comprimir tienen el mismo ETag fuerte: sus rangos se mezclan.",
        ),
        "RFC 9110 §8.8.3",
        _same_tag,
    ),
    PathScenario(
        "metadata/etag-unquoted",
        Text("A tag without quotes", "Una etiqueta sin comillas"),
        Text("The ETag has no quotes.", "El ETag no lleva comillas."),
        "RFC 9110 §8.8.3",
        reply(200, "ETag: lab-1"),
    ),
    PathScenario(
        "metadata/etag-weak",
        Text("A weak tag to change by", "Una etiqueta débil para cambiar"),
        Text(
            "The ETag is weak, so that If-Match with it always fails with 412.",
            "El ETag es débil, así que If-Match con él siempre falla con 412.",
        ),
        "RFC 9110 §8.8.3.2, §13.1.1",
        _weak_tag,
        command="antiphon put {url} If-Match:'W/\"lab\"' name=tea",
    ),
    PathScenario(
        "metadata/lost-update",
        Text("Somebody was faster", "Alguien fue más rápido"),
        Text(
            "Nothing is broken here: what the client read has changed since, so its If-Match fails with 412; a change "
            "without If-Match is refused with 428.",
            "Aquí no falla nada: lo que el cliente leyó ha cambiado, así que su If-Match falla con 412; un cambio sin "
            "If-Match se rechaza con 428.",
        ),
        "RFC 9110 §13.1.1, RFC 6585 §3",
        _never_matches,
        command="antiphon put {url} If-Match:'\"before\"' name=tea",
    ),
    PathScenario(
        "metadata/no-date",
        Text("No Date", "Sin Date"),
        Text("The response does not say when it was made.", "La respuesta no dice cuándo se hizo."),
        "RFC 9110 §6.6.1",
        reply(200, dated=False),
    ),
    PathScenario(
        "metadata/clock-skew",
        Text("A clock that is slow", "Un reloj atrasado"),
        Text("Date is three days ago: the server's clock is wrong.", "Date es de hace tres días: el reloj está mal."),
        "RFC 9110 §6.6.1",
        _skewed,
    ),
    PathScenario(
        "metadata/bad-date",
        Text("A Date that is none", "Una fecha que no lo es"),
        Text("Date has the form of another standard.", "Date tiene la forma de otra norma."),
        "RFC 9110 §5.6.7",
        reply(200, "Date: 2026-11-21T10:00:00Z", dated=False),
    ),
    PathScenario(
        "metadata/from-the-future",
        Text("Changed in the future", "Cambiado en el futuro"),
        Text("Last-Modified is a month ahead.", "Last-Modified está un mes por delante."),
        "RFC 9110 §8.8.2.1",
        _from_the_future,
    ),
    PathScenario(
        "metadata/no-vary",
        Text("Negotiated without Vary", "Negociado sin Vary"),
        Text(
            "The language depends on Accept-Language, but no Vary says so: a cache gives Spanish to everybody.",
            "El idioma depende de Accept-Language, pero ningún Vary lo dice: una caché da español a todos.",
        ),
        "RFC 9110 §12.5.5",
        _without_vary,
        command="antiphon get {url} Accept-Language:es --verbose",
    ),
    PathScenario(
        "metadata/vary-star",
        Text("Vary by anything", "Vary por cualquier cosa"),
        Text("Vary is *: no cache can ever use the response.", "Vary es *: ninguna caché podrá usar la respuesta."),
        "RFC 9110 §12.5.5",
        reply(200, "Vary: *", "Cache-Control: max-age=60"),
    ),
    PathScenario(
        "metadata/no-validator",
        Text("Nothing to revalidate by", "Nada con que revalidar"),
        Text(
            "There is neither ETag nor Last-Modified, so that what is stale has to be fetched whole.",
            "No hay ETag ni Last-Modified: lo caducado hay que traerlo entero.",
        ),
        "RFC 9110 §8.8",
        reply(200, "Cache-Control: max-age=1"),
    ),
    PathScenario(
        "metadata/not-modified-differs",
        Text("A 304 that differs", "Un 304 distinto"),
        Text(
            "The 304 lacks the ETag and Vary that the 200 has.",
            "Al 304 le faltan el ETag y el Vary que el 200 tiene.",
        ),
        "RFC 9110 §15.4.5",
        by_method(GET=lambda visit: _differs(visit)),
        command="antiphon get {url} If-None-Match:'\"lab\"' --verbose",
    ),
)


async def _differs(visit: Visit) -> None:
    if "if-none-match" in visit.request.fields:
        await reply(304)(visit)
    else:
        await reply(200, _TAG, "Vary: Accept-Language", "Cache-Control: no-cache")(visit)
