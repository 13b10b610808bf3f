"""Content codings of responses (RFC 9110 §8.4): which content is worth one, and which one the client prefers.

A coded answer is another representation, so its strong entity tag is another one (§8.8.3.3): the plain tag with the
name of the coding after it, ``"abc-gzip"``. Whether there is a coding depends on Accept-Encoding, so Vary says so even
where none was used (§12.5.5).
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import lru_cache

from ...semantics.codings import encoder_for
from ...semantics.fields import Fields, Pair
from ...semantics.negotiation import best_coding
from ...semantics.validators import EntityTag
from ...server.handler import Content, Response

IDENTITY = "identity"

LEAST_SIZE = 1024
"""Smaller content, in bytes, fits into one packet as it is."""

# Starting zstd and br takes longer than gzip needs for a small page; beyond this many bytes they are the faster ones.
_LARGE = 16_384
_FOR_SMALL = ("gzip", "br", "zstd")
_FOR_LARGE = ("zstd", "br", "gzip")

# Nobody waits for the last percent: level 1 is six times as fast as zlib's default on a page of rows.
_GZIP_LEVEL = 1
_GZIP_FORMAT = 31

_COMPRESSIBLE = frozenset(
    {
        b"application/json",
        b"application/problem+json",
        b"application/x-ndjson",
        b"application/xml",
        b"image/svg+xml",
        b"text/css",
        b"text/csv",
        b"text/html",
        b"text/javascript",
        b"text/plain",
    }
)


def is_compressible(content_type: bytes) -> bool:
    """Tell whether content of this type gets smaller; what is compressed already, as pictures are, does not."""
    return content_type.partition(b";")[0].strip().lower() in _COMPRESSIBLE


def coding_for(accept_encoding: str | None, size: int | None) -> str:
    """Return the coding for compressible content of `size` bytes (None: unknown, a stream): ``identity`` for none.

    Small content stays as it is, unless the client refuses exactly that. Where it refuses everything there is, it gets
    the content as it is: 406 would help it even less (§12.5.3 leaves the choice).
    """
    if accept_encoding is None:
        return IDENTITY
    return _coding_for(accept_encoding, size is not None and size < LEAST_SIZE, size is None or size >= _LARGE)


@lru_cache(maxsize=64)
def _coding_for(accept_encoding: str, is_small: bool, is_large: bool) -> str:
    if is_small and best_coding(accept_encoding, ()) == IDENTITY:
        return IDENTITY
    return best_coding(accept_encoding, _FOR_LARGE if is_large else _FOR_SMALL) or IDENTITY


def coded_tag(tag: EntityTag, coding: str) -> EntityTag:
    """Return the entity tag of the content that `tag` names, in `coding`."""
    return tag if coding == IDENTITY else replace(tag, opaque=f"{tag.opaque}-{coding}")


def encoded(content: bytes, coding: str) -> bytes:
    """Return `content` in `coding`: ``identity``, ``gzip``, ``br`` or ``zstd``."""
    if coding == IDENTITY:
        return content
    if coding == "gzip":
        return zlib.compress(content, _GZIP_LEVEL, _GZIP_FORMAT)
    encoder = encoder_for(coding)
    return encoder.feed(content) + encoder.finish()


async def encoded_pieces(pieces: Iterator[bytes] | AsyncIterator[bytes], coding: str) -> AsyncIterator[bytes]:
    """Yield `pieces` in `coding`, as one content; holds no more than the coding's window."""
    encoder = encoder_for(coding)
    async for piece in _asynchronous(pieces):
        if ready := encoder.feed(piece):
            yield ready
    yield encoder.finish()


async def _asynchronous(pieces: Iterator[bytes] | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if isinstance(pieces, AsyncIterator):
        async for piece in pieces:
            yield piece
    else:
        for piece in pieces:
            yield piece


def coded(response: Response, accept_encoding: str | None) -> Response:
    """Return `response` in the coding that the client prefers, with what its fields then have to say.

    The names of its fields are in lower case. It is returned as it is where its type does not get smaller, where it has
    a coding already, and where it is a part of the plain content (206). A 304 has no type: its tag is the `coded_tag`
    of the content that it stands for.
    """
    given = {name: value for name, value in response.fields.raw if name in _ASKED_FOR}
    if not is_compressible(given.get(b"content-type", b"")) or not given.keys().isdisjoint(_SETTLED):
        return response
    content = response.content
    coding = coding_for(accept_encoding, len(content) if isinstance(content, bytes) else None)
    fields = Fields.of_checked(_with_vary(response.fields.raw))
    if coding == IDENTITY:
        return Response(response.status, fields, content)
    fields.raw = [*(_coded_field(pair, coding) for pair in fields.raw), (b"content-encoding", coding.encode("ascii"))]
    return Response(response.status, fields, _coded_content(content, coding))


_SETTLED = frozenset({b"content-encoding", b"content-range"})
_ASKED_FOR = _SETTLED | {b"content-type"}


def _coded_content(content: Content, coding: str) -> Content:
    return encoded(content, coding) if isinstance(content, bytes) else encoded_pieces(content, coding)


def _coded_field(pair: Pair, coding: str) -> Pair:
    name, value = pair
    return (name, b'%s-%s"' % (value[:-1], coding.encode("ascii"))) if name == b"etag" else pair


def _with_vary(pairs: list[Pair]) -> list[Pair]:
    """Return `pairs` with Accept-Encoding in Vary."""
    for place, (name, value) in enumerate(pairs):
        if name == b"vary":
            if b"accept-encoding" in value.lower() or value == b"*":
                return pairs
            return [*pairs[:place], (name, value + b", Accept-Encoding"), *pairs[place + 1 :]]
    return [*pairs, (b"vary", b"Accept-Encoding")]
