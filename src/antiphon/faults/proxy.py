"""Faults on the way through a proxy: its settings, reaching it, and what it answers.

``proxy`` and ``target`` are ``host:port``, never credentials; ``cause`` is the sentence of the error underneath.
"""

from __future__ import annotations

from .fault import Fault, Side, Text

# -- settings ----------------------------------------------------------------------------------------------------

PROXY_URL = Fault(
    "proxy-url",
    Text(
        "The URL of a proxy, given in {source}, cannot be used. {cause}",
        "La URL de un proxy, dada en {source}, no se puede usar. {cause}",
    ),
    Text(
        "Write scheme://user:password@host:port, special characters in user and password percent-encoded.",
        "Escriba esquema://usuario:clave@servidor:puerto, con los caracteres especiales de usuario y clave "
        "codificados con %.",
    ),
    "RFC 3986 §3.2",
    Side.USER,
)
PROXY_SCHEME = Fault(
    "proxy-scheme",
    Text("{scheme} is no kind of proxy.", "{scheme} no es una clase de proxy."),
    Text(
        "Use http, https, socks4, socks4a, socks5 or socks5h.",
        "Use http, https, socks4, socks4a, socks5 o socks5h.",
    ),
    "RFC 3986 §3.1",
    Side.USER,
)
PROXY_URL_PATH = Fault(
    "proxy-url-path",
    Text(
        "The URL of a proxy goes on behind host and port.",
        "La URL de un proxy continúa tras el servidor y el puerto.",
    ),
    Text(
        "End it there; a slash, ? or # in a password is written %2F, %3F or %23.",
        "Termínela ahí; una barra, ? o # en una clave se escribe %2F, %3F o %23.",
    ),
    "RFC 3986 §3.2",
    Side.USER,
)
PROXY_KEY = Fault(
    "proxy-key",
    Text("{key} in `proxies` says no scheme to proxy.", "{key} en `proxies` no indica ningún esquema."),
    Text(
        "The keys are http, https, all, each also with a host as in https://example.com, and no_proxy.",
        "Las claves son http, https y all, también con un servidor, como https://example.com, y no_proxy.",
    ),
    "",
    Side.USER,
)
PROXY_ARGUMENT = Fault(
    "proxy-argument",
    Text("A proxy cannot be made of a value of type {kind}.", "Un valor de tipo {kind} no describe ningún proxy."),
    Text(
        "Pass a URL, antiphon.Proxy, a mapping from schemes to these, False for none, or None for the default.",
        "Pase una URL, antiphon.Proxy, un diccionario de esquemas a estos, False para ninguno, o None por omisión.",
    ),
    "",
    Side.USER,
)
PROXY_OPTION_UNUSED = Fault(
    "proxy-option-unused",
    Text(
        "`{option}` means nothing to a proxy of the scheme {scheme}.",
        "`{option}` no significa nada para un proxy del esquema {scheme}.",
    ),
    Text(
        "Leave it out; fields are for http and https proxies, TLS settings for https proxies.",
        "Quítelo; los campos son para proxies http y https, los ajustes TLS para proxies https.",
    ),
    "",
    Side.USER,
)
NO_PROXY_ENTRY = Fault(
    "no-proxy-entry",
    Text(
        "{entry} in no_proxy is neither a host, an address, a network nor *.",
        "{entry} en no_proxy no es un servidor, ni una dirección, ni una red, ni *.",
    ),
    Text(
        "Write example.com, .example.com, *.example.com, 192.0.2.1, 10.0.0.0/8, [::1] or *, also with :port.",
        "Escriba example.com, .example.com, *.example.com, 192.0.2.1, 10.0.0.0/8, [::1] o *, también con :puerto.",
    ),
    "",
    Side.USER,
)

# -- the way to the proxy ----------------------------------------------------------------------------------------

PROXY_UNREACHABLE = Fault(
    "proxy-unreachable",
    Text(
        "The proxy {proxy} cannot be reached. {cause}",
        "No se puede llegar al proxy {proxy}. {cause}",
    ),
    Text(
        "Check host and port of the proxy, and that it is running; proxies=False goes without one.",
        "Compruebe servidor y puerto del proxy y que está en marcha; con proxies=False no se usa ninguno.",
    ),
    "RFC 9110 §3.7",
    Side.NETWORK,
)
PROXY_TLS = Fault(
    "proxy-tls",
    Text("TLS with the proxy {proxy} failed. {cause}", "TLS con el proxy {proxy} falló. {cause}"),
    Text(
        "What a proxy shows is verified by its own settings: antiphon.Proxy(url, verify=..., cert=...).",
        "Lo que muestra un proxy se verifica con sus propios ajustes: antiphon.Proxy(url, verify=..., cert=...).",
    ),
    "RFC 8446 §6.2",
    Side.SERVER,
)
PROXY_SPEAKS_PLAIN = Fault(
    "proxy-speaks-plain",
    Text(
        "The proxy {proxy} does not speak TLS on this port. {cause}",
        "El proxy {proxy} no habla TLS en este puerto. {cause}",
    ),
    Text(
        "Most proxies are http:// ones, https targets included; use that scheme for the proxy's URL.",
        "La mayoría de los proxies son http://, también para destinos https; use ese esquema en la URL del proxy.",
    ),
    "RFC 9110 §4.2.2",
    Side.USER,
)
PROXY_SPEAKS_TLS = Fault(
    "proxy-speaks-tls",
    Text(
        "The proxy {proxy} answers plain text with TLS.",
        "El proxy {proxy} responde con TLS a texto sin cifrar.",
    ),
    Text("Use https:// for the proxy's URL.", "Use https:// en la URL del proxy."),
    "RFC 9110 §4.2.2",
    Side.USER,
)
PROXY_TIMEOUT = Fault(
    "proxy-timeout",
    Text(
        "The proxy {proxy} could not be reached within {limit:g} s.",
        "No se pudo llegar al proxy {proxy} en {limit:g} s.",
    ),
    Text(
        "Check that the proxy is up and that no firewall drops its packets, or raise the limit of this phase.",
        "Compruebe que el proxy funciona y que ningún cortafuegos descarta sus paquetes, o aumente este límite.",
    ),
    "RFC 9293 §3.8.3",
    Side.NETWORK,
)
PROXY_TLS_TIMEOUT = Fault(
    "proxy-tls-timeout",
    Text(
        "The proxy {proxy} did not finish the TLS handshake within {limit:g} s.",
        "El proxy {proxy} no terminó el saludo TLS en {limit:g} s.",
    ),
    Text(
        "See whether it speaks TLS on this port: most proxies are http:// ones, https targets included.",
        "Compruebe que habla TLS en este puerto: la mayoría de los proxies son http://, también para destinos https.",
    ),
    "RFC 8446 §2",
    Side.NETWORK,
)
TUNNEL_TIMEOUT = Fault(
    "tunnel-timeout",
    Text(
        "The proxy {proxy} opened no way to {target} within {limit:g} s.",
        "El proxy {proxy} no abrió camino a {target} en {limit:g} s.",
    ),
    Text(
        "Find out whether the proxy, or the target behind it, is slow; or raise the connect limit.",
        "Averigüe si el proxy, o el destino tras él, es lento; o aumente el límite de conexión.",
    ),
    "RFC 9110 §15.6.5",
    Side.NETWORK,
)
PROXY_CLOSED = Fault(
    "proxy-closed",
    Text(
        "The proxy {proxy} closed the connection before a way to {target} was open.",
        "El proxy {proxy} cerró la conexión antes de abrir camino a {target}.",
    ),
    Text(
        "Look in the proxy's log; check that its scheme is right and that it may be used from here.",
        "Mire el registro del proxy; compruebe que su esquema es el correcto y que se puede usar desde aquí.",
    ),
    "RFC 9110 §9.3.6",
    Side.SERVER,
)

# -- what the proxy answers --------------------------------------------------------------------------------------

PROXY_REFUSED = Fault(
    "proxy-refused",
    Text(
        "The proxy {proxy} refused to connect to {target}: {status} {reason}.",
        "El proxy {proxy} se negó a conectar con {target}: {status} {reason}.",
    ),
    Text(
        "400, 404 or 405: it may be no proxy, but a web server. Other 4xx: the proxy's rules forbid this target or "
        "port. 5xx: the proxy could not reach it.",
        "400, 404 o 405: puede no ser un proxy, sino un servidor web. Otros 4xx: las reglas del proxy prohíben este "
        "destino o puerto. 5xx: el proxy no pudo llegar a él.",
    ),
    "RFC 9110 §9.3.6",
    Side.SERVER,
)
PROXY_CREDENTIALS_MISSING = Fault(
    "proxy-credentials-missing",
    Text(
        "The proxy {proxy} asks for credentials before it connects to {target} (407, schemes: {schemes}).",
        "El proxy {proxy} pide credenciales antes de conectar con {target} (407, esquemas: {schemes}).",
    ),
    Text(
        "Put them into the proxy's URL, http://user:password@host:port, or use antiphon.Proxy(url, auth=...).",
        "Póngalas en la URL del proxy, http://usuario:clave@servidor:puerto, o use antiphon.Proxy(url, auth=...).",
    ),
    "RFC 9110 §15.5.8",
    Side.USER,
)
PROXY_CREDENTIALS_REFUSED = Fault(
    "proxy-credentials-refused",
    Text(
        "The proxy {proxy} did not accept the credentials for a way to {target} (407, schemes: {schemes}).",
        "El proxy {proxy} no aceptó las credenciales para un camino a {target} (407, esquemas: {schemes}).",
    ),
    Text(
        "Check user and password; of the schemes, Basic and Digest are understood here.",
        "Compruebe usuario y clave; de los esquemas, aquí se entienden Basic y Digest.",
    ),
    "RFC 9110 §15.5.8",
    Side.USER,
)
PROXY_BROKEN = Fault(
    "proxy-broken",
    Text(
        "What the proxy {proxy} answered to CONNECT is not HTTP/1.1. {cause}",
        "Lo que el proxy {proxy} respondió a CONNECT no es HTTP/1.1. {cause}",
    ),
    Text(
        "Check the scheme of the proxy's URL: an http proxy and a SOCKS server do not understand each other.",
        "Compruebe el esquema de la URL del proxy: un proxy http y un servidor SOCKS no se entienden.",
    ),
    "RFC 9112 §2",
    Side.SERVER,
)
PROXY_SPOKE_FIRST = Fault(
    "proxy-spoke-first",
    Text(
        "The proxy {proxy} sent {count} bytes for {target} that nobody had asked for.",
        "El proxy {proxy} envió {count} bytes para {target} que nadie había pedido.",
    ),
    Text(
        "Look at what is between here and the target: a server waits for the client's first word.",
        "Mire qué hay entre este equipo y el destino: un servidor espera la primera palabra del cliente.",
    ),
    "RFC 9110 §9.3.6",
    Side.SERVER,
)
