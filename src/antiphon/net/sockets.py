"""Sockets made and set for HTTP."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from typing import Protocol

from .network import Address, ConnectOptions


class Adjustable(Protocol):
    """What has socket options: a socket, or what an event loop shows in its place."""

    def setsockopt(self, level: int, option: int, value: int, /) -> None: ...


class Readable(Protocol):
    """What the system can be asked about: a socket, or what an event loop shows in its place."""

    def fileno(self) -> int: ...


IDLE_OPTION: int | None = getattr(socket, "TCP_KEEPIDLE", getattr(socket, "TCP_KEEPALIVE", None))
"""The option for the seconds of rest before the first probe; the systems disagree on its name."""

UNIX_FAMILY: int = getattr(socket, "AF_UNIX", 1)
"""1 on every system that has it. Elsewhere opening such a socket fails with the system's own error."""


def open_socket(address: Address, options: ConnectOptions) -> socket.socket:
    """Return a socket that does not block, ready to connect to `address`. Raises OSError."""
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        if is_internet(address):
            configure(sock, options)
            if options.source is not None:
                sock.bind((options.source, 0))
    except BaseException:
        sock.close()
        raise
    return sock


def unix_address(path: str) -> Address:
    """Return the address of the Unix socket at `path`."""
    return Address(UNIX_FAMILY, path)


def is_internet(address: Address) -> bool:
    """Say whether `address` is reached by TCP."""
    return address.family in (socket.AF_INET, socket.AF_INET6)


def configure(sock: Adjustable, options: ConnectOptions) -> None:
    """Set a TCP socket's options: send at once (RFC 9293 §3.7.4), probe a silent peer (RFC 9293 §3.8.4)."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if options.keep_alive is None:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if IDLE_OPTION is not None:
        sock.setsockopt(socket.IPPROTO_TCP, IDLE_OPTION, options.keep_alive)


def input_check(sock: Readable) -> Callable[[], bool]:
    """Return the cheapest way to ask whether `sock` has input or has ended, without waiting."""
    if not hasattr(select, "poll"):
        return lambda: bool(select.select([sock], [], [], 0)[0])
    poller = select.poll()
    poller.register(sock, select.POLLIN)
    return lambda: bool(poller.poll(0))
