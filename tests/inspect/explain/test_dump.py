"""Messages as bytes for people: each part marked, and the tokens of the start line named (RFC 9112 §2.1, §3, §4)."""

from __future__ import annotations

import pytest

from antiphon.inspect.show.dump import annotated


@pytest.mark.parametrize(
    ("line", "language", "named"),
    [
        (b"HTTP/1.1 200 OK", "en", "version HTTP/1.1 · status code 200 · reason phrase OK"),
        (b"HTTP/1.1 404 Not Found", "es", "versión HTTP/1.1 · código de estado 404 · frase Not Found"),
        (b"HTTP/1.1 299 ", "en", "version HTTP/1.1 · status code 299 · reason phrase –"),
        (b"GET /items?a=1 HTTP/1.1", "en", "method GET · target /items?a=1 · version HTTP/1.1"),
        (b"OPTIONS * HTTP/1.1", "es", "método OPTIONS · destino * · versión HTTP/1.1"),
    ],
)
def test_the_tokens_of_a_start_line_are_named(line: bytes, language: str, named: str) -> None:
    shown = list(annotated(line + b"\r\nHost: x\r\n\r\nabc", (), language))
    assert shown[1] == f"        {named}"
    kinds = ("field", "empty line: the head ends") if language == "en" else ("campo", "línea vacía: fin de la cabecera")
    assert shown[2].endswith(kinds[0]) and shown[3].endswith(kinds[1]) and ", 3 B" in shown[4]


@pytest.mark.parametrize("line", [b"HTTP/1.1 OK", b"GET /", b"GET /a b HTTP/1.1", b"", b"\xff\x00 junk"])
def test_a_start_line_without_three_tokens_is_shown_as_it_is(line: bytes) -> None:
    assert not any("version" in each for each in annotated(line + b"\r\n\r\n", ()))


def test_tokens_are_harmless_to_a_terminal() -> None:
    assert all("\x1b" not in each for each in annotated(b"HTTP/1.1 200 \x1b[2J\r\n\r\n", ()))
