"""Which of many requests go when, without anything going anywhere."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.client.plan import Plan, tls_settings
from antiphon.client.request import Request
from antiphon.client.response import Response
from antiphon.client.schedule import Job, Schedule
from antiphon.client.timeouts import UNTIMED
from antiphon.semantics.url import url_of

PLAN = Plan(timeouts=UNTIMED, tls=tls_settings(True, None))


def job(index: int, host: str) -> Job:
    return Job(index, Request("GET", url_of(f"http://{host}/"), None), PLAN)


@given(
    at_once=st.integers(1, 5),
    per_origin=st.none() | st.integers(1, 3),
    ordered=st.booleans(),
    hosts=st.lists(st.sampled_from("abc"), max_size=40),
    data=st.data(),
)
def test_all_run_once_within_the_bounds(
    at_once: int, per_origin: int | None, ordered: bool, hosts: list[str], data: st.DataObject
) -> None:
    schedule = Schedule(at_once, per_origin, ordered=ordered)
    jobs = [job(index, host) for index, host in enumerate(hosts)]
    coming = list(jobs)
    running: list[Job] = []
    results: list[Response | Exception] = []
    while True:
        while coming and schedule.has_room:
            schedule.add(coming.pop(0))
        running += schedule.startable()
        known = len(jobs) - len(coming) - len(results)
        assert len(running) <= at_once and known <= 2 * at_once
        for host in "abc":
            assert sum(one.request.url.host == host for one in running) <= (per_origin or at_once)
        results += schedule.results()
        if coming and schedule.has_room:
            continue
        if not running:
            break
        ended = running.pop(data.draw(st.integers(0, len(running) - 1)))
        schedule.finish(ended, IndexError(ended.index))
    assert not coming and schedule.is_empty
    indexes = [result.args[0] for result in results if isinstance(result, IndexError)]
    assert sorted(indexes) == list(range(len(jobs))) and (not ordered or indexes == sorted(indexes))


@pytest.mark.parametrize("bounds", [(0, None), (-1, None), (1, 0), ("1", None), (1, 1.5)], ids=str)
def test_bounds_that_let_nothing_run_are_refused(bounds: tuple[Any, Any]) -> None:
    with pytest.raises(ValueError, match="has to be int > 0"):
        Schedule(*bounds, ordered=True)
