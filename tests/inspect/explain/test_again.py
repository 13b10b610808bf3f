"""Block 15: the commands do the same again, in other programs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from antiphon.inspect import Explanation
from antiphon.inspect.blocks.surroundings import Surroundings
from antiphon.lab import Lab

from ...programs import program
from .conftest import Explain
from .made import exchange, fact, names_of, request, response, shown

_STATUS = re.compile(r"HTTP/1\.1 (\d{3})|^. (\d{3}) ", re.MULTILINE)


@pytest.fixture
def root(lab: Lab, tmp_path: Path) -> str:
    path = tmp_path / "root of all.pem"
    path.write_bytes(lab.authority_pem)
    return str(path)


def status_of(name: str, command: str) -> int:
    if name != "python":
        program(name)
    arguments = [sys.executable, "-c", command] if name == "python" else ["sh", "-c", command]
    environment = {**os.environ, "NO_PROXY": "*"}
    ended = subprocess.run(arguments, capture_output=True, timeout=60, check=False, env=environment)
    found = _STATUS.findall(ended.stdout.decode("utf-8", "replace"))
    assert found, ended.stderr.decode("utf-8", "replace")
    return int(next(filter(None, found[-1])))


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("status/404", "GET", {}),
    ("redirect/302", "POST", {"json": {"a": "it's 100% \\n \\ $HOME"}}),
    ("method/put-200", "PUT", {"data": b"a\nb", "headers": {"X-A": "b 'c'"}}),
]


@pytest.mark.peer
@pytest.mark.parametrize("tool", ["curl", "python", "openssl"])
@pytest.mark.parametrize(("name", "method", "options"), CASES, ids=[name for name, _, _ in CASES])
def test_other_programs_get_the_same_status(
    tool: str, name: str, method: str, options: dict[str, Any], explained: Explain, root: str
) -> None:
    made = explained(name, method, settings={"verify": root}, **options)
    assert status_of(tool, str(fact(made, "reproduce", tool).value)) == fact(made, "verdict", "outcome").value


def test_without_tls_it_is_netcat(explained: Explain, lab: Lab) -> None:
    made = explained("access/basic-over-http")
    assert "openssl" not in names_of(made, "reproduce")
    assert str(fact(made, "reproduce", "netcat").value).endswith(f"| nc localhost {lab.http.rpartition(':')[2]}")


def commands(made: Explanation) -> dict[str, str]:
    block = made.of("reproduce")
    return {each.name: str(each.value) for each in block.facts} if block is not None else {}


@pytest.mark.parametrize(
    ("url", "settings", "option"),
    [
        ("https://localhost/", {}, '--cacert "$(antiphon trust --print-root)" '),
        ("https://localhost/", {"verify": "/a b.pem"}, "--cacert '/a b.pem' "),
        ("https://example.org/", {"verify": False}, "--insecure "),
        ("https://example.org/", {}, ""),
        ("http://localhost/", {}, ""),
    ],
)
def test_each_tool_is_told_whom_to_trust(url: str, settings: dict[str, Any], option: str) -> None:
    made = shown(exchange(request(url=url), response()), surroundings=Surroundings(settings=settings))
    assert commands(made)["curl"] == f"curl -i --http1.1 {option}{url}"


def test_what_is_masked_has_to_be_put_in() -> None:
    made = shown(exchange(request("PATCH", "https://example.org/?token=abc", b"\xff", Cookie="a=b"), response()))
    assert "[masked]" in commands(made)["curl"] and "--globoff" in commands(made)["curl"]
    assert fact(made, "reproduce", "curl").told() == "Its content is left out: it is no text."
    asked = shown(exchange(request(Authorization="Bearer abc"), response()))
    assert fact(asked, "reproduce", "curl").told("es") == "Ponga lo que está oculto."
    assert shlex.split(commands(asked)["curl"])[-2] == "Authorization: Bearer [masked]"


def test_head_is_asked_for_as_such() -> None:
    assert "--head" in commands(shown(exchange(request("HEAD"), response())))["curl"]


def test_what_has_no_url_cannot_be_repeated() -> None:
    from antiphon.inspect.from_bytes import exchanges_of

    assert commands(shown(*exchanges_of(b"GET / HTTP/1.1\r\n\r\n"))) == {}
