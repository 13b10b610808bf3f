"""What a context trusts and shows, and what is said of files that cannot be used."""

from __future__ import annotations

import ssl
import stat
import subprocess
from pathlib import Path

import pytest

from antiphon.faults import Fault, TLSError, UsageError
from antiphon.faults import security as faults
from antiphon.tls.authority import LocalAuthority
from antiphon.tls.channel import Channel
from antiphon.tls.contexts import CertificateArgument, ClientCertificate, client_context, server_context

from ..programs import program
from .conftest import OTHER_KEY, Authority, Files, key_pem, self_signed, shake_hands


def test_only_tls_12_and_13_are_spoken_rfc8996(files: Files) -> None:
    for context in (
        client_context(),
        client_context(verify=False),
        server_context(files.certificate, files.key),
    ):
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_verify_true_checks_certificate_and_name() -> None:
    context = client_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_the_system_s_roots_are_read_once_for_all_connections() -> None:
    context = client_context()
    before = context.cert_store_stats()
    assert before["x509_ca"] == before["x509"]
    for _ in range(3):
        Channel(context, server_hostname="api.example")
    assert context.cert_store_stats() == before


def test_ssl_cert_file_is_where_the_system_s_roots_are(
    files: Files, server: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(files.root))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    client = Channel(client_context(alpn=("http/1.1", "x-file")), server_hostname="api.example")
    shake_hands(client, Channel(server, server_side=True))
    assert client.established


@pytest.mark.peer
def test_ssl_cert_dir_is_where_the_system_s_roots_are(
    files: Files, server: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "root.pem").write_bytes(files.root.read_bytes())
    subprocess.run([program("openssl"), "rehash", str(tmp_path)], check=True)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    client = Channel(client_context(alpn=("http/1.1", "x-dir")), server_hostname="api.example")
    shake_hands(client, Channel(server, server_side=True))
    assert client.established


def test_verify_false_accepts_anything(server: ssl.SSLContext) -> None:
    client = Channel(client_context(verify=False), server_hostname="wrong.example")
    shake_hands(client, Channel(server, server_side=True))
    assert client.established
    assert len(client.peer_chain_der) == 1


def test_verify_takes_a_directory_without_hashed_names(files: Files, server: ssl.SSLContext, tmp_path: Path) -> None:
    (tmp_path / "any name.txt").write_bytes(b"# ra\xc3\xadz\n" + files.root.read_bytes())
    (tmp_path / "README").write_text("no certificate here")
    (tmp_path / "folder").mkdir()
    client = Channel(client_context(verify=str(tmp_path)), server_hostname="api.example")
    shake_hands(client, Channel(server, server_side=True))
    assert client.established


def test_verify_takes_a_server_s_own_certificate(tmp_path: Path, authority: Authority) -> None:
    for certificate in (self_signed("api.example"), authority.issue("api.example")):
        path = tmp_path / "pinned.pem"
        path.write_bytes(certificate)
        client = Channel(client_context(verify=path), server_hostname="api.example")
        shake_hands(client, Channel(server_context(certificate, key_pem()), server_side=True))
        assert client.established


def test_the_same_arguments_give_the_same_context_until_a_file_changes(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "roots.pem"
    path.write_bytes(files.root.read_bytes())
    first = client_context(verify=path)
    assert client_context(verify=str(path)) is first
    path.write_bytes(files.root.read_bytes() * 2)
    assert client_context(verify=path) is not first


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.b.localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_the_local_root_is_trusted_for_this_machine(home: Path, host: str) -> None:
    before = client_context(host=host)
    authority = LocalAuthority.open()
    leaf = authority.issue((host,))
    context = client_context(host=host)
    assert context is not before
    client = Channel(context, server_hostname=host)
    shake_hands(client, Channel(server_context(leaf.certificate_pem, leaf.key_pem), server_side=True))
    assert client.established
    assert authority.root_path.is_relative_to(home)


@pytest.mark.parametrize("host", ["bank.example", "localhost.evil.example", "notlocalhost", "10.0.0.1", ""])
def test_the_local_root_is_trusted_for_nothing_else(home: Path, host: str) -> None:
    LocalAuthority.open()
    assert client_context(host=host) is client_context()
    assert home.exists()


def present(files: Files, cert: CertificateArgument) -> str:
    """Show a client certificate and return the name that the server read in it."""
    server = Channel(server_context(files.certificate, files.key, client_ca=files.root.parent), server_side=True)
    client = Channel(client_context(verify=files.root, cert=cert), server_hostname="api.example")
    shake_hands(client, server)
    certificate = server.peer_certificate
    assert certificate is not None
    return str(certificate["subjectAltName"][0][1])


def test_a_client_certificate_from_files(files: Files, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(files.certificate.read_bytes() + files.key.read_bytes())
    assert present(files, str(both)) == "api.example"
    assert present(files, (str(files.certificate), files.key)) == "api.example"


@pytest.mark.parametrize("password", ["sésamo", "sésamo".encode()])
def test_a_client_certificate_with_an_encrypted_key(files: Files, tmp_path: Path, password: str | bytes) -> None:
    key = tmp_path / "encrypted.key"
    key.write_bytes(key_pem(password="sésamo".encode()))
    assert present(files, (files.certificate, key, password)) == "api.example"


def test_a_client_certificate_from_memory(files: Files) -> None:
    certificate, key = files.certificate.read_bytes(), files.key.read_bytes()
    assert present(files, ClientCertificate(certificate, key)) == "api.example"
    assert present(files, ClientCertificate(key + certificate)) == "api.example"


def test_keys_and_passphrases_are_not_shown() -> None:
    shown = repr(ClientCertificate("client.pem", b"secret key", "secret passphrase"))
    assert "secret" not in shown


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    (tmp_path / "empty.pem").write_bytes(b"")
    (tmp_path / "cut.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nMIIB\n")
    (tmp_path / "other.key").write_bytes(key_pem(OTHER_KEY))
    (tmp_path / "encrypted.key").write_bytes(key_pem(password=b"right"))
    (tmp_path / "cut.key").write_bytes(b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n")
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("missing.pem", faults.CERTIFICATE_FILE_UNREADABLE),
        ("empty.pem", faults.CERTIFICATE_FILE_NOT_PEM),
        ("cut.pem", faults.CERTIFICATE_FILE_NOT_PEM),
        ("folder", faults.CERTIFICATE_FILE_NOT_PEM),
    ],
)
def test_roots_that_cannot_be_used_are_named(wrong: Path, name: str, fault: Fault) -> None:
    with pytest.raises(UsageError) as caught:
        client_context(verify=wrong / name)
    assert caught.value.fault is fault
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("certificate", "key", "password", "fault"),
    [
        ("missing.pem", None, None, faults.CERTIFICATE_FILE_UNREADABLE),
        ("good.pem", "missing.key", None, faults.CERTIFICATE_FILE_UNREADABLE),
        ("folder", None, None, faults.CERTIFICATE_FILE_UNREADABLE),
        ("empty.pem", None, None, faults.CERTIFICATE_FILE_NOT_PEM),
        ("good.pem", None, None, faults.KEY_FILE_NOT_PEM),
        ("good.pem", "empty.pem", None, faults.KEY_FILE_NOT_PEM),
        ("good.pem", "other.key", None, faults.KEY_MISMATCH),
        ("good.pem", "encrypted.key", None, faults.KEY_PASSPHRASE),
        ("good.pem", "encrypted.key", "sesame", faults.KEY_PASSPHRASE),
        ("good.pem", "cut.key", None, faults.CERTIFICATE_UNUSABLE),
        ("cut.pem", "other.key", None, faults.CERTIFICATE_UNUSABLE),
    ],
)
def test_a_certificate_that_cannot_be_used_is_named(
    wrong: Path, files: Files, certificate: str, key: str | None, password: str | None, fault: Fault
) -> None:
    (wrong / "good.pem").write_bytes(files.certificate.read_bytes())
    shown = ClientCertificate(wrong / certificate, wrong / key if key else None, password)
    with pytest.raises(UsageError) as caught:
        client_context(cert=shown)
    assert caught.value.fault is fault
    assert (key if fault in {faults.KEY_FILE_NOT_PEM, faults.KEY_MISMATCH} and key else "") in str(caught.value)
    assert "sesame" not in str(caught.value)


def test_a_certificate_argument_of_another_shape_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        client_context(cert=("one", "two", "three", "four"))  # type: ignore[arg-type]
    assert caught.value.fault is faults.CERTIFICATE_ARGUMENT


def test_the_key_log_is_for_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "keys.log"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    context = client_context(verify=False, alpn=("http/1.1", "x-key-log"))
    assert context.keylog_filename == str(log)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_root_that_is_not_trusted_is_refused_before_anything_is_sent(server: ssl.SSLContext) -> None:
    client = Channel(client_context(), server_hostname="api.example")
    with pytest.raises(TLSError):
        shake_hands(client, Channel(server, server_side=True))
    with pytest.raises(TLSError):
        client.send(b"secret")
