"""Blocks 7, 8, 10, 11 and 12 over exchanges made by hand."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest

from antiphon.inspect.blocks.authenticated import expiry_of
from antiphon.semantics.dates import format_date
from antiphon.semantics.fields import Fields

from .conftest import Explain
from .made import NOW, exchange, fact, names_of, request, response, shown


def token(**claims: object) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join([*(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts), "x"])


@pytest.mark.parametrize(("leeway", "words"), [(-60, "expired 60 s ago"), (60, "good for another 60 s")])
def test_the_end_of_a_token_is_told_rfc_7519_4_1_4(leeway: int, words: str) -> None:
    made = shown(exchange(request(Authorization=f"Bearer {token(exp=NOW + leeway)}"), response(401)))
    sent = fact(made, "authentication", "sent.authorization")
    assert words in sent.told() and sent.value["scheme"] == "Bearer" and sent.value["credentials"] == "[masked]"


@pytest.mark.parametrize(
    "value", ["", "a.b", "a.b.c", f"a.{'e30'}.c", token(exp="soon"), token(exp=True), "..", "a.!.c"]
)
def test_what_has_no_end_has_none(value: str) -> None:
    assert expiry_of(value) is None


def test_a_challenge_is_parsed_rfc_9110_11_6_1() -> None:
    made = shown(exchange(None, response(401, WWW_Authenticate='Digest realm="a", nonce="b"')))
    asked = fact(made, "authentication", "asked.www-authenticate")
    assert asked.value["scheme"].lower() == "digest" and asked.value["parameters"]["realm"] == "a"


def test_a_broken_challenge_says_which_rule_it_breaks() -> None:
    made = shown(exchange(None, response(401, WWW_Authenticate='Basic realm="')))
    assert "grammar" in fact(made, "authentication", "asked.www-authenticate").told() or "…"


def test_the_lines_say_what_a_method_and_a_status_mean() -> None:
    made = shown(exchange(request("PUT"), response(409)))
    assert fact(made, "request", "line").told() == "PUT changes something; doing it twice is the same as once."
    line = fact(made, "response", "line")
    assert line.value.startswith("HTTP/1.1 409") and line.rfc == "RFC 9110 §15.5.10"


def test_each_usual_field_has_a_meaning_and_who_added_it(explained: Explain) -> None:
    made = explained("good", headers={"X-Mine": "1"})
    assert fact(made, "request", "field.host").told() == "for which host this is; added by the client itself"
    assert fact(made, "request", "field.x-mine").told() == ""
    assert fact(made, "response", "field.date").told("es") == "cuándo se creó"


def test_a_field_whose_name_has_braces_is_shown() -> None:
    made = shown(exchange(None, replace(response(), fields=Fields.of_checked([(b"{x}", b"1")]))))
    assert "{x}: 1" in made.text(every=True) and "{x}" in json.dumps(made.to_json())


@pytest.mark.parametrize(
    ("fields", "private", "shared", "next_"),
    [
        ({"Cache_Control": "max-age=60"}, True, True, "use"),
        ({"Cache_Control": "private, max-age=60"}, True, False, "use"),
        ({"Cache_Control": "no-store"}, False, False, "fetch"),
        ({"ETag": '"a"', "Cache_Control": "no-cache"}, True, True, "revalidate"),
    ],
)
def test_who_may_keep_it_and_what_the_next_get_does_rfc_9111(
    fields: dict[str, str], private: bool, shared: bool, next_: str
) -> None:
    made = shown(exchange(None, response(200, Date=format_date(int(NOW)), **fields)))
    assert fact(made, "cache", "storable").value == {"private": private, "shared": shared}
    assert fact(made, "cache", "next").value == next_


def test_an_archive_is_judged_by_its_own_time_rfc_9111_4_2_3() -> None:
    came = response(200, Date=format_date(int(NOW)), Cache_Control="max-age=60")
    made = shown(exchange(None, came), now=NOW + 86400)
    assert fact(made, "cache", "age").value == 0 and fact(made, "cache", "next").value == "use"


def test_a_validator_can_be_tried() -> None:
    made = shown(exchange(None, response(200, ETag='"it\'s"', Cache_Control="no-cache")))
    assert fact(made, "cache", "next").command == ("""curl -i -H 'If-None-Match: "it'"'"'s"' https://example.org/a""")


def test_what_came_is_compared_with_what_was_asked_for_rfc_9110_12() -> None:
    made = shown(exchange(request(Accept="text/csv"), response(200, Content_Type="text/html", Vary="Accept, Cookie")))
    assert fact(made, "negotiation", "type").told() == "What came was not asked for."
    assert fact(made, "negotiation", "vary").value == ["Accept", "Cookie"]


def test_a_response_that_never_came_has_no_blocks_of_its_own() -> None:
    made = shown(exchange(None, None))
    assert names_of(made, "response") == names_of(made, "cache") == names_of(made, "negotiation") == []
    assert fact(made, "verdict", "outcome").told() == "There is no response."
