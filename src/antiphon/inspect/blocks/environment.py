"""What of the environment counts for one request: a proxy, credentials, trust; and what only seems to count."""

from __future__ import annotations

from collections.abc import Iterator

from ...client.proxies.surroundings import environment_proxies
from ...faults import Text, UsageError
from ...semantics.url import URL
from ..exchange import Exchange
from .block import Fact
from .surroundings import Surroundings

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_ROOTS = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_ROOTS_OF_OTHERS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def from_environment(exchange: Exchange, surroundings: Surroundings) -> Iterator[Fact]:
    """Yield what of `surroundings` counted for `exchange`."""
    url = exchange.request.url
    if url is None:
        return
    yield from _proxy(url, surroundings)
    yield from _netrc(exchange, url, surroundings)
    if url.scheme == "https":
        yield from _trust(surroundings)


def _fact(name: str, value: str, sentence: Text, rfc: str = "") -> Fact:
    return Fact(
        f"environment.{name.lower()}", Text(f"{name} (environment)", f"{name} (entorno)"), value, sentence, rfc=rfc
    )


# -- the way there -----------------------------------------------------------------------------------------------------


def _proxy(url: URL, surroundings: Surroundings) -> Iterator[Fact]:
    variables = [
        name for name in surroundings.environment if name.lower() in _PROXIES and surroundings.environment[name]
    ]
    if not variables:
        return
    label = Text("Proxy of the environment", "Proxy del entorno")
    names = ", ".join(sorted(variables))
    if not surroundings.reads_environment or surroundings.settings.get("proxies") is not None:
        told = Text("Not used: this session has settings of its own.", "No se usa: esta sesión tiene sus ajustes.")
        yield Fact("environment.proxy", label, names, told)
        return
    try:
        proxies = environment_proxies(surroundings.environment)
    except UsageError as error:
        yield Fact("environment.proxy", label, names, error.fault.sentence, error.details)
        return
    proxy = None if proxies is None else proxies.choose(*url.origin)
    if proxy is not None:
        told = Text("This URL is asked for through {proxy}.", "Esta URL se pide a través de {proxy}.")
        yield Fact("environment.proxy", label, names, told, {"proxy": proxy.name}, "RFC 9110 §3.7")
        return
    told = Text(
        "Not for this URL: no_proxy exempts its host, the scheme is another, or it is this machine itself.",
        "No para esta URL: no_proxy exime a su servidor, el esquema es otro o es esta misma máquina.",
    )
    yield Fact("environment.proxy", label, names, told, rfc="RFC 9110 §3.7")


# -- credentials -------------------------------------------------------------------------------------------------------


def _netrc(exchange: Exchange, url: URL, surroundings: Surroundings) -> Iterator[Fact]:
    """Yield that credentials are from the netrc file: those that nobody gave in another way."""
    settings = surroundings.settings
    given = {name.lower() for name in settings.get("headers") or ()}
    if "authorization" not in exchange.request.fields or "authorization" in given or url.userinfo is not None:
        return
    if settings.get("auth") is None and surroundings.reads_environment:
        yield Fact(
            "environment.netrc",
            Text("netrc", "netrc"),
            surroundings.environment.get("NETRC") or "~/.netrc",
            Text(
                "It has a user and a password for {host}, which were sent.",
                "Tiene un usuario y una contraseña para {host}, que se enviaron.",
            ),
            {"host": url.host},
            "RFC 7617 §2",
        )


# -- TLS ---------------------------------------------------------------------------------------------------------------


def _trust(surroundings: Surroundings) -> Iterator[Fact]:
    environment = surroundings.environment
    trusts_system = surroundings.settings.get("verify") in (None, True)
    for name in _ROOTS if trusts_system else ():
        if environment.get(name):
            yield _fact(
                name, environment[name], Text("The roots that are trusted come from here.", "Las raíces salen de aquí.")
            )
    for name in _ROOTS_OF_OTHERS if trusts_system else ():
        if environment.get(name):
            yield _fact(
                name,
                environment[name],
                Text(
                    "Counts for curl and requests, not here; give it as verify, or --ca.",
                    "Cuenta para curl y requests, no aquí; indíquelo con verify, o --ca.",
                ),
            )
    if environment.get("SSLKEYLOGFILE"):
        yield _fact(
            "SSLKEYLOGFILE",
            environment["SSLKEYLOGFILE"],
            Text(
                "The keys of every TLS session are written there: who has them reads all.",
                "Las claves de cada sesión TLS se escriben ahí: quien las tenga lo lee todo.",
            ),
            "RFC 9850",
        )
