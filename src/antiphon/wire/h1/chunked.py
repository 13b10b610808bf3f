"""The chunked transfer coding, read and written (RFC 9112 §7.1)."""

from __future__ import annotations

import re

from ...faults import ProtocolError
from ...faults.message import (
    BARE_LINE_FEED,
    CHUNK_END,
    CHUNK_EXTENSION_TOO_LARGE,
    CHUNK_LINE,
    CHUNK_SIZE,
    TRAILER_FIELD,
)
from .limits import Limits
from .section import EMPTY_SECTION, SECTION_END, TOKEN, FieldSection, judge_unfinished, parse_section

_QUOTED = rb'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*+"'
_EXTENSION = rb"[\t ]*+;[\t ]*+%s++(?:[\t ]*+=[\t ]*+(?:%s++|%s))?" % (TOKEN, TOKEN, _QUOTED)
_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})((?:%s)*+)\r\n" % _EXTENSION)
_POSSIBLE_AFTER_SIZE = re.compile(rb"\r?\Z|[\t ;]")
_SIZE = re.compile(rb"[0-9A-Fa-f]*+")

FORBIDDEN_TRAILERS = frozenset(
    {
        b"authorization",
        b"connection",
        b"content-length",
        b"cookie",
        b"host",
        b"proxy-authorization",
        b"set-cookie",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""Fields that change framing, routing or authentication (RFC 9110 §6.5.1).

Those that only say something of the content, as Content-Type, are harmless: trailers are never merged into the head.
"""

LAST_CHUNK = b"0\r\n"
_LONGEST_SIZE = 16


class ChunkedReader:
    """Takes the bytes of a chunked content in any pieces, and gives content without the coding.

    After `feed` has returned, `trailers` is None while content is still to come; then it is the trailer section and
    `rest` holds the bytes behind the message.
    """

    __slots__ = (
        "_extension_bytes",
        "_held",
        "_judged",
        "_limits",
        "_offset",
        "_remaining",
        "_stage",
        "rest",
        "trailers",
    )

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = b""
        self._offset = 0
        self._remaining = 0
        self._extension_bytes = 0
        self._judged = 0
        self._stage = self._read_size
        self.trailers: FieldSection | None = None
        self.rest = b""

    def feed(self, data: bytes, pieces: list[bytes]) -> None:
        """Add the content in `data`, which follows what was fed before, to `pieces`.

        Raises `ProtocolError`; the content in front of the wrong byte has been added then.
        """
        if self._held:
            data = self._held + data
            self._held = b""
        place = 0
        while self.trailers is None:
            following = self._stage(data, place, pieces)
            if following < 0:
                self._held = data[~following:]
                self._offset += ~following
                break
            place = following
        else:
            self.rest = data[place:]

    # Each stage takes what it can from `data` at `place` and returns the place behind it; the complement (~) of a
    # place says that more bytes are needed, and from which place on `data` has to be kept.

    def _read_size(self, data: bytes, place: int, pieces: list[bytes]) -> int:
        found = _SIZE_LINE.match(data, place)
        if found is None:
            return self._unfinished_size(data, place)
        size, extensions = found.groups()
        if extensions:
            self._count_extension(len(extensions), place)
        self._remaining = int(size, 16)
        self._stage = self._read_data if self._remaining else self._read_trailers
        return found.end()

    def _unfinished_size(self, data: bytes, place: int) -> int:
        """Judge a size line that is unfinished or wrong, as far as it has come."""
        end = data.find(b"\n", place)
        line = data[place:] if end < 0 else data[place : end + 1]
        offset = self._offset + place
        digits = _matched(_SIZE, line)
        if digits > _LONGEST_SIZE or (digits == 0 and line):
            raise ProtocolError(CHUNK_SIZE, offset=offset)
        if line[digits:] == b"\n":
            raise ProtocolError(BARE_LINE_FEED, offset=offset + digits)
        if not _POSSIBLE_AFTER_SIZE.match(line, digits):
            raise ProtocolError(CHUNK_LINE, offset=offset + digits)
        if len(line) - digits > self._limits.chunk_extension + len(b"\r\n"):
            raise ProtocolError(CHUNK_EXTENSION_TOO_LARGE, offset=offset, limit=self._limits.chunk_extension)
        if end >= 0:
            raise ProtocolError(CHUNK_LINE, offset=offset + digits)
        return ~place

    def _count_extension(self, length: int, place: int) -> None:
        limits = self._limits
        self._extension_bytes += length
        if length > limits.chunk_extension:
            raise ProtocolError(CHUNK_EXTENSION_TOO_LARGE, offset=self._offset + place, limit=limits.chunk_extension)
        if self._extension_bytes > limits.chunk_extensions:
            raise ProtocolError(CHUNK_EXTENSION_TOO_LARGE, offset=self._offset + place, limit=limits.chunk_extensions)

    def _read_data(self, data: bytes, place: int, pieces: list[bytes]) -> int:
        end = place + self._remaining
        available = len(data)
        if end < available:
            pieces.append(data[place:end])
            self._remaining = 0
            self._stage = self._read_data_end
            return end
        if place < available:
            pieces.append(data[place:])
            self._remaining -= available - place
        if self._remaining == 0:
            self._stage = self._read_data_end
        return ~available

    def _read_data_end(self, data: bytes, place: int, pieces: list[bytes]) -> int:
        ending = data[place : place + 2]
        if ending == b"\r\n":
            self._stage = self._read_size
            return place + 2
        if b"\r\n".startswith(ending):
            return ~place
        raise ProtocolError(CHUNK_END, offset=self._offset + place)

    def _read_trailers(self, data: bytes, place: int, pieces: list[bytes]) -> int:
        if data.startswith(b"\r\n", place):
            self.trailers = EMPTY_SECTION
            return place + 2
        offset = self._offset + place
        limit = self._limits.trailer_section
        end = data.find(SECTION_END, place, place + limit + len(SECTION_END))
        if end < 0:
            self._judged = judge_unfinished(data[place:], self._judged, offset, limit, first=not self._judged)
            return ~place
        section = parse_section(data[place : end + 2], offset, self._limits.trailers)
        self.trailers = checked_trailers(section)
        return end + len(SECTION_END)


def _matched(pattern: re.Pattern[bytes], line: bytes) -> int:
    found = pattern.match(line)
    return 0 if found is None else found.end()


def checked_trailers(section: FieldSection) -> FieldSection:
    """Return `section`. Raises `ProtocolError` where a field of it must not come after the content."""
    for name, _ in section.lowered:
        if name in FORBIDDEN_TRAILERS:
            raise ProtocolError(TRAILER_FIELD, name=name.decode("ascii"))
    return section


def chunk_size(data: bytes) -> bytes:
    """Return the line that starts a chunk of `data`, which is not empty; CR LF follows the data."""
    return b"%x\r\n" % len(data)


def last_chunk(trailers: FieldSection = EMPTY_SECTION) -> bytes:
    """Return the bytes that end a chunked content."""
    return b"%b%b\r\n" % (LAST_CHUNK, trailers.block)
