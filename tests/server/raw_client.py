"""A client that sends any bytes in any pieces, and sees exactly what comes back and how the connection ends."""

from __future__ import annotations

import json
import select
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One response as it came; `fields` has lower-case names."""

    status: int
    fields: dict[str, str]
    content: bytes

    @property
    def problem(self) -> Any:
        """The problem details that the content holds."""
        assert self.fields["content-type"] == "application/problem+json"
        return json.loads(self.content)


class RawClient:
    """One connection. Every read fails after `PATIENCE` seconds, so no test waits for ever."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._kept = b""

    def send(self, data: bytes, size: int = 0) -> None:
        """Send `data`, in pieces of `size` bytes if given; a server that has closed meanwhile is no error."""
        step = size or len(data) or 1
        with suppress(BrokenPipeError, ConnectionResetError):
            for place in range(0, len(data), step):
                self._socket.sendall(data[place : place + step])

    def drip(self, data: bytes, pause: float = 0.02) -> int:
        """Send `data` byte by byte until the server says something or ends; return how many bytes were sent."""
        for place in range(len(data)):
            self.send(data[place : place + 1])
            if select.select([self._socket], [], [], pause)[0]:
                return place + 1
        return len(data)

    def take(self, size: int, pause: float = 0.0) -> int:
        """Read up to `size` bytes after a `pause` in which nothing is read; return how many came, 0 at the end."""
        select.select([], [], [], pause)
        taken = len(self._kept) or len(self._socket.recv(size))
        self._kept = b""
        return taken

    def keeps_taking(self, data: bytes) -> bool:
        """Send `data` until the server has closed for good; tell whether it never did."""
        for _ in range(100):
            try:
                self._socket.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                return False
            select.select([], [], [], 0.02)
        return True

    def finish(self) -> None:
        """Send no more (FIN), but go on reading; a server that has closed meanwhile is no error."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Drop the connection with a reset: the client is gone, and says so."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def finish_rudely(self) -> None:
        """Send no more, without a word of the layer above TCP."""
        socket.socket.shutdown(self._socket, socket.SHUT_WR)

    def read(self, method: str = "GET") -> Answer:
        """Return the next response, to a request with `method`."""
        head = self.until(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")[:-2]
        fields: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            assert name.lower() not in fields, f"{name} came twice"
            fields[name.lower()] = value.strip()
        status = int(status_line.split(" ")[1])
        bare = method == "HEAD" or status < 200 or status in (204, 304)
        return Answer(status, fields, b"" if bare else self._content(fields))

    def _content(self, fields: dict[str, str]) -> bytes:
        if "content-length" in fields:
            return self._exactly(int(fields["content-length"]))
        if fields.get("transfer-encoding") != "chunked":
            return self.rest()
        content = b""
        while size := int(self.until(b"\r\n"), 16):
            content += self._exactly(size)
            assert self._exactly(2) == b"\r\n"
        assert self.until(b"\r\n") == b"\r\n"
        return content

    def until(self, mark: bytes) -> bytes:
        """Return what comes up to `mark` and with it."""
        while mark not in self._kept:
            self._more()
        found, _, self._kept = self._kept.partition(mark)
        return found + mark

    def _exactly(self, size: int) -> bytes:
        while len(self._kept) < size:
            self._more()
        found, self._kept = self._kept[:size], self._kept[size:]
        return found

    def _more(self) -> None:
        data = self._socket.recv(1 << 16)
        if not data:
            raise EOFError(f"the server closed after {self._kept!r}")
        self._kept += data

    def says_something(self, seconds: float) -> bool:
        """Tell whether something comes, or the connection ends, within `seconds`."""
        return bool(select.select([self._socket], [], [], seconds)[0])

    def rest(self) -> bytes:
        """Return all that comes until the server closes. Raises `ConnectionResetError` where it does so rudely."""
        rest, self._kept = self._kept, b""
        while data := self._socket.recv(1 << 16):
            rest += data
        return rest

    def is_cut(self, after: int = 0) -> bool:
        """Wait for the end of the connection, however rude; tell whether it came before `after` bytes more."""
        try:
            while data := self._socket.recv(1 << 16):
                self._kept += data
        except ConnectionResetError:
            pass
        return len(self._kept) <= after


@contextmanager
def connect(port: int, *, receive_buffer: int = 0) -> Iterator[RawClient]:
    """Connect to `port`; `receive_buffer` makes the client's window as small as the system allows."""
    with socket.socket() as connection:
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.connect(("127.0.0.1", port))
        yield RawClient(connection)


@contextmanager
def connect_securely(port: int) -> Iterator[RawClient]:
    """Connect to `port` with TLS, and believe any certificate; an end without close_notify raises `SSLError`."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False) as secure,
    ):
        yield RawClient(secure)
