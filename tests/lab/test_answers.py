"""What is wrong with an answer, and only that: fields that are there or missing, and what the content is."""

from __future__ import annotations

import gzip
import json
import time
import zlib

import pytest

import antiphon
from antiphon.lab import Lab
from antiphon.lab.catalogue import SCENARIOS, paths
from antiphon.lab.scenario import PathScenario
from antiphon.semantics.dates import parse_date
from antiphon.semantics.status import STATUSES

from .wire import ask

UNANSWERED = ("message/", "time/stall", "time/never", "time/endless")
PATHS = [
    each
    for each in paths(SCENARIOS.values()).values()
    if not each.name.startswith(UNANSWERED) and each.name != "content/gzip-bomb"
]
# The rows that have a wrong head or length on purpose; the tests of messages compare them byte by byte.
RAW = {"bare/204", "bare/304-content", "bare/101", "bare/{}"}
UNDATED = {"bare/{}", "metadata/no-date", "metadata/bad-date"}

# What a GET of the row must lack.
MISSING = {
    "bare/201": "Location",
    "bare/206": "Content-Range",
    "bare/301": "Location",
    "bare/302": "Location",
    "bare/303": "Location",
    "bare/307": "Location",
    "bare/308": "Location",
    "bare/304": "ETag",
    "bare/401": "WWW-Authenticate",
    "bare/405": "Allow",
    "bare/407": "Proxy-Authenticate",
    "bare/416": "Content-Range",
    "bare/426": "Upgrade",
    "bare/429": "Retry-After",
    "bare/503": "Retry-After",
    "bare/{}": "Content-Type",
    "content/no-type": "Content-Type",
    "content/gzip-in-octets": "Content-Encoding",
    "content/html-as-text": "X-Content-Type-Options",
    "content/large-json": "Content-Encoding",
    "metadata/no-date": "Date",
    "metadata/no-vary": "Vary",
    "metadata/no-validator": "ETag",
    "cache/silent": "Cache-Control",
    "cache/heuristic": "Cache-Control",
    "cache/heuristic-301": "Cache-Control",
    "cache/heuristic-404": "Cache-Control",
    "cors/missing": "Access-Control-Allow-Origin",
    "cors/no-vary": "Vary",
    "cors/hidden-fields": "Access-Control-Expose-Headers",
    "cors/error-hidden": "Access-Control-Allow-Origin",
    "hsts/absent": "Strict-Transport-Security",
    "negotiation/ranges": "Content-Range",
    "access/403": "WWW-Authenticate",
}
# What it must have.
PRESENT = {
    "bare/405-lying": ("Allow", ["GET, HEAD, POST"]),
    "bare/429-cacheable": ("Cache-Control", ["public, max-age=3600"]),
    "bare/200-range": ("Content-Range", ["bytes 0-19/1000"]),
    "redirect/empty": ("Location", [""]),
    "redirect/file": ("Location", ["file:///etc/hostname"]),
    "redirect/several": ("Location", ["/hello", "/status/404"]),
    "content/two-types": ("Content-Type", ["text/html; charset=utf-8", "text/plain; charset=utf-8"]),
    "content/html-in-fields": ("Server", ["<b>lab</b>"]),
    "metadata/etag-unquoted": ("ETag", ["lab-1"]),
    "metadata/etag-weak": ("ETag", ['W/"lab"']),
    "metadata/vary-star": ("Vary", ["*"]),
    "cache/contradiction": ("Cache-Control", ["no-store, max-age=3600"]),
    "cache/stale": ("Age", ["3600"]),
    "cors/star-with-credentials": ("Access-Control-Allow-Origin", ["*"]),
    "cors/slash": ("Access-Control-Allow-Origin", ["https://page.example/"]),
    "cors/reflected": ("Access-Control-Allow-Origin", ["https://somebody.example"]),
    "cookie/host-with-domain": (
        "Set-Cookie",
        ["__Host-session=s3cret; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=localhost"],
    ),
    "cookie/none-not-secure": ("Set-Cookie", ["session=s3cret; Path=/; HttpOnly; SameSite=None"]),
    "hsts/two": ("Strict-Transport-Security", ["max-age=60", "max-age=0"]),
    "gateway/503": ("Via", ["1.1 gateway.example"]),
    "access/broken-challenge": ("WWW-Authenticate", ['Basic realm="lab']),
}


@pytest.mark.parametrize("scenario", PATHS, ids=lambda scenario: scenario.name)
def test_every_answer_is_well_framed_and_dated_unless_that_is_the_point(lab: Lab, scenario: PathScenario) -> None:
    name = scenario.name
    answer = ask(lab.http, scenario.path)
    assert answer.values("Connection")[-1:] == ["upgrade" if name == "bare/101" else "close"]
    if name not in RAW and answer.status not in (204, 304):
        assert answer.values("Content-Length") == [str(len(answer.content))]
    if name not in UNDATED:
        date = parse_date(answer.values("Date")[0])
        assert date is not None and (name == "metadata/clock-skew" or abs(date - time.time()) < 600)


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_is_missing(lab: Lab, name: str) -> None:
    assert not ask(lab.http, "/" + name.replace("{}", "404")).has(MISSING[name])


@pytest.mark.parametrize("name", PRESENT)
def test_what_is_wrong_is_there(lab: Lab, name: str) -> None:
    field, values = PRESENT[name]
    assert ask(lab.http, "/" + name, "Origin: https://somebody.example").values(field) == values


@pytest.mark.parametrize("code", [code for code in STATUSES if code >= 200])
def test_every_status_has_the_fields_that_it_needs(lab: Lab, code: int) -> None:
    needs = {201: "Location", 401: "WWW-Authenticate", 405: "Allow", 407: "Proxy-Authenticate", 416: "Content-Range"}
    answer = ask(lab.http, f"/status/{code}")
    assert answer.status == code and answer.has("Date")
    assert code not in needs or answer.has(needs[code])
    if code in (301, 302, 303, 307, 308):
        assert answer.values("Location") == ["/hello"]


def test_an_interim_status_comes_before_a_final_one(lab: Lab) -> None:
    came = ask(lab.http, "/status/103")
    assert came.status == 103 and came.content.startswith(b"HTTP/1.1 200 OK\r\n")


def test_protocols_are_switched_for_who_asks(lab: Lab) -> None:
    assert ask(lab.http, "/status/101").status == 426
    switched = ask(lab.http, "/status/101", "Upgrade: chat, other")
    assert switched.status == 101 and switched.values("Upgrade") == ["chat"]


@pytest.mark.parametrize(
    "path", ["/status/99", "/status/1000", "/status/x", "/bare/100", "/redirect/chain/99", "/nothing"]
)
def test_what_there_is_not_is_not_found(lab: Lab, path: str) -> None:
    assert ask(lab.http, path).status == 404


def test_a_head_has_no_content(lab: Lab) -> None:
    answer = ask(lab.http, "/content/not-json", method="HEAD")
    assert answer.content == b"" and answer.values("Content-Type") == ["application/json"]
    assert ask(lab.http, "/method/head-with-content", method="HEAD").content == b"Hello\n"


# -- content


def test_a_bomb_is_small_until_it_is_opened(lab: Lab, session: antiphon.Session) -> None:
    content = ask(lab.http, "/content/gzip-bomb").content
    assert len(content) < 1024 * 1024
    opener = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert opener.decompress(content, 1 << 20) == bytes(1 << 20)
    with pytest.raises(antiphon.ContentTooLarge):
        session.get(lab.url("content/gzip-bomb"))


@pytest.mark.parametrize("name", ["not-gzip", "gzip-truncated", "gzip-corrupt", "unknown-coding"])
def test_content_that_does_not_decode_is_refused(lab: Lab, session: antiphon.Session, name: str) -> None:
    with pytest.raises(antiphon.DecodingError):
        session.get(lab.url(f"content/{name}"))


@pytest.mark.parametrize("name", ["brotli", "zstd"])
def test_codings_that_decode_do(lab: Lab, session: antiphon.Session, name: str) -> None:
    assert session.get(lab.url(f"content/{name}")).text.startswith("Hello, hello")


@pytest.mark.parametrize("name", ["not-json", "broken-json", "empty-json"])
def test_what_is_no_json_is_refused_as_such(lab: Lab, session: antiphon.Session, name: str) -> None:
    with pytest.raises(antiphon.JSONDecodeError):
        session.get(lab.url(f"content/{name}")).json()


def test_one_strong_tag_for_two_encodings(lab: Lab) -> None:
    plain = ask(lab.http, "/metadata/same-etag")
    zipped = ask(lab.http, "/metadata/same-etag", "Accept-Encoding: gzip")
    assert plain.values("ETag") == zipped.values("ETag") == ['"lab"']
    assert plain.content != zipped.content and gzip.decompress(zipped.content) == plain.content


def test_the_large_json_is_json(lab: Lab) -> None:
    content = ask(lab.http, "/content/large-json").content
    assert len(content) > 1 << 20 and json.loads(content)[0]["id"] == 0


# -- conditions, methods, credentials


@pytest.mark.parametrize(
    ("method", "path", "fields", "status"),
    [
        ("PUT", "/metadata/etag-weak", ('If-Match: W/"lab"',), 412),
        ("PUT", "/metadata/lost-update", ('If-Match: "before"',), 412),
        ("PUT", "/metadata/lost-update", (), 428),
        ("GET", "/metadata/not-modified-differs", ('If-None-Match: "lab"',), 304),
        ("GET", "/cache/no-cache", ('If-None-Match: "lab"',), 304),
        ("HEAD", "/method/head-refused", (), 405),
        ("PUT", "/method/allow-lies", (), 405),
        ("DELETE", "/method/allow-hides", (), 204),
        ("BREW", "/method/anything", (), 200),
        ("PUT", "/method/put-200", (), 200),
        ("PUT", "/method/put-tag", (), 204),
        ("DELETE", "/method/delete-again", (), 500),
        ("TRACE", "/method/trace", (), 200),
        ("POST", "/negotiation/415", (), 415),
        ("POST", "/problem/client-mistake", (), 500),
        ("GET", "/access/basic", ("Authorization: Basic bGFiOmxhYg==",), 200),
        ("GET", "/access/again", ("Authorization: Basic bGFiOmxhYg==",), 401),
        ("GET", "/access/404", ("Authorization: Basic bGFiOmxhYg==",), 200),
        ("OPTIONS", "/cors/good", (), 204),
        ("OPTIONS", "/cors/preflight-refused", (), 405),
        ("OPTIONS", "/cors/preflight-login", (), 401),
        ("OPTIONS", "/cors/preflight-redirect", (), 307),
    ],
)
def test_it_depends_on_the_method_and_the_fields(
    lab: Lab, method: str, path: str, fields: tuple[str, ...], status: int
) -> None:
    assert ask(lab.http, path, *fields, method=method).status == status


def test_the_clients_mistake_is_well_once_it_is_mended(lab: Lab) -> None:
    assert ask(lab.http, "/problem/client-mistake", method="POST", content=b'{"name"').status == 500
    assert ask(lab.http, "/problem/client-mistake", method="POST", content=b'{"name": "tea"}').status == 200


def test_every_third_request_to_the_flaky_one_goes_well(lab: Lab) -> None:
    statuses = [ask(lab.http, "/gateway/flaky").status for _ in range(6)]
    assert sorted(statuses) == [200, 200, 503, 503, 503, 503]


# -- redirects


@pytest.mark.parametrize("code", [301, 302, 303])
def test_a_post_arrives_as_a_get(lab: Lab, session: antiphon.Session, code: int) -> None:
    assert session.post(lab.url(f"redirect/{code}"), data=b"tea").text.startswith("You came by GET, with 0 bytes")


@pytest.mark.parametrize("code", [307, 308])
def test_a_post_arrives_as_a_post(lab: Lab, session: antiphon.Session, code: int) -> None:
    assert session.post(lab.url(f"redirect/{code}"), data=b"tea").text.startswith("You came by POST, with 3 bytes")


@pytest.mark.parametrize("name", ["redirect/to-other-origin", "redirect/to-http"])
def test_secrets_stay_with_their_origin(lab: Lab, session: antiphon.Session, name: str) -> None:
    headers = {"Authorization": "Bearer lab"}
    assert session.get(lab.url(name), headers=headers).text.endswith("and no secrets.\n")
    assert session.get(lab.https + "/hello", headers=headers).text.endswith("and Authorization.\n")


@pytest.mark.parametrize("name", ["redirect/loop", "redirect/ping", "redirect/pong", "redirect/chain/30"])
def test_what_leads_nowhere_is_given_up(lab: Lab, session: antiphon.Session, name: str) -> None:
    with pytest.raises(antiphon.TooManyRedirects):
        session.get(lab.url(name))


@pytest.mark.parametrize("name", ["empty", "several", "file", "script", "no-url"])
def test_what_leads_astray_is_refused(lab: Lab, session: antiphon.Session, name: str) -> None:
    with pytest.raises(antiphon.BrokenResponse):
        session.get(lab.url(f"redirect/{name}"))


def test_a_short_chain_arrives(lab: Lab, session: antiphon.Session) -> None:
    assert len(session.get(lab.url("redirect/chain/3")).history) == 3
    assert session.get(lab.url("redirect/cookie")).text.endswith("and Cookie.\n")
    assert session.get(lab.url("redirect/relative")).status_code == 200
