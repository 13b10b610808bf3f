"""SOCKS on the wire, from the client's end: versions 4, 4a and 5 (RFC 1928, RFC 1929)."""

from .handshake import Handshake
from .socks4 import socks4, socks4a
from .socks5 import socks5

__all__ = ["Handshake", "socks4", "socks4a", "socks5"]
