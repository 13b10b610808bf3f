"""How requests that fail end: a sentence on standard error, no traceback, and an exit code that says what happened."""

from __future__ import annotations

import gzip
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from antiphon.cli import errors
from antiphon.cli.errors import EXIT_CODES
from antiphon.cli.progress import Progress

from .conftest import COMMAND, Ended, Origin, Run, Serving, environment


def assert_told(ended: Ended, code: int, *words: str) -> None:
    """Assert that a command failed with one line for people, which has `words` in it."""
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith("antiphon: ") and ended.err.count("\n") == 1
    assert [word for word in words if word not in ended.err] == []
    assert "Antiphon has a mistake" not in ended.err


@pytest.fixture
def nobody() -> str:
    """An origin at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


# -- the codes ---------------------------------------------------------------------------------------------------------


def test_every_exit_code_is_in_the_help(antiphon: Run) -> None:
    for name in ("en", "es"):
        shown = antiphon("--lang", name, "--help").out
        lines = " ".join(shown.split())
        for code, meaning in EXIT_CODES.items():
            assert f" {code} {meaning.en if name == 'en' else meaning.es}" in lines


def test_every_code_that_an_error_leads_to_is_explained() -> None:
    assert {code for _, code in errors._CODES} | {errors.INTERRUPTED, errors.NOBODY_READS} <= EXIT_CODES.keys()


# -- 2: what was typed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.com/", "The scheme ftp is not http or https."),
        ("http://[::1/", "IPv6"),
        ("http://localhost:99999/", "port"),
        ("http:///path", "host"),
        ("", "URL"),
        ("http://a\x1bb/", "antiphon: "),
    ],
)
def test_a_url_that_is_none_is_refused(antiphon: Run, url: str, words: str) -> None:
    ended = antiphon("get", url)
    assert_told(ended, 2, words)
    assert "\x1b" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing argument 'URL'."),
        (["x", "--nope"], "No such option"),
        (["x", "--timeout", "0"], "0.0 is not in the range"),
        (["x", "--ca", "/no/such"], "does not exist"),
        (["x", "--print", "Hx"], "'Hx' has letters other than HBhbm."),
    ],
)
def test_options_that_are_mistaken_are_refused(antiphon: Run, arguments: list[str], words: str) -> None:
    ended = antiphon("get", *arguments)
    assert ended.code == 2 and ended.out == ""
    assert words in ended.err.replace("\n", " ") and "Try 'antiphon get --help' for help." in ended.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--auth", "a:b", "--bearer", "c"], "--auth and --bearer exclude each other."),
        (["--key", __file__], "--key means nothing without --cert."),
    ],
)
def test_options_that_contradict_are_refused(antiphon: Run, nobody: str, arguments: list[str], words: str) -> None:
    assert_told(antiphon("get", nobody, *arguments), 2, words)


# -- 6: no connection --------------------------------------------------------------------------------------------------


def test_a_refused_connection_is_told(antiphon: Run, nobody: str) -> None:
    assert_told(antiphon("get", nobody), 6, nobody.removeprefix("http://") + " refused the connection", "the port")


def test_a_refused_connection_is_told_by_a_process_in_spanish(process: Run, nobody: str) -> None:
    for arguments, variables in ((("--lang", "es"), {}), ((), {"LANG": "es_MX.UTF-8"})):
        ended = process(*arguments, "get", nobody, **variables)
        assert_told(ended, 6, "rechazó la conexión", "Compruebe")
        assert "Traceback" not in ended.err


def test_a_name_without_address_is_told(antiphon: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*arguments: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert_told(antiphon("get", "https://nobody.invalid/"), 6, "The name nobody.invalid has no address.")


def test_a_connection_that_closes_without_an_answer_is_told(antiphon: Run, origin: Origin) -> None:
    origin.raw = b""
    assert_told(antiphon("get", origin.url), 6)


def test_a_unix_socket_that_is_not_there_is_told(antiphon: Run, tmp_path: Path) -> None:
    assert_told(antiphon("get", "http://x/", "--unix-socket", tmp_path / "none"), 6, "none")


# -- 7: TLS ------------------------------------------------------------------------------------------------------------


def test_an_unknown_authority_is_told(
    antiphon: Run, secure_demo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    assert_told(antiphon("get", secure_demo), 7, "The certificate of localhost")
    assert_told(antiphon("--lang", "es", "get", secure_demo), 7, "El certificado de localhost")
    assert antiphon("get", f"{secure_demo}/hello", "--no-verify").out == "Hello, world!\n"


def test_the_root_can_be_given_as_a_file(
    antiphon: Run, secure_demo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = antiphon("trust", "--print-root").out.strip()
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    assert antiphon("get", f"{secure_demo}/hello", "--ca", root).code == 0


def test_a_certificate_for_another_name_is_told(antiphon: Run, start: Callable[..., Serving], tmp_path: Path) -> None:
    path = tmp_path / "s"
    start("serve", "antiphon.demo:application", "--uds", path, "--no-access-log")
    root = antiphon("trust", "--print-root").out.strip()
    ended = antiphon("get", "https://other.example/", "--unix-socket", path, "--ca", root)
    assert_told(ended, 7, "other.example")


def test_tls_with_a_server_that_does_not_speak_it_is_told(antiphon: Run, demo: str) -> None:
    assert_told(antiphon("get", demo.replace("http:", "https:")), 7)


# -- 8: time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("option", "words"), [("--timeout", "0.05"), ("--max-time", "whole exchange")])
def test_a_limit_of_time_is_told(antiphon: Run, origin: Origin, option: str, words: str) -> None:
    answer = threading.Event()
    origin.before = answer.wait
    try:
        assert_told(antiphon("get", origin.url, option, "0.05"), 8, words)
    finally:
        answer.set()


# -- 9 and 10: redirects without end, and broken responses -------------------------------------------------------------


def test_redirects_without_end_are_told(antiphon: Run, origin: Origin) -> None:
    origin.status, origin.fields = 302, {"Location": "/again"}
    assert_told(antiphon("get", origin.url), 9, "20")
    assert len(origin.asked) == 21


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nbad field\r\n\r\n",
    ],
)
def test_a_response_that_is_not_http_is_told(antiphon: Run, origin: Origin, answer: bytes) -> None:
    origin.raw = answer
    assert_told(antiphon("get", origin.url), 10)


def test_an_answer_that_ends_too_early_is_told_after_what_came(antiphon: Run, origin: Origin) -> None:
    origin.content, origin.cut_after = b"0123456789", 4
    ended = antiphon("get", origin.url)
    assert (ended.code, ended.out) == (10, "0123") and ended.err.startswith("antiphon: ")


def test_content_that_cannot_be_decoded_is_told(antiphon: Run, origin: Origin) -> None:
    origin.content, origin.fields = gzip.compress(b"hello")[:-4] + b"oops", {"Content-Encoding": "gzip"}
    ended = antiphon("get", origin.url)
    assert ended.code == 10 and ended.err.startswith("antiphon: ")


# -- 130: Ctrl-C -------------------------------------------------------------------------------------------------------


def _interrupted(started: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Return what `started` wrote until Ctrl-C ended it.

    A signal that comes right before a system call is seen after it, by any program in Python: then it is pressed again.
    """
    for _ in range(5):
        started.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return started.communicate(timeout=10)
    pytest.fail("it goes on")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals between processes")
@pytest.mark.parametrize("options", [[], ["--download"]])
def test_ctrl_c_ends_a_request_without_a_traceback(
    home: Path, origin: Origin, tmp_path: Path, options: list[str]
) -> None:
    arrived, answer = threading.Event(), threading.Event()

    def answer_late() -> None:
        arrived.set()
        answer.wait()

    origin.before = answer_late
    with subprocess.Popen(
        [*COMMAND, "get", origin.url, *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(home),
        # A shell has what it starts in the background ignore SIGINT, and who runs these tests may be there.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as started:
        try:
            assert arrived.wait(20)
            out, err = _interrupted(started)
        finally:
            answer.set()
    assert (started.returncode, out, err) == (130, b"", b"")


def test_ctrl_c_keeps_what_was_saved_and_says_how_to_go_on(
    antiphon: Run, origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(progress: Progress, received: int, total: int | None) -> None:
        raise KeyboardInterrupt

    origin.content = b"abc"
    monkeypatch.setattr(Progress, "show", interrupt)
    ended = antiphon("get", origin.url, "-o", tmp_path / "x")
    assert ended.code == 130 and ended.err == f"{tmp_path}/x: 3 bytes; go on by --continue --output {tmp_path}/x\n"
    assert (tmp_path / "x.part").read_bytes() == b"abc" and not (tmp_path / "x").exists()
