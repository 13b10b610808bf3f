"""The proxy that changes one bit: TLS notices, whatever is behind it (RFC 8446 §5.2)."""

from __future__ import annotations

import ssl

import pytest

import antiphon
from antiphon.lab import Lab
from antiphon.lab.tampering import Records, Tampering, with_flipped_bit

from .wire import exchange, request

HELLO = b"\x16\x03\x01\x00\x02hi"
DATA = b"\x17\x03\x03\x00\x02hi"
SPOILT = b"\x17\x03\x03\x00\x02hh"


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_a_stream_is_cut_into_records_however_it_came(size: int) -> None:
    stream = HELLO + DATA + DATA + b"\x17\x03"
    records = Records()
    cut = [record for at in range(0, len(stream), size) for record in records.feed(stream[at : at + size])]
    assert cut == [HELLO, DATA, DATA]


def test_in_tls_1_2_the_first_data_after_the_request_are_spoilt_and_no_other() -> None:
    tampering = Tampering()
    assert tampering.client_sent(HELLO) == HELLO
    assert tampering.server_sent(HELLO) == HELLO
    assert tampering.client_sent(DATA) == DATA
    assert [tampering.server_sent(DATA), tampering.server_sent(DATA)] == [SPOILT, DATA]


def test_in_tls_1_3_the_encrypted_handshake_is_left_alone() -> None:
    tampering = Tampering()
    tampering.client_sent(HELLO)
    assert tampering.server_sent(DATA) == DATA
    tampering.client_sent(DATA)
    assert tampering.server_sent(DATA) == DATA
    tampering.client_sent(DATA)
    assert tampering.server_sent(DATA) == SPOILT


def test_nothing_has_no_bit_to_flip() -> None:
    assert with_flipped_bit(b"") == b""


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_what_comes_through_the_proxy_is_refused(lab: Lab, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cadata=lab.authority_pem.decode())
    context.maximum_version = version
    proxy = lab.url("tampering-proxy")
    with antiphon.Session(verify=context, proxies=proxy, trust_env=False) as session:
        with pytest.raises(antiphon.TLSError) as caught:
            session.get(lab.https + "/hello")
        assert caught.value.fault.code == "tls-tampered"


def test_it_is_a_proxy_for_tunnels_alone(lab: Lab) -> None:
    proxy = lab.url("tampering-proxy")
    assert exchange(proxy, request("http://lab.example/")).startswith(b"HTTP/1.1 405 ")
    assert exchange(proxy, request("nowhere", method="CONNECT")).startswith(b"HTTP/1.1 502 ")
    assert exchange(proxy, request("127.0.0.1:99999", method="CONNECT")).startswith(b"HTTP/1.1 502 ")
    assert exchange(proxy, b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 405 ")
