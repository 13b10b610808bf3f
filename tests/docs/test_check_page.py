"""The page about checks: its Python runs, its options exist, and what it shows is what is shown."""

from __future__ import annotations

import re

import pytest

from antiphon.cli import fuzz
from antiphon.cli.check import command
from antiphon.inspect.check.fuzzing import ADVICE, RFC, Fuzzed
from antiphon.inspect.check.probes.table import PROBES

from .test_documents import ROOT, blocks

PAGE = ROOT / "docs" / "check.md"


@pytest.mark.usefixtures("nothing_around")
def test_its_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = "\n".join(blocks(PAGE, "python"))
    exec(compile(code, PAGE.name, "exec"), {})
    assert "; 0 failed; " in capsys.readouterr().out


def test_its_options_are_those_of_the_command() -> None:
    own = {"--body", "--read-only", "--yes", "--only", "--list", "--json", "--junit"}
    rows = set(re.findall(r"^\| `(--[a-z-]+)", PAGE.read_text("utf-8"), re.MULTILINE))
    options = {name for parameter in command().params for name in parameter.opts}
    assert rows == own <= options


def test_the_options_of_fuzzing_are_those_of_the_command() -> None:
    shown = set(re.findall(r"^- `(--[a-z-]+)", PAGE.read_text("utf-8"), re.MULTILINE))
    options = {name for parameter in fuzz.command().params for name in parameter.opts}
    assert shown == {"--requests", "--seed", "--first", "--json"} <= options


def test_what_fuzzing_shows_is_what_is_shown() -> None:
    page = PAGE.read_text("utf-8")
    score = Fuzzed("", 1, 500, {2: 96, 4: 403, 5: 1}, ()).score()
    assert f"{ADVICE.en} ({RFC})" in page and score.removesuffix("0.") in page


def test_what_it_shows_are_titles_of_probes() -> None:
    shown = re.findall(r"^  [✓✗–] (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert shown and set(shown) <= {probe.title.en for probe in PROBES.values()}
