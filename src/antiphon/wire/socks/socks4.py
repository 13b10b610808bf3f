"""SOCKS4, which knows IPv4 addresses, and 4a, in which the proxy resolves the name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from ...faults import Fault, UsageError
from ...faults.socks import (
    SOCKS4_IDENT_DIFFERS,
    SOCKS4_IDENT_UNREACHABLE,
    SOCKS4_REJECTED,
    SOCKS4_USER_NUL,
    SOCKS_CREDENTIALS_LENGTH,
    SOCKS_NAME_TOO_LONG,
    SOCKS_REPLY_UNASSIGNED,
)
from .handshake import Handshake, Outcome, check_byte

_VERSION = 4
_CONNECT = 1
_REPLY_VERSION = 0
_GRANTED = 90
_REPLY_SIZE = 8
_LONGEST = 255
# An address that is none, 0.0.0.x: it tells a proxy of 4a that a name follows.
_NAME_FOLLOWS = bytes([0, 0, 0, 1])

_REFUSALS: Mapping[int, Fault] = {
    91: SOCKS4_REJECTED,
    92: SOCKS4_IDENT_UNREACHABLE,
    93: SOCKS4_IDENT_DIFFERS,
}


@dataclass(frozen=True, slots=True)
class Connecting:
    """The only step: where to connect, and the answer in eight bytes."""

    request: bytes
    name: str = "REPLY"

    def reply_size(self, held: bytearray) -> int:
        """Return the size of the reply."""
        check_byte(held, 0, _REPLY_VERSION, self.name)
        return _REPLY_SIZE

    def after(self, reply: bytes) -> Outcome:
        """Return nothing where the way is open, else why not. The address in the reply means nothing to a client."""
        code = reply[1]
        return None if code == _GRANTED else _REFUSALS.get(code, SOCKS_REPLY_UNASSIGNED)


def socks4(address: IPv4Address, port: int, user: str = "") -> Handshake:
    """Return the talk that opens a way to `address`. Raises `UsageError` for a `user` that cannot be sent."""
    return Handshake(Connecting(_request(port, address.packed, user)))


def socks4a(name: str, port: int, user: str = "") -> Handshake:
    """Return the talk that opens a way to `name` (ASCII), which the proxy resolves. Raises `UsageError`."""
    host = name.encode("ascii")
    if not 0 < len(host) <= _LONGEST:
        raise UsageError(SOCKS_NAME_TOO_LONG, size=len(host))
    return Handshake(Connecting(_request(port, _NAME_FOLLOWS, user) + host + b"\0"))


def _request(port: int, address: bytes, user: str) -> bytes:
    identity = user.encode()
    if b"\0" in identity:
        raise UsageError(SOCKS4_USER_NUL)
    if len(identity) > _LONGEST:
        raise UsageError(SOCKS_CREDENTIALS_LENGTH, part="user", size=len(identity), least=0)
    return bytes([_VERSION, _CONNECT]) + port.to_bytes(2, "big") + address + identity + b"\0"
