"""multipart/form-data (RFC 7578): form fields and files as one content, streamed in constant memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import SEEK_END, TextIOBase
from typing import Protocol, runtime_checkable

from ..faults import InvalidField, RequestError, UsageError
from ..faults.content import (
    BOUNDARY_INVALID,
    FILES_SHAPE_INVALID,
    PART_FIELD_DUPLICATE,
    PART_FIELD_INVALID,
    PART_FILE_CHANGED,
    PART_FILE_NOT_BINARY,
    PART_SHAPE_INVALID,
)
from .forms import FieldValue, form_fields

PIECE = 65_536

# The part of RFC 2046's alphabet that needs no quotes in the Content-Type field.
_BOUNDARY = re.compile(r"[0-9A-Za-z'+_.\-]{1,70}")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_OCTETS = "application/octet-stream"


@runtime_checkable
class File(Protocol):
    """A file open for reading. Its mode must be binary: text has no size in bytes until it is encoded."""

    def read(self, size: int, /) -> bytes | str:
        """Return what comes next, at most `size` of it; nothing at the end."""


@runtime_checkable
class SeekableFile(File, Protocol):
    """A file whose size can be known before it is read, and that can be sent again."""

    def tell(self) -> int:
        """Return the position in bytes."""

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a position, and return it."""


Content = File | bytes | str
FileValue = (
    Content
    | tuple[str | None, Content]
    | tuple[str | None, Content, str | None]
    | tuple[str | None, Content, str | None, Mapping[str, str] | None]
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a form field, or a file where `filename` is given.

    `content` is bytes, or a file that is read from where it stands when the part is made. `content_type` None
    leaves Content-Type out; `fields` are further fields of the part. Raises InvalidField for controls in any
    of these (in `name` and `filename` they are escaped), UsageError for a file in text mode.
    """

    name: str
    content: bytes | File = field(repr=False)
    filename: str | None = None
    content_type: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    size: int | None = field(init=False)
    _start: int | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._check_fields()
        start, size = (0, len(self.content)) if isinstance(self.content, bytes) else self._measure(self.content)
        object.__setattr__(self, "_start", start)
        object.__setattr__(self, "size", size)

    def _check_fields(self) -> None:
        given = {} if self.content_type is None else {"Content-Type": self.content_type}
        taken = {"content-disposition", *map(str.lower, given)}
        for name, value in (*given.items(), *self.fields.items()):
            if not _TOKEN.fullmatch(name) or _CONTROL.search(value):
                raise InvalidField(PART_FIELD_INVALID, part=self.name, field=name)
        for name in self.fields:
            if name.lower() in taken:
                raise InvalidField(PART_FIELD_DUPLICATE, part=self.name, field=name)
            taken.add(name.lower())

    def _measure(self, file: File) -> tuple[int | None, int | None]:
        """Return where `file` stands and how many bytes follow, None and None if it cannot seek."""
        if isinstance(file, TextIOBase):
            raise UsageError(PART_FILE_NOT_BINARY, part=self.name)
        if not isinstance(file, SeekableFile):
            return None, None
        try:
            start = file.tell()
            end = file.seek(0, SEEK_END)
            file.seek(start)
        except OSError:
            return None, None
        return start, max(end - start, 0)

    def head(self) -> bytes:
        """Return the fields of the part, and the empty line that ends them."""
        disposition = f'form-data; name="{_escape(self.name)}"'
        if self.filename is not None:
            disposition += f'; filename="{_escape(self.filename)}"'
        lines = [f"Content-Disposition: {disposition}"]
        if self.content_type is not None:
            lines.append(f"Content-Type: {self.content_type}")
        lines += [f"{name}: {value}" for name, value in self.fields.items()]
        return "\r\n".join([*lines, "\r\n"]).encode("utf-8", "surrogateescape")

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield the content in pieces of at most `size` bytes. RequestError if a file became shorter."""
        if isinstance(self.content, bytes):
            view = memoryview(self.content)
            yield from (bytes(view[start : start + size]) for start in range(0, len(view), size))
        elif self.size is None:
            while piece := self._read(self.content, size):
                yield piece
        else:
            yield from self._measured_pieces(self.content, self.size, size)

    def _measured_pieces(self, file: File, left: int, size: int) -> Iterator[bytes]:
        """Yield no byte more than was announced: the next request would begin inside the file."""
        while left:
            piece = self._read(file, min(size, left))
            if not piece:
                raise RequestError(PART_FILE_CHANGED, part=self.name, missing=left)
            left -= len(piece)
            yield piece

    def _read(self, file: File, size: int) -> bytes:
        piece = file.read(size)
        if isinstance(piece, str):
            raise UsageError(PART_FILE_NOT_BINARY, part=self.name)
        return piece

    def rewind(self) -> bool:
        """Go back to where the content begins. False for a file that cannot."""
        if isinstance(self.content, SeekableFile) and self._start is not None:
            self.content.seek(self._start)
        return self._start is not None


def _escape(text: str) -> str:
    """Escape a name or file name as the WHATWG HTML Standard does ("multipart form data" encoding)."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\0", "%00")


@dataclass(frozen=True, slots=True)
class Multipart:
    """The content: `parts` between lines of `boundary`, which must not occur in them: let it be random.

    Raises InvalidField for a boundary outside RFC 2046 §5.1.1.
    """

    boundary: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not _BOUNDARY.fullmatch(self.boundary):
            raise InvalidField(BOUNDARY_INVALID)

    @property
    def content_type(self) -> str:
        """The Content-Type of the request."""
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def content_length(self) -> int | None:
        """The size of the content in bytes, None where that of a part is not known."""
        total = len(self._end())
        for part in self.parts:
            if part.size is None:
                return None
            total += len(self._opening(part)) + part.size + 2
        return total

    def pieces(self, size: int = PIECE) -> Iterator[bytes]:
        """Yield the content in pieces of about `size` bytes; small parts share one."""
        gathered = bytearray()
        for element in self._elements(size):
            gathered += element
            if len(gathered) >= size:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)

    def rewind(self) -> bool:
        """Make the content ready to be sent again. False where a file cannot be."""
        rewound = [part.rewind() for part in self.parts]
        return all(rewound)

    def _elements(self, size: int) -> Iterator[bytes]:
        for part in self.parts:
            yield self._opening(part)
            yield from part.pieces(size)
            yield b"\r\n"
        yield self._end()

    def _opening(self, part: Part) -> bytes:
        return f"--{self.boundary}\r\n".encode("ascii") + part.head()

    def _end(self) -> bytes:
        return f"--{self.boundary}--\r\n".encode("ascii")


def multipart_form(
    data: Mapping[str, FieldValue] | Iterable[tuple[str, FieldValue]] | None,
    files: Mapping[str, FileValue] | Iterable[tuple[str, FileValue]] | None,
    boundary: str,
) -> Multipart:
    """Return the content for the arguments `data` and `files` of a request, fields first.

    A file is content (an open file, bytes or text), or a tuple of filename, content and, if wanted, content
    type and further fields. A filename of None makes it a form field. Without a tuple the name of the open
    file is used, or that of the field. Raises UsageError for other shapes, and what `Part` and `Multipart`
    raise.
    """
    fields = [Part(name, value) for name, value in form_fields(data or {})]
    named: Iterable[object] = files.items() if isinstance(files, Mapping) else files or ()
    return Multipart(boundary, (*fields, *map(_part_of_pair, named)))


def _part_of_pair(pair: object) -> Part:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise UsageError(FILES_SHAPE_INVALID, kind=type(pair).__name__)
    return _file_part(*pair)


def _file_part(name: str, value: FileValue) -> Part:
    if not isinstance(value, (tuple, list)):
        return Part(name, _content(name, value), _own_filename(value) or name, _OCTETS)
    if not 2 <= len(value) <= 4:
        raise UsageError(PART_SHAPE_INVALID, part=name, kind=type(value).__name__)
    filename, content, content_type, fields = (*value, None, None)[:4]
    has_type = any(field.lower() == "content-type" for field in fields or ())
    if content_type is None and filename is not None and not has_type:
        content_type = _OCTETS
    return Part(name, _content(name, content), filename, content_type, fields or {})


def _content(name: str, content: object) -> bytes | File:
    if isinstance(content, str):
        return content.encode("utf-8", "surrogateescape")
    if isinstance(content, (bytes, bytearray, memoryview)):
        return bytes(content)
    if isinstance(content, File):
        return content
    raise UsageError(PART_SHAPE_INVALID, part=name, kind=type(content).__name__)


def _own_filename(file: object) -> str | None:
    """Return the last part of an open file's name; pseudo files such as ``<stdin>`` have none."""
    name = getattr(file, "name", None)
    if not isinstance(name, str) or name.startswith("<"):
        return None
    return re.split(r"[/\\]", name)[-1] or None
