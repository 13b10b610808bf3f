"""IPv4 addresses and networks in the notation of ``no_proxy``."""

from __future__ import annotations

import socket
import struct

_ALL_BITS = 0xFFFFFFFF


def _number(address: str) -> int:
    number: int = struct.unpack(">I", socket.inet_aton(address))[0]
    return number


def address_in_network(ip: str, net: str) -> bool:
    """Tell whether the address is in the network, as ``192.168.1.1`` is in ``192.168.1.0/24``.

    Raise OSError for what is no address, ValueError for what is no network.
    """
    address = _number(ip)
    base, bits = net.split("/")
    mask = _number(dotted_netmask(int(bits)))
    return address & mask == _number(base) & mask


def dotted_netmask(mask: int) -> str:
    """Return the mask of a number of bits, as ``255.255.255.0`` for 24. Raise ValueError above 32."""
    return socket.inet_ntoa(struct.pack(">I", _ALL_BITS ^ (1 << 32 - mask) - 1))


def is_ipv4_address(string_ip: str) -> bool:
    """Tell whether the text is an address, in any notation that the system understands."""
    try:
        socket.inet_aton(string_ip)
    except OSError:
        return False
    return True


def is_valid_cidr(string_network: str) -> bool:
    """Tell whether the text is an address, a slash and 1 to 32 bits."""
    base, _, bits = string_network.partition("/")
    try:
        length = int(bits)
    except ValueError:
        return False
    return 1 <= length <= 32 and is_ipv4_address(base)
