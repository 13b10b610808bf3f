"""Digests of content and of representations (RFC 9530), and checksums that people pass on beside a file."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ..faults import BrokenResponse, UsageError
from ..faults.transfer import CHECKSUM_UNUSABLE, DIGEST_UNKNOWN, DIGEST_WRONG
from .fields import Fields

ALGORITHMS = {"sha-512": "sha512", "sha-256": "sha256"}
"""The algorithms of RFC 9530 §5 that are not deprecated, the strongest first, and what hashlib calls them."""

CONTENT_DIGEST = "Content-Digest"
REPR_DIGEST = "Repr-Digest"

CHECKSUMS = ("sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b")

# A member of a dictionary whose value is a byte sequence (RFC 9651 §3.2, §3.3.5); parameters are passed over.
_MEMBER = re.compile(r"[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):(?:;[^,]*)?[ \t]*(?:,|\Z)")


class Hash(Protocol):
    """What hashlib makes."""

    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


def digests_of(values: Iterable[str]) -> dict[str, bytes]:
    """Return the digests in the values of a Content-Digest or Repr-Digest field by their algorithms.

    A field that is no dictionary of byte sequences says nothing, as RFC 9651 §4.2 wants it: nothing is found then.
    """
    text = ", ".join(values)
    found: dict[str, bytes] = {}
    place = 0
    while place < len(text):
        member = _MEMBER.match(text, place)
        if member is None:
            return {}
        try:
            found[member[1]] = b64decode(member[2], validate=True)
        except Base64Error:
            return {}
        place = member.end()
    return found


def digest_field(algorithm: str, digest: bytes) -> str:
    """Return the value of a Content-Digest or Repr-Digest field."""
    return f"{algorithm}=:{b64encode(digest).decode('ascii')}:"


def new_hash(algorithm: str) -> Hash:
    """Return what computes a digest by `algorithm`, in the name of RFC 9530. Raises `UsageError` for others."""
    name = ALGORITHMS.get(algorithm) if isinstance(algorithm, str) else None
    if name is None:
        raise UsageError(DIGEST_UNKNOWN, algorithm=ascii(algorithm), known=", ".join(sorted(ALGORITHMS)))
    return hashlib.new(name)


@dataclass(frozen=True, slots=True)
class Expected:
    """A digest that something has to have: the `field` that says so, the algorithm in RFC 9530's name, the digest."""

    field: str
    algorithm: str
    digest: bytes

    def check(self, found: bytes) -> None:
        """Raise `BrokenResponse` unless the digest is the one that was `found`."""
        if found != self.digest:
            raise BrokenResponse(DIGEST_WRONG, field=self.field, algorithm=self.algorithm)


def expected_digest(fields: Fields, name: str) -> Expected | None:
    """Return the strongest digest that the field `name` of `fields` says, None where there is none to be checked."""
    found = digests_of(fields.get_all(name))
    return next((Expected(name, known, found[known]) for known in ALGORITHMS if known in found), None)


class ContentCheck:
    """Compares content, as it was sent with its content codings on, with the digest that its sender says.

    Repr-Digest is about the whole representation: that of a 200 is its content, unless Content-Location says that it is
    another's (RFC 9530 §3). Content-Digest may also come behind the content, in the trailers (RFC 9530 §2).
    """

    __slots__ = ("_expected", "_hashes", "_size")

    def __init__(self, status: int, fields: Fields) -> None:
        """Take `status` and fields of the response."""
        expected = expected_digest(fields, CONTENT_DIGEST)
        if expected is None and status == 200 and "content-location" not in fields:
            expected = expected_digest(fields, REPR_DIGEST)
        self._expected = expected
        if expected is not None:
            wanted: tuple[str, ...] = (expected.algorithm,)
        else:
            # What the trailers will say is only known when the content is gone.
            wanted = tuple(ALGORITHMS) if "content-digest" in fields.get("trailer", "").lower() else ()
        self._hashes = {algorithm: new_hash(algorithm) for algorithm in wanted}
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the content."""
        self._size += len(data)
        for each in self._hashes.values():
            each.update(data)

    def finish(self, trailers: Fields) -> None:
        """Raise `BrokenResponse` where the content is another. No content, as of HEAD and 304, is not compared."""
        expected = self._expected or expected_digest(trailers, CONTENT_DIGEST)
        if expected is not None and self._size and expected.algorithm in self._hashes:
            expected.check(self._hashes[expected.algorithm].digest())


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a file has to sum up to: an algorithm of hashlib, and the digest in lower-case hexadecimal digits."""

    algorithm: str
    hexadecimal: str

    @classmethod
    def parse(cls, text: str) -> Checksum:
        """Return the checksum that `text`, such as ``sha256:9f86d0…``, says. Raises `UsageError`."""
        algorithm, colon, digits = text.partition(":") if isinstance(text, str) else ("", "", "")
        name = algorithm.strip().lower().replace("sha-", "sha").replace("-", "_")
        digits = digits.strip().lower()
        size = hashlib.new(name).digest_size if name in CHECKSUMS else 0
        if not (colon and size and re.fullmatch(r"[0-9a-f]*", digits) and len(digits) == 2 * size):
            raise UsageError(CHECKSUM_UNUSABLE, checksum=ascii(text), known=", ".join(CHECKSUMS))
        return cls(name, digits)
