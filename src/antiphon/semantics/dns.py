"""DNS messages: the question for a host's addresses, and what an answer to it says (RFC 1035, RFC 3596).

Only what a client of a resolving server needs: class IN, types A and AAAA, aliases followed within one answer. The
reader trusts nothing: every offset is checked, a compression pointer may only go back, and records about other names
than the one asked for count for nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address

from ..faults import InvalidURL, ProtocolError, ResolveError
from ..faults.resolving import DNS_MESSAGE_BROKEN, DNS_NAME, DNS_OTHER_QUESTION, DNS_REFUSED, DNS_TRUNCATED
from .hosts import normalized_host

MEDIA_TYPE = "application/dns-message"
"""The media type of a message (RFC 8484 §6)."""

MAX_MESSAGE = 65_535
"""The size in bytes that no message exceeds (RFC 8484 §6)."""

_HEADER = struct.Struct("!HHHHHH")
_QUESTION_TAIL = struct.Struct("!HH")
_RECORD = struct.Struct("!HHIH")
_RESPONSE, _TRUNCATED, _RECURSION_DESIRED = 0x8000, 0x0200, 0x0100
_IN = 1
_NXDOMAIN = 3
_CODES = {1: "FORMERR", 2: "SERVFAIL", 4: "NOTIMP", 5: "REFUSED"}
_LONGEST_NAME = 255
_MOST_ALIASES = 16
_MOST_ADDRESSES = 64
_LONGEST_TTL = 86_400


class Kind(IntEnum):
    """Types of records."""

    A = 1
    CNAME = 5
    AAAA = 28


@dataclass(frozen=True, slots=True)
class Answer:
    """The addresses of a name, in the server's order, and for how many seconds they hold."""

    addresses: tuple[str, ...]
    ttl: int


def question(host: str, kind: Kind) -> bytes:
    """Return the message that asks for the `kind` of addresses of `host`.

    Its ID is 0, so that caches see equal questions as such (RFC 8484 §4.1). Raises `ResolveError` for a name that the
    DNS has no place for.
    """
    return _HEADER.pack(0, _RECURSION_DESIRED, 1, 0, 0, 0) + _name_bytes(host) + _QUESTION_TAIL.pack(kind, _IN)


def read_answer(message: bytes, host: str, kind: Kind) -> Answer:
    """Return what `message` says to `question(host, kind)`; no addresses where the name, or such a record, is none.

    Raises `ProtocolError` for what is no DNS message, `ResolveError` for one that is cut short, refuses, or answers
    another question.
    """
    reader = _Reader(message)
    number, flags, questions, answers, _, _ = reader.unpack(_HEADER, "header")
    name = _lower(host)
    if number != 0 or not flags & _RESPONSE:
        raise ResolveError(DNS_OTHER_QUESTION, host=host)
    if flags & _TRUNCATED:
        raise ResolveError(DNS_TRUNCATED, host=host)
    code = flags & 15
    if code not in (0, _NXDOMAIN):
        raise ResolveError(DNS_REFUSED, host=host, code=_CODES.get(code, f"RCODE {code}"))
    if questions != 1 or reader.name() != name or reader.unpack(_QUESTION_TAIL, "question") != (kind, _IN):
        raise ResolveError(DNS_OTHER_QUESTION, host=host)
    found = _Records.read(reader, answers, kind)
    return Answer((), 0) if code == _NXDOMAIN else found.answer(name, host)


def _lower(host: str) -> str:
    return host.removesuffix(".").lower()


def _name_bytes(host: str) -> bytes:
    try:
        labels = normalized_host(host).removesuffix(".").encode("ascii").split(b".")
    except InvalidURL as error:
        raise ResolveError(DNS_NAME, host=ascii(host)) from error
    return b"".join(bytes((len(label),)) + label for label in labels) + b"\0"


@dataclass(slots=True)
class _Records:
    """The records of an answer that matter, by the lower-case name they are about."""

    aliases: dict[str, tuple[str, int]] = field(default_factory=dict)
    addresses: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    @classmethod
    def read(cls, reader: _Reader, count: int, kind: Kind) -> _Records:
        found = cls()
        for owner, record_kind, ttl, data in reader.records(count):
            if record_kind == Kind.CNAME:
                found.aliases[owner] = (data, ttl)
            elif record_kind == kind:
                found.addresses.setdefault(owner, []).append((data, ttl))
        return found

    def answer(self, name: str, host: str) -> Answer:
        """Return the addresses at the end of the aliases of `name` (RFC 1034 §3.6.2)."""
        ttls = [_LONGEST_TTL]
        for _ in range(_MOST_ALIASES):
            if name not in self.aliases:
                break
            name, ttl = self.aliases[name]
            ttls.append(ttl)
        else:
            raise ResolveError(DNS_REFUSED, host=host, code=f"CNAME > {_MOST_ALIASES}")
        found = self.addresses.get(name, [])[:_MOST_ADDRESSES]
        ttls += [ttl for _, ttl in found]
        return Answer(tuple(address for address, _ in found), min(ttls) if found else 0)


class _Reader:
    """Reads a message from front to back."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._at = 0

    def unpack(self, layout: struct.Struct, rule: str) -> tuple[int, ...]:
        """Return the numbers that come next."""
        return layout.unpack(self._take(layout.size, rule))

    def _take(self, size: int, rule: str) -> bytes:
        end = self._at + size
        if end > len(self._message):
            raise self._broken(rule)
        taken = self._message[self._at : end]
        self._at = end
        return taken

    def _broken(self, rule: str) -> ProtocolError:
        return ProtocolError(DNS_MESSAGE_BROKEN, offset=self._at, rule=rule)

    def name(self) -> str:
        """Return the name that comes next, lower-case, without the dot at the end."""
        labels: list[str] = []
        after: int | None = None
        earliest = self._at
        size = 1
        while length := self._take(1, "name")[0]:
            if length >= 0xC0:
                target = (length & 0x3F) << 8 | self._take(1, "pointer")[0]
                after = self._at if after is None else after
                if target >= earliest:
                    # Only what came before can be meant (RFC 1035 §4.1.4), so a chain of pointers always ends.
                    raise self._broken("pointer")
                self._at = earliest = target
                continue
            size += 1 + length
            if length > 63 or size > _LONGEST_NAME:
                raise self._broken("name > 255" if length <= 63 else "label")
            labels.append(self._take(length, "label").decode("latin-1").lower())
        if after is not None:
            self._at = after
        return ".".join(labels)

    def records(self, count: int) -> Iterator[tuple[str, int, int, str]]:
        """Yield name, type, seconds to live and value of the next `count` records of the types that are known here."""
        for _ in range(count):
            owner = self.name()
            kind, record_class, ttl, length = self.unpack(_RECORD, "record")
            end = self._at + length
            if end > len(self._message):
                raise self._broken("record")
            if record_class == _IN and kind in _VALUES:
                value = _VALUES[kind](self)
                if self._at != end:
                    raise self._broken("RDLENGTH")
                # A TTL with the highest bit set counts as zero (RFC 2181 §8).
                yield owner, kind, 0 if ttl >> 31 else ttl, value
            self._at = end

    def ipv4(self) -> str:
        """Return the IPv4 address that comes next."""
        return str(IPv4Address(self._take(4, "A")))

    def ipv6(self) -> str:
        """Return the IPv6 address that comes next."""
        return str(IPv6Address(self._take(16, "AAAA")))


_VALUES: Mapping[int, Callable[[_Reader], str]] = {
    Kind.A: _Reader.ipv4,
    Kind.AAAA: _Reader.ipv6,
    Kind.CNAME: _Reader.name,
}
