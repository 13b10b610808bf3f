"""``antiphon serve FOLDER``: from the command line to the files, and what is refused before."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import antiphon as package
from antiphon.cli.folder_options import names_folder

from ..programs import program
from .conftest import Run, Serving

Start = Callable[..., Serving]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, a hidden file, and a page."""
    made = tmp_path / "site"
    (made / "sub").mkdir(parents=True)
    (made / "a.txt").write_text("a")
    (made / ".hidden").write_text("hidden")
    (made / "sub" / "index.html").write_text("<h1>Sub")
    return made


def test_a_folder_is_served(start: Start, folder: Path) -> None:
    serving = start("serve", folder, "--http", "--port", "0")
    with package.Session() as session:
        assert session.get(f"{serving.url}/a.txt").text == "a"
        assert session.get(f"{serving.url}/sub").text == "<h1>Sub"
        assert session.get(f"{serving.url}/.hidden").status_code == 404
        assert session.put(f"{serving.url}/a.txt", data=b"b").status_code == 405
    serving.process.send_signal(signal.SIGTERM)
    serving.process.communicate(timeout=20)
    assert serving.process.returncode == 0


def test_the_folder_of_this_moment_is_served_over_https_and_written(start: Start, folder: Path, antiphon: Run) -> None:
    serving = start("serve", ".", "--port", "0", "--host", "127.0.0.1", "--writable", "--hidden", cwd=folder)
    assert serving.url.startswith("https://127.0.0.1:")
    assert antiphon("get", f"{serving.url}/.hidden").out == "hidden"
    assert antiphon("put", f"{serving.url}/new.txt", "--raw", "content").code == 0
    assert (folder / "new.txt").read_text() == "content"


def test_options_of_folders_need_a_folder(antiphon: Run) -> None:
    for option in ("--writable", "--hidden"):
        ended = antiphon("serve", "antiphon.demo:application", option, "--port", "0")
        assert ended.code == 2 and ended.err.startswith(f"antiphon: {option} means nothing without a folder as TARGET.")


def test_what_only_databases_heed_is_refused_for_a_folder_and_an_application(antiphon: Run, folder: Path) -> None:
    rules = folder / "rules.json"
    rules.write_text("{}")
    for target in (folder, "antiphon.demo:application"):
        for option in (("--access", rules), ("--cors", "*"), ("--rate", "1/s"), ("--bulk",), ("--init", rules)):
            ended = antiphon("serve", target, *option, "--port", "0")
            said = f"antiphon: {option[0]} means nothing without a database as TARGET."
            assert ended.code == 2 and ended.err.startswith(said)


def test_a_name_that_a_page_leads_to_this_machine_gets_nothing(start: Start, folder: Path) -> None:
    serving = start("serve", folder, "--http", "--port", "0", "--allow-host", "site.example")
    with package.Session() as session:
        for host, status in (("site.example", 200), ("localhost:80", 200), ("evil.example", 421)):
            assert session.get(f"{serving.url}/a.txt", headers={"Host": host}).status_code == status


def test_a_writable_folder_is_not_shown_to_other_machines(antiphon: Run, folder: Path) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        ended = antiphon("serve", folder, "--writable", "--http", "--host", host)
        assert ended.code == 2 and ended.err.startswith(f"antiphon: On {host}, everybody who reaches this machine")
        assert "--writable" in ended.err


def test_a_folder_that_is_not_there_is_told(antiphon: Run, folder: Path) -> None:
    ended = antiphon("serve", f"{folder}/none/")
    assert ended.code == 2 and "cannot be served: No such file or directory." in ended.err


def test_a_package_is_a_module_and_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop").mkdir()
    assert names_folder("shop") and names_folder("./shop") and names_folder(".")
    (tmp_path / "shop" / "__init__.py").touch()
    assert not names_folder("shop") and names_folder("./shop")
    assert not any(map(names_folder, ["", "nothing", "https://example.com/", "a\0b", "x" * 5000, "shop/__init__.py"]))


@pytest.mark.peer
def test_curl_downloads_resumes_and_uploads(start: Start, folder: Path, tmp_path: Path) -> None:
    curl = program("curl")
    content = bytes(range(256)) * 20_000
    (folder / "large.bin").write_bytes(content)
    url = start("serve", folder, "--http", "--port", "0", "--writable", "--no-access-log").url

    def run(*arguments: str | Path) -> str:
        command = [curl, "--silent", "--show-error", "--fail-with-body", "--noproxy", "*", *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()

    target = tmp_path / "downloaded.bin"
    target.write_bytes(content[:1_000_003])
    run("--continue-at", "-", "--output", target, f"{url}/large.bin")
    assert target.read_bytes() == content
    tag = tmp_path / "tag"
    run("--etag-save", tag, "--output", target, f"{url}/large.bin")
    asked = ("--etag-compare", tag, "--write-out", "%{http_code}", "--output", tmp_path / "none")
    assert run(*asked, f"{url}/large.bin") == "304"
    parts = run("--range", "0-1,256-257", f"{url}/large.bin")
    assert parts.count("Content-Range: bytes") == 2
    run("--upload-file", target, f"{url}/deep/copy.bin")
    assert (folder / "deep" / "copy.bin").read_bytes() == content
    run("--upload-file", "-", "--header", "Transfer-Encoding: chunked", f"{url}/empty.bin")
    form = run("--form", f"file=@{target};filename=../../up.bin", "--form", f"file=@{folder / 'a.txt'}", f"{url}/deep/")
    assert [entry["name"] for entry in json.loads(form)["files"]] == ["up.bin", "a.txt"]
    assert (folder / "deep" / "up.bin").read_bytes() == content
    run("--request", "DELETE", f"{url}/deep/up.bin")
    assert not (folder / "deep" / "up.bin").exists()
