"""Pages of other origins (Fetch, CORS protocol): closed by default, and explained."""

from __future__ import annotations

import pytest

from antiphon.faults import UsageError
from antiphon.rest.access.cors import Cors, origin_of
from antiphon.rest.refusal import Refusal
from antiphon.semantics.fields import Pair

from .conftest import exchange

APP = "https://app.example"
ORIGIN = ("Origin", APP)
ASKS = ("Access-Control-Request-Method", "PATCH")
METHODS = ("GET", "PATCH", "OPTIONS")


def value(pairs: tuple[Pair, ...] | list[Pair], name: bytes) -> bytes | None:
    return dict(pairs).get(name)


def test_by_default_no_answer_says_anything_of_cors() -> None:
    assert Cors().fields(exchange("GET", ORIGIN)) == ()


# -- preflight ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "fields"),
    [("OPTIONS", ()), ("OPTIONS", (ORIGIN,)), ("OPTIONS", (ASKS,)), ("GET", (ORIGIN, ASKS))],
)
def test_what_is_no_preflight_is_answered_elsewhere(method: str, fields: tuple[tuple[str, str], ...]) -> None:
    assert Cors((APP,)).preflight(exchange(method, *fields), lambda: METHODS) is None


def test_a_preflight_is_answered_with_what_is_allowed() -> None:
    wanted = ("Access-Control-Request-Headers", "authorization,content-type")
    answer = Cors((APP,)).preflight(exchange("OPTIONS", ORIGIN, ASKS, wanted), lambda: METHODS)
    assert answer is not None and answer.status == 204 and answer.content == b""
    assert dict(answer.fields.raw) == {
        b"access-control-allow-origin": b"https://app.example",
        b"access-control-allow-methods": b"GET, PATCH, OPTIONS",
        b"access-control-allow-headers": b"authorization,content-type",
        b"access-control-max-age": b"7200",
        b"vary": b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    }


def test_a_preflight_that_is_no_list_of_names_allows_none() -> None:
    wanted = ("Access-Control-Request-Headers", "a b")
    answer = Cors(("*",)).preflight(exchange("OPTIONS", ORIGIN, ASKS, wanted), lambda: METHODS)
    assert answer is not None and b"access-control-allow-headers" not in dict(answer.fields.raw)


def test_a_preflight_that_is_not_allowed_has_no_access_control_field_and_explains() -> None:
    for cors in (Cors(), Cors(("https://other.example",))):
        with pytest.raises(Refusal) as refused:
            cors.preflight(exchange("OPTIONS", ORIGIN, ASKS), lambda: METHODS)
        assert refused.value.fault.status == 403 and "--cors https://app.example" in str(refused.value)
        assert [name for name, _ in refused.value.fields] == ["Vary"]


# -- answers -----------------------------------------------------------------------------------------------------------


def test_an_allowed_origin_may_read_the_answer_and_its_fields() -> None:
    fields = Cors((APP,)).fields(exchange("GET", ORIGIN))
    assert value(fields, b"access-control-allow-origin") == b"https://app.example"
    assert value(fields, b"vary") == b"Origin"
    exposed = value(fields, b"access-control-expose-headers") or b""
    assert {b"ETag", b"Location", b"Link", b"Retry-After"} <= set(exposed.split(b", "))


def test_every_origin_is_allowed_by_a_star_and_never_with_credentials() -> None:
    fields = Cors(("*",)).fields(exchange("GET", ORIGIN))
    assert value(fields, b"access-control-allow-origin") == b"*" and value(fields, b"vary") is None
    for cors in (Cors(("*",)), Cors((APP,))):
        answer = cors.preflight(exchange("OPTIONS", ORIGIN, ASKS), lambda: METHODS)
        assert answer is not None
        names = dict([*cors.fields(exchange("GET", ORIGIN)), *answer.fields.raw])
        assert b"access-control-allow-credentials" not in names


def test_what_depends_on_the_origin_says_so_to_caches_even_without_one() -> None:
    for sent in (exchange(), exchange("GET", ("Origin", "https://evil.example"))):
        assert Cors((APP,)).fields(sent) == ((b"vary", b"Origin"),)


@pytest.mark.parametrize("text", [APP, "HTTPS://App.Example", "https://app.example:443"])
def test_an_origin_is_read_as_browsers_write_it_rfc6454_6_2(text: str) -> None:
    assert origin_of(text) == APP


def test_other_ports_and_schemes_are_other_origins() -> None:
    assert origin_of("http://localhost:05173") == "http://localhost:5173"
    assert origin_of("http://[::1]:80") == "http://[::1]"
    assert not Cors((APP,)).allows("http://app.example") and not Cors((APP,)).allows("https://app.example:8443")


@pytest.mark.parametrize("text", ["", "null", "app.example", "https://", "https://a/", "https://a b", "https://*.a"])
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        Cors((text,))
    assert refused.value.fault.code == "cors-origin"


# -- writes ------------------------------------------------------------------------------------------------------------

SITE = "Sec-Fetch-Site"


@pytest.mark.parametrize(
    "fields",
    [
        (),
        (("Origin", "https://api.example"),),
        (("Origin", "http://api.example"),),
        ((SITE, "same-origin"), ("Origin", "https://behind-a-proxy.example")),
        ((SITE, "none"),),
        (ORIGIN, (SITE, "cross-site")),
    ],
)
def test_a_write_from_here_or_from_no_page_or_from_an_allowed_one_goes_on(fields: tuple[tuple[str, str], ...]) -> None:
    Cors((APP,)).check(exchange("POST", *fields))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "fields",
    [
        (("Origin", "https://evil.example"),),
        (("Origin", "https://api.example.evil.example"),),
        (("Origin", "https://api.example:444"),),
        (("Origin", "null"),),
        ((SITE, "cross-site"),),
        ((SITE, "same-site"), ("Origin", "https://www.example")),
        ((SITE, "cross-site"), ("Origin", "https://api.example")),
    ],
)
def test_a_write_from_a_page_of_another_site_is_403_and_explained(
    method: str, fields: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(Refusal) as refused:
        Cors((APP,)).check(exchange(method, *fields))
    assert (refused.value.fault.code, refused.value.fault.status) == ("cross-origin-write", 403)
    assert "CSRF" in str(refused.value) and "--cors" in str(refused.value)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "QUERY"])
def test_a_safe_method_changes_nothing_and_goes_on(method: str) -> None:
    Cors().check(exchange(method, ("Origin", "https://evil.example"), (SITE, "cross-site")))
