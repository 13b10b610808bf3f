"""What a certificate says (RFC 5280): read for showing and judging, after OpenSSL has verified it, or refused to.

Bytes that are no certificate give None, and what cannot be read in one that is gives an empty value; nothing is raised.
It imports ``cryptography``; see `issuing` for when that is wise.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID, ObjectIdentifier

_SECONDS_A_DAY = 86_400
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)

# What the readers of the library raise for bytes that are not as they must be.
_UNREADABLE = (ValueError, TypeError, KeyError, UnsupportedAlgorithm, x509.ExtensionNotFound, x509.DuplicateExtension)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """The facts of one certificate.

    `subject` and `issuer` are names by RFC 4514, `subject_name` and `issuer_name` what people call them: the common
    name, or else the organization. `names` are the DNS names and addresses it is for, `not_before` and `not_after`
    seconds since 1970. `key` is such as ``EC secp256r1`` or ``RSA``, with `key_bits`; `signature` the algorithm of the
    issuer's signature. `issuer_urls` say where the issuer's certificate is, `ocsp_urls` who tells whether it is revoked
    (§4.2.2.1). `serial` and `fingerprint`, the SHA-256 of the whole, are hexadecimal. `permitted` and `excluded` are
    the names that an authority is limited to (§4.2.1.10). `self_signed`: by its own key.
    """

    subject: str
    subject_name: str
    issuer: str
    issuer_name: str
    names: tuple[str, ...]
    not_before: int
    not_after: int
    key: str
    key_bits: int
    signature: str
    issuer_urls: tuple[str, ...]
    ocsp_urls: tuple[str, ...]
    serial: str
    fingerprint: str
    is_authority: bool
    permitted: tuple[str, ...]
    excluded: tuple[str, ...]
    self_signed: bool

    def days_left(self, now: float) -> float:
        """Return how many days it still holds at `now`, seconds since 1970; less than none where it has expired."""
        return (self.not_after - now) / _SECONDS_A_DAY

    @property
    def days(self) -> float:
        """Return for how many days it holds in all."""
        return (self.not_after - self.not_before) / _SECONDS_A_DAY


@lru_cache(maxsize=64)
def certificate_facts(der: bytes) -> CertificateFacts | None:
    """Return the facts of the certificate `der`; None where it is none."""
    with warnings.catch_warnings():
        # The library warns of what it will refuse one day; here everything is read as far as it goes.
        warnings.simplefilter("ignore")
        try:
            return _facts(x509.load_der_x509_certificate(der))
        except _UNREADABLE:
            return None


def _facts(certificate: x509.Certificate) -> CertificateFacts:
    key, bits = _key(certificate)
    constraints = _extension(certificate, x509.NameConstraints)
    basic = _extension(certificate, x509.BasicConstraints)
    return CertificateFacts(
        subject=certificate.subject.rfc4514_string(),
        subject_name=_called(certificate.subject),
        issuer=certificate.issuer.rfc4514_string(),
        issuer_name=_called(certificate.issuer),
        names=tuple(_alternatives(certificate)),
        not_before=int(certificate.not_valid_before_utc.timestamp()),
        not_after=int(certificate.not_valid_after_utc.timestamp()),
        key=key,
        key_bits=bits,
        signature=_signature(certificate),
        issuer_urls=tuple(_access(certificate, AuthorityInformationAccessOID.CA_ISSUERS)),
        ocsp_urls=tuple(_access(certificate, AuthorityInformationAccessOID.OCSP)),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        is_authority=basic is not None and basic.ca,
        permitted=_subtrees(None if constraints is None else constraints.permitted_subtrees),
        excluded=_subtrees(None if constraints is None else constraints.excluded_subtrees),
        self_signed=_is_self_signed(certificate),
    )


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except _UNREADABLE:
        return None


def _called(name: x509.Name) -> str:
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME):
        attributes = name.get_attributes_for_oid(kind)
        if attributes:
            return str(attributes[0].value)
    return name.rfc4514_string()


def _alternatives(certificate: x509.Certificate) -> Iterator[str]:
    alternatives = _extension(certificate, x509.SubjectAlternativeName)
    for name in alternatives or ():
        if isinstance(name, x509.DNSName | x509.IPAddress):
            yield str(name.value)


def _access(certificate: x509.Certificate, method: ObjectIdentifier) -> Iterator[str]:
    for access in _extension(certificate, x509.AuthorityInformationAccess) or ():
        if access.access_method == method and isinstance(access.access_location, x509.UniformResourceIdentifier):
            yield access.access_location.value


def _subtrees(names: list[x509.GeneralName] | None) -> tuple[str, ...]:
    return tuple(str(name.value) for name in names or ())


def _key(certificate: x509.Certificate) -> tuple[str, int]:
    try:
        key = certificate.public_key()
    except _UNREADABLE:
        return "", 0
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}", key.key_size
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey):
        return ("RSA" if isinstance(key, rsa.RSAPublicKey) else "DSA"), key.key_size
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "Ed25519", 256
    return ("Ed448", 456) if isinstance(key, ed448.Ed448PublicKey) else (type(key).__name__, 0)


def _signature(certificate: x509.Certificate) -> str:
    oid = certificate.signature_algorithm_oid
    # The library names the algorithms that it knows nowhere else.
    return str(getattr(oid, "_name", "") or oid.dotted_string)


def _is_self_signed(certificate: x509.Certificate) -> bool:
    if certificate.subject != certificate.issuer:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except (InvalidSignature, *_UNREADABLE):
        return False
    return True
