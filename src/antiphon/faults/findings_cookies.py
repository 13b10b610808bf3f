"""What lint finds of cookies and of hosts that want https (RFC 6265bis, RFC 6797)."""

from __future__ import annotations

from .findings import ERROR, NOTE, SERVER, WARNING, finding

COOKIE_WITHOUT_SECURE = finding(
    "cookie-without-secure",
    WARNING,
    SERVER,
    "RFC 6265bis §4.1.2.5",
    (
        "The cookie {name} has no Secure: it is sent over http as well.",
        "La cookie {name} no lleva Secure: también se envía por http.",
    ),
    ("Add Secure.", "Añada Secure."),
)
SESSION_COOKIE_READABLE = finding(
    "session-cookie-readable",
    WARNING,
    SERVER,
    "RFC 6265bis §4.1.2.6",
    (
        "The cookie {name}, by its name that of a session, has no HttpOnly: scripts of the page can read it.",
        "La cookie {name}, de una sesión por su nombre, no lleva HttpOnly: los programas de la página pueden leerla.",
    ),
    ("Add HttpOnly.", "Añada HttpOnly."),
)
COOKIE_WITHOUT_HTTP_ONLY = finding(
    "cookie-without-httponly",
    NOTE,
    SERVER,
    "RFC 6265bis §4.1.2.6",
    (
        "The cookie {name} has no HttpOnly: scripts of the page can read it.",
        "La cookie {name} no lleva HttpOnly: los programas de la página pueden leerla.",
    ),
    ("Add HttpOnly unless they have to.", "Añada HttpOnly salvo que deban hacerlo."),
)
COOKIE_WITHOUT_SAME_SITE = finding(
    "cookie-without-samesite",
    NOTE,
    SERVER,
    "RFC 6265bis §4.1.2.7",
    (
        "The cookie {name} has no SameSite: whether it goes along with requests of other sites depends on the browser.",
        "La cookie {name} no lleva SameSite: que acompañe a peticiones de otros sitios depende del navegador.",
    ),
    ("Add `SameSite=Lax`, or what is meant.", "Añada `SameSite=Lax`, o lo que se quiera."),
)
COOKIE_PREFIX_BROKEN = finding(
    "cookie-prefix-broken",
    ERROR,
    SERVER,
    "RFC 6265bis §4.1.3",
    (
        "The name {name} promises more than its attributes keep, for {lacking}: browsers ignore the cookie.",
        "El nombre {name} promete más de lo que cumplen sus atributos, pues {lacking}: los navegadores la ignoran.",
    ),
    (
        "__Secure- wants Secure; __Host- wants Secure, `Path=/` and no Domain.",
        "__Secure- exige Secure; __Host- exige Secure, `Path=/` y ningún Domain.",
    ),
)
COOKIE_NONE_INSECURE = finding(
    "cookie-samesite-none-insecure",
    ERROR,
    SERVER,
    "RFC 6265bis §5.7",
    (
        "The cookie {name} has `SameSite=None` without Secure: browsers ignore it.",
        "La cookie {name} lleva `SameSite=None` sin Secure: los navegadores la ignoran.",
    ),
    ("Add Secure.", "Añada Secure."),
)
COOKIE_LOST = finding(
    "cookie-lost",
    WARNING,
    SERVER,
    "RFC 6265bis §5.8.3",
    (
        "The cookie {name}, set with this redirect, is not sent to where it leads, {path}: {reason}.",
        "La cookie {name}, puesta con esta redirección, no se envía adonde lleva, {path}: {reason}.",
    ),
    ("{remedy}", "{remedy}"),
)
COOKIE_FOREIGN = finding(
    "cookie-domain-foreign",
    ERROR,
    SERVER,
    "RFC 6265bis §5.7",
    (
        "The cookie {name} is for {domain}, which {host} may not speak for: clients ignore it.",
        "La cookie {name} es para {domain}, por el que {host} no puede hablar: los clientes la ignoran.",
    ),
    (
        "Leave Domain out, or name a domain that this host is in and others cannot register.",
        "Omita Domain, o nombre un dominio al que pertenezca este servidor y que otros no puedan registrar.",
    ),
)
COOKIE_UNREADABLE = finding(
    "cookie-unreadable",
    ERROR,
    SERVER,
    "RFC 6265bis §5.6",
    (
        "A Set-Cookie has control characters, more than 4096 bytes, or neither name nor value: clients ignore it.",
        "Un Set-Cookie lleva caracteres de control, más de 4096 bytes, o ni nombre ni valor: los clientes lo ignoran.",
    ),
    ("Send `name=value; attributes`, shorter.", "Envíe `nombre=valor; atributos`, más corto."),
)
COOKIE_EXPIRES_UNREADABLE = finding(
    "cookie-expires-unreadable",
    WARNING,
    SERVER,
    "RFC 6265bis §5.1.1",
    (
        "The cookie {name} has an Expires that is no date: it is ignored, and the cookie ends with the browser.",
        "La cookie {name} lleva un Expires que no es una fecha: se ignora, y la cookie termina con el navegador.",
    ),
    (
        "Write it as `Sun, 06 Nov 1994 08:49:37 GMT`, or use Max-Age.",
        "Escríbalo como `Sun, 06 Nov 1994 08:49:37 GMT`, o use Max-Age.",
    ),
)
HSTS_ABSENT = finding(
    "hsts-absent",
    NOTE,
    SERVER,
    "RFC 6797 §7.1",
    (
        "{host} does not ask for https alone (Strict-Transport-Security): a visit may begin over http.",
        "{host} no pide solo https (Strict-Transport-Security): una visita puede empezar por http.",
    ),
    (
        "Send `Strict-Transport-Security: max-age=31536000`, first with a short time to try it; not for localhost, "
        "where each port is another program.",
        "Envíe `Strict-Transport-Security: max-age=31536000`, primero con un plazo corto para probar; no para "
        "localhost, donde cada puerto es otro programa.",
    ),
)
HSTS_SHORT = finding(
    "hsts-short",
    WARNING,
    SERVER,
    "RFC 6797 §6.1.1, §11.2",
    (
        "Strict-Transport-Security holds for {days:.0f} days alone: whoever comes less often is not protected.",
        "Strict-Transport-Security vale solo {days:.0f} días: quien venga con menos frecuencia no está protegido.",
    ),
    ("Send a max-age of a year: 31536000.", "Envíe un max-age de un año: 31536000."),
)
HSTS_OVER_HTTP = finding(
    "hsts-over-http",
    WARNING,
    SERVER,
    "RFC 6797 §7.2",
    (
        "Strict-Transport-Security came over http, where it is ignored and must not be sent.",
        "Strict-Transport-Security llegó por http, donde se ignora y no debe enviarse.",
    ),
    ("Redirect to https, and send it there.", "Redirija a https y envíelo allí."),
)
HSTS_UNREADABLE = finding(
    "hsts-unreadable",
    WARNING,
    SERVER,
    "RFC 6797 §6.1",
    (
        "Strict-Transport-Security cannot be read, so it is ignored.",
        "Strict-Transport-Security no se puede leer, así que se ignora.",
    ),
    (
        "Write `max-age=SECONDS` once, then includeSubDomains if meant, with semicolons between.",
        "Escriba `max-age=SEGUNDOS` una vez y luego includeSubDomains si se quiere, separados por punto y coma.",
    ),
)
