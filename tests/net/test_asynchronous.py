"""What is particular to the asyncio world: cancellation, threads, timers and holding a peer up."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from contextvars import Context
from pathlib import Path
from typing import TypeVarTuple

import pytest

from antiphon.faults import ConnectionError as BrokenConnection
from antiphon.net import Address, ConnectOptions, Stream
from antiphon.net.asynchronous import AsyncioNetwork, AsyncioStream
from antiphon.net.scripted import Expect, Send

from .worlds import LOOPBACK, AsyncioWorld, BlackHole, Peer, eventually, let_go, open_sockets

Ts = TypeVarTuple("Ts")

LONG = 20.0
SHORT = 0.05
MANY_TURNS = 40


class CountingLoop(asyncio.SelectorEventLoop):
    """A loop that counts the timers it is asked for."""

    timers = 0

    def call_later(
        self,
        delay: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        self.timers += 1
        return super().call_later(delay, callback, *args, context=context)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that lets connections in and does not take them."""
    with socket.create_server((LOOPBACK, 0)) as sock:
        yield sock


async def cancel_after(turns: int, work: Coroutine[object, None, Stream]) -> None:
    """Cancel `work` after so many turns of the loop; drop the stream that it got nevertheless."""
    task = asyncio.ensure_future(work)
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        (await task).abort()
    await let_go()


async def no_descriptor_leaks(world: AsyncioWorld, connect: Callable[[], Coroutine[object, None, Stream]]) -> None:
    before = open_sockets()
    for turns in range(MANY_TURNS):
        await cancel_after(turns, connect())
    await eventually(world.network, lambda: open_sockets() == before)


def test_connecting_cancelled_at_any_await_leaks_nothing(loop_world: AsyncioWorld, listener: socket.socket) -> None:
    host, port = listener.getsockname()
    network = loop_world.network
    loop_world.run(no_descriptor_leaks(loop_world, lambda: network.connect(host, port, LONG, None)))


def test_a_race_cancelled_at_any_await_leaks_nothing(loop_world: AsyncioWorld, black_hole: BlackHole) -> None:
    def resolver(_name: str, port: int) -> Sequence[Address]:
        return [Address(socket.AF_INET, (host, port)) for host in (black_hole.host, "127.0.0.9", "127.0.0.8")]

    loop_world.names["many.test"] = resolver
    network = loop_world.network
    hasty = ConnectOptions(attempt_delay=0.01)
    loop_world.run(
        no_descriptor_leaks(
            loop_world, lambda: network.connect("many.test", black_hole.port, LONG, None, options=hasty)
        )
    )


def test_connecting_to_a_unix_socket_cancelled_at_any_await_leaks_nothing(
    loop_world: AsyncioWorld, tmp_path: Path
) -> None:
    path = str(tmp_path / "listener")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(path)
        sock.listen(2 * MANY_TURNS)
        network = loop_world.network
        loop_world.run(no_descriptor_leaks(loop_world, lambda: network.connect_unix(path, LONG, None)))


def test_a_race_won_while_another_attempt_hangs_leaks_nothing(loop_world: AsyncioWorld, black_hole: BlackHole) -> None:
    def resolver(_name: str, port: int) -> Sequence[Address]:
        return [Address(socket.AF_INET, (host, port)) for host in (black_hole.host, "127.0.0.9")]

    loop_world.names["two.test"] = resolver

    async def scenario() -> None:
        before = open_sockets()
        hasty = ConnectOptions(attempt_delay=0.01)
        stream = await loop_world.network.connect("two.test", black_hole.port, LONG, None, options=hasty)
        assert stream.peer_address.startswith("127.0.0.9:")
        stream.abort()
        await eventually(loop_world.network, lambda: open_sockets() == before)

    with socket.create_server(("127.0.0.9", black_hole.port)):
        loop_world.run(scenario())


def test_resolving_can_be_cancelled(loop_world: AsyncioWorld) -> None:
    over = threading.Event()

    def resolver(_name: str, _port: int) -> Sequence[Address]:
        over.wait(30)
        return ()

    loop_world.names["hanging.test"] = resolver

    async def scenario() -> None:
        await cancel_after(3, loop_world.network.connect("hanging.test", 80, None, None))
        over.set()
        await let_go()

    loop_world.run(scenario())


def test_an_answer_for_a_loop_that_is_gone_disturbs_nobody() -> None:
    over = threading.Event()
    answered = threading.Event()

    class Late(list[Address]):
        def __del__(self) -> None:
            answered.set()

    def resolver(_name: str, _port: int) -> Sequence[Address]:
        over.wait(30)
        return Late()

    async def scenario() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                await AsyncioNetwork(resolver).resolve("late.test", 80, None, None)

    asyncio.run(scenario())
    over.set()
    assert answered.wait(LONG)


def test_after_a_cancelled_read_the_stream_can_be_read(loop_world: AsyncioWorld) -> None:
    host, port = loop_world.peer(Expect(b"go"), Send(b"all of it"))

    async def scenario() -> None:
        stream = await loop_world.network.connect(host, port, LONG, None)
        reading = asyncio.ensure_future(stream.read(LONG, None))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await stream.write(b"go", LONG, None)
        assert await stream.read(LONG, None) == b"all of it"
        stream.close()

    loop_world.run(scenario())


def test_bytes_that_come_in_the_turn_of_a_cancellation_are_kept() -> None:
    async def scenario() -> None:
        stream = AsyncioStream(asyncio.get_running_loop())
        reading = asyncio.ensure_future(stream.read(LONG, None))
        await asyncio.sleep(0)
        stream.data_received(b"just now")
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await stream.read(LONG, None) == b"just now"
        stream.connection_lost(None)

    asyncio.run(scenario())


def test_a_cancelled_write_leaves_a_stream_that_can_be_dropped(loop_world: AsyncioWorld) -> None:
    host, port = loop_world.deaf_peer()

    async def scenario() -> None:
        stream = await loop_world.network.connect(host, port, LONG, None)
        writing = asyncio.ensure_future(stream.write(bytes(20_000_000), LONG, None))
        await loop_world.network.sleep(SHORT)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        stream.abort()
        assert stream.is_stale()

    loop_world.run(scenario())


def test_abort_from_another_thread_ends_a_read(loop_world: AsyncioWorld) -> None:
    host, port = loop_world.peer()

    async def scenario() -> None:
        stream = await loop_world.network.connect(host, port, LONG, None)
        timer = threading.Timer(SHORT, stream.abort)
        timer.start()
        with pytest.raises(BrokenConnection) as caught:
            await stream.read(LONG, None)
        assert caught.value.fault.code == "connection-dropped-here"
        timer.join()

    loop_world.run(scenario())


def test_abort_ends_a_write_that_waits(loop_world: AsyncioWorld) -> None:
    host, port = loop_world.deaf_peer()

    async def scenario() -> None:
        stream = await loop_world.network.connect(host, port, LONG, None)
        writing = asyncio.ensure_future(stream.write(bytes(20_000_000), LONG, None))
        await loop_world.network.sleep(SHORT)
        stream.abort()
        with pytest.raises(BrokenConnection) as caught:
            await writing
        assert caught.value.fault.code == "connection-dropped-here"

    loop_world.run(scenario())


def test_one_task_reads_while_another_writes(loop_world: AsyncioWorld) -> None:
    size = 5_000_000
    host, port = loop_world.peer(*[step for _ in range(10) for step in (Send(bytes(size // 10)), Expect(b"x"))])

    async def scenario() -> None:
        stream = await loop_world.network.connect(host, port, LONG, None)

        async def read_all() -> int:
            received = 0
            while received < size:
                received += len(await stream.read(LONG, None))
            return received

        async with asyncio.TaskGroup() as group:
            reading = group.create_task(read_all())
            for _ in range(10):
                await stream.write(b"x", LONG, None)
        assert reading.result() == size
        stream.close()

    loop_world.run(scenario())


def test_a_second_reader_is_refused(loop_world: AsyncioWorld) -> None:
    host, port = loop_world.peer()

    async def scenario() -> None:
        stream = await loop_world.network.connect(host, port, LONG, None)
        reading = asyncio.ensure_future(stream.read(LONG, None))
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="Two tasks"):
            await stream.read(LONG, None)
        stream.abort()
        with pytest.raises(BrokenConnection):
            await reading

    loop_world.run(scenario())


def test_a_peer_that_sends_more_than_is_read_is_held_up(loop_world: AsyncioWorld) -> None:
    host, port = loop_world.peer(Send(bytes(20_000_000)))

    async def scenario() -> None:
        stream = await loop_world.network.connect(host, port, LONG, None)
        await eventually(loop_world.network, stream.is_stale)
        await loop_world.network.sleep(2 * SHORT)
        received = len(await stream.read(LONG, None))
        assert received < 1_000_000
        while received < 20_000_000:
            received += len(await stream.read(LONG, None))
        stream.close()

    loop_world.run(scenario())


def test_reads_with_the_same_limit_share_one_timer() -> None:
    steps = [step for _ in range(50) for step in (Expect(b"?"), Send(b"!"))]
    peer = Peer(socket.create_server((LOOPBACK, 0)), steps)
    network = AsyncioNetwork()

    async def scenario() -> None:
        stream = await network.connect(*peer.address, None, None)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, CountingLoop)
        before = loop.timers
        for _ in range(50):
            await stream.write(b"?", LONG, None)
            assert await stream.read(LONG, None) == b"!"
        assert loop.timers - before == 1
        stream.close()
        await let_go()

    with asyncio.Runner(loop_factory=CountingLoop) as runner:
        runner.run(scenario())
    peer.close()


def test_a_stream_is_stale_when_its_loop_is_closed() -> None:
    loop = asyncio.new_event_loop()
    stream = AsyncioStream(loop)
    assert not stream.is_stale()
    loop.close()
    assert stream.is_stale()
    stream.abort()
    stream.close()


def test_a_wake_by_another_task_ends_a_wait(loop_world: AsyncioWorld) -> None:
    async def scenario() -> None:
        waiter = loop_world.network.waiter()
        waiting = asyncio.ensure_future(waiter.wait(LONG))
        await asyncio.sleep(0)
        waiter.wake()
        assert await waiting

    loop_world.run(scenario())


def test_a_wake_that_meets_a_cancellation_is_kept(loop_world: AsyncioWorld) -> None:
    async def scenario() -> None:
        waiter = loop_world.network.waiter()
        waiting = asyncio.ensure_future(waiter.wait(LONG))
        await asyncio.sleep(0)
        waiter.wake()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await waiter.wait(0.0)

    loop_world.run(scenario())
