"""What nobody else may see is in no form of an explanation (RFC 9110 §17.9, §17.16)."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

import antiphon
from antiphon.inspect import Explanation, comparison, explain
from antiphon.inspect.blocks.explanation import explanation_of
from antiphon.inspect.from_bytes import exchanges_of
from antiphon.inspect.secret_content import without_secrets
from antiphon.inspect.show.overview import overview
from antiphon.lab import Lab

SECRET = "s3cr3t-value"


def every_form(made: Explanation) -> str:
    forms = [made.text(language, every=True, tls=True, bytes=True, wire=True) for language in ("en", "es")]
    forms += [made.to_html(), json.dumps(made.to_json()), json.dumps(made.to_har()), str(made), repr(made)]
    return "\n".join([*forms, comparison(made, made).text(), *overview([made.journey], 0, "en")])


@pytest.mark.parametrize(
    "options",
    [
        {"auth": ("ana", SECRET)},
        {"auth": SECRET},
        {"headers": {"Authorization": f"Digest response={SECRET}"}},
        {"headers": {"Cookie": f"sid={SECRET}"}},
        {"cookies": {"sid": SECRET}},
        {"headers": {"X-Api-Key": SECRET}},
        {"params": {"access_token": SECRET}},
        {"data": {"user": "ana", "password": SECRET}},
        {"json": {"user": "ana", "password": SECRET, "more": [{"client_secret": SECRET}]}},
        {"files": {"a": b"x"}, "data": {"password": SECRET}},
    ],
    ids=lambda options: "-".join(options),
)
@pytest.mark.parametrize("secured", [True, False], ids=["https", "http"])
def test_secrets_that_are_sent_are_shown_nowhere(options: dict[str, Any], secured: bool, lab: Lab) -> None:
    origin = lab.https if secured else lab.http
    made = explain(
        f"{origin}/redirect/307", "POST", settings={"verify": lab.authority_pem, "trust_env": False}, **options
    )
    assert len(made.journey) == 2 and made.journey[-1].response is not None
    shown = every_form(made)
    assert SECRET not in shown and SECRET.encode().hex(" ") not in shown


def test_a_password_in_the_url_is_shown_nowhere(lab: Lab) -> None:
    url = lab.https.replace("https://", f"https://ana:{SECRET}@") + f"/status/404?token={SECRET}#{'x'}"
    made = explain(url, settings={"verify": lab.authority_pem, "trust_env": False})
    assert SECRET not in every_form(made)


PASTED = [
    f"GET /?api_key={SECRET} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {SECRET}\r\nCookie: a={SECRET}\r\n\r\n",
    f"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nuser=a&password={SECRET}",
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    f'HTTP/1.1 200 OK\r\nSet-Cookie: sid={SECRET}; Path=/\r\n\r\n{{"access_token": "{SECRET}"}}',
    f"GET / HTTP/1.1\r\nHost: a\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /?code={SECRET}\r\nContent-Length: 0\r\n\r\n",
]


@pytest.mark.parametrize("text", PASTED, ids=["request", "form", "response", "location"])
def test_secrets_that_were_pasted_are_shown_nowhere(text: str) -> None:
    assert SECRET not in every_form(explanation_of(exchanges_of(text.encode()), now=0.0))


@pytest.mark.parametrize(
    ("content", "hidden"),
    [
        (b"password=abc&user=x", b"password=***&user=x"),
        (b'{"token" : "a\\"b", "n": 1}', b'{"token" : "****", "n": 1}'),
        (b'name="password"\r\n\r\nabc\r\n--x', b'name="password"\r\n\r\n***\r\n--x'),
        (
            b"name=pwd\r\nContent-Type: text/plain\r\n\r\nabc\r\n",
            b"name=pwd\r\nContent-Type: text/plain\r\n\r\n***\r\n",
        ),
        (b"nothing=here", b"nothing=here"),
        (b"", b""),
    ],
)
def test_what_is_written_over_does_not_move(content: bytes, hidden: bytes) -> None:
    assert without_secrets(content) == hidden


def test_a_secret_in_two_pieces_is_one(lab: Lab) -> None:
    """A generator sends its content piece by piece, and each is an event of its own."""
    pieces = (f'{{"password": "{SECRET[:4]}', f'{SECRET[4:]}"}}')
    made = explain(
        f"{lab.http}/status/404",
        "PUT",
        settings={"trust_env": False},
        data=(piece.encode() for piece in pieces),
        headers={"Content-Length": str(sum(map(len, pieces))), "Content-Type": "application/json"},
    )
    assert made.journey[-1].response is not None and SECRET[4:] not in every_form(made)


def test_a_response_and_an_error_explain_themselves_without_secrets(lab: Lab) -> None:
    with antiphon.Session(verify=lab.authority_pem, trust_env=False, auth=("ana", SECRET)) as session:
        assert SECRET not in every_form(session.get(f"{lab.https}/status/404").explain())
        with pytest.raises(antiphon.TLSError) as caught:
            session.get(f"{lab.url('expired')}?token={SECRET}")
        assert SECRET not in every_form(caught.value.explain())


def test_what_never_left_was_read_by_nobody() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    made = explain(f"http://127.0.0.1:{port}/", "POST", auth=("ana", SECRET), data={"password": SECRET})
    assert made.findings and not [each.code for each in made.findings if "in-clear" in each.code]
