"""The content of a request: its type, its coding, and the JSON in it, each checked in the order of the RFCs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..faults import ContentTooLarge, DecodingError
from ..faults.resource import (
    CONTENT_CODING_BROKEN,
    CONTENT_CODING_UNSUPPORTED,
    CONTENT_NOT_AN_OBJECT,
    MEDIA_TYPE_ABSENT,
    MEDIA_TYPE_UNSUPPORTED,
)
from ..faults.service import CONTENT_TOO_LARGE
from ..semantics.codings import ACCEPT_ENCODING, DecodingLimits, codings_of, decoder_for
from ..semantics.json_text import read_json
from ..semantics.media_types import parse_media_type
from .exchange import Exchange
from .refusal import Refusal
from .representation.document import Document

JSON = "application/json"
# "x-gzip" is an old name of gzip (RFC 9110 §8.4.1.3).
_CODINGS = frozenset((*ACCEPT_ENCODING.split(", "), "x-gzip"))


def check_size(exchange: Exchange, limit: int) -> None:
    """Raise `Refusal`, 413, where the content as it was sent has more than `limit` bytes."""
    if len(exchange.request.content) > limit:
        raise Refusal(CONTENT_TOO_LARGE, limit=limit)


def media_type_among(exchange: Exchange, accepted: Sequence[str], advice: str = "Accept") -> str:
    """Return which of the `accepted` media types the content has. Raises `Refusal`, 415, with `advice` as a field.

    No sniffing: content without a type is refused, as its author may have meant anything (RFC 9110 §8.3).
    """
    value = exchange.field("content-type")
    fields = ((advice, ", ".join(accepted)),)
    if value is None or not value.strip():
        raise Refusal(MEDIA_TYPE_ABSENT, fields=fields, path=exchange.path, accepted=", ".join(accepted))
    parsed = parse_media_type(value)
    if parsed is None or parsed.essence not in accepted:
        raise Refusal(
            MEDIA_TYPE_UNSUPPORTED, fields=fields, path=exchange.path, type=value, accepted=", ".join(accepted)
        )
    return parsed.essence


def check_coding(exchange: Exchange) -> None:
    """Raise `Refusal`, 415, where the content has a coding that is not undone here (RFC 9110 §15.5.16)."""
    value = exchange.field("content-encoding")
    unknown = next((coding for coding in codings_of(value or "") if coding not in _CODINGS), None)
    if unknown is not None:
        raise Refusal(
            CONTENT_CODING_UNSUPPORTED,
            fields=(("Accept-Encoding", f"{ACCEPT_ENCODING}, identity"),),
            coding=unknown,
            accepted=ACCEPT_ENCODING,
        )


def decoded(exchange: Exchange, limit: int) -> bytes:
    """Return the content without its coding. Raises `Refusal`: 413 above `limit` bytes, 400 where it is broken."""
    check_size(exchange, limit)
    content = exchange.request.content
    coding = exchange.field("content-encoding")
    if coding is None:
        return content
    try:
        decoder = decoder_for(coding, DecodingLimits(max_size=limit))
        return content if decoder is None else decoder.feed(content) + decoder.finish()
    except ContentTooLarge:
        raise Refusal(CONTENT_TOO_LARGE, limit=limit) from None
    except DecodingError:
        raise Refusal(CONTENT_CODING_BROKEN, coding=coding) from None


def json_content(exchange: Exchange, limit: int) -> Any:
    """Return the JSON value in the content. Raises `Refusal` 413, or 400 by way of `JSONDecodeError`."""
    return read_json(decoded(exchange, limit))


def require_object(value: Any) -> Document:
    """Return `value`, a JSON value that has to be an object. Raises `Refusal`, 422."""
    if not isinstance(value, dict):
        raise Refusal(CONTENT_NOT_AN_OBJECT, type=_NAMES.get(type(value), "number"))
    return value


_NAMES = {list: "array", str: "string", bool: "boolean", type(None): "null"}
