"""The offer of TLS 1.0 and 1.1, read back and given to OpenSSL, and what counts as an answer to it (RFC 8996)."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.tls.handshake_messages import client_hello
from antiphon.tls.prohibited_versions import agreed_version, prohibited_offer

from .conftest import Authority, key_pem

RANDOM = bytes(range(32))
OLD = pytest.mark.skipif(not (ssl.HAS_TLSv1 and ssl.HAS_TLSv1_1), reason="OpenSSL was built without TLS 1.0 and 1.1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prohibited") / "leaf.pem"
    path.write_bytes(Authority.create("Test Root").issue("api.example") + key_pem())
    return path


def server_of(certificate: Path, lowest: ssl.TLSVersion, highest: ssl.TLSVersion, level: int = 0) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_ciphers(f"DEFAULT:@SECLEVEL={level}")
    with warnings.catch_warnings():
        # Python warns whoever asks for such versions, and rightly.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = lowest, highest
    return context


def answer_of(context: ssl.SSLContext, offer: bytes) -> bytes:
    """Return what the server of `context` sends when `offer` comes."""
    coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(coming, going, server_side=True)
    coming.write(offer)
    with pytest.raises(ssl.SSLError):
        session.do_handshake()
    return going.read()


def in_records_of(size: int, flight: bytes) -> bytes:
    """Return the handshake in the records of `flight` in records of `size` bytes."""
    content, at = b"", 0
    while at < len(flight):
        length = int.from_bytes(flight[at + 3 : at + 5], "big")
        content, at = content + flight[at + 5 : at + 5 + length], at + 5 + length
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return b"".join(b"\x16\x03\x02" + len(piece).to_bytes(2, "big") + piece for piece in pieces)


def test_nothing_newer_than_1_1_is_offered_rfc4346_7_4_1_2() -> None:
    offer = prohibited_offer("api.example", RANDOM)
    hello = client_hello(offer[5:])
    assert offer[:3] == b"\x16\x03\x01" and int.from_bytes(offer[3:5], "big") == len(offer) - 5
    assert (hello.versions, hello.server_name, hello.protocols) == (("TLSv1.1",), "api.example", ())
    assert hello.groups == ("x25519", "secp256r1", "secp384r1", "secp521r1") and not hello.resumes
    assert client_hello(prohibited_offer(None, RANDOM)[5:]).server_name is None


@OLD
@pytest.mark.parametrize(
    ("lowest", "highest", "agreed"),
    [
        (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_3, "TLSv1.1"),
        (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, "TLSv1.1"),
        (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1, "TLSv1"),
        (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3, None),
        (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3, None),
    ],
    ids=["1.0-1.3", "1.1-1.2", "1.0", "1.2-1.3", "1.3"],
)
def test_openssl_agrees_or_refuses_rfc8996(
    certificate: Path, lowest: ssl.TLSVersion, highest: ssl.TLSVersion, agreed: str | None
) -> None:
    answer = answer_of(server_of(certificate, lowest, highest), prohibited_offer("api.example", RANDOM))
    assert agreed_version(answer) == agreed
    assert agreed_version(in_records_of(100, answer)) == agreed


@OLD
def test_a_version_that_the_level_of_security_rules_out_is_not_agreed_on(certificate: Path) -> None:
    context = server_of(certificate, ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_3, level=2)
    assert agreed_version(answer_of(context, prohibited_offer("api.example", RANDOM))) is None


HELLO = b"\x02\x00\x00\x26\x03\x02" + RANDOM + b"\x00\xc0\x14\x00"
DONE = b"\x0e\x00\x00\x00"


def record(content: bytes) -> bytes:
    return b"\x16\x03\x02" + len(content).to_bytes(2, "big") + content


@pytest.mark.parametrize(
    ("flight", "agreed"),
    [
        (record(HELLO + DONE), "TLSv1.1"),
        (record(HELLO) + record(DONE), "TLSv1.1"),
        (record(HELLO.replace(b"\x03\x02", b"\x03\x01", 1) + DONE), "TLSv1"),
        (record(HELLO.replace(b"\x03\x02", b"\x03\x03", 1) + DONE), None),
        (record(HELLO), None),
        (record(HELLO) + b"\x15\x03\x02\x00\x02\x02\x28", None),
        (record(HELLO) + b"\x15\x03\x02\x00\x02\x02\x28" + record(DONE), None),
        (record(DONE + HELLO), None),
        (record(b"\x0b\x00\x00\x09" + HELLO + DONE), None),
        (b"\x15\x03\x02\x00\x02\x02\x46", None),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", None),
        (b"", None),
    ],
    ids=[
        "whole",
        "two records",
        "1.0",
        "1.2 that nobody offered",
        "no end",
        "refused while signing",
        "alert between",
        "wrong order",
        "wrong length",
        "alert",
        "plain",
        "nothing",
    ],
)
def test_only_the_whole_part_of_the_server_counts_rfc4346_7_3(flight: bytes, agreed: str | None) -> None:
    assert agreed_version(flight) == agreed


@given(st.binary(max_size=300), st.booleans())
def test_reading_an_answer_never_fails(content: bytes, begun: bool) -> None:
    flight = record(HELLO + content) if begun else content
    assert agreed_version(flight) in {None, "TLSv1.1"}


def test_an_answer_that_is_cut_anywhere_is_none() -> None:
    flight = record(HELLO + b"\x0b\x00\x00\x03\x00\x00\x00" + DONE)
    assert agreed_version(flight) == "TLSv1.1"
    assert {agreed_version(flight[:length]) for length in range(len(flight))} == {None}
