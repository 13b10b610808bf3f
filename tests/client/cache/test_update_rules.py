"""How stored responses are confirmed, updated and made invalid (RFC 9111 §3.2, §4.3, §4.4)."""

from __future__ import annotations

import pytest

from antiphon.client.cache.decision import CacheStatus
from antiphon.faults import ConnectionError
from antiphon.faults.connection import CONNECTION_RESET

from .origin import URL, Answer, Breaking, Front, Line, reason_of, status_of

SHORT: Line = ("Cache-Control", "max-age=2")
LONG: Line = ("Cache-Control", "max-age=1000")
FRESH: list[Line] = [("Expires", 100_000), ("Last-Modified", 0), ("Date", 0)]


# -- validators ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "none_match", "modified_since"),
    [
        ([("ETag", '"abcdef"')], '"abcdef"', None),
        ([("ETag", 'W/"abcdef"')], 'W/"abcdef"', None),
        ([("ETag", "abcdef")], "abcdef", None),
        ([("ETag", '"ü"')], '"ü"', None),
        ([("Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT")], None, "Wed, 01 Jan 2020 00:00:00 GMT"),
        ([("Last-Modified", "Wednesday, 01-Jan-20 00:00:00 GMT")], None, "Wednesday, 01-Jan-20 00:00:00 GMT"),
        (
            [("ETag", '"1"'), ("Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT")],
            '"1"',
            "Wed, 01 Jan 2020 00:00:00 GMT",
        ),
        ([("ETag", '"1"'), ("Last-Modified", "whenever")], '"1"', None),
        ([], None, None),
        ([("ETag", '"1"'), ("ETag", '"2"')], None, None),
        ([("ETag", "")], None, None),
    ],
    ids=str,
)
def test_validators_go_back_as_they_came_rfc_9111_4_3_1(
    fields: list[Line], none_match: str | None, modified_since: str | None
) -> None:
    front = Front()
    front.ask(Answer([SHORT, *fields]))
    front.ask(Answer([SHORT, *fields]), after=3.0)
    assert (front.sent("if-none-match"), front.sent("if-modified-since")) == (none_match, modified_since)


def test_the_requests_own_fields_go_with_the_question_rfc_9111_4_3_1() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"'), ("Vary", "Abc")]), fields=[("Abc", "123")])
    front.ask(Answer([], 304), fields=[("Abc", "123")], after=3.0)
    assert front.sent("abc") == "123" and front.sent("if-none-match") == '"1"'


def test_another_variant_is_not_asked_about() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"'), ("Vary", "Abc")]), fields=[("Abc", "123")])
    front.ask(Answer([SHORT]), fields=[("Abc", "456")])
    assert front.sent("if-none-match") is None


# -- 304 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Test-Header",
        "X-Test-Header",
        "Content-Foo",
        "Content-Location",
        "Content-Security-Policy",
        "Content-Type",
        "Clear-Site-Data",
        "Expires",
        "Set-Cookie",
        "X-Frame-Options",
    ],
)
def test_a_304_updates_fields_rfc_9111_3_2(name: str) -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"'), (name, "old"), ("Kept", "1")]))
    confirmed = front.ask(Answer([LONG, ("ETag", '"1"'), (name, "new"), ("Added", "2")], 304), after=3.0)
    later = front.ask(after=3.0)
    assert (status_of(confirmed), status_of(later)) == ("revalidated", "hit")
    for got in (confirmed, later):
        assert got.status_code == 200 and got.content == b"content" and got.headers.get_all(name) == ["new"]
        assert got.headers["kept"] == "1" and got.headers["added"] == "2"
        assert got.headers["cache-control"] == "max-age=1000"


@pytest.mark.parametrize(
    "name", ["Content-Encoding", "Content-Length", "Content-MD5", "Content-Range", "Content-Digest"]
)
def test_a_304_does_not_update_what_is_about_the_content_rfc_9111_3_2(name: str) -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"'), (name, "old")]))
    confirmed = front.ask(Answer([LONG, (name, "new")], 304), after=3.0)
    assert confirmed.headers.get_all(name) == ["old"] and front.ask().headers.get_all(name) == ["old"]


@pytest.mark.parametrize(
    ("stored", "newer", "is_updated"),
    [
        ([("ETag", '"a"')], [("ETag", '"a"')], True),
        ([("ETag", 'W/"a"')], [("ETag", '"a"')], True),
        ([("ETag", '"a"')], [("ETag", 'W/"a"')], True),
        ([("ETag", '"a"')], [], True),
        ([("ETag", '"a"')], [("ETag", '"b"')], False),
        ([("ETag", '"a"')], [("ETag", 'W/"b"')], False),
        ([("ETag", "a")], [("ETag", "a")], True),
        ([("ETag", "a")], [("ETag", '"a"')], False),
        ([("Last-Modified", -9000)], [], True),
        ([("Last-Modified", -9000)], [("Last-Modified", -8997)], False),
        ([("Last-Modified", -9000)], [("Last-Modified", -9003)], True),
        ([("Last-Modified", -9000)], [("ETag", '"new"')], False),
    ],
    ids=str,
)
def test_a_304_updates_only_what_it_is_about_rfc_9111_4_3_4(
    stored: list[Line], newer: list[Line], is_updated: bool
) -> None:
    front = Front()
    front.ask(Answer([SHORT, *stored, ("Test", "old")]))
    confirmed = front.ask(Answer([LONG, *newer, ("Test", "new")], 304), after=3.0)
    assert status_of(confirmed) == "revalidated" and confirmed.content == b"content"
    assert reason_of(confirmed) == ("not-modified" if is_updated else "not-modified-otherwise")
    assert confirmed.headers["test"] == ("new" if is_updated else "old")
    assert confirmed.headers.get("etag") == next((value for name, value in stored if name == "ETag"), None)
    assert status_of(front.ask(Answer([], 304))) == ("hit" if is_updated else "revalidated")


def test_a_304_without_date_and_age_starts_a_new_age() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"'), ("Date", -100), ("Age", "100")]))
    confirmed = front.ask(Answer([LONG], 304), after=5.0)
    assert "age" not in confirmed.headers and confirmed.headers["date"] == "Fri, 15 Jan 2027 08:00:05 GMT"
    assert front.ask(after=10.0).headers["age"] == "10"


def test_a_304_that_says_no_store_ends_the_storing() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"')]))
    confirmed = front.ask(Answer([("Cache-Control", "no-store")], 304), after=3.0)
    assert confirmed.content == b"content" and len(front.cache) == 0


def test_a_304_may_change_what_the_response_varies_by() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"'), ("Vary", "A")]), fields=[("A", "1"), ("B", "1")])
    front.ask(Answer([LONG, ("Vary", "B")], 304), fields=[("A", "1"), ("B", "1")], after=3.0)
    assert len(front.cache) == 1 and status_of(front.ask(fields=[("A", "2"), ("B", "1")])) == "hit"


def test_a_304_may_forbid_fields() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"'), ("Secret", "1")]))
    front.ask(Answer([("Cache-Control", 'max-age=100, no-cache="secret"')], 304), after=3.0)
    assert "secret" not in front.ask().headers


def test_a_new_response_replaces_the_stored_one() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"')], content=b"old"))
    front.ask(Answer([LONG, ("ETag", '"2"')], content=b"new"), after=3.0)
    assert front.ask().content == b"new" and len(front.cache) == 1


@pytest.mark.parametrize(("status", "is_left"), [(200, False), (404, False), (403, False), (500, True), (503, True)])
def test_an_answer_that_is_not_stored_ends_what_was_stored_unless_it_is_an_error(status: int, is_left: bool) -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"')]))
    front.ask(Answer([("Cache-Control", "no-store")], status), after=3.0)
    assert len(front.cache) == is_left


def test_an_unasked_304_is_passed_on() -> None:
    got = Front().ask(Answer([], 304))
    assert got.status_code == 304 and status_of(got) == "miss"


# -- HEAD ----------------------------------------------------------------------------------------------------------


def test_head_is_answered_from_a_stored_get_rfc_9110_9_3_2() -> None:
    front = Front()
    front.ask(Answer([LONG, ("Content-Length", "7")]))
    got = front.ask(method="HEAD")
    assert status_of(got) == "hit" and got.content == b"" and got.headers["content-length"] == "7"


def test_a_response_to_head_is_not_stored() -> None:
    front = Front()
    front.ask(Answer([LONG]), method="HEAD")
    got = front.ask(Answer([LONG]), method="HEAD")
    assert status_of(got) == "miss" and reason_of(got) == "head" and len(front.cache) == 0


@pytest.mark.parametrize(
    ("stored", "head", "is_updated"),
    [
        ([], [], True),
        ([("ETag", '"1"')], [("ETag", '"1"')], True),
        ([("ETag", '"1"')], [], True),
        ([("ETag", '"1"')], [("ETag", '"2"')], False),
        ([], [("ETag", '"2"')], False),
        ([("Last-Modified", -90)], [("Last-Modified", -90)], False),
        ([("Content-Length", "7")], [("Content-Length", "7")], True),
        ([("Content-Length", "7")], [("Content-Length", "8")], False),
    ],
    ids=str,
)
def test_a_response_to_head_updates_or_ends_the_stored_get_rfc_9111_4_3_5(
    stored: list[Line], head: list[Line], is_updated: bool
) -> None:
    front = Front()
    front.ask(Answer([SHORT, *stored, ("Test", "1"), ("Kept", "1")]))
    got = front.ask(Answer([LONG, *head, ("Test", "2")]), method="HEAD", after=3.0)
    assert front.seen[-1].method == "HEAD" and status_of(got) == "miss" and got.headers["test"] == "2"
    if not is_updated:
        assert len(front.cache) == 0
        return
    later = front.ask()
    assert status_of(later) == "hit" and later.content == b"content"
    assert later.headers["test"] == "2" and later.headers["kept"] == "1"


def test_an_error_to_head_changes_nothing() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"')]))
    front.ask(Answer([LONG, ("ETag", '"2"')], 410), method="HEAD", after=3.0)
    assert len(front.cache) == 1


# -- unsafe requests -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "M-SEARCH"])
@pytest.mark.parametrize(
    ("status", "ends"), [(200, True), (204, True), (303, True), (400, False), (404, False), (500, False)]
)
def test_unsafe_requests_end_what_is_stored_rfc_9111_4_4(method: str, status: int, ends: bool) -> None:
    front = Front()
    front.ask(Answer([*FRESH, ("Vary", "Foo")]), fields=[("Foo", "1")])
    front.ask(Answer([*FRESH, ("Vary", "Foo")]), fields=[("Foo", "2")])
    front.ask(Answer(status=status), method=method)
    assert len(front.cache) == (0 if ends else 2)
    assert front.cache.stats.invalidated == (2 if ends else 0)


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PROPFIND"])
def test_safe_requests_end_nothing_and_unknown_ones_might(method: str) -> None:
    front = Front()
    front.ask(Answer(FRESH))
    front.ask(Answer(), method=method)
    assert len(front.cache) == (method != "PROPFIND")


@pytest.mark.parametrize("name", ["Location", "Content-Location"])
@pytest.mark.parametrize(
    ("value", "ends"),
    [
        ("/other", True),
        ("other", True),
        ("http://origin.test/other", True),
        ("http://ORIGIN.test:80/other#part", True),
        ("//origin.test/other", True),
        ("http://elsewhere.test/other", False),
        ("https://origin.test/other", False),
        ("http://origin.test:81/other", False),
        ("http://[broken", False),
    ],
)
def test_what_the_answer_names_ends_too_on_the_same_origin_rfc_9111_4_4(name: str, value: str, ends: bool) -> None:
    front = Front()
    others = ["http://origin.test/other", "http://elsewhere.test/other", "https://origin.test/other"]
    for url in others:
        front.ask(Answer(FRESH), url=url)
    front.ask(Answer([(name, value)]), method="POST")
    assert status_of(front.ask(Answer(FRESH), url=others[0])) == ("miss" if ends else "hit")
    assert [status_of(front.ask(url=url)) for url in others[1:]] == ["hit", "hit"]


def test_an_unsafe_request_ends_the_answers_to_queries() -> None:
    from antiphon.client.content import Whole

    front = Front()
    front.ask(Answer(FRESH), method="QUERY", body=Whole(b"q"))
    front.ask(Answer(status=204), method="PUT")
    assert len(front.cache) == 0


# -- content that does not come ------------------------------------------------------------------------------------


def test_content_that_breaks_off_is_not_stored_and_the_stale_response_steps_in() -> None:
    front = Front()
    front.ask(Answer([("Cache-Control", "max-age=2, stale-if-error=60")], content=b"old"))
    error = ConnectionError(CONNECTION_RESET, peer="origin.test", reason="ECONNRESET")
    broken = Breaking(front.head(200, [LONG]), error)

    async def origin(request: object, plan: object, deadline: object) -> object:
        from antiphon.client.response import BlockingResponse

        return BlockingResponse(request, broken)  # type: ignore[arg-type]

    front._send.__self__._send = origin  # type: ignore[attr-defined]
    got = front.ask(after=3.0)
    assert reason_of(got) == "stale-if-error" and got.content == b"old"
    with pytest.raises(ConnectionError):
        front.ask(url=URL + "?new")
    assert len(front.cache) == 1


def test_trailers_are_kept() -> None:
    front = Front()
    front.ask(Answer([LONG], trailers=[(b"Checksum", b"1")]))
    assert front.ask().trailers["checksum"] == "1"


def test_the_counts_of_a_cache() -> None:
    front = Front()
    front.ask(Answer([SHORT, ("ETag", '"1"')]))
    front.ask()
    front.ask(Answer([SHORT], 304), after=3.0)
    front.ask(fields=[("Cache-Control", "max-stale")], after=3.0)
    front.ask(Answer(status=204), method="PUT")
    stats = front.cache.stats
    assert (stats.hits, stats.revalidated, stats.stale, stats.misses, stats.bypassed) == (1, 1, 1, 1, 1)
    assert (stats.stored, stats.evicted, stats.invalidated, stats.entries, stats.bytes) == (2, 0, 1, 0, 0)
    assert set(CacheStatus) == {"hit", "revalidated", "stale", "miss", "bypass"}
