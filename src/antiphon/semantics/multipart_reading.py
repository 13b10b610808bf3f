"""multipart/form-data that somebody sent (RFC 7578, RFC 2046 §5.1), read as it arrives and in constant memory.

It is strict: where parsers are known to differ, one that guesses sees another form than the firewall before it did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from ..faults import ContentTooLarge, ProtocolError, UsageError
from ..faults.multipart import (
    BOUNDARY_ABSENT,
    BOUNDARY_LINE_INVALID,
    BOUNDARY_REFUSED,
    MULTIPART_CUT_SHORT,
    MULTIPART_STOPPED,
    MULTIPART_TOO_LARGE,
    PART_HEAD_TOO_LARGE,
    PARTS_TOO_MANY,
)
from .media_types import parse_media_type
from .part_head import PartHead, read_head

MEDIA_TYPE = "multipart/form-data"

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
# What follows a boundary on its line: nothing but padding, which mail gateways add, or the mark of the last one.
_LINE_END = re.compile(rb"(--)?[ \t]{0,64}\r\n")
_BEGINNING_OF_LINE_END = re.compile(rb"-|(?:--)?[ \t]{0,64}\r?")
_LAST_LINE_END = re.compile(rb"--[ \t]{0,64}")
_LINE = b"\r\n"
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class MultipartLimits:
    """The most that is taken: `parts`, bytes in the `head` of one part, and bytes of the content in `total`."""

    parts: int = 1000
    head: int = 8192
    total: int = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PartData:
    """A piece of the content of the part that began last."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PartEnd:
    """The part is complete."""


MultipartEvent = PartHead | PartData | PartEnd

_PART_END = PartEnd()


class _State(Enum):
    PREAMBLE = auto()
    BOUNDARY_LINE = auto()
    HEAD = auto()
    CONTENT = auto()
    EPILOGUE = auto()
    STOPPED = auto()


def boundary_of(content_type: str) -> str:
    """Return the boundary that `content_type`, a field's value, names. Raises `ProtocolError` (RFC 2046 §5.1.1)."""
    parsed = parse_media_type(content_type)
    boundary = None if parsed is None else parsed.parameters.get("boundary")
    if boundary is None:
        raise ProtocolError(BOUNDARY_ABSENT, type=content_type)
    if _BOUNDARY.fullmatch(boundary) is None:
        raise ProtocolError(BOUNDARY_REFUSED)
    return boundary


class MultipartReader:
    """Turns content into events: the head of a part, its data in pieces, its end, and so on with the next part.

    `boundary` is what `boundary_of` returns. However the content is cut into pieces, the parts are the same, and so is
    the error. After an error, and after `finish`, nothing more is taken.
    """

    def __init__(self, boundary: str, limits: MultipartLimits | None = None) -> None:
        self._delimiter = f"\r\n--{boundary}".encode("ascii")
        self._limits = limits or MultipartLimits()
        # The first boundary begins the content, all others a line. The line break before the content makes them alike.
        self._kept = bytearray(_LINE)
        self._offset = -len(_LINE)
        self._state = _State.PREAMBLE
        self._received = 0
        self._parts = 0
        # How much of a head that is not complete has been searched for its end already.
        self._searched = 0
        # The bytes at the beginning of a part's content that end its head: a boundary may begin with them.
        self._before_content = 0

    def feed(self, content: bytes) -> list[MultipartEvent]:
        """Return what the next piece of the content brings.

        Raises `ProtocolError` that tells the byte, `ContentTooLarge`, and `UsageError` where reading has ended.
        """
        state = self._begin()
        room = self._limits.total - self._received
        self._received += len(content)
        self._kept += content[:room]
        events: list[MultipartEvent] = []
        state = self._read(state, events)
        if len(content) > room:
            raise ContentTooLarge(MULTIPART_TOO_LARGE, limit=self._limits.total)
        self._state = state
        return events

    def finish(self) -> None:
        """Take note that the content has ended. Raises `ProtocolError` where the last boundary is missing."""
        state = self._begin()
        if state is _State.BOUNDARY_LINE and _LAST_LINE_END.fullmatch(self._kept):
            return
        if state is not _State.EPILOGUE:
            raise ProtocolError(MULTIPART_CUT_SHORT, offset=self._received)

    def _begin(self) -> _State:
        """Return the state, and stop: only what goes well brings another state."""
        state, self._state = self._state, _State.STOPPED
        if state is _State.STOPPED:
            raise UsageError(MULTIPART_STOPPED)
        return state

    def _read(self, state: _State, events: list[MultipartEvent]) -> _State:
        """Read what there is, and return the state at its end."""
        following: _State | None = state
        while following is not None:
            state = following
            match state:
                case _State.PREAMBLE | _State.CONTENT:
                    following = self._read_content(state, events)
                case _State.BOUNDARY_LINE:
                    following = self._read_boundary_line()
                case _State.HEAD:
                    following = self._read_head(events)
                case _:
                    self._drop(len(self._kept))
                    following = None
        return state

    def _read_content(self, state: _State, events: list[MultipartEvent]) -> _State | None:
        found = self._kept.find(self._delimiter)
        end = self._possible_delimiter() if found < 0 else found
        if state is _State.CONTENT and end > self._before_content:
            events.append(PartData(bytes(self._kept[self._before_content : end])))
        if end:
            self._before_content = 0
        if found < 0:
            self._drop(end)
            return None
        if state is _State.CONTENT:
            events.append(_PART_END)
        self._drop(end + len(self._delimiter))
        return _State.BOUNDARY_LINE

    def _possible_delimiter(self) -> int:
        """Return where the delimiter may have begun, whose rest has not come yet; the end where it has not."""
        possible = self._kept.find(b"\r", max(0, len(self._kept) - len(self._delimiter) + 1))
        while possible >= 0 and not self._delimiter.startswith(self._kept[possible:]):
            possible = self._kept.find(b"\r", possible + 1)
        return len(self._kept) if possible < 0 else possible

    def _read_boundary_line(self) -> _State | None:
        found = _LINE_END.match(self._kept)
        if found is None:
            if _BEGINNING_OF_LINE_END.fullmatch(self._kept):
                return None
            raise ProtocolError(BOUNDARY_LINE_INVALID, offset=self._offset)
        if found[1]:
            return _State.EPILOGUE
        self._parts += 1
        if self._parts > self._limits.parts:
            raise ContentTooLarge(PARTS_TOO_MANY, limit=self._limits.parts)
        # The line break stays: with it, the end of a head without any field looks like that of all others.
        self._drop(found.end() - len(_LINE))
        self._searched = 0
        return _State.HEAD

    def _read_head(self, events: list[MultipartEvent]) -> _State | None:
        start, room = len(_LINE), len(_LINE) + self._limits.head + len(_HEAD_END)
        end = self._kept.find(_HEAD_END, self._searched, room)
        if end < 0:
            if len(self._kept) >= room:
                raise ContentTooLarge(PART_HEAD_TOO_LARGE, offset=self._offset + start, limit=self._limits.head)
            self._searched = max(0, len(self._kept) - len(_HEAD_END) + 1)
            return None
        events.append(read_head(bytes(self._kept[start:end]), self._offset + start))
        self._drop(end + len(_LINE))
        self._before_content = len(_LINE)
        return _State.CONTENT

    def _drop(self, size: int) -> None:
        del self._kept[:size]
        self._offset += size
