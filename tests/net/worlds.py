"""The worlds in which one suite of tests runs, and real peers that follow the steps of the scripted world."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import threading
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from typing import TypeVar

from antiphon.net import Address, Network
from antiphon.net.asynchronous import AsyncioNetwork
from antiphon.net.blocking import BlockingNetwork, run
from antiphon.net.resolver import Resolver, system_addresses
from antiphon.net.scripted import (
    Accept,
    Delay,
    End,
    Expect,
    ReadThrough,
    Refuse,
    Reset,
    ScriptedNetwork,
    Send,
    Step,
)

Result = TypeVar("Result")

LOOPBACK = "127.0.0.1"


class World(ABC):
    """A network, a way to run coroutines over it, and peers to talk to."""

    network: Network

    @abstractmethod
    def run(self, coroutine: Coroutine[object, None, Result]) -> Result:
        """Run `coroutine` to its end."""

    @abstractmethod
    def peer(self, *steps: Step) -> tuple[str, int]:
        """Return host and port of a peer that accepts one connection and does `steps`, then stays silent."""

    @abstractmethod
    def unix_peer(self, path: str, *steps: Step) -> None:
        """Let such a peer listen on a Unix socket at `path`."""

    @abstractmethod
    def deaf_peer(self) -> tuple[str, int]:
        """Return host and port of a peer that accepts a connection and never reads."""

    @abstractmethod
    def refusing_peer(self) -> tuple[str, int]:
        """Return host and port at which nobody listens."""

    @abstractmethod
    def close(self) -> None:
        """Stop the peers; raise what went wrong in them."""


class RealWorld(World):
    """A world of real sockets. Its peers are threads; `names` are hosts that only this world knows."""

    def __init__(self) -> None:
        self.names: dict[str, Resolver] = {}
        self._peers: list[Peer] = []

    def look_up(self, host: str, port: int) -> Sequence[Address]:
        """Return what `names` says of `host`, or else the system's resolver."""
        return self.names.get(host, system_addresses)(host, port)

    def peer(self, *steps: Step) -> tuple[str, int]:
        return self.listen(steps, socket.create_server((LOOPBACK, 0)))

    def unix_peer(self, path: str, *steps: Step) -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen()
        self._peers.append(Peer(listener, steps))

    def deaf_peer(self) -> tuple[str, int]:
        listener = socket.create_server((LOOPBACK, 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return self.listen((), listener)

    def listen(self, steps: Sequence[Step], listener: socket.socket) -> tuple[str, int]:
        """Let a peer do `steps` with the one connection that `listener` accepts."""
        peer = Peer(listener, steps)
        self._peers.append(peer)
        return peer.address

    def refusing_peer(self) -> tuple[str, int]:
        with socket.create_server((LOOPBACK, 0)) as listener:
            return LOOPBACK, listener.getsockname()[1]

    def close(self) -> None:
        for peer in self._peers:
            peer.close()


class BlockingWorld(RealWorld):
    """Blocking sockets, coroutines that never wait."""

    def __init__(self) -> None:
        super().__init__()
        self.network = BlockingNetwork(self.look_up)

    def run(self, coroutine: Coroutine[object, None, Result]) -> Result:
        return run(coroutine)


class AsyncioWorld(RealWorld):
    """One event loop, of whatever kind `new_loop` makes."""

    def __init__(self, new_loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
        super().__init__()
        self.network = AsyncioNetwork(self.look_up)
        self.runner = asyncio.Runner(loop_factory=new_loop)

    def run(self, coroutine: Coroutine[object, None, Result]) -> Result:
        return self.runner.run(coroutine)

    def close(self) -> None:
        self.run(let_go())
        with warnings.catch_warnings():
            # A failed test leaves streams open. Their warnings, made errors, would keep uvloop from ever
            # closing.
            warnings.simplefilter("ignore", ResourceWarning)
            self.runner.close()
        super().close()


class ScriptedWorld(World):
    """No sockets, no time."""

    def __init__(self) -> None:
        self.script = ScriptedNetwork()
        self.network = self.script

    def run(self, coroutine: Coroutine[object, None, Result]) -> Result:
        return run(coroutine)

    def peer(self, *steps: Step) -> tuple[str, int]:
        self.script.accept("192.0.2.1", 80, *steps)
        return "192.0.2.1", 80

    def unix_peer(self, path: str, *steps: Step) -> None:
        self.script.answer_unix(path, Accept(steps))

    def deaf_peer(self) -> tuple[str, int]:
        self.script.answer("192.0.2.1", 80, Accept(capacity=65536))
        return "192.0.2.1", 80

    def refusing_peer(self) -> tuple[str, int]:
        self.script.answer("192.0.2.1", 80, Refuse())
        return "192.0.2.1", 80

    def close(self) -> None:
        """Do nothing: no peer runs here."""


class Peer:
    """A thread that accepts one connection and does the steps of a script on a real socket."""

    def __init__(self, listener: socket.socket, steps: Sequence[Step]) -> None:
        self.address: tuple[str, int] = listener.getsockname()[:2]
        self._listener = listener
        self._steps = steps
        self._connection: socket.socket | None = None
        self._unread = bytearray()
        self._over = threading.Event()
        self._mistake: AssertionError | None = None
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """End the thread and close its sockets. Raises AssertionError when an `Expect` was not met."""
        self._over.set()
        for sock in (self._listener, self._connection):
            if sock is not None:
                _shut_down(sock)
        self._thread.join(10)
        for sock in (self._listener, self._connection):
            if sock is not None:
                sock.close()
        if self._mistake is not None:
            raise self._mistake

    def _serve(self) -> None:
        try:
            self._connection, _ = self._listener.accept()
            for step in self._steps:
                self._take(step, self._connection)
        except OSError:
            # The test is over before the script is.
            pass
        except AssertionError as mistake:
            self._mistake = mistake

    def _take(self, step: Step, connection: socket.socket) -> None:
        match step:
            case Expect(data):
                self._fill(connection, lambda: len(self._unread) >= len(data))
                if not self._unread.startswith(data):
                    raise AssertionError(f"expected {data[:80]!r}, got {bytes(self._unread[:80])!r}")
                del self._unread[: len(data)]
            case ReadThrough(marker):
                self._fill(connection, lambda: marker in self._unread)
                del self._unread[: self._unread.index(marker) + len(marker)]
            case Send(data):
                connection.sendall(data)
            case Delay(seconds):
                self._over.wait(seconds)
            case End():
                connection.shutdown(socket.SHUT_WR)
            case Reset():
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()

    def _fill(self, connection: socket.socket, is_enough: Callable[[], bool]) -> None:
        while not is_enough():
            data = connection.recv(1 << 20)
            if not data:
                raise ConnectionResetError
            self._unread += data


def _shut_down(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


class BlackHole:
    """An address of this machine that never answers: the queue of its listener is full, so SYNs are dropped."""

    def __init__(self, host: str = LOOPBACK, port: int = 0) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.socket(family)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((host, port))
        self._listener.listen(0)
        self.host, self.port = self._listener.getsockname()[:2]
        self._fillers = [self._fill(family) for _ in range(4)]

    def _fill(self, family: int) -> socket.socket:
        filler = socket.socket(family)
        filler.setblocking(False)
        filler.connect_ex((self.host, self.port))
        return filler

    def close(self) -> None:
        """Close all of its sockets."""
        for filler in self._fillers:
            filler.close()
        self._listener.close()


async def let_go() -> None:
    """Give the loop the turns that closing a transport takes."""
    for _ in range(5):
        await asyncio.sleep(0)


async def eventually(network: Network, condition: Callable[[], bool]) -> None:
    """Return as soon as `condition` holds; AssertionError when it does not within seconds."""
    for _ in range(5000):
        if condition():
            return
        await network.sleep(0.001)
    raise AssertionError("the condition never came true")


def open_sockets() -> int:
    """Return how many sockets this process has open. Other descriptors may be a loop's own."""
    return sum(_is_socket(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd"))


def _is_socket(link: str) -> bool:
    try:
        return os.readlink(link).startswith("socket:")
    except FileNotFoundError:
        # The descriptor of the listing itself.
        return False
