"""Certificates of the local authority as X.509 (RFC 5280): its root, and the leaves that it signs.

It imports ``cryptography``, which takes longer to load than the rest of the package: import this file where a
certificate is made, not where one is shown or verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .names import LOCAL_DOMAINS, LOCAL_NETWORKS, as_address, is_within, normal_name


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a certificate holds, in seconds since the epoch."""

    not_before: float
    not_after: float


class Root:
    """A root certificate with its key."""

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        self._certificate = certificate
        self._key = key

    @classmethod
    def create(cls, common_name: str, own_names: Iterable[str], validity: Validity) -> Root:
        """Make a root that may sign leaves for local names and `own_names` only (RFC 5280 §4.2.1.10)."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        return cls._signed(name, ec.generate_private_key(ec.SECP256R1()), own_names, validity)

    def renewed(self, own_names: Iterable[str], validity: Validity) -> Root:
        """Return this root for a new time, with the same name and key.

        What it signs is then valid under both certificates: where the earlier one is trusted, nothing breaks
        until that one expires.
        """
        return self._signed(self._certificate.subject, self._key, own_names, validity)

    @classmethod
    def _signed(
        cls,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        own_names: Iterable[str],
        validity: Validity,
    ) -> Root:
        own = [name for name in own_names if not any(is_within(name, domain) for domain in LOCAL_DOMAINS)]
        permitted: list[x509.GeneralName] = [x509.DNSName(domain) for domain in (*LOCAL_DOMAINS, *own)]
        permitted += [x509.IPAddress(network) for network in LOCAL_NETWORKS]
        builder = (
            _builder(name, name, key.public_key(), validity)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(certificates=True), critical=True)
            # Windows trusts a root for programs and mail too, unless the root itself says what it is for.
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.NameConstraints(permitted, excluded_subtrees=None), critical=True)
        )
        return cls(builder.sign(key, hashes.SHA256()), key)

    @classmethod
    def load(cls, certificate_pem: bytes, key_pem: bytes) -> Root:
        """Read a root back. Raises ValueError when either is no PEM, or they do not belong together."""
        certificate = x509.load_pem_x509_certificate(certificate_pem)
        key = serialization.load_pem_private_key(key_pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("the key is not an elliptic curve key")
        if key.public_key() != certificate.public_key():
            raise ValueError("the key does not belong to the certificate")
        return cls(certificate, key)

    @property
    def certificate_pem(self) -> bytes:
        """The certificate."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """The private key, not encrypted."""
        return private_pem(self._key)

    @property
    def fingerprint(self) -> bytes:
        """The SHA-256 of the certificate in DER."""
        return self._certificate.fingerprint(hashes.SHA256())

    @property
    def common_name(self) -> str:
        """The name that lists of trusted roots show."""
        return str(self._certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    @property
    def not_after(self) -> float:
        """When it expires, in seconds since the epoch."""
        return self._certificate.not_valid_after_utc.timestamp()

    def permits(self, name: str) -> bool:
        """Say whether the root's constraints let it certify `name`, a DNS name or an IP address."""
        constraints = self._certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        permitted = [subtree.value for subtree in constraints.permitted_subtrees or ()]
        address = as_address(name)
        if address is not None:
            return any(address in network for network in permitted if not isinstance(network, str))
        plain = normal_name(name).removeprefix("*.")
        return any(is_within(plain, domain) for domain in permitted if isinstance(domain, str))

    def sign_leaf(self, names: Sequence[str], public_key: ec.EllipticCurvePublicKey, validity: Validity) -> bytes:
        """Return the certificate (PEM) of a server with these names, which all must be permitted."""
        alternatives: list[x509.GeneralName] = []
        for name in names:
            address = as_address(name)
            alternatives.append(x509.DNSName(normal_name(name)) if address is None else x509.IPAddress(address))
        authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = (
            _builder(x509.Name([]), self._certificate.subject, public_key, validity)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            # Critical because the subject is empty (RFC 5280 §4.2.1.6).
            .add_extension(x509.SubjectAlternativeName(alternatives), critical=True)
            .add_extension(authority_key, critical=False)
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a new key for leaves."""
    return ec.generate_private_key(ec.SECP256R1())


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return `key` as PEM (PKCS #8), not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, validity: Validity
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(validity.not_before, UTC))
        .not_valid_after(datetime.fromtimestamp(validity.not_after, UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _key_usage(*, certificates: bool) -> x509.KeyUsage:
    """Return the usage of a key that signs certificates, or else of one that signs handshakes."""
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
