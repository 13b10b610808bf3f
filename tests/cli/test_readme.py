"""What README.md shows of the command line is what it shows: each command of the tour, on a new sample application."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import Run, Serving

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PORT = ":8443/"


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of the tour that go to the sample application or need nothing, and what each shows."""
    tour = README.partition("## A tour")[2].partition("And with what is yours")[0]
    for block in _BLOCK.findall(tour):
        for shown in block.split("$ ")[1:]:
            command, *lines = shown.splitlines()
            if command.startswith("antiphon "):
                yield command, lines


@pytest.fixture(scope="module")
def sample(start: Callable[..., Serving]) -> str:
    """The URL of a sample application that nobody has changed."""
    return start("demo", "--port", "0", "--no-access-log").url


def test_the_tour_shows_what_the_commands_show(antiphon: Run, sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    tried = list(commands())
    assert len(tried) > 3
    for command, lines in tried:
        words = [word.replace(_PORT, f"{sample}/", 1) for word in shlex.split(command.partition(";")[0], comments=True)]
        # A terminal is what the reader has.
        pretty = [] if words[1] == "status" else ["--pretty"]
        ended = antiphon(*words[1:], *pretty)
        expected = [line for line in lines if not line.startswith("exit code")]
        assert ended.out.splitlines() == expected, command
        assert f"exit code {ended.code}" in lines or ended.code == 0
