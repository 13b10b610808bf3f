"""Imports go down only, and each part keeps to what it may use (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import antiphon

ROOT = Path(antiphon.__file__).parent
FLOORS = {
    "faults": 0,
    "semantics": 1,
    "wire": 2,
    "net": 3,
    "tls": 3,
    "client": 4,
    "server": 4,
    "requests": 4.5,
    "rest": 5,
    "gateway": 5,
    "inspect": 5,
    "learn": 6,
    "cli": 6,
    "demo": 6,
    "lab": 6,
}
# The command line offers the sample application, the lab and the lessons, whose boxes lead into the lab.
ALLOWED_NEIGHBOURS = {("cli", "demo"), ("cli", "lab"), ("cli", "learn"), ("learn", "lab")}
NO_WORLD = {"asyncio", "socket", "ssl", "selectors", "threading", "time", "random", "os", "logging"}
ONLY_IN = {
    "certifi": "requests",
    "charset_normalizer": "requests",
    "cryptography": "tls",
    "markdown_it": "learn",
    "msgspec": "rest",
    "psycopg": "rest",
    "publicsuffixlist": "semantics",
    "sqlalchemy": "rest",
    "truststore": "tls",
    "urllib3": "requests",
}
FILES = sorted(ROOT.rglob("*.py"))


def part_of(path: Path) -> str:
    relative = path.relative_to(ROOT)
    return relative.parts[0] if len(relative.parts) > 1 else ""


def imports(path: Path) -> Iterator[str]:
    """Yield the absolute names of all modules that a file imports, wherever in it."""
    package = ["antiphon", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    part = part_of(path)
    if not part:
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "antiphon" or len(parts) < 2 or parts[1] not in FLOORS or parts[1] == part:
            continue
        lower = FLOORS[parts[1]] < FLOORS[part]
        assert lower or (part, parts[1]) in ALLOWED_NEIGHBOURS, f"{part} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_lower_floors_touch_no_world(path: Path) -> None:
    if FLOORS.get(part_of(path), 9) > 2:
        return
    assert not NO_WORLD.intersection(name.split(".")[0] for name in imports(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_stays_where_it_belongs(path: Path) -> None:
    for name in imports(path):
        owner = ONLY_IN.get(name.split(".")[0])
        assert owner in (None, part_of(path)), f"{name} outside {owner}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_says_what_it_is_and_asserts_nothing(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree)
    # `python -O` removes assert statements, and with them a check of what came from outside.
    assert not any(isinstance(node, ast.Assert) for node in ast.walk(tree))


def test_every_floor_has_its_page() -> None:
    for part in FLOORS:
        folder = ROOT / part
        if folder.is_dir():
            assert (folder / "README.md").is_file(), part
    # The drop-in for requests has the one that its name demands.
    assert list(ROOT.rglob("utils.py")) == [ROOT / "requests" / "utils.py"]
