"""Many clients at once: no change is lost, and no answer is half of one (RFC 9110 §13.1.1, RFC 5789 §2)."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing.connection import Connection

import pytest

from .conftest import serving
from .places import Place
from .wire import JSON_PATCH, Wire

CLIENTS, CHANGES = 20, 3


def add_one(wire: Wire) -> int:
    """Add one to the counter, as often as it takes; return how often it took."""
    for attempt in range(1, 1000):
        read = wire.get("/counters/1")
        answer = wire.patch("/counters/1", {"count": read.json["count"] + 1}, if_match=read.etag)
        if answer.status == 200:
            return attempt
        assert answer.status == 412
        assert answer.etag != read.etag
    raise AssertionError("never was the first")


def count_together(wires: list[Wire], clients: int, changes: int) -> None:
    """Let `clients`, spread over `wires`, add one `changes` times each, and check the sum."""

    def work(number: int) -> None:
        for _ in range(changes):
            add_one(wires[number % len(wires)])

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))
    for wire in wires:
        assert wire.get("/counters/1").json["count"] == clients * changes


def test_no_change_is_lost(api: Wire) -> None:
    count_together([api], CLIENTS, CHANGES)


def test_a_json_patch_that_tests_is_as_good_as_if_match(api: Wire) -> None:
    def work(_: int) -> None:
        for _ in range(1000):
            count = api.get("/counters/1").json["count"]
            operations = [
                {"op": "test", "path": "/count", "value": count},
                {"op": "replace", "path": "/count", "value": count + 1},
            ]
            status = api.patch("/counters/1", operations, content_type=JSON_PATCH).status
            if status == 200:
                return
            assert status == 409
        raise AssertionError("never was the first")

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(work, range(10)))
    assert api.get("/counters/1").json["count"] == 10


def test_of_many_that_create_one_does(api: Wire) -> None:
    put = partial(api.put, "/labels/new", if_none_match="*")
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda number: put({"text": str(number)}), range(CLIENTS)))
    assert sorted(answer.status for answer in answers) == [201] + [412] * (CLIENTS - 1)
    (created,) = (answer for answer in answers if answer.status == 201)
    assert api.get("/labels/new").json == created.json


def test_of_many_that_take_a_value_one_does(api: Wire) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda number: api.post("/sort", {"id": number, "limit": "same"}), range(100, 120)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * (CLIENTS - 1)


def test_of_many_that_put_unconditionally_one_creates(api: Wire) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda number: api.put("/labels/new", {"text": str(number)}), range(CLIENTS)))
    assert {answer.status for answer in answers} <= {200, 201}
    assert [answer.status for answer in answers].count(201) == 1


def test_of_many_that_delete_one_does(api: Wire) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda _: api.delete("/labels/plain"), range(CLIENTS)))
    assert sorted(answer.status for answer in answers) == [204] + [404] * (CLIENTS - 1)


def test_a_change_that_is_refused_takes_no_other_with_it(api: Wire) -> None:
    def work(number: int) -> int:
        if number % 3 == 0:
            return api.post("/late", {"of": 99}).status
        if number % 3 == 1:
            return api.post("/sort", {"limit": "one"}).status
        return api.post("/labels", {"key": f"new {number}"}).status

    with ThreadPoolExecutor(CLIENTS) as pool:
        statuses = list(pool.map(work, range(60)))
    assert statuses == [422, 409, 201] * 20
    assert len(api.get("/labels?key[starts]=new").json) == 20


def test_a_reference_and_its_end_never_both_come_through(api: Wire) -> None:
    def work(number: int) -> int:
        if number % 2:
            return api.delete("/numbers/2").status
        return api.post("/late", {"of": 2}).status

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(work, range(16)))
    assert set(statuses) <= {201, 204, 404, 409, 422}
    rows = api.get("/late?of=2").json
    assert (api.get("/numbers/2").status == 200) if rows else True
    assert len(rows) == statuses.count(201)


# -- several processes -------------------------------------------------------------------------------------------------


def _serve(place: Place, pipe: Connection) -> None:
    with serving(place) as wire:
        pipe.send(wire.port)
        pipe.recv()


@contextmanager
def process_serving(place: Place) -> Iterator[Wire]:
    """A process of its own that serves `place`."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(place, there))
    process.start()
    try:
        assert here.poll(30), "the server did not start"
        yield Wire(here.recv())
        here.send("end")
        process.join(30)
        assert process.exitcode == 0
    finally:
        process.kill()
        process.join()
        here.close()
        there.close()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def test_two_processes_on_one_database_lose_no_change_and_show_no_old_state(
    kind: str, request: pytest.FixtureRequest
) -> None:
    place: Place = request.getfixturevalue(f"{kind}_place")
    place.renew()
    with ExitStack() as stack:
        wires = [stack.enter_context(process_serving(place)) for _ in range(2)]
        count_together(wires, 6, 3)
        for count in range(10):
            written = wires[count % 2].patch("/counters/1", {"count": 1000 + count})
            for wire in wires:
                read = wire.get("/counters/1")
                assert (read.json["count"], read.etag) == (1000 + count, written.etag)
                assert wire.get("/counters").json[0]["count"] == 1000 + count
