"""What handshake messages say (RFC 8446 §4): read from real handshakes, and from rubbish without an error."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import TLSError
from antiphon.tls import handshake_messages as messages
from antiphon.tls.channel import Channel
from antiphon.tls.contexts import client_context, server_context
from antiphon.tls.observed import (
    ContentType,
    ObservedChannel,
    PlaintextReceived,
    PlaintextSent,
    TLSEstablished,
    TLSMessage,
)

from .conftest import Files, key_pem, self_signed, shake_hands


def observed(context: ssl.SSLContext, told: list[object], host: str = "api.example") -> ObservedChannel:
    return ObservedChannel(context, told.append, lambda: 1.5, 7, server_hostname=host)


def handshake(told: list[object]) -> dict[int, TLSMessage]:
    shown = [event for event in told if isinstance(event, TLSMessage) and event.content_type is ContentType.HANDSHAKE]
    return {event.kind: event for event in reversed(shown)}


def trusting(files: Files) -> ssl.SSLContext:
    return client_context(verify=files.root, observed=True)


def test_a_handshake_is_told_message_by_message(files: Files, server: ssl.SSLContext) -> None:
    told: list[object] = []
    client = observed(trusting(files), told)
    shake_hands(client, Channel(server, server_side=True))
    names = [messages.name_of(event.kind) for event in told if isinstance(event, TLSMessage)]
    assert names[:2] == ["ClientHello", "ServerHello"]
    assert {"EncryptedExtensions", "Certificate", "CertificateVerify", "Finished"} <= set(names)
    found = handshake(told)
    hello = messages.client_hello(found[1].data)
    assert hello.server_name == "api.example" and hello.protocols == ("http/1.1",)
    assert "TLSv1.3" in hello.versions and "x25519" in hello.groups and not hello.resumes
    chosen = messages.server_hello(found[2].data)
    assert chosen.version == "TLSv1.3" and chosen.group and not chosen.retry and not chosen.resumed
    assert messages.encrypted_protocol(found[8].data) == "http/1.1"
    shown = messages.certificates(found[11].data, "TLSv1.3")
    assert shown.certificates == client.peer_chain_der and not shown.stapled
    assert messages.signature_scheme(found[15].data) in messages.SIGNATURES.values()
    assert all(event.sent == (event.kind == 1) for event in (found[1], found[2], found[11]))
    established = next(event for event in told if isinstance(event, TLSEstablished))
    assert (established.number, established.version, established.alpn) == (7, "TLSv1.3", "http/1.1")


def test_plaintext_is_told_without_its_secrets(files: Files, server: ssl.SSLContext) -> None:
    told: list[object] = []
    client, other = observed(trusting(files), told), Channel(server, server_side=True)
    shake_hands(client, other)
    assert other.receive(client.send(b"GET / HTTP/1.1\r\nCookie: a=secret\r\n\r\n")).endswith(b"secret\r\n\r\n")
    large = b"x" * 200_000
    assert client.receive(other.send(large)) == large
    (sent,) = [event.data for event in told if isinstance(event, PlaintextSent)]
    assert sent == b"GET / HTTP/1.1\r\nCookie:*********\r\n\r\n"
    assert sum(len(event.data) for event in told if isinstance(event, PlaintextReceived)) == len(large)
    assert "secret" not in repr(told)


def test_the_certificate_is_told_where_it_is_refused(files: Files) -> None:
    told: list[object] = []
    server = Channel(server_context(self_signed("other.example"), key_pem()), server_side=True)
    with pytest.raises(TLSError):
        shake_hands(observed(trusting(files), told), server)
    found = handshake(told)
    assert len(messages.certificates(found[11].data, "TLSv1.3").certificates) == 1
    assert not any(isinstance(event, TLSEstablished) for event in told)


def test_a_context_that_is_observed_is_not_shared(files: Files) -> None:
    assert client_context(verify=files.root) is client_context(verify=files.root)
    assert client_context(verify=files.root) is not trusting(files)


def test_alerts_have_their_names() -> None:
    assert messages.alert_of(b"\x02\x30") == "unknown_ca"
    assert messages.alert_of(b"\x02\xfe") == "alert 254" and messages.alert_of(b"") == "alert -1"


def test_a_retry_is_known_by_its_random() -> None:
    random = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
    body = b"\x03\x03" + random + b"\x00" + b"\x13\x01" + b"\x00" + b"\x00\x00"
    assert messages.server_hello(b"\x02\x00\x00\x28" + body).retry


def test_the_older_certificate_message_has_no_extensions() -> None:
    listed = b"\x00\x00\x03abc" + b"\x00\x00\x02de"
    message = b"\x0b\x00\x00\x0e" + len(listed).to_bytes(3, "big") + listed
    assert messages.certificates(message, "TLSv1.2").certificates == (b"abc", b"de")


@given(st.binary(max_size=200))
def test_rubbish_is_read_without_an_error(data: bytes) -> None:
    messages.client_hello(data)
    messages.server_hello(data)
    messages.certificates(data, "TLSv1.3")
    messages.certificates(data, "TLSv1.2")
    messages.signature_scheme(data)
    messages.encrypted_protocol(data)
    messages.key_exchange_group(data)
    messages.alert_of(data)
