"""Connections that end or reset at any byte, over real sockets: no descriptor stays open, no answer is another's."""

from __future__ import annotations

import os

import pytest

import antiphon

from ...net.worlds import open_sockets
from ..clients import Client
from ..conftest import NewClient, Secure
from .parties import Cut, Ending
from .ways import WAYS, Relay, echo, way_to

CUTS = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 12


@pytest.mark.parametrize("ending", [Ending.END, Ending.RESET], ids=lambda ending: ending.value)
@pytest.mark.parametrize("way", WAYS)
def test_a_connection_cut_at_any_byte(new_client: NewClient, secure: Secure, way: str, ending: Ending) -> None:
    relay = Relay()
    with way_to(way, secure, echo, relay=relay) as there:
        client = new_client(**there.settings)
        for number in range(2):
            assert client.get(f"{there.url}{number}").text == f"/{number}"
        let_go(client)
        client.until(lambda: relay.heard > 0)
        before = open_sockets()
        for cut in cuts(relay, ending):
            relay.cuts.append(cut)
            for number in range(2):
                try:
                    assert client.get(f"{there.url}{number}").text == f"/{number}", cut
                except antiphon.RequestError as error:
                    assert not isinstance(error, antiphon.Timeout), cut
            # Signatures differ in length by some bytes, so the last cuts may lie behind the second exchange.
            let_go(client)
            assert client.get(f"{there.url}good").text == "/good"
            let_go(client)
        client.until(lambda: open_sockets() <= before)


def let_go(client: Client) -> None:
    """Close the connection that rests, if there is one; there is no other."""
    assert client.in_use == 0 and client.pool.idle_connections <= 1
    if client.pool.idle_connections:
        connection = client.idle()
        client.pool.discard(client.pool.take_idle(connection.key, connection.idle_since))


def cuts(relay: Relay, ending: Ending) -> list[Cut]:
    """Return cuts spread over all that two exchanges say and hear, the last bytes of each included."""
    found = []
    for total, is_said in ((relay.said, True), (relay.heard, False)):
        step = max(1, total // CUTS)
        found += [Cut(ending, said=at) if is_said else Cut(ending, heard=at) for at in range(step, total, step)]
    return found


@pytest.mark.parametrize("way", WAYS)
def test_bytes_that_come_one_by_one(new_client: NewClient, secure: Secure, way: str) -> None:
    with way_to(way, secure, echo, relay=Relay(most=1)) as there:
        client = new_client(**there.settings)
        for number in range(2):
            assert client.get(f"{there.url}{number}").text == f"/{number}"
