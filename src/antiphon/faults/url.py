"""Faults of URLs and request targets (RFC 3986, RFC 9110 §4).

``offset`` counts characters from the start of the text as it was given. Hosts and ports are not quoted: where a
password has an @ or a / in it, what looks like a host may be the rest of a secret.
"""

from __future__ import annotations

from .fault import Fault, Side, Text


def _fault(
    code: str, en: str, es: str, fix_en: str, fix_es: str, rfc: str, side: Side = Side.USER, status: int | None = 400
) -> Fault:
    return Fault(code, Text(en, es), Text(fix_en, fix_es), rfc, side, status)


URL_CHARACTER = _fault(
    "url-character",
    "{character} at position {offset} is not allowed there in a URL.",
    "{character} en la posición {offset} no se permite ahí en una URL.",
    "Percent-encode it, or remove it.",
    "Codifíquelo con porcentaje o quítelo.",
    "RFC 3986 §2",
)
URL_NOT_TEXT = _fault(
    "url-not-text",
    "{kind} is not a URL.",
    "{kind} no es una URL.",
    "Pass text, such as 'https://example.com/', or an antiphon.URL.",
    "Pase texto, como 'https://example.com/', o un antiphon.URL.",
    "RFC 3986 §3",
)
URL_PERCENT = _fault(
    "url-percent",
    "The % at position {offset} is not followed by two hexadecimal digits.",
    "Al % en la posición {offset} no le siguen dos dígitos hexadecimales.",
    "Write %25 for a percent sign.",
    "Escriba %25 para un signo de porcentaje.",
    "RFC 3986 §2.1",
)
BACKSLASH = _fault(
    "url-backslash",
    "There is a backslash at position {offset}; browsers read it as /, other programs do not.",
    "Hay una barra invertida en la posición {offset}; los navegadores la leen como /, otros programas no.",
    "Write / or %5C.",
    "Escriba / o %5C.",
    "RFC 3986 §2",
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
URL_SLASHES = _fault(
    "url-slashes",
    "Two slashes and a host must follow {scheme}: in a URL.",
    "En una URL, a {scheme}: deben seguirle dos barras y un servidor.",
    "Write {scheme}:// and then the host.",
    "Escriba {scheme}:// y después el servidor.",
    "RFC 9110 §4.2",
)
USERINFO_REPEATED = _fault(
    "userinfo-repeated",
    "There is one @ too many before the path, the last at position {offset}, so it is unclear which host is meant.",
    "Sobra una @ antes de la ruta, la última en la posición {offset}, así que no está claro qué servidor se quiere.",
    "Write %40 for an @ in a user's name or password.",
    "Escriba %40 para una @ en el nombre o la contraseña.",
    "RFC 3986 §3.2.1, §7.6",
)
HOST_EMPTY = _fault(
    "host-empty",
    "The URL has no host.",
    "La URL no tiene servidor.",
    "Write the host after //, as in https://example.com/.",
    "Escriba el servidor después de //, como en https://example.com/.",
    "RFC 9110 §4.2.1",
)
HOST_CHARACTER = _fault(
    "host-character",
    "{character} at position {offset} is not allowed in a host.",
    "{character} en la posición {offset} no se permite en un servidor.",
    "Use letters, digits, hyphens and dots, an IPv4 address, or an IPv6 address in brackets.",
    "Use letras, dígitos, guiones y puntos, una dirección IPv4, o una IPv6 entre corchetes.",
    "RFC 3986 §3.2.2",
)
HOST_LABELS = _fault(
    "host-labels",
    "The host that starts at position {offset} has an empty label, one of more than 63 characters, or more than 253 "
    "in all.",
    "El servidor que empieza en la posición {offset} tiene una etiqueta vacía, una de más de 63 caracteres, o más de "
    "253 en total.",
    "Check the name; between two dots stand 1 to 63 characters.",
    "Compruebe el nombre; entre dos puntos van de 1 a 63 caracteres.",
    "RFC 1035 §2.3.4",
)
HOST_IDNA = _fault(
    "host-idna",
    "The host that starts at position {offset} is not a valid international name.",
    "El servidor que empieza en la posición {offset} no es un nombre internacional válido.",
    "Check its spelling; some characters, and some mixes of writing directions, are not allowed in names.",
    "Compruebe cómo se escribe; algunos caracteres y mezclas de direcciones de escritura no se admiten en nombres.",
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
HOST_NUMBER = _fault(
    "host-number",
    "The host that starts at position {offset} ends in a number but is no IPv4 address.",
    "El servidor que empieza en la posición {offset} termina en número, pero no es una dirección IPv4.",
    "Write an address as four numbers from 0 to 255 with dots between them; no name ends in a number.",
    "Escriba la dirección como cuatro números de 0 a 255 separados por puntos; ningún nombre termina en número.",
    "RFC 3986 §3.2.2",
)
HOST_IPV6 = _fault(
    "host-ipv6",
    "What starts at position {offset} is not an IPv6 address in brackets, with nothing but a port behind it.",
    "Lo que empieza en la posición {offset} no es una dirección IPv6 entre corchetes, seguida como mucho de un puerto.",
    "Write it like [2001:db8::1], and a port behind it like [2001:db8::1]:8443.",
    "Escríbala como [2001:db8::1], y con un puerto como [2001:db8::1]:8443.",
    "RFC 3986 §3.2.2",
)
HOST_BRACKETS = _fault(
    "host-brackets",
    "The host that starts at position {offset} has several colons, as an IPv6 address without its brackets has.",
    "El servidor que empieza en la posición {offset} tiene varios dos puntos, como una dirección IPv6 sin corchetes.",
    "Put brackets around an IPv6 address, as in https://[::1]:8443/.",
    "Ponga corchetes a una dirección IPv6, como en https://[::1]:8443/.",
    "RFC 3986 §3.2.2",
)
HOST_ZONE = _fault(
    "host-zone",
    "The IPv6 address at position {offset} has a zone (%…), which means something on one machine only.",
    "La dirección IPv6 en la posición {offset} tiene una zona (%…), que solo significa algo en una máquina.",
    "Leave out the part from % on.",
    "Omita la parte a partir de %.",
    "RFC 3986 §3.2.2, RFC 9844",
)
PORT_SYNTAX = _fault(
    "port-syntax",
    "The port at position {offset} is not a number from 1 to 65535.",
    "El puerto en la posición {offset} no es un número de 1 a 65535.",
    "Write the port's number after the colon, or leave both out; write %3A for a colon in a user's name.",
    "Escriba el número del puerto tras los dos puntos, u omita ambos; escriba %3A para dos puntos en un nombre.",
    "RFC 3986 §3.2.3",
)
TARGET_FORM = _fault(
    "target-form",
    "The request target has a form that does not go with {method}.",
    "El destino de la petición tiene una forma que no corresponde a {method}.",
    "Send a path (or the whole URL to a proxy), host:port with CONNECT, * with OPTIONS only.",
    "Envíe una ruta (o la URL entera a un proxy), host:puerto con CONNECT, * solo con OPTIONS.",
    "RFC 9112 §3.2",
    Side.CLIENT,
)
TARGET_AUTHORITY = _fault(
    "target-authority",
    "The request target does not name one host with a port that exists.",
    "El destino de la petición no nombra un servidor con un puerto que exista.",
    "Send host:port with CONNECT, and http://host/path in a whole URL.",
    "Envíe host:puerto con CONNECT, y http://host/ruta en una URL entera.",
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
