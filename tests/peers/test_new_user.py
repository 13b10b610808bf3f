"""The first minutes of a new user: serve an application over HTTPS, ask it, and show it to others."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ..programs import program

pytestmark = pytest.mark.peer

ANTIPHON = (sys.executable, "-m", "antiphon.cli")
APPLICATION = """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def hello(request):
    return JSONResponse({"hello": request.query_params.get("name", "world"), "scheme": request.url.scheme})

app = Starlette(routes=[Route("/", hello)])
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a new user has set: a home folder, and nothing of this package."""
    names = [name for name in os.environ if not name.startswith(("ANTIPHON", "XDG_", "LC_")) and name != "LANG"]
    return {**{name: os.environ[name] for name in names}, "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}


@contextmanager
def started(folder: Path, environment: dict[str, str], *arguments: str) -> Iterator[str]:
    """Run a command that serves, and yield the first URL that it says; ends it as Ctrl-C would."""
    command = [*ANTIPHON, *arguments, "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield _announced(process)
        finally:
            process.terminate()
            process.communicate(timeout=20)
    assert process.returncode == 0


def _announced(process: subprocess.Popen[str]) -> str:
    said = ""
    for line in process.stderr or ():
        said += line
        if found := re.search(r"https://\S+/", line):
            return found[0]
    pytest.fail(f"the server ended: {said}")


def said(environment: dict[str, str], *command: str) -> str:
    """Return what a command writes. Fails with its own words."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_serve_get_and_curl(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "shop.py").write_text(APPLICATION)
    with started(tmp_path, environment, "serve", "shop:app") as url:
        assert url.startswith("https://localhost:")
        assert json.loads(said(environment, *ANTIPHON, "get", url)) == {"hello": "world", "scheme": "https"}
        assert json.loads(said(environment, *ANTIPHON, "get", url, "name==Ana"))["hello"] == "Ana"
        root = said(environment, *ANTIPHON, "trust", "--print-root").strip()
        assert root.startswith(str(tmp_path))
        curl = program("curl")
        assert json.loads(said(environment, curl, "-sS", "--cacert", root, f"{url}?name=Ben"))["hello"] == "Ben"
        refused = subprocess.run([curl, "-sS", url], env=environment, capture_output=True, timeout=30)
        assert refused.returncode == 60


def test_the_demo_and_what_it_says_to_try(tmp_path: Path, environment: dict[str, str]) -> None:
    with started(tmp_path, environment, "demo") as url:
        assert "Ana" in said(environment, *ANTIPHON, "get", f"{url}hello", "name==Ana")
        item = json.loads(said(environment, *ANTIPHON, "post", f"{url}items", "name=tea", "price:=4.5"))
        assert (item["name"], item["price"]) == ("tea", 4.5)
        root = said(environment, *ANTIPHON, "trust", "--print-root").strip()
        shown = said(environment, program("curl"), "-sS", "--cacert", root, "-i", f"{url}status/418")
        assert shown.startswith("HTTP/1.1 418 ")
