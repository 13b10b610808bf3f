"""Resolving and racing on real sockets: loopback addresses that answer, refuse, or never do either."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from antiphon.faults import ConnectionError as BrokenConnection
from antiphon.faults import ConnectTimeout, ResolveError, TotalTimeout
from antiphon.net import Address, Attempt, ConnectOptions, Stream
from antiphon.net.failures import unconnected
from antiphon.net.resolver import Resolver
from antiphon.net.scripted import End, Send
from antiphon.net.sockets import IDLE_OPTION, open_socket

from .worlds import LOOPBACK, BlackHole, RealWorld

LONG = 20.0
SHORT = 0.05
HASTY = ConnectOptions(attempt_delay=SHORT)


def address(host: str, port: int) -> Address:
    if ":" in host:
        return Address(socket.AF_INET6, (host, port, 0, 0))
    return Address(socket.AF_INET, (host, port))


def resolving_to(*hosts: str) -> Resolver:
    return lambda _name, port: [address(host, port) for host in hosts]


@pytest.fixture
def hanging() -> Iterator[Resolver]:
    """A resolver that answers only when the test is over."""
    over = threading.Event()

    def resolver(_name: str, _port: int) -> Sequence[Address]:
        over.wait(30)
        return ()

    yield resolver
    over.set()


@pytest.fixture
def deaf_six(black_hole: BlackHole) -> Iterator[BlackHole]:
    """An IPv6 address that never answers."""
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    hole = BlackHole("::1")
    yield hole
    hole.close()


def connect(world: RealWorld, name: str, port: int, options: ConnectOptions = HASTY) -> Stream:
    return world.run(world.network.connect(name, port, LONG, None, options=options))


def tried(stream: Stream) -> list[tuple[str, str | None]]:
    return [(str(attempt.address), attempt.error) for attempt in stream.attempts]


def test_a_dead_ipv6_costs_one_delay_and_ipv4_wins_rfc_8305_5(real_world: RealWorld, deaf_six: BlackHole) -> None:
    port = deaf_six.port
    real_world.names["dual.test"] = resolving_to("::1", LOOPBACK)
    real_world.listen([Send(b"four"), End()], socket.create_server((LOOPBACK, port)))
    started = real_world.network.now()
    stream = connect(real_world, "dual.test", port, ConnectOptions())
    assert 0.25 <= real_world.network.now() - started < 1.0
    assert tried(stream) == [(f"[::1]:{port}", "ECANCELED"), (f"{LOOPBACK}:{port}", None)]
    assert real_world.run(stream.read(LONG, None)) == b"four"
    stream.close()


def test_after_a_refusal_the_next_address_is_tried_at_once(real_world: RealWorld) -> None:
    _, port = real_world.peer()
    real_world.names["two.test"] = resolving_to("127.0.0.9", LOOPBACK)
    started = real_world.network.now()
    stream = connect(real_world, "two.test", port, ConnectOptions(attempt_delay=LONG))
    assert real_world.network.now() - started < LONG / 2
    assert tried(stream) == [(f"127.0.0.9:{port}", "ECONNREFUSED"), (f"{LOOPBACK}:{port}", None)]
    stream.close()


def test_when_all_addresses_fail_each_is_listed_with_its_reason(real_world: RealWorld) -> None:
    _, port = real_world.refusing_peer()
    real_world.names["two.test"] = resolving_to("127.0.0.9", LOOPBACK)
    with pytest.raises(BrokenConnection) as caught:
        connect(real_world, "two.test", port)
    assert caught.value.fault.code == "connection-refused"
    assert f"two.test:{port} refused the connection: 127.0.0.9:{port} (ECONNREFUSED" in str(caught.value)
    assert f"{LOOPBACK}:{port} (ECONNREFUSED" in caught.value.explanation("es")


def test_a_source_that_is_not_this_machines_is_named(real_world: RealWorld) -> None:
    with pytest.raises(BrokenConnection) as caught:
        connect(real_world, LOOPBACK, 9, ConnectOptions(source="192.0.2.77"))
    assert caught.value.fault.code == "source-elsewhere" and "192.0.2.77" in caught.value.sentence()


@pytest.mark.parametrize("error", ["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL"])
def test_an_address_without_a_route_is_unreachable(error: str) -> None:
    tried = Attempt(address("192.0.2.1", 9), error, 0.0)
    assert unconnected("a.example:9", [tried]).fault.code == "host-unreachable"


def test_the_connect_limit_ends_the_race(real_world: RealWorld, black_hole: BlackHole) -> None:
    with pytest.raises(ConnectTimeout) as caught:
        real_world.run(real_world.network.connect(black_hole.host, black_hole.port, SHORT, None))
    assert caught.value.fault.code == "connect-timeout"
    assert caught.value.details["limit"] == SHORT
    assert f"{black_hole.host}:{black_hole.port} (ETIMEDOUT" in str(caught.value)


def test_the_deadline_beats_a_longer_connect_limit(real_world: RealWorld, black_hole: BlackHole) -> None:
    network = real_world.network
    with pytest.raises(TotalTimeout) as caught:
        real_world.run(network.connect(black_hole.host, black_hole.port, LONG, network.now() + SHORT))
    assert caught.value.phase == "connect"


def test_a_hanging_resolver_honours_the_connect_limit(real_world: RealWorld, hanging: Resolver) -> None:
    real_world.names["hanging.test"] = hanging
    with pytest.raises(ConnectTimeout) as caught:
        real_world.run(real_world.network.connect("hanging.test", 80, SHORT, None))
    assert caught.value.fault.code == "resolve-timeout"
    assert caught.value.details == {"host": "hanging.test", "limit": SHORT}


def test_a_hanging_resolver_honours_the_deadline(real_world: RealWorld, hanging: Resolver) -> None:
    network = real_world.network
    real_world.names["hanging.test"] = hanging
    with pytest.raises(TotalTimeout) as caught:
        real_world.run(network.resolve("hanging.test", 80, LONG, network.now() + SHORT))
    assert caught.value.details == {"peer": "hanging.test"} and caught.value.phase == "resolve"


@pytest.mark.parametrize(
    ("code", "fault"),
    [("EAI_NONAME", "name-not-found"), ("EAI_AGAIN", "resolve-failed"), ("EAI_FAIL", "resolve-failed")],
)
def test_what_the_resolver_says_becomes_a_fault(real_world: RealWorld, code: str, fault: str) -> None:
    def resolver(_name: str, _port: int) -> Sequence[Address]:
        raise socket.gaierror(getattr(socket, code), "said by the resolver")

    real_world.names["odd.test"] = resolver
    with pytest.raises(ResolveError) as caught:
        connect(real_world, "odd.test", 80)
    assert caught.value.fault.code == fault


def test_a_name_is_not_cut_at_a_nul(real_world: RealWorld) -> None:
    with pytest.raises(ResolveError) as caught:
        connect(real_world, "127.0.0.1\0.example.com", 80)
    assert caught.value.fault.code == "name-not-found"


def test_a_name_with_an_empty_list_of_addresses_is_not_found(real_world: RealWorld) -> None:
    real_world.names["empty.test"] = resolving_to()
    with pytest.raises(ResolveError) as caught:
        connect(real_world, "empty.test", 80)
    assert caught.value.fault.code == "name-not-found"


def test_a_mistake_in_a_resolver_is_not_hidden(real_world: RealWorld) -> None:
    def resolver(_name: str, _port: int) -> Sequence[Address]:
        raise ZeroDivisionError

    real_world.names["odd.test"] = resolver
    with pytest.raises(ZeroDivisionError):
        connect(real_world, "odd.test", 80)


def test_localhost_is_known_to_the_system(real_world: RealWorld) -> None:
    _, port = real_world.peer()
    stream = connect(real_world, "localhost", port)
    assert stream.peer_address == f"{LOOPBACK}:{port}"
    stream.close()


def test_the_connection_leaves_from_the_given_source(real_world: RealWorld) -> None:
    host, port = real_world.peer()
    stream = connect(real_world, host, port, ConnectOptions(source="127.0.0.5"))
    assert stream.local_address.startswith("127.0.0.5:")
    stream.close()


def test_a_missing_unix_socket_is_named(real_world: RealWorld, tmp_path: Path) -> None:
    path = str(tmp_path / "missing")
    with pytest.raises(BrokenConnection) as caught:
        real_world.run(real_world.network.connect_unix(path, LONG, None))
    assert caught.value.fault.code == "unix-socket-missing"
    assert path in str(caught.value)


def test_sockets_send_at_once_and_probe_silent_peers_rfc_9293_3_8_4() -> None:
    with open_socket(address(LOOPBACK, 80), ConnectOptions(keep_alive=45)) as sock:
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert IDLE_OPTION is None or sock.getsockopt(socket.IPPROTO_TCP, IDLE_OPTION) == 45
    with open_socket(address(LOOPBACK, 80), ConnectOptions(keep_alive=None)) as sock:
        assert not sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
