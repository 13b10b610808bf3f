"""Limits of rate (RFC 6585 §4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import UsageError
from antiphon.rest.access.principal import ANYBODY, Principal
from antiphon.rest.access.rate import Rate, RateLimit, address_of, client_of, rate_of
from antiphon.rest.refusal import Refusal

from .conftest import SECOND, Clock, request


@pytest.mark.parametrize(
    ("text", "rate"),
    [("100/60s", Rate(100, 60)), ("1000/1h", Rate(1000, 3600)), ("10/s", Rate(10, 1)), ("5/2m", Rate(5, 120))],
)
def test_a_rate_is_read(text: str, rate: Rate) -> None:
    assert rate_of(text) == rate


@pytest.mark.parametrize(
    "text", ["", "100", "0/s", "10/0s", "-1/s", "1/60", "1.5/s", "10/1d", "10 / s", "9" * 20 + "/s"]
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        rate_of(text)
    assert refused.value.fault.code == "rate-syntax"


def test_a_whole_quota_may_come_at_once_and_no_more(clock: Clock) -> None:
    limit = RateLimit(Rate(7, 3), clock)
    assert [limit.take("a").remaining for _ in range(7)] == [6, 5, 4, 3, 2, 1, 0]
    assert not limit.take("a").allowed and limit.take("b").allowed


def test_one_more_is_there_after_its_part_of_the_window(clock: Clock) -> None:
    limit = RateLimit(Rate(2, 60), clock)
    limit.take("a"), limit.take("a")
    refused = limit.take("a")
    assert (refused.allowed, refused.seconds) == (False, 30)
    clock.pass_seconds(29.5)
    assert limit.take("a").seconds == 1
    clock.pass_seconds(0.5)
    assert limit.take("a").allowed and not limit.take("a").allowed
    clock.pass_seconds(60)
    assert limit.take("a").remaining == 1


def test_the_fields_tell_what_is_left(clock: Clock) -> None:
    limit = RateLimit(Rate(100, 60), clock)
    assert limit.check("a") == (
        (b"ratelimit-policy", b'"default";q=100;w=60'),
        (b"ratelimit", b'"default";r=99;t=1'),
    )


def test_too_many_are_429_with_when_to_come_again_rfc6585_4(clock: Clock) -> None:
    limit = RateLimit(Rate(1, 60), clock)
    limit.check("a")
    clock.pass_seconds(48)
    with pytest.raises(Refusal) as refused:
        limit.check("a")
    assert refused.value.fault.status == 429
    assert refused.value.fields == (
        ("Retry-After", "12"),
        ("RateLimit-Policy", '"default";q=1;w=60'),
        ("RateLimit", '"default";r=0;t=12'),
    )
    assert "12 seconds" in str(refused.value)


def test_a_wait_that_is_told_is_enough(clock: Clock) -> None:
    limit = RateLimit(Rate(3, 10), clock)
    for _ in range(20):
        taken = limit.take("a")
        if not taken.allowed:
            clock.pass_seconds(taken.seconds)
            assert limit.take("a").allowed


@given(st.integers(1, 20), st.integers(1, 20), st.lists(st.integers(0, 5 * SECOND), max_size=60))
def test_no_window_has_more_than_twice_the_quota(quota: int, window: int, pauses: list[int]) -> None:
    clock = Clock()
    limit = RateLimit(Rate(quota, window), clock)
    allowed = []
    for pause in pauses:
        clock.time += pause
        taken = limit.take("a")
        assert 0 <= taken.remaining < quota and taken.wait > 0
        if taken.allowed:
            allowed.append(clock.time)
    elapsed = sum(pauses[1:])
    assert len(allowed) <= quota + elapsed // limit.rate.interval


def test_memory_has_a_limit(clock: Clock) -> None:
    limit = RateLimit(Rate(1, 60), clock, most_clients=3)
    for number in range(10):
        limit.take(str(number))
    assert [limit.take(str(number)).allowed for number in (9, 8)] == [False, False]
    assert len(limit._due) <= 3


def test_who_has_a_whole_quota_again_is_forgotten(clock: Clock) -> None:
    limit = RateLimit(Rate(10, 1), clock)
    for number in range(100):
        limit.take(str(number))
    clock.pass_seconds(10)
    for _ in range(60):
        limit.take("x")
    assert list(limit._due) == ["x"]


def test_users_are_counted_by_name_and_others_by_address() -> None:
    assert client_of(request(), Principal("alice")) == "user alice"
    assert client_of(request(client="192.0.2.7"), ANYBODY) == "192.0.2.7"


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        (None, ""),
    ],
)
def test_an_ipv6_network_is_one_client(client: str | None, counted: str) -> None:
    assert address_of(request(client=client)) == counted
