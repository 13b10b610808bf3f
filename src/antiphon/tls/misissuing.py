"""Certificates that are wrong on purpose, so that people and tests can see what a client makes of them.

What `issuing` refuses to do is done here: expired, for other hosts, with weak keys. Nothing of it is kept: keys live in
memory alone. It imports ``cryptography``; see `issuing` for when that is wise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from .authority import LocalAuthority
from .home import KEY_FILE, read_private
from .issuing import Root, Validity, new_key
from .names import as_address

HERE = ("localhost", "127.0.0.1", "::1")
"""The names of a server on this machine."""

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEAK_BITS = 1024

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Dated = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a server shows: its certificates in PEM, its own first, and its key; `serial` is its own's number."""

    chain_pem: bytes
    key_pem: bytes = field(repr=False)
    serial: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a leaf shall be like: for which names, from and until when, counted from now, and what else it says.

    `issuer_url` is where the issuer's certificate can be fetched (RFC 5280 §4.2.2.1), `revocation_url` where its
    revocation list is (§4.2.1.13); `key` is the key to certify, by default one of elliptic curves.
    """

    names: tuple[str, ...] = HERE
    since: timedelta = -_HOUR
    until: timedelta = _DAY
    issuer_url: str = ""
    revocation_url: str = ""
    key: PrivateKey | None = None
    for_clients: bool = False


class LaxAuthority:
    """An authority that signs whatever it is asked to."""

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, above: bytes = b"") -> None:
        self._certificate = certificate
        self._key = key
        self._above = above
        self._leaf_key = new_key()

    @classmethod
    def create(cls, common_name: str) -> LaxAuthority:
        """Return a new root, which may sign for any name and have authorities below it."""
        key, name = new_key(), _name(common_name)
        return cls(_authority(name, name, key, key), key)

    @classmethod
    def constrained(cls, common_name: str) -> LaxAuthority:
        """Return a new root that clients let sign for local names alone, as the local authority's."""
        now = datetime.now(UTC).timestamp()
        return cls._of(Root.create(common_name, (), Validity(now - _HOUR.total_seconds(), now + _DAY.total_seconds())))

    @classmethod
    def local(cls) -> LaxAuthority:
        """Return this user's local authority, which its clients trust. Raises `UsageError` as `LocalAuthority.open`."""
        authority = LocalAuthority.open()
        return cls._of(Root.load(authority.root_pem, read_private(authority.directory / KEY_FILE)))

    @classmethod
    def _of(cls, root: Root) -> LaxAuthority:
        key = serialization.load_pem_private_key(root.key_pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the key of a root is one of elliptic curves")
        return cls(x509.load_pem_x509_certificate(root.certificate_pem), key)

    def intermediate(self, common_name: str) -> LaxAuthority:
        """Return an authority below this one."""
        key = new_key()
        certificate = _authority(_name(common_name), self._certificate.subject, key, self._key)
        return LaxAuthority(certificate, key, self.certificate_pem + self._above)

    @property
    def certificate_pem(self) -> bytes:
        """Its own certificate, in PEM."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def certificate_der(self) -> bytes:
        """Its own certificate, in DER, as RFC 5280 §4.2.2.1 has it fetched."""
        return self._certificate.public_bytes(serialization.Encoding.DER)

    @property
    def chain_pem(self) -> bytes:
        """Its own certificate and those of all authorities above, the root's last."""
        return self.certificate_pem + self._above

    def leaf(self, wish: Wish, *, above: bytes = b"") -> Shown:
        """Return a leaf as `wish` has it; `above` are the certificates to show after it."""
        key = wish.key or self._leaf_key
        builder = _builder(_name(wish.names[0]), self._certificate.subject, key, (wish.since, wish.until))
        for extension in _extensions_of(wish):
            builder = builder.add_extension(extension, critical=False)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        signed = builder.add_extension(authority, critical=False).sign(self._key, hashes.SHA256())
        return Shown(signed.public_bytes(serialization.Encoding.PEM) + above, _key_pem(key), signed.serial_number)

    def revocation_list(self, serials: Iterable[int]) -> bytes:
        """Return a list (DER) that revokes the certificates with these numbers (RFC 5280 §5)."""
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder(self._certificate.subject, now - _HOUR, now + _DAY)
        for serial in serials:
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - _HOUR).build()
            builder = builder.add_revoked_certificate(revoked)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def self_signed(names: tuple[str, ...] = HERE) -> Shown:
    """Return a leaf that is its own issuer."""
    key, name = new_key(), _name(names[0])
    builder = _builder(name, name, key, (-_HOUR, _DAY))
    signed = builder.add_extension(_alternatives(names), critical=False).sign(key, hashes.SHA256())
    return Shown(signed.public_bytes(serialization.Encoding.PEM), _key_pem(key), signed.serial_number)


def weak_key() -> rsa.RSAPrivateKey:
    """Return an RSA key that is too short to trust (RFC 9325 §4.5)."""
    return rsa.generate_private_key(65537, _WEAK_BITS)


def _extensions_of(wish: Wish) -> Iterable[x509.ExtensionType]:
    usage = ExtendedKeyUsageOID.CLIENT_AUTH if wish.for_clients else ExtendedKeyUsageOID.SERVER_AUTH
    yield _alternatives(wish.names)
    yield x509.ExtendedKeyUsage([usage])
    if wish.issuer_url:
        place = x509.UniformResourceIdentifier(wish.issuer_url)
        yield x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)])
    if wish.revocation_url:
        places = [x509.UniformResourceIdentifier(wish.revocation_url)]
        yield x509.CRLDistributionPoints([x509.DistributionPoint(places, None, None, None)])


def _alternatives(names: tuple[str, ...]) -> x509.SubjectAlternativeName:
    addresses = {name: as_address(name) for name in names}
    return x509.SubjectAlternativeName(
        [x509.DNSName(name) if address is None else x509.IPAddress(address) for name, address in addresses.items()]
    )


def _authority(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    usage = x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = _builder(subject, issuer, key, (-_HOUR, _DAY))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.add_extension(usage, critical=True).sign(signer, hashes.SHA256())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, life: tuple[timedelta, timedelta]
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + life[0])
        .not_valid_after(now + life[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
