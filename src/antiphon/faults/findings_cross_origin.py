"""What lint finds of requests between origins: CORS, as browsers do it (Fetch §3.3)."""

from __future__ import annotations

from .findings import ERROR, SERVER, WARNING, finding

CORS_ORIGIN_MISSING = finding(
    "cors-origin-missing",
    WARNING,
    SERVER,
    "Fetch §3.3.3",
    (
        "The response has no Access-Control-Allow-Origin: a browser keeps it from pages of {origin}.",
        "La respuesta no lleva Access-Control-Allow-Origin: un navegador no la da a páginas de {origin}.",
    ),
    (
        "If they may read it, send `Access-Control-Allow-Origin: {origin}`, in errors as well.",
        "Si pueden leerla, envíe `Access-Control-Allow-Origin: {origin}`, también en los errores.",
    ),
)
CORS_ORIGIN_DIFFERS = finding(
    "cors-origin-differs",
    ERROR,
    SERVER,
    "Fetch §4.10",
    (
        "Access-Control-Allow-Origin is {allowed}, and the page is from {origin}: a browser keeps it back.",
        "Access-Control-Allow-Origin es {allowed} y la página es de {origin}: un navegador no le da la respuesta.",
    ),
    (
        "Send exactly the Origin of the request where it is allowed, with `Vary: Origin`; scheme and port count, and "
        "there is no list.",
        "Envíe exactamente el Origin de la petición si se permite, con `Vary: Origin`; esquema y puerto cuentan, y no "
        "hay listas.",
    ),
)
CORS_WILDCARD_WITH_CREDENTIALS = finding(
    "cors-wildcard-with-credentials",
    ERROR,
    SERVER,
    "Fetch §3.3.5",
    (
        "`Access-Control-Allow-Origin: *` with Access-Control-Allow-Credentials: browsers refuse the pair.",
        "`Access-Control-Allow-Origin: *` con Access-Control-Allow-Credentials: los navegadores rechazan la pareja.",
    ),
    (
        "Name the one origin, checked against a list; or leave the credentials out.",
        "Nombre el origen concreto, comprobado contra una lista; u omita las credenciales.",
    ),
)
CORS_CREDENTIALS_REFUSED = finding(
    "cors-credentials-refused",
    WARNING,
    SERVER,
    "Fetch §3.3.5",
    (
        "The page of {origin} sends cookies along, and the response has no `Access-Control-Allow-Credentials: true`.",
        "La página de {origin} envía cookies, y la respuesta no lleva `Access-Control-Allow-Credentials: true`.",
    ),
    (
        "Send it with that one origin, or have the page leave the cookies out.",
        "Envíelo con ese origen concreto, o haga que la página omita las cookies.",
    ),
)
CORS_VARY_MISSING = finding(
    "cors-vary-missing",
    WARNING,
    SERVER,
    "Fetch §3.3.8",
    (
        "Access-Control-Allow-Origin names {origin}, and Vary does not list Origin: a cache gives it to other pages.",
        "Access-Control-Allow-Origin nombra {origin}, y Vary no incluye Origin: una caché se la dará a otras páginas.",
    ),
    ("Send `Vary: Origin`, in every answer of this URL.", "Envíe `Vary: Origin`, en toda respuesta de esta URL."),
)
CORS_PREFLIGHT_STATUS = finding(
    "cors-preflight-status",
    ERROR,
    SERVER,
    "Fetch §4.8",
    (
        "The preflight request is answered {status}: browsers want 2xx, and never send the real one.",
        "La petición previa se responde con {status}: los navegadores exigen 2xx y nunca envían la de verdad.",
    ),
    (
        "Answer OPTIONS with 204, without redirects and before asking for credentials: browsers send none with it.",
        "Responda OPTIONS con 204, sin redirecciones y antes de pedir credenciales: los navegadores no las envían.",
    ),
)
CORS_METHOD_MISSING = finding(
    "cors-method-missing",
    ERROR,
    SERVER,
    "Fetch §4.8",
    (
        "The preflight asks for {method}, and Access-Control-Allow-Methods does not list it.",
        "La petición previa pide {method}, y Access-Control-Allow-Methods no lo incluye.",
    ),
    ("List it, in capitals.", "Inclúyalo, en mayúsculas."),
)
CORS_FIELD_MISSING = finding(
    "cors-field-missing",
    ERROR,
    SERVER,
    "Fetch §4.8",
    (
        "The preflight asks for the field {name}, and Access-Control-Allow-Headers does not list it.",
        "La petición previa pide el campo {name}, y Access-Control-Allow-Headers no lo incluye.",
    ),
    ("List it; * does not cover Authorization.", "Inclúyalo; * no abarca Authorization."),
)
CORS_ONLY_PREFLIGHT = finding(
    "cors-only-preflight",
    ERROR,
    SERVER,
    "Fetch §3.3.3",
    (
        "The preflight allows {origin}, and the real response does not: both need Access-Control-Allow-Origin.",
        "La petición previa permite {origin}, y la respuesta real no: ambas necesitan Access-Control-Allow-Origin.",
    ),
    (
        "Add the field to every response, errors included: often a proxy or an error handler forgets it.",
        "Añada el campo a toda respuesta, errores incluidos: suele olvidarlo un proxy o la gestión de errores.",
    ),
)
CORS_ANY_ORIGIN = finding(
    "cors-any-origin-with-credentials",
    ERROR,
    SERVER,
    "Fetch §3.3.5",
    (
        "Any origin is let in, with credentials: {origin}, which was made up, got its name back.",
        "Cualquier origen entra, con credenciales: {origin}, que era inventado, recibió su nombre de vuelta.",
    ),
    (
        "Compare Origin with a list: as it is, any page reads what its visitor may see here.",
        "Compare Origin con una lista: así, cualquier página lee lo que su visitante puede ver aquí.",
    ),
)
