"""What people paste, record or ask for: the same rule speaks, and none beside it."""

from __future__ import annotations

from typing import Any

import pytest

import antiphon.inspect
from antiphon.faults import Severity
from antiphon.inspect.blocks.explanation import explanation_of

from .examples import DATE, one

ANSWER = f'HTTP/1.1 412 Precondition Failed\n{DATE}\nETag: "2"\nContent-Length: 0\n\n'
PUT = 'PUT /a HTTP/1.1\nHost: shop.example\nIf-Match: "1"\nContent-Type: application/json\nContent-Length: 7\n\n{"a":1}'


def codes(what: object) -> list[str]:
    return [finding.code for finding in antiphon.inspect.lint(what)]


@pytest.mark.parametrize("between", ["", "\n", "\n\n"], ids=ascii)
def test_an_answer_may_stand_right_behind_the_content_of_its_request(between: str) -> None:
    assert codes(PUT + between + ANSWER) == ["precondition-outdated"]


@pytest.mark.parametrize("host", ["", "a b", "shop.example:port", "user@shop.example", "[::1"], ids=ascii)
def test_a_host_that_is_none_is_told_rfc_9112_section_3_2(host: str) -> None:
    found = antiphon.inspect.lint(f"GET /a HTTP/1.1\r\nHost: {host}\r\n\r\n")
    assert [(finding.rule, finding.code) for finding in found] == [(43, "host-syntax")]
    assert "un solo servidor" in found[0].sentence("es") and found[0].fix() and found[0].side.value == "client"


@pytest.mark.parametrize("host", ["shop.example", "shop.example:8443", "127.0.0.1", "[::1]:80", "SHOP.example."])
def test_a_host_that_is_one_is_not(host: str) -> None:
    assert codes(f"GET /a HTTP/1.1\r\nHost: {host}\r\n\r\n") == []


def test_chunks_of_http_2_are_no_framing_rfc_9113_section_8_2_2() -> None:
    assert codes(f"HTTP/2 200\n{DATE}\ntransfer-encoding: chunked\n\n") == ["connection-field-in-http2"]


def recorded(length: int, size: int, body_size: int, *fields: tuple[str, str]) -> dict[str, Any]:
    """Return an archive with an answer that declares `length`, of whose content `size` and `body_size` are known."""
    headers = [("Date", DATE[6:]), ("Content-Type", "text/plain"), ("Content-Length", str(length)), *fields]
    response = {
        "status": 200,
        "headers": [{"name": name, "value": value} for name, value in headers],
        "content": {"size": size, "mimeType": "text/plain", "text": "x" * size},
        "bodySize": body_size,
    }
    request = {"method": "GET", "url": "http://shop.example/a", "headers": []}
    return {"log": {"entries": [{"request": request, "response": response}]}}


def test_a_length_that_is_wrong_is_seen_in_an_archive_rfc_9112_section_6_3() -> None:
    assert codes(recorded(50, 5, 5)) == ["content-length-wrong"]


@pytest.mark.parametrize(
    ("length", "size", "body_size", "fields"),
    [
        (5, 5, 5, ()),
        (50, 5, 60, ()),
        (50, 5, -1, ()),
        (20, 90, 20, (("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))),
        (20, 90, 90, (("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))),
    ],
)
def test_a_size_that_browsers_only_guess_is_not(
    length: int, size: int, body_size: int, fields: tuple[tuple[str, str], ...]
) -> None:
    assert codes(recorded(length, size, body_size, *fields)) == []


def verdict_on(request: str, response: str, **more: Any) -> list[str]:
    made = explanation_of(one(request, response, **more))
    assert made.grade is Severity.ERROR
    return [fact.told() for fact in made.verdict.facts]


def test_the_verdict_on_a_client_s_mistake_does_not_say_that_the_client_made_none() -> None:
    told = " ".join(verdict_on("POST http://shop.example/a\nContent-Type: application/json", "500", sent=b"{"))
    assert "its content is not JSON" in told and "the client did nothing wrong" not in told


def test_a_value_of_thousands_of_characters_makes_no_sentence_of_thousands() -> None:
    found = antiphon.inspect.lint(PUT.replace('"1"', f'"{"x" * 9000}"') + ANSWER)
    assert [finding.code for finding in found] == ["precondition-outdated"]
    assert len(found[0].sentence()) < 500 and "xxx…" in found[0].sentence("es")


def test_the_verdict_on_a_preflight_is_about_the_preflight() -> None:
    asked = "OPTIONS http://shop.example/a\nOrigin: https://page.example\nAccess-Control-Request-Method: PUT"
    told = " ".join(verdict_on(asked, f"401\n{DATE}"))
    assert "Answer OPTIONS with 204" in told and "WWW-Authenticate" not in told


@pytest.mark.parametrize(("status", "treated"), [("499", "400"), ("520", "500")])
def test_the_verdict_on_a_status_that_nobody_knows_says_how_to_treat_it(status: str, treated: str) -> None:
    told = verdict_on("GET http://shop.example/a", f"{status}\n{DATE}")
    assert any(f"Treat it as {treated}, and ask whoever runs the server" in sentence for sentence in told), told
