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
_ANCHORED = re.compile(r"\[[^\]]+\]\(([^)#\s:]*)#([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"\b\d+\.\d+ s\b")
_COMMAND = re.compile(r"(?:^|[`(])\s*(?:\$ )?(?:\.venv/bin/)?antiphon ([a-z]+)", re.MULTILINE)


def blocks(path: Path, language: str) -> Iterator[str]:
    for _, found, text in _BLOCK.findall(path.read_text("utf-8")):
        if found == language:
            yield text


def without_times(text: str) -> str:
    """Return `text` without what is different each time: how many seconds something took."""
    return _SECONDS.sub("… s", text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    targets = [one or other for one, other in _LINK.findall(path.read_text("utf-8"))]
    inner = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in inner if not (path.parent / target).exists()] == []


def anchors(path: Path) -> set[str]:
    """Return the anchors of the headings of `path`, as the usual renderers make them."""
    headings = _HEADING.findall(_BLOCK.sub("", path.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_anchors_are_headings(path: Path) -> None:
    links = _ANCHORED.findall(path.read_text("utf-8"))
    pages = [(path.parent / target if target else path, anchor) for target, anchor in links]
    assert [(page.name, anchor) for page, anchor in pages if page.exists() and anchor not in anchors(page)] == []


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
    shown = capsys.readouterr().out
    assert "201 /items/" in shown
    assert [
        text for text in blocks(ROOT / "README.md", "text") if without_times(text) not in without_times(shown)
    ] == []


def test_the_map_names_every_folder() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    folders = [path.name for path in (ROOT / "src" / "antiphon").iterdir() if path.is_dir() and path.name[0] != "_"]
    assert [folder for folder in folders if f"`{folder}/" not in text] == []


def test_every_document_is_reached_from_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    documents = [path.name for path in (ROOT / "docs").glob("*.md")]
    assert [name for name in documents if name not in text] == []
