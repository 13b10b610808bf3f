"""Rates around the exchange, on the script's clock."""

from __future__ import annotations

import asyncio
import time

import pytest

import antiphon
from antiphon import Rate, Retries, Timeouts
from antiphon.client.by_origin import ByOrigin
from antiphon.net.scripted import Accept, ReadThrough, Send

from ..clients import AsynchronousClient, ScriptedClient
from ..peers import OK, Peer, always, response

END_OF_HEAD = ReadThrough(b"\r\n\r\n")
URL = "http://192.0.2.1/"


def scripted(*answers: bytes, **settings: object) -> ScriptedClient:
    client = ScriptedClient(**settings)
    steps = [step for answer in answers for step in (END_OF_HEAD, Send(answer))]
    client.network.answer("192.0.2.1", 80, Accept(tuple(steps)))
    return client


def test_requests_wait_for_their_turn() -> None:
    client = scripted(*[OK] * 5, rate=Rate(2, burst=2))
    moments = []
    for _ in range(5):
        client.get(URL)
        moments.append(client.network.now())
    assert moments == [0, 0, 0.5, 1, 1.5]


def test_origins_have_turns_of_their_own() -> None:
    client = scripted(OK, OK, rate=Rate(1))
    client.network.answer("192.0.2.2", 80, Accept((END_OF_HEAD, Send(OK))))
    client.get(URL)
    client.get("http://192.0.2.2/")
    assert client.network.now() == 0


def test_a_turn_after_the_deadline_is_not_waited_for() -> None:
    client = scripted(OK, OK, rate=Rate(0.1))
    client.get(URL)
    with pytest.raises(antiphon.TotalTimeout, match="for its turn") as caught:
        client.get(URL, timeout=Timeouts(total=5))
    assert caught.value.unsent and client.network.now() == 0
    client.get(URL)
    assert client.network.now() == 10, "the turn that was not taken is not lost"


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_holds_the_origin_back(status: int) -> None:
    busy = response(b"", "Retry-After: 30", status=f"{status} Busy")
    client = scripted(busy, OK, OK, rate=Rate(100))
    assert client.get(URL).status_code == status
    client.get(URL)
    assert client.network.now() == 30
    client = scripted(busy, OK, rate=Rate(100), retries=Retries(backoff=0))
    assert client.get(URL).ok and client.network.now() == 30


def test_no_server_holds_back_for_ever() -> None:
    client = scripted(response(b"", "Retry-After: " + "9" * 30, status="429 X"), OK, rate=Rate(100, longest_hold=5))
    client.get(URL)
    client.get(URL)
    assert client.network.now() == 5


def test_tasks_go_in_order_at_the_rate() -> None:
    with Peer(always(OK)) as peer, AsynchronousClient(rate=Rate(200), timeout=5) as client:
        done: list[int] = []

        async def ask(number: int) -> None:
            await client.session.get(peer.url)
            done.append(number)

        async def ask_all() -> None:
            await asyncio.gather(*[ask(number) for number in range(10)])

        began = time.monotonic()
        client.run(ask_all())
        assert time.monotonic() - began >= 9 / 200 - 0.01
        assert [seen.target for seen in peer.requests] == ["/"] * 10 and sorted(done) == list(range(10))


def test_origins_that_do_not_matter_any_more_are_forgotten() -> None:
    table: ByOrigin[float] = ByOrigin(0.0, lambda until, now: until <= now)
    for number in range(10_000):
        table.keep(("http", f"h{number}", 80), number + 5.0, float(number))
    assert len(table) < 1100 and table.get(("http", "h9999", 80)) == 10_004 and table.get(("http", "x", 80)) == 0
