"""Cookies that a browser refuses, or that are easier to steal than need be (RFC 6265bis)."""

from __future__ import annotations

from ...faults import Text
from ..reply import reply
from ..scenario import PathScenario

_TRY = "antiphon get {url} --verbose --show-secrets"
_LARGE = 5000


def _row(name: str, title: Text, broken: Text, section: str, *lines: str, secure: bool = True) -> PathScenario:
    play = reply(200, *(f"Set-Cookie: {line}" for line in lines), "Cache-Control: no-store")
    return PathScenario(f"cookie/{name}", title, broken, f"RFC 6265bis §{section}", play, secure=secure, command=_TRY)


COOKIES: tuple[PathScenario, ...] = (
    _row(
        "good",
        Text("A cookie as it should be", "Una cookie como debe ser"),
        Text("Nothing is broken here.", "Aquí no falla nada."),
        "4.1",
        "__Host-session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax",
    ),
    _row(
        "not-secure",
        Text("A cookie that also goes over http", "Una cookie que también va por http"),
        Text("The session's cookie lacks Secure.", "A la cookie de sesión le falta Secure."),
        "4.1.2.5",
        "session=s3cret; Path=/; HttpOnly; SameSite=Lax",
    ),
    _row(
        "not-http-only",
        Text("A cookie that scripts can read", "Una cookie que los guiones pueden leer"),
        Text("The session's cookie lacks HttpOnly.", "A la cookie de sesión le falta HttpOnly."),
        "4.1.2.6",
        "session=s3cret; Path=/; Secure; SameSite=Lax",
    ),
    _row(
        "no-same-site",
        Text("A cookie that does not say where it goes", "Una cookie que no dice adónde va"),
        Text("The session's cookie lacks SameSite.", "A la cookie de sesión le falta SameSite."),
        "4.1.2.7",
        "session=s3cret; Path=/; Secure; HttpOnly",
    ),
    _row(
        "none-not-secure",
        Text("SameSite=None without Secure", "SameSite=None sin Secure"),
        Text("Browsers refuse SameSite=None without Secure.", "Los navegadores rechazan SameSite=None sin Secure."),
        "5.7",
        "session=s3cret; Path=/; HttpOnly; SameSite=None",
    ),
    _row(
        "host-with-domain",
        Text("__Host- with a Domain", "__Host- con Domain"),
        Text("A cookie called __Host- may have no Domain.", "Una cookie llamada __Host- no puede llevar Domain."),
        "4.1.3.2",
        "__Host-session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=localhost",
    ),
    _row(
        "host-with-path",
        Text("__Host- with another Path", "__Host- con otra Path"),
        Text("A cookie called __Host- must have Path=/.", "Una cookie llamada __Host- debe llevar Path=/."),
        "4.1.3.2",
        "__Host-session=s3cret; Path=/cookie; Secure; HttpOnly; SameSite=Lax",
    ),
    _row(
        "prefix-not-secure",
        Text("__Secure- without Secure", "__Secure- sin Secure"),
        Text("A cookie called __Secure- must have Secure.", "Una cookie llamada __Secure- debe llevar Secure."),
        "4.1.3.1",
        "__Secure-session=s3cret; Path=/; HttpOnly; SameSite=Lax",
    ),
    _row(
        "secure-over-http",
        Text("Secure, over http", "Secure, por http"),
        Text(
            "A cookie with Secure is set over http, where browsers refuse it.",
            "Se pone por http una cookie con Secure, que los navegadores rechazan ahí.",
        ),
        "5.7",
        "session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax",
        secure=False,
    ),
    _row(
        "session-over-http",
        Text("A session over http", "Una sesión por http"),
        Text(
            "The session's cookie goes over http, where anybody on the way can take it.",
            "La cookie de sesión va por http, donde cualquiera en el camino puede tomarla.",
        ),
        "8.3",
        "session=s3cret; Path=/; HttpOnly; SameSite=Lax",
        secure=False,
    ),
    _row(
        "other-domain",
        Text("A cookie for another host", "Una cookie para otro servidor"),
        Text("Domain names a host that is not this one.", "Domain nombra un servidor que no es este."),
        "5.7",
        "session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=bank.example",
    ),
    _row(
        "public-suffix",
        Text("A cookie for all of com", "Una cookie para todo com"),
        Text("Domain is a public suffix.", "Domain es un sufijo público."),
        "5.7",
        "session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=com",
    ),
    _row(
        "bad-expires",
        Text("A date that is none", "Una fecha que no lo es"),
        Text(
            "Expires is in ISO 8601, which clients ignore: the cookie lives until the browser closes.",
            "Expires está en ISO 8601, que los clientes ignoran: la cookie vive hasta cerrar el navegador.",
        ),
        "5.1.1",
        "session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax; Expires=2031-01-01T00:00:00Z",
    ),
    _row(
        "for-ever",
        Text("A cookie for a hundred years", "Una cookie para cien años"),
        Text(
            "Max-Age is a century; clients cut it to 400 days.",
            "Max-Age es un siglo; los clientes lo dejan en 400 días.",
        ),
        "5.5",
        "session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3153600000",
    ),
    _row(
        "too-large",
        Text("A cookie that is too large", "Una cookie demasiado grande"),
        Text(
            "The cookie has 5,000 bytes; clients take 4,096.", "La cookie mide 5.000 bytes; los clientes toman 4.096."
        ),
        "5.6",
        f"session={'s' * _LARGE}; Path=/; Secure; HttpOnly; SameSite=Lax",
    ),
    _row(
        "two-in-one",
        Text("Two cookies in one field", "Dos cookies en un campo"),
        Text(
            "Two cookies are joined by a comma; clients see one, with an odd value.",
            "Dos cookies van unidas por una coma; los clientes ven una, con un valor extraño.",
        ),
        "3",
        "a=1, b=2; Path=/; Secure; HttpOnly; SameSite=Lax",
    ),
    _row(
        "no-name",
        Text("A cookie without a name", "Una cookie sin nombre"),
        Text("The cookie has a value alone.", "La cookie solo tiene un valor."),
        "5.6",
        "s3cret; Path=/; Secure; HttpOnly; SameSite=Lax",
    ),
)
