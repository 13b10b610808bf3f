"""Faults of URLs and request targets (RFC 3986, RFC 9110 §4)."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _fault(
    code: str, en: str, es: str, fix_en: str, fix_es: str, rfc: str, side: Side = Side.USER, status: int | None = 400
) -> Fault:
    return Fault(code, Text(en, es), Text(fix_en, fix_es), rfc, side, status)


URL_CHARACTER = _fault(
    "url-character",
    "{character} at position {offset} is not allowed in a URL.",
    "{character} en la posición {offset} no se permite en una URL.",
    "Percent-encode it, or remove it.",
    "Codifíquelo con porcentaje o quítelo.",
    "RFC 3986 §2",
)
URL_PERCENT = _fault(
    "url-percent",
    "The % at position {offset} is not followed by two hexadecimal digits.",
    "Al % en la posición {offset} no le siguen dos dígitos hexadecimales.",
    "Write %25 for a percent sign.",
    "Escriba %25 para un signo de porcentaje.",
    "RFC 3986 §2.1",
)
URL_SCHEME = _fault(
    "url-scheme",
    "The scheme {scheme} is not http or https.",
    "El esquema {scheme} no es http ni https.",
    "Start the URL with https:// or http://.",
    "Comience la URL con https:// o http://.",
    "RFC 9110 §4.2",
)
URL_SCHEME_MISSING = _fault(
    "url-scheme-missing",
    "The URL has no scheme.",
    "La URL no tiene esquema.",
    "Start it with https:// or http://.",
    "Comiéncela con https:// o http://.",
    "RFC 3986 §3.1",
)
HOST_EMPTY = _fault(
    "host-empty",
    "The URL has no host.",
    "La URL no tiene servidor.",
    "Write the host after //, as in https://example.com/.",
    "Escriba el servidor después de //, como en https://example.com/.",
    "RFC 9110 §4.2.1",
)
HOST_SYNTAX = _fault(
    "host-syntax",
    "The host {host} is not a name or an address.",
    "El servidor {host} no es un nombre ni una dirección.",
    "Use letters, digits, hyphens and dots, an IPv4 address, or an IPv6 address in brackets.",
    "Use letras, dígitos, guiones y puntos, una dirección IPv4, o una IPv6 entre corchetes.",
    "RFC 3986 §3.2.2",
)
HOST_IDNA = _fault(
    "host-idna",
    "The host {host} is not a valid international name: {reason}.",
    "El servidor {host} no es un nombre internacional válido: {reason}.",
    "Check the name's spelling.",
    "Compruebe cómo se escribe el nombre.",
    "RFC 5891 §4",
)
HOST_IPV4 = _fault(
    "host-ipv4",
    "The host {host} is an unusual way to write an IPv4 address.",
    "El servidor {host} es una forma inusual de escribir una dirección IPv4.",
    "Write {canonical}, if that is what you mean: such forms are used to get past filters.",
    "Escriba {canonical}, si eso es lo que quiere: esas formas se usan para burlar filtros.",
    "RFC 3986 §3.2.2, §7.4",
)
HOST_ZONE = _fault(
    "host-zone",
    "The address {host} has a zone, which means something on one machine only.",
    "La dirección {host} tiene una zona, que solo significa algo en una máquina.",
    "Leave out the part from % on.",
    "Omita la parte a partir de %.",
    "RFC 9110 §4.2.2",
)
PORT_SYNTAX = _fault(
    "port-syntax",
    "The port {port} is not a number from 1 to 65535.",
    "El puerto {port} no es un número de 1 a 65535.",
    "Write the port's number after the colon, or leave both out.",
    "Escriba el número del puerto tras los dos puntos, u omita ambos.",
    "RFC 3986 §3.2.3",
)
USERINFO_REPEATED = _fault(
    "userinfo-repeated",
    "There is more than one @ before the path, so that it is unclear which host is meant.",
    "Hay más de una @ antes de la ruta, así que no está claro qué servidor se quiere.",
    "Write %40 for an @ in a user's name or password.",
    "Escriba %40 para una @ en el nombre o la contraseña.",
    "RFC 3986 §3.2.1, §7.6",
)
BACKSLASH = _fault(
    "url-backslash",
    "There is a backslash at position {offset}; browsers read it as /, other programs do not.",
    "Hay una barra invertida en la posición {offset}; los navegadores la leen como /, otros programas no.",
    "Write / or %5C.",
    "Escriba / o %5C.",
    "RFC 3986 §2",
)
TARGET_FORM = _fault(
    "target-form",
    "The request target {target} has a form that does not go with {method}.",
    "El destino {target} tiene una forma que no corresponde a {method}.",
    "Send a path (or the whole URL to a proxy), host:port with CONNECT, * with OPTIONS only.",
    "Envíe una ruta (o la URL entera a un proxy), host:puerto con CONNECT, * solo con OPTIONS.",
    "RFC 9112 §3.2",
    Side.CLIENT,
)
TARGET_USERINFO = _fault(
    "target-userinfo",
    "The request target has a user's name in it.",
    "El destino de la petición lleva un nombre de usuario.",
    "Send credentials in Authorization.",
    "Envíe las credenciales en Authorization.",
    "RFC 9110 §4.2.4",
    Side.CLIENT,
)
HOST_FIELD = _fault(
    "host-field",
    "The Host field is not a host with an optional port.",
    "El campo Host no es un servidor con puerto opcional.",
    "Send the URL's authority without the user's name: one host, then maybe : and a port.",
    "Envíe la autoridad de la URL sin nombre de usuario: un servidor y quizá : y un puerto.",
    "RFC 9110 §7.2",
    Side.CLIENT,
)
