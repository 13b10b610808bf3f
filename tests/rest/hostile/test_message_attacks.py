"""Methods, targets and fields that nobody means well with (RFC 9110 §17, RFC 9112 §11)."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ...server.raw_client import connect
from ..contract.wire import Wire
from .harmless import check, check_alive, in_time

METHODS = [
    *("get", "Get", "GETT", "G", "FOO", "PROPFIND", "MKCOL", "LOCK", "SEARCH", "PURGE", "LINK", "BREW", "PRI"),
    *("TRACE", "CONNECT", "OPTIONS", "M-SEARCH", "X" * 60, "!#$%&'*+-.^_`|~", "__class__", "SELECT"),
]
PLACES = ["/", "/labels", "/labels/plain", "/nothing", "/nothing/1", "/order%20items/1/picture", "*"]


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_nobody_has_is_refused_and_says_what_there_is(api: Wire, method: str) -> None:
    for place in PLACES:
        with connect(api.port) as client:
            client.send(f"{method} {place} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            answer = client.read(method)
        assert answer.status in (200, 204, 400, 404, 405, 501), answer
        if answer.status == 405:
            assert "GET" in answer.fields["allow"]
        if answer.status >= 400:
            assert json.loads(answer.content)["status"] == answer.status


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"])
def test_no_field_makes_another_method_of_a_read(api: Wire, name: str) -> None:
    assert api.send("GET", "/labels/plain", None, {name: "DELETE"}).status == 200
    assert check(api.send("POST", "/labels/plain", b"", {name: "DELETE"})).status == 405
    assert check(api.get(f"/labels?{name}=DELETE")).status == 400
    assert api.get("/labels/plain").status == 200


TARGETS = [
    *("/..", "/../labels", "/labels/..", "/labels/%2e%2e/%2e%2e/etc/passwd", "//labels", "///", "/labels//plain"),
    *("/labels/", "/labels/plain/", "/labels;x=1", "/labels/plain;x=1", "/%6cabels", "/labels%00", "/labels/%00"),
    *("/labels/%", "/labels/%zz", "/labels/%ff%fe", "/labels/%c0%af", "/%ed%a0%80", "/labels/%u0041", "/_antiphon"),
    *("/_antiphon_answers", "/_antiphon_answers/x", "/sqlite_master", "/sqlite_sequence", "/sqlite_stat1"),
    *("/pg_catalog.pg_user", "/pg_user", "/information_schema.tables", "/labels%27--", "/labels%22", "/labels/plain,x"),
    *("/labels/" + "x" * 7000, "/" + "a/" * 3000, "/labels/plain/text/more", "/labels/plain/__class__", "/1/1/1"),
    *("/labels/%0d%0aSet-Cookie:%20a=b", "/labels?%0d%0aSet-Cookie:%20a=b", "/labels?q=%00", "/labels?sort=%00"),
    *("/labels?&&&&", "/labels?====", "/labels?key", "/labels?=plain", "/labels?key[]=a", "/labels?key[eq][eq]=a"),
    *("/labels?key[__class__]=1", "/labels?limit=1e9", "/labels?limit=-1", "/labels?page=99999999999999999999"),
    *("/labels?limit=1&limit=2", "/labels?after=" + "A" * 5000, "/labels?after=%00", "/labels?fields=*"),
    *("/labels?fields=key,key,key", "/labels?sort=key,-key", "/labels?sort=" + "key," * 500, "/labels?embed=labels"),
    *("/labels?embed=" + "sort." * 200 + "sort", "/labels?key[like]=" + "%25a" * 2000, "/labels?q=%22%22%22%22%28%29*"),
    *("/labels?key[in]=" + ",".join(map(str, range(2000))), "/labels?" + "&".join(f"key[ne]={n}" for n in range(600))),
]


@pytest.mark.parametrize("target", TARGETS, ids=range(len(TARGETS)))
def test_a_target_that_was_made_to_mislead_is_answered_or_refused(api: Wire, target: str) -> None:
    for method in ("GET", "HEAD", "DELETE", "OPTIONS"):
        with in_time():
            answer = check(api.ask(method, target))
        assert "set-cookie" not in answer.fields
        if "location" in answer.fields:
            assert answer.fields["location"].startswith("/") and not answer.fields["location"].startswith("//")
        if target.lower().startswith(("/sqlite", "/_antiphon", "/pg_", "/information")):
            assert answer.status == 404
    check_alive(api)


BOMBS = {
    "accept": ",".join(f"a/b{n};q=0.{n % 9}" for n in range(400)),
    "accept-language": ",".join(f"x{n};q=0.001" for n in range(400)),
    "accept-encoding": "gzip;q=0," * 400 + "*;q=0",
    "if-none-match": ",".join(f'"{n}"' for n in range(700)),
    "if-match": 'W/"' + "x" * 7000 + '"',
    "if-modified-since": "Thu, 32 Dec 99999 25:61:61 GMT",
    "range": "bytes=" + ",".join(f"{n}-" for n in range(700)),
    "prefer": ";".join(f"a{n}=1" for n in range(600)),
    "idempotency-key": '"' + "k" * 5000 + '"',
    "content-type": "application/json;" + "a=b;" * 1000,
    "authorization": "Basic " + "A" * 6000,
    "origin": "null",
    "sec-fetch-site": "cross-site",
    "cookie": "a=b;" * 1500,
    "x-forwarded-host": "evil.example",
    "x-forwarded-for": "1.1.1.1, " * 500,
    "forwarded": 'for="_x;host=evil.example',
    "expect": "200-ok",
    "te": "trailers, " * 500,
    "content-encoding": "gzip, " * 200 + "gzip",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_field_that_is_long_or_nonsense_costs_little(api: Wire, name: str) -> None:
    for method, path in (("GET", "/labels"), ("GET", "/labels/plain"), ("POST", "/labels")):
        content = b'{"key": "plain"}' if method == "POST" else None
        fields = {"Content-Type": "application/json", name: BOMBS[name]} if content else {name: BOMBS[name]}
        with in_time():
            answer = check(api.send(method, path, content, fields))
        assert b"evil.example" not in answer.content
        assert not any("evil.example" in value for value in answer.fields.values())
    check_alive(api)


VALUES = st.binary(max_size=40).map(lambda data: data.replace(b"\r", b"").replace(b"\n", b""))
NAMES = st.sampled_from(
    [
        *(b"Accept", b"Accept-Language", b"Accept-Encoding", b"If-Match", b"If-None-Match", b"If-Range", b"Range"),
        *(b"Prefer", b"Idempotency-Key", b"Content-Type", b"Content-Encoding", b"Authorization", b"Origin", b"Cookie"),
        *(b"Transfer-Encoding", b"Content-Length", b"Connection", b"Upgrade", b"Expect", b"Host", b"TE", b"Trailer"),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from([b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"QUERY", b"OPTIONS", b"HEAD"]),
    fields=st.lists(st.tuples(NAMES, VALUES), max_size=4),
)
def test_any_bytes_in_fields_are_answered_below_500(
    api: Wire, method: bytes, fields: list[tuple[bytes, bytes]]
) -> None:
    # Who stops in the middle of the content that was declared is not answered (RFC 9112 §8).
    assume(not any(name == b"Content-Length" and value.strip(b" \t").isdigit() for name, value in fields))
    lines = b"".join(b"%b: %b\r\n" % field for field in fields)
    with connect(api.port) as client:
        client.send(b"%b /labels/plain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%b\r\n{}" % (method, lines))
        client.finish()
        answer = client.read(method.decode())
    assert answer.status < 500 or answer.status in (501, 505), answer
