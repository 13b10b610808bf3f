"""``url``, ``status``, ``trust``, ``completion`` and ``--version``."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import antiphon as package

from .conftest import COMMAND, Run, environment


def test_the_version_is_told(antiphon: Run) -> None:
    ended = antiphon("--version")
    assert (ended.code, ended.out) == (0, f"antiphon {package.__version__}\n")


def test_the_version_is_told_without_loading_what_commands_need() -> None:
    program = (
        "import sys\nfrom antiphon.cli.main import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: pass\n"
        "heavy = {'rich', 'ssl', 'asyncio', 'uvloop', 'cryptography'}\n"
        "heavy |= {'antiphon.client', 'antiphon.server', 'antiphon.tls'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[1] == "[]"


def test_without_a_command_help_is_shown(antiphon: Run) -> None:
    ended = antiphon()
    assert ended.code == 2 and "Commands:" in ended.out + ended.err and "Exit codes:" in ended.out + ended.err


# -- url ---------------------------------------------------------------------------------------------------------------


def test_the_parts_of_a_url_are_shown(antiphon: Run) -> None:
    ended = antiphon("url", "https://me:secret@api.example.com:443/v1/users?id=123#top")
    assert ended.code == 0 and "secret" not in ended.out
    parts = [re.split(r"\s{2,}", line.strip())[:2] for line in ended.out.splitlines() if line.startswith("  ")]
    assert ["scheme", "https"] in parts and ["host", "api.example.com"] in parts and ["port", "443"] in parts
    assert ["path", "/v1/users"] in parts and ["query", "id=123"] in parts and ["fragment", "top"] in parts
    assert ["request-target", "/v1/users?id=123"] in parts and ["Host", "api.example.com"] in parts


def test_the_parts_of_a_url_as_json(antiphon: Run) -> None:
    told = json.loads(antiphon("url", "--json", ":8443/a b").out)
    assert told["url"] == "https://localhost:8443/a%20b"
    assert told["sent"] == {"Host": "localhost:8443", "request-target": "/a%20b"}


def test_a_url_that_is_none_is_refused(antiphon: Run) -> None:
    ended = antiphon("--lang", "es", "url", "http://[::1")
    assert ended.code == 2 and ended.out == "" and "(RFC 3986" in ended.err


# -- status ------------------------------------------------------------------------------------------------------------


def test_a_status_code_is_explained(antiphon: Run) -> None:
    ended = antiphon("status", "422")
    assert ended.code == 0 and ended.out.startswith("422 Unprocessable Content  (RFC 9110 §15.5.21)\nClient error")


def test_a_status_code_is_explained_in_spanish_by_the_spanish_word(antiphon: Run) -> None:
    assert "Error del cliente" in antiphon("estado", "404").out
    assert "Client error" in antiphon("estado", "404", "--lang", "en").out


def test_an_unknown_status_code_is_treated_as_the_first_of_its_class(antiphon: Run) -> None:
    ended = antiphon("status", "299")
    assert "299 (not registered)" in ended.out and "200" in ended.out


@pytest.mark.parametrize(
    ("words", "codes"), [("not found", [404]), ("teapot", [418]), ("too large", [413, 431]), ("sin fin", [508])]
)
def test_a_status_code_is_found_by_words(antiphon: Run, words: str, codes: list[int]) -> None:
    ended = antiphon("status", "--json", *words.split())
    assert [entry["code"] for entry in json.loads(ended.out)] == codes


def test_all_status_codes_are_listed(antiphon: Run) -> None:
    listed = antiphon("status").out
    assert "  200  OK" in listed and "  511  Network Authentication Required" in listed


@pytest.mark.parametrize("words", ["99", "600", "0200", "²00", "nothing like it"])
def test_what_names_no_status_is_refused(antiphon: Run, words: str) -> None:
    ended = antiphon("status", words)
    assert ended.code == 2 and ended.out == "" and ended.err.startswith("antiphon: ")


# -- trust -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    return tmp_path


def test_the_root_can_be_pointed_at(antiphon: Run, own_home: Path) -> None:
    path = Path(antiphon("trust", "--print-root").out.rstrip("\n"))
    assert path.is_relative_to(own_home) and path.read_text() == antiphon("trust", "--print-pem").out
    assert re.fullmatch(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\n", antiphon("trust", "--fingerprint").out)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep data elsewhere")
@pytest.mark.parametrize(
    ("variables", "folder"),
    [({"XDG_DATA_HOME": "{}"}, "antiphon"), ({"HOME": "{}", "XDG_DATA_HOME": ""}, ".local/share/antiphon")],
)
def test_the_root_is_kept_where_the_system_keeps_data(
    process: Run, tmp_path: Path, variables: dict[str, str], folder: str
) -> None:
    given = {name: value.format(tmp_path) for name, value in variables.items()}
    ended = process("trust", "--print-root", ANTIPHON_HOME="", **given)
    path = Path(ended.out.rstrip("\n"))
    assert (ended.code, ended.err) == (0, "") and path.is_relative_to(tmp_path / folder)
    assert path.read_text().startswith("-----BEGIN CERTIFICATE-----")
    assert path.parent.stat().st_mode & 0o077 == 0 and path.with_suffix(".key").stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_used_is_told(antiphon: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path / "file"))
    ended = antiphon("trust", "--print-root")
    assert ended.code == 2 and ended.out == "" and ended.err.startswith("antiphon: ") and str(tmp_path) in ended.err


def test_the_report_names_each_store(process: Run, tmp_path: Path) -> None:
    ended = process("trust", "--json", HOME=str(tmp_path))
    assert ended.code == 0
    assert {entry["state"] for entry in json.loads(ended.out)} <= {"installed", "missing", "outdated", "unavailable"}


def test_the_stores_are_reported(antiphon: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from antiphon.faults import Text
    from antiphon.tls import trust
    from antiphon.tls.trust import StoreState, StoreStatus

    missing = StoreStatus("system", StoreState.MISSING, Text("Not there.", "No está."), "sudo install it")
    present = StoreStatus("browser", StoreState.INSTALLED, Text("There.", "Está."))
    for action in ("report", "install", "remove"):
        monkeypatch.setattr(trust, action, lambda authority: [missing, present])
    report = antiphon("trust", "--lang", "es")
    assert report.code == 0
    assert report.out.splitlines() == [
        "system   falta          No está.",
        f"{' ' * 24}sudo install it",
        "browser  instalada      Está.",
    ]
    assert json.loads(antiphon("trust", "--json").out)[0] == {
        "store": "system",
        "state": "missing",
        "detail": "Not there.",
        "fix": "sudo install it",
    }
    installed, removed = antiphon("trust", "--install"), antiphon("trust", "--remove")
    assert installed.code == 1 and "sudo install it" in installed.out
    assert removed.code == 1 and "sudo install it" not in removed.out


# -- completion --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_learns_to_complete(process: Run, shell: str) -> None:
    ended = process("completion", shell)
    assert ended.code == 0 and "_ANTIPHON_COMPLETE" in ended.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_after_what_it_is_told(process: Run, tmp_path: Path) -> None:
    script = tmp_path / "completion.sh"
    script.write_text(process("completion", "bash").out)
    done = subprocess.run(
        ["bash", "--norc", "-c", f". {script}; complete -p antiphon"], capture_output=True, text=True, check=True
    )
    assert done.stdout.rstrip().endswith(" antiphon")


def test_a_shell_that_is_not_known_is_told(antiphon: Run) -> None:
    ended = antiphon("completion", "tcsh")
    assert ended.code == 2 and "'tcsh' is not one of 'bash', 'zsh', 'fish'." in ended.err


def test_commands_and_options_complete(process: Run) -> None:
    ended = process(_ANTIPHON_COMPLETE="bash_complete", COMP_WORDS="antiphon tr", COMP_CWORD="1")
    assert ended.out == "plain,trust\n"
    ended = process(_ANTIPHON_COMPLETE="bash_complete", COMP_WORDS="antiphon get --verb", COMP_CWORD="2")
    assert ended.out == "plain,--verbose\n"


# -- mistakes of our own -----------------------------------------------------------------------------------------------


def test_no_traceback_reaches_the_user(antiphon: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from antiphon.semantics import url

    def fail(text: str) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(url, "parse_lenient", fail)
    ended = antiphon("url", "x")
    assert ended.code == 1 and ended.err.startswith("antiphon: Antiphon has a mistake of its own: RuntimeError: boom (")
    assert "Traceback" not in ended.err


def test_what_the_system_refuses_is_no_mistake_of_ours(antiphon: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from antiphon.semantics import url

    def fail(text: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/etc/\x1bx")

    monkeypatch.setattr(url, "parse_lenient", fail)
    ended = antiphon("url", "x")
    assert ended.code == 1
    assert ended.err.startswith("antiphon: The operating system refused: Permission denied ('/etc/\\x1bx'). Check")


# -- standard streams --------------------------------------------------------------------------------------------------


def test_a_pipe_that_nobody_reads_ends_the_command_quietly(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as unread:
        done = subprocess.run(
            [*COMMAND, "status"], stdout=unread, stderr=subprocess.PIPE, env=environment(home), check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_is_full_is_told(home: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "status"], stdout=full, stderr=subprocess.PIPE, env=environment(home), check=False
        )
    assert done.returncode == 1 and done.stderr.startswith(b"antiphon: The operating system refused: No space left")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_do_no_harm(home: Path, closed: str) -> None:
    script = f'exec "$@" {closed}'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *COMMAND, "status", "404"],
        capture_output=True,
        env=environment(home),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (b"404 Not Found" in done.stdout) == (">&- 2" not in closed and closed != ">&-")


def test_what_the_output_cannot_show_is_escaped(process: Run, demo: str) -> None:
    ended = process("get", f"{demo}/hello", "name==世ñ", "--pretty", "--body", PYTHONIOENCODING="latin-1")
    assert ended.code == 0 and ended.out.startswith("Hello, \\u4e16")


def test_a_plain_ascii_output_still_gets_spanish(process: Run) -> None:
    ended = process("--lang", "es", "status", "404", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert ended.code == 0 and "petición" in ended.out
