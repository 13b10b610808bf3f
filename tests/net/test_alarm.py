"""One timer for many waits: each ends at its own moment, and a wait that is over leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from antiphon.net.asynchronous import alarm as module
from antiphon.net.asynchronous.alarm import Alarm


class Timer:
    """A timer of a loop that never rings by itself."""

    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        self.seconds = seconds
        self.ring = ring
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """A loop whose clock the test sets. It keeps its timers in the order of their making."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []
        self.now = 1000.0

    def call_later(self, seconds: float, ring: Callable[[], None]) -> Timer:
        self.timers.append(Timer(seconds, ring))
        return self.timers[-1]

    def ring(self, now: float) -> None:
        self.now = now
        self.timers[-1].ring()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    loop = Loop()
    monkeypatch.setattr(module, "monotonic", lambda: loop.now)
    return loop


@pytest.fixture
def alarm(loop: Loop) -> Alarm:
    return Alarm(loop)  # type: ignore[arg-type]


@pytest.fixture
def real_loop() -> Iterator[asyncio.AbstractEventLoop]:
    real = asyncio.new_event_loop()
    yield real
    real.close()


def test_many_waits_share_one_timer(loop: Loop, alarm: Alarm, real_loop: asyncio.AbstractEventLoop) -> None:
    for _ in range(100):
        future = real_loop.create_future()
        alarm.add(future, 30.0)
        loop.now += 0.001
        alarm.remove(future)
    assert [timer.seconds for timer in loop.timers] == [30.0]


def test_each_wait_ends_at_its_own_moment(loop: Loop, alarm: Alarm, real_loop: asyncio.AbstractEventLoop) -> None:
    early, late = real_loop.create_future(), real_loop.create_future()
    alarm.add(late, 5.0)
    alarm.add(early, 2.0)
    assert loop.timers[0].cancelled and loop.timers[1].seconds == 2.0
    loop.ring(1002.0)
    assert early.done() and not late.done()
    assert loop.timers[2].seconds == 3.0
    loop.ring(1005.0)
    assert late.done()


def test_a_timer_that_rings_too_early_is_set_anew(
    loop: Loop, alarm: Alarm, real_loop: asyncio.AbstractEventLoop
) -> None:
    future = real_loop.create_future()
    alarm.add(future, 2.0)
    loop.ring(1001.5)
    assert not future.done()
    assert loop.timers[-1].seconds == 0.5


def test_a_timer_without_waits_is_not_set_anew_until_there_is_one(
    loop: Loop, alarm: Alarm, real_loop: asyncio.AbstractEventLoop
) -> None:
    future = real_loop.create_future()
    alarm.add(future, 2.0)
    future.set_result(None)
    alarm.remove(future)
    loop.ring(1002.0)
    assert len(loop.timers) == 1
    later = real_loop.create_future()
    alarm.add(later, 2.0)
    loop.ring(1004.0)
    assert later.done()


def test_a_wait_that_was_cancelled_and_not_yet_removed_is_left_alone(
    loop: Loop, alarm: Alarm, real_loop: asyncio.AbstractEventLoop
) -> None:
    future = real_loop.create_future()
    alarm.add(future, 1.0)
    future.cancel()
    loop.ring(1001.0)
    assert future.cancelled()
    alarm.remove(future)
