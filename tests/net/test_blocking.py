"""What is particular to the blocking world: coroutines in one step, threads, and timers of the kernel."""

from __future__ import annotations

import asyncio
import select
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from antiphon.faults import ConnectionError as BrokenConnection
from antiphon.faults import ReadTimeout
from antiphon.net.blocking import BlockingNetwork, BlockingStream, run
from antiphon.net.blocking.timers import RECEIVE, has_expired, set_timer

from .worlds import open_sockets

LONG = 20.0
SHORT = 0.05


class SocketWithoutTimers(socket.socket):
    """A socket of a system that knows no SO_RCVTIMEO."""

    def setsockopt(self, *_arguments: object) -> None:
        raise OSError("not here")


@pytest.fixture
def ends() -> Iterator[tuple[BlockingStream, socket.socket]]:
    """A stream and the socket at its other end."""
    ours, theirs = socket.socketpair()
    stream = BlockingStream(ours, "peer", 0.0, 0.0)
    yield stream, theirs
    stream.close()
    theirs.close()


def test_a_coroutine_that_waits_for_nothing_runs_to_its_end() -> None:
    async def answer() -> int:
        return 42

    assert run(answer()) == 42


def test_a_coroutine_that_really_waits_is_refused_clearly() -> None:
    ended = []

    async def waiting() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            ended.append(True)

    with pytest.raises(RuntimeError, match=r"waited for .* in the blocking world"):
        run(waiting())
    assert ended


def test_what_a_coroutine_raises_comes_through() -> None:
    async def failing() -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        run(failing())


@pytest.mark.parametrize(
    "use",
    [
        lambda stream: stream.read(LONG, None),
        lambda stream: stream.write(bytes(50_000_000), LONG, None),
    ],
    ids=["read", "write"],
)
def test_abort_from_another_thread_ends_a_wait(
    ends: tuple[BlockingStream, socket.socket], use: Callable[[BlockingStream], object]
) -> None:
    stream, _ = ends
    timer = threading.Timer(SHORT, stream.abort)
    timer.start()
    with pytest.raises(BrokenConnection) as caught:
        run(use(stream))  # type: ignore[arg-type]
    timer.join()
    assert caught.value.fault.code == "connection-dropped-here"


def test_an_aborted_socket_is_closed_when_its_last_user_leaves(
    ends: tuple[BlockingStream, socket.socket],
) -> None:
    stream, _ = ends
    before = open_sockets()
    timer = threading.Timer(SHORT, stream.abort)
    timer.start()
    with pytest.raises(BrokenConnection):
        run(stream.read(LONG, None))
    timer.join()
    assert open_sockets() == before - 1


def test_a_wake_from_another_thread_ends_a_wait() -> None:
    waiter = BlockingNetwork().waiter()
    threading.Timer(SHORT, waiter.wake).start()
    assert run(waiter.wait(LONG))


def test_reads_grow_while_they_come_back_full(ends: tuple[BlockingStream, socket.socket]) -> None:
    stream, theirs = ends
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
    sender = threading.Thread(target=theirs.sendall, args=(bytes(8 << 20),))
    sender.start()
    sizes: list[int] = []
    while sum(sizes) < 8 << 20:
        sizes.append(len(run(stream.read(LONG, None))))
    sender.join()
    assert max(sizes) <= 1 << 20


def test_staleness_without_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(select, "poll")
    ours, theirs = socket.socketpair()
    stream = BlockingStream(ours, "peer", 0.0, 0.0)
    assert not stream.is_stale()
    theirs.close()
    assert stream.is_stale()
    stream.close()


def test_a_system_without_kernel_timers_still_keeps_the_limit() -> None:
    ours, theirs = socket.socketpair()
    sock = SocketWithoutTimers(ours.family, ours.type, fileno=ours.detach())
    stream = BlockingStream(sock, "peer", 0.0, 0.0)
    with pytest.raises(ReadTimeout):
        run(stream.read(SHORT, None))
    theirs.sendall(b"late")
    assert run(stream.read(LONG, None)) == b"late"
    stream.close()
    theirs.close()


def test_a_limit_too_short_for_the_kernel_is_not_taken_for_none() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        set_timer(ours, RECEIVE, 1e-9)
        with pytest.raises(BlockingIOError) as caught:
            ours.recv(1)
        assert has_expired(caught.value)


def test_a_limit_of_zero_is_over_at_once(ends: tuple[BlockingStream, socket.socket]) -> None:
    stream, _ = ends
    with pytest.raises(ReadTimeout):
        run(stream.read(0.0, None))


def test_a_connection_that_died_of_silence_is_not_a_limit() -> None:
    assert not has_expired(TimeoutError(110, "Connection timed out"))
