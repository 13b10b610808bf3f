"""What caches are told (RFC 9111): clearly, in contradictions, or not at all."""

from __future__ import annotations

from time import time

from ...faults import Text
from ...semantics.dates import format_date
from ..reply import reply
from ..scenario import PathScenario
from ..visit import Play, Visit

_DAY = 86_400
_TAG = 'ETag: "lab"'
_TRY = "antiphon explain {url}"


def _row(name: str, title: Text, broken: Text, section: str, *fields: str, status: int = 200) -> PathScenario:
    return PathScenario(f"cache/{name}", title, broken, section, reply(status, *fields))


def _dated(*fields: tuple[str, int]) -> Play:
    """Return what answers with fields whose dates lie so many seconds from now."""

    async def play(visit: Visit) -> None:
        now = int(time())
        await reply(200, *(f"{name}: {format_date(now + distance)}" for name, distance in fields))(visit)

    return play


async def _revalidated(visit: Visit) -> None:
    """Answer 304 where the client has the current tag (RFC 9110 §13.1.2)."""
    fields = (_TAG, "Cache-Control: no-cache")
    if visit.request.fields.get("if-none-match") == '"lab"':
        await reply(304, *fields)(visit)
    else:
        await reply(200, *fields)(visit)


CACHING: tuple[PathScenario, ...] = (
    _row(
        "max-age",
        Text("Fresh for a minute", "Fresco por un minuto"),
        Text(
            "Nothing is broken here: anybody may keep it for a minute.",
            "Aquí no falla nada: vale un minuto para todos.",
        ),
        "RFC 9111 §5.2.2.1",
        "Cache-Control: max-age=60",
        _TAG,
    ),
    _row(
        "no-store",
        Text("Not to be kept", "No se guarda"),
        Text("Nothing is broken here: nobody may keep it.", "Aquí no falla nada: nadie puede guardarlo."),
        "RFC 9111 §5.2.2.5",
        "Cache-Control: no-store",
    ),
    PathScenario(
        "cache/no-cache",
        Text("Kept, but asked for each time", "Guardado, pero preguntado cada vez"),
        Text(
            "Nothing is broken here: it may be kept, and is revalidated before each use.",
            "Aquí no falla nada: puede guardarse, y se revalida antes de cada uso.",
        ),
        "RFC 9111 §5.2.2.4",
        _revalidated,
    ),
    _row(
        "private",
        Text("For one user alone", "Para un solo usuario"),
        Text(
            "Nothing is broken here: shared caches keep out.", "Aquí no falla nada: las cachés compartidas no lo toman."
        ),
        "RFC 9111 §5.2.2.7",
        "Cache-Control: private, max-age=60",
        _TAG,
    ),
    _row(
        "shared",
        Text("Longer in shared caches", "Más tiempo en cachés compartidas"),
        Text(
            "Nothing is broken here: a minute for browsers, an hour for shared caches.",
            "Aquí no falla nada: un minuto para navegadores, una hora para cachés compartidas.",
        ),
        "RFC 9111 §5.2.2.10",
        "Cache-Control: max-age=60, s-maxage=3600",
        _TAG,
    ),
    _row(
        "immutable",
        Text("It never changes", "Nunca cambia"),
        Text("Nothing is broken here: a year, without asking.", "Aquí no falla nada: un año, sin preguntar."),
        "RFC 8246 §2",
        "Cache-Control: public, max-age=31536000, immutable",
        _TAG,
    ),
    _row(
        "stale-while-revalidate",
        Text("Stale for a while", "Caduco por un rato"),
        Text(
            "Nothing is broken here: what is stale may be used for a minute while a new one is fetched.",
            "Aquí no falla nada: lo caduco puede usarse un minuto mientras se trae otro.",
        ),
        "RFC 5861 §3",
        "Cache-Control: max-age=1, stale-while-revalidate=60",
        _TAG,
    ),
    _row(
        "stale-if-error",
        Text("Stale rather than broken", "Caduco antes que roto"),
        Text(
            "Nothing is broken here: what is stale may be used for a day where the server fails.",
            "Aquí no falla nada: lo caduco puede usarse un día si el servidor falla.",
        ),
        "RFC 5861 §4",
        "Cache-Control: max-age=1, stale-if-error=86400",
        _TAG,
    ),
    _row(
        "must-revalidate",
        Text("Never stale", "Nunca caduco"),
        Text("Nothing is broken here: once stale it must not be used.", "Aquí no falla nada: caduco no se usa."),
        "RFC 9111 §5.2.2.2",
        "Cache-Control: max-age=1, must-revalidate",
        _TAG,
    ),
    _row(
        "silent",
        Text("Not a word for caches", "Ni una palabra para las cachés"),
        Text(
            "There is no Cache-Control and no date to guess from: each cache does as it likes.",
            "No hay Cache-Control ni fecha de la que deducir: cada caché hace lo que quiere.",
        ),
        "RFC 9111 §4.2.2",
    ),
    PathScenario(
        "cache/heuristic",
        Text("Caches have to guess", "Las cachés deben adivinar"),
        Text(
            "Only Last-Modified is there, so that caches keep it for as long as they guess: a day of ten.",
            "Solo hay Last-Modified, así que las cachés lo guardan lo que adivinan: un día de diez.",
        ),
        "RFC 9111 §4.2.2",
        _dated(("Last-Modified", -10 * _DAY)),
    ),
    _row(
        "heuristic-301",
        Text("A redirect for ever", "Una redirección para siempre"),
        Text(
            "A 301 without Cache-Control may be kept as long as a cache likes, and is hard to take back.",
            "Un 301 sin Cache-Control puede guardarse cuanto quiera la caché, y es difícil de retirar.",
        ),
        "RFC 9111 §4.2.2, RFC 9110 §15.4.2",
        "Location: /hello",
        status=301,
    ),
    _row(
        "heuristic-404",
        Text("Not found, for how long?", "No encontrado, ¿por cuánto tiempo?"),
        Text(
            "A 404 without Cache-Control may be kept, and still be told once the page is there.",
            "Un 404 sin Cache-Control puede guardarse, y seguir contándose cuando la página ya exista.",
        ),
        "RFC 9111 §4.2.2, RFC 9110 §15.5.5",
        status=404,
    ),
    PathScenario(
        "cache/expires",
        Text("Fresh by the clock", "Fresco según el reloj"),
        Text("Nothing is broken here: Expires is a minute ahead.", "Aquí no falla nada: Expires está a un minuto."),
        "RFC 9111 §5.3",
        _dated(("Expires", 60)),
    ),
    _row(
        "expires-zero",
        Text("Expires that is no date", "Expires que no es fecha"),
        Text("Expires is 0, which counts as long ago.", "Expires es 0, que cuenta como hace mucho."),
        "RFC 9111 §5.3",
        "Expires: 0",
    ),
    _row(
        "contradiction",
        Text("Keep it, and do not", "Guárdelo, y no"),
        Text("no-store and max-age come together.", "no-store y max-age llegan juntos."),
        "RFC 9111 §5.2.2.5",
        "Cache-Control: no-store, max-age=3600",
    ),
    _row(
        "two-ages",
        Text("Two ages", "Dos duraciones"),
        Text("max-age is given twice, differently.", "max-age se da dos veces, distinto."),
        "RFC 9111 §4.2.1",
        "Cache-Control: max-age=60, max-age=3600",
    ),
    PathScenario(
        "cache/expires-and-max-age",
        Text("Expires against max-age", "Expires contra max-age"),
        Text(
            "Expires says a day, Cache-Control a minute: the latter counts, for those that know it.",
            "Expires dice un día, Cache-Control un minuto: cuenta este, para quien lo conoce.",
        ),
        "RFC 9111 §5.3",
        lambda visit: _expires_and_max_age(visit),
    ),
    _row(
        "misspelt",
        Text("A directive that nobody knows", "Una directiva que nadie conoce"),
        Text(
            "`maxage=60` lacks its hyphen, so caches ignore it.", "`maxage=60` no lleva guion: las cachés lo ignoran."
        ),
        "RFC 9111 §5.2.3",
        "Cache-Control: maxage=60",
    ),
    _row(
        "quoted",
        Text("A number in quotes", "Un número entre comillas"),
        Text(
            'max-age is "60", in quotes; not all caches read that.',
            'max-age es "60", entre comillas; no todas las cachés lo leen.',
        ),
        "RFC 9111 §5.2.2.1",
        'Cache-Control: max-age="60"',
    ),
    _row(
        "pragma",
        Text("Pragma in a response", "Pragma en una respuesta"),
        Text(
            "Pragma: no-cache means nothing in a response; Cache-Control would.",
            "Pragma: no-cache no significa nada en una respuesta; Cache-Control sí.",
        ),
        "RFC 9111 §5.4",
        "Pragma: no-cache",
    ),
    _row(
        "aged",
        Text("Already old", "Ya viejo"),
        Text(
            "Age is 50 of 60 seconds: a cache in between has held it.",
            "Age es 50 de 60 segundos: una caché intermedia lo guardó.",
        ),
        "RFC 9111 §5.1",
        "Cache-Control: max-age=60",
        "Age: 50",
        "Via: 1.1 lab",
    ),
    _row(
        "stale",
        Text("Stale on arrival", "Caduco al llegar"),
        Text("Age is greater than max-age.", "Age es mayor que max-age."),
        "RFC 9111 §4.2",
        "Cache-Control: max-age=60",
        "Age: 3600",
        "Via: 1.1 lab",
    ),
    _row(
        "session",
        Text("A session for everybody", "Una sesión para todos"),
        Text(
            "A shared cache may keep the response, and give its session's cookie to others.",
            "Una caché compartida puede guardar la respuesta y dar su cookie de sesión a otros.",
        ),
        "RFC 9111 §7.3",
        "Cache-Control: public, max-age=3600",
        "Set-Cookie: session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax",
    ),
    _row(
        "personal",
        Text("A personal page for everybody", "Una página personal para todos"),
        Text(
            "What only the owner of the credentials may see is called public.",
            "Lo que solo puede ver quien tiene las credenciales se llama público.",
        ),
        "RFC 9111 §3.5",
        "Cache-Control: public, max-age=3600",
        "Vary: Accept-Encoding",
        'Content-Disposition: inline; filename="account.txt"',
    ),
)


async def _expires_and_max_age(visit: Visit) -> None:
    expires = format_date(int(time()) + _DAY)
    await reply(200, "Cache-Control: max-age=60", f"Expires: {expires}", _TAG)(visit)
