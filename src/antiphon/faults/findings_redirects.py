"""What lint finds of redirects (RFC 9110 §15.4, §10.2.2)."""

from __future__ import annotations

from .findings import CLIENT, ERROR, NOTE, SERVER, WARNING, finding

REDIRECT_CHANGES_METHOD = finding(
    "redirect-changes-method",
    WARNING,
    SERVER,
    "RFC 9110 §15.4.2, §15.4.3",
    (
        "{status} after {method}: clients go on with GET and without the content.",
        "{status} tras {method}: los clientes siguen con GET y sin el contenido.",
    ),
    (
        "Answer 308 (for good) or 307 (for now) to have the request sent again as it is; 303 if GET is meant.",
        "Responda 308 (para siempre) o 307 (por ahora) para que se repita tal cual; 303 si se quiere GET.",
    ),
)
REDIRECT_LOSES_METHOD = finding(
    "redirect-loses-method",
    ERROR,
    SERVER,
    "RFC 9110 §15.4.2, §15.4.3",
    (
        "{status} made {method} a GET without its content, and {url} answers that with {answer}.",
        "{status} convirtió {method} en un GET sin su contenido, y {url} responde a eso con {answer}.",
    ),
    (
        "Send {method} to {url} itself, often the same with or without a `/` at its end; the server should answer 308 "
        "or 307, which keep the method.",
        "Envíe {method} directamente a {url}, a menudo la misma con o sin `/` al final; el servidor debería responder "
        "308 o 307, que conservan el método.",
    ),
)
REDIRECT_TO_GET = finding(
    "redirect-to-get",
    NOTE,
    SERVER,
    "RFC 9110 §15.4.4",
    (
        "303 after {method}: the result is to be read elsewhere with GET.",
        "303 tras {method}: el resultado se lee en otro sitio con GET.",
    ),
    (
        "That is how it should be, unless {method} was to be sent again: that takes 307 or 308.",
        "Así debe ser, salvo que se quisiera repetir {method}: eso requiere 307 o 308.",
    ),
)
CREDENTIALS_LEFT_BEHIND = finding(
    "credentials-left-behind",
    ERROR,
    CLIENT,
    "RFC 9110 §15.4",
    (
        "A redirect led from {before} to {after}, another origin, so {fields} stayed behind; that is why it answers "
        "{status}.",
        "Una redirección llevó de {before} a {after}, otro origen, así que {fields} no se envió; por eso responde "
        "{status}.",
    ),
    (
        "Send the request to {after} itself, with credentials that are meant for it.",
        "Envíe la petición directamente a {after}, con credenciales destinadas a él.",
    ),
)
CREDENTIALS_CARRIED_OVER = finding(
    "credentials-carried-over",
    ERROR,
    CLIENT,
    "RFC 9110 §15.4, §17.16.1",
    (
        "A redirect led from {before} to {after}, another origin, and {fields} went along: it knows the secret now.",
        "Una redirección llevó de {before} a {after}, otro origen, y {fields} fue con ella: ahora conoce el secreto.",
    ),
    (
        "Have the client drop credentials where the origin changes, and replace these.",
        "Haga que el cliente quite las credenciales al cambiar de origen, y sustituya estas.",
    ),
)
REDIRECT_LOOP = finding(
    "redirect-loop",
    ERROR,
    SERVER,
    "RFC 9110 §15.4",
    (
        "{status} leads back to {url}, which was asked already: the redirects go round in a circle.",
        "{status} vuelve a llevar a {url}, que ya se pidió: las redirecciones dan vueltas en círculo.",
    ),
    (
        "Look at the rules that send from one to the other: http to https and back, with and without `/` or `www.`, "
        "a login that needs a cookie.",
        "Mire las reglas que envían de una a otra: de http a https y vuelta, con y sin `/` o `www.`, un acceso que "
        "necesita una cookie.",
    ),
)
REDIRECT_CHAIN_LONG = finding(
    "redirect-chain-long",
    WARNING,
    SERVER,
    "RFC 9110 §15.4",
    (
        "More than {limit} redirects one after another: each costs a round trip, and clients give up.",
        "Más de {limit} redirecciones seguidas: cada una cuesta un viaje de ida y vuelta, y los clientes desisten.",
    ),
    ("Redirect to the last place at once.", "Redirija de una vez al último lugar."),
)
REDIRECT_DOWNGRADES = finding(
    "redirect-downgrades",
    WARNING,
    SERVER,
    "RFC 9110 §15.4, §17.16.1",
    (
        "{status} leads from https to http: from there on everybody on the way can read and change what is sent.",
        "{status} lleva de https a http: a partir de ahí cualquiera en el camino puede leer y cambiar lo enviado.",
    ),
    (
        "Write https in Location; behind a proxy, tell the application which scheme is outside (Forwarded).",
        "Escriba https en Location; detrás de un proxy, diga a la aplicación qué esquema hay fuera (Forwarded).",
    ),
)
LOCATION_MISSING = finding(
    "location-missing",
    ERROR,
    SERVER,
    "RFC 9110 §10.2.2, §15.4",
    ("{status} without Location: nobody knows where to go.", "{status} sin Location: nadie sabe adónde ir."),
    ("Send Location with the new address.", "Envíe Location con la dirección nueva."),
)
LOCATION_UNUSABLE = finding(
    "location-unusable",
    ERROR,
    SERVER,
    "RFC 9110 §10.2.2",
    ("{status} with a Location that leads nowhere. {cause}", "{status} con un Location que no lleva a nada. {cause}"),
    (
        "Send one URL, absolute or relative to that of the request.",
        "Envíe una URL, absoluta o relativa a la de la petición.",
    ),
)
CREATED_WITHOUT_LOCATION = finding(
    "created-without-location",
    WARNING,
    SERVER,
    "RFC 9110 §15.3.2",
    (
        "201 for {method} without Location: the address of what was created stays unknown.",
        "201 para {method} sin Location: la dirección de lo creado queda desconocida.",
    ),
    ("Send Location with the address of the new resource.", "Envíe Location con la dirección del recurso nuevo."),
)
