"""Block 1: what happened, whose side it is on, what to do, and whether to try again."""

from __future__ import annotations

import pytest

from antiphon.faults import ConnectionError, Phase, ResolveError, Severity, TLSError
from antiphon.faults.connection import CONNECTION_RESET, NAME_NOT_FOUND
from antiphon.faults.security import CERTIFICATE_EXPIRED
from antiphon.inspect import Explanation
from antiphon.inspect.linting import lint_journey

from .conftest import Explain
from .made import NOW, exchange, fact, names_of, request, response, shown


def told(status: int, method: str = "GET", **fields: str) -> dict[str, str]:
    made = shown(exchange(request(method), response(status, **fields)))
    return {each.name: each.told() for each in made.verdict.facts}


def test_success_is_nobodys_fault() -> None:
    made = shown(exchange(None, response(200)))
    assert made.grade is None and made.error is None
    assert fact(made, "verdict", "side").value is None
    assert fact(made, "verdict", "outcome").told("es").startswith("200 OK. La petición tuvo éxito")


@pytest.mark.parametrize(("status", "side"), [(404, "client"), (422, "client"), (500, "server"), (503, "server")])
def test_an_error_is_on_the_side_that_its_status_names_rfc_9110_15(status: int, side: str) -> None:
    made = shown(exchange(None, response(status)))
    assert made.grade is Severity.ERROR and fact(made, "verdict", "side").value == side


@pytest.mark.parametrize(
    ("status", "method", "fields", "sentence"),
    [
        (200, "GET", {}, "Safe: GET twice is the same as once."),
        (201, "POST", {}, "Not safe: each POST is done again."),
        (404, "GET", {}, "Of no use: the same request gets the same answer."),
        (404, "POST", {}, "Of no use: the same request gets the same answer."),
        (502, "POST", {}, "Not safe: POST may have been done already. Look first, or send an Idempotency-Key."),
        (
            429,
            "GET",
            {"Retry_After": "120"},
            "Safe, 120 s from now, as Retry-After says: GET twice is the same as once.",
        ),
        (503, "PUT", {"Retry_After": "never"}, "Safe: PUT twice is the same as once."),
    ],
)
def test_whether_to_try_again_rfc_9110_9_2_2(status: int, method: str, fields: dict[str, str], sentence: str) -> None:
    assert told(status, method, **fields)["retry"] == sentence


def test_a_key_makes_post_repeatable() -> None:
    made = shown(exchange(request("POST", Idempotency_Key="k"), response(502)))
    assert fact(made, "verdict", "retry").value is True


def test_without_retry_after_nobody_says_how_long() -> None:
    assert told(503)["next"] == "Wait, longer after each try: the server does not say how long."
    assert told(429, Retry_After="5")["next"] != told(429)["next"]


def test_findings_beside_the_point_do_not_say_what_to_do() -> None:
    """A 404 without Date or Content-Type is a 404: the path is what matters."""
    journey = (exchange(None, response(404)),)
    made = shown(*journey, findings=lint_journey(journey, now=NOW))
    assert {each.code for each in made.findings} >= {"content-type-missing", "date-missing"}
    assert fact(made, "verdict", "next").told() == "Check the path and the identifiers in it."


def test_a_finding_that_explains_the_status_does() -> None:
    journey = (exchange(None, response(405)),)
    made = shown(*journey, findings=lint_journey(journey, now=NOW))
    assert fact(made, "verdict", "next").value == "allow-missing"
    assert fact(made, "verdict", "side").value == "server"


def test_a_lie_in_a_success_is_the_outcome(explained: Explain) -> None:
    made = explained("content/not-json")
    assert made.grade is Severity.ERROR
    assert "is not JSON" in fact(made, "verdict", "outcome").told()
    assert "succeeded" not in fact(made, "verdict", "outcome").told()


def test_a_warning_does_not_make_a_failure(explained: Explain) -> None:
    made = explained("expiring")
    assert made.grade is Severity.WARNING
    assert fact(made, "verdict", "side").told() == "It worked. What could be better is on the server's side."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"title": "No", "detail": "The name is taken."}', "The name is taken."),
        (b'{"error": {"message": "No such model"}}', "No such model"),
        (b'{"error": "invalid_grant", "error_description": "The code is old."}', "The code is old."),
        (b'{"message": "' + b"x" * 1000 + b'"}', "x" * 300 + "…"),
    ],
)
def test_what_the_server_says_itself_is_told_rfc_9457(content: bytes, words: str) -> None:
    made = explained_with(content)
    assert fact(made, "verdict", "said").told() == words


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"null", b'{"error": 5}', b'{"error": {"error": {}}}', b"\xff"])
def test_what_says_nothing_is_not_told(content: bytes) -> None:
    assert "said" not in names_of(explained_with(content), "verdict")


def explained_with(content: bytes) -> Explanation:
    return shown(exchange(None, response(422, content, Content_Type="application/json")))


def test_the_phase_of_a_failure_is_told() -> None:
    error = ConnectionError(CONNECTION_RESET, peer="192.0.2.1:443", reason="ECONNRESET")
    error.within(Phase.WAIT, "192.0.2.1:443", 1.5)
    made = shown(exchange(error=error))
    assert fact(made, "verdict", "phase").value == "wait"
    assert "waiting for the response, after 1.50 s" in fact(made, "verdict", "phase").told()
    assert "esperaba la respuesta" in fact(made, "verdict", "phase").told("es")


def test_what_two_ends_refuse_they_refuse_again() -> None:
    error = TLSError(CERTIFICATE_EXPIRED, host="a.example", expired="yesterday")
    error.unsent = True
    made = shown(exchange(request("POST"), error=error))
    assert fact(made, "verdict", "retry").told().endswith("of no use until that is mended.")
    assert fact(made, "verdict", "retry").value is True


def test_what_was_never_sent_is_safe_to_send() -> None:
    error = ResolveError(NAME_NOT_FOUND, host="a.example")
    error.unsent = True
    made = shown(exchange(request("POST"), error=error))
    assert fact(made, "verdict", "retry").told() == "Safe: not one byte of the request had left."


def test_a_failure_and_its_finding_are_said_once(explained: Explain) -> None:
    made = explained("incomplete-chain")
    assert fact(made, "verdict", "outcome").value == "certificate-issuer-unknown"
    assert "without that of its issuer" in fact(made, "verdict", "outcome").told()
    assert "fullchain.pem" in fact(made, "verdict", "next").told()
    text = made.text()
    assert text.count("without that of its issuer") == 1 and "\nerror " not in text


def test_what_was_asked_is_what_would_be_asked_again() -> None:
    """A redirect that made POST a GET does not make it safe to send the POST again (RFC 9110 §15.4)."""
    made = shown(exchange(request("POST"), response(302, Location="/b")), exchange(None, response(200)))
    assert fact(made, "verdict", "retry").told() == "Not safe: each POST is done again."
    error = ResolveError(NAME_NOT_FOUND, host="a.example")
    error.unsent = True
    made = shown(exchange(request("POST"), response(307, Location="/b")), exchange(request("POST"), error=error))
    assert fact(made, "verdict", "retry").value is False
