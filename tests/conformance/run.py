"""Run other people's test suites, with requests and with the drop-in in its place, and compare.

``python -m tests.conformance.run [suite ...]``; without names, all of them. Fails where a test passes with requests
alone.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tarfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from .suites import SUITES, Suite

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".conformance"
PYTHON = FOLDER / "venv" / "bin" / "python"
RUNNERS = {"requests": ("-m", "pytest"), "antiphon": ("-m", "antiphon.requests", "-m", "pytest")}
PYTEST_OPTIONS = ("-q", "--no-header", "-p", "no:cacheprovider", "-W", "ignore::DeprecationWarning")
LONGEST_RUN = 1200.0
HTTPBIN = """
import sys
from httpbin import app
from werkzeug.serving import make_server
make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True).serve_forever()
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which tests passed, which failed, and how many were skipped."""

    passed: frozenset[str]
    failed: frozenset[str]
    skipped: int

    def __str__(self) -> str:
        return f"{len(self.passed)} passed, {len(self.failed)} failed, {self.skipped} skipped"


def prepare(suites: list[Suite]) -> None:
    """Make the environment, with all that `suites` need."""
    if not PYTHON.exists():
        venv.create(FOLDER / "venv", with_pip=True)
    # A suite without settings of its own would take those of this project.
    (FOLDER / "pytest.ini").write_text("[pytest]\n")
    needs = {need for suite in suites for need in (suite.pinned, *suite.needs)}
    pip("install", "--quiet", "--editable", f"{ROOT}[requests]", "pytest", "httpbin", *sorted(needs))


def pip(*arguments: str) -> None:
    """Run pip. Raises CalledProcessError."""
    subprocess.run([PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments], check=True)


def unpacked(suite: Suite) -> Path:
    """Return the folder with the sources of `suite`, downloaded and unpacked the first time."""
    target = FOLDER / suite.pinned
    if not target.exists():
        archives = FOLDER / "archives" / suite.pinned
        pip("download", "--quiet", "--no-deps", "--no-binary", suite.name, "--dest", str(archives), suite.pinned)
        with tarfile.open(next(archives.glob("*.tar.gz"))) as archive:
            archive.extractall(target, filter="data")
    return next(folder for folder in target.iterdir() if folder.is_dir())


def environment(httpbin: str) -> dict[str, str]:
    """Return this process's environment, without what changes the course of requests."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith(("_proxy", "_ca_bundle"))}
    return {**kept, "HTTPBIN_URL": httpbin}


@contextmanager
def httpbin() -> Iterator[str]:
    """Run an httpbin on a free port, and yield its URL."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    server = subprocess.Popen([PYTHON, "-c", HTTPBIN, str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def run(suite: Suite, runner: str, url: str) -> Outcome:
    """Run `suite` with `runner`, one of `RUNNERS`."""
    report = FOLDER / f"{suite.name}-{runner}.xml"
    report.unlink(missing_ok=True)
    log = FOLDER / f"{suite.name}-{runner}.log"
    command: list[str | Path] = [PYTHON, *RUNNERS[runner], *PYTEST_OPTIONS, f"--junitxml={report}", *suite.arguments]
    with log.open("wb") as output:
        subprocess.run(
            command,
            cwd=unpacked(suite),
            env=environment(url),
            stdout=output,
            stderr=output,
            timeout=LONGEST_RUN,
            check=False,
        )
    if not report.exists():
        sys.exit(f"{suite.name} did not run; see {log}")
    return outcome_in(report)


def outcome_in(report: Path) -> Outcome:
    """Return what a report in JUnit's format says."""
    passed, failed, skipped = set(), set(), 0
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            failed.add(name)
        elif "skipped" in kinds:
            skipped += 1
        else:
            passed.add(name)
    return Outcome(frozenset(passed - failed), frozenset(failed), skipped)


def main(names: list[str]) -> int:
    """Run the suites called `names`, or all; return how many tests fail with the drop-in alone."""
    unknown = set(names) - {suite.name for suite in SUITES}
    if unknown:
        sys.exit(f"No such suite: {', '.join(sorted(unknown))}. There are {', '.join(suite.name for suite in SUITES)}.")
    chosen = [suite for suite in SUITES if not names or suite.name in names]
    prepare(chosen)
    worse = 0
    with httpbin() as url:
        for suite in chosen:
            real, ours = (run(suite, runner, url) for runner in RUNNERS)
            print(f"{suite.pinned}\n  with requests: {real}\n  with antiphon: {ours}", flush=True)
            for name in sorted(ours.failed - real.failed):
                print(f"  fails with antiphon alone: {name}")
                worse += 1
            for name in sorted(ours.failed & real.failed):
                print(f"  fails with both: {name}")
    return worse


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
