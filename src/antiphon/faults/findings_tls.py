"""What lint finds of certificates, TLS and the names that are asked for (RFC 8446, RFC 5280, RFC 9110 §7.4)."""

from __future__ import annotations

from .findings import CLIENT, ERROR, NOTE, SERVER, WARNING, finding

CHAIN_INCOMPLETE = finding(
    "chain-incomplete",
    ERROR,
    SERVER,
    "RFC 8446 §4.4.2",
    (
        "{host} shows its own certificate without that of its issuer, {issuer}. Browsers fetch the missing one from "
        "{url}; Python, curl and most programs do not.",
        "{host} muestra su certificado sin el de su emisor, {issuer}. Los navegadores descargan el que falta de {url}; "
        "Python, curl y la mayoría de los programas no.",
    ),
    (
        "Have the server send the full chain: the file that is usually called fullchain.pem, in place of cert.pem.",
        "Haga que el servidor envíe la cadena completa: el archivo que suele llamarse fullchain.pem, no cert.pem.",
    ),
)
CHAIN_OF_ONE = finding(
    "chain-of-one",
    NOTE,
    SERVER,
    "RFC 8446 §4.4.2",
    (
        "{host} shows one certificate alone, and names {url} for that of its issuer, {issuer}: clients that do not "
        "have it already cannot verify this one.",
        "{host} muestra un solo certificado e indica {url} para el de su emisor, {issuer}: los clientes que no lo "
        "tengan ya no pueden verificarlo.",
    ),
    (
        "Unless {issuer} is a root that every client trusts, have the server send the full chain.",
        "Salvo que {issuer} sea una raíz en la que todos confían, haga que el servidor envíe la cadena completa.",
    ),
)
CERTIFICATE_EXPIRES_SOON = finding(
    "certificate-expires-soon",
    WARNING,
    SERVER,
    "RFC 5280 §4.1.2.5",
    (
        "The certificate of {host} has {left:.1f} of its {life:.1f} days left: less than a third.",
        "Al certificado de {host} le quedan {left:.1f} de sus {life:.1f} días: menos de un tercio.",
    ),
    (
        "Renew it now, and find out why that has not happened by itself.",
        "Renuévelo ya, y averigüe por qué no se ha hecho solo.",
    ),
)
TLS_VERSION_DEPRECATED = finding(
    "tls-version-deprecated",
    ERROR,
    SERVER,
    "RFC 8996",
    ("{host} speaks {version}, which is prohibited.", "{host} habla {version}, que está prohibido."),
    (
        "Have the server accept TLS 1.2 and 1.3 alone.",
        "Haga que el servidor acepte solo TLS 1.2 y 1.3.",
    ),
)
TLS_VERSION_ACCEPTED = finding(
    "tls-version-accepted",
    WARNING,
    SERVER,
    "RFC 8996 §4, §5",
    (
        "{host} also accepts {version}, which is prohibited: whoever offers nothing newer gets it.",
        "{host} también acepta {version}, que está prohibido: se lo da a quien no ofrece nada más nuevo.",
    ),
    (
        "Leave only TLS 1.2 and 1.3 on: in nginx with ssl_protocols TLSv1.2 TLSv1.3, in Apache with SSLProtocol -all "
        "+TLSv1.2 +TLSv1.3, at a load balancer or CDN with a policy whose minimum is TLS 1.2. In nginx, set it in "
        "every server of the address, above all the first.",
        "Deje activos solo TLS 1.2 y 1.3: en nginx con ssl_protocols TLSv1.2 TLSv1.3, en Apache con SSLProtocol -all "
        "+TLSv1.2 +TLSv1.3, en un balanceador o una CDN con una política cuyo mínimo sea TLS 1.2. En nginx, póngalo "
        "en todos los servidores de la dirección, sobre todo en el primero.",
    ),
)
MISDIRECTED = finding(
    "misdirected-request",
    ERROR,
    CLIENT,
    "RFC 9110 §7.4, §15.5.20",
    (
        "{host} is not served over this connection: the server answers 421.",
        "{host} no se sirve por esta conexión: el servidor responde 421.",
    ),
    (
        "Send it over a new connection that asks for {host} in TLS (SNI); if that fails too, the server has to be told "
        "of this name.",
        "Envíela por una conexión nueva que pida {host} en TLS (SNI); si también falla, hay que configurar ese nombre "
        "en el servidor.",
    ),
)
HOST_REFUSED = finding(
    "host-refused",
    ERROR,
    CLIENT,
    "RFC 9110 §7.2, §7.4",
    (
        "{status}: the server says that it does not serve the host {host}.",
        "{status}: el servidor dice que no sirve el nombre {host}.",
    ),
    (
        "Check the host of the URL; if it is right, add it to the names that the server takes, such as ALLOWED_HOSTS "
        "or server_name, or have the proxy in between pass the name on that it knows.",
        "Revise el nombre de la URL; si es correcto, añádalo a los que el servidor admite, como ALLOWED_HOSTS o "
        "server_name, o haga que el proxy intermedio pase el nombre que aquel conoce.",
    ),
)
SERVER_NAME_DIFFERS = finding(
    "server-name-differs",
    WARNING,
    CLIENT,
    "RFC 9110 §7.4",
    (
        "TLS asked for {server_name} (SNI), the request for {host} (Host).",
        "TLS pidió {server_name} (SNI) y la petición, {host} (Host).",
    ),
    (
        "Send the same name in both; a server may answer 421, or with another site.",
        "Envíe el mismo nombre en ambos; un servidor puede responder 421, o con otro sitio.",
    ),
)
