"""How long the content of a message is (RFC 9112 §6.3): pure decisions over a field section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ...faults import ProtocolError
from ...faults.message import (
    CONTENT_LENGTH_REPEATED,
    CONTENT_LENGTH_SYNTAX,
    LENGTH_AND_CODING,
    TRANSFER_CODING_IN_1_0,
    TRANSFER_CODING_SYNTAX,
    TRANSFER_CODING_UNSUPPORTED,
)
from .section import TOKEN, FieldSection

_DIGITS = re.compile(rb"[0-9]{1,19}")
_CODINGS = re.compile(rb"%s+(?:[\t ]*,[\t ]*%s+)*" % (TOKEN, TOKEN))

MAXIMUM_LENGTH = 2**63 - 1


class Framing(Enum):
    """The four ways in which content can end."""

    NONE = "none"
    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Extent:
    """How content is framed, and its length where that is known."""

    framing: Framing
    length: int | None = None


NO_CONTENT = Extent(Framing.NONE, 0)
CHUNKED = Extent(Framing.CHUNKED)
UNTIL_CLOSE = Extent(Framing.CLOSE)


def request_extent(section: FieldSection, minor: int) -> Extent:
    """Return the extent of a request's content. Raises `ProtocolError`."""
    if b"content-length" not in section.facts and b"transfer-encoding" not in section.facts:
        return NO_CONTENT
    return _declared_extent(section, minor, fold_equal_lengths=False) or NO_CONTENT


def response_extent(section: FieldSection, minor: int, status: int, method: bytes) -> Extent:
    """Return the extent of the content of a response to a request with `method`. Raises `ProtocolError`.

    Equal repeated lengths count as one in a response (RFC 9110 §8.6 leaves it open): a client gains nothing by
    refusing them, and there is no further request behind them that could be smuggled.
    """
    if method == b"HEAD" or status < 200 or status in (204, 304):
        return NO_CONTENT
    if method == b"CONNECT" and status < 300:
        return NO_CONTENT
    return _declared_extent(section, minor, fold_equal_lengths=True) or UNTIL_CLOSE


def _declared_extent(section: FieldSection, minor: int, *, fold_equal_lengths: bool) -> Extent | None:
    facts = section.facts
    codings = facts.get(b"transfer-encoding")
    lengths = facts.get(b"content-length")
    if codings is not None:
        if lengths is not None:
            raise ProtocolError(LENGTH_AND_CODING)
        check_transfer_coding(codings, minor)
        return CHUNKED
    if lengths is None:
        return None
    length = content_length(lengths, fold_equal=fold_equal_lengths)
    return Extent(Framing.LENGTH, length) if length else NO_CONTENT


def check_transfer_coding(values: list[bytes], minor: int) -> None:
    """Raise `ProtocolError` unless `values` say exactly `chunked` (RFC 9112 §6.1, §7).

    Everything else that parses as a list of codings ending in chunked is valid but not supported; what does not
    parse, or does not end in chunked, has no extent that two readers would agree on.
    """
    if minor == 0:
        raise ProtocolError(TRANSFER_CODING_IN_1_0)
    value = values[0].lower()
    if len(values) > 1 or not _CODINGS.fullmatch(value):
        raise ProtocolError(TRANSFER_CODING_SYNTAX)
    if value == b"chunked":
        return
    codings = [coding.strip(b"\t ") for coding in value.split(b",")]
    if codings[-1] == b"chunked" and b"chunked" not in codings[:-1]:
        raise ProtocolError(TRANSFER_CODING_UNSUPPORTED)
    raise ProtocolError(TRANSFER_CODING_SYNTAX)


def content_length(values: list[bytes], *, fold_equal: bool) -> int:
    """Return the length that the Content-Length lines `values` declare. Raises `ProtocolError`."""
    distinct = {member.strip(b"\t ") for value in values for member in value.split(b",")}
    count = sum(value.count(b",") + 1 for value in values)
    if count > 1 and not (fold_equal and len(distinct) == 1):
        raise ProtocolError(CONTENT_LENGTH_REPEATED, count=count)
    value = distinct.pop()
    if not _DIGITS.fullmatch(value) or int(value) > MAXIMUM_LENGTH:
        raise ProtocolError(CONTENT_LENGTH_SYNTAX)
    return int(value)
