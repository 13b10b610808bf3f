"""Which form and which language (RFC 9110 §12)."""

from __future__ import annotations

import pytest

from .wire import Wire

PATHS = [("GET", "/labels"), ("GET", "/labels/plain"), ("HEAD", "/labels/plain"), ("QUERY", "/labels")]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "application/*;q=0.1", "image/png, */*;q=0.1", "APPLICATION/JSON", ""]
)
def test_json_is_given_where_it_is_accepted(api: Wire, method: str, path: str, accept: str) -> None:
    answer = api.ask(method, path, {} if method == "QUERY" else None, accept=accept)
    assert (answer.status, answer.fields["content-type"]) == (200, "application/json")


REFUSING = ["image/png", "application/json;q=0", "*/*;q=0", "application/json;q=0, image/*", "application/xml;q=0.5"]
CHANGES = [
    ("POST", "/labels", {"key": "new"}),
    ("PUT", "/labels/plain", {"text": "new"}),
    ("PUT", "/labels/new", {"text": "new"}),
    ("PATCH", "/labels/plain", {"text": "new"}),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("accept", REFUSING)
def test_what_cannot_be_given_is_406_with_what_there_is(api: Wire, method: str, path: str, accept: str) -> None:
    answer = api.ask(method, path, {} if method == "QUERY" else None, accept=accept)
    assert answer.status == 406
    assert "accept" in answer.list_of("vary")
    if method != "HEAD":
        assert "application/json" in answer.json["fix"]


@pytest.mark.parametrize(("method", "path", "content"), CHANGES)
def test_a_change_whose_answer_nobody_could_read_is_not_made(
    api: Wire, method: str, path: str, content: object
) -> None:
    before = api.get("/labels").content
    answer = api.ask(method, path, content, accept="image/png")
    assert answer.status == 406
    assert api.get("/labels").content == before


@pytest.mark.parametrize(
    ("languages", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX, en;q=0.5", "es"),
        ("en;q=0.4, es;q=0.5", "es"),
        ("fr", "en"),
        ("*", "en"),
        ("en-GB", "en"),
        ("es;q=0, en", "en"),
        ("nonsense;;;", "en"),
    ],
)
def test_a_problem_is_told_in_the_language_of_the_client(api: Wire, languages: str, language: str) -> None:
    answer = api.get("/labels/absent", accept_language=languages)
    assert answer.fields["content-language"] == language
    assert "accept-language" in answer.list_of("vary")
    assert ("no tiene" in answer.json["detail"]) == (language == "es")


def test_the_title_is_the_same_for_every_occurrence(api: Wire) -> None:
    first, second = api.get("/labels/absent").json, api.get("/order%20items/99").json
    assert (first["type"], first["title"], first["status"]) == (second["type"], second["title"], second["status"])
    assert first["detail"] != second["detail"] and first["instance"] != second["instance"]


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "application/problem+json;q=0"])
def test_a_refusal_is_told_even_to_who_does_not_accept_it(api: Wire, accept: str) -> None:
    assert api.get("/labels/absent", accept=accept).status == 404
