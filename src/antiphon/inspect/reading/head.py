"""The head of a message, read line by line as far as it goes (RFC 9112 §2 to §5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...faults import ProtocolError
from ...faults.message import (
    BARE_LINE_FEED,
    INCOMPLETE_HEAD,
    VERSION_SYNTAX,
    VERSION_UNSUPPORTED,
)
from ...semantics.fields import Fields
from ...wire.h1.limits import Limits
from ...wire.h1.section import check_lines
from ...wire.h1.start_line import REQUEST_LINE_PATTERN, STATUS_LINE_PATTERN, refuse_request_line, refuse_status_line
from .flaws import Flaws

_END = b"\r\n"
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_UNLIMITED = Limits(method=2**40, target=2**40)

_STATUS = re.compile(
    rb"[ \t]*HTTP/?([0-9]*(?:\.[0-9]*)?)[ \t]+([0-9]{1,9})(?![^ \t\r\n])[ \t]*([^\r\n]*)", re.IGNORECASE
)
_LATER_STATUS = re.compile(rb"HTTP/[23](?:\.0)? [1-9][0-9]{2}(?: [\t -~\x80-\xff]*)?")
_LATER_REQUEST = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [!\"$-~]+ HTTP/[23](?:\.0)?")
_PROTOCOL = re.compile(rb"HTTP/[0-9]", re.IGNORECASE)
_VERSION_11 = re.compile(rb"HTTP/1\.[0-9]")


@dataclass(frozen=True, slots=True)
class Line:
    """A field line that could be read: `start` and `end` are its place in what is read."""

    name: bytes
    value: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """A head: `line` is its first line without the end, which goes to `line_end`; `end` is where the content begins.

    `complete` tells whether there is the empty line that ends it, `judged` whether the first line is all there is.
    """

    line: bytes
    start: int
    line_end: int
    lines: tuple[Line, ...]
    end: int
    complete: bool
    judged: bool

    @property
    def fields(self) -> Fields:
        """Return the fields."""
        return Fields.of_checked((line.name, line.value) for line in self.lines)

    def values(self, name: bytes) -> list[bytes]:
        """Return the values of the field lines with the lower-case `name`."""
        return [line.value for line in self.lines if line.name.lower() == name]

    def place(self, name: bytes) -> tuple[int, int]:
        """Return where the last field line with the lower-case `name` is; that of the first line without one."""
        places = [(line.start, line.end) for line in self.lines if line.name.lower() == name]
        return places[-1] if places else (self.start, self.start + len(self.line))


def read_head(data: bytes, start: int, end: int, flaws: Flaws, *, as_text: bool, ended: bool) -> Head:
    """Return the head that begins at `start`, and goes no further than `end`.

    `as_text`: the line ends were lost on the way, so that LF alone says nothing. `ended`: there is no more to come, so
    that a head without its empty line is a flaw.
    """
    lines = _lines(data, start, end)
    first_start, first_end, terminated = next(lines, (start, start, False))
    first = data[first_start:first_end].rstrip(b"\r\n")
    reader = _Lines(flaws, as_text=as_text)
    reader.check_end(data, first_start, first_end)
    place, complete, whole = first_end, False, terminated
    for line_start, line_end, terminated in lines:
        if not terminated and not ended:
            break
        place = line_end
        if terminated and not data[line_start:line_end].strip(b"\r\n"):
            reader.check_end(data, line_start, line_end)
            complete = True
            break
        reader.take(data, line_start, line_end, judged=terminated)
    else:
        if ended:
            flaws.add(INCOMPLETE_HEAD, place, place, received=place - start)
    return Head(first, first_start, first_end, reader.lines(), place, complete, whole or ended)


def _lines(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield where each line starts and ends, its end included, and whether it has one."""
    while start < end:
        line_end = data.find(b"\n", start, end) + 1
        if not line_end:
            yield start, end, False
            return
        yield start, line_end, True
        start = line_end


class _Lines:
    """The field lines of a head, as they are read."""

    def __init__(self, flaws: Flaws, *, as_text: bool) -> None:
        self._flaws = flaws
        self._as_text = as_text
        self._found: list[tuple[bytes, list[bytes], int, int]] = []
        self._first = True

    def check_end(self, data: bytes, start: int, end: int) -> None:
        """Note where the line from `start` to `end` ends with LF alone."""
        if not self._as_text and data[end - 1 : end] == b"\n" and data[end - 2 : end - 1] != b"\r":
            self._flaws.add_at(BARE_LINE_FEED, end - 1)

    def take(self, data: bytes, start: int, end: int, *, judged: bool) -> None:
        """Read the line from `start` to `end`, and keep what it says. Only a whole one is `judged`."""
        self.check_end(data, start, end)
        line = data[start:end].rstrip(b"\n").removesuffix(b"\r")
        folded, first = line[:1] in (b" ", b"\t"), self._first
        self._first = False
        if judged and not self._flaws.full:
            try:
                check_lines(line + _END, 0, first=first)
            except ProtocolError as error:
                self._flaws.add_error(error, start, start + len(line) + 1)
        if folded and self._found:
            self._found[-1][1].append(line.strip(b" \t"))
            return
        name, colon, value = line.partition(b":")
        name = name.strip(b" \t")
        if colon and _TOKEN.fullmatch(name):
            self._found.append((name, [value.strip(b" \t")], start, end))

    def lines(self) -> tuple[Line, ...]:
        """Return what was kept."""
        return tuple(Line(name, b" ".join(parts), start, end) for name, parts, start, end in self._found)


# -- start lines -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What a status line says; `status` is 0 where it says none."""

    version: str
    status: int
    reason: str


def status_line(head: Head, flaws: Flaws) -> StatusLine:
    """Return what the first line of `head` says as a status line (RFC 9112 §4)."""
    line = head.line
    found = _STATUS.match(line)
    if head.judged and STATUS_LINE_PATTERN.fullmatch(line + _END) is None and _LATER_STATUS.fullmatch(line) is None:
        _note_status_line(head, found, flaws)
    if found is None:
        return StatusLine("", 0, "")
    return StatusLine(_version(found[1]), int(found[2]), found[3].strip().decode("latin-1"))


def _note_status_line(head: Head, found: re.Match[bytes] | None, flaws: Flaws) -> None:
    line = head.line
    if found is not None and _PROTOCOL.match(line) and not _VERSION_11.match(line):
        unsupported = line.startswith(b"HTTP/")
        flaws.add_at(VERSION_UNSUPPORTED if unsupported else VERSION_SYNTAX, head.start + (5 if unsupported else 0))
        return
    try:
        refuse_status_line(line + _END)
    except ProtocolError as error:
        flaws.add_error(error, head.start, head.line_end)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """What a request line says; each part is empty where it is missing."""

    method: str
    target: str
    version: str


def request_line(head: Head, flaws: Flaws) -> RequestLine:
    """Return what the first line of `head` says as a request line (RFC 9112 §3)."""
    line = head.line
    if head.judged and REQUEST_LINE_PATTERN.fullmatch(line + _END) is None and _LATER_REQUEST.fullmatch(line) is None:
        try:
            refuse_request_line(line + _END, _UNLIMITED)
        except ProtocolError as error:
            flaws.add_error(error, head.start, head.line_end)
    words = line.split()
    version = words.pop() if len(words) > 1 and _PROTOCOL.match(words[-1]) else b""
    method = words[0] if words else b""
    target = b" ".join(words[1:])
    return RequestLine(method.decode("latin-1"), target.decode("latin-1"), _version(version[5:]))


def _version(number: bytes) -> str:
    if not number:
        return ""
    text = number.decode("latin-1")
    return f"HTTP/{text.removesuffix('.0')}" if text in ("2.0", "3.0") else f"HTTP/{text}"
