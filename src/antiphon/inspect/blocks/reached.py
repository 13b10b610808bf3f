"""Blocks 3 and 4: how the name became an address, and the address a connection (RFC 8305, RFC 9293)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from shlex import quote

from ...faults import Text
from ...net.network import Attempt
from ...semantics.hosts import is_address
from ...tls.names import is_local
from ..exchange import Exchange
from .block import Block, Fact
from .surroundings import Surroundings, hosts_file

_NAMES = Text("Names (DNS)", "Nombres (DNS)")
_CONNECTION = Text("Connection (TCP)", "Conexión (TCP)")
_CONNECTED = "connected"

_ERRORS = {
    "ECONNREFUSED": Text(
        "Nothing listens on that port: the host answers, the service is down or elsewhere.",
        "Nada escucha en ese puerto: el servidor responde, el servicio está caído o en otra parte.",
    ),
    "ETIMEDOUT": Text(
        "No answer: a firewall drops the packets, or the host is down.",
        "Sin respuesta: un cortafuegos descarta los paquetes o el servidor está apagado.",
    ),
    "EHOSTUNREACH": Text(
        "No way to that host from here: check the network and the route.",
        "No hay camino a ese servidor desde aquí: revise la red y la ruta.",
    ),
    "ENETUNREACH": Text(
        "This machine has no route to that network (often IPv6 without a provider for it).",
        "Esta máquina no tiene ruta a esa red (a menudo IPv6 sin proveedor que lo ofrezca).",
    ),
    "ECANCELED": Text("Another address was faster.", "Otra dirección fue más rápida."),
    "ECONNRESET": Text("The other side dropped the connection.", "El otro lado cortó la conexión."),
}


def names(exchange: Exchange, number: int, surroundings: Surroundings | None = None) -> Block:
    """Return the block of how the name of `exchange` was resolved; with `surroundings`, what the hosts file says."""
    return Block(3, "names", _NAMES, (*_of_names(exchange), *_of_hosts(exchange, surroundings)), number)


def _of_hosts(exchange: Exchange, surroundings: Surroundings | None) -> Iterator[Fact]:
    """Yield whether the hosts file has each name that was resolved, and what nobody tells of the others."""
    if surroundings is None or surroundings.hosts is None or exchange.record is None:
        return
    if surroundings.settings.get("resolver") is not None:
        return
    for host in dict.fromkeys(resolved.host for resolved in exchange.record.resolved):
        addresses = surroundings.hosts.get(host.lower())
        yield Fact(
            "hosts_file",
            Text("Hosts file", "Archivo hosts"),
            None if addresses is None else list(addresses),
            Text("{host} is not in it.", "{host} no está en él.")
            if addresses is None
            else Text(
                "It names {host}: most systems ask nobody else then.",
                "Nombra {host}: la mayoría de los sistemas ya no pregunta a nadie más.",
            ),
            {"host": host},
            command=f"grep -w {quote(host)} {quote(str(hosts_file()))}",
        )
        if addresses is None and not is_local(host):
            yield Fact(
                "aliases",
                Text("Aliases (CNAME)", "Alias (CNAME)"),
                None,
                Text(
                    "The system's resolver tells neither aliases nor how long the answer holds; ask the DNS itself.",
                    "El sistema no dice ni los alias ni cuánto vale la respuesta; pregunte al propio DNS.",
                ),
                rfc="RFC 1034 §3.6.2",
                command=f"dig {quote(host)}",
            )


def _of_names(exchange: Exchange) -> Iterator[Fact]:
    record, url = exchange.record, exchange.request.url
    host = "" if url is None else url.host
    for resolved in () if record is None else record.resolved:
        if resolved.error is not None:
            yield Fact(
                "failure",
                Text("Not found", "No encontrado"),
                {"host": resolved.host, "error": resolved.error},
                Text(
                    "The system's resolver knows no address of {host}: {error}.",
                    "El sistema no conoce ninguna dirección de {host}: {error}.",
                ),
                {"host": resolved.host, "error": resolved.error},
                "RFC 1034 §4.3",
                f"getent ahosts {quote(resolved.host)}",
                coded=True,
            )
            continue
        yield Fact(
            "addresses",
            Text("Addresses", "Direcciones"),
            {"host": resolved.host, "addresses": list(resolved.addresses), "milliseconds": _ms(resolved.seconds)},
            Text(
                "{host} is {addresses}, says the system's resolver, after {ms} ms.",
                "{host} es {addresses}, según el sistema, tras {ms} ms.",
            ),
            {"host": resolved.host, "addresses": ", ".join(resolved.addresses), "ms": _ms(resolved.seconds)},
            "RFC 6724",
            f"getent ahosts {quote(resolved.host)}",
            coded=True,
        )
    if host and is_address(host):
        yield Fact(
            "address", Text("Address", "Dirección"), host, Text("No name to resolve.", "No hay nombre que resolver.")
        )
    elif exchange.phases.resolve is not None and (record is None or not record.resolved):
        yield Fact("milliseconds", Text("Time", "Tiempo"), _ms(exchange.phases.resolve))
    if exchange.connection is not None and exchange.connection.attempts and not exchange.connection.reused:
        yield _chosen(exchange.connection.attempts)


def _chosen(attempts: Sequence[Attempt]) -> Fact:
    return Fact(
        "chosen",
        Text("Chosen", "Elegida"),
        str(attempts[-1].address),
        Text(
            "The first to answer of {count} that were tried (Happy Eyeballs).",
            "La primera que respondió de las {count} que se probaron (Happy Eyeballs).",
        )
        if len(attempts) > 1
        else Text("The first that was tried answered.", "La primera que se probó respondió."),
        {"count": len(attempts)},
        "RFC 8305 §5",
    )


def connection(exchange: Exchange, number: int) -> Block:
    """Return the block of the connection of `exchange`: each attempt, and the one that was used."""
    return Block(4, "connection", _CONNECTION, tuple(_of_connection(exchange)), number)


def _of_connection(exchange: Exchange) -> Iterator[Fact]:
    facts, record = exchange.connection, exchange.record
    attempts: Iterable[Attempt] = facts.attempts if facts is not None and not facts.reused else ()
    if facts is None and record is not None:
        failed = [attempt for each in record.not_connected for attempt in each.attempts]
        attempts = failed + [attempt for each in record.connected for attempt in each.attempts]
    for attempt in attempts:
        yield _attempt(attempt)
    for sending in exchange.attempts:
        yield Fact(
            "earlier",
            Text("Sent before", "Envío anterior"),
            {
                "phase": str(sending.phase),
                "status": sending.status,
                "code": None if sending.fault is None else sending.fault.code,
            },
            Text("It failed, and was sent again {ms} ms later.", "Falló y se envió de nuevo {ms} ms después."),
            {"ms": _ms(sending.waited)},
            "RFC 9110 §9.2.2",
        )
    if facts is None:
        return
    yield Fact(
        "peer_address",
        Text("Server", "Servidor"),
        facts.peer_address,
        command=_netcat(facts.peer_address),
    )
    yield Fact("local_address", Text("This end", "Este extremo"), facts.local_address)
    if facts.proxy is not None:
        yield Fact(
            "proxy",
            Text("Proxy", "Proxy"),
            facts.proxy,
            Text("The connection goes through this proxy.", "La conexión pasa por este proxy."),
            rfc="RFC 9110 §3.7",
        )
    yield Fact(
        "reused",
        Text("Reused", "Reutilizada"),
        facts.reused,
        Text(
            "Kept from an earlier exchange: no TCP, no TLS to wait for.",
            "De un intercambio anterior: sin esperar TCP ni TLS.",
        )
        if facts.reused
        else Text("A new connection.", "Una conexión nueva."),
        rfc="RFC 9112 §9.3",
    )


def _attempt(attempt: Attempt) -> Fact:
    error = attempt.error
    return Fact(
        "attempt",
        Text("Attempt", "Intento"),
        {"address": str(attempt.address), "result": error or _CONNECTED, "milliseconds": _ms(attempt.seconds)},
        Text("{address}: connected, after {ms} ms.", "{address}: conectado, tras {ms} ms.")
        if error is None
        else Text("{address}: {error}, after {ms} ms. {meaning}", "{address}: {error}, tras {ms} ms. {meaning}"),
        {
            "address": attempt.address,
            "error": error,
            "ms": _ms(attempt.seconds),
            "meaning": _ERRORS.get(error or "", Text("", "")),
        },
        "RFC 8305 §5",
        coded=True,
    )


def _netcat(address: str) -> str:
    host, _, port = address.rpartition(":")
    return f"nc -vz {quote(host.strip('[]'))} {port}" if port.isdecimal() else ""


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
