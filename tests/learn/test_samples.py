"""The same request elsewhere: what is copied sends what the box sends."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest

from antiphon.client.curl.reading import from_curl
from antiphon.learn.samples import Typed, as_antiphon, as_curl, as_dart, as_javascript, as_python, samples_of

from ..programs import program
from .learning import CODE, Learning

TYPED = Typed("POST", "https://localhost:8443/a?b=[c]", (("X-It", 'it\'s "$x"'), ("Empty", "")), '{"ñ": "it\'s\\n$"}')


def test_there_is_one_for_each_tool() -> None:
    assert list(samples_of(TYPED)) == ["curl", "antiphon", "Python", "JavaScript", "Dart"]


def test_curl_says_the_same() -> None:
    command = as_curl(TYPED).replace('--cacert "$(antiphon trust --print-root)" ', "")
    call = from_curl(command)
    assert (call.method, call.url) == (TYPED.method, TYPED.url)
    assert "--globoff" in shlex.split(command)


def test_python_is_python_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from antiphon import requests

    asked: list[object] = []

    class Answer:
        status_code, text = 200, ""

    def request(method: str, url: str, **options: object) -> Answer:
        asked.extend((method, url, options["headers"], options["data"]))
        return Answer()

    monkeypatch.setattr(requests, "request", request)
    exec(compile(as_python(TYPED), "sample", "exec"), {})
    assert asked == [TYPED.method, TYPED.url, dict(TYPED.fields), TYPED.content.encode()]


def test_javascript_has_its_options_in_json() -> None:
    text = as_javascript(TYPED)
    options = text[text.index("{") : text.rindex("}") + 1]
    assert json.loads(options) == {"method": "POST", "headers": dict(TYPED.fields), "body": TYPED.content}


def test_dart_escapes_what_it_would_fill_in() -> None:
    assert r"'{\"ñ\": \"it\'s\\n\$\"}'".replace('\\"', '"') in as_dart(TYPED)


def test_a_method_that_the_command_lacks_is_sent_by_explain() -> None:
    assert as_antiphon(Typed("BREW", "https://localhost:8443/pot")).startswith("antiphon explain --method BREW ")


@pytest.mark.peer
def test_what_is_copied_for_curl_runs(learning: Learning) -> None:
    program("curl")
    shown = learning.send(
        CODE, path="/products?category=tea&fields=name", fields=[["Accept", "text/csv"]], scheme="http"
    )
    ended = subprocess.run(
        [*shlex.split(shown["samples"]["curl"]), "--silent", "--noproxy", "*"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.startswith("HTTP/1.1 200 OK") and "text/csv" in ended.stdout
