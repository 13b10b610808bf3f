"""A field section: the lines between start line and content, or after it (RFC 9112 §5, §7.1.2).

A section is a value made once from bytes or from pairs, checked as a whole, with the few facts that framing asks
for. Peers on one connection send the same section again and again, so a connection remembers the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...faults import Fault, InvalidField, ProtocolError
from ...faults.message import (
    BARE_CARRIAGE_RETURN,
    BARE_LINE_FEED,
    FIELD_NAME_CHARACTER,
    FIELD_NAME_EMPTY,
    FIELD_VALUE_CHARACTER,
    FIELD_WITHOUT_COLON,
    HEAD_TOO_LARGE,
    LINE_FOLDING,
    OUTGOING_FIELD,
    SPACE_BEFORE_COLON,
    TOO_MANY_FIELDS,
    WHITESPACE_BEFORE_FIRST_FIELD,
)
from ...semantics.fields import Fields, Pair
from .characters import name_of

SECTION_END = b"\r\n\r\n"
TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
_FIELD_LINES = re.compile(rb"^(%s++):[\t ]*+([\t -~\x80-\xff]*+)\r\n" % TOKEN, re.MULTILINE)
_NAME_END = re.compile(rb"%s*+" % TOKEN)
_VALUE_END = re.compile(rb"[\t -~\x80-\xff]*+")
_FOLD = re.compile(rb"[\t ]*\r\n[\t ]+")
_SPACE = (b" ", b"\t")
_MEMBER = re.compile(rb"[\t ]*,[\t ]*")

# So much is remembered of the sections that have come: how many, and of how many bytes each.
_MOST_KNOWN = 512
_LONGEST_KNOWN = 1024

_PLAIN_NUMBER = re.compile(rb"[0-9]{1,18}")
_NOT_ASKED = -2

_NOTED_NAMES = frozenset(
    {
        b"alt-svc",
        b"connection",
        b"content-encoding",
        b"content-length",
        b"date",
        b"expect",
        b"host",
        b"location",
        b"set-cookie",
        b"strict-transport-security",
        b"transfer-encoding",
        b"upgrade",
    }
)


class FieldSection:
    """Checked field lines.

    `pairs` are names and values as sent, `lowered` the same with lower-case names, `block` the bytes of the lines
    with their CR LF. `facts` maps those lower-case names that framing asks for to their values, in order.
    """

    __slots__ = ("_heads", "_plain_length", "block", "close", "facts", "keep_alive", "lowered", "pairs", "upgrade")

    def __init__(self, pairs: list[Pair], block: bytes) -> None:
        self.pairs = pairs
        self.block = block
        self.lowered = [(name.lower(), value) for name, value in pairs]
        facts: dict[bytes, list[bytes]] = {}
        for name, value in self.lowered:
            if name in _NOTED_NAMES:
                facts.setdefault(name, []).append(value)
        self.facts = facts
        options = members(facts[b"connection"]) if b"connection" in facts else ()
        self.close = b"close" in options
        self.keep_alive = b"keep-alive" in options
        self.upgrade = b"upgrade" in options and b"upgrade" in facts
        self._plain_length: int | None = _NOT_ASKED
        self._heads: dict[int, bytes] = {}

    @property
    def plain_length(self) -> int | None:
        """Return the length that the section declares, -1 where it declares none; None where framing is not plain.

        It is not where there is anything unusual: a transfer coding, an option of the connection, a wrong length.
        """
        if self._plain_length == _NOT_ASKED:
            self._plain_length = self._find_plain_length()
        return self._plain_length

    def _find_plain_length(self) -> int | None:
        lengths = self.facts.get(b"content-length", ())
        if b"transfer-encoding" in self.facts or b"connection" in self.facts or len(lengths) > 1:
            return None
        if not lengths:
            return -1
        return int(lengths[0]) if _PLAIN_NUMBER.fullmatch(lengths[0]) else None

    def head(self, status: int, reason: bytes) -> bytes:
        """Return status line and field lines of a response, without the empty line; made once for each status."""
        head = self._heads.get(status)
        if head is None:
            head = self._heads[status] = b"HTTP/1.1 %d %b\r\n%b" % (status, reason, self.block)
        return head

    def followed_by(self, pairs: list[Pair]) -> FieldSection:
        """Return the section that has `pairs` behind the fields of this one.

        They have been checked already, their names are in lower case, and framing asks for none of them.
        """
        section = FieldSection.__new__(FieldSection)
        section.pairs = self.pairs + pairs
        section.block = self.block + b"".join([b"%b: %b\r\n" % pair for pair in pairs])
        section.lowered = self.lowered + pairs
        section.facts = self.facts
        section.close, section.keep_alive, section.upgrade = self.close, self.keep_alive, self.upgrade
        section._plain_length = self.plain_length
        section._heads = {}
        return section

    @property
    def fields(self) -> Fields:
        """Return the section as `Fields`."""
        return Fields.of_checked(self.pairs)


def members(values: Iterable[bytes]) -> list[bytes]:
    """Return the members of a list-valued field in lower case (RFC 9110 §5.6.1)."""
    return [member for value in values for member in _MEMBER.split(value.strip(b"\t ").lower()) if member]


EMPTY_SECTION = FieldSection([], b"")


def parse_section(block: bytes, start: int, limit: int, *, unfold: bool = False) -> FieldSection:
    """Return the section in `block`: complete lines, each with its CR LF.

    `start` is the place of the block in its message, `limit` the greatest count of fields. With `unfold`, obsolete
    line folding is replaced by a space, as RFC 9112 §5.2 asks of a client. Raises `ProtocolError` that names the
    first wrong byte.
    """
    pairs = _FIELD_LINES.findall(block)
    # Each match is anchored to the start of a line and holds exactly one LF, so equal counts mean that every line
    # matched and nothing lies between the matches.
    if len(pairs) != block.count(b"\n"):
        check_lines(block, start, first=True, unfold=unfold)
        if not unfold:
            raise RuntimeError("the expression refuses a section in which no line is wrong")
        return parse_section(_FOLD.sub(b" ", block), start, limit)
    if len(pairs) > limit:
        raise ProtocolError(TOO_MANY_FIELDS, limit=limit)
    if b" \r\n" in block or b"\t\r\n" in block:
        pairs = [(name, value.rstrip(b"\t ")) for name, value in pairs]
    return FieldSection(pairs, block)


class KnownSections:
    """The sections that came lately, on any connection, by their bytes: clients of one make all send the same.

    A client that asks again for what it knows sends as many as it knows tags, which many others know as well. When full
    it starts afresh, which costs less than ageing.
    """

    __slots__ = ("_sections",)

    def __init__(self) -> None:
        self._sections: dict[bytes, FieldSection] = {}

    def get(self, block: bytes) -> FieldSection | None:
        """Return the section that `block` is, None where it is not known."""
        return self._sections.get(block)

    def keep(self, section: FieldSection) -> None:
        """Remember `section`, unless it is long."""
        if len(section.block) > _LONGEST_KNOWN:
            return
        if len(self._sections) >= _MOST_KNOWN:
            self._sections.clear()
        self._sections[section.block] = section


def build_section(pairs: Iterable[Pair]) -> FieldSection:
    """Return the section that sends `pairs`. Raises `InvalidField` where one cannot be sent (RFC 9110 §5.5)."""
    pairs = list(pairs)
    block = b"".join([b"%b: %b\r\n" % pair for pair in pairs])
    # The same count as in `parse_section`: a CR LF smuggled into a value would add a line, a colon shorten a name.
    names = [name for name, _ in _FIELD_LINES.findall(block)]
    if names != [name for name, _ in pairs] or block.count(b"\n") != len(pairs):
        raise InvalidField(OUTGOING_FIELD, name=_first_unsendable(pairs))
    return FieldSection(pairs, block)


def _first_unsendable(pairs: list[Pair]) -> str:
    wrong = next(name for name, value in pairs if not _sendable(name, value))
    return ascii(wrong.decode("latin-1"))


def _sendable(name: bytes, value: bytes) -> bool:
    return bool(name) and _NAME_END.fullmatch(name) is not None and _VALUE_END.fullmatch(value) is not None


def check_lines(lines: bytes, start: int, *, first: bool, unfold: bool = False) -> None:
    """Raise `ProtocolError` for the first wrong byte in `lines`, complete field lines that start at byte `start`.

    This is the slow twin of the one regular expression above: it runs only when something is wrong, or when a head
    arrives in pieces and its finished lines can be judged already. `first` says that the first line follows the
    start line, `unfold` that a line may continue the one before.
    """
    place = 0
    while place < len(lines):
        end = lines.index(b"\n", place) + 1
        line = lines[place:end]
        if unfold and not first and line[:1] in _SPACE:
            _check_value(line, 0, start + place)
        else:
            _check_line(line, start + place, first=first)
        place, first = end, False


def judge_unfinished(
    data: bytes | bytearray, judged: int, offset: int, limit: int, *, first: bool, unfold: bool = False
) -> int:
    """Judge the lines that have come of a section whose empty line is not among its first `limit` bytes.

    `data` starts with the section, `judged` is how much of it was found good before, and `offset` is its place in
    the message. Returns the new `judged`. Raises `ProtocolError` for the first wrong line, else when the limit is
    passed: the window makes both independent of how the bytes were cut. `first` says that no field line has been
    judged yet.
    """
    window = limit + len(SECTION_END)
    finished = data.rfind(b"\n", judged, window) + 1
    if finished > judged:
        check_lines(bytes(data[judged:finished]), offset + judged, first=first, unfold=unfold)
        judged, first = finished, False
    _check_unfinished_line(data[judged:window], offset + judged, first=first, unfold=unfold)
    if len(data) >= window:
        raise ProtocolError(HEAD_TOO_LARGE, limit=limit)
    return judged


def _check_unfinished_line(line: bytes | bytearray, offset: int, *, first: bool, unfold: bool) -> None:
    """Raise `ProtocolError` where `line`, the bytes of a line so far, is wrong whatever follows."""
    if line[:1] in _SPACE and (first or not unfold):
        raise ProtocolError(WHITESPACE_BEFORE_FIRST_FIELD if first else LINE_FOLDING, offset=offset)
    check_unfinished_line_end(line, offset)


def _check_line(line: bytes, offset: int, *, first: bool) -> None:
    if line[:1] in _SPACE:
        raise ProtocolError(WHITESPACE_BEFORE_FIRST_FIELD if first else LINE_FOLDING, offset=offset)
    check_line_end(line, offset)
    name_end = _end(_NAME_END, line, 0)
    if line[name_end] != 0x3A:
        fault, shift = _name_fault(line, name_end)
        raise ProtocolError(fault, offset=offset + shift, character=name_of(line[shift]))
    if name_end == 0:
        raise ProtocolError(FIELD_NAME_EMPTY, offset=offset)
    _check_value(line, name_end + 1, offset)


def _check_value(line: bytes, start: int, offset: int) -> None:
    check_line_end(line, offset)
    value_end = _end(_VALUE_END, line, start)
    if value_end != len(line) - 2:
        raise ProtocolError(FIELD_VALUE_CHARACTER, offset=offset + value_end, character=name_of(line[value_end]))


def _end(pattern: re.Pattern[bytes], line: bytes, place: int) -> int:
    found = pattern.match(line, place)
    return place if found is None else found.end()


def _name_fault(line: bytes, name_end: int) -> tuple[Fault, int]:
    """Return what is wrong with a name that ends at `name_end` without a colon, and where."""
    if b":" not in line:
        return FIELD_WITHOUT_COLON, 0
    if line[name_end:].lstrip(b"\t ").startswith(b":") and name_end:
        return SPACE_BEFORE_COLON, name_end
    return FIELD_NAME_CHARACTER, name_end


def check_line_end(line: bytes, offset: int) -> None:
    """Raise `ProtocolError` where `line`, up to and with its LF, has a bare CR or does not end with CR LF."""
    carriage_return = line.find(b"\r")
    if 0 <= carriage_return < len(line) - 2:
        raise ProtocolError(BARE_CARRIAGE_RETURN, offset=offset + carriage_return)
    if not line.endswith(b"\r\n"):
        raise ProtocolError(BARE_LINE_FEED, offset=offset + len(line) - 1)


def check_unfinished_line_end(line: bytes | bytearray, offset: int) -> None:
    """Raise `ProtocolError` where `line`, which has no LF yet, has a CR that none can follow any more."""
    carriage_return = line.find(b"\r")
    if 0 <= carriage_return < len(line) - 1:
        raise ProtocolError(BARE_CARRIAGE_RETURN, offset=offset + carriage_return)
