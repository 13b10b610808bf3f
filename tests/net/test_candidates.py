"""Addresses that may not be tried: checked in every world after the name is resolved, before anything is connected."""

from __future__ import annotations

import socket

import pytest

from antiphon.faults import ConnectionError as BrokenConnection
from antiphon.faults import ReachError
from antiphon.net import Address, ConnectOptions
from antiphon.net.candidates import candidates
from antiphon.net.scripted import Expect, Send

from .worlds import World

LONG = 20.0
FOUR, OTHER_FOUR = Address(socket.AF_INET, ("192.0.2.1", 80)), Address(socket.AF_INET, ("192.0.2.2", 80))
SIX = Address(socket.AF_INET6, ("2001:db8::1", 80, 0, 0))


def test_what_permits_forbids_is_not_connected_to(world: World) -> None:
    asked: list[tuple[str, str]] = []

    def permits(host: str, address: str) -> str | None:
        asked.append((host, address))
        return "of no use"

    async def scenario() -> None:
        host, port = world.peer(Expect(b"never"))
        with pytest.raises(ReachError) as caught:
            await world.network.connect(host, port, LONG, None, options=ConnectOptions(permits=permits))
        assert asked == [(host, host)]
        assert caught.value.fault.code == "address-forbidden"
        assert caught.value.details == {"host": host, "addresses": f"{host} (of no use)"}

    world.run(scenario())


def test_what_permits_allows_is_connected_to(world: World) -> None:
    async def scenario() -> None:
        host, port = world.peer(Send(b"hello"))
        options = ConnectOptions(permits=lambda host, address: None)
        stream = await world.network.connect(host, port, LONG, None, options=options)
        assert await stream.read(LONG, None) == b"hello"
        stream.close()

    world.run(scenario())


def test_the_order_of_what_is_left_stays() -> None:
    options = ConnectOptions(permits=lambda host, address: "no" if address == "192.0.2.1" else None)
    assert candidates("a.example", [SIX, FOUR, OTHER_FOUR], options) == [SIX, OTHER_FOUR]
    assert candidates("a.example", [SIX, FOUR], ConnectOptions()) == [SIX, FOUR]


@pytest.mark.parametrize(("source", "left"), [("::1", [SIX]), ("127.0.0.1", [FOUR]), ("a.name", [SIX, FOUR])])
def test_a_source_reaches_only_its_own_family(source: str, left: list[Address]) -> None:
    assert candidates("a.example", [SIX, FOUR], ConnectOptions(source=source)) == left


def test_a_host_without_an_address_of_the_sources_family_says_so() -> None:
    with pytest.raises(BrokenConnection) as caught:
        candidates("a.example", [FOUR], ConnectOptions(source="::1"))
    assert caught.value.fault.code == "source-family" and "192.0.2.1" in caught.value.sentence()
