"""The ways to a server over real sockets, and a relay on them that cuts what it passes on at any byte."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..conftest import Secure
from ..peers import Link, Peer, Script
from ..proxies.servers import PATIENCE, SocksServer, http_proxy
from .parties import Cut, Ending

WAYS = ("direct", "tls", "forward", "connect", "socks5")
PROXIED = ("forward", "connect", "socks5")


@dataclass(frozen=True)
class Way:
    """A way to `peer`: the URL to ask, and the settings of a session that lead there."""

    peer: Peer
    url: str
    settings: dict[str, Any]


@contextmanager
def way_to(kind: str, secure: Secure, *scripts: Script, relay: Relay | None = None) -> Iterator[Way]:
    """Open the way of that `kind` to a server that follows `scripts`, with `relay` before its first hop.

    A proxy that forwards is played by the server itself: what it says reaches the client unchanged.
    """
    with ExitStack() as peers:

        def first(port: int) -> int:
            """Return the port to connect to first, on the way to `port`."""
            if relay is None:
                return port
            relay.port = port
            return peers.enter_context(Peer(relay)).port

        tls = secure.context if kind in ("tls", "connect") else None
        peer = peers.enter_context(Peer(*scripts, tls=tls))
        match kind:
            case "direct":
                yield Way(peer, f"http://a.test:{first(peer.port)}/", {})
            case "tls":
                yield Way(peer, f"https://a.test:{first(peer.port)}/", {"verify": secure.root})
            case "forward":
                yield Way(peer, "http://a.test/", {"proxies": f"http://127.0.0.1:{first(peer.port)}"})
            case "connect":
                proxy = first(peers.enter_context(Peer(http_proxy)).port)
                yield Way(peer, peer.at("a.test"), {"verify": secure.root, "proxies": f"http://127.0.0.1:{proxy}"})
            case _:
                proxy = first(peers.enter_context(Peer(SocksServer())).port)
                yield Way(peer, peer.at("a.test"), {"proxies": f"socks5h://127.0.0.1:{proxy}"})


@dataclass
class Relay:
    """A script that hands on what comes, both ways, to `port`; `cuts` are for the next connections, in turn.

    `most` bytes are handed on at once. `said` and `heard` are what went through all connections that were not cut.
    """

    port: int = 0
    most: int = 1 << 16
    cuts: list[Cut] = field(default_factory=list)
    said: int = 0
    heard: int = 0

    def __call__(self, link: Link) -> None:
        """Serve one connection."""
        cut = self.cuts.pop(0) if self.cuts else Cut()
        with closing(socket.create_connection(("127.0.0.1", self.port))) as upstream:
            upstream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            said, heard = self._pass_on(link.sock, upstream, cut)
            if said == cut.said or heard == cut.heard:
                (link.reset if cut.ending is Ending.RESET else link.end)()
            else:
                self.said += said
                self.heard += heard

    def _pass_on(self, client: socket.socket, server: socket.socket, cut: Cut) -> tuple[int, int]:
        """Hand bytes on until either end closes or the cut is reached; return how many went to and from the client."""
        said = heard = 0
        while said != cut.said and heard != cut.heard:
            ready = select.select([client, server], [], [], PATIENCE)[0]
            if server in ready:
                data = server.recv(self._room(cut.said, said))
                client.sendall(data)
                said += len(data)
            elif client in ready:
                data = client.recv(self._room(cut.heard, heard))
                server.sendall(data)
                heard += len(data)
            if not ready or not data:
                break
        return said, heard

    def _room(self, at: int | None, done: int) -> int:
        return self.most if at is None else min(self.most, at - done)


def echo(link: Link) -> None:
    """Answer each request with the last part of its own target."""
    while True:
        content = b"/" + link.request().target.rpartition("/")[2].encode()
        link.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(content), content))
