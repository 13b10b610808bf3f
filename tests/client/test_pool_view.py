"""The pool, shown and served in turn."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import dataclass

import pytest

import antiphon
from antiphon import PoolLimits
from antiphon.client.pool import Pool, Ticket, Usage

from .clients import BlockingClient, Client
from .conftest import NewClient, Secure
from .peers import OK, Peer, always, response


def test_what_it_shows(new_client: NewClient, secure: Secure) -> None:
    client = new_client(limits=PoolLimits(connections=7))
    with Peer(always(response(bytes(500_000)))) as peer, Peer(always(OK), tls=secure.context) as other:
        held = client.get(peer.url, stream=True)
        client.get(peer.url)
        for verify in (secure.root, False):
            client.get(other.at("a.test"), verify=verify)
        view = client.session.pool
        origins = {f"http://127.0.0.1:{peer.port}": Usage(2, 1), f"https://a.test:{other.port}": Usage(2, 2)}
        assert view.limit == 7 and view.total == Usage(4, 3) and view.total.in_use == 1 and view.origins == origins
        assert repr(view).startswith("<PoolView 4 open (1 in use, 3 idle), 0 waiting, limit 7>\n  http://127.0.0.1:")
        client.drop(held)
        assert client.session.pool.total == Usage(3, 3)
    client.session._engine.close()
    assert client.session.pool.total == Usage() and not client.session.pool.origins


def test_who_waits_is_shown() -> None:
    with Peer(always(response(bytes(500_000)))) as peer, BlockingClient(limits=PoolLimits(connections=1)) as client:
        held = client.get(peer.url, stream=True)
        waiting = threading.Thread(target=lambda: client.get(peer.url))
        waiting.start()
        client.until(lambda: client.session.pool.total.waiting == 1)
        assert client.session.pool.total == Usage(1, 0, 1)
        client.drop(held)
        waiting.join(10)
        assert client.session.pool.total == Usage(1, 1)


def test_a_failure_to_connect_leaves_no_trace(client: Client) -> None:
    for _ in range(3):
        with pytest.raises(antiphon.ConnectionError):
            client.get("http://127.0.0.1:1/", timeout=1)
        assert client.session.pool.total == Usage()


# -- the plan of the pool ------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Member:
    key: str
    idle_since: float = 0.0
    is_closed: bool = False

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = True

    def forsake(self) -> None:
        self.is_closed = True


class Nobody:
    async def wait(self, limit: float | None) -> bool:
        return False

    def wake(self) -> None:
        """Wake nobody."""


def pool_of(connections: int) -> Pool[Member]:
    return Pool(PoolLimits(connections=connections), nullcontext())


def ask(pool: Pool[Member], key: str) -> Ticket[Member]:
    return pool.reserve(key, Nobody)


def test_a_connection_goes_to_the_first_who_waits_for_its_key() -> None:
    pool = pool_of(1)
    assert ask(pool, "a").granted
    tickets = [ask(pool, key) for key in ("b", "a", "a")]
    member = Member("a")
    pool.release(member)
    assert [ticket.granted for ticket in tickets] == [False, True, False] and tickets[1].connection is member
    pool.discard(member)
    assert tickets[0].granted and tickets[0].connection is None and not tickets[2].granted
    pool.give_up(tickets[2])
    pool.give_up(tickets[0])
    assert pool.open_connections == 0 and not pool._queue and pool.usage() == {}


def test_nobody_is_overtaken_for_ever() -> None:
    pool = pool_of(1)
    ask(pool, "busy")
    other = ask(pool, "other")
    member = Member("busy")
    turns = 0
    while not other.granted:
        turns += 1
        ask(pool, "busy")
        pool.release(member)
    assert member.is_closed and 10 < turns < 200


def test_the_one_that_rested_longest_makes_room() -> None:
    pool = pool_of(3)
    members = [Member(key, idle_since=since) for since, key in enumerate("abc")]
    for member in members:
        ask(pool, member.key)
    for member in members:
        pool.release(member)
    assert pool.take_idle("a", 5.0) is members[0]
    members[0].idle_since = 5.0
    pool.release(members[0])
    for number, closed in enumerate([[False, True, False], [False, True, True], [True, True, True]]):
        assert ask(pool, f"new{number}").granted and [member.is_closed for member in members] == closed
    assert pool.open_connections == 3 and not ask(pool, "new").granted
