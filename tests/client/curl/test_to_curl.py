"""Requests as commands of curl: a shell that runs one sends the same."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

import antiphon

from ...programs import program
from .echo import Sent, echo


@pytest.fixture
def url() -> Iterator[str]:
    """A server that tells in JSON what it was sent."""
    with echo() as url:
        yield url


CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "", {}),
    ("GET", "a'b?q=[1]&r={x}", {"headers": {"X-Quote": 'it\'s "$HOME" `id`', "X-Empty": ""}}),
    ("DELETE", "a", {"headers": {"Accept": None, "User-Agent": None}}),
    ("POST", "", {"data": {"a": "1", "b": "ü &"}}),
    ("PUT", "", {"json": {"name": "it's"}}),
    ("POST", "", {"data": b"\x00\xff\n"}),
    ("PATCH", "", {"data": "text\nof two lines"}),
    ("POST", "", {}),
    ("QUERY", "", {"data": "@x", "headers": {"Content-Type": "text/plain"}}),
    ("GET", "", {"auth": ("ana", "secret"), "cookies": {"a": "b"}}),
]


@pytest.mark.peer
@pytest.mark.parametrize(("method", "path", "options"), CALLS)
def test_curl_sends_the_same(url: str, method: str, path: str, options: dict[str, Any]) -> None:
    response = antiphon.request(method, url + path, **options)
    command = response.to_curl(reveal=True).replace("curl ", f"{program('curl')} --noproxy '*' --silent ", 1)
    told = subprocess.run(["sh", "-c", command], capture_output=True, check=True, timeout=30).stdout
    assert Sent.of_curl(told) == Sent.of_curl(response.content)


def test_secrets_are_masked_unless_they_are_asked_for(url: str) -> None:
    headers = {"X-Api-Key": "hunter2"}
    response = antiphon.get(f"{url}?access_token=hunter2", auth=("ana", "hunter2"), headers=headers)
    assert "hunter2" not in response.to_curl() and "[masked]" in response.to_curl()
    assert "hunter2" in response.to_curl(reveal=True)


def test_a_stream_is_named_as_one(url: str) -> None:
    assert "--data-binary @FILE" in antiphon.post(url, data=iter([b"a", b"b"])).to_curl()


def test_both_ways_are_one_circle(url: str) -> None:
    response = antiphon.post(url, json={"a": "it's"}, headers={"X-One": "1"})
    again = antiphon.from_curl(response.to_curl()).send()
    assert Sent.of_curl(again.content) == Sent.of_curl(response.content)
