"""Where a server listens: sockets, made before anything is served, so that a taken port is told at once."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..faults import UsageError
from ..faults.service import ADDRESS_IN_USE, ADDRESS_UNUSABLE, SOCKET_UNUSABLE
from .config import ServerConfig

_LOOPBACK = ("127.0.0.1", "::1")
_RESERVED_DESCRIPTORS = 64


@dataclass(frozen=True, slots=True)
class Listener:
    """A listening server of the loop, and the URL that leads to it."""

    server: asyncio.Server
    url: str
    path: Path | None = None

    def close(self) -> None:
        """Accept no more, and remove the file of a Unix socket."""
        self.server.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)


async def listen(
    config: ServerConfig, loop: asyncio.AbstractEventLoop, protocol: Callable[[], asyncio.Protocol]
) -> list[Listener]:
    """Listen as `config` says. Raises `UsageError` where an address cannot be had."""
    scheme = "https" if config.tls else "http"
    if config.uds is not None:
        try:
            server = await loop.create_unix_server(protocol, str(config.uds), backlog=config.backlog)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(SOCKET_UNUSABLE, path=config.uds, reason=reason) from error
        return [Listener(server, f"{scheme}+unix://{config.uds}", config.uds)]
    listeners = []
    for bound in bind(config):
        host, port = bound.getsockname()[:2]
        server = await loop.create_server(protocol, sock=bound, backlog=config.backlog)
        listeners.append(Listener(server, f"{scheme}://{_shown(config.host, host)}:{port}/"))
    return listeners


def _shown(asked: str, bound: str) -> str:
    """Return the host for the URL: the name that was asked for where there is one, since the certificate has it."""
    if asked == "localhost":
        return "localhost" if ":" not in bound else "[::1]"
    return f"[{bound}]" if ":" in bound else bound


def bind(config: ServerConfig) -> list[socket.socket]:
    """Return bound sockets for `config`; "localhost" means both loopback addresses, with one port.

    A machine without IPv6 listens on IPv4 alone. Raises `UsageError`.
    """
    if config.host != "localhost":
        return [_bind(config.host, config.port)]
    first = _bind(_LOOPBACK[0], config.port)
    port = first.getsockname()[1]
    try:
        return [first, _bind(_LOOPBACK[1], port)]
    except UsageError as error:
        if error.fault is ADDRESS_IN_USE and config.port:
            first.close()
            raise
        return [first]


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise UsageError(ADDRESS_UNUSABLE, host=host, port=port, reason=error.strerror) from error
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # "::" then serves IPv4 too, as people expect of it; a loopback or single address is not changed by this.
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if host == "::" else 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(ADDRESS_IN_USE, host=host, port=port) from error
        reason = error.strerror or str(error)
        raise UsageError(ADDRESS_UNUSABLE, host=host, port=port, reason=reason) from error
    return bound


def raise_descriptor_limit() -> int:
    """Raise the soft limit of open files to the hard one; returns how many connections fit in it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return 1 << 20
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 1 << 20
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return max(1, soft - _RESERVED_DESCRIPTORS)
