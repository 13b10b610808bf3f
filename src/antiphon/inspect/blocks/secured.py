"""Block 5: the handshake, message by message (RFC 8446 §2), and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from ...faults import Text, TLSError
from ...tls import handshake_messages as messages
from ...tls.observed import ContentType, TLSMessage
from ..exchange import Exchange
from ..record import Record
from .block import Block, Fact

_TITLE = Text("TLS handshake", "Saludo TLS")
_CLIENT_HELLO, _SERVER_HELLO, _CERTIFICATE, _KEY_EXCHANGE = 1, 2, 11, 12
_CERTIFICATE_REQUEST, _CERTIFICATE_VERIFY, _CERTIFICATE_STATUS = 13, 15, 22


def handshake(exchange: Exchange, number: int) -> Block:
    """Return the block of the TLS of `exchange`; without facts where it had none."""
    facts = [*_agreed(exchange), *_told(exchange.record), *_failed(exchange)]
    if not facts and exchange.secure is False:
        facts = [_plain()]
    return Block(5, "tls", _TITLE, tuple(facts), number)


def _plain() -> Fact:
    return Fact(
        "none",
        Text("No TLS", "Sin TLS"),
        None,
        Text(
            "Everything was readable and changeable for everybody on the way.",
            "Todo era legible y alterable para cualquiera en el camino.",
        ),
        rfc="RFC 9110 §17.1",
    )


def _agreed(exchange: Exchange) -> Iterator[Fact]:
    tls = None if exchange.connection is None else exchange.connection.tls
    if tls is None:
        return
    yield Fact("version", Text("Version", "Versión"), tls.version, rfc="RFC 8446 §4.1.3")
    yield Fact("cipher", Text("Cipher suite", "Conjunto de cifrado"), tls.cipher, rfc="RFC 8446 §B.4")
    yield Fact(
        "alpn",
        Text("Protocol (ALPN)", "Protocolo (ALPN)"),
        tls.alpn,
        None if tls.alpn else Text("The server chose none: HTTP/1.1.", "El servidor no eligió ninguno: HTTP/1.1."),
        rfc="RFC 7301 §3.2",
    )
    yield Fact(
        "resumed",
        Text("Resumed", "Reanudada"),
        tls.resumed,
        Text(
            "An earlier session went on: no certificates were sent.",
            "Siguió una sesión anterior: no se enviaron certificados.",
        )
        if tls.resumed
        else Text("A full handshake.", "Un saludo completo."),
        rfc="RFC 8446 §2.2",
    )


def _told(record: Record | None) -> Iterator[Fact]:
    if record is None or not record.tls_messages:
        return
    shown = [message for message in record.tls_messages if message.content_type is ContentType.HANDSHAKE]
    # The first of each counts; a HelloRetryRequest only looks like a ServerHello.
    by_kind = {message.kind: message for message in reversed(shown) if not _is_retry(message)}
    yield from _offered(by_kind.get(_CLIENT_HELLO), shown)
    if not record.tls_established and _SERVER_HELLO in by_kind:
        chosen = messages.server_hello(by_kind[_SERVER_HELLO].data).version
        yield Fact("version", Text("Version", "Versión"), chosen, rfc="RFC 8446 §4.1.3")
    yield from _chosen(by_kind, shown)
    yield from _alerts(record)
    yield Fact(
        "messages",
        Text("Messages", "Mensajes"),
        [_message(message, record.began) for message in record.tls_messages],
        Text(
            "{count} messages, the encrypted ones decrypted by this end.",
            "{count} mensajes; los cifrados, descifrados por este extremo.",
        ),
        {"count": len(record.tls_messages)},
        "RFC 8446 §4",
        coded=True,
    )


def _offered(message: TLSMessage | None, shown: list[TLSMessage]) -> Iterator[Fact]:
    if message is None:
        return
    hello = messages.client_hello(message.data)
    yield Fact("server_name", Text("Name asked for (SNI)", "Nombre pedido (SNI)"), hello.server_name, rfc="RFC 6066 §3")
    yield Fact(
        "offered_versions", Text("Versions offered", "Versiones ofrecidas"), list(hello.versions), rfc="RFC 8446 §4.2.1"
    )
    yield Fact(
        "offered_protocols",
        Text("Protocols offered", "Protocolos ofrecidos"),
        list(hello.protocols),
        rfc="RFC 7301 §3.1",
    )
    retried = any(map(_is_retry, shown))
    yield Fact(
        "hello_retry",
        Text("Asked again (HelloRetryRequest)", "Segunda petición (HelloRetryRequest)"),
        retried,
        Text(
            "The server wanted another group for the keys: one round trip more.",
            "El servidor quiso otro grupo para las claves: una ida y vuelta más.",
        )
        if retried
        else None,
        rfc="RFC 8446 §4.1.4",
    )


def _is_retry(message: TLSMessage) -> bool:
    return (
        message.content_type is ContentType.HANDSHAKE
        and message.kind == _SERVER_HELLO
        and not message.sent
        and messages.server_hello(message.data).retry
    )


def _chosen(by_kind: dict[int, TLSMessage], shown: list[TLSMessage]) -> Iterator[Fact]:
    group = _group(by_kind)
    if group is not None:
        yield Fact(
            "group", Text("Group of the key exchange", "Grupo del intercambio de claves"), group, rfc="RFC 8446 §4.2.7"
        )
    if _CERTIFICATE_VERIFY in by_kind and not by_kind[_CERTIFICATE_VERIFY].sent:
        scheme = messages.signature_scheme(by_kind[_CERTIFICATE_VERIFY].data)
        yield Fact("signature", Text("Server's signature", "Firma del servidor"), scheme, rfc="RFC 8446 §4.4.3")
    yield _client_certificate(by_kind, shown)
    stapled = _stapled(by_kind)
    yield Fact(
        "status_stapled",
        Text("OCSP staple", "Respuesta OCSP"),
        stapled,
        None if stapled else Text("Python does not ask for one.", "Python no la pide."),
        rfc="RFC 8446 §4.4.2.1",
    )


def _client_certificate(by_kind: dict[int, TLSMessage], shown: list[TLSMessage]) -> Fact:
    asked = _CERTIFICATE_REQUEST in by_kind
    sentence = None
    if asked:
        own = [each.data for each in shown if each.kind == _CERTIFICATE and each.sent]
        sent = any(messages.certificates(data, _version(by_kind)).certificates for data in own)
        sentence = (
            Text("The client showed its own.", "El cliente mostró el suyo.")
            if sent
            else Text(
                "The server wants to know who the client is; the client showed none.",
                "El servidor quiere saber quién es el cliente; el cliente no mostró ninguno.",
            )
        )
    return Fact(
        "client_certificate_asked",
        Text("Client certificate asked for", "Certificado de cliente pedido"),
        asked,
        sentence,
        rfc="RFC 8446 §4.3.2",
    )


def _alerts(record: Record) -> Iterator[Fact]:
    for message in record.tls_messages:
        name = messages.alert_of(message.data)
        if message.content_type is ContentType.ALERT and name != "close_notify":
            yield Fact(
                "alert",
                Text("Alert", "Alerta"),
                name,
                Text("This client ended it.", "Este cliente lo terminó.")
                if message.sent
                else Text("The server ended it.", "El servidor lo terminó."),
                rfc="RFC 8446 §6",
            )


def _version(by_kind: dict[int, TLSMessage]) -> str:
    return messages.server_hello(by_kind[_SERVER_HELLO].data).version if _SERVER_HELLO in by_kind else ""


def _group(by_kind: dict[int, TLSMessage]) -> str | None:
    if _KEY_EXCHANGE in by_kind:
        return messages.key_exchange_group(by_kind[_KEY_EXCHANGE].data)
    return messages.server_hello(by_kind[_SERVER_HELLO].data).group if _SERVER_HELLO in by_kind else None


def _stapled(by_kind: dict[int, TLSMessage]) -> bool:
    if _CERTIFICATE_STATUS in by_kind:
        return True
    certificate = by_kind.get(_CERTIFICATE)
    return certificate is not None and messages.certificates(certificate.data, _version(by_kind)).stapled


def _message(message: TLSMessage, began: float) -> dict[str, object]:
    name = "HelloRetryRequest" if _is_retry(message) else messages.name_of(message.kind)
    if message.content_type is ContentType.ALERT:
        name = f"Alert: {messages.alert_of(message.data)}"
    return {
        "direction": "sent" if message.sent else "received",
        "name": name,
        "bytes": len(message.data),
        "milliseconds": round((message.moment - began) * 1000, 2),
    }


def _failed(exchange: Exchange) -> Iterator[Fact]:
    error = exchange.error
    if isinstance(error, TLSError):
        yield Fact(
            "failure",
            Text("Failed", "Falló"),
            error.fault.code,
            error.fault.sentence,
            error.details,
            error.fault.rfc,
            coded=True,
        )
