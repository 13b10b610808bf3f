"""Little proxies that work: scripts for a `Peer`. Every name leads to this machine."""

from __future__ import annotations

import select
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..peers import Link, Script

PATIENCE = 10.0
ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
ASKING = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: %b\r\nContent-Length: 3\r\n\r\nwho"
BASIC = b'Basic realm="proxy"'


def asking(*challenges: bytes) -> bytes:
    """Return a 407 with `challenges`."""
    return ASKING % b", ".join(challenges or (BASIC,))


def http_proxy(link: Link) -> None:
    """Pass one request on, or open one tunnel."""
    seen = link.head()
    if seen.method == "CONNECT":
        port = int(seen.target.rpartition(":")[2])
        with closing(socket.create_connection(("127.0.0.1", port))) as upstream:
            link.send(ESTABLISHED)
            relay(link, upstream)
        return
    url = urlsplit(seen.target)
    seen.content = link.content(seen)
    with closing(socket.create_connection(("127.0.0.1", url.port or 80))) as upstream:
        upstream.sendall(_passed_on(seen.head, seen.target, url.path) + seen.content)
        while data := upstream.recv(1 << 16):
            link.send(data)


def _passed_on(head: bytes, target: str, path: str) -> bytes:
    """Return the head as an honest proxy passes it on: its own credentials removed (RFC 9110 §11.7.2)."""
    lines = head.replace(target.encode(), path.encode(), 1).removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(b"proxy-authorization:")]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""])


def answered_first(answer: bytes) -> Script:
    """Return a script that reads a head and answers it so, then closes."""

    def script(link: Link) -> None:
        link.head()
        link.send(answer)

    return script


def relay(link: Link, upstream: socket.socket) -> None:
    """Hand bytes on both ways until either end closes. One thread does it: a TLS session is no place for two."""
    ways = {link.sock: upstream, upstream: link.sock}
    while True:
        waiting = [sock for sock in ways if isinstance(sock, ssl.SSLSocket) and sock.pending()]
        for source in waiting or select.select(list(ways), [], [], PATIENCE)[0]:
            data = source.recv(1 << 16)
            if not data:
                return
            ways[source].sendall(data)


@dataclass
class SocksServer:
    """A SOCKS server of all versions; `asked` is what it was told to connect to, `users` who asked."""

    credentials: tuple[bytes, bytes] | None = None
    asked: list[tuple[int, str | bytes, int]] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)
    reply: bytes | None = None

    def __call__(self, link: Link) -> None:
        """Serve one connection."""
        version = link._take(1)[0]
        port = self._version_5(link) if version == 5 else self._version_4(link)
        if port is None:
            return
        with closing(socket.create_connection(("127.0.0.1", port))) as upstream:
            granted = b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50" if version == 5 else b"\x00\x5a" + bytes(6)
            link.send(granted)
            relay(link, upstream)

    def _version_5(self, link: Link) -> int | None:
        methods = link._take(link._take(1)[0])
        if self.credentials is None:
            link.send(b"\x05\x00")
        elif b"\x02" not in methods:
            link.send(b"\x05\xff")
            return None
        elif not self._authenticated(link):
            return None
        assert link._take(3) == b"\x05\x01\x00"
        kind = link._take(1)[0]
        host: str | bytes
        if kind == 3:
            host = link._take(link._take(1)[0])
        else:
            host = socket.inet_ntop({1: socket.AF_INET, 4: socket.AF_INET6}[kind], link._take(4 if kind == 1 else 16))
        return self._port(link, 5, host, int.from_bytes(link._take(2), "big"))

    def _authenticated(self, link: Link) -> bool:
        link.send(b"\x05\x02")
        assert link._take(1) == b"\x01"
        user = link._take(link._take(1)[0])
        password = link._take(link._take(1)[0])
        self.users.append(user)
        is_right = (user, password) == self.credentials
        link.send(b"\x01\x00" if is_right else b"\x01\x01")
        return is_right

    def _version_4(self, link: Link) -> int | None:
        assert link._take(1) == b"\x01"
        port = int.from_bytes(link._take(2), "big")
        address = link._take(4)
        self.users.append(link._through(b"\0")[:-1])
        has_name = address[:3] == bytes(3) and address[3]
        host: str | bytes = link._through(b"\0")[:-1] if has_name else socket.inet_ntoa(address)
        return self._port(link, 4, host, port)

    def _port(self, link: Link, version: int, host: str | bytes, port: int) -> int | None:
        self.asked.append((version, host, port))
        if self.reply is None:
            return port
        link.send(self.reply)
        return None
