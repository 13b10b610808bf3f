"""When a stored response may be used without asking (RFC 9111 §4.2, §5): the rules, one row each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from .origin import Answer, Front, Line, status_of, storing_of

DAY = 86_400
YEAR = 365 * DAY


def cc(*values: str) -> list[Line]:
    return [("Cache-Control", value) for value in values]


def second_is(expected: str, fields: Sequence[Line], *, status: int = 200, after: float = 3.0) -> None:
    front = Front()
    first = front.ask(Answer(fields, status))
    assert status_of(first) == "miss" and first.status_code == status and first.content == b"content"
    second = front.ask(Answer(fields, status), after=after)
    assert second.status_code == status and second.content == b"content"
    # Without validator there is nothing to confirm: what is not used is fetched again.
    assert status_of(second) == expected and len(front.seen) == (1 if expected == "hit" else 2)


FRESH: list[list[Line]] = [
    cc("max-age=3600"),
    cc("max-age=2147483647"),
    cc("max-age=2147483648"),
    cc("max-age=2147483649"),
    cc("max-age=99999999999"),
    cc("max-age=" + "9" * 6000),
    cc("max-age=003600"),
    cc("MaX-aGe=3600"),
    cc('max-age="3600"'),
    cc("foobar, max-age=3600"),
    cc("foobar=1;x, max-age=3600"),
    cc(",,, ,max-age=3600,"),
    cc("private, max-age=3600"),
    cc('private="x-a", max-age=3600'),
    cc("public, max-age=3600"),
    cc("max-age=3600, must-revalidate"),
    cc("max-age=3600, proxy-revalidate"),
    cc("max-age=3600, immutable"),
    cc("max-age=3600, s-maxage=0"),
    cc("max-age=3600", "s-maxage=1"),
    cc("max-age=3600, max-age=1800"),
    cc("max-age=3600", "max-age=1800"),
    [*cc("max-age=3600"), ("Expires", -7200), ("Date", 0)],
    [*cc("max-age=3600"), ("Expires", "0"), ("Date", 0)],
    [*cc("max-age=3600"), ("Date", "yesterday")],
    [*cc("max-age=3600"), ("Age", "1800")],
    [*cc("max-age=3600"), ("Date", 7200)],
    [*cc("max-age=3600"), ("Pragma", "no-cache")],
    [*cc("max-age=3600"), ("Content-Disposition", "attachment")],
    [*cc("max-age=3600"), ("CDN-Cache-Control", "no-store"), ("Surrogate-Control", "no-store")],
    [("Expires", 30 * DAY), ("Date", 0)],
    [("Expires", 30), ("Date", "foo")],
    [("Expires", 30)],
    [("Expires", "Thu Aug  8 02:01:18 2050"), ("Date", 0)],
    [("Expires", "Thursday, 18-Aug-50 02:01:18 GMT"), ("Date", 0)],
    [("Last-Modified", -DAY), ("Date", 0)],
    [("Last-Modified", -DAY), ("Date", 0), ("Pragma", "no-cache")],
    [("Last-Modified", -3600)],
]


@pytest.mark.parametrize("fields", FRESH, ids=str)
def test_fresh_responses_are_used_rfc_9111_4_2(fields: list[Line]) -> None:
    second_is("hit", fields)


NOT_FRESH: list[list[Line]] = [
    [],
    cc("max-age=0"),
    cc("max-age=2"),
    cc("max-age=-3600"),
    cc("max-age='3600'"),
    cc("max-age =3600"),
    cc("max-age= 3600"),
    cc("max-age=3600.0"),
    cc("max-age=a3600"),
    cc("max-age=3600a"),
    cc('max-age=3600"1"'),
    cc("max-age"),
    cc("max-age="),
    cc('extension="max-age=3600", max-age=1'),
    cc('max-age=1, extension="max-age=3600"'),
    cc('extension="max-age=3600", max-age="1"'),
    cc('extension="\\", max-age=3600", max-age=1'),
    cc('max-age=3600, extension="no end'),
    cc("max-age=3600, max-age=1"),
    cc("max-age=1, max-age=3600"),
    cc("max-age=1", "max-age=3600"),
    cc("max-age=1, s-maxage=3600"),
    cc("s-maxage=3600"),
    [*cc("max-age=0"), ("Expires", 3600), ("Date", 0)],
    [*cc("max-age=3600"), ("Age", "7200"), ("Date", 0)],
    [*cc("max-age=3600"), ("Date", -7200)],
    [("Expires", -30 * DAY), ("Date", 0)],
    [("Expires", 0), ("Date", 0)],
    [("Expires", 300), ("Date", 400)],
    [("Expires", "0"), ("Date", 0)],
    [("Expires", 10), ("Date", -10), ("Age", "25")],
    [("Expires", 20), ("Date", 10), ("Age", "15")],
    [("Expires", 3600), ("Expires", -1)],
    [("Expires", 3600), ("Expires", "tomorrow")],
    [("CDN-Cache-Control", "max-age=3600")],
    [("Last-Modified", "long ago"), ("Date", 0)],
    *[
        [("Expires", text), ("Date", 0)]
        for text in (
            "Tue 19 Jan 2038 14:14:08 GMT",
            "THU, 18 Aug 2050 02:01:18 GMT",
            "Thu, 18 AUG 2050 02:01:18 GMT",
            "Thu, 18 Aug 2050 02:01:18 UTC",
            "Thu, 18 Aug 2050 02:01:18 AEST",
            "Thu, 18 Aug 50 02:01:18 GMT",
            "Thu, 18  Aug  2050 02:01:18 GMT",
            "Thu, 18-Aug-2050 02:01:18 GMT",
            "Thu, 18 Aug 2050 02.01.18 GMT",
            "Thu, 18 Aug 2050 2:01:18 GMT",
        )
    ],
]


@pytest.mark.parametrize("fields", NOT_FRESH, ids=str)
def test_what_is_stale_or_unreadable_is_fetched_again_rfc_9111_4_2_1(fields: list[Line]) -> None:
    second_is("miss", fields)


@pytest.mark.parametrize(
    "ages",
    [
        ["abc"],
        ["-7200"],
        ["7200.0"],
        ["0.0"],
        ["7200,0"],
        ["0,7200"],
        ["7200", "0"],
        ["0", "7200"],
        ["0, 0"],
        ["0", "0"],
        ["7200;foo=bar"],
        ["0;foo=1"],
        [""],
        ["1" + "0" * 20],
        ["9" * 6000],
        ["１"],
    ],
    ids=str,
)
def test_an_age_that_is_not_one_number_makes_a_response_stale_rfc_9111_5_1(ages: list[str]) -> None:
    lines: list[Line] = [("Age", age.encode("utf-8").decode("latin-1")) for age in ages]
    second_is("miss", [*cc("max-age=3600"), ("Date", 0), *lines])


# -- storing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        cc("no-store"),
        cc("No-StOrE"),
        [*cc("max-age=10000, no-store"), ("Expires", 10000), ("Date", 0)],
        cc("max-age=10000", "no-store"),
        cc('no-store="x", max-age=10000'),
        cc("no-store=0, max-age=10000"),
    ],
    ids=str,
)
def test_no_store_is_not_stored_rfc_9111_5_2_2_5(fields: list[Line]) -> None:
    front = Front()
    assert storing_of(front.ask(Answer([*fields, ("ETag", '"1"')]))) == "no-store" and len(front.cache) == 0


def test_must_understand_overrides_no_store_where_the_status_is_known_rfc_9111_5_2_2_3() -> None:
    known, unknown = Front(), Front()
    fields = cc("max-age=3600, must-understand, no-store")
    assert storing_of(known.ask(Answer(fields))) == "kept"
    assert storing_of(unknown.ask(Answer(fields, 599))) == "must-understand" and len(unknown.cache) == 0


@pytest.mark.parametrize(
    "status", [200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599]
)
def test_explicit_freshness_makes_every_final_status_storable_rfc_9111_3(status: int) -> None:
    second_is("hit", [("Expires", 100_000), ("Last-Modified", 0), ("Date", 0)], status=status)


@pytest.mark.parametrize("status", [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501])
def test_heuristics_apply_to_the_statuses_of_rfc_9110_15_1(status: int) -> None:
    second_is("hit", [("Last-Modified", -DAY), ("Date", 0)], status=status)


@pytest.mark.parametrize("status", [201, 202, 302, 303, 307, 400, 403, 500, 502, 503, 504, 599])
def test_heuristics_apply_to_no_other_status(status: int) -> None:
    second_is("miss", [("Last-Modified", -DAY), ("Date", 0)], status=status)
    second_is("hit", [("Last-Modified", -DAY), ("Date", 0), *cc("public")], status=status)


@pytest.mark.parametrize(
    ("modified", "lifetime"), [(-10, 1.0), (-600, 60.0), (-DAY, 8640.0), (-YEAR, 86_400.0), (100, 0.0)]
)
def test_a_heuristic_is_a_tenth_and_a_day_at_most_rfc_9111_4_2_2(modified: int, lifetime: float) -> None:
    fields: list[Line] = [("Last-Modified", modified), ("Date", 0)]
    if lifetime:
        second_is("hit", fields, after=lifetime - 0.5)
    front = Front()
    front.ask(Answer(fields))
    assert status_of(front.ask(Answer(fields), after=lifetime + 0.5)) == "miss"


@pytest.mark.parametrize("status", [206, 304])
def test_parts_are_not_stored_rfc_9111_3_3(status: int) -> None:
    front = Front()
    assert storing_of(front.ask(Answer([*cc("max-age=3600"), ("Content-Range", "bytes 0-1/2")], status))) == "partial"
    assert len(front.cache) == 0


def test_content_beyond_the_limit_is_not_stored() -> None:
    from antiphon import Cache

    front = Front(Cache(max_content=6))
    front.ask(Answer(cc("max-age=3600"), content=b"1234567"))
    assert len(front.cache) == 0
    front.ask(Answer(cc("max-age=3600"), content=b"123456"))
    assert len(front.cache) == 1


# -- age -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "age"),
    [
        ([], 5),
        ([("Age", "30")], 35),
        ([("Date", -40)], 45),
        ([("Date", 40)], 5),
        ([("Date", -40), ("Age", "30")], 45),
        ([("Date", -20), ("Age", "30")], 35),
    ],
    ids=str,
)
def test_a_used_response_has_its_age_and_its_own_date_rfc_9111_4_2_3(fields: list[Line], age: int) -> None:
    front = Front()
    first = front.ask(Answer([*cc("max-age=600"), *fields]))
    hit = front.ask(after=5.5)
    assert hit.headers.get_all("age") == [str(age)] and hit.cache is not None
    assert hit.cache.age == age + 0.5 and hit.cache.lifetime == 600.0
    assert "date" not in first.headers or hit.headers["date"] == first.headers["date"]
    assert front.ask(after=1.0).headers["age"] == str(age + 1)


def test_a_clock_set_back_makes_what_is_stored_stale() -> None:
    front = Front()
    front.ask(Answer(cc("max-age=600")))
    assert status_of(front.ask(Answer(), after=-3600.0)) == "miss"


# -- no-cache with fields ------------------------------------------------------------------------------------------


def test_fields_named_by_no_cache_are_not_used_again_rfc_9111_5_2_2_4() -> None:
    front = Front()
    fields: list[Line] = [*cc('no-cache="A, b", max-age=3600'), ("a", "1"), ("b", "2"), ("c", "3")]
    assert front.ask(Answer(fields)).headers["a"] == "1"
    hit = front.ask()
    assert status_of(hit) == "hit" and "a" not in hit.headers and "b" not in hit.headers and hit.headers["c"] == "3"


def test_a_no_cache_that_names_what_rules_the_cache_leaves_it() -> None:
    front = Front()
    front.ask(Answer(cc('no-cache="cache-control, vary, date", max-age=3600')))
    assert "max-age" in front.ask().headers["cache-control"]


@pytest.mark.parametrize(
    "value", ["max-age=10000, no-cache", "max-age=10000, No-CaChE", 'max-age=9, no-cache=""', "no-cache=, max-age=9"]
)
def test_no_cache_asks_each_time_rfc_9111_5_2_2_4(value: str) -> None:
    front = Front()
    front.ask(Answer([*cc(value), ("ETag", '"abcd"')]))
    confirmed = front.ask(Answer([("ETag", '"abcd"')], 304))
    assert status_of(confirmed) == "revalidated" and front.sent("if-none-match") == '"abcd"'
    assert confirmed.status_code == 200 and confirmed.content == b"content"


# -- fields of the connection --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Connection",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Transfer-Encoding",
        "Upgrade",
    ],
)
def test_fields_of_the_connection_are_not_stored_rfc_9111_3_1(name: str) -> None:
    front = Front()
    front.ask(Answer([*cc("max-age=3600"), (name, "x-hop"), ("Connection", "X-Named"), ("X-Named", "1")]))
    hit = front.ask()
    assert name not in hit.headers and "x-named" not in hit.headers and status_of(hit) == "hit"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Test-Header", "a"),
        ("X-Content-Foo", "a"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "7"),
        ("Content-Location", "/bar"),
        ("Content-MD5", "rL0Y20zC+Fzt72VPzMSk2A=="),
        ("Content-Security-Policy", "default-src 'self'"),
        ("Content-Type", "text/plain;charset=utf-8"),
        ("Clear-Site-Data", '"cookies"'),
        ("ETag", '"ghijkl"'),
        ("Expires", "Mon, 11 Jan 2038 11:11:11 GMT"),
        ("Set-Cookie", "a=c"),
        ("X-Frame-Options", "deny"),
    ],
)
def test_all_other_fields_are_stored_as_received_rfc_9111_3_1(name: str, value: str) -> None:
    front = Front()
    front.ask(Answer([*cc("max-age=3600"), (name, value)]))
    assert front.ask().headers.get_all(name) == [value]


def test_a_connection_field_cannot_take_away_what_rules_the_cache() -> None:
    front = Front()
    front.ask(Answer([*cc("max-age=2"), ("Connection", "Cache-Control, Date, Vary"), ("Vary", "X"), ("Date", 0)]))
    assert status_of(front.ask(Answer(), fields=[("X", "1")])) == "miss"
    assert status_of(front.ask(Answer(), after=3.0)) == "miss"
