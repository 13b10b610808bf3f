"""Servers that do what they are told, byte by byte: well, badly, or not at all."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_PATIENCE = 10.0


def response(content: bytes = b"", *fields: str, status: str = "200 OK") -> bytes:
    """Return a response with `content`, whose length it declares."""
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(content)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + content


def redirect(status: int, location: str) -> bytes:
    """Return a redirect to `location`, which is sent as Latin-1."""
    return response(b"gone", f"Location: {location}", status=f"{status} Elsewhere")


@dataclass
class Seen:
    """A request as it arrived. Names of fields are lower-case."""

    method: str
    target: str
    lines: list[tuple[str, str]]
    connection: int
    content: bytes = b""
    head: bytes = b""
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, head: bytes, connection: int) -> Seen:
        """Return the request that `head` begins."""
        start, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        method, target, _ = start.split(" ")
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        return cls(method, target, pairs, connection, head=head, fields=dict(pairs))


class Link:
    """The server's end of one connection, for a script to use."""

    def __init__(self, peer: Peer, sock: socket.socket, number: int) -> None:
        self.number = number
        self.sock = sock
        self._peer = peer
        self._unread = bytearray()

    def head(self) -> Seen:
        """Read the head of a request."""
        seen = Seen.of(self._through(b"\r\n\r\n"), self.number)
        self._peer.requests.append(seen)
        return seen

    def request(self) -> Seen:
        """Read a whole request."""
        seen = self.head()
        seen.content = self.content(seen)
        return seen

    def some(self, most: int) -> bytes:
        """Read what comes next, up to `most` bytes."""
        if not self._unread:
            self._more()
        return self._take(min(most, len(self._unread)))

    def content(self, seen: Seen) -> bytes:
        """Read the content that belongs to a head."""
        if seen.fields.get("transfer-encoding") == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self._take(int(seen.fields.get("content-length", "0")))

    def _chunk(self) -> bytes:
        size = int(self._through(b"\r\n"), 16)
        return self._take(size + 2)[:-2]

    def _through(self, marker: bytes) -> bytes:
        while marker not in self._unread:
            self._more()
        return self._take(self._unread.index(marker) + len(marker))

    def _take(self, size: int) -> bytes:
        while len(self._unread) < size:
            self._more()
        taken = bytes(self._unread[:size])
        del self._unread[:size]
        return taken

    def _more(self) -> None:
        data = self.sock.recv(1 << 20)
        if not data:
            raise ConnectionResetError
        self._unread += data

    def send(self, data: bytes) -> None:
        """Send `data`."""
        self.sock.sendall(data)

    def end(self) -> None:
        """Send no more."""
        self.sock.shutdown(socket.SHUT_WR)

    def has_input(self) -> bool:
        """Tell whether the client has sent more than was read."""
        return bool(self._unread) or bool(select.select([self.sock], [], [], 0)[0])

    def farewell(self) -> None:
        """Say the TLS farewell, and wait for the client's. OSError where the client goes without one."""
        assert isinstance(self.sock, ssl.SSLSocket)
        try:
            self.sock = self.sock.unwrap()
        except ValueError as error:
            # The ssl module has no wrapper any more where the connection has just broken.
            raise ConnectionResetError from error

    def reset(self) -> None:
        """Drop the connection with a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def rest(self) -> bytes:
        """Read until the client closes; return what came."""
        try:
            while True:
                self._more()
        except OSError:
            return bytes(self._unread)

    def pause(self, seconds: float) -> None:
        """Do nothing for `seconds`, or until the test is over."""
        self._peer.over.wait(seconds)

    def wait(self) -> None:
        """Do nothing until the test is over."""
        self._peer.over.wait(_PATIENCE)


Script = Callable[[Link], object]


def answering(*answers: bytes) -> Script:
    """Return a script that gives one answer to each request, then closes the connection."""

    def script(link: Link) -> None:
        for answer in answers:
            link.request()
            link.send(answer)

    return script


def always(answer: bytes) -> Script:
    """Return a script that gives the same answer to every request, for ever."""

    def script(link: Link) -> None:
        while True:
            link.request()
            link.send(answer)

    return script


def by_path(answers: dict[str, bytes]) -> Script:
    """Return a script that answers each request by its path."""

    def script(link: Link) -> None:
        while True:
            link.send(answers[link.request().target])

    return script


class Peer:
    """A server whose connections, in turn, follow `scripts`; further ones follow the last.

    `listener` is where it listens, by default a port of the loopback address. `requests` is what it has been asked.
    Leaving the block ends it, and raises what went wrong in a script.
    """

    def __init__(
        self, *scripts: Script, tls: ssl.SSLContext | None = None, listener: socket.socket | None = None
    ) -> None:
        self.requests: list[Seen] = []
        self.connections = 0
        self.over = threading.Event()
        self._scripts = scripts
        self._tls = tls
        self._listener = listener or socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = [self._listener]
        self._threads = [threading.Thread(target=self._accept)]
        self._mistakes: list[BaseException] = []

    @property
    def url(self) -> str:
        """Return the URL of the server's root."""
        return self.at("127.0.0.1")

    def at(self, host: str) -> str:
        """Return the URL of the server's root under the name `host`."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}/"

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.settimeout(_PATIENCE)
            if sock.family == socket.AF_INET:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock, self.connections))
            self.connections += 1
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, number: int) -> None:
        try:
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True, suppress_ragged_eofs=False)
                self._sockets.append(sock)
            with sock:
                self._scripts[min(number, len(self._scripts) - 1)](Link(self, sock, number))
        except OSError:
            # The client went, which is its right.
            pass
        except BaseException as mistake:
            self._mistakes.append(mistake)

    def join(self) -> None:
        """Wait until the scripts of all connections so far are over."""
        for thread in self._threads[1:]:
            thread.join(_PATIENCE)

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for sock in self._sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self._threads:
            thread.join(_PATIENCE)
        for sock in self._sockets:
            sock.close()
        if self._mistakes:
            raise self._mistakes[0]
