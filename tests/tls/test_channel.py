"""The contract of a channel: two of them back to back, with no network between."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import TLSError
from antiphon.faults import security as faults
from antiphon.tls.channel import Channel
from antiphon.tls.contexts import client_context, server_context

from .conftest import Cut, Files, byte_by_byte, key_pem, self_signed, shake_hands, whole

Pair = tuple[Channel, Channel]


def anonymous_pair() -> Pair:
    """Return two connected channels, the client trusting anything."""
    server = Channel(server_context(self_signed("api.example"), key_pem()), server_side=True)
    client = Channel(client_context(verify=False), server_hostname="api.example")
    shake_hands(client, server)
    return client, server


ANONYMOUS_PAIR = anonymous_pair()
Connect = Callable[..., Pair]


@pytest.fixture
def connect(files: Files, server: ssl.SSLContext) -> Connect:
    def make(cut: Cut = whole, host: str = "api.example", session: ssl.SSLSession | None = None) -> Pair:
        client = Channel(client_context(verify=files.root), server_hostname=host, session=session)
        other = Channel(server, server_side=True)
        shake_hands(client, other, cut)
        return client, other

    return make


@pytest.mark.parametrize("cut", [whole, byte_by_byte])
def test_a_handshake_completes_however_its_bytes_are_cut(connect: Connect, cut: Cut) -> None:
    client, server = connect(cut)
    assert client.handshake()
    assert server.handshake()
    assert client.version == server.version == "TLSv1.3"
    assert client.cipher == server.cipher
    assert client.alpn == server.alpn == "http/1.1"
    assert server.sni == "api.example"


@pytest.mark.parametrize("host", ["API.example", "api.example.", "x.api.example", "127.0.0.1", "[::1]", "::1"])
def test_a_host_matches_its_certificate_however_it_is_written(connect: Connect, host: str) -> None:
    client, _ = connect(host=host)
    assert client.established


@pytest.mark.parametrize("size", [0, 1, 16384, 16385, 65536, 65537, 1_000_000])
@pytest.mark.parametrize("direction", ["to the server", "to the client"])
def test_plaintext_of_any_size_arrives_as_it_was_sent(connect: Connect, size: int, direction: str) -> None:
    ends = connect()
    sender, receiver = ends if direction == "to the server" else ends[::-1]
    plaintext = bytes(range(256)) * (size // 256) + bytes(size % 256)
    ciphertext = sender.send(plaintext)
    assert receiver.receive(ciphertext) == plaintext
    assert receiver.receive(b"") == b""


def test_plaintext_may_be_given_in_any_buffer(connect: Connect) -> None:
    client, server = connect()
    for buffer in (b"abc", bytearray(b"abc"), memoryview(b"xabcx")[1:4]):
        assert server.receive(client.send(buffer)) == b"abc"


def test_plaintext_arrives_with_the_last_byte_of_its_record(connect: Connect) -> None:
    client, server = connect()
    ciphertext = client.send(b"GET / HTTP/1.1\r\n\r\n")
    received = [server.receive(piece) for piece in byte_by_byte(ciphertext)]
    assert received == [b""] * (len(ciphertext) - 1) + [b"GET / HTTP/1.1\r\n\r\n"]


def test_several_records_received_at_once_are_all_returned(connect: Connect) -> None:
    client, server = connect()
    pieces = [b"one", b"two", b"three"]
    assert server.receive(b"".join(map(client.send, pieces))) == b"onetwothree"


def test_half_a_record_is_kept_until_the_rest_comes(connect: Connect) -> None:
    client, server = connect()
    ciphertext = client.send(b"one") + client.send(b"two")
    assert server.receive(ciphertext[:-1]) == b"one"
    assert server.receive(ciphertext[-1:]) == b"two"


@given(cuts=st.lists(st.integers(1, 4000), max_size=30), sizes=st.lists(st.integers(1, 40000), max_size=5))
def test_any_cut_of_any_records_gives_the_same_plaintext(cuts: list[int], sizes: list[int]) -> None:
    client, server = ANONYMOUS_PAIR
    sent = [bytes([size % 251]) * size for size in sizes]
    ciphertext = b"".join(map(client.send, sent))
    received = b""
    for cut in (*cuts, len(ciphertext)):
        received += server.receive(ciphertext[:cut])
        ciphertext = ciphertext[cut:]
    assert received == b"".join(sent)


def test_data_that_comes_with_the_end_of_the_handshake_is_returned_after_it(
    files: Files, server: ssl.SSLContext
) -> None:
    client = Channel(client_context(verify=files.root), server_hostname="api.example")
    other = Channel(server, server_side=True)
    client.handshake()
    other.receive(client.outgoing())
    other.handshake()
    client.receive(other.outgoing())
    assert client.handshake()
    other.receive(client.outgoing() + client.send(b"early"))
    assert other.handshake()
    assert other.receive(b"") == b"early"


def test_close_notify_ends_the_peer_s_data_without_truncation_rfc8446_6_1(connect: Connect) -> None:
    client, server = connect()
    assert client.receive(server.send(b"last") + server.close()) == b"last"
    assert client.closed_by_peer
    client.receive_eof()
    assert not client.truncated


def test_close_notify_alone_is_seen(connect: Connect) -> None:
    client, server = connect()
    assert client.receive(server.close()) == b""
    assert client.closed_by_peer


def test_the_end_of_the_transport_without_close_notify_is_truncation_rfc9112_9_8(connect: Connect) -> None:
    client, server = connect()
    assert client.receive(server.send(b"half of it")) == b"half of it"
    client.receive_eof()
    assert client.truncated
    assert not client.closed_by_peer


def test_the_other_direction_stays_open_after_close_notify_rfc8446_6_1(connect: Connect) -> None:
    client, server = connect()
    server.receive(client.close())
    assert server.closed_by_peer
    assert client.receive(server.send(b"the answer")) == b"the answer"


def test_both_ends_may_close(connect: Connect) -> None:
    client, server = connect()
    server.receive(client.close())
    client.receive(server.close())
    assert client.closed_by_peer
    assert server.closed_by_peer


def test_close_never_raises_even_before_the_handshake(server: ssl.SSLContext) -> None:
    fresh = Channel(server, server_side=True)
    assert fresh.close() == b""
    started = Channel(server, server_side=True)
    started.receive(b"\x16\x03\x01")
    started.handshake()
    assert started.close() == b""


def test_a_changed_byte_is_refused_and_nothing_of_its_record_is_delivered_rfc8446_5_2(
    connect: Connect,
) -> None:
    client, server = connect()
    ciphertext = bytearray(client.send(b"pay 10 to Alice"))
    ciphertext[-1] ^= 1
    with pytest.raises(TLSError) as caught:
        server.receive(bytes(ciphertext))
    assert caught.value.fault is faults.TLS_TAMPERED
    with pytest.raises(TLSError) as alert:
        client.receive(server.outgoing())
    assert alert.value.details["alert"].endswith("bad_record_mac")


def test_sending_before_the_handshake_is_complete_is_refused(server: ssl.SSLContext) -> None:
    with pytest.raises(TLSError) as caught:
        Channel(server, server_side=True).send(b"early")
    assert caught.value.fault is faults.TLS_UNFINISHED


def test_a_session_is_resumed_with_the_same_context(connect: Connect) -> None:
    client, server = connect()
    client.receive(server.send(b"tickets come along"))
    assert not client.session_reused
    again, other = connect(session=client.session)
    assert again.session_reused
    assert other.session_reused


def test_the_peer_s_chain_is_known_in_der(connect: Connect, files: Files) -> None:
    client, server = connect()
    leaf = ssl.PEM_cert_to_DER_cert(files.certificate.read_text())
    assert client.peer_chain_der == (leaf,)
    assert server.peer_chain_der == ()
    names = client.peer_certificate
    assert names is not None
    assert ("DNS", "api.example") in names["subjectAltName"]


def test_a_server_without_a_name_to_serve_sees_none(files: Files, server: ssl.SSLContext) -> None:
    client = Channel(client_context(verify=files.root), server_hostname="127.0.0.1")
    other = Channel(server, server_side=True)
    shake_hands(client, other)
    assert other.sni is None


@pytest.mark.parametrize("cut", [whole, byte_by_byte])
def test_alpn_without_overlap_is_refused_by_an_alert_rfc7301_3_2(
    files: Files, server: ssl.SSLContext, cut: Cut
) -> None:
    client = Channel(client_context(verify=files.root, alpn=("h2",)), server_hostname="api.example")
    other = Channel(server, server_side=True)
    with pytest.raises(TLSError) as refused:
        shake_hands(client, other, cut)
    assert refused.value.fault is faults.TLS_NO_SHARED_PROTOCOL
    client.receive(other.outgoing())
    with pytest.raises(TLSError) as alert:
        client.handshake()
    assert alert.value.fault is faults.TLS_NO_SHARED_PROTOCOL


def test_a_client_without_alpn_is_served(files: Files, server: ssl.SSLContext) -> None:
    client = Channel(client_context(verify=files.root, alpn=()), server_hostname="api.example")
    shake_hands(client, Channel(server, server_side=True))
    assert client.alpn is None


def test_the_server_chooses_among_several_protocols(files: Files) -> None:
    context = server_context(files.certificate, key_pem(), alpn=("h2", "http/1.1"))
    client = Channel(client_context(verify=files.root, alpn=("http/1.1", "h2")), server_hostname="api.example")
    shake_hands(client, Channel(context, server_side=True))
    assert client.alpn == "h2"
