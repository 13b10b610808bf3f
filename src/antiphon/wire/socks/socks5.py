"""SOCKS5 (RFC 1928), with user and password (RFC 1929)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address

from ...faults import Fault, ProtocolError, UsageError
from ...faults.socks import (
    SOCKS_ADDRESS_UNSUPPORTED,
    SOCKS_BYTE,
    SOCKS_COMMAND_UNSUPPORTED,
    SOCKS_CONNECTION_REFUSED,
    SOCKS_CREDENTIALS_LENGTH,
    SOCKS_CREDENTIALS_REFUSED,
    SOCKS_GENERAL_FAILURE,
    SOCKS_HOST_UNREACHABLE,
    SOCKS_NAME_TOO_LONG,
    SOCKS_NETWORK_UNREACHABLE,
    SOCKS_NO_METHOD,
    SOCKS_NOT_ALLOWED,
    SOCKS_REPLY_UNASSIGNED,
    SOCKS_TTL_EXPIRED,
)
from .handshake import Handshake, Outcome, check_byte

_VERSION = 5
_CONNECT = 1
_RESERVED = 0
_NO_AUTHENTICATION = 0
_USER_AND_PASSWORD = 2
_NO_METHOD = 0xFF
_NEGOTIATION_VERSION = 1
_IPV4 = 1
_NAME = 3
_IPV6 = 4
_LONGEST = 255

_REFUSALS: Mapping[int, Fault] = {
    1: SOCKS_GENERAL_FAILURE,
    2: SOCKS_NOT_ALLOWED,
    3: SOCKS_NETWORK_UNREACHABLE,
    4: SOCKS_HOST_UNREACHABLE,
    5: SOCKS_CONNECTION_REFUSED,
    6: SOCKS_TTL_EXPIRED,
    7: SOCKS_COMMAND_UNSUPPORTED,
    8: SOCKS_ADDRESS_UNSUPPORTED,
}


@dataclass(frozen=True, slots=True)
class Greeting:
    """The methods of authentication that are offered, and the one that the proxy selects (RFC 1928 §3)."""

    destination: bytes
    credentials: bytes | None = field(repr=False)
    name: str = "METHOD"

    @property
    def request(self) -> bytes:
        """Return the version and the methods on offer."""
        if self.credentials is None:
            return bytes([_VERSION, 1, _NO_AUTHENTICATION])
        return bytes([_VERSION, 2, _NO_AUTHENTICATION, _USER_AND_PASSWORD])

    def reply_size(self, held: bytearray) -> int:
        """Return the size of the selection. Raises `ProtocolError` for a method that was not on offer."""
        check_byte(held, 0, _VERSION, self.name)
        if len(held) > 1 and held[1] != _NO_METHOD and held[1] not in self.request[2:]:
            offer = " / ".join(f"0x{method:02X}" for method in self.request[2:])
            raise ProtocolError(SOCKS_BYTE, offset=1, message=self.name, byte=f"0x{held[1]:02X}", due=offer)
        return 2

    def after(self, reply: bytes) -> Outcome:
        """Return the step that the selected method asks for."""
        if reply[1] == _NO_METHOD:
            return SOCKS_NO_METHOD
        if reply[1] == _USER_AND_PASSWORD and self.credentials is not None:
            return Authenticating(self.destination, self.credentials)
        return Connecting(self.destination)


@dataclass(frozen=True, slots=True)
class Authenticating:
    """User and password, and whether they are good (RFC 1929 §2)."""

    destination: bytes
    request: bytes = field(repr=False)
    name: str = "STATUS"

    def reply_size(self, held: bytearray) -> int:
        """Return the size of the verdict."""
        check_byte(held, 0, _NEGOTIATION_VERSION, self.name)
        return 2

    def after(self, reply: bytes) -> Outcome:
        """Return the last step, unless the proxy refuses."""
        return SOCKS_CREDENTIALS_REFUSED if reply[1] else Connecting(self.destination)


@dataclass(frozen=True, slots=True)
class Connecting:
    """Where to connect, and how that went (RFC 1928 §4, §6)."""

    destination: bytes
    name: str = "REPLY"

    @property
    def request(self) -> bytes:
        """Return the command and the destination."""
        return bytes([_VERSION, _CONNECT, _RESERVED]) + self.destination

    def reply_size(self, held: bytearray) -> int:
        """Return the size of the reply; of a refusal only what counts, since some proxies send no more."""
        check_byte(held, 0, _VERSION, self.name)
        if len(held) > 1 and held[1]:
            return 2
        check_byte(held, 2, _RESERVED, self.name)
        if len(held) < 4:
            return 4
        return self._size_with_address(held)

    def _size_with_address(self, held: bytearray) -> int:
        kind = held[3]
        if kind == _IPV4:
            return 4 + 4 + 2
        if kind == _IPV6:
            return 4 + 16 + 2
        if kind == _NAME:
            return 5 if len(held) < 5 else 5 + held[4] + 2
        raise ProtocolError(SOCKS_BYTE, offset=3, message=self.name, byte=f"0x{kind:02X}", due="0x01 / 0x03 / 0x04")

    def after(self, reply: bytes) -> Outcome:
        """Return nothing where the way is open, else why not. The bound address means nothing to a client."""
        return _REFUSALS.get(reply[1], SOCKS_REPLY_UNASSIGNED) if reply[1] else None


def socks5(host: str, port: int, credentials: tuple[str, str] | None = None) -> Handshake:
    """Return the talk that opens a way to `host`: an IP address, or a name (ASCII) that the proxy resolves.

    `credentials` are user and password. Raises `UsageError` for what SOCKS cannot say.
    """
    destination = _address(host) + port.to_bytes(2, "big")
    return Handshake(Greeting(destination, None if credentials is None else _credentials(*credentials)))


def _address(host: str) -> bytes:
    try:
        address = ip_address(host)
    except ValueError:
        name = host.encode("ascii")
        if not 0 < len(name) <= _LONGEST:
            raise UsageError(SOCKS_NAME_TOO_LONG, size=len(name)) from None
        return bytes([_NAME, len(name)]) + name
    return bytes([_IPV4 if isinstance(address, IPv4Address) else _IPV6]) + address.packed


def _credentials(user: str, password: str) -> bytes:
    return bytes([_NEGOTIATION_VERSION]) + _counted("user", user, 1) + _counted("password", password, 0)


def _counted(part: str, text: str, least: int) -> bytes:
    # RFC 1929 wants a password of at least one byte; proxies that look at the user alone are given an empty one.
    data = text.encode()
    if not least <= len(data) <= _LONGEST:
        raise UsageError(SOCKS_CREDENTIALS_LENGTH, part=part, size=len(data), least=least)
    return bytes([len(data)]) + data
