"""What a request may ask of the cache: directives (RFC 9111 §5.2.1), modes of the Fetch standard, fields of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from antiphon.client.content import Pieces, Whole
from antiphon.client.plan import tls_settings
from antiphon.faults import ConnectionError
from antiphon.faults.connection import CONNECTION_RESET
from antiphon.semantics.caching import Mode

from .origin import PLAN, START, Answer, Front, Line, reason_of, status_of, storing_of

FRESH: list[Line] = [("Cache-Control", "max-age=3600"), ("ETag", '"1"')]


def broken() -> ConnectionError:
    return ConnectionError(CONNECTION_RESET, peer="origin.test", reason="ECONNRESET")


@pytest.mark.parametrize(
    ("stored", "asked", "after", "status", "reason"),
    [
        ("max-age=3600", "max-age=0", 3, "revalidated", "request-max-age"),
        ("max-age=3600", "max-age=1", 3, "revalidated", "request-max-age"),
        ("max-age=3600", "max-age=x", 3, "revalidated", "request-max-age"),
        ("max-age=3600", "max-age=100, max-age=1", 3, "revalidated", "request-max-age"),
        ("max-age=3600", "max-age=3", 3, "hit", "fresh"),
        ("max-age=1", "max-stale=1000", 3, "stale", "max-stale"),
        ("max-age=1", "max-stale", 3, "stale", "max-stale"),
        ("max-age=1", "max-stale=2", 3, "stale", "max-stale"),
        ("max-age=1", "max-stale=1", 3, "revalidated", "stale"),
        ("max-age=1", "max-stale=x", 3, "revalidated", "stale"),
        ("max-age=1", "max-stale, max-stale=1", 3, "revalidated", "stale"),
        ("max-age=1, must-revalidate", "max-stale=1000", 3, "revalidated", "stale"),
        ("max-age=1500", "min-fresh=2000", 0, "revalidated", "request-min-fresh"),
        ("max-age=1500", "min-fresh=1000", 1000, "revalidated", "request-min-fresh"),
        ("max-age=1500", "min-fresh=400", 1000, "hit", "fresh"),
        ("max-age=1500", "min-fresh=x", 0, "revalidated", "request-min-fresh"),
        ("max-age=3600", "no-cache", 0, "revalidated", "request-no-cache"),
        ("max-age=3600, immutable", "no-cache", 0, "revalidated", "request-no-cache"),
        ("max-age=3600", "unknown=1", 0, "hit", "fresh"),
    ],
)
def test_directives_of_the_request_rfc_9111_5_2_1(
    stored: str, asked: str, after: float, status: str, reason: str
) -> None:
    front = Front()
    front.ask(Answer([("Cache-Control", stored), ("ETag", '"1"')]))
    got = front.ask(Answer([], 304), fields=[("Cache-Control", asked)], after=after)
    assert status_of(got) == status and got.content == b"content"
    if status == "revalidated":
        assert reason_of(got) == "not-modified" and front.sent("if-none-match") == '"1"'
    else:
        assert reason_of(got) == reason and len(front.seen) == 1


def test_the_reason_for_asking_is_told_when_the_answer_is_new() -> None:
    front = Front()
    front.ask(Answer(FRESH))
    got = front.ask(Answer(FRESH, content=b"new"), fields=[("Cache-Control", "max-age=0")], after=2.0)
    assert status_of(got) == "miss" and reason_of(got) == "request-max-age" and got.content == b"new"
    assert got.cache is not None and got.cache.rule == "RFC 9111 §5.2.1.1" and "max-age" in got.cache.reason
    assert "max-age" in got.cache.explanation("es") and str(got.cache).startswith("miss: ")


def test_no_store_in_the_request_neither_looks_nor_keeps_rfc_9111_5_2_1_5() -> None:
    front = Front()
    front.ask(Answer(FRESH, content=b"old"))
    got = front.ask(Answer(FRESH, content=b"new"), fields=[("Cache-Control", "no-store")])
    assert status_of(got) == "bypass" and reason_of(got) == "request-no-store" and got.content == b"new"
    assert front.ask().content == b"old"


def test_pragma_counts_only_without_cache_control_rfc_9111_5_4() -> None:
    front = Front()
    front.ask(Answer(FRESH))
    assert status_of(front.ask(Answer([], 304), fields=[("Pragma", "no-cache")])) == "revalidated"
    assert status_of(front.ask(fields=[("Pragma", "unrecognised")])) == "hit"
    assert status_of(front.ask(fields=[("Pragma", "no-cache"), ("Cache-Control", "max-age=100")])) == "hit"


@pytest.mark.parametrize("stored", [False, True])
def test_only_if_cached_never_asks_rfc_9111_5_2_1_7(stored: bool) -> None:
    front = Front()
    if stored:
        front.ask(Answer(FRESH))
        assert status_of(front.ask(fields=[("Cache-Control", "only-if-cached")])) == "hit"
    got = front.ask(fields=[("Cache-Control", "only-if-cached")], after=7200.0)
    assert got.status_code == 504 and status_of(got) == "miss" and reason_of(got) == "only-if-cached"
    assert got.content == b"" and len(front.seen) == stored


# -- modes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "after", "status", "reason", "field"),
    [
        ("default", 0, "hit", "fresh", None),
        ("no-store", 0, "bypass", "request-no-store", None),
        ("reload", 0, "miss", "reload", "no-cache"),
        ("no-cache", 0, "revalidated", "not-modified", "max-age=0"),
        ("force-cache", 0, "hit", "fresh", None),
        ("force-cache", 7200, "stale", "forced", None),
        ("only-if-cached", 0, "hit", "fresh", None),
        ("only-if-cached", 7200, "stale", "forced", None),
    ],
)
def test_modes_fetch_2_2_5(mode: str, after: float, status: str, reason: str, field: str | None) -> None:
    front = Front()
    front.ask(Answer(FRESH))
    answer = Answer([], 304) if status == "revalidated" else Answer(FRESH)
    got = front.ask(answer, after=after, cache=mode)
    assert (status_of(got), reason_of(got)) == (status, reason)
    asked = status in ("bypass", "miss", "revalidated")
    assert len(front.seen) == 1 + asked and (not asked or front.sent("cache-control") == field)
    assert len(front.cache) == 1


@pytest.mark.parametrize("mode", ["default", "reload", "no-cache", "force-cache"])
def test_every_mode_but_no_store_keeps_what_it_fetches(mode: str) -> None:
    front = Front()
    assert storing_of(front.ask(Answer(FRESH), cache=mode)) == "kept" and status_of(front.ask()) == "hit"


def test_a_mode_adds_nothing_where_the_request_speaks_for_itself() -> None:
    front = Front()
    front.ask(Answer(FRESH), fields=[("Cache-Control", "max-stale=9")], cache="reload")
    assert front.sent("cache-control") == "max-stale=9"


def test_only_if_cached_as_a_mode_is_504_where_nothing_is_stored() -> None:
    assert Front().ask(cache="only-if-cached").status_code == 504


def test_what_is_immutable_is_not_asked_for_while_fresh_rfc_8246_2() -> None:
    front = Front()
    front.ask(Answer([("Cache-Control", "max-age=100, immutable"), ("ETag", '"1"')]))
    assert reason_of(front.ask(cache="no-cache")) == "immutable"
    assert status_of(front.ask(Answer([], 304), cache="no-cache", after=101.0)) == "revalidated"


def test_the_modes_are_those_of_the_fetch_standard() -> None:
    assert {mode.value for mode in Mode} == {
        *("default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached")
    }


# -- requests that do not concern the cache ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "if-none-match"]
)
def test_conditions_of_the_caller_pass_through_rfc_9111_4_3_2(name: str) -> None:
    front = Front()
    front.ask(Answer(FRESH))
    got = front.ask(Answer([], 304), fields=[(name, '"mine"')])
    assert got.status_code == 304 and status_of(got) == "bypass" and reason_of(got) == "conditional-request"
    assert front.sent(name) == '"mine"' and status_of(front.ask()) == "hit"


@pytest.mark.parametrize(
    ("wanted", "content", "place"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/11"),
        ("bytes=1-", b"123456789A", "bytes 1-10/11"),
        ("bytes=-1", b"A", "bytes 10-10/11"),
        ("bytes=9-99", b"9A", "bytes 9-10/11"),
        ("bytes=0-1,1-2", b"012", "bytes 0-2/11"),
    ],
)
def test_a_part_of_a_fresh_stored_response_is_given_out_rfc_9111_3_3(wanted: str, content: bytes, place: str) -> None:
    front = Front()
    front.ask(Answer([*FRESH, ("Content-Length", "11"), ("A", "1")], content=b"0123456789A"))
    got = front.ask(fields=[("Range", wanted)], after=3.0)
    assert got.status_code == 206 and got.content == content and got.headers["content-range"] == place
    assert got.headers["content-length"] == str(len(content)) and got.headers["a"] == "1" and got.headers["age"] == "3"
    assert (status_of(got), reason_of(got)) == ("hit", "part-of-stored") and front.ask().content == b"0123456789A"


@pytest.mark.parametrize("wanted", ["bytes=0-0,5-5", "bytes=99-", "bytes=x", "lines=1-2", "bytes=5-2"])
def test_other_ranges_pass_through_and_parts_are_not_stored(wanted: str) -> None:
    front = Front()
    front.ask(Answer(FRESH))
    got = front.ask(Answer([("Cache-Control", "max-age=9")], 206), fields=[("Range", wanted)])
    assert got.status_code == 206 and reason_of(got) == "range-request" and status_of(front.ask()) == "hit"


@pytest.mark.parametrize(
    ("stored", "after", "asked"),
    [
        (None, 0.0, []),
        (Answer(FRESH), 7200.0, []),
        (Answer(FRESH), 0.0, [("Cache-Control", "no-cache")]),
        (Answer(FRESH), 0.0, [("If-Range", '"1"')]),
        (Answer([*FRESH, ("Content-Encoding", "gzip")]), 0.0, []),
        (Answer(FRESH, 404), 0.0, []),
    ],
    ids=["nothing", "stale", "no-cache", "if-range", "coded", "404"],
)
def test_the_server_answers_for_parts_where_that_is_not_simple(
    stored: Answer | None, after: float, asked: list[Line]
) -> None:
    front = Front()
    if stored is not None:
        front.ask(stored)
    got = front.ask(Answer(FRESH, 206, b"part"), fields=[("Range", "bytes=0-3"), *asked], after=after)
    assert got.content == b"part" and status_of(got) == "bypass" and front.sent("range") == "bytes=0-3"


@pytest.mark.parametrize(
    ("method", "fields"), [("GET", [("Range", "bytes=0-1")]), ("GET", [("If-None-Match", '"1"')]), ("POST", [])]
)
def test_only_if_cached_holds_for_what_would_pass(method: str, fields: list[Line]) -> None:
    front = Front()
    assert front.ask(method=method, fields=fields, cache="only-if-cached").status_code == 504 and not front.seen


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "M-SEARCH"])
def test_other_methods_are_neither_answered_nor_stored(method: str) -> None:
    front = Front()
    for _ in range(2):
        got = front.ask(Answer(FRESH), method=method)
        assert status_of(got) == "bypass" and reason_of(got) == "method"
    assert len(front.seen) == 2 and len(front.cache) == 0


def test_get_with_content_passes_since_nothing_stored_takes_it_into_account() -> None:
    front = Front()
    front.ask(Answer(FRESH))
    got = front.ask(Answer(FRESH, content=b"found"), body=Whole(b"{}"))
    assert reason_of(got) == "content-in-request" and got.content == b"found" and front.ask().content == b"content"


# -- QUERY ---------------------------------------------------------------------------------------------------------


def test_the_content_of_a_query_is_in_the_key_rfc_10008_2_7() -> None:
    front = Front()
    front.ask(Answer(FRESH, content=b"one"), method="QUERY", body=Whole(b"q=1"))
    front.ask(Answer(FRESH, content=b"two"), method="QUERY", body=Whole(b"q=2"))
    assert front.ask(method="QUERY", body=Whole(b"q=1")).content == b"one"
    assert front.ask(method="QUERY", body=Whole(b"q=2")).content == b"two"
    assert status_of(front.ask(Answer(FRESH))) == "miss"


@pytest.mark.parametrize("name", ["Content-Type", "Content-Encoding", "Content-Language"])
def test_what_describes_the_content_of_a_query_is_in_the_key(name: str) -> None:
    front = Front()
    front.ask(Answer(FRESH), method="QUERY", body=Whole(b"q"), fields=[(name, "a")])
    assert status_of(front.ask(method="QUERY", body=Whole(b"q"), fields=[(name, "a")])) == "hit"
    assert status_of(front.ask(Answer(FRESH), method="QUERY", body=Whole(b"q"), fields=[(name, "b")])) == "miss"


def test_the_parts_of_a_query_key_cannot_pass_for_each_other() -> None:
    front = Front()
    front.ask(Answer(FRESH), method="QUERY", body=Whole(b"\nq"), fields=[("Content-Type", "a")])
    moved = front.ask(Answer(FRESH), method="QUERY", body=Whole(b"q"), fields=[("Content-Type", "a")])
    assert status_of(moved) == "miss"


def test_a_query_that_is_a_stream_passes() -> None:
    front = Front()
    got = front.ask(Answer(FRESH), method="QUERY", body=Pieces([b"q"]))
    assert reason_of(got) == "query-is-a-stream" and len(front.cache) == 0


# -- Vary ----------------------------------------------------------------------------------------------------------

VARYING: list[Line] = [("Expires", 5000), ("Last-Modified", -3000), ("Date", 0)]


@pytest.mark.parametrize(
    ("vary", "first", "second", "status"),
    [
        (["Foo"], [("Foo", "1")], [("Foo", "1")], "hit"),
        (["Foo"], [("Foo", "1")], [("foo", "1")], "hit"),
        (["FOO"], [("Foo", "1")], [("Foo", "1")], "hit"),
        (["Foo"], [("Foo", "1")], [("Foo", "2")], "miss"),
        (["Foo"], [("Foo", "a")], [("Foo", "A")], "miss"),
        (["Foo"], [], [("Foo", "1")], "miss"),
        (["Foo"], [], [("Foo", "")], "miss"),
        (["Foo"], [("Foo", "1")], [], "miss"),
        (["Foo"], [("Foo", "1"), ("Other", "2")], [("Foo", "1"), ("Other", "3")], "hit"),
        (["Foo, Bar"], [("Foo", "1"), ("Bar", "a")], [("Bar", "a"), ("Foo", "1")], "hit"),
        (["Foo, Bar"], [("Foo", "1"), ("Bar", "a")], [("Foo", "2"), ("Bar", "a")], "miss"),
        (["Foo", "Bar"], [("Foo", "1"), ("Bar", "a")], [("Foo", "1"), ("Bar", "b")], "miss"),
        (["Foo, Bar"], [("Foo", "1")], [], "miss"),
        (["Foo, Bar, Baz"], [("Foo", "1"), ("Baz", "7")], [("Foo", "1"), ("Baz", "7")], "hit"),
        (["Foo, Bar"], [("Foo", "1"), ("Bar", "2")], [("Foo", "2"), ("Bar", "1")], "miss"),
        ([""], [("Foo", "1")], [("Foo", "2")], "hit"),
        ([" , ,"], [("Foo", "1")], [("Foo", "2")], "hit"),
        (["Foo"], [("Foo", "1, 2")], [("Foo", "1"), ("Foo", "2")], "hit"),
        (["Foo"], [("Foo", "1,2")], [("Foo", "1 ,\t2")], "hit"),
        (["Foo"], [("Foo", "1 2")], [("Foo", "12")], "miss"),
        (["Accept-Language"], [("Accept-Language", "en, de")], [("Accept-Language", "eN,   De")], "hit"),
        (["Accept-Language"], [("Accept-Language", "en;q=1, de")], [("Accept-Language", "en; q=1,de")], "hit"),
        (["Accept-Language"], [("Accept-Language", "en, de")], [("Accept-Language", "de, en")], "miss"),
        (["Accept-Encoding"], [("Accept-Encoding", "gzip")], [("Accept-Encoding", "br")], "miss"),
        (["Cookie"], [("Cookie", "a=1")], [("Cookie", "a=2")], "miss"),
        (["Host"], [], [], "hit"),
    ],
)
def test_vary_selects_rfc_9111_4_1(vary: list[str], first: list[Line], second: list[Line], status: str) -> None:
    front = Front()
    lines: list[Line] = [("Vary", value) for value in vary]
    front.ask(Answer([*VARYING, *lines]), fields=first)
    got = front.ask(Answer([*VARYING, *lines]), fields=second)
    assert status_of(got) == status
    if status == "miss":
        assert reason_of(got) == "other-variant"


def test_variants_are_stored_side_by_side() -> None:
    front = Front()
    for value in ("1", "2"):
        front.ask(Answer([*VARYING, ("Vary", "Foo")], content=value.encode()), fields=[("Foo", value)])
    assert [front.ask(fields=[("Foo", value)]).content for value in ("1", "2")] == [b"1", b"2"]


@pytest.mark.parametrize(
    "vary", [["*"], ["*, *"], ["*", "*"], [", *"], ["", "*"], ["*, Foo"], ["Foo, *"], ["Foo", "*"]]
)
def test_vary_with_a_star_answers_nothing_rfc_9111_4_1(vary: list[str]) -> None:
    front = Front()
    lines: list[Line] = [("Vary", value) for value in vary]
    for _ in range(2):
        got = front.ask(Answer([*VARYING, *lines]), fields=[("Foo", "1")])
        assert status_of(got) == "miss" and storing_of(got) == "vary-star"


def test_vary_with_too_many_names_answers_nothing() -> None:
    names = ", ".join(f"X-{number}" for number in range(65))
    assert storing_of(Front().ask(Answer([*FRESH, ("Vary", names)]))) == "vary-star"


def test_a_key_holds_a_limited_number_of_variants() -> None:
    front = Front()
    for number in range(40):
        front.ask(Answer([*FRESH, ("Vary", "Foo")]), fields=[("Foo", str(number))])
    assert len(front.cache) == 32
    assert status_of(front.ask(fields=[("Foo", "39")])) == "hit"
    assert status_of(front.ask(Answer(), fields=[("Foo", "0")])) == "miss"


# -- who asks, and whom --------------------------------------------------------------------------------------------


def test_credentials_tell_variants_apart_although_a_private_cache_need_not() -> None:
    front = Front()
    front.ask(Answer(FRESH, content=b"alice"), fields=[("Authorization", "Basic alice")])
    assert status_of(front.ask(fields=[("Authorization", "Basic alice")])) == "hit"
    assert status_of(front.ask(Answer(FRESH), fields=[("Authorization", "Basic bob")])) == "miss"
    assert status_of(front.ask(Answer(FRESH))) == "miss"
    assert front.ask(fields=[("Authorization", "Basic alice")]).content == b"alice"


def test_a_cookie_alone_does_not_tell_variants_apart() -> None:
    front = Front()
    front.ask(Answer(FRESH))
    assert status_of(front.ask(fields=[("Cookie", "a=b")])) == "hit"


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://origin.test/thing#fragment", True),
        ("http://ORIGIN.test/thing", True),
        ("HTTP://origin.test/thing", True),
        ("http://origin.test:80/thing", True),
        ("http://user:secret@origin.test/thing", True),
        ("http://origin.test/x/../thing", True),
        ("http://origin.test/./thing", True),
        ("http://origin.test/Thing", False),
        ("http://origin.test/thing/", False),
        ("http://origin.test//thing", False),
        ("http://origin.test/thing?", False),
        ("http://origin.test/thing?a=1", False),
        ("http://origin.test/thin%67", False),
        ("http://origin.test/%74hing", False),
        ("http://origin.test:8080/thing", False),
        ("https://origin.test/thing", False),
        ("https://origin.test:80/thing", False),
        ("http://other.test/thing", False),
        ("http://origin.test./thing", False),
    ],
)
def test_keys_neither_differ_nor_agree_too_easily(url: str, same: bool) -> None:
    front = Front()
    front.ask(Answer(FRESH))
    got = front.ask(Answer(FRESH, content=b"other"), url=url)
    assert status_of(got) == ("hit" if same else "miss")
    assert got.cache is not None and "secret" not in got.cache.key and "fragment" not in got.cache.key


def test_an_encoded_slash_is_another_resource() -> None:
    front = Front()
    front.ask(Answer(FRESH), url="http://origin.test/a%2Fb")
    assert status_of(front.ask(Answer(FRESH), url="http://origin.test/a/b")) == "miss"


def test_what_came_unverified_does_not_answer_who_asks_for_verification() -> None:
    front, url = Front(), "https://origin.test/"
    lax = replace(PLAN, tls=tls_settings(False, None))
    front.ask(Answer(FRESH, content=b"forged"), url=url, plan=lax)
    assert front.ask(Answer(FRESH), url=url).content == b"content"
    assert front.ask(url=url, plan=lax).content == b"forged"


@pytest.mark.parametrize(
    ("verify", "cert", "named"),
    [
        ("/roots.pem", None, True),
        (True, "/client.pem", True),
        (True, ("/client.pem", "/client.key"), True),
        (object(), None, False),
        (True, object(), False),
    ],
    ids=["roots", "certificate", "certificate and key", "a context", "one from memory"],
)
def test_trust_and_identity_are_in_the_key(verify: object, cert: object, named: bool) -> None:
    front, url = Front(), "https://origin.test/"
    plan = replace(PLAN, tls=tls_settings(verify, cert))
    front.ask(Answer(FRESH), url=url)
    first = front.ask(Answer(FRESH), url=url, plan=plan)
    second = front.ask(Answer(FRESH), url=url, plan=plan)
    assert (status_of(first), status_of(second)) == (("miss", "hit") if named else ("bypass", "bypass"))
    assert named or reason_of(second) == "trust-without-name"


def test_servers_at_different_sockets_are_different_servers() -> None:
    front = Front(place="unix=/run/one")
    other = Front(cache=front.cache, place="unix=/run/two")
    front.ask(Answer(FRESH))
    assert status_of(other.ask(Answer(FRESH))) == "miss" and status_of(front.ask()) == "hit"


# -- stale for want of better --------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", ["error", 500, 502, 503, 504])
@pytest.mark.parametrize(
    ("stored", "asked", "allowance", "is_used"),
    [
        ("max-age=2, stale-if-error=60", "", 0, True),
        ("max-age=2, stale-if-error=60, must-revalidate", "", 600, False),
        ("max-age=2, stale-if-error=60, no-cache", "", 600, False),
        ("max-age=2, stale-if-error=60", "no-cache", 600, False),
        ("max-age=2, stale-if-error=1", "", 0, False),
        ("max-age=2", "", 0, False),
        ("max-age=2", "stale-if-error=60", 0, True),
        ("max-age=2", "", 60, True),
        ("max-age=2, s-maxage=2", "", 0, False),
        ("max-age=2, proxy-revalidate", "", 0, False),
    ],
)
def test_stale_if_error_rfc_5861_4(failure: str | int, stored: str, asked: str, allowance: int, is_used: bool) -> None:
    from antiphon import Cache

    front = Front(Cache(stale_if_error=allowance))
    front.ask(Answer([("Cache-Control", stored), ("ETag", '"1"')]))
    answer = Answer(error=broken()) if failure == "error" else Answer(status=int(failure), content=b"sorry")
    fields: list[Line] = [("Cache-Control", asked)] if asked else []
    if failure == "error" and not is_used:
        with pytest.raises(ConnectionError):
            front.ask(answer, fields=fields, after=10.0)
        return
    got = front.ask(answer, fields=fields, after=10.0)
    assert got.status_code == (200 if is_used else failure) and len(front.seen) == 2
    if is_used:
        assert (status_of(got), reason_of(got)) == ("stale", "stale-if-error") and got.headers["age"] == "10"


@pytest.mark.parametrize("status", [404, 410, 501])
def test_other_statuses_are_no_errors_to_outlive(status: int) -> None:
    front = Front()
    front.ask(Answer([("Cache-Control", "max-age=2, stale-if-error=60")]))
    assert front.ask(Answer(status=status), after=10.0).status_code == status


def test_stale_while_revalidate_answers_at_once_and_asks_beside_rfc_5861_3() -> None:
    front = Front()
    fields: list[Line] = [("Cache-Control", "max-age=2, stale-while-revalidate=60"), ("ETag", '"1"')]
    front.ask(Answer(fields, content=b"old"))
    got = front.ask(Answer(fields, content=b"new"), after=10.0)
    assert (status_of(got), reason_of(got)) == ("stale", "stale-while-revalidate") and got.content == b"old"
    assert len(front.seen) == 2 and front.sent("if-none-match") == '"1"'
    assert front.ask().content == b"new" and len(front.seen) == 2
    assert status_of(front.ask(Answer([], 304), after=63.0)) == "revalidated"


def test_stale_while_revalidate_survives_a_failure_beside() -> None:
    front = Front()
    front.ask(Answer([("Cache-Control", "max-age=2, stale-while-revalidate=60")]))
    assert status_of(front.ask(Answer(error=broken()), after=10.0)) == "stale"
    assert status_of(front.ask(Answer(status=503), after=1.0)) == "stale" and len(front.seen) == 3


def test_stale_while_revalidate_gives_way_to_must_revalidate() -> None:
    front = Front()
    front.ask(Answer([("Cache-Control", "max-age=2, stale-while-revalidate=60, must-revalidate")]))
    assert status_of(front.ask(Answer(), after=10.0)) == "miss"


def test_the_time_of_the_tests_is_a_date() -> None:
    assert Front().clock() == START
