"""Content codings (RFC 9110 §8.4.1): gzip, deflate, br and zstd, undone and applied piece by piece.

A few hundred bytes can decode to gigabytes. So nothing here ever holds more than a piece of decoded content:
every decoder gives pieces of at most `PIECE` bytes, the limits are checked before a piece is handed out, and
who reads them may stop at any piece. Lengths are in bytes.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..faults import ContentTooLarge, DecodingError, Fault, UsageError
from ..faults.content import (
    CODING_BROKEN,
    CODING_CHAIN_TOO_LONG,
    CODING_TRAILING_DATA,
    CODING_TRUNCATED,
    CODING_UNKNOWN,
    CODING_WINDOW_TOO_LARGE,
    DECODED_RATIO_TOO_LARGE,
    DECODED_TOO_LARGE,
    DECODER_STOPPED,
)

ACCEPT_ENCODING = "gzip, deflate, br, zstd"

PIECE = 65_536

# zlib hands back what it did not consume as a copy. Small slices keep the sum of those copies linear, even
# for content of nothing but empty gzip members.
_SLICE = 16_384

_GZIP, _ZLIB, _RAW = 31, 15, -15


@dataclass(frozen=True, slots=True)
class DecodingLimits:
    """What a decoder accepts.

    `max_size`: decoded bytes, None for any number. `max_ratio`: decoded bytes for each received one, None for
    any; it counts once more than `ratio_after` bytes are decoded, as small text may compress very well. gzip
    itself cannot exceed 1032. `max_codings`: how many codings may lie on top of each other.
    """

    max_size: int | None = None
    max_ratio: int | None = 500
    ratio_after: int = 1_048_576
    max_codings: int = 5


DEFAULT_LIMITS = DecodingLimits()


def codings_of(content_encoding: str | Sequence[str]) -> list[str]:
    """Return the codings named by Content-Encoding, in the order applied, lower-case, without ``identity``.

    `content_encoding` is a field value, or the values of several field lines (RFC 9110 §8.4).
    """
    values = [content_encoding] if isinstance(content_encoding, str) else content_encoding
    names = [name.strip(" \t").lower() for value in values for name in value.split(",")]
    return [name for name in names if name and name != "identity"]


def decoder_for(content_encoding: str | Sequence[str], limits: DecodingLimits = DEFAULT_LIMITS) -> Decoder | None:
    """Return what undoes `content_encoding` (a field value or several), or None if there is nothing to undo.

    Raises DecodingError for a coding that is not in `ACCEPT_ENCODING`, or more codings than `limits` allows.
    """
    names = codings_of(content_encoding)
    if not names:
        return None
    if len(names) > limits.max_codings:
        raise DecodingError(CODING_CHAIN_TOO_LONG, count=len(names), limit=limits.max_codings)
    unknown = next((name for name in names if name not in _STAGES), None)
    if unknown is not None:
        raise DecodingError(CODING_UNKNOWN, coding=unknown)
    return Decoder([_STAGES[name]() for name in reversed(names)], limits)


class Decoder:
    """Undoes the codings of one content. Made by `decoder_for`, used once, by one reader."""

    __slots__ = ("_decoded", "_limits", "_ready", "_received", "_stages")

    def __init__(self, stages: Sequence[Stage], limits: DecodingLimits) -> None:
        self._stages = stages
        self._limits = limits
        self._received = 0
        self._decoded = [0] * len(stages)
        self._ready = True

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to, in pieces of at most `PIECE` bytes.

        Read all of them before the next call; a reader that leaves early gives the decoder up.
        Raises DecodingError where the content breaks its coding, ContentTooLarge where it breaks the limits.
        """
        self._begin()
        self._received += len(data)
        yield from self._through(0, data)
        self._ready = True

    def feed(self, data: bytes) -> bytes:
        """Return all that `data` decodes to, which takes what memory the limits allow. Raises as `pieces`."""
        return b"".join(self.pieces(data))

    def finish(self) -> bytes:
        """Say that the content has ended. Returns no bytes, since every piece is out already.

        Raises DecodingError for content cut short. Content of no bytes at all is complete: the answers to
        HEAD, and those with 204 or 304, carry Content-Encoding too.
        """
        self._begin()
        for stage in self._stages:
            stage.finish()
        return b""

    def _begin(self) -> None:
        if not self._ready:
            raise DecodingError(DECODER_STOPPED)
        self._ready = False

    def _through(self, index: int, data: bytes) -> Iterator[bytes]:
        last = index + 1 == len(self._stages)
        for piece in self._stages[index].pieces(data):
            self._count(index, len(piece), last)
            if last:
                yield piece
            else:
                yield from self._through(index + 1, piece)

    def _count(self, index: int, size: int, last: bool) -> None:
        """Add `size` to what stage `index` has decoded. Every stage is bound: an inner one costs time too."""
        self._decoded[index] += size
        decoded, limits = self._decoded[index], self._limits
        if limits.max_size is not None:
            # Between stages lies encoded data, which can be a little larger than what it decodes to.
            allowed = limits.max_size if last else 2 * limits.max_size + PIECE
            if decoded > allowed:
                raise ContentTooLarge(DECODED_TOO_LARGE, limit=limits.max_size)
        if limits.max_ratio is not None and decoded > limits.ratio_after:
            allowed = limits.max_ratio * self._received
            if decoded > allowed:
                raise ContentTooLarge(
                    DECODED_RATIO_TOO_LARGE,
                    ratio=limits.max_ratio,
                    received=self._received,
                    decoded=allowed,
                )


class Stage:
    """Undoes one coding. Subclasses decode; this class counts, and words the faults."""

    coding = ""

    def __init__(self) -> None:
        self.received = 0

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to, in pieces of at most `PIECE` bytes."""
        for part in _cut(data, _SLICE):
            self.received += len(part)
            yield from self._decode(part)

    def finish(self) -> None:
        """Raise DecodingError where the content stops before its coding does."""
        if self.received and not self._complete():
            raise self._fault(CODING_TRUNCATED)

    def _decode(self, data: bytes) -> Iterator[bytes]:
        raise NotImplementedError

    def _complete(self) -> bool:
        raise NotImplementedError

    def _fault(self, fault: Fault) -> DecodingError:
        return DecodingError(fault, coding=self.coding, offset=self.received)


class _Gzip(Stage):
    """gzip (RFC 1952): any number of members after each other, then perhaps padding of zeros."""

    coding = "gzip"

    def __init__(self) -> None:
        super().__init__()
        self._member: zlib._Decompress | None = zlib.decompressobj(_GZIP)
        self._padded = False

    def _decode(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member is None:
                data = self._next_member(data)
                continue
            try:
                yield from _inflate(self._member, data)
            except zlib.error as error:
                raise self._fault(CODING_BROKEN) from error
            data = self._member.unused_data
            if self._member.eof:
                self._member = None

    def _next_member(self, data: bytes) -> bytes:
        """Return `data` from the start of a member on: empty where there is only padding."""
        rest = data.lstrip(b"\0")
        self._padded = self._padded or len(rest) < len(data)
        if not rest:
            return b""
        if self._padded or rest[0] != 0x1F:
            raise self._fault(CODING_TRAILING_DATA)
        self._member = zlib.decompressobj(_GZIP)
        return rest

    def _complete(self) -> bool:
        return self._member is None


class _Deflate(Stage):
    """deflate: the zlib format (RFC 1950), or the bare data (RFC 1951) that some servers send instead."""

    coding = "deflate"

    def __init__(self) -> None:
        super().__init__()
        self._head = b""
        self._inflater: zlib._Decompress | None = None

    def _decode(self, data: bytes) -> Iterator[bytes]:
        if self._inflater is None:
            data = self._head = self._head + data
            if len(data) < 2:
                return
            self._inflater = zlib.decompressobj(_ZLIB if _has_zlib_header(data) else _RAW)
        if self._inflater.eof:
            raise self._fault(CODING_TRAILING_DATA)
        try:
            yield from _inflate(self._inflater, data)
        except zlib.error as error:
            raise self._fault(CODING_BROKEN) from error
        if self._inflater.unused_data:
            raise self._fault(CODING_TRAILING_DATA)

    def _complete(self) -> bool:
        return self._inflater is not None and self._inflater.eof


def _has_zlib_header(data: bytes) -> bool:
    """Tell the zlib format from bare deflate data (RFC 1950 §2.2).

    No bare data of a real encoder passes: it would begin with a stored block whose padding bits are not zero.
    """
    return data[0] & 0x0F == 8 and data[0] >> 4 <= 7 and int.from_bytes(data[:2], "big") % 31 == 0


def _inflate(inflater: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while not inflater.eof:
        piece = inflater.decompress(data, PIECE)
        if piece:
            yield piece
        data = inflater.unconsumed_tail
        if not data and len(piece) < PIECE:
            return


class _BrotliDecompressor(Protocol):
    def process(self, data: bytes, output_buffer_limit: int) -> bytes: ...
    def can_accept_more_data(self) -> bool: ...
    def is_finished(self) -> bool: ...


class _Brotli(Stage):
    """br (RFC 7932): one stream."""

    coding = "br"

    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]

        super().__init__()
        self._stream: _BrotliDecompressor = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    def _decode(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            raise self._fault(CODING_TRAILING_DATA)
        decoded = self._process(data)
        yield from _cut(decoded, PIECE)
        while not self._stream.is_finished() and (decoded or not self._stream.can_accept_more_data()):
            decoded = self._process(b"")
            yield from _cut(decoded, PIECE)

    def _process(self, data: bytes) -> bytes:
        try:
            return self._stream.process(data, output_buffer_limit=PIECE)
        except self._error as error:
            raise self._fault(CODING_BROKEN) from error

    def _complete(self) -> bool:
        return self._stream.is_finished()


class _FrameDecompressor(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...


def _zstandard_frames() -> tuple[Callable[[], _FrameDecompressor], type[Exception]]:
    """Return what makes the decompressor of one frame, and the error it raises."""
    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd.ZstdDecompressor, zstd.ZstdError
    import zstandard

    return zstandard.ZstdDecompressor().decompressobj, zstandard.ZstdError


class _Zstandard(Stage):
    """zstd (RFC 8878): frames after each other, with windows of at most 8 MB (RFC 9659).

    A block decodes to at most 128 KiB, and a few bytes can be a whole block. The libraries decode all that
    they are given, so the layout of frames is read here, and blocks are handed on one at a time. Each method
    named ``_read_…`` takes the `_wanted` bytes of one element, chooses the next, and returns what the library
    must see.
    """

    coding = "zstd"

    _MAGIC = b"\x28\xb5\x2f\xfd"
    _SKIPPABLE = b"\x2a\x4d\x18"
    _MAX_WINDOW = 8 * 1024 * 1024
    _MAX_BLOCK = 128 * 1024
    _RLE, _RESERVED = 1, 3

    def __init__(self) -> None:
        super().__init__()
        self._new_frame, self._error = _zstandard_frames()
        self._frame = self._new_frame()
        self._begun = False
        self._pending = bytearray()
        self._descriptor = 0
        self._last_block = False
        self._to_skip = 0
        self._await(4, self._read_magic)

    def _await(self, wanted: int, read: Callable[[bytes], bytes]) -> None:
        self._wanted = wanted
        self._read = read

    def _decode(self, data: bytes) -> Iterator[bytes]:
        pending = self._pending
        pending += data
        start = 0
        while len(pending) - start >= self._wanted:
            end = start + self._wanted
            encoded = self._read(bytes(pending[start:end]))
            start = end
            if encoded:
                yield from _cut(self._decompress(encoded), PIECE)
        del pending[:start]

    def _decompress(self, encoded: bytes) -> bytes:
        try:
            return self._frame.decompress(encoded)
        except self._error as error:
            raise self._fault(CODING_BROKEN) from error

    def _read_magic(self, magic: bytes) -> bytes:
        if magic[1:] == self._SKIPPABLE and magic[0] >> 4 == 5:
            self._await(4, self._read_skippable_size)
            return b""
        if magic != self._MAGIC:
            raise self._fault(CODING_TRAILING_DATA if self._begun else CODING_BROKEN)
        self._frame = self._new_frame()
        self._begun = True
        self._await(1, self._read_descriptor)
        return magic

    def _read_skippable_size(self, size: bytes) -> bytes:
        self._to_skip = int.from_bytes(size, "little")
        return self._read_skipped(b"")

    def _read_skipped(self, skipped: bytes) -> bytes:
        self._to_skip -= len(skipped)
        if self._to_skip:
            self._await(min(self._to_skip, PIECE), self._read_skipped)
        else:
            self._await(4, self._read_magic)
        return b""

    def _read_descriptor(self, descriptor: bytes) -> bytes:
        self._descriptor = descriptor[0]
        single_segment = self._descriptor >> 5 & 1
        window = 1 - single_segment
        dictionary = (0, 1, 2, 4)[self._descriptor & 3]
        content_size = (single_segment, 2, 4, 8)[self._descriptor >> 6]
        self._await(window + dictionary + content_size, self._read_frame_header)
        return descriptor

    def _read_frame_header(self, header: bytes) -> bytes:
        window = self._window(header)
        if window > self._MAX_WINDOW:
            raise DecodingError(CODING_WINDOW_TOO_LARGE, window=window, limit=self._MAX_WINDOW)
        self._await(3, self._read_block_header)
        return header

    def _window(self, header: bytes) -> int:
        if self._descriptor >> 5 & 1:
            dictionary = (0, 1, 2, 4)[self._descriptor & 3]
            content_size = int.from_bytes(header[dictionary:], "little")
            return content_size + 256 if self._descriptor >> 6 == 1 else content_size
        base = 1 << 10 + (header[0] >> 3)
        return base + base // 8 * (header[0] & 7)

    def _read_block_header(self, header: bytes) -> bytes:
        value = int.from_bytes(header, "little")
        kind, size = value >> 1 & 3, value >> 3
        if kind == self._RESERVED or size > self._MAX_BLOCK:
            raise self._fault(CODING_BROKEN)
        self._last_block = bool(value & 1)
        self._await(1 if kind == self._RLE else size, self._read_block)
        return header

    def _read_block(self, block: bytes) -> bytes:
        has_checksum = self._descriptor >> 2 & 1
        if not self._last_block:
            self._await(3, self._read_block_header)
        elif has_checksum:
            self._await(4, self._read_checksum)
        else:
            self._await(4, self._read_magic)
        return block

    def _read_checksum(self, checksum: bytes) -> bytes:
        self._await(4, self._read_magic)
        return checksum

    def _complete(self) -> bool:
        return self._read == self._read_magic and not self._pending


_STAGES: dict[str, type[Stage]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstandard,
}


def _cut(data: bytes, size: int) -> Iterator[bytes]:
    if len(data) <= size:
        if data:
            yield data
        return
    view = memoryview(data)
    for start in range(0, len(view), size):
        yield bytes(view[start : start + size])


class Encoder(Protocol):
    """Applies one coding to one content, piece by piece."""

    def feed(self, data: bytes) -> bytes:
        """Take `data`; return what of its encoding is ready, which may be nothing yet."""

    def flush(self) -> bytes:
        """Return enough for the receiver to decode all that was fed so far (server-sent events need it)."""

    def finish(self) -> bytes:
        """Return the rest; the encoder is used up."""


class _ZlibEncoder:
    def __init__(self, format_bits: int) -> None:
        self._compressor = zlib.compressobj(6, zlib.DEFLATED, format_bits)

    def feed(self, data: bytes) -> bytes:
        return self._compressor.compress(data)

    def flush(self) -> bytes:
        return self._compressor.flush(zlib.Z_SYNC_FLUSH)

    def finish(self) -> bytes:
        return self._compressor.flush()


class _BrotliCompressor(Protocol):
    def process(self, data: bytes) -> bytes: ...
    def flush(self) -> bytes: ...
    def finish(self) -> bytes: ...


class _BrotliEncoder:
    # Quality 11 is for files compressed once; 4 keeps pace with gzip and still compresses better.
    _QUALITY = 4

    def __init__(self) -> None:
        import brotli

        self._compressor: _BrotliCompressor = brotli.Compressor(quality=self._QUALITY)

    def feed(self, data: bytes) -> bytes:
        return self._compressor.process(data)

    def flush(self) -> bytes:
        return self._compressor.flush()

    def finish(self) -> bytes:
        return self._compressor.finish()


class _ZstandardCompressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self, mode: int = ..., /) -> bytes: ...


def _zstandard_compressor(level: int) -> tuple[_ZstandardCompressor, int]:
    """Return a compressor of one frame, and the mode in which ``flush`` ends a block but not the frame."""
    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd.ZstdCompressor(level=level), zstd.ZstdCompressor.FLUSH_BLOCK
    import zstandard

    return zstandard.ZstdCompressor(level=level).compressobj(), zstandard.COMPRESSOBJ_FLUSH_BLOCK


class _ZstandardEncoder:
    # Level 3 is the library's own default; its window of 2 MB is within the limit of RFC 9659.
    _LEVEL = 3

    def __init__(self) -> None:
        self._compressor, self._flush_block = _zstandard_compressor(self._LEVEL)

    def feed(self, data: bytes) -> bytes:
        return self._compressor.compress(data)

    def flush(self) -> bytes:
        return self._compressor.flush(self._flush_block)

    def finish(self) -> bytes:
        return self._compressor.flush()


_ENCODERS: dict[str, Callable[[], Encoder]] = {
    "gzip": lambda: _ZlibEncoder(_GZIP),
    "deflate": lambda: _ZlibEncoder(_ZLIB),
    "br": _BrotliEncoder,
    "zstd": _ZstandardEncoder,
}


def encoder_for(coding: str) -> Encoder:
    """Return what applies `coding`: ``gzip``, ``deflate``, ``br`` or ``zstd``. UsageError for others."""
    new = _ENCODERS.get(coding.lower())
    if new is None:
        raise UsageError(CODING_UNKNOWN, coding=coding)
    return new()
