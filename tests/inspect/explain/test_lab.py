"""Every place in the lab: shown in every form and both languages, true to schema, with nothing left to guess."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from antiphon.inspect import Explanation
from antiphon.inspect.show.words import PARTS
from antiphon.lab import Lab
from antiphon.lab.catalogue import SCENARIOS

from ...client.stand_ins.har_schema import check_har
from .conftest import QUICK, Explain
from .made import fact

SCHEMA = Path(__file__).parents[3] / "docs" / "explanation.schema.json"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
NAMES = [name.replace("{}", "3" if "chain" in name else "404") for name in SCENARIOS]
VALIDATED: set[object] = set()
SMALL = 16384
"""Bytes on the wire up to which every form is tried in both languages: the rest would only take time."""
# Values of these facts have parts that are named by the server.
FROM_OUTSIDE = {"parameters"}


class Page(HTMLParser):
    """What a page has that would load or run, and whether its tags are closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parts_of(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from parts_of(each)
    elif isinstance(value, dict):
        yield from value
        for name, each in value.items():
            if name not in FROM_OUTSIDE:
                yield from parts_of(each)


def unlike(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the facts of `block` of a kind that has not been validated: nearly all are like another one."""
    for each in block["facts"]:
        value = each["value"]
        kind = (each["name"], type(value), *(map(type, value.values()) if isinstance(value, dict) else ()), *each)
        if kind not in VALIDATED:
            VALIDATED.add(kind)
            yield each


def check(made: Explanation) -> None:
    size = sum(len(piece.data) for each in made.journey if each.record for piece in each.record.wire)
    for language in ("en", "es") if size < SMALL else ("es",):
        text = made.text(language, every=True, tls=True, bytes=True, wire=size < SMALL)
        assert text.startswith(("✓ ", "! ", "✗ ")) and text.endswith("\n")
    value = json.loads(json.dumps(made.to_json("es")))
    VALIDATOR.validate({**value, "blocks": [{**block, "facts": list(unlike(block))} for block in value["blocks"]]})
    assert all(name in PARTS for block in made.blocks for each in block.facts for name in parts_of(each.value))
    check_har(json.loads(json.dumps(made.to_har())))
    page = Page(made.to_html("es"))
    assert page.open == [] and not page.tags & {"script", "img", "iframe", "link", "form", "object"}
    assert not {name for name in page.attributes if name.startswith("on") or name == "src"}


@pytest.mark.parametrize("name", NAMES)
def test_each_place_is_explained(name: str, explained: Explain) -> None:
    made = explained(name, timeout=QUICK)
    check(made)
    assert [each.name for each in made.verdict.facts][-3:] == ["side", "next", "retry"]


@pytest.mark.parametrize(
    ("name", "code", "side"),
    [
        ("expired", "certificate-expired", "server"),
        ("not-yet-valid", "certificate-not-yet-valid", "server"),
        ("wrong-host", "certificate-name-mismatch", "server"),
        ("self-signed", "certificate-self-signed", "server"),
        ("incomplete-chain", "certificate-issuer-unknown", "server"),
        ("old-tls", "tls-version-unsupported", "server"),
        ("plain-http", "plain-answer-to-tls", "user"),
        ("handshake-failure", "tls-offer-refused", "network"),
        ("tampered", "tls-tampered", "network"),
        ("client-certificate", "client-certificate-missing", "client"),
    ],
)
def test_a_failure_of_tls_says_whose_it_is_and_shows_what_was_seen(
    name: str, code: str, side: str, explained: Explain
) -> None:
    made = explained(name)
    assert fact(made, "verdict", "outcome").value == code
    assert fact(made, "verdict", "side").value == side


def test_the_chain_is_known_though_it_was_refused_rfc_5280_6(explained: Explain) -> None:
    made = explained("expired")
    shown = fact(made, "chain", "certificate")
    assert shown.value["subject"] == "CN=localhost" and "expired" in shown.told()
    assert fact(made, "chain", "name_match").value is True
    assert fact(made, "chain", "fix").told().startswith("Its operator must renew it")
    assert fact(made, "tls", "alert").value == "certificate_expired"
    assert fact(made, "tls", "alert").told() == "This client ended it."


def test_the_root_that_was_trusted_is_named(explained: Explain) -> None:
    made = explained("complete-chain")
    trusted = fact(made, "chain", "trusted")
    assert (
        trusted.value["anchor"] == "CN=Antiphon Lab Root of Chains" and "of Chains, which is trusted" in trusted.told()
    )
    assert fact(made, "chain", "order").told() == "Each is issued by the next one."
    assert fact(made, "chain", "store").told() == "Only what was given for this request."


def test_without_verification_nobody_is_trusted(explained: Explain) -> None:
    made = explained("expired", settings={"verify": False})
    assert fact(made, "chain", "trusted").value is False
    assert "anybody can be at the other end" in fact(made, "chain", "store").told()


def test_every_message_of_the_handshake_has_a_name_a_length_and_a_direction(explained: Explain) -> None:
    messages = fact(explained("good"), "tls", "messages").value
    assert [(each["direction"], each["name"]) for each in messages][:3] == [
        ("sent", "ClientHello"),
        ("received", "ServerHello"),
        ("received", "EncryptedExtensions"),
    ]
    assert all(each["bytes"] > 0 and each["milliseconds"] >= 0 for each in messages)


def test_a_client_certificate_that_was_asked_for_is_told(explained: Explain, lab: Lab) -> None:
    asked = fact(explained("client-certificate"), "tls", "client_certificate_asked")
    assert asked.value is True and "showed none" in asked.told()


def test_plain_http_has_no_tls(explained: Explain) -> None:
    assert fact(explained("cookie/session-over-http"), "tls", "none").told().startswith("Everything was readable")


def test_interim_responses_and_trailers_are_shown_rfc_9110_15_2(explained: Explain) -> None:
    assert fact(explained("message/early-hints"), "response", "interim").value["status"] == 103


def test_packed_content_has_two_sizes_rfc_9110_8_4(explained: Explain) -> None:
    value = fact(explained("content/brotli"), "response", "content").value
    assert value["coding"] == "br" and value["encoded_bytes"] != value["decoded_bytes"]


def test_what_is_too_much_to_look_at_is_no_mistake_of_the_server(explained: Explain) -> None:
    made = explained("content/gzip-bomb")
    assert fact(made, "verdict", "outcome").value == 200 and made.grade is None
    assert fact(made, "response", "content").told() == "There was more of it than is looked at."


def test_the_phase_that_never_ended_has_the_time(explained: Explain) -> None:
    phases = explained("time/never", timeout=QUICK).journey[-1].phases
    assert phases.wait is not None and phases.tls is not None and phases.wait > phases.tls
    assert fact(explained("silent-handshake", timeout=QUICK), "timing", "biggest").value == "tls"


def test_a_number_of_seconds_leaves_a_limit_for_the_whole(explained: Explain) -> None:
    """What never ends is explained, too, also where only the waits are limited."""
    from antiphon.inspect.blocks.running import DEADLINE, limited

    assert limited(5).total == DEADLINE and limited(None).total == DEADLINE and limited(QUICK) is QUICK
