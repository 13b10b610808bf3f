"""A server that stops, ends or resets at any byte of an exchange: an error or the right answer, and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

import antiphon

from ..clients import BlockingClient
from ..conftest import Secure
from .parties import WAYS, Cut, Ending, Journey, PartyNetwork, journeys

# Handshakes are long and alike: every byte of them is for `make fuzz`.
STRIDE = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 41
TIMEOUTS = antiphon.Timeouts(connect=3, tls=3, read=3, write=3, pool=3, total=30)


def client_of(journey: Journey, secure: Secure, most: int | None = None) -> tuple[BlockingClient, PartyNetwork]:
    network = PartyNetwork(journey.party, most)
    return BlockingClient(
        network=network, timeout=TIMEOUTS, verify=secure.root, proxies=journey.proxy, trust_env=False
    ), network


def lengths(journey: Journey, secure: Secure) -> tuple[int, int]:
    """Return how many bytes a server says and hears in two exchanges on one connection."""
    client, network = client_of(journey, secure)
    with client:
        for number in range(2):
            assert client.get(f"{journey.url}{number}").text == f"/{number}"
        (stream,) = network.opened
        return stream.said, stream.heard


def cuts(said: int, heard: int, ending: Ending, stride: int) -> Iterator[Cut]:
    """Yield cuts at every `stride`-th byte of both directions, and at all of the last ones, which are not alike."""
    for total, is_said in ((said, True), (heard, False)):
        for at in (number for number in range(total) if number % stride == 0 or total - number < 60):
            yield Cut(ending, said=at) if is_said else Cut(ending, heard=at)


@pytest.mark.parametrize("ending", Ending, ids=lambda ending: ending.value)
@pytest.mark.parametrize("way", WAYS)
def test_a_server_cut_at_any_byte_loses_nothing(secure: Secure, way: str, ending: Ending) -> None:
    journey = journeys(secure)[way]
    said, heard = lengths(journey, secure)
    for cut in cuts(said, heard, ending, STRIDE if "tls" in way or way == "connect" else 1):
        client, network = client_of(journey, secure)
        network.cuts.append(cut)
        with client:
            for number in range(2):
                asked_at = network.now()
                try:
                    assert client.get(f"{journey.url}{number}").text == f"/{number}", cut
                except antiphon.RequestError as error:
                    assert isinstance(error, antiphon.Timeout) == (ending is Ending.SILENCE), (cut, error)
                assert network.now() - asked_at <= 4, cut
            # Signatures differ in length by some bytes, so the last cuts may lie behind the second exchange.
            network.opened[0].spare()
            assert client.get(f"{journey.url}good").text == "/good", cut
            assert client.in_use == 0 and client.pool.open_connections == 1
            assert sum(not stream.closed for stream in network.opened) == 1, cut
        assert all(stream.closed for stream in network.opened)


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("way", WAYS)
def test_bytes_that_come_one_by_one_are_the_same_answer(secure: Secure, way: str, most: int) -> None:
    journey = journeys(secure)[way]
    client, network = client_of(journey, secure, most)
    with client:
        for number in range(3):
            assert client.get(f"{journey.url}{number}").text == f"/{number}"
        assert len(network.opened) == 1
