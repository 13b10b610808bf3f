"""What lint finds of secrets where others can read them (RFC 9110 §17)."""

from __future__ import annotations

from .findings import CLIENT, SERVER, WARNING, finding

_OVER_HTTPS = (
    "Send the request over https, and change the secret: it may have been read.",
    "Envíe la petición por https y cambie el secreto: quizá lo haya leído alguien.",
)

CREDENTIALS_IN_CLEAR = finding(
    "credentials-in-clear",
    WARNING,
    CLIENT,
    "RFC 9110 §17.16.1",
    (
        "{field} was sent over http: everybody on the way can read the credentials.",
        "{field} se envió por http: cualquiera en el camino puede leer las credenciales.",
    ),
    _OVER_HTTPS,
)
COOKIE_IN_CLEAR = finding(
    "cookie-in-clear",
    WARNING,
    CLIENT,
    "RFC 9110 §17.16.1, RFC 6265 §8.3",
    (
        "Cookies were sent over http: everybody on the way can read and use them.",
        "Se enviaron cookies por http: cualquiera en el camino puede leerlas y usarlas.",
    ),
    (
        "Use https, and have the server set its cookies with Secure.",
        "Use https y haga que el servidor marque sus cookies con Secure.",
    ),
)
COOKIE_SET_IN_CLEAR = finding(
    "cookie-set-in-clear",
    WARNING,
    SERVER,
    "RFC 6265 §8.3",
    (
        "The cookie {name} is set over http: everybody on the way can read, use and replace it.",
        "La cookie {name} se fija por http: cualquiera en el camino puede leerla, usarla y cambiarla.",
    ),
    (
        "Redirect to https first, and set it there with Secure.",
        "Redirija antes a https y fíjela allí con Secure.",
    ),
)
PASSWORD_IN_CLEAR = finding(
    "password-in-clear",
    WARNING,
    CLIENT,
    "RFC 9110 §17.16.1",
    (
        "The content has the member {name}, and was sent over http: everybody on the way can read it.",
        "El contenido tiene el miembro {name} y se envió por http: cualquiera en el camino puede leerlo.",
    ),
    _OVER_HTTPS,
)
CREDENTIALS_ASKED_IN_CLEAR = finding(
    "credentials-asked-in-clear",
    WARNING,
    SERVER,
    "RFC 7617 §4, RFC 9110 §17.16.1",
    (
        "The server asks for credentials over http, where everybody on the way can read them.",
        "El servidor pide credenciales por http, donde cualquiera en el camino puede leerlas.",
    ),
    ("Redirect to https first, and ask there.", "Redirija antes a https y pídalas allí."),
)
PASSWORD_ASKED_IN_CLEAR = finding(
    "password-asked-in-clear",
    WARNING,
    SERVER,
    "RFC 9110 §17.16.1",
    (
        "A page that asks for a password came over http: whoever sits in between can change where it is sent.",
        "Una página que pide una contraseña llegó por http: quien esté en medio puede cambiar adónde se envía.",
    ),
    ("Serve the page and its form over https alone.", "Sirva la página y su formulario solo por https."),
)
SECRET_IN_URL = finding(
    "secret-in-url",
    WARNING,
    CLIENT,
    "RFC 9110 §17.9",
    (
        "The URL has a secret in the parameter {name}: URLs end up in logs, histories and Referer fields.",
        "La URL lleva un secreto en el parámetro {name}: las URL acaban en registros, historiales y campos Referer.",
    ),
    (
        "Send the secret in a field such as Authorization, or in the content.",
        "Envíe el secreto en un campo como Authorization, o en el contenido.",
    ),
)
SECRET_IN_PATH = finding(
    "secret-in-path",
    WARNING,
    CLIENT,
    "RFC 9110 §17.9",
    (
        "The path of the URL has a token or the name of a session: URLs end up in logs, histories and Referer fields.",
        "La ruta de la URL lleva un token o el nombre de una sesión: las URL acaban en registros, historiales y "
        "campos Referer.",
    ),
    (
        "Send the secret in a field such as Authorization or Cookie.",
        "Envíe el secreto en un campo como Authorization o Cookie.",
    ),
)
SECRET_IN_LOCATION = finding(
    "secret-in-location",
    WARNING,
    SERVER,
    "RFC 9110 §17.9",
    (
        "{status} leads to a URL with a secret in the parameter {name}: it ends up in logs, histories and Referer "
        "fields.",
        "{status} lleva a una URL con un secreto en el parámetro {name}: acaba en registros, historiales y campos "
        "Referer.",
    ),
    (
        "Hand the secret over in a cookie, or send a code that is good for one use in its place.",
        "Entregue el secreto en una cookie, o envíe en su lugar un código de un solo uso.",
    ),
)
PASSWORD_IN_URL = finding(
    "password-in-url",
    WARNING,
    CLIENT,
    "RFC 9110 §4.2.4",
    (
        "The URL has a user and a password before the host: they end up in logs and histories.",
        "La URL lleva usuario y contraseña delante del servidor: acaban en registros e historiales.",
    ),
    (
        "Take them out of the URL and pass them as credentials.",
        "Sáquelos de la URL y páselos como credenciales.",
    ),
)
