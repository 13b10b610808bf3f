"""What lint finds of caching (RFC 9111): the verdict, and what speaks against itself."""

from __future__ import annotations

from .findings import NOTE, SERVER, WARNING, finding

CACHE_STORABLE = finding(
    "cache-storable",
    NOTE,
    SERVER,
    "RFC 9111 §3, §4.2",
    (
        "{who} may store this response; it is fresh for {seconds:.0f} s, {why}. {how}",
        "{who} puede guardar esta respuesta; está fresca {seconds:.0f} s, {why}. {how}",
    ),
    (
        "Change Cache-Control if that is not meant.",
        "Cambie Cache-Control si no es lo que se quiere.",
    ),
)
CACHE_REFUSED = finding(
    "cache-refused",
    NOTE,
    SERVER,
    "RFC 9111 §3",
    ("No cache keeps this response. {ground}", "Ninguna caché guarda esta respuesta. {ground}"),
    (
        "Send Cache-Control with max-age, and ETag, if it may be kept.",
        "Envíe Cache-Control con max-age, y ETag, si se puede guardar.",
    ),
)
CACHE_GUESSED = finding(
    "cache-lifetime-guessed",
    NOTE,
    SERVER,
    "RFC 9111 §4.2.2",
    (
        "Nothing says how long this {status} is fresh, so each cache guesses, and may keep it.",
        "Nada dice cuánto dura fresca esta {status}, así que cada caché lo adivina y puede guardarla.",
    ),
    (
        "Say it: `Cache-Control: max-age=…`, or no-store.",
        "Dígalo: `Cache-Control: max-age=…`, o no-store.",
    ),
)
CACHE_CONTRADICTION = finding(
    "cache-control-contradicts-itself",
    WARNING,
    SERVER,
    "RFC 9111 §4.2.1, §5.2.2",
    (
        "Cache-Control says {one} and {other}: caches differ about which counts.",
        "Cache-Control dice {one} y {other}: las cachés no coinciden en cuál cuenta.",
    ),
    (
        "Say one of them; look for two places that add the field.",
        "Diga solo uno; busque dos lugares que añadan el campo.",
    ),
)
CACHE_CONTROL_SEPARATOR = finding(
    "cache-control-separator",
    WARNING,
    SERVER,
    "RFC 9111 §5.2, RFC 9110 §5.6.1",
    (
        "Cache-Control has {found} between directives, where a comma belongs: caches do not see what stands behind it.",
        "Cache-Control lleva {found} entre directivas, donde va una coma: las cachés no ven lo que hay detrás.",
    ),
    ("Separate them with commas: `public, max-age=3600`.", "Sepárelas con comas: `public, max-age=3600`."),
)
CACHE_CONTROL_UNREADABLE = finding(
    "cache-control-unreadable",
    WARNING,
    SERVER,
    "RFC 9111 §1.2.2, §5.2",
    (
        "{directive} in Cache-Control has no number of seconds.",
        "{directive} en Cache-Control no lleva un número de segundos.",
    ),
    ("Write whole seconds, such as `max-age=3600`.", "Escriba segundos enteros, como `max-age=3600`."),
)
CACHE_CONTROL_MISSPELT = finding(
    "cache-control-misspelt",
    WARNING,
    SERVER,
    "RFC 9111 §5.2.3",
    (
        "Cache-Control has {directive}, which no cache knows; {meant} may be meant.",
        "Cache-Control lleva {directive}, que ninguna caché conoce; quizá se quería {meant}.",
    ),
    ("Write {meant}.", "Escriba {meant}."),
)
SHARED_COOKIE = finding(
    "shared-cookie",
    WARNING,
    SERVER,
    "RFC 9111 §7.3",
    (
        "Shared caches may keep this response, and with it the cookie that it sets for one user.",
        "Las cachés compartidas pueden guardar esta respuesta, y con ella la cookie que fija para un usuario.",
    ),
    (
        "Send `Cache-Control: private`, or no cookie with what is public.",
        "Envíe `Cache-Control: private`, o ninguna cookie con lo que es público.",
    ),
)
