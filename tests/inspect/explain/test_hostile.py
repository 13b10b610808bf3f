"""Whatever comes is explained: no bytes and no field end it, command a terminal, or become part of a page."""

from __future__ import annotations

import json
import re
import shlex
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.inspect import Explanation, comparison
from antiphon.inspect.blocks.explanation import explanation_of
from antiphon.inspect.exchange import Exchange, Journey
from antiphon.inspect.from_bytes import exchanges_of, request_of, response_of
from antiphon.inspect.show.overview import overview

from .conftest import Explain
from .made import NOW, fact, with_url

KNOWN = (
    *(b"GET / HTTP/1.1", b"HTTP/1.1 200 OK", b"HTTP/1.1 302 Found", b"Location: http://[", b"Host: a", b"Vary: *"),
    *(b"Content-Length: 5", b"Transfer-Encoding: chunked", b"Set-Cookie: ;=", b"WWW-Authenticate: Basic a=", b""),
    *(b"Date: 99", b"Age: -1", b"Cache-Control: max-age=99999999999999999999", b"ETag: '\x1b[2J", b"\x00: \xff"),
    *(b"Authorization: Bearer a.eyJleHAiOjFlOTk5fQ.c", b"Content-Encoding: gzip", b"Content-Type: a/b; c={0}{}"),
    *(b'{"error": {"message": "\\u001b[2J"}}', b"Retry-After: 99999999999999999999", b"Content-Type: application/json"),
)
LINE = st.one_of(st.binary(max_size=30), st.sampled_from(KNOWN))
BYTES = st.lists(LINE, max_size=12).map(b"\r\n".join)


def every_form(made: Explanation) -> tuple[str, str]:
    texts = [made.text(language, every=True, tls=True, bytes=True, wire=True, width=40) for language in ("en", "es")]
    texts += [comparison(made, made).text(), *overview([made.journey or ()], 0, "es", width=40)] if made.journey else []
    json.dumps(made.to_json("es")), json.dumps(made.to_har())
    return "\n".join(texts), made.to_html("es")


def journey_of(data: bytes) -> Journey:
    return (Exchange(request_of(data), response_of(data, "GET")), *exchanges_of(data))


@given(BYTES)
def test_any_bytes_are_explained_and_harmless(data: bytes) -> None:
    text, page = every_form(explanation_of(journey_of(data), now=NOW))
    assert all(character.isprintable() or character == "\n" for character in text)
    assert all(map(TAGS.fullmatch, re.findall(r"<([a-z0-9]+)", page)))


TAGS = re.compile(
    "a|article|b|body|br|code|dd|details|div|dl|dt|h1|h2|head|html|i|main|meta|p|pre|section|span|strong|style|summary"
    "|table|tbody|td|th|thead|title|tr"
)


def test_escapes_of_a_server_do_not_reach_the_terminal(explained: Explain) -> None:
    text, _ = every_form(explained("content/terminal"))
    assert "\x1b" not in text and "\x07" not in text


def test_colours_are_the_only_escapes_there_are(explained: Explain) -> None:
    text = explained("content/terminal").text(colour=True, every=True, bytes=True)
    assert set(re.findall(r"\x1b[^m]*m", text)) <= {
        f"\x1b[{code}m" for code in ("0", "1", "2", "34", "36", "1;4", *BOLD)
    }
    assert text.count("\x1b") == len(re.findall(r"\x1b\[[0-9;]*m", text))


BOLD = ("1;31", "1;32", "1;33", "1;36")


class Scripts(HTMLParser):
    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert TAGS.fullmatch(tag)
        assert not [name for name, _ in attributes if name.startswith("on") or name in ("src", "srcdoc")]


@pytest.mark.parametrize("name", ["content/html-in-fields", "content/evil-file-name", "content/password-form"])
def test_markup_of_a_server_is_text_in_the_page(name: str, explained: Explain) -> None:
    page = explained(name).to_html()
    Scripts().feed(page)
    assert "default-src 'none'" in page and "script-src" not in page


def test_links_lead_to_the_rfcs_alone(explained: Explain) -> None:
    targets = re.findall(r'href="([^"]*)"', explained("redirect/script").to_html())
    assert targets and all(target.startswith("https://www.rfc-editor.org/rfc/rfc") for target in targets)


def test_commands_quote_what_came_from_outside() -> None:
    data = b"GET /a HTTP/1.1\r\nHost: a.example\r\nX-A: '; rm -rf /; '\r\n\r\n"
    (exchange,) = exchanges_of(data)
    asked = with_url(exchange.request, "https://a.example/'$(reboot)")
    made = explanation_of((Exchange(asked),), findings=(), now=NOW)
    words = shlex.split(str(fact(made, "reproduce", "curl").value))
    assert words[-1] == "https://a.example/'$(reboot)" and "X-A: '; rm -rf /; '" in words
