"""The bytes of a file on their way to a client, in constant memory, and never other bytes than were announced."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from ...faults import AntiphonError
from ...faults.files import FILE_CHANGED
from ...semantics.ranges import ByteRange, ContentRange
from .opened import OpenedFile

_PIECE = 256 * 1024

Part = bytes | ByteRange


@dataclass(frozen=True, slots=True)
class Plan:
    """What content is made of: bytes as they are, and ranges of a file, in order; no range is empty."""

    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        """Return the size of the content, in bytes."""
        return sum(len(part) if isinstance(part, bytes) else part.size for part in self.parts)

    def read_now(self, file: OpenedFile) -> bytes | None:
        """Return the content where it is in the system's memory already, else None. Raises `OSError`."""
        pieces: list[bytes] = []
        for part in self.parts:
            piece = part if isinstance(part, bytes) else file.read_now(part.size, part.first)
            if piece is None or (isinstance(part, ByteRange) and len(piece) < part.size):
                return None
            pieces.append(piece)
        return b"".join(pieces)


def whole(size: int) -> Plan:
    """Return the plan for all `size` bytes of a file."""
    return Plan((ByteRange(0, size - 1),) if size else ())


@dataclass(frozen=True, slots=True)
class ByteRanges:
    """Several ranges of one content as a multipart/byteranges (RFC 9110 §14.6)."""

    plan: Plan
    content_type: str


def byte_ranges(ranges: Sequence[ByteRange], size: int, media_type: str) -> ByteRanges:
    """Return `ranges` of content that has `size` bytes and is of `media_type`, each in a part of its own."""
    boundary = secrets.token_hex(12)  # nobody can have put it into the file
    parts: list[Part] = []
    for wanted in ranges:
        content_range = ContentRange(wanted, size)
        head = f"\r\n--{boundary}\r\nContent-Type: {media_type}\r\nContent-Range: {content_range}\r\n\r\n"
        parts += (head.encode("ascii"), wanted)
    parts.append(f"\r\n--{boundary}--\r\n".encode("ascii"))
    return ByteRanges(Plan(tuple(parts)), f"multipart/byteranges; boundary={boundary}")


class FilePieces(AsyncIterator[bytes]):
    """The content that `plan` says, piece by piece. It owns `file`, and closes it with itself.

    A file that changed meanwhile raises `AntiphonError` before the last of its bytes: a response that has begun can
    only be cut, and must be, since nobody could tell a mixture of two versions from either (RFC 9112 §8).
    """

    def __init__(self, file: OpenedFile, plan: Plan, path: str) -> None:
        self._file = file
        self._ahead = deque(plan.parts)
        self._path = path

    async def __anext__(self) -> bytes:
        if not self._ahead:
            raise StopAsyncIteration
        part = self._ahead.popleft()
        return part if isinstance(part, bytes) else await self._read(part)

    async def _read(self, wanted: ByteRange) -> bytes:
        piece = await self._file.read(min(_PIECE, wanted.size), wanted.first)
        rest = ByteRange(wanted.first + len(piece), wanted.last)
        if rest.size:
            self._ahead.appendleft(rest)
        if not piece or (not rest.size and not self._file.is_intact()):
            raise AntiphonError(FILE_CHANGED, path=self._path)
        return piece

    async def aclose(self) -> None:
        """Close the file."""
        self._ahead.clear()
        self._file.close()
