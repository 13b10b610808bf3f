"""What every world promises: one suite over blocking sockets, asyncio, uvloop and the script."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from antiphon.faults import ConnectionError as BrokenConnection
from antiphon.faults import ReadTimeout, ResolveError, TotalTimeout, WriteTimeout
from antiphon.net import Stream
from antiphon.net.scripted import Delay, End, Expect, ReadThrough, Reset, Send

from .worlds import World, eventually

LONG = 20.0
SHORT = 0.05
BIG = bytes(range(256)) * (20 * 4096)


async def connected(world: World, *steps: Expect | ReadThrough | Send | Delay | End | Reset) -> Stream:
    host, port = world.peer(*steps)
    return await world.network.connect(host, port, LONG, None)


async def read_all(stream: Stream) -> bytes:
    data = bytearray()
    while piece := await stream.read(LONG, None):
        data += piece
    return bytes(data)


async def read_exactly(stream: Stream, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        data += await stream.read(LONG, None)
    return bytes(data)


def test_bytes_travel_both_ways(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"ping"), Send(b"pong"), Expect(b"again"), Send(b"ok"))
        await stream.write(b"ping", LONG, None)
        assert await stream.read(LONG, None) == b"pong"
        await stream.write(memoryview(b"again"), LONG, world.network.now() + LONG)
        assert await stream.read(LONG, world.network.now() + LONG) == b"ok"
        stream.close()

    world.run(scenario())


def test_a_stream_outlives_the_run_that_opened_it(world: World) -> None:
    stream = world.run(connected(world, Expect(b"ping"), Send(b"pong")))
    world.run(stream.write(b"ping", LONG, None))
    assert world.run(stream.read(LONG, None)) == b"pong"
    stream.close()


def test_the_end_is_read_as_no_bytes_and_again(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Send(b"last"), End())
        assert await read_all(stream) == b"last"
        assert await stream.read(LONG, None) == b""
        stream.close()

    world.run(scenario())


def test_after_the_peers_end_the_way_back_is_open(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, End(), Expect(b"still here"))
        assert await stream.read(LONG, None) == b""
        await stream.write(b"still here", LONG, None)
        stream.close()

    world.run(scenario())


def test_a_reset_is_a_fault_that_names_the_peer(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"ping"), Reset())
        await stream.write(b"ping", LONG, None)
        with pytest.raises(BrokenConnection) as caught:
            await stream.read(LONG, None)
        assert caught.value.fault.code == "connection-reset"
        assert caught.value.details == {"peer": stream.peer_address, "reason": "ECONNRESET"}
        stream.close()

    world.run(scenario())


def test_writing_to_a_reset_connection_is_a_fault(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"ping"), Reset())
        await stream.write(b"ping", LONG, None)
        with pytest.raises(BrokenConnection):
            await stream.read(LONG, None)
        with pytest.raises(BrokenConnection) as caught:
            await stream.write(b"anyone?", LONG, None)
        assert caught.value.fault.code == "connection-reset"
        stream.close()

    world.run(scenario())


def test_the_read_limit_ends_a_wait_for_bytes(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world)
        started = world.network.now()
        with pytest.raises(ReadTimeout) as caught:
            await stream.read(SHORT, started + LONG)
        assert world.network.now() - started >= SHORT
        assert caught.value.details == {"peer": stream.peer_address, "limit": SHORT}
        stream.abort()

    world.run(scenario())


def test_a_stream_can_be_read_after_a_read_limit(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"go on"), Send(b"late"))
        with pytest.raises(ReadTimeout):
            await stream.read(SHORT, None)
        await stream.write(b"go on", LONG, None)
        assert await stream.read(LONG, None) == b"late"
        stream.close()

    world.run(scenario())


def test_each_byte_restarts_the_read_limit(world: World) -> None:
    async def scenario() -> None:
        drip = [step for _ in range(4) for step in (Delay(0.15), Send(b"."))]
        stream = await connected(world, *drip, End())
        started = world.network.now()
        assert len([await stream.read(0.5, None) for _ in range(4)]) == 4
        assert world.network.now() - started > 0.5
        stream.close()

    world.run(scenario())


def test_the_deadline_beats_a_longer_read_limit(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world)
        with pytest.raises(TotalTimeout) as caught:
            await stream.read(LONG, world.network.now() + SHORT)
        assert caught.value.details == {"peer": stream.peer_address}
        stream.abort()

    world.run(scenario())


def test_a_passed_deadline_beats_bytes_that_are_there(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Send(b"early"))
        await eventually(world.network, stream.is_stale)
        with pytest.raises(TotalTimeout):
            await stream.read(LONG, world.network.now())
        with pytest.raises(TotalTimeout):
            await stream.write(b"x", LONG, world.network.now())
        stream.abort()

    world.run(scenario())


def test_a_read_limit_after_a_deadline_lasts_its_own_time(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"1"), Send(b"a"), Expect(b"2"), Delay(3 * SHORT), Send(b"b"))
        await stream.write(b"1", LONG, None)
        assert await stream.read(LONG, world.network.now() + LONG) == b"a"
        await stream.write(b"2", LONG, None)
        with pytest.raises(TotalTimeout):
            await stream.read(LONG, world.network.now() + SHORT)
        assert await stream.read(LONG, None) == b"b"
        stream.close()

    world.run(scenario())


def test_the_write_limit_ends_a_wait_for_a_peer_that_does_not_read(world: World) -> None:
    async def scenario() -> None:
        host, port = world.deaf_peer()
        stream = await world.network.connect(host, port, LONG, None)
        with pytest.raises(WriteTimeout) as caught:
            await stream.write(BIG, SHORT, world.network.now() + LONG)
        assert caught.value.details == {"peer": stream.peer_address, "limit": SHORT}
        stream.abort()

    world.run(scenario())


def test_the_deadline_beats_a_longer_write_limit(world: World) -> None:
    async def scenario() -> None:
        host, port = world.deaf_peer()
        stream = await world.network.connect(host, port, LONG, None)
        with pytest.raises(TotalTimeout) as caught:
            await stream.write(BIG, LONG, world.network.now() + SHORT)
        assert caught.value.details == {"peer": stream.peer_address}
        stream.abort()

    world.run(scenario())


def test_twenty_megabytes_arrive_whole_both_ways(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(BIG), Send(BIG), Expect(BIG[:1000]), Send(b"done"))
        await stream.write(BIG, LONG, None)
        assert await read_exactly(stream, len(BIG)) == BIG
        await stream.write(BIG[:1000], LONG, None)
        assert await stream.read(LONG, None) == b"done"
        stream.close()

    world.run(scenario())


def test_what_was_written_may_be_changed_afterwards(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"a" * 100_000 + b"b" * 100_000), Send(b"same"))
        buffer = bytearray(b"a" * 100_000)
        await stream.write(buffer, LONG, None)
        buffer[:] = b"b" * 100_000
        await stream.write(memoryview(buffer), LONG, None)
        assert await stream.read(LONG, None) == b"same"
        stream.close()

    world.run(scenario())


def test_a_resting_connection_is_not_stale(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"ping"), Send(b"pong"))
        await stream.write(b"ping", LONG, None)
        assert await stream.read(LONG, None) == b"pong"
        assert not stream.is_stale()
        stream.close()
        assert stream.is_stale()

    world.run(scenario())


@pytest.mark.parametrize("step", [End(), Reset(), Send(b"HTTP/1.1 408 Request Timeout\r\n\r\n")], ids=repr)
def test_end_reset_and_unasked_bytes_make_a_resting_connection_stale(world: World, step: End | Reset | Send) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"now"), step)
        assert not stream.is_stale()
        await stream.write(b"now", LONG, None)
        await eventually(world.network, stream.is_stale)
        stream.close()

    world.run(scenario())


@pytest.mark.parametrize("drop", ["close", "abort"])
def test_a_dropped_stream_refuses_use(world: World, drop: str) -> None:
    async def scenario() -> None:
        stream = await connected(world, Send(b"unread"))
        getattr(stream, drop)()
        getattr(stream, drop)()
        with pytest.raises(BrokenConnection) as caught:
            await stream.read(LONG, None)
        assert caught.value.fault.code == "connection-dropped-here"
        with pytest.raises(BrokenConnection):
            await stream.write(b"x", LONG, None)

    world.run(scenario())


def test_close_still_sends_what_was_written(world: World) -> None:
    async def scenario() -> None:
        stream = await connected(world, Expect(b"bye"))
        await stream.write(b"bye", LONG, None)
        stream.close()

    world.run(scenario())


def test_a_unix_socket_is_a_stream_too(world: World, tmp_path: Path) -> None:
    path = str(tmp_path / "peer")
    world.unix_peer(path, Expect(b"ping"), Send(b"pong"), End())

    async def scenario() -> None:
        stream = await world.network.connect_unix(path, LONG, None)
        assert stream.peer_address == path
        await stream.write(b"ping", LONG, None)
        assert await read_all(stream) == b"pong"
        stream.close()

    world.run(scenario())


def test_a_stream_tells_its_ends_and_its_times(world: World) -> None:
    async def scenario() -> None:
        host, port = world.peer()
        started = world.network.now()
        stream = await world.network.connect(host, port, LONG, None)
        assert stream.peer_address == f"{host}:{port}"
        assert stream.local_address.rpartition(":")[0]
        assert started <= stream.resolved_at <= stream.connected_at <= world.network.now()
        assert [(str(attempt.address), attempt.error) for attempt in stream.attempts] == [(f"{host}:{port}", None)]
        stream.close()

    world.run(scenario())


def test_a_refused_connection_names_what_was_tried(world: World) -> None:
    host, port = world.refusing_peer()
    with pytest.raises(BrokenConnection) as caught:
        world.run(world.network.connect(host, port, LONG, None))
    assert caught.value.fault.code == "connection-refused"
    assert f"{host}:{port} (ECONNREFUSED" in str(caught.value)
    assert [attempt.error for attempt in caught.value.details["tried"]] == ["ECONNREFUSED"]


def test_a_numeric_host_resolves_to_itself(world: World) -> None:
    (address,) = world.run(world.network.resolve("::1", 8080, LONG, None))
    assert str(address) == "[::1]:8080"


def test_a_name_that_is_none_is_a_resolve_error(world: World) -> None:
    with pytest.raises(ResolveError) as caught:
        world.run(world.network.resolve("no-such-name.invalid.", 80, LONG, None))
    assert caught.value.details["host"] == "no-such-name.invalid."


def test_sleep_passes_the_time_of_the_worlds_own_clock(world: World) -> None:
    started = world.network.now()
    world.run(world.network.sleep(SHORT))
    assert world.network.now() - started >= SHORT * 0.9


def test_a_wake_before_the_wait_counts_once(world: World) -> None:
    async def scenario() -> None:
        waiter = world.network.waiter()
        waiter.wake()
        assert await waiter.wait(LONG)
        assert not await waiter.wait(SHORT)

    world.run(scenario())


def test_a_lock_is_a_context(world: World) -> None:
    lock = world.network.lock()
    with lock:
        pass
    with lock:
        pass


def test_a_file_is_read_in_pieces(world: World) -> None:
    file = io.BytesIO(b"abcdef")
    assert world.run(world.network.read_file(file, 4)) == b"abcd"
    assert world.run(world.network.read_file(file, 4)) == b"ef"


def test_work_aside_returns_and_raises_as_it_does_by_itself(world: World) -> None:
    assert world.run(world.network.aside(lambda: 5)) == 5
    with pytest.raises(KeyError):
        world.run(world.network.aside({}.popitem))


def test_spawned_work_runs_beside_its_caller(world: World) -> None:
    async def scenario() -> None:
        waiter = world.network.waiter()
        done: list[str] = []

        async def work() -> None:
            await world.network.sleep(0.0)
            done.append("work")
            waiter.wake()

        world.network.spawn(work())
        assert await waiter.wait(LONG) and done == ["work"]

    world.run(scenario())
