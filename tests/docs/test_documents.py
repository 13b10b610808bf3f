"""The documents are true: links lead somewhere, commands and options exist, and the Python in them runs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from antiphon.cli.main import command
from antiphon.demo.application import application

from ..server.running import Running

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part == "node_modules" for part in path.relative_to(ROOT).parts)
)
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#\s]+)(?:#[^)]*)?\)|!\[[^\]]*\]\(([^)]+)\)")
_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:^|[`(])\s*(?:\$ )?(?:\.venv/bin/)?antiphon ([a-z]+)", re.MULTILINE)


def blocks(path: Path, language: str) -> Iterator[str]:
    for _, found, text in _BLOCK.findall(path.read_text("utf-8")):
        if found == language:
            yield text


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    targets = [one or other for one, other in _LINK.findall(path.read_text("utf-8"))]
    inner = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in inner if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_exist(path: Path) -> None:
    named = set(_COMMAND.findall(path.read_text("utf-8")))
    assert named <= {*command().list_commands(click.Context(command()))}


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = "\n".join(blocks(ROOT / "README.md", "python"))
    names: dict[str, Any] = {}
    with Running(application) as server:
        exec(compile(code.replace("https://localhost:8443/", server.url), "README.md", "exec"), names)
        assert asyncio.run(names["all_of_them"]([server.url, server.url + "nothing"])) == [200, 404]
    assert "201 /items/" in capsys.readouterr().out


def test_the_map_names_every_folder() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    folders = [path.name for path in (ROOT / "src" / "antiphon").iterdir() if path.is_dir() and path.name[0] != "_"]
    assert [folder for folder in folders if f"`{folder}/" not in text] == []


def test_every_document_is_reached_from_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    documents = [path.name for path in (ROOT / "docs").glob("*.md")]
    assert [name for name in documents if name not in text] == []
