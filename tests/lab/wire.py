"""Bytes in and out, without a client that has an opinion on them."""

from __future__ import annotations

import errno
import re
import socket
from dataclasses import dataclass

PATIENCE = 30.0


def address_of(origin: str) -> tuple[str, int]:
    return "127.0.0.1", int(origin.rpartition(":")[2].rstrip("/"))


def exchange(origin: str, sent: bytes, *, ends: bool = True) -> bytes:
    """Send bytes and no more; return all that comes until the end, or until a reset."""
    with socket.create_connection(address_of(origin), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        came = bytearray()
        try:
            if ends:
                connection.shutdown(socket.SHUT_WR)
            while data := connection.recv(1 << 20):
                came += data
        except OSError as error:
            # Reset, perhaps before there was anything to end.
            if error.errno not in (errno.ECONNRESET, errno.ENOTCONN):
                raise
        return bytes(came)


def request(path: str, *fields: str, method: str = "GET", content: bytes = b"") -> bytes:
    """Return a request for `path` on a connection that is to end with it."""
    length = [f"Content-Length: {len(content)}"] if content else []
    lines = [f"{method} {path} HTTP/1.1", "Host: lab", "Connection: close", *fields, *length, "", ""]
    return "\r\n".join(lines).encode() + content


@dataclass(frozen=True)
class Answer:
    """A response as it came, without its date."""

    status: int
    lines: tuple[str, ...]
    content: bytes

    def has(self, name: str) -> bool:
        return any(line.lower().startswith(name.lower() + ":") for line in self.lines)

    def values(self, name: str) -> list[str]:
        found = [line.partition(":") for line in self.lines]
        return [value.strip() for each, _, value in found if each.lower() == name.lower()]


def answer(came: bytes) -> Answer:
    head, _, content = came.partition(b"\r\n\r\n")
    start, *lines = head.decode("latin-1").split("\r\n")
    return Answer(int(start.split(" ")[1]), tuple(lines), content)


def ask(origin: str, path: str, *fields: str, method: str = "GET", content: bytes = b"") -> Answer:
    return answer(exchange(origin, request(path, *fields, method=method, content=content)))


def undated(came: bytes) -> bytes:
    """Return a response without its Date, the only thing that differs each time."""
    return re.sub(rb"\r\nDate: [^\r]*", b"", came)
