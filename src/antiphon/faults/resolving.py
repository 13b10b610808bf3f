"""Faults of resolving names by other means than the system's: given addresses, functions, DNS over HTTPS.

``server`` is a URL without credentials; ``cause`` the sentence of the error underneath; ``rule`` names the part of a
message in signs and numbers, which read the same in every language.
"""

from __future__ import annotations

from .fault import Fault, Side, Text

RESOLVER_UNUSABLE = Fault(
    "resolver-unusable",
    Text("{value} is no resolver of names.", "{value} no es un resolutor de nombres."),
    Text(
        "Pass a function of host and port that returns addresses (no coroutine), a mapping of hosts to addresses, or "
        "antiphon.DNSOverHTTPS(url).",
        "Pase una función de servidor y puerto que devuelva direcciones (sin corrutina), un diccionario de servidores "
        "a direcciones, o antiphon.DNSOverHTTPS(url).",
    ),
    "",
    Side.USER,
)
RESOLVER_ANSWER = Fault(
    "resolver-answer",
    Text(
        "The resolver has {value} for {host}, which is no IP address.",
        "El resolutor tiene {value} para {host}, que no es una dirección IP.",
    ),
    Text(
        "Give IPv4 or IPv6 addresses as text, best first.",
        "Dé direcciones IPv4 o IPv6 como texto, la mejor primero.",
    ),
    "RFC 5952 §4",
    Side.USER,
)
DNS_NAME = Fault(
    "dns-name",
    Text("The DNS has no place for the name {host}.", "El DNS no admite el nombre {host}."),
    Text(
        "Labels have 1 to 63 characters, the whole name at most 253.",
        "Las etiquetas tienen de 1 a 63 caracteres, el nombre entero como mucho 253.",
    ),
    "RFC 1035 §2.3.4",
    Side.USER,
)
DNS_MESSAGE_BROKEN = Fault(
    "dns-message-broken",
    Text(
        "The DNS message breaks its format at byte {offset} ({rule}).",
        "El mensaje DNS rompe su formato en el byte {offset} ({rule}).",
    ),
    Text("Use another DNS server.", "Use otro servidor DNS."),
    "RFC 1035 §4.1",
    Side.SERVER,
)
DNS_TRUNCATED = Fault(
    "dns-truncated",
    Text("The DNS answer for {host} was cut short.", "La respuesta DNS para {host} llegó recortada."),
    Text(
        "Use another DNS server: over HTTPS there is room for the whole answer.",
        "Use otro servidor DNS: por HTTPS cabe la respuesta entera.",
    ),
    "RFC 1035 §4.1.1",
    Side.SERVER,
)
DNS_OTHER_QUESTION = Fault(
    "dns-other-question",
    Text(
        "The DNS answer is not to the question for {host}.",
        "La respuesta DNS no es a la pregunta por {host}.",
    ),
    Text(
        "Do not trust that DNS server; use another one.",
        "No confíe en ese servidor DNS; use otro.",
    ),
    "RFC 5452 §9.1",
    Side.SERVER,
)
DNS_REFUSED = Fault(
    "dns-refused",
    Text(
        "The DNS server gave no answer for {host}: {code}.",
        "El servidor DNS no dio respuesta para {host}: {code}.",
    ),
    Text(
        "SERVFAIL: the zone is broken, or DNSSEC does not verify. REFUSED: this server does not answer you.",
        "SERVFAIL: la zona está rota, o DNSSEC no se verifica. REFUSED: este servidor no le responde.",
    ),
    "RFC 1035 §4.1.1",
    Side.NETWORK,
)
DNS_SERVER_FAILED = Fault(
    "dns-server-failed",
    Text(
        "The DNS server {server} could not be asked for {host}. {cause}",
        "No se pudo preguntar por {host} al servidor DNS {server}. {cause}",
    ),
    Text(
        "Check its URL, and give its addresses as `bootstrap`; any server for DNS over HTTPS will do.",
        "Compruebe su URL e indique sus direcciones en `bootstrap`; sirve cualquier servidor de DNS sobre HTTPS.",
    ),
    "RFC 8484 §4.2",
    Side.NETWORK,
)
DNS_SERVER_ANSWER = Fault(
    "dns-server-answer",
    Text(
        "{server} answered {status} with {media_type}, which is no DNS message, for {host}.",
        "{server} respondió {status} con {media_type}, que no es un mensaje DNS, para {host}.",
    ),
    Text(
        "Check the path of its URL, which often is /dns-query.",
        "Compruebe la ruta de su URL, que suele ser /dns-query.",
    ),
    "RFC 8484 §4.2.1",
    Side.SERVER,
)
DNS_SERVER_URL = Fault(
    "dns-server-url",
    Text("{value} is no server for DNS over HTTPS.", "{value} no es un servidor de DNS sobre HTTPS."),
    Text(
        "Pass an https URL such as https://1.1.1.1/dns-query, and method POST or GET.",
        "Pase una URL https como https://1.1.1.1/dns-query, y el método POST o GET.",
    ),
    "RFC 8484 §3",
    Side.USER,
)
DNS_CACHE_SECONDS = Fault(
    "dns-cache-seconds",
    Text("dns_cache cannot be {value}.", "dns_cache no puede ser {value}."),
    Text(
        "Pass for how many seconds an answer is kept, 0 for not at all.",
        "Pase durante cuántos segundos se guarda una respuesta, 0 para ninguno.",
    ),
    "RFC 1035 §3.2.1",
    Side.USER,
)
