"""Pins: which keys or certificates a host may show, beyond what authorities vouch for (RFC 7469 §2.4)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ..faults import TLSError, UsageError
from ..faults.reach import PIN_MISMATCH, PIN_UNUSABLE
from ..semantics.settings import named

_FINGERPRINT = re.compile(r"sha256:((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})", re.IGNORECASE)
_KEY = "sha256/"


@dataclass(frozen=True, slots=True)
class Pins:
    """What one host may show: SHA-256 hashes of public keys, and of whole certificates.

    A key may be that of any certificate of the verified chain, so that of an issuer, too; a certificate is the host's
    own. One that fits is enough.
    """

    keys: frozenset[bytes]
    certificates: frozenset[bytes]

    def check(self, host: str, chain: Sequence[bytes]) -> None:
        """Raise `TLSError` unless a pin fits `chain`: certificates in DER, leaf first, verified as far as they go."""
        if chain and sha256(chain[0]).digest() in self.certificates:
            return
        hashes = [found for certificate in chain if (found := key_hash(certificate)) is not None]
        if self.keys.isdisjoint(hashes):
            shown = ", ".join(_KEY + base64.b64encode(found).decode() for found in hashes)
            raise TLSError(PIN_MISMATCH, host=host, shown=shown or "–")


@lru_cache(maxsize=64)
def key_hash(certificate: bytes) -> bytes | None:
    """Return the SHA-256 of the public key of a `certificate` in DER, as a SubjectPublicKeyInfo (RFC 7469 §2.4).

    None for a kind of key that is not known here.
    """
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def pins_of(host: str, pins: Any) -> Pins:
    """Return what `pins` for `host` mean: one text or several, ``sha256/BASE64`` of a key or ``sha256:hex``.

    Raises `UsageError` for what is no pin, and for none at all.
    """
    words = [pins] if isinstance(pins, str) else list(pins) if isinstance(pins, Iterable) else [pins]
    if not words:
        raise UsageError(PIN_UNUSABLE, host=host, pin="[]")
    keys = {word: key for word in words if (key := _key(word)) is not None}
    certificates = {word: found for word in words if (found := _fingerprint(word)) is not None}
    for word in words:
        if word not in keys and word not in certificates:
            raise UsageError(PIN_UNUSABLE, host=host, pin=named(word))
    return Pins(frozenset(keys.values()), frozenset(certificates.values()))


def _key(word: Any) -> bytes | None:
    if not isinstance(word, str) or not word.startswith(_KEY):
        return None
    try:
        found = base64.b64decode(word.removeprefix(_KEY), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == sha256().digest_size else None


def _fingerprint(word: Any) -> bytes | None:
    found = _FINGERPRINT.fullmatch(word) if isinstance(word, str) else None
    return bytes.fromhex(found[1].replace(":", "")) if found else None


PinBook = Mapping[str, Pins]
"""Pins by host: canonical names without a dot at the end, or ``*.name`` for all names one label below."""


def pins_for(book: PinBook, host: str) -> Pins | None:
    """Return the pins of the canonical `host` in `book`, None where it has none; its own come first."""
    name = host.removesuffix(".")
    return book.get(name) or book.get(f"*.{name.partition('.')[2]}")
