"""Reading a ClientHello never fails, whatever it is given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from antiphon.tls.channel import Channel
from antiphon.tls.client_hello import offered_protocols
from antiphon.tls.contexts import client_context


def client_hello(*protocols: str) -> bytes:
    channel = Channel(client_context(verify=False, alpn=protocols), server_hostname="api.example")
    channel.handshake()
    return channel.outgoing()


def in_records_of(size: int, flight: bytes) -> bytes:
    """Cut the handshake message in the one record of `flight` into records of `size` bytes."""
    message = flight[5:]
    pieces = [message[at : at + size] for at in range(0, len(message), size)]
    return b"".join(b"\x16\x03\x01" + len(piece).to_bytes(2, "big") + piece for piece in pieces)


def test_the_protocols_offered_are_read_in_their_order_rfc7301_3_1() -> None:
    assert offered_protocols(client_hello("h2", "http/1.1")) == (b"h2", b"http/1.1")
    assert offered_protocols(client_hello()) == ()


def test_a_hello_may_span_many_records_rfc8446_5_1() -> None:
    assert offered_protocols(in_records_of(7, client_hello("h2"))) == (b"h2",)


def test_what_follows_the_hello_is_not_read() -> None:
    alert = b"\x15\x03\x03\x00\x02\x02\x28"
    assert offered_protocols(client_hello("h2") + alert) == (b"h2",)


@given(st.binary(max_size=600))
def test_any_bytes_are_read_without_an_error(flight: bytes) -> None:
    assert isinstance(offered_protocols(flight), tuple)


@given(st.integers(0, 300), st.integers(0, 255))
def test_a_hello_with_any_byte_changed_is_read_without_an_error(at: int, value: int) -> None:
    flight = bytearray(HELLO)
    flight[at % len(flight)] = value
    assert isinstance(offered_protocols(bytes(flight)), tuple)


HELLO = client_hello("h2", "http/1.1")


def test_a_hello_without_extensions_offers_nothing() -> None:
    body = b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\x13\x01" + b"\x01\x00"
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    assert offered_protocols(b"\x16\x03\x01" + len(message).to_bytes(2, "big") + message) == ()
