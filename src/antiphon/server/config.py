"""What a server can be told, with defaults that are safe on the open internet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..wire.h1 import Limits


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits of time in seconds.

    `head` is absolute, so that a byte now and then does not extend it. `content` is the longest pause in a request's
    content, on top of which it has to come at `content_rate` bytes a second on the whole. `idle` outlives the 60
    seconds of common balancers, or they would send requests into a closing connection. `write` is the longest time
    in which a client takes not one byte of the response. `linger` is how long the rest of an unwanted request is read
    and thrown away, since closing on unread bytes destroys the response on its way (RFC 9112 §9.6).
    """

    handshake: float = 20.0
    head: float = 20.0
    content: float = 60.0
    content_rate: float = 500.0
    idle: float = 75.0
    write: float = 60.0
    linger: float = 2.0
    drain: float = 30.0


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where and how to listen.

    `host` "localhost" means both loopback addresses. Without `certificate` and `key`, TLS uses the local authority.
    `content_limit` is the greatest request content in bytes; of content that nobody read, up to `unread_limit`
    bytes are read and thrown away to keep the connection. `access_log` and `log_format` ("auto", "text", "json")
    choose the log. `ready` is called with the URLs once the server listens.
    """

    host: str = "localhost"
    port: int = 8443
    uds: Path | None = None
    tls: bool = True
    certificate: Path | None = None
    key: Path | None = None
    access_log: bool = True
    log_format: str = "auto"
    root_path: str = ""
    threads: int = 16
    content_limit: int = 100 * 1024 * 1024
    unread_limit: int = 256 * 1024
    connection_limit: int | None = None
    backlog: int = 2048
    timeouts: Timeouts = field(default_factory=Timeouts)
    limits: Limits = field(default_factory=Limits)
