"""The scripted world's own promises: exact times, bytes in any splits, and scripts that are kept to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import ConnectionError as BrokenConnection
from antiphon.faults import ConnectTimeout, ReadTimeout
from antiphon.net.blocking import run
from antiphon.net.scripted import (
    Accept,
    Delay,
    End,
    Expect,
    Ignore,
    ReadThrough,
    Refuse,
    ScriptedNetwork,
    ScriptedStream,
    ScriptError,
    Send,
    Step,
    split,
)


def stream_with(*steps: Step, cut: int | None = None) -> tuple[ScriptedNetwork, ScriptedStream]:
    network = ScriptedNetwork()
    network.accept("example.com", 80, *steps, cut=cut)
    return network, run(network.connect("example.com", 80, None, None))


async def read_all(stream: ScriptedStream) -> list[bytes]:
    pieces = []
    while piece := await stream.read(None, None):
        pieces.append(piece)
    return pieces


def test_a_send_arrives_in_one_read() -> None:
    _, stream = stream_with(Send(b"one"), Send(b"two"), End())
    assert run(read_all(stream)) == [b"one", b"two"]


def test_a_cut_connection_delivers_small_pieces() -> None:
    _, stream = stream_with(Send(b"abcde"), End(), cut=2)
    assert run(read_all(stream)) == [b"ab", b"cd", b"e"]


@given(st.binary(), st.lists(st.integers(1, 9)))
def test_split_keeps_every_byte(data: bytes, sizes: list[int]) -> None:
    sends = list(split(data, sizes))
    assert b"".join(send.data for send in sends) == data
    assert all(send.data for send in sends)


def test_written_bytes_are_kept_and_read_through_a_marker() -> None:
    _, stream = stream_with(ReadThrough(b"\r\n\r\n"), Send(b"answer"), Expect(b"next"), End())
    run(stream.write(b"GET / HTTP/1.1\r\n", None, None))
    run(stream.write(b"\r\nnext", None, None))
    assert stream.written == b"GET / HTTP/1.1\r\n\r\nnext"
    assert run(read_all(stream)) == [b"answer"]
    assert stream.is_done()


def test_other_bytes_than_expected_are_a_script_error() -> None:
    _, stream = stream_with(Expect(b"GET"))
    with pytest.raises(ScriptError, match="expected b'GET' and got b'PU'"):
        run(stream.write(b"PU", None, None))


def test_waiting_for_ever_is_a_script_error_and_not_a_hang() -> None:
    network, stream = stream_with(Expect(b"more"))
    with pytest.raises(ScriptError, match="without a limit"):
        run(stream.read(None, None))
    with pytest.raises(ScriptError):
        run(network.waiter().wait(None))


def test_an_unforeseen_connection_is_a_script_error() -> None:
    network, _ = stream_with()
    with pytest.raises(ScriptError, match=r"no answer for one more connection to 192\.0\.2\.1:80"):
        run(network.connect("example.com", 80, None, None))


def test_limits_end_at_their_exact_moment() -> None:
    network, stream = stream_with(Delay(5.0), Send(b"late"))
    with pytest.raises(ReadTimeout):
        run(stream.read(2.0, None))
    assert network.now() == 2.0
    assert run(stream.read(3.0, None)) == b"late"
    assert network.now() == 5.0


def test_delays_run_while_this_end_looks_elsewhere() -> None:
    network, stream = stream_with(Delay(5.0), Delay(5.0), End())
    run(network.sleep(9.0))
    assert not stream.is_stale()
    run(network.sleep(1.0))
    assert stream.is_stale()


def test_the_second_address_joins_after_a_quarter_second_rfc_8305_5() -> None:
    network = ScriptedNetwork()
    network.host("dual.test", "2001:db8::1", "192.0.2.1", after=0.1)
    network.answer("2001:db8::1", 443, Ignore())
    network.answer("192.0.2.1", 443, Accept(after=0.05))
    stream = run(network.connect("dual.test", 443, 10.0, None))
    assert stream.resolved_at == pytest.approx(0.1)
    assert stream.connected_at == pytest.approx(0.4)
    assert [(attempt.error, round(attempt.seconds, 6)) for attempt in stream.attempts] == [
        ("ECANCELED", 0.3),
        (None, 0.05),
    ]


def test_a_slow_first_address_may_still_win() -> None:
    network = ScriptedNetwork()
    network.host("dual.test", "2001:db8::1", "192.0.2.1")
    network.answer("2001:db8::1", 443, Accept(after=0.3))
    network.answer("192.0.2.1", 443, Accept(after=0.1))
    stream = run(network.connect("dual.test", 443, 10.0, None))
    assert stream.peer_address == "[2001:db8::1]:443"
    assert network.now() == pytest.approx(0.3)


def test_refusals_of_every_address_are_one_fault() -> None:
    network = ScriptedNetwork()
    network.host("dual.test", "2001:db8::1", "192.0.2.1")
    network.answer("2001:db8::1", 443, Refuse("ENETUNREACH"))
    network.answer("192.0.2.1", 443, Refuse("EHOSTUNREACH", after=0.2))
    with pytest.raises(BrokenConnection) as caught:
        run(network.connect("dual.test", 443, 10.0, None))
    assert caught.value.fault.code == "host-unreachable"
    assert caught.value.details["attempts"] == (
        "[2001:db8::1]:443 (ENETUNREACH, 0.000 s), 192.0.2.1:443 (EHOSTUNREACH, 0.200 s)"
    )


def test_the_connect_limit_covers_resolving() -> None:
    network = ScriptedNetwork()
    network.host("slow.test", "192.0.2.1", after=0.8)
    network.answer("192.0.2.1", 80, Accept(after=0.8))
    with pytest.raises(ConnectTimeout) as caught:
        run(network.connect("slow.test", 80, 1.0, None))
    assert caught.value.fault.code == "connect-timeout"
    assert network.now() == pytest.approx(1.0)


def test_a_resolver_that_hangs_ends_with_the_limit() -> None:
    network = ScriptedNetwork()
    network.host("hanging.test", "192.0.2.1", after=None)
    with pytest.raises(ConnectTimeout) as caught:
        run(network.connect("hanging.test", 80, 1.0, None))
    assert caught.value.fault.code == "resolve-timeout"


def test_close_and_abort_are_told_apart() -> None:
    _, closed = stream_with()
    closed.close()
    closed.abort()
    assert (closed.closed, closed.aborted) == (True, False)
    _, aborted = stream_with()
    aborted.abort()
    assert (aborted.closed, aborted.aborted) == (True, True)
