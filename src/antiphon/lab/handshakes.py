"""The scenarios of TLS: certificates that are wrong, and handshakes that end badly. Each has a port of its own."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from ..faults import Text
from .openings import (
    after_hello,
    alerting,
    interrupted,
    outdated,
    resetting,
    secured,
    silent,
    spoilt,
    unknown_name,
)
from .scenario import Opening, PortScenario
from .tampering import tampering_proxy, with_flipped_bit
from .workshop import INTERMEDIATE_PATH, REVOCATION_PATH, Workshop, context_of

if TYPE_CHECKING:
    from ..tls.misissuing import Wish

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_PLAIN_ANSWER = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 22\r\nConnection: close\r\n\r\n"
    b"This port speaks HTTP\n"
)
_INTERNAL_ERROR = 80
_HANDSHAKE_FAILURE = 40


def _leaf(**wishes: object) -> Callable[[Workshop], Opening]:
    """Return what prepares a port with a certificate of the lab's root, as `wishes` has it."""

    def prepare(workshop: Workshop) -> Opening:
        return secured(context_of(workshop.root.leaf(_wish(**wishes))))

    return prepare


def _wish(**wishes: object) -> Wish:
    from ..tls.misissuing import Wish

    return Wish(**wishes)  # type: ignore[arg-type]


def _good(workshop: Workshop) -> ssl.SSLContext:
    return context_of(workshop.root.leaf(_wish()))


def _self_signed(workshop: Workshop) -> Opening:
    from ..tls.misissuing import self_signed

    return secured(context_of(self_signed()))


def _unknown_authority(workshop: Workshop) -> Opening:
    from ..tls.misissuing import LaxAuthority

    return secured(context_of(LaxAuthority.create("Nobody's Authority").leaf(_wish())))


def _untrusted_root(workshop: Workshop) -> Opening:
    from ..tls.misissuing import LaxAuthority

    authority = LaxAuthority.create("Nobody's Root")
    return secured(context_of(authority.leaf(_wish(), above=authority.chain_pem)))


def _incomplete_chain(workshop: Workshop) -> Opening:
    wish = _wish(issuer_url=workshop.plain + INTERMEDIATE_PATH)
    return secured(context_of(workshop.intermediate.leaf(wish)))


def _complete_chain(workshop: Workshop) -> Opening:
    wish = _wish(issuer_url=workshop.plain + INTERMEDIATE_PATH)
    return secured(context_of(workshop.intermediate.leaf(wish, above=workshop.intermediate.certificate_pem)))


def _weak_key(workshop: Workshop) -> Opening:
    from ..tls.misissuing import weak_key
    from ..tls.pem import load_pair

    shown = workshop.root.leaf(_wish(key=weak_key()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # At its usual level OpenSSL does not even load such a certificate.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    load_pair(context, shown.chain_pem, shown.key_pem, None)
    return secured(context)


def _revoked(workshop: Workshop) -> Opening:
    shown = workshop.root.leaf(_wish(revocation_url=workshop.plain + REVOCATION_PATH))
    workshop.revoke(shown)
    return secured(context_of(shown))


def _client_certificate(workshop: Workshop) -> Opening:
    context = _good(workshop)
    context.load_verify_locations(cadata=workshop.chain_root.certificate_pem.decode("ascii"))
    context.verify_mode = ssl.CERT_REQUIRED
    return secured(context)


PORT_SCENARIOS: tuple[PortScenario, ...] = (
    PortScenario(
        "good",
        Text("All is well", "Todo en orden"),
        Text("Nothing is broken here: compare the others with it.", "Aquí no falla nada: compare los demás con esto."),
        "RFC 8446",
        _leaf(),
    ),
    PortScenario(
        "expired",
        Text("An expired certificate", "Un certificado caducado"),
        Text("The certificate expired yesterday.", "El certificado caducó ayer."),
        "RFC 5280 §4.1.2.5",
        _leaf(since=-90 * _DAY, until=-_DAY),
    ),
    PortScenario(
        "not-yet-valid",
        Text("A certificate of tomorrow", "Un certificado de mañana"),
        Text("The certificate is valid only from tomorrow on.", "El certificado solo vale desde mañana."),
        "RFC 5280 §4.1.2.5",
        _leaf(since=_DAY, until=90 * _DAY),
    ),
    PortScenario(
        "wrong-host",
        Text("A certificate for another host", "Un certificado de otro servidor"),
        Text(
            "The certificate names elsewhere.localhost, not the host of the URL.",
            "El certificado nombra elsewhere.localhost, no el servidor de la URL.",
        ),
        "RFC 9525 §6",
        _leaf(names=("elsewhere.localhost",)),
    ),
    PortScenario(
        "self-signed",
        Text("A self-signed certificate", "Un certificado autofirmado"),
        Text(
            "The certificate is its own issuer, so nobody vouches for it.",
            "El certificado es su propio emisor: nadie responde por él.",
        ),
        "RFC 5280 §6",
        _self_signed,
    ),
    PortScenario(
        "unknown-authority",
        Text("An unknown authority", "Una autoridad desconocida"),
        Text(
            "The issuer is an authority that no client has heard of.",
            "El emisor es una autoridad que ningún cliente conoce.",
        ),
        "RFC 5280 §6",
        _unknown_authority,
    ),
    PortScenario(
        "untrusted-root",
        Text("A chain to an untrusted root", "Una cadena hasta una raíz sin confianza"),
        Text(
            "The chain is complete, but its root is one that the client does not trust.",
            "La cadena está completa, pero el cliente no confía en su raíz.",
        ),
        "RFC 5280 §6",
        _untrusted_root,
    ),
    PortScenario(
        "incomplete-chain",
        Text("An incomplete chain", "Una cadena incompleta"),
        Text(
            "The server sends its own certificate without the intermediate that issued it. Browsers fetch that one "
            "from the address in the certificate; Python does not.",
            "El servidor envía su certificado sin el intermedio que lo emitió. Los navegadores lo buscan en la "
            "dirección que indica el certificado; Python no.",
        ),
        "RFC 8446 §4.4.2",
        _incomplete_chain,
    ),
    PortScenario(
        "complete-chain",
        Text("The same chain, complete", "La misma cadena, completa"),
        Text(
            "Nothing is broken here: the intermediate is sent. It is trusted by those that trust the lab's roots.",
            "Aquí no falla nada: se envía el intermedio. Confía en ella quien confía en las raíces del laboratorio.",
        ),
        "RFC 8446 §4.4.2",
        _complete_chain,
    ),
    PortScenario(
        "weak-key",
        Text("A weak key", "Una clave débil"),
        Text("The certificate has an RSA key of 1024 bits.", "El certificado tiene una clave RSA de 1024 bits."),
        "RFC 9325 §4.5",
        _weak_key,
    ),
    PortScenario(
        "name-constrained",
        Text("A name outside the authority's limits", "Un nombre fuera de los límites de la autoridad"),
        Text(
            "The certificate also names bank.example, for which its issuer may not sign.",
            "El certificado nombra también bank.example, para el que su emisor no puede firmar.",
        ),
        "RFC 5280 §4.2.1.10",
        _leaf(names=("localhost", "bank.example")),
    ),
    PortScenario(
        "expiring",
        Text("A certificate in its last third", "Un certificado en su último tercio"),
        Text(
            "The certificate still holds, but less than a third of its life is left: renewing it seems forgotten.",
            "El certificado aún vale, pero le queda menos de un tercio de vida: parece que nadie lo renueva.",
        ),
        "RFC 5280 §4.1.2.5",
        _leaf(since=-85 * _DAY, until=5 * _DAY),
    ),
    PortScenario(
        "short-lived",
        Text("A short-lived certificate", "Un certificado de vida corta"),
        Text(
            "Nothing is broken here: six hours are left, but they are most of the certificate's life.",
            "Aquí no falla nada: quedan seis horas, pero son la mayor parte de la vida del certificado.",
        ),
        "RFC 5280 §4.1.2.5",
        _leaf(since=-_HOUR, until=6 * _HOUR),
    ),
    PortScenario(
        "revoked",
        Text("A revoked certificate", "Un certificado revocado"),
        Text(
            "The list that the certificate names says that it is revoked. Most clients never look there.",
            "La lista que nombra el certificado dice que está revocado. La mayoría de los clientes no la mira.",
        ),
        "RFC 5280 §6.3",
        _revoked,
    ),
    PortScenario(
        "client-certificate",
        Text("A client certificate is demanded", "Se exige un certificado de cliente"),
        Text(
            "Clients must show a certificate of the lab's; /client.pem of the http origin has one, with its key.",
            "Los clientes deben mostrar un certificado del laboratorio; /client.pem del origen http tiene uno.",
        ),
        "RFC 8446 §4.3.2",
        _client_certificate,
    ),
    PortScenario(
        "old-tls",
        Text("TLS 1.0 and 1.1 only", "Solo TLS 1.0 y 1.1"),
        Text(
            "The server speaks no version of TLS that is still allowed.",
            "El servidor no habla ninguna versión de TLS que aún se permita.",
        ),
        "RFC 8996",
        outdated,
    ),
    PortScenario(
        "no-shared-alpn",
        Text("No application protocol in common", "Ningún protocolo de aplicación en común"),
        Text(
            "The server speaks only a protocol called lab, which no client offers.",
            "El servidor solo habla un protocolo llamado lab, que ningún cliente ofrece.",
        ),
        "RFC 7301 §3.2",
        lambda workshop: secured(context_of(workshop.root.leaf(_wish()), alpn=("lab",))),
    ),
    PortScenario(
        "unknown-name",
        Text("The name is not served", "El nombre no se sirve"),
        Text(
            "The server answers the name in the ClientHello with the alert unrecognized_name.",
            "El servidor responde al nombre del ClientHello con la alerta unrecognized_name.",
        ),
        "RFC 6066 §3",
        lambda workshop: unknown_name(_good(workshop)),
    ),
    PortScenario(
        "handshake-failure",
        Text("A handshake failure", "Un fallo del saludo"),
        Text(
            "The server answers with the alert handshake_failure, which says next to nothing.",
            "El servidor responde con la alerta handshake_failure, que no dice casi nada.",
        ),
        "RFC 8446 §6.2",
        lambda _: alerting(_HANDSHAKE_FAILURE),
    ),
    PortScenario(
        "internal-error",
        Text("The server fails in the handshake", "El servidor falla en el saludo"),
        Text(
            "The server answers with the alert internal_error: its log would say why.",
            "El servidor responde con la alerta internal_error: su registro diría por qué.",
        ),
        "RFC 8446 §6.2",
        lambda _: alerting(_INTERNAL_ERROR),
    ),
    PortScenario(
        "plain-http",
        Text("Plain HTTP on the https port", "HTTP sin cifrar en el puerto https"),
        Text("The port speaks HTTP without TLS.", "El puerto habla HTTP sin TLS."),
        "RFC 9110 §4.2.2",
        lambda _: after_hello(_PLAIN_ANSWER),
    ),
    PortScenario(
        "not-tls",
        Text("Something else than TLS", "Algo distinto de TLS"),
        Text("The port speaks another protocol: SSH.", "El puerto habla otro protocolo: SSH."),
        "RFC 8446 §5.1",
        lambda _: after_hello(b"SSH-2.0-Antiphon-Lab\r\n"),
    ),
    PortScenario(
        "closed-in-handshake",
        Text("Closed in the handshake", "Cortado en el saludo"),
        Text(
            "The server closes the connection in the middle of its part of the handshake.",
            "El servidor cierra la conexión en medio de su parte del saludo.",
        ),
        "RFC 8446 §4",
        lambda workshop: interrupted(_good(workshop)),
    ),
    PortScenario(
        "reset-in-handshake",
        Text("Reset in the handshake", "Interrumpido en el saludo"),
        Text("The ClientHello is answered by a reset.", "Al ClientHello responde un RST."),
        "RFC 9293 §3.10.7",
        lambda _: resetting,
    ),
    PortScenario(
        "silent-handshake",
        Text("A handshake that never answers", "Un saludo sin respuesta"),
        Text(
            "The port accepts connections and then says nothing at all.",
            "El puerto acepta conexiones y luego no dice nada.",
        ),
        "RFC 8446 §4",
        lambda _: silent,
    ),
    PortScenario(
        "tampered",
        Text("Tampered bytes", "Bytes alterados"),
        Text(
            "One bit of the encrypted answer is changed on the way: the record fails its integrity check.",
            "Un bit de la respuesta cifrada cambia por el camino: el registro no pasa la prueba de integridad.",
        ),
        "RFC 8446 §5.2",
        lambda workshop: secured(_good(workshop), with_flipped_bit),
    ),
    PortScenario(
        "tampered-handshake",
        Text("A tampered handshake", "Un saludo alterado"),
        Text(
            "One bit of the server's part of the handshake is changed on the way.",
            "Un bit de la parte del servidor en el saludo cambia por el camino.",
        ),
        "RFC 8446 §4.4.4",
        lambda workshop: spoilt(_good(workshop)),
    ),
    PortScenario(
        "tampering-proxy",
        Text("A proxy that tampers", "Un proxy que altera"),
        Text(
            "A proxy for any https URL that changes one bit of the encrypted answer: nothing of it is delivered.",
            "Un proxy para cualquier URL https que cambia un bit de la respuesta cifrada: no se entrega nada de ella.",
        ),
        "RFC 8446 §5.2",
        lambda _: tampering_proxy,
        scheme="http",
        command="antiphon get https://localhost:8443/items/1 --proxy {url}",
    ),
)
