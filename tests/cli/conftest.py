"""The command line in this process and in one of its own, and servers for it to talk to."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TextIO

import pytest

from antiphon.cli import language
from antiphon.cli.main import main

COMMAND = (sys.executable, "-m", "antiphon.cli")
_LOCALE = ("ANTIPHON_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "ANTIPHON_TRACEBACK", "NO_COLOR")
_END_SECONDS = 20


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the commands that these tests run."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[None]:
    """A home of its own, and English."""
    for name in _LOCALE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANTIPHON_HOME", str(home))
    language.choose("en")
    yield
    language.choose("en")


@pytest.fixture
def antiphon(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; without `stdin`, its standard input is empty."""

    def run(*arguments: object, stdin: TextIO | None = None) -> Ended:
        monkeypatch.setattr("sys.stdin", stdin or io.TextIOWrapper(io.BytesIO()))
        capfd.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        code = exit_.value.code
        return Ended(code if isinstance(code, int) else 0, out, err)

    return run


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment for a process: this one's, without a language."""
    kept = {name: value for name, value in os.environ.items() if name not in _LOCALE}
    return {**kept, "PYTHONUNBUFFERED": "1", "ANTIPHON_HOME": str(home), **more}


@pytest.fixture(scope="session")
def process(home: Path) -> Run:
    """Run a command in a process of its own; `stdin` is bytes for a pipe, or a descriptor."""

    def run(*arguments: object, stdin: bytes | int = b"", cwd: Path | None = None, **more: str) -> Ended:
        with subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            stdin=subprocess.PIPE if isinstance(stdin, bytes) else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment(home, **more),
        ) as started:
            out, err = started.communicate(stdin if isinstance(stdin, bytes) else None, timeout=60)
        return Ended(started.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    return run


@dataclass
class Serving:
    """A server process that said where it is: `said` are the bytes up to the line that begins with Ctrl-C."""

    url: str
    said: str
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def start(home: Path) -> Iterator[Callable[..., Serving]]:
    """Start ``antiphon`` with arguments that serve, wait until it says where, and end it with the tests."""
    processes: list[subprocess.Popen[bytes]] = []

    def run(*arguments: object, cwd: Path | None = None, **more: str) -> Serving:
        started = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment(home, **more),
        )
        processes.append(started)
        said = b""
        while not re.search(rb"^Ctrl-C .*\n", said, re.MULTILINE):
            line = started.stderr.readline() if started.stderr is not None else b""
            if not line:
                pytest.fail(f"the server ended: {said.decode()}")
            said += line
        text = said.decode()
        found = re.search(r"https?(?:\+unix)?://\S+", text)
        return Serving(found[0].rstrip("/") if found else "", text, started)

    yield run
    for each in processes:
        each.terminate()
    for each in processes:
        with each:  # closes the pipes, too
            each.wait(_END_SECONDS)


@pytest.fixture(scope="session")
def demo(start: Callable[..., Serving]) -> str:
    """The origin of a running demo, without TLS."""
    return start("demo", "--http", "--port", "0", "--no-access-log").url


@pytest.fixture(scope="session")
def secure_demo(start: Callable[..., Serving]) -> str:
    """The origin of a running demo, with a certificate from the local authority."""
    return start("demo", "--port", "0", "--no-access-log").url


@dataclass
class Origin:
    """A server of one resource, whose answers a test can choose, and which remembers what it was asked."""

    url: str = ""
    status: int = 200
    reason: str | None = None
    content: bytes = b""
    fields: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    cut_after: int | None = None
    raw: bytes | None = None
    before: Callable[[], object] = lambda: None
    asked: list[dict[str, str]] = field(default_factory=list)


def _handler(origin: Origin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            origin.asked.append({name.lower(): value for name, value in self.headers.items()})
            origin.before()
            first = self._first()
            size = len(origin.content)
            if origin.raw is not None:
                self.wfile.write(origin.raw)
                self.close_connection = True
            elif first is not None and first >= size:
                self._answer(416, b"", {"Content-Range": f"bytes */{size}"})
            elif first is not None:
                partial = {"Content-Range": f"bytes {first}-{size - 1}/{size}"}
                self._answer(206, origin.content[first:], partial)
            else:
                self._answer(origin.status, origin.content, {})

        def _first(self) -> int | None:
            wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            condition = self.headers.get("If-Range")
            if wanted is None or not origin.ranges:
                return None
            if condition is not None and condition not in origin.fields.values():
                return None
            return int(wanted[1])

        def _answer(self, status: int, content: bytes, fields: dict[str, str]) -> None:
            self.send_response(status, origin.reason)
            for name, value in {"Content-Length": str(len(content)), **origin.fields, **fields}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content[: origin.cut_after])
            if origin.cut_after is not None:
                self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:
            return

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for them

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that went away, as some of these tests have it do."""


@pytest.fixture
def origin() -> Iterator[Origin]:
    """A server whose answers the test chooses."""
    served = Origin()
    server = _Server(("127.0.0.1", 0), _handler(served))
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()
