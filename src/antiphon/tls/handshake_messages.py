"""What the messages of a handshake say (RFC 8446 §4, RFC 5246 §7.4): read for showing, after OpenSSL has judged them.

Bytes that do not fit give empty values, never an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .vectors import Reader, extensions, protocol_names

MESSAGES: Mapping[int, str] = {
    0: "HelloRequest",
    1: "ClientHello",
    2: "ServerHello",
    4: "NewSessionTicket",
    5: "EndOfEarlyData",
    8: "EncryptedExtensions",
    11: "Certificate",
    12: "ServerKeyExchange",
    13: "CertificateRequest",
    14: "ServerHelloDone",
    15: "CertificateVerify",
    16: "ClientKeyExchange",
    20: "Finished",
    22: "CertificateStatus",
    24: "KeyUpdate",
    25: "CompressedCertificate",
    254: "MessageHash",
}
"""The types of handshake messages, by the registry of IANA."""

ALERTS: Mapping[int, str] = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    21: "decryption_failed",
    22: "record_overflow",
    30: "decompression_failure",
    40: "handshake_failure",
    41: "no_certificate",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    60: "export_restriction",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    100: "no_renegotiation",
    109: "missing_extension",
    110: "unsupported_extension",
    111: "certificate_unobtainable",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    114: "bad_certificate_hash_value",
    115: "unknown_psk_identity",
    116: "certificate_required",
    120: "no_application_protocol",
    121: "ech_required",
}
"""The descriptions of alerts (RFC 8446 §6), by the registry of IANA."""

VERSIONS: Mapping[int, str] = {
    0x0300: "SSLv3",
    0x0301: "TLSv1",
    0x0302: "TLSv1.1",
    0x0303: "TLSv1.2",
    0x0304: "TLSv1.3",
}

GROUPS: Mapping[int, str] = {
    0x0017: "secp256r1",
    0x0018: "secp384r1",
    0x0019: "secp521r1",
    0x001D: "x25519",
    0x001E: "x448",
    0x0100: "ffdhe2048",
    0x0101: "ffdhe3072",
    0x0102: "ffdhe4096",
    0x0103: "ffdhe6144",
    0x0104: "ffdhe8192",
    0x11EB: "SecP256r1MLKEM768",
    0x11EC: "X25519MLKEM768",
    0x11ED: "SecP384r1MLKEM1024",
    0x6399: "X25519Kyber768Draft00",
}
"""Groups for the key exchange (RFC 8446 §4.2.7), by the registry of IANA."""

SIGNATURES: Mapping[int, str] = {
    0x0201: "rsa_pkcs1_sha1",
    0x0203: "ecdsa_sha1",
    0x0401: "rsa_pkcs1_sha256",
    0x0403: "ecdsa_secp256r1_sha256",
    0x0501: "rsa_pkcs1_sha384",
    0x0503: "ecdsa_secp384r1_sha384",
    0x0601: "rsa_pkcs1_sha512",
    0x0603: "ecdsa_secp521r1_sha512",
    0x0804: "rsa_pss_rsae_sha256",
    0x0805: "rsa_pss_rsae_sha384",
    0x0806: "rsa_pss_rsae_sha512",
    0x0807: "ed25519",
    0x0808: "ed448",
    0x0809: "rsa_pss_pss_sha256",
    0x080A: "rsa_pss_pss_sha384",
    0x080B: "rsa_pss_pss_sha512",
    0x0904: "mldsa44",
    0x0905: "mldsa65",
    0x0906: "mldsa87",
}
"""Signature schemes (RFC 8446 §4.2.3), by the registry of IANA."""

_HEAD = 4
_SERVER_NAME = 0
_STATUS_REQUEST = 5
_SUPPORTED_GROUPS = 10
_ALPN = 16
_PRE_SHARED_KEY = 41
_SUPPORTED_VERSIONS = 43
_KEY_SHARE = 51

_RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
"""The random of a ServerHello that is a HelloRetryRequest (RFC 8446 §4.1.3)."""


@dataclass(frozen=True, slots=True)
class ClientHello:
    """What a client offers."""

    versions: tuple[str, ...] = ()
    ciphers: tuple[int, ...] = ()
    server_name: str | None = None
    protocols: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    asks_for_status: bool = False
    resumes: bool = False


@dataclass(frozen=True, slots=True)
class ServerHello:
    """What a server chose; `retry` where it asks for another ClientHello instead (RFC 8446 §4.1.4)."""

    version: str = ""
    cipher: int = 0
    group: str | None = None
    resumed: bool = False
    retry: bool = False


@dataclass(frozen=True, slots=True)
class CertificateMessage:
    """The certificates that were shown, the peer's own first, each in DER; whether a status was stapled to it."""

    certificates: tuple[bytes, ...] = field(default=(), repr=False)
    stapled: bool = False


def name_of(kind: int) -> str:
    """Return the name of a type of handshake message."""
    return MESSAGES.get(kind, f"type {kind}")


def alert_of(data: bytes) -> str:
    """Return the name of the alert whose level and description `data` is."""
    description = data[1] if len(data) > 1 else -1
    return ALERTS.get(description, f"alert {description}")


def client_hello(message: bytes) -> ClientHello:
    """Return what the ClientHello `message` offers (RFC 8446 §4.1.2)."""
    reader = Reader(message)
    reader.take(_HEAD)
    legacy = reader.number(2)
    reader.take(32)
    reader.vector(1)
    ciphers = tuple(Reader(reader.vector(2)).numbers(2))
    reader.vector(1)
    found = dict(extensions(reader.vector(2)))
    versions = tuple(Reader(Reader(found.get(_SUPPORTED_VERSIONS, b"")).vector(1)).numbers(2)) or (legacy,)
    return ClientHello(
        versions=tuple(map(_version, versions)),
        ciphers=ciphers,
        server_name=_server_name(found.get(_SERVER_NAME, b"")),
        protocols=_protocols(found.get(_ALPN, b"")),
        groups=tuple(map(_group, Reader(Reader(found.get(_SUPPORTED_GROUPS, b"")).vector(2)).numbers(2))),
        asks_for_status=_STATUS_REQUEST in found,
        resumes=_PRE_SHARED_KEY in found,
    )


def server_hello(message: bytes) -> ServerHello:
    """Return what the ServerHello `message` chose (RFC 8446 §4.1.3)."""
    reader = Reader(message)
    reader.take(_HEAD)
    legacy = reader.number(2)
    random = reader.take(32)
    reader.vector(1)
    cipher = reader.number(2)
    reader.take(1)
    found = dict(extensions(reader.vector(2)))
    chosen = Reader(found[_SUPPORTED_VERSIONS]).number(2) if _SUPPORTED_VERSIONS in found else legacy
    group = Reader(found[_KEY_SHARE]).number(2) if _KEY_SHARE in found else None
    return ServerHello(
        version=_version(chosen),
        cipher=cipher,
        group=None if group is None else _group(group),
        resumed=_PRE_SHARED_KEY in found,
        retry=random == _RETRY,
    )


def key_exchange_group(message: bytes) -> str | None:
    """Return the group of a ServerKeyExchange of TLS 1.2 (RFC 8422 §5.4), None where it names none."""
    reader = Reader(message)
    reader.take(_HEAD)
    named_curve = 3
    return _group(reader.number(2)) if reader.number(1) == named_curve else None


def encrypted_protocol(message: bytes) -> str | None:
    """Return the application protocol in EncryptedExtensions (RFC 7301 §3.1), None without one."""
    reader = Reader(message)
    reader.take(_HEAD)
    found = dict(extensions(reader.vector(2)))
    names = _protocols(found.get(_ALPN, b""))
    return names[0] if names else None


def certificates(message: bytes, version: str) -> CertificateMessage:
    """Return what the Certificate `message` of `version` shows (RFC 8446 §4.4.2, RFC 5246 §7.4.2)."""
    reader = Reader(message)
    reader.take(_HEAD)
    if version != "TLSv1.3":
        listed = Reader(reader.vector(3))
        found = []
        while listed.left:
            found.append(listed.vector(3))
        return CertificateMessage(tuple(found))
    reader.vector(1)
    listed = Reader(reader.vector(3))
    shown, stapled = [], False
    while listed.left:
        shown.append(listed.vector(3))
        stapled = _STATUS_REQUEST in dict(extensions(listed.vector(2))) or stapled
    return CertificateMessage(tuple(shown), stapled)


def signature_scheme(message: bytes) -> str:
    """Return the scheme by which a CertificateVerify is signed (RFC 8446 §4.4.3)."""
    scheme = Reader(message[_HEAD:]).number(2)
    return SIGNATURES.get(scheme, f"0x{scheme:04x}")


def _version(number: int) -> str:
    # 0x?A?A are there to keep servers tolerant (RFC 8701).
    return VERSIONS.get(number, "GREASE" if number & 0x0F0F == 0x0A0A else f"0x{number:04x}")


def _group(number: int) -> str:
    return GROUPS.get(number, "GREASE" if number & 0x0F0F == 0x0A0A else f"0x{number:04x}")


def _server_name(data: bytes) -> str | None:
    names = Reader(Reader(data).vector(2))
    names.take(1)
    name = names.vector(2)
    return name.decode("ascii", "replace") if name else None


def _protocols(data: bytes) -> tuple[str, ...]:
    return tuple(name.decode("ascii", "replace") for name in protocol_names(Reader(data).vector(2)))
