"""Examples of the rules about TLS, certificates, names and what failed below HTTP."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import timedelta
from typing import Any

from antiphon.client.connection_facts import ConnectionFacts, TLSFacts
from antiphon.faults import (
    BrokenResponse,
    ConnectionError,
    Fault,
    ResolveError,
    TLSError,
    TooManyRedirects,
    security,
)
from antiphon.faults import connection as connecting
from antiphon.faults import exchange as exchanges
from antiphon.faults import message as messages
from antiphon.inspect.exchange import Flaw, Journey
from antiphon.inspect.record import Piece, Record
from antiphon.tls.certificate_facts import certificate_facts
from antiphon.tls.misissuing import LaxAuthority, Shown, Wish
from antiphon.tls.observed import ContentType, TLSMessage

from .examples import Example, exchange, one

HTTPS = "GET https://shop.example/a"
HTTP = "GET http://shop.example/a"
_DAY = timedelta(days=1)


_END = "-----END CERTIFICATE-----\n"


def der(shown: Shown) -> bytes:
    return ssl.PEM_cert_to_DER_cert(shown.chain_pem.decode().partition(_END)[0] + _END)


ROOT = LaxAuthority.create("Example Root")
WITH_ISSUER = der(ROOT.leaf(Wish(issuer_url="http://ca.example/root.der")))
WITHOUT_ISSUER = der(ROOT.leaf(Wish()))
OLD = der(ROOT.leaf(Wish(since=-70 * _DAY, until=30 * _DAY - timedelta(hours=1))))
FRESH = der(ROOT.leaf(Wish(since=-60 * _DAY, until=40 * _DAY)))


def after_70_days(certificate: bytes) -> float:
    """Return the moment 70 days after `certificate` became valid."""
    facts = certificate_facts(certificate)
    assert facts is not None
    return facts.not_before + 70 * 86_400


def over_tls(certificates: tuple[bytes, ...], version: str = "TLSv1.3", **more: Any) -> Journey:
    facts = ConnectionFacts("127.0.0.1:1", "127.0.0.1:2", tls=TLSFacts(version, "", None, False, certificates))
    return one(HTTPS, "200", connection=facts, **more)


def refused(fault: Fault, certificates: tuple[bytes, ...] = (), **details: Any) -> Journey:
    """Return a journey that a refused certificate ended, after the server had shown `certificates`."""
    listed = b"".join(len(each).to_bytes(3, "big") + each + b"\0\0" for each in certificates)
    body = b"\0" + len(listed).to_bytes(3, "big") + listed
    shown = b"\x0b" + len(body).to_bytes(3, "big") + body
    message = TLSMessage(0.0, 1, False, 0x0304, ContentType.HANDSHAKE, 11, shown)
    record = Record(0.0, 1.0, tls_messages=(message,) if certificates else ())
    return one(HTTPS, error=TLSError(fault, host="shop.example", **details), record=record)


def asking_for(name: str, host: str) -> Journey:
    """Return a journey whose TLS asks for `name`, and whose request for `host`."""
    listed = b"\0" + len(name).to_bytes(2, "big") + name.encode()
    extension = b"\0\0" + (len(listed) + 2).to_bytes(2, "big") + len(listed).to_bytes(2, "big") + listed
    body = b"\x03\x03" + bytes(32) + b"\0" + b"\0\2\x13\x01" + b"\1\0" + len(extension).to_bytes(2, "big") + extension
    hello = b"\1" + len(body).to_bytes(3, "big") + body
    message = TLSMessage(0.0, 1, True, 0x0303, ContentType.HANDSHAKE, 1, hello)
    return one(f"{HTTPS}\nHost: {host}", "200", record=Record(0.0, 1.0, tls_messages=(message,)))


def reusing(first: str, second: str, closing: str = "") -> Journey:
    """Return two exchanges over connections from `first` and from `second`."""
    one_, other = (ConnectionFacts(address, "127.0.0.1:2") for address in (first, second))
    return (exchange(HTTP, f"200{closing}", connection=one_), exchange(HTTP, "200", connection=other))


def with_flaw(fault: Fault, **details: object) -> Journey:
    fine = exchange(HTTP, "200")
    return (replace(fine, request=replace(fine.request, flaws=(Flaw(fault, details, 0, 1),))),)


FINE = one(HTTPS, "200")

CONNECTIONS = [
    Example(
        1,
        "certificate-expired",
        "The certificate of shop.example expired on Nov 14 2023.",
        "El certificado de shop.example caducó el Nov 14 2023.",
        refused(security.CERTIFICATE_EXPIRED, not_after="Nov 14 2023"),
        FINE,
    ),
    Example(
        1,
        "certificate-name-mismatch",
        "The certificate is not for shop.example",
        "El certificado no es para shop.example",
        refused(security.CERTIFICATE_NAME_MISMATCH, names="other.example"),
        FINE,
    ),
    Example(
        2,
        "chain-incomplete",
        "shop.example shows its own certificate without that of its issuer, Example Root. Browsers fetch the missing "
        "one from http://ca.example/root.der",
        "shop.example muestra su certificado sin el de su emisor, Example Root. Los navegadores descargan el que falta "
        "de http://ca.example/root.der",
        refused(security.CERTIFICATE_ISSUER_UNKNOWN, (WITH_ISSUER,), issuer="Example Root"),
        refused(security.CERTIFICATE_ISSUER_UNKNOWN, (WITHOUT_ISSUER,), issuer="Example Root"),
    ),
    Example(
        2,
        "chain-of-one",
        "shop.example shows one certificate alone",
        "shop.example muestra un solo certificado",
        over_tls((WITH_ISSUER,)),
        over_tls((WITH_ISSUER, ROOT.certificate_der)),
    ),
    Example(
        3,
        "certificate-expires-soon",
        "The certificate of shop.example has 30.0 of its 100.0 days left",
        "Al certificado de shop.example le quedan 30.0 de sus 100.0 días",
        over_tls((OLD,), started_at=after_70_days(OLD)),
        over_tls((FRESH,), started_at=after_70_days(FRESH) - 10 * 86_400),
    ),
    Example(
        4,
        "tls-version-deprecated",
        "shop.example speaks TLSv1.1, which is prohibited.",
        "shop.example habla TLSv1.1, que está prohibido.",
        over_tls((), "TLSv1.1"),
        over_tls((), "TLSv1.2"),
    ),
    Example(
        4,
        "tls-version-accepted",
        "shop.example also accepts TLSv1.1, which is prohibited",
        "shop.example también acepta TLSv1.1, que está prohibido",
        over_tls((), "TLSv1.3", accepts_version="TLSv1.1"),
        over_tls((), "TLSv1.3"),
    ),
    Example(
        4,
        "tls-version-unsupported",
        "The two ends share no version of TLS",
        "Los dos extremos no comparten ninguna versión de TLS",
        refused(security.TLS_VERSION_UNSUPPORTED),
        FINE,
    ),
    Example(
        5,
        "plain-answer-to-tls",
        "The server answered the TLS handshake in plain HTTP.",
        "El servidor respondió al saludo TLS con HTTP sin cifrar.",
        refused(security.PLAIN_ANSWER_TO_TLS),
        FINE,
    ),
    Example(
        5,
        "plain-request-to-tls",
        "A plain HTTP request arrived where TLS is spoken.",
        "Llegó una petición HTTP sin cifrar donde se habla TLS.",
        one(HTTP, "400", b"<h1>The plain HTTP request was sent to HTTPS port</h1>"),
        one(HTTP, "400", b"The plain truth"),
    ),
    Example(
        5,
        "plain-request-to-tls",
        "A plain HTTP request arrived where TLS is spoken.",
        "Llegó una petición HTTP sin cifrar donde se habla TLS.",
        one(
            HTTP,
            error=BrokenResponse(messages.STATUS_LINE, offset=0),
            record=Record(0.0, 1.0, plain=(Piece(0.5, False, b"\x15\x03\x03\x00\x02\x02\x46"),)),
        ),
        one(
            HTTP,
            error=BrokenResponse(messages.STATUS_LINE, offset=0),
            record=Record(0.0, 1.0, plain=(Piece(0.5, False, b"\x15\x04"),)),
        ),
    ),
    Example(
        6,
        "misdirected-request",
        "shop.example is not served over this connection: the server answers 421.",
        "shop.example no se sirve por esta conexión: el servidor responde 421.",
        one(HTTPS, "421"),
        one(HTTPS, "404"),
    ),
    Example(
        6,
        "host-refused",
        "400: the server says that it does not serve the host shop.example.",
        "400: el servidor dice que no sirve el nombre shop.example.",
        one(f"{HTTPS}\nHost: shop.example", "400", b"Invalid host header"),
        one(f"{HTTPS}\nHost: shop.example", "400", b"The webhook has an invalid hostname"),
    ),
    Example(
        6,
        "host-refused",
        "the host shop.example",
        "el nombre shop.example",
        one(HTTPS, "400", b"Invalid HTTP_HOST header: 'shop.example'. You may need to add it to ALLOWED_HOSTS."),
        one(HTTPS, "200", b"Invalid HTTP_HOST header, explained"),
    ),
    Example(
        6,
        "tls-name-unrecognized",
        "The server serves no host named shop.example.",
        "El servidor no sirve ningún host llamado shop.example.",
        refused(security.TLS_NAME_UNRECOGNIZED),
        FINE,
    ),
    Example(
        6,
        "server-name-differs",
        "TLS asked for one.example (SNI), the request for two.example (Host).",
        "TLS pidió one.example (SNI) y la petición, two.example (Host).",
        asking_for("one.example", "two.example:8443"),
        asking_for("one.example", "ONE.example:8443"),
    ),
    Example(
        9,
        "name-not-found",
        "The name shop.example has no address.",
        "El nombre shop.example no tiene dirección.",
        one(HTTPS, error=ResolveError(connecting.NAME_NOT_FOUND, host="shop.example")),
        FINE,
    ),
    Example(
        9,
        "connection-refused",
        "shop.example:443 refused the connection",
        "shop.example:443 rechazó la conexión",
        one(HTTPS, error=ConnectionError(connecting.CONNECTION_REFUSED, target="shop.example:443", attempts="::1")),
        FINE,
    ),
    Example(
        12,
        "too-many-redirects",
        "More than 20 redirects",
        "Más de 20 redirecciones",
        one(HTTPS, error=TooManyRedirects(exchanges.TOO_MANY_REDIRECTS, limit=20, url="https://shop.example/")),
        FINE,
    ),
    Example(
        13,
        "redirect-targets-differ",
        "A 302 redirect has 2 Location fields that differ.",
        "Una redirección 302 tiene 2 campos Location distintos.",
        one(HTTPS, error=BrokenResponse(exchanges.REDIRECT_TARGETS_DIFFER, status=302, count=2)),
        FINE,
    ),
    Example(
        1,
        "client-certificate-missing",
        "The server asks for a client certificate, and none was sent.",
        "El servidor pide un certificado de cliente y no se envió ninguno.",
        one(HTTPS, "400\nContent-Type: text/html", b"<title>400 No required SSL certificate was sent</title>"),
        one(HTTPS, "200\nContent-Type: text/html", b"<title>No required SSL certificate was sent</title>"),
    ),
    Example(
        1,
        "client-certificate-refused",
        "The client's certificate was refused: The SSL certificate error.",
        "El certificado del cliente fue rechazado: The SSL certificate error.",
        one(HTTPS, "400\nContent-Type: text/html", b"<title>400 The SSL certificate error</title>"),
        one(HTTPS, "400\nContent-Type: text/html", b"<title>400 Bad Request</title>"),
    ),
    Example(
        30,
        "incomplete-content",
        "of 9 bytes of content, 5 came.",
        "de 9 bytes de contenido llegaron 5.",
        one(HTTPS, error=BrokenResponse(messages.INCOMPLETE_CONTENT, received=5, declared=9)),
        FINE,
    ),
    Example(
        30,
        "incomplete-message",
        "The connection ended before the message did: 5 bytes of content came.",
        "La conexión terminó antes que el mensaje: llegaron 5 bytes de contenido.",
        one(HTTPS, error=BrokenResponse(messages.INCOMPLETE_MESSAGE, received=5)),
        FINE,
    ),
    Example(
        40,
        "connection-not-reused",
        "A new connection to shop.example was opened",
        "Se abrió una conexión nueva con shop.example",
        reusing("127.0.0.1:1000", "127.0.0.1:1001"),
        reusing("127.0.0.1:1000", "127.0.0.1:1001", "\nConnection: close"),
    ),
    Example(
        43,
        "host-repeated",
        "The request has 2 Host fields.",
        "La petición tiene 2 campos Host.",
        with_flaw(messages.HOST_REPEATED, count=2),
        FINE,
    ),
    Example(
        47,
        "bare-line-feed",
        "Byte 14: a line ends with LF alone.",
        "Byte 14: una línea termina solo con LF.",
        with_flaw(messages.BARE_LINE_FEED, offset=14),
        FINE,
    ),
]
