"""Certificates for the tests: made once, with small elliptic curve keys, so that the tests stay fast."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from antiphon.tls.authority import LocalAuthority
from antiphon.tls.channel import Channel
from antiphon.tls.contexts import server_context

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

LEAF_KEY = ec.generate_private_key(ec.SECP256R1())
OTHER_KEY = ec.generate_private_key(ec.SECP256R1())


def key_pem(key: ec.EllipticCurvePrivateKey = LEAF_KEY, password: bytes | None = None) -> bytes:
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password is not None:
        encryption = serialization.BestAvailableEncryption(password)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@dataclass(frozen=True)
class Authority:
    """A test's own certificate authority."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    pem: bytes

    @classmethod
    def create(cls, common_name: str) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        builder = _builder(name, name, key).add_extension(x509.BasicConstraints(True, None), True)
        certificate = builder.sign(key, hashes.SHA256())
        return cls(name, key, certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self,
        *names: str,
        not_before: timedelta = timedelta(hours=-1),
        not_after: timedelta = timedelta(hours=1),
        key: PrivateKey = LEAF_KEY,
    ) -> bytes:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "leaf")])
        builder = _builder(subject, self.name, key, not_before, not_after)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(list(map(_general, names))), False)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def self_signed(*names: str) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "alone")])
    builder = _builder(name, name, LEAF_KEY)
    builder = builder.add_extension(x509.SubjectAlternativeName(list(map(_general, names))), False)
    return builder.sign(LEAF_KEY, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: PrivateKey,
    not_before: timedelta = timedelta(hours=-1),
    not_after: timedelta = timedelta(hours=1),
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + not_before)
        .not_valid_after(now + not_after)
    )


@dataclass(frozen=True)
class Files:
    """What the tests read from disk."""

    root: Path
    certificate: Path
    key: Path


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority.create("Test Root")


@pytest.fixture(scope="session")
def files(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A root, and a certificate for api.example and 127.0.0.1 with its key."""
    folder = tmp_path_factory.mktemp("certificates")
    made = Files(folder / "root.pem", folder / "leaf.pem", folder / "leaf.key")
    made.root.write_bytes(authority.pem)
    made.certificate.write_bytes(authority.issue("api.example", "*.api.example", "127.0.0.1", "::1"))
    made.key.write_bytes(key_pem())
    return made


@pytest.fixture(scope="session")
def server(files: Files) -> ssl.SSLContext:
    return server_context(files.certificate, files.key)


@pytest.fixture(scope="session")
def local_authority(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority.open(tmp_path_factory.mktemp("home") / "authority")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory of the test's own, in place of the user's."""
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path / "data"))
    yield tmp_path / "data"


Cut = Callable[[bytes], Sequence[bytes]]


def whole(data: bytes) -> Sequence[bytes]:
    return [data] if data else []


def byte_by_byte(data: bytes) -> Sequence[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def shake_hands(client: Channel, server: Channel, cut: Cut = whole) -> None:
    """Run a handshake between two channels in memory; what one sends reaches the other in the pieces of `cut`."""
    ends = [(client, server), (server, client)]
    while not (client.established and server.established):
        for sender, receiver in ends:
            sender.handshake()
            for piece in cut(sender.outgoing()):
                receiver.receive(piece)
                receiver.handshake()
    for sender, receiver in ends:
        assert receiver.receive(sender.outgoing()) == b""
