"""What a request carries: bytes, or a stream of pieces, with its length if that is known (RFC 9110 §6.4)."""

from __future__ import annotations

import json as json_module
import os
import stat
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from inspect import iscoroutinefunction
from io import TextIOBase
from typing import Any, BinaryIO, Protocol

from ..faults import Text, UsageError
from ..faults.exchange import (
    ASYNC_CONTENT,
    CONTENT_IN_TEXT_MODE,
    CONTENT_NOT_UNICODE,
    CONTENT_TWICE,
    CONTENT_UNUSABLE,
    JSON_UNUSABLE,
)
from ..faults.transfer import UPLOAD_UNREADABLE
from ..net.network import Network
from ..semantics.media_types import media_type_of

_ITERATOR = Text("an iterator of {kind}", "un iterador de {kind}")
PIECE = 64 * 1024
FILE_PIECE = 256 * 1024
"""Files are read in larger pieces: each costs a turn through the engine."""


class Content(Protocol):
    """A request's content. `length` is in bytes, None where nobody knows; `kind` is its media type or None."""

    @property
    def length(self) -> int | None:
        """Return how many bytes there are, None where only the end will tell."""

    @property
    def kind(self) -> str | None:
        """Return the media type, None where the caller has to say."""

    def pieces(self, network: Network) -> AsyncIterator[bytes]:
        """Return the content piece by piece."""

    def rewind(self) -> bool:
        """Make ready to be sent once more; False where that cannot be done."""


class Whole:
    """Content that is in memory."""

    __slots__ = ("data", "kind")

    def __init__(self, data: bytes, kind: str | None = None) -> None:
        self.data = data
        self.kind = kind

    @property
    def length(self) -> int:
        """Return the number of bytes."""
        return len(self.data)

    async def pieces(self, network: Network) -> AsyncIterator[bytes]:
        """Yield the content, in pieces so that progress can be told."""
        view = memoryview(self.data)
        for start in range(0, len(view), PIECE):
            yield bytes(view[start : start + PIECE])

    def rewind(self) -> bool:
        """Bytes can be sent any number of times."""
        return True


class Empty(Whole):
    """No content at all, which is not the same as content of no bytes."""


EMPTY = Empty(b"")


class OpenFile:
    """Content read from a file, from where it stands to its end."""

    __slots__ = ("_file", "_start", "kind", "length")

    def __init__(self, file: BinaryIO, kind: str | None = None) -> None:
        self._file = file
        self.kind = kind
        self._start: int | None = None
        self.length: int | None = None
        try:
            self._start = file.tell()
            self.length = file.seek(0, os.SEEK_END) - self._start
            file.seek(self._start)
        except (OSError, AttributeError):
            # A pipe or a socket: its length shows at its end, and it is read once.
            return

    async def pieces(self, network: Network) -> AsyncIterator[bytes]:
        """Yield the file's bytes, no more than `length` of them even if the file has grown."""
        left = self.length
        while left is None or left > 0:
            piece = await network.read_file(self._file, FILE_PIECE if left is None else min(FILE_PIECE, left))
            if not piece:
                return
            if left is not None:
                left -= len(piece)
            yield piece

    def rewind(self) -> bool:
        """Go back to where the file stood."""
        if self._start is None:
            return False
        self._file.seek(self._start)
        return True


class PathFile:
    """Content of the file at a path, opened when it is sent, with the length that it had when that was asked."""

    __slots__ = ("_path", "kind", "length")

    def __init__(self, path: os.PathLike[str]) -> None:
        """Raises `UsageError` for what is no file that can be read."""
        self._path = os.fspath(path)
        with self._opened() as file:
            found = os.fstat(file.fileno())
        # A pipe says nothing of its length, and neither do the files of /proc.
        self.length = found.st_size if stat.S_ISREG(found.st_mode) and found.st_size else None
        self.kind = media_type_of(self._path)

    def _opened(self) -> BinaryIO:
        try:
            return open(self._path, "rb")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UsageError(UPLOAD_UNREADABLE, path=ascii(self._path), reason=reason) from error

    async def pieces(self, network: Network) -> AsyncIterator[bytes]:
        """Yield the file's bytes, no more than `length` of them even if the file has grown."""
        with self._opened() as file:
            content = OpenFile(file)
            if self.length is not None:
                content.length = self.length
            async for piece in content.pieces(network):
                yield piece

    def rewind(self) -> bool:
        """It is opened anew each time."""
        return True


class AsyncFile:
    """Content read from a file whose `read` is a coroutine function, once; its length shows at its end."""

    __slots__ = ("_file", "kind", "length")

    def __init__(self, file: Any) -> None:
        self._file = file
        self.kind: str | None = None
        self.length: int | None = None

    async def pieces(self, network: Network) -> AsyncIterator[bytes]:
        """Yield what the file gives."""
        while piece := await self._file.read(FILE_PIECE):
            yield _as_bytes(piece)

    def rewind(self) -> bool:
        """Where it began, nobody knows."""
        return False


class Pieces:
    """Content from an iterator, plain or asynchronous, which is read once."""

    __slots__ = ("_again", "_source", "kind", "length")

    def __init__(
        self,
        source: Iterable[bytes] | AsyncIterable[bytes],
        length: int | None = None,
        kind: str | None = None,
        again: Callable[[], Iterator[bytes] | None] | None = None,
    ) -> None:
        self._source = source
        self._again = again
        self.length = length
        self.kind = kind

    async def pieces(self, network: Network) -> AsyncIterator[bytes]:
        """Yield what the iterator gives, empty pieces left out."""
        if isinstance(self._source, AsyncIterable):
            async for piece in self._source:
                if piece:
                    yield _as_bytes(piece)
            return
        for piece in self._source:
            if piece:
                yield _as_bytes(piece)

    def rewind(self) -> bool:
        """Start over where the caller said how."""
        source = self._again() if self._again is not None else None
        if source is None:
            return False
        self._source = source
        return True


def _as_bytes(piece: object) -> bytes:
    if isinstance(piece, bytes):
        return piece
    if isinstance(piece, str):
        try:
            return piece.encode("utf-8")
        except UnicodeEncodeError as error:
            raise _not_unicode(error) from None
    if isinstance(piece, bytearray | memoryview):
        return bytes(piece)
    raise UsageError(CONTENT_UNUSABLE, kind=_ITERATOR.of(kind=type(piece).__name__))


def content_of(data: Any, json: Any, files: Any, *, blocking: bool) -> Content:
    """Return the content that the arguments of a request describe, in the manner of requests.

    `json` is any JSON value; `files` make a multipart form together with the fields in `data`; `data` alone is a
    form, text, bytes, an open file or an iterator of bytes. Raises `UsageError` for combinations and values that
    cannot be sent.
    """
    if json is not None:
        if data or files:
            raise UsageError(CONTENT_TWICE, first="json", second="data" if data else "files")
        return Whole(_encode_json(json), "application/json")
    if not files and (data is None or (isinstance(data, bytes | str | Mapping | list | tuple) and not data)):
        return EMPTY
    try:
        return _multipart(data, files) if files else _plain(data, blocking=blocking)
    except UnicodeEncodeError as error:
        raise _not_unicode(error) from None


def _not_unicode(error: UnicodeEncodeError) -> UsageError:
    """Return the error for text with half a surrogate pair; that of the codec has the whole text in it."""
    return UsageError(CONTENT_NOT_UNICODE, character=ascii(error.object[error.start])[1:-1], offset=error.start)


def _encode_json(value: Any) -> bytes:
    try:
        return json_module.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(JSON_UNUSABLE, reason=str(error)) from error


def _multipart(data: Any, files: Any) -> Content:
    from ..semantics.multipart import multipart_form

    if isinstance(data, str | bytes):
        raise UsageError(CONTENT_TWICE, first="data", second="files")
    form = multipart_form(data, files, os.urandom(16).hex())
    return Pieces(
        form.pieces(PIECE),
        form.content_length,
        form.content_type,
        again=lambda: form.pieces(PIECE) if form.rewind() else None,
    )


def _plain(data: Any, *, blocking: bool) -> Content:
    if isinstance(data, bytes):
        return Whole(data)
    if isinstance(data, str):
        return Whole(data.encode("utf-8"))
    if isinstance(data, bytearray | memoryview):
        return Whole(bytes(data))
    if callable(getattr(data, "read", None)):
        return _file(data, blocking=blocking)
    if isinstance(data, os.PathLike):
        return PathFile(data)
    if isinstance(data, Mapping) or _is_pairs(data):
        from ..semantics.forms import encode_form

        return Whole(encode_form(data), "application/x-www-form-urlencoded")
    if isinstance(data, AsyncIterable):
        if blocking:
            raise UsageError(ASYNC_CONTENT)
        return Pieces(data)
    if isinstance(data, Iterable):
        return Pieces(data)
    raise UsageError(CONTENT_UNUSABLE, kind=type(data).__name__)


def _file(file: Any, *, blocking: bool) -> Content:
    if not iscoroutinefunction(file.read):
        if isinstance(file, TextIOBase):
            raise UsageError(CONTENT_IN_TEXT_MODE)
        return OpenFile(file)
    if blocking:
        raise UsageError(ASYNC_CONTENT)
    return AsyncFile(file)


def _is_pairs(data: object) -> bool:
    return isinstance(data, list | tuple) and all(isinstance(item, list | tuple) and len(item) == 2 for item in data)
