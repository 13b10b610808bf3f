"""The page of the demo: what it lists is there, and the commands it shows work."""

from __future__ import annotations

import html
import re
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

import antiphon
from antiphon.demo.page import page

EXPECTED = {"/status/404": 404, "/private": 401, "/admin": 401, "/lab/bug": 500}


def test_every_place_on_the_page_answers_as_the_page_says(session: antiphon.Session) -> None:
    shown = session.get("/").text
    places = [html.unescape(place) for place in re.findall(r'<dt><a href="([^"]+)"', shown)]
    assert len(places) == 25 and EXPECTED.keys() <= set(places)
    for place in places:
        # The slow answer is asked for at once, so that the tests stay quick.
        response = session.get(place.replace("/delay/1", "/delay/0.01"))
        assert response.status_code == EXPECTED.get(place, 200), place


@pytest.mark.parametrize(
    ("path", "accepted", "language", "heading"),
    [
        ("/", "", "en", "The sample application"),
        ("/", "fr, es;q=0.5", "es", "La aplicación de muestra"),
        ("/", "fr", "en", "The sample application"),
        ("/?lang=es", "en", "es", "La aplicación de muestra"),
        ("/?lang=xx", "es-MX", "es", "La aplicación de muestra"),
    ],
)
def test_the_page_speaks_the_readers_language(
    session: antiphon.Session, path: str, accepted: str, language: str, heading: str
) -> None:
    response = session.get(path, headers={"Accept-Language": accepted} if accepted else None)
    assert response.headers["content-language"] == language and response.headers["vary"] == "accept-language"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in response.text and f"<h1>{heading}</h1>" in response.text
    other = "es" if language == "en" else "en"
    assert f'href="/?lang={other}"' in response.text


def test_the_page_names_the_address_by_which_it_was_reached(session: antiphon.Session) -> None:
    shown = session.get("/", headers={"Host": "api.example:81"}).text
    assert "antiphon get http://api.example:81/hello name==Ana\n" in shown


def test_the_page_tells_curl_of_the_local_authority_where_there_is_tls() -> None:
    assert "--cacert" in page("https://localhost:8443", "en") and "--cacert" not in page("http://localhost:8080", "en")


def test_an_address_is_no_markup() -> None:
    assert "<script" not in page("http://<script>", "en")


def test_the_page_lets_nothing_else_load(session: antiphon.Session) -> None:
    fields = session.get("/").headers
    assert fields["content-security-policy"].startswith("default-src 'none'")
    assert fields["x-content-type-options"] == "nosniff"


def test_what_is_not_there_is_told_in_both_languages(session: antiphon.Session) -> None:
    missing = session.get("/no/such")
    assert missing.status_code == 404 and missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["detail"] == "There is nothing at /no/such; / lists what there is."
    spanish = session.get("/no/such", headers={"Accept-Language": "es"})
    assert spanish.json()["detail"].startswith("No hay nada en /no/such") and spanish.json()["status"] == 404


@pytest.mark.parametrize(
    ("path", "allowed"), [("/hello", "GET, HEAD, OPTIONS"), ("/items", "GET, HEAD, POST, OPTIONS")]
)
def test_a_method_that_is_not_there_is_told_with_those_that_are(
    session: antiphon.Session, path: str, allowed: str
) -> None:
    refused = session.put(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)
    assert refused.json()["detail"] == f"Use one of {allowed}."
    asked = session.options(path)
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, allowed, b"")


@pytest.mark.parametrize("method", ["get", "patch", "FOO"])
def test_a_method_that_nobody_knows_is_501(session: antiphon.Session, method: str) -> None:
    """RFC 9110 §9.1, §15.6.2: methods are case-sensitive, and 405 is for those that are known."""
    # The client would send them in upper case, as requests does.
    base = urlsplit(str(session.base_url))
    with closing(HTTPConnection(base.hostname or "", base.port)) as connection:
        connection.request(method, "/items")
        refused = connection.getresponse()
        assert refused.status == 501 and b"upper case" in refused.read()
