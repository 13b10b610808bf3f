"""What an error of the TLS library means: a row of the fault table, with the facts of the certificate."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..faults import Fault, TLSError
from ..faults import security as faults
from ..wire.greetings import protocol_of
from .names import as_address, normal_name

LOCAL_AUTHORITY_NAME = "Antiphon Local Authority"
_NAMES_SHOWN = 8

# X509_V_ERR_* of OpenSSL. macOS and Windows report codes of their own for the same findings.
_VERIFY_CODES: Mapping[int, Fault] = {
    2: faults.CERTIFICATE_ISSUER_UNKNOWN,
    9: faults.CERTIFICATE_NOT_YET_VALID,
    10: faults.CERTIFICATE_EXPIRED,
    18: faults.CERTIFICATE_SELF_SIGNED,
    19: faults.CERTIFICATE_ROOT_UNTRUSTED,
    20: faults.CERTIFICATE_ISSUER_UNKNOWN,
    21: faults.CERTIFICATE_ISSUER_UNKNOWN,
    23: faults.CERTIFICATE_REVOKED,
    25: faults.CERTIFICATE_PATH_TOO_LONG,
    26: faults.CERTIFICATE_PURPOSE,
    32: faults.CERTIFICATE_ISSUER_NO_AUTHORITY,
    47: faults.CERTIFICATE_NAME_CONSTRAINED,
    48: faults.CERTIFICATE_NAME_CONSTRAINED,
    62: faults.CERTIFICATE_NAME_MISMATCH,
    64: faults.CERTIFICATE_NAME_MISMATCH,
    66: faults.CERTIFICATE_WEAK,
    67: faults.CERTIFICATE_WEAK,
    68: faults.CERTIFICATE_WEAK,
    79: faults.CERTIFICATE_ISSUER_NO_AUTHORITY,
    # macOS: errSecHostNameMismatch, CertificateExpired, NotValidYet, Revoked, NotTrusted
    -67602: faults.CERTIFICATE_NAME_MISMATCH,
    -67818: faults.CERTIFICATE_EXPIRED,
    -67819: faults.CERTIFICATE_NOT_YET_VALID,
    -67820: faults.CERTIFICATE_REVOKED,
    -67843: faults.CERTIFICATE_ISSUER_UNKNOWN,
    # Windows: CERT_E_EXPIRED, UNTRUSTEDROOT, CHAINING, REVOKED, CN_NO_MATCH
    0x800B0101: faults.CERTIFICATE_EXPIRED,
    0x800B0109: faults.CERTIFICATE_ISSUER_UNKNOWN,
    0x800B010A: faults.CERTIFICATE_ISSUER_UNKNOWN,
    0x800B010C: faults.CERTIFICATE_REVOKED,
    0x800B010F: faults.CERTIFICATE_NAME_MISMATCH,
}

_ISSUER_FAULTS = frozenset(
    {faults.CERTIFICATE_SELF_SIGNED, faults.CERTIFICATE_ROOT_UNTRUSTED, faults.CERTIFICATE_ISSUER_UNKNOWN}
)

_REASONS: Mapping[str, Fault] = {
    "HTTP_REQUEST": faults.PLAIN_REQUEST_TO_TLS,
    "HTTPS_PROXY_REQUEST": faults.PLAIN_REQUEST_TO_TLS,
    "WRONG_VERSION_NUMBER": faults.NOT_TLS,
    "UNKNOWN_PROTOCOL": faults.NOT_TLS,
    "PACKET_LENGTH_TOO_LONG": faults.NOT_TLS,
    "UNSUPPORTED_PROTOCOL": faults.TLS_VERSION_UNSUPPORTED,
    "VERSION_TOO_LOW": faults.TLS_VERSION_UNSUPPORTED,
    "NO_PROTOCOLS_AVAILABLE": faults.TLS_VERSION_UNSUPPORTED,
    "NO_SHARED_CIPHER": faults.TLS_NO_SHARED_CIPHER,
    "NO_SUITABLE_SIGNATURE_ALGORITHM": faults.TLS_NO_SHARED_CIPHER,
    "NO_SUITABLE_KEY_SHARE": faults.TLS_NO_SHARED_CIPHER,
    "NO_SUITABLE_GROUPS": faults.TLS_NO_SHARED_CIPHER,
    "NO_SHARED_GROUPS": faults.TLS_NO_SHARED_CIPHER,
    "NO_APPLICATION_PROTOCOL": faults.TLS_NO_SHARED_PROTOCOL,
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": faults.CLIENT_CERTIFICATE_MISSING,
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": faults.TLS_TAMPERED,
    "BAD_RECORD_MAC": faults.TLS_TAMPERED,
    "NO_RENEGOTIATION": faults.TLS_RENEGOTIATION,
    "RENEGOTIATION_MISMATCH": faults.TLS_RENEGOTIATION,
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": faults.TLS_RENEGOTIATION,
    "UNEXPECTED_EOF_WHILE_READING": faults.TLS_ENDED_IN_HANDSHAKE,
}

# The alerts of RFC 8446 §6.2 that say more than "something failed".
_ALERTS: Mapping[str, Fault] = {
    "protocol_version": faults.TLS_VERSION_UNSUPPORTED,
    "no_application_protocol": faults.TLS_NO_SHARED_PROTOCOL,
    "certificate_required": faults.CLIENT_CERTIFICATE_MISSING,
    "unrecognized_name": faults.TLS_NAME_UNRECOGNIZED,
    "no_renegotiation": faults.TLS_RENEGOTIATION,
    "handshake_failure": faults.TLS_OFFER_REFUSED,
    "insufficient_security": faults.TLS_OFFER_REFUSED,
    "bad_certificate": faults.CERTIFICATE_REFUSED_BY_PEER,
    "unsupported_certificate": faults.CERTIFICATE_REFUSED_BY_PEER,
    "certificate_revoked": faults.CERTIFICATE_REFUSED_BY_PEER,
    "certificate_expired": faults.CERTIFICATE_REFUSED_BY_PEER,
    "certificate_unknown": faults.CERTIFICATE_REFUSED_BY_PEER,
    "unknown_ca": faults.CERTIFICATE_REFUSED_BY_PEER,
}

# OpenSSL leaves ALERT out of the reasons for unrecognized_name and a few of its neighbours.
_ALERT_REASON = re.compile(r"(?:SSLV[0-9]+|TLSV[0-9]+|SSL_TLS)_(?:ALERT_)?(\w+)")
_MESSAGE = re.compile(r"\[[^]]*\] (.+?) \(_ssl\.c:\d+\)")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an end knew when TLS failed.

    `host` is the name that a client asked for, `certificates` what the peer showed, leaf first, as
    `ssl.SSLSocket.getpeercert` describes them, and `first_bytes` the first that the peer sent.
    """

    server_side: bool
    host: str = ""
    first_bytes: bytes = b""
    certificates: Sequence[Mapping[str, Any]] = field(default=())


def refusal(error: ssl.SSLError, circumstances: Circumstances) -> TLSError:
    """Return the `TLSError` that says what `error` means in these circumstances."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_refusal(error, circumstances)
    reason = error.reason or _reason_in_message(str(error))
    if not circumstances.server_side and is_plain_http(circumstances.first_bytes):
        return TLSError(faults.PLAIN_ANSWER_TO_TLS)
    if fault := _REASONS.get(reason):
        protocol = protocol_of(circumstances.first_bytes) if fault is faults.NOT_TLS else None
        known = fault if protocol is None else faults.OTHER_PROTOCOL_THAN_TLS
        return TLSError(known, bytes=_printable(circumstances.first_bytes), protocol=protocol)
    if alert := _ALERT_REASON.fullmatch(reason):
        name = alert[1].lower()
        return TLSError(_fault_of_alert(name, circumstances), alert=name, host=circumstances.host)
    return TLSError(faults.TLS_FAILED, reason=reason.lower().replace("_", " ") or str(error))


def is_plain_http(first_bytes: bytes) -> bool:
    """Tell whether a peer begins as HTTP without TLS does; old servers answer what they cannot read by a bare page."""
    return first_bytes.startswith(b"HTTP/") or first_bytes.lower().startswith((b"<!doctype html", b"<html"))


def _fault_of_alert(alert: str, circumstances: Circumstances) -> Fault:
    fault = _ALERTS.get(alert, faults.TLS_ALERT)
    if fault is faults.CERTIFICATE_REFUSED_BY_PEER and not circumstances.server_side:
        return faults.CLIENT_CERTIFICATE_UNACCEPTED
    if fault is faults.TLS_NAME_UNRECOGNIZED and as_address(circumstances.host) is not None:
        return faults.TLS_NAME_NEEDED
    return fault


def _reason_in_message(message: str) -> str:
    """Return a reason that is newer than Python's table of names, in the form that the table would have."""
    found = _MESSAGE.search(message)
    return re.sub(r"\W", "_", found[1]).upper() if found else ""


def _certificate_refusal(error: ssl.SSLCertVerificationError, circumstances: Circumstances) -> TLSError:
    reason = error.verify_message.rstrip(".")
    if circumstances.server_side:
        return TLSError(faults.CLIENT_CERTIFICATE_REFUSED, reason=reason)
    fault = _VERIFY_CODES.get(error.verify_code & 0xFFFFFFFF) or _VERIFY_CODES.get(error.verify_code)
    leaf: Mapping[str, Any] = circumstances.certificates[0] if circumstances.certificates else {}
    last: Mapping[str, Any] = circumstances.certificates[-1] if circumstances.certificates else {}
    expired, future = _expired(circumstances.certificates), _future(circumstances.certificates)
    issuer = _common_name(last.get("issuer", ()))
    if fault in _ISSUER_FAULTS and issuer.startswith(LOCAL_AUTHORITY_NAME):
        # The local root is trusted for local names alone: to another name it is unknown, and the name is what is wrong.
        named = not leaf or _is_for(circumstances.host, certificate_names(leaf))
        fault = faults.LOCAL_ROOT_UNKNOWN if named else faults.CERTIFICATE_NAME_MISMATCH
    if fault is faults.CERTIFICATE_NAME_MISMATCH and leaf and not certificate_names(leaf):
        fault = faults.CERTIFICATE_WITHOUT_NAMES
    if fault is faults.CERTIFICATE_EXPIRED and leaf and leaf is not expired:
        fault = faults.CERTIFICATE_ISSUER_EXPIRED if expired else faults.CERTIFICATE_ROOT_EXPIRED
    if fault is faults.CERTIFICATE_NOT_YET_VALID and future and leaf is not future:
        fault = faults.CERTIFICATE_ISSUER_NOT_YET_VALID
    return TLSError(
        fault or faults.CERTIFICATE_REFUSED,
        host=circumstances.host,
        reason=reason,
        issuer=issuer,
        subject=_common_name(leaf.get("subject", ())),
        names=_listed(certificate_names(leaf)),
        not_before=_date(leaf, "notBefore"),
        not_after=_date(leaf, "notAfter"),
        authority=_common_name((expired or future).get("subject", ())),
        expired=_date(expired, "notAfter"),
        begins=_date(future, "notBefore"),
    )


def _expired(certificates: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the first certificate, leaf first, that has expired; OpenSSL does not say which one it means."""
    now = time.time()
    ended = (each for each in certificates if "notAfter" in each and ssl.cert_time_to_seconds(each["notAfter"]) < now)
    return next(ended, {})


def _future(certificates: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the first certificate, leaf first, whose time has not begun."""
    now = time.time()
    later = (each for each in certificates if "notBefore" in each and ssl.cert_time_to_seconds(each["notBefore"]) > now)
    return next(later, {})


def _date(certificate: Mapping[str, Any], name: str) -> str:
    """Return a date of `certificate` in the order of ISO 8601, the same in every language."""
    if name not in certificate:
        return "?"
    return f"{datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate[name]), UTC):%Y-%m-%d %H:%M:%S} UTC"


def certificate_names(certificate: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the DNS names and IP addresses that a certificate is for (RFC 5280 §4.2.1.6)."""
    alternatives = certificate.get("subjectAltName", ())
    return tuple(value for kind, value in alternatives if kind in {"DNS", "IP Address"})


def _is_for(host: str, names: Sequence[str]) -> bool:
    """Tell whether `host` is among `names`, none of which is a wildcard; OpenSSL writes IPv6 addresses in full."""
    return normal_name(host) in names or any(as_address(host) == as_address(name) is not None for name in names)


def _listed(names: Sequence[str]) -> str:
    more = f" (+{len(names) - _NAMES_SHOWN})" if len(names) > _NAMES_SHOWN else ""
    return (", ".join(names[:_NAMES_SHOWN]) or "–") + more


def _common_name(name: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Return a name's common name, or else its organization: some roots have only that."""
    attributes = {kind: value for part in name for kind, value in part}
    return attributes.get("commonName") or attributes.get("organizationName") or "?"


def _printable(first_bytes: bytes) -> str:
    return repr(first_bytes)[1:]
