"""HTTP archives of several tools: what they leave out, fill in and get wrong."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import antiphon
from antiphon.client.har import har_of
from antiphon.demo.application import application
from antiphon.faults import UsageError
from antiphon.inspect.blocks.explanation import explanation_of
from antiphon.inspect.exchange import Exchange
from antiphon.inspect.from_har import journey_of_file, journey_of_har
from antiphon.inspect.linting import lint_journey

from ..server.running import Running


def header(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


def entry(**changes: Any) -> dict[str, Any]:
    request = {
        "method": "GET",
        "url": "https://shop.example/a?b=c",
        "httpVersion": "http/2.0",
        "headers": [header(":method", "GET"), header(":authority", "shop.example"), header("accept", "*/*")],
        "headersSize": -1,
        "bodySize": 0,
    }
    response = {
        "status": 200,
        "statusText": "",
        "httpVersion": "h2",
        "headers": [header("content-type", "application/json"), header("set-cookie", "a=1\nb=2")],
        "content": {"size": 8, "mimeType": "application/json", "text": '{"a": 1}'},
        "bodySize": -1,
    }
    timings = {"blocked": 1, "dns": -1, "connect": 30, "ssl": 20, "send": 0, "wait": 1500, "receive": 2}
    whole = {
        "startedDateTime": "2023-11-14T22:13:20.500Z",
        "time": 1533,
        "request": request,
        "response": response,
        "timings": timings,
    }
    for place, value in changes.items():
        part, _, member = place.partition("_")
        if member:
            whole[part][member] = value  # type: ignore[index]
        else:
            whole[part] = value
    return whole


def archive(*entries: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": "a browser"}, "entries": list(entries)}}


def read(**changes: Any) -> Exchange:
    (exchange,) = journey_of_har(archive(entry(**changes)))
    return exchange


def test_an_entry_becomes_an_exchange() -> None:
    exchange = read()
    request, response = exchange.request, exchange.response
    assert (request.method, request.target, request.version) == ("GET", "/a?b=c", "HTTP/2")
    assert dict(request.fields) == {"accept": "*/*"} and request.content == b""
    assert response is not None and (response.status, response.content) == (200, b'{"a": 1}')
    assert response.fields.get_all("set-cookie") == ["a=1", "b=2"]
    assert exchange.started_at == 1_700_000_000.5 and exchange.secure is True


def test_times_are_in_seconds_and_those_of_tls_no_part_of_the_connection() -> None:
    phases = read().phases
    assert phases.resolve is None and phases.connect == pytest.approx(0.01)
    assert (phases.tls, phases.wait) == (0.02, 1.5)
    assert phases.total == 1.533


def test_content_in_base64_is_unpacked() -> None:
    content = {"size": 2, "mimeType": "image/png", "text": b64encode(b"\x89P").decode(), "encoding": "base64"}
    response = read(response_content=content).response
    assert response is not None and response.content == b"\x89P"


def test_content_is_encoded_as_its_charset_says() -> None:
    content = {"size": 1, "mimeType": "text/plain; charset=iso-8859-1", "text": "ä"}
    response = read(response_content=content).response
    assert response is not None and response.content == b"\xe4"


def test_content_that_a_browser_cut_is_not_known() -> None:
    response = read(response_content={"size": 900, "mimeType": "text/plain", "text": "abc"}).response
    assert response is not None and response.content is None and response.content_cut


def test_a_304_has_no_content_though_browsers_show_what_they_have_stored() -> None:
    exchange = read(response_status=304)
    assert exchange.response is not None and exchange.response.content is None
    assert "content-not-due" not in [finding.code for finding in lint_journey((exchange,))]


def test_what_came_from_the_cache_of_a_browser_is_old_by_right() -> None:
    for sign in ({"_fromCache": "disk"}, {"time": 0}):
        (exchange,) = journey_of_har(archive({**entry(), **sign}))
        assert exchange.started_at is None


def test_a_request_that_was_blocked_has_no_response() -> None:
    assert read(response_status=0).response is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"response": {"status": 0, "_error": "net::ERR_CERT_DATE_INVALID"}}, " (net::ERR_CERT_DATE_INVALID)"),
        ({"response": {"status": 0}, "comment": "It expired."}, " (It expired)"),
        ({"response": {"status": None}}, ""),
        ({"response": None}, ""),
    ],
    ids=["chrome", "comment", "null", "none"],
)
def test_what_has_no_response_failed_and_is_never_said_to_have_worked(changes: dict[str, Any], reason: str) -> None:
    (made,) = journey_of_har(archive(entry(**changes)))
    assert made.response is None and made.error is not None
    assert made.error.sentence().startswith(f"The archive has no response to this GET{reason}: it failed")
    assert [finding.code for finding in lint_journey((made,)) if finding.rule == 9] == ["recorded-without-response"]
    assert "worked" not in explanation_of((made,)).text()


def test_a_response_that_browsers_say_failed_is_no_success() -> None:
    made = read(response__error="net::ERR_CONTENT_LENGTH_MISMATCH")
    assert made.response is not None and made.error is not None
    assert made.error.sentence().endswith("says that it failed (net::ERR_CONTENT_LENGTH_MISMATCH).")
    assert read(response__error=None).error is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_an_archive_may_be_marked_as_utf_16_as_some_shells_write_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "shell.har"
    path.write_text(json.dumps(archive(entry())), encoding)
    assert [finding.rule for finding in antiphon.inspect.lint(path)]
    assert len(journey_of_file(path)) == 1


@pytest.mark.parametrize("content", [b"<html>no</html>", b"[1, 2]", b"\0" * 99, b"\xff\xfe\0"], ids=ascii)
def test_a_file_with_nothing_of_http_is_refused_not_judged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.har"
    path.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        antiphon.inspect.lint(path)
    assert refused.value.fault.code == "nothing-of-http"


@pytest.mark.parametrize(
    "text", ["GET /\r\n", "\u00e9 / HTTP/1.1\r\n\r\n", "HTTP/1.1 2\r\n\r\n", "a\nGET / HTTP/1.1\n\n"], ids=ascii
)
def test_messages_however_broken_are_judged(text: str) -> None:
    assert antiphon.inspect.lint(text.encode())


def test_a_tunnel_gets_no_lessons_in_manners() -> None:
    (made,) = journey_of_har(archive(entry(request_method="CONNECT", response_headers=[])))
    assert {finding.rule for finding in lint_journey((made,))} <= {40}


def test_posted_content_is_known() -> None:
    assert read(request_postData={"mimeType": "text/plain", "text": "hé"}).request.content == "hé".encode()
    assert read(request_postData={"mimeType": "x/y", "text": "AAE=", "comment": "base64"}).request.content == b"\0\1"
    assert read(request_postData={"mimeType": "x/y", "params": []}).request.content is None


def test_a_connection_field_that_a_browser_writes_down_in_http_2_was_not_sent() -> None:
    exchange = read(request_headers=[header("Connection", "keep-alive")])
    assert "connection" not in exchange.request.fields


def test_a_size_that_contradicts_the_length_is_no_evidence() -> None:
    exchange = read(response_headers=[header("content-length", "10")], response_bodySize=7)
    assert "content-length-wrong" not in [finding.code for finding in lint_journey((exchange,))]


def test_web_sockets_are_read_and_what_is_no_http_is_left_out() -> None:
    urls = ["data:text/plain,x", "chrome-extension://a/b", "wss://shop.example/socket", "https://shop.example/"]
    journey = journey_of_har(archive(*(entry(request_url=url) for url in urls)))
    assert [str(exchange.request.url) for exchange in journey] == [
        "https://shop.example/socket",
        "https://shop.example/",
    ]


def test_missing_parts_are_not_known() -> None:
    journey = journey_of_har(archive({"request": {"method": "GET", "url": "http://shop.example"}}))
    assert journey[0].response is None and journey[0].started_at is None and not journey[0].request.fields


def test_our_own_archives_are_read() -> None:
    with Running(application) as server, antiphon.Session(trust_env=False) as session:
        answer = session.post(f"{server.url}items", json={"name": "tea", "price": 4.5})
        (exchange,) = journey_of_har(har_of([answer]))
    assert exchange.request.content and exchange.response is not None
    assert (exchange.response.status, exchange.response.content) == (201, answer.content)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "recorded.har"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(archive(entry())).encode())
    assert len(journey_of_file(path)) == 1


BROKEN: dict[str, tuple[Any, str, str]] = {
    "no log": ({}, "archive-shape", "log is not an object"),
    "no entries": ({"log": {}}, "archive-shape", "log.entries is not a list"),
    "an entry": (archive(entry(), 5), "archive-shape", "log.entries[1] is not an object"),
    "no request": (archive({}), "archive-shape", "log.entries[0].request is not an object"),
    "no url": (archive({"request": {"method": "GET"}}), "archive-shape", "log.entries[0].request.url is not text"),
    "no method": (archive({"request": {"url": "http://a/"}}), "archive-shape", "request.method is not text"),
    "a list": (b"[]", "archive-shape", "$ is not an object"),
    "half": (b'{"log": {"entries": [', "archive-not-json", "line 1, column 22"),
    "bytes": (b'{"\xff', "archive-not-json", "byte 2"),
    "deep": (b'{"log":' + b"[" * 200_000, "archive-not-json", "too deep"),
}


@pytest.mark.parametrize(("source", "code", "words"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_archive_is_refused_with_the_place(source: Any, code: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        journey_of_har(source)
    assert refused.value.fault.code == code and words in refused.value.sentence()
    assert refused.value.sentence("es") != refused.value.sentence()


def test_an_archive_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("antiphon.inspect.from_har.MOST_BYTES", 10)
    path = tmp_path / "recorded.har"
    path.write_bytes(b" " * 11)
    with pytest.raises(UsageError) as refused:
        journey_of_file(path)
    assert refused.value.fault.code == "archive-too-large"
    with pytest.raises(UsageError):
        journey_of_har(b" " * 11)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)
MEMBERS = st.sampled_from(
    [
        "request_headers",
        "request_httpVersion",
        "request_postData",
        "request_bodySize",
        "response",
        "response_status",
        "response_headers",
        "response_content",
        "response_bodySize",
        "response_statusText",
        "timings",
        "time",
        "startedDateTime",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(MEMBERS, JSON, max_size=4).filter(lambda changes: "response" not in changes or len(changes) == 1)
)
def test_whatever_a_tool_writes_into_a_member_is_read_and_judged(changes: dict[str, Any]) -> None:
    for finding in lint_journey((read(**changes),), now=1_700_000_000):
        assert finding.sentence("es")
