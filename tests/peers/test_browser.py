"""Chromium against our server: a page over HTTPS, and a page whose script talks to the server."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from antiphon.demo import application as demo

from ..programs import program
from ..server.running import Running

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module")
def browser_home(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose NSS database trusts the local authority, as ``antiphon trust --install`` would make it."""
    home = tmp_path_factory.mktemp("browser")
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil = program("certutil")
    name = f"sql:{database}"
    subprocess.run([certutil, "-N", "-d", name, "--empty-password"], check=True, timeout=20)
    adding = [certutil, "-A", "-d", name, "-n", "local", "-t", "C,,", "-i", str(root)]
    subprocess.run(adding, check=True, timeout=20)
    return home


def shown(url: str, home: Path) -> str:
    """Return the document that `url` has become once its script has run."""
    command = [program("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += ["--no-first-run", "--no-proxy-server", f"--user-data-dir={home / 'profile'}"]
    # Time stands still for the page while it waits for the network, so this is no race.
    command += ["--virtual-time-budget=10000", "--dump-dom", url]
    environment = {**os.environ, "HOME": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=50)
    return done.stdout


def test_the_demo_page(browser_home: Path) -> None:
    with Running(demo, tls=True, host="localhost", access_log=False) as server:
        document = shown(server.url, browser_home)
    assert "The sample application" in document and "antiphon get https://localhost" in document


def test_a_script_sends_each_method_and_reads_chunks(server: Running, browser_home: Path) -> None:
    document = shown(f"{server.url}script", browser_home)
    for line in (
        "200 POST application/json 14",
        "200 PUT application/json 14",
        "200 DELETE application/json 14",
        "count 100000",
        "text 9000",
    ):
        assert line in document


def test_without_the_root_the_page_is_not_shown(tmp_path: Path, home: None) -> None:
    with Running(demo, tls=True, host="localhost") as server:
        assert "sample application" not in shown(server.url, tmp_path)
    assert "certificate-refused-by-peer" in server.errors.getvalue()
    assert server.accesses.getvalue() == ""
