"""Every way in which a handshake fails gets its own fault, with the facts that its sentence needs."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from antiphon.faults import Fault, TLSError
from antiphon.faults import security as faults
from antiphon.tls.authority import LocalAuthority
from antiphon.tls.channel import Channel
from antiphon.tls.contexts import client_context, server_context
from antiphon.tls.refusal import Circumstances, refusal

from .conftest import LEAF_KEY, OTHER_KEY, Authority, Files, key_pem, self_signed, shake_hands


def refused(certificate: bytes, verify: bool | Path, host: str = "api.example", key: bytes | None = None) -> TLSError:
    """Return what a client says of a server's certificate."""
    server = Channel(server_context(certificate, key or key_pem()), server_side=True)
    client = Channel(client_context(verify=verify), server_hostname=host)
    with pytest.raises(TLSError) as caught:
        shake_hands(client, server)
    alert = client.outgoing()
    assert alert, "the server is told"
    with pytest.raises(TLSError) as told:
        server.receive(alert)
        server.handshake()
    assert told.value.fault in {faults.CERTIFICATE_REFUSED_BY_PEER, faults.TLS_ALERT}
    return caught.value


def test_an_expired_certificate_rfc5280_4_1_2_5(authority: Authority, files: Files) -> None:
    error = refused(authority.issue("api.example", not_after=timedelta(seconds=-1)), files.root)
    assert error.fault is faults.CERTIFICATE_EXPIRED
    assert error.details["not_after"].endswith(" UTC")


def test_a_certificate_that_is_not_yet_valid_rfc5280_4_1_2_5(authority: Authority, files: Files) -> None:
    error = refused(authority.issue("api.example", not_before=timedelta(minutes=1)), files.root)
    assert error.fault is faults.CERTIFICATE_NOT_YET_VALID


@pytest.mark.parametrize("host", ["wrong.example", "a.b.api.example", "example", "10.0.0.1", "api.example.evil"])
def test_a_certificate_for_other_names_rfc9525_6(authority: Authority, files: Files, host: str) -> None:
    error = refused(authority.issue("api.example", "*.api.example", "127.0.0.1"), files.root, host)
    assert error.fault is faults.CERTIFICATE_NAME_MISMATCH
    assert error.details["host"] == host
    assert error.details["names"] == "api.example, *.api.example, 127.0.0.1"


def test_a_common_name_is_no_name_to_match_rfc9525_2(authority: Authority, files: Files) -> None:
    error = refused(authority.issue(), files.root, "leaf")
    assert error.fault is faults.CERTIFICATE_WITHOUT_NAMES
    assert "a common name (leaf), which no longer counts" in error.sentence()


def test_a_self_signed_certificate_rfc5280_6(files: Files) -> None:
    assert refused(self_signed("api.example"), files.root).fault is faults.CERTIFICATE_SELF_SIGNED


def test_an_issuer_that_nobody_knows_rfc5280_6(authority: Authority) -> None:
    error = refused(authority.issue("api.example"), True)
    assert error.fault is faults.CERTIFICATE_ISSUER_UNKNOWN
    assert error.details["issuer"] == "Test Root"


def test_a_chain_to_a_root_that_nobody_trusts_rfc5280_6(authority: Authority) -> None:
    error = refused(authority.issue("api.example") + authority.pem, True)
    assert error.fault is faults.CERTIFICATE_ROOT_UNTRUSTED
    assert error.details["issuer"] == "Test Root"


def test_the_local_authority_of_somebody_else(local_authority: LocalAuthority) -> None:
    leaf = local_authority.issue(("box.internal",))
    error = refused(leaf.certificate_pem, True, "box.internal", leaf.key_pem)
    assert error.fault is faults.LOCAL_ROOT_UNKNOWN
    assert "antiphon trust --print-root" in error.fix()


@pytest.mark.parametrize(("host", "is_named"), [("example.com", False), ("[::1]", True), ("::2", False)])
def test_another_name_for_the_local_server_is_what_is_wrong(
    local_authority: LocalAuthority, host: str, is_named: bool
) -> None:
    """RFC 9525 §6: its root is trusted for local names alone, so that to others it looks unknown."""
    leaf = local_authority.issue(("localhost", "::1"))
    error = refused(leaf.certificate_pem, True, host, leaf.key_pem)
    assert error.fault is (faults.LOCAL_ROOT_UNKNOWN if is_named else faults.CERTIFICATE_NAME_MISMATCH)


def test_a_revoked_certificate_rfc5280_6_3() -> None:
    error = ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED")
    error.verify_code, error.verify_message = 23, "certificate revoked"
    assert refusal(error, Circumstances(False, "api.example")).fault is faults.CERTIFICATE_REVOKED


@pytest.mark.parametrize("code", [-67818, 0x800B0101, 0x800B0101 - 2**32])
def test_codes_of_other_systems_mean_the_same(code: int) -> None:
    error = ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED")
    error.verify_code, error.verify_message = code, "expired"
    assert refusal(error, Circumstances(False, "api.example")).fault is faults.CERTIFICATE_EXPIRED


def limited_server(files: Files, maximum: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = maximum
    return context


def test_a_server_of_tls_1_1_only_is_refused_rfc8996(files: Files) -> None:
    server = Channel(limited_server(files, ssl.TLSVersion.TLSv1_1), server_side=True)
    client = Channel(client_context(verify=files.root), server_hostname="api.example")
    with pytest.raises(TLSError) as caught:
        shake_hands(client, server)
    assert caught.value.fault is faults.TLS_VERSION_UNSUPPORTED
    client.receive(server.outgoing())
    with pytest.raises(TLSError) as told:
        client.handshake()
    assert told.value.fault is faults.TLS_VERSION_UNSUPPORTED


def test_a_client_of_tls_1_1_only_is_refused_by_an_alert_rfc8996(server: ssl.SSLContext) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    client, other = Channel(context, server_hostname="api.example"), Channel(server, server_side=True)
    with pytest.raises(TLSError) as caught:
        shake_hands(client, other)
    assert caught.value.fault is faults.TLS_VERSION_UNSUPPORTED
    client.receive(other.outgoing())
    with pytest.raises(TLSError) as told:
        client.handshake()
    assert told.value.fault is faults.TLS_VERSION_UNSUPPORTED


def test_no_cipher_in_common_rfc8446_4_1_1(files: Files, server: ssl.SSLContext) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(files.root)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA")
    with pytest.raises(TLSError) as caught:
        shake_hands(Channel(context, server_hostname="api.example"), Channel(server, server_side=True))
    assert caught.value.fault is faults.TLS_NO_SHARED_CIPHER


def client_after(answer: bytes | Sequence[bytes], files: Files) -> TLSError:
    client = Channel(client_context(verify=files.root), server_hostname="api.example")
    client.handshake()
    with pytest.raises(TLSError) as caught:
        for piece in [answer] if isinstance(answer, bytes) else answer:
            client.receive(piece)
            client.handshake()
        client.receive_eof()
        client.handshake()
    return caught.value


@pytest.mark.parametrize("length", [5, 7, 30])
def test_a_plain_http_answer_to_a_handshake_rfc9110_4_2_2(files: Files, length: int) -> None:
    answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"[:length]
    assert client_after(answer, files).fault is faults.PLAIN_ANSWER_TO_TLS
    in_bytes = [answer[at : at + 1] for at in range(length)]
    assert client_after(in_bytes, files).fault is faults.PLAIN_ANSWER_TO_TLS


def test_an_answer_that_is_no_tls_says_how_it_starts(files: Files) -> None:
    error = client_after(b"hello, who is there?\r\n", files)
    assert error.fault is faults.NOT_TLS
    assert error.details["bytes"] == "'hello, who is th'"


@pytest.mark.parametrize(
    ("answer", "protocol"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH"),
        (b"220 mail.example ESMTP\r\n", "SMTP / FTP"),
        (b"-ERR unknown command", "Redis"),
        (b"\x05\xff and a few more bytes", "SOCKS 5"),
    ],
    ids=["ssh", "smtp", "redis", "socks"],
)
def test_an_answer_of_another_protocol_names_it(files: Files, answer: bytes, protocol: str) -> None:
    error = client_after(answer, files)
    assert error.fault is faults.OTHER_PROTOCOL_THAN_TLS
    assert error.sentence().startswith(f"The other end speaks {protocol}, not TLS")


def test_a_bare_page_is_an_answer_in_plain_http_rfc9110_4_2_2(files: Files) -> None:
    """What Python's own server says to a ClientHello has no status line: HTTP/0.9."""
    assert client_after(b'<!DOCTYPE HTML>\n<html lang="en">', files).fault is faults.PLAIN_ANSWER_TO_TLS


def test_the_end_of_the_connection_in_the_handshake(files: Files) -> None:
    assert client_after(b"", files).fault is faults.TLS_ENDED_IN_HANDSHAKE
    assert client_after(b"\x16\x03\x03", files).fault is faults.TLS_ENDED_IN_HANDSHAKE


def test_a_plain_http_request_to_a_tls_port_rfc9110_4_2_2(server: ssl.SSLContext) -> None:
    other = Channel(server, server_side=True)
    other.receive(b"GET / HTTP/1.1\r\nHost: api.example\r\n\r\n")
    with pytest.raises(TLSError) as caught:
        other.handshake()
    assert caught.value.fault is faults.PLAIN_REQUEST_TO_TLS


@pytest.mark.parametrize("garbage", [b"\x00" * 16384, b"\xff" * 16384, b"\x16\x03\x01\x40\x00" + b"\x41" * 16384])
def test_garbage_is_refused_rfc8446_5_1(server: ssl.SSLContext, garbage: bytes) -> None:
    other = Channel(server, server_side=True)
    other.receive(garbage)
    with pytest.raises(TLSError) as caught:
        other.handshake()
    assert caught.value.explanation("es")


def test_a_client_that_asks_for_tls_12_renegotiation_gets_none_rfc9325_3_5(server: ssl.SSLContext) -> None:
    assert server.options & ssl.OP_NO_RENEGOTIATION
    assert server.options & ssl.OP_NO_COMPRESSION


@pytest.fixture
def mutual(files: Files) -> ssl.SSLContext:
    return server_context(files.certificate, files.key, client_ca=files.root)


def client_told(server: Channel, client: Channel) -> Fault:
    """Return what the client hears of the server's refusal, in TLS 1.3 only after its own handshake."""
    with pytest.raises(TLSError) as told:
        client.receive(server.outgoing())
    return told.value.fault


def test_a_client_certificate_that_is_missing_rfc8446_4_4_2_4(files: Files, mutual: ssl.SSLContext) -> None:
    server = Channel(mutual, server_side=True)
    client = Channel(client_context(verify=files.root), server_hostname="api.example")
    with pytest.raises(TLSError) as caught:
        shake_hands(client, server)
    assert caught.value.fault is faults.CLIENT_CERTIFICATE_MISSING
    assert client_told(server, client) is faults.CLIENT_CERTIFICATE_MISSING


def test_a_client_certificate_of_another_authority(files: Files, mutual: ssl.SSLContext, tmp_path: Path) -> None:
    stranger = Authority.create("Stranger")
    (tmp_path / "both.pem").write_bytes(stranger.issue("client") + key_pem(LEAF_KEY))
    server = Channel(mutual, server_side=True)
    context = client_context(verify=files.root, cert=tmp_path / "both.pem")
    client = Channel(context, server_hostname="api.example")
    with pytest.raises(TLSError) as caught:
        shake_hands(client, server)
    assert caught.value.fault is faults.CLIENT_CERTIFICATE_REFUSED
    assert client_told(server, client) is faults.CLIENT_CERTIFICATE_UNACCEPTED


def test_a_forged_certificate_is_refused(authority: Authority, files: Files) -> None:
    impostor = Authority(authority.name, OTHER_KEY, b"")
    error = refused(impostor.issue("api.example"), files.root)
    assert error.fault in {faults.CERTIFICATE_REFUSED, faults.CERTIFICATE_ISSUER_UNKNOWN}


def test_every_fault_of_this_family_can_be_said_in_both_languages() -> None:
    places = ("host", "issuer", "names", "not_before", "not_after", "reason", "bytes", "alert", "subject")
    details = dict.fromkeys(
        (*places, "path", "key_path", "mode", "name", "authority", "expired", "begins", "protocol"), "x"
    )
    for fault in vars(faults).values():
        if isinstance(fault, Fault):
            for language in ("en", "es"):
                assert fault.sentence.fill(details, language)
                assert fault.fix.fill(details, language)
