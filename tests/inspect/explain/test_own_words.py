"""What a server says of an error in its own words: in JSON, in a page, in a line of text."""

from __future__ import annotations

import json

import pytest

from antiphon.inspect.blocks.own_words import own_words
from antiphon.inspect.exchange import ResponseMessage
from antiphon.semantics.fields import Fields

NGINX = b"""<html>\r\n<head><title>%(title)s</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r
<center>%(words)s</center>\r\n<hr><center>nginx/1.27</center>\r\n</body>\r\n</html>"""
DJANGO = b"""<!DOCTYPE html><html><head><title>DisallowedHost\n          at /items/</title></head><body>
<h1>DisallowedHost\n</h1><pre class="exception_value">Invalid HTTP_HOST header: &#x27;b&#x27;.</pre>"""
EXPRESS = b"""<!DOCTYPE html><html><head><title>Error</title></head><body><pre>TypeError: no property &#39;id&#39;<br>
 &nbsp; at /app/index.js:5:9</pre></body></html>"""


def said(content: bytes, kind: str = "text/html", status: int = 400, reason: str = "Bad Request") -> str | None:
    fields = Fields.of_checked([(b"Content-Type", kind.encode()), (b"Server", b"nginx/1.27")])
    return own_words(ResponseMessage(status, reason, "HTTP/1.1", fields, content=content))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            NGINX % {b"title": b"400 No required SSL certificate was sent", b"words": b"No certificate"},
            "400 No required SSL certificate was sent",
        ),
        (NGINX % {b"title": b"400 Bad Request", b"words": b"Request Header Too Large"}, "Request Header Too Large"),
        (NGINX % {b"title": b"400 Bad Request", b"words": b"400 Bad Request"}, None),
        (DJANGO, "DisallowedHost: Invalid HTTP_HOST header: 'b'."),
        (EXPRESS, "TypeError: no property 'id'"),
        (b"<?xml version='1.0'?><html><title>400 Bad Request</title><p>No <b>way</b> in.</p>", "No way in."),
        (b"<html>" + b"<p>" * 20_000, None),
    ],
    ids=["nginx-title", "nginx-words", "nginx-nothing", "django", "express", "xhtml", "hostile"],
)
def test_a_page_says_what_its_title_or_its_first_words_say(page: bytes, words: str | None) -> None:
    assert said(page) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"detail": "No such user."}, "No such user."),
        ({"error": {"message": "Out of stock"}}, "Out of stock"),
        (
            {
                "detail": [
                    {"loc": ["body", "price"], "msg": "a number is due"},
                    {"loc": ["body", "name"], "msg": "Field"},
                ]
            },
            "body.price: a number is due; body.name: Field",
        ),
        ({"name": ["This field is required."], "id": 7}, "name: This field is required."),
        ({"errors": {"name": ["too long", "too dull"]}}, "name: too long too dull"),
        ({"errors": [{"title": "Invalid", "path": "/name"}, "and more"]}, "/name: Invalid; and more"),
        ({"errors": [1, None, {}]}, None),
        ({"message": "Bad request"}, None),
        ([1, 2], None),
    ],
    ids=["detail", "inner", "fastapi", "django-rest", "laravel", "json-api", "nothing", "the status again", "list"],
)
def test_json_says_it_in_many_ways(value: object, words: str | None) -> None:
    assert said(json.dumps(value).encode(), "application/json") == words


def test_a_line_of_text_says_it_too() -> None:
    assert said(b"Client sent an HTTP request to an HTTPS server.\n", "text/plain; charset=utf-8") == (
        "Client sent an HTTP request to an HTTPS server."
    )
    assert said(b"Bad Request\n", "text/plain") is None
    assert said(b"\x00\x01", "text/plain") is None
    assert said(b"\x89PNG", "image/png") is None


def test_secrets_in_it_are_masked_and_long_words_are_cut() -> None:
    assert said(b'{"detail": "no", "password": "hunter2"}', "application/json") == "no"
    long = said(json.dumps({"detail": "word " * 200}).encode(), "application/json")
    assert long is not None and len(long) <= 301 and long.endswith("…")
