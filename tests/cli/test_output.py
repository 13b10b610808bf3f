"""What is shown of an exchange: on a terminal, in a pipe, and as asked for."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import COMMAND, Origin, Run, environment

pty = pytest.importorskip("pty", reason="needs a system with pseudo-terminals")

OnTerminal = Callable[..., str]


@pytest.fixture
def on_terminal(home: Path) -> OnTerminal:
    """Run a command whose output is a terminal, and return what that would show."""

    def run(*arguments: str, **more: str) -> str:
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment(home, **more)
        ) as started:
            os.close(theirs)
            shown = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        assert started.returncode == 0
        return shown.decode().replace("\r\n", "\n")

    return run


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that nobody has the other side open any more
        return b""


# -- on a terminal -----------------------------------------------------------------------------------------------------


def test_a_terminal_shows_head_and_content_in_colour(on_terminal: OnTerminal, demo: str) -> None:
    shown = on_terminal("get", f"{demo}/items/1")
    assert re.match(r"\x1b\[32m\x1b\[1mHTTP/1.1 200 OK\x1b\[0m\n", shown)
    assert re.search(r"\x1b\[34m(\x1b\[1m)?content-type\x1b\[0m: application/json\n", shown)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert plain.endswith('\n\n{\n  "id": 1,\n  "name": "tea",\n  "price": 4.5\n}\n')


def test_no_color_is_respected(on_terminal: OnTerminal, demo: str) -> None:
    shown = on_terminal("get", f"{demo}/items/1", NO_COLOR="1")
    assert "\x1b" not in shown and shown.startswith("HTTP/1.1 200 OK\n") and '\n  "name": "tea",\n' in shown


def test_a_terminal_can_be_given_the_bytes(on_terminal: OnTerminal, demo: str) -> None:
    assert on_terminal("get", f"{demo}/hello", "--plain", "--body") == "Hello, world!\n"


def test_a_server_cannot_command_the_terminal(on_terminal: OnTerminal, origin: Origin) -> None:
    origin.content, origin.fields = b"\x1b]0;title\x07 \xc2\x9b31m", {"Content-Type": "text/plain; charset=utf-8"}
    shown = on_terminal("get", origin.url, NO_COLOR="1")
    assert shown.endswith("\n\\x1b]0;title\\x07 \\x9b31m\n")


def test_binary_content_stays_off_the_terminal(on_terminal: OnTerminal, origin: Origin) -> None:
    origin.content = b"\x89PNG\x00\x00"
    assert "(binary content: save it by --download)" in on_terminal("get", origin.url)


def test_a_download_shows_how_far_it_is(on_terminal: OnTerminal, demo: str, tmp_path: Path) -> None:
    shown = on_terminal("get", f"{demo}/bytes/200000", "--output", str(tmp_path / "x"), TERM="xterm", COLUMNS="120")
    assert "200.0/200.0 kB" in shown and f"{tmp_path}/x: 200000 bytes, complete\n" in shown


# -- in a pipe ---------------------------------------------------------------------------------------------------------


def test_a_pipe_gets_the_content_byte_by_byte(home: Path, origin: Origin) -> None:
    origin.content = bytes(range(256)) * 3
    done = subprocess.run([*COMMAND, "get", origin.url], capture_output=True, env=environment(home), check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, origin.content, b"")


def test_json_in_a_pipe_stays_as_it_was_sent(antiphon: Run, origin: Origin) -> None:
    origin.content, origin.fields = b'{"b":1.0,   "a":"\\u00f1"}', {"Content-Type": "application/json"}
    assert antiphon("get", origin.url).out == '{"b":1.0,   "a":"\\u00f1"}'
    assert antiphon("get", origin.url, "--pretty", "--body").out.count("\n") == 4


def test_pieces_come_as_they_arrive(antiphon: Run, demo: str) -> None:
    assert antiphon("get", f"{demo}/stream", "n==3").out == "0\n1\n2\n"


def test_coded_content_is_decoded(antiphon: Run, origin: Origin) -> None:
    import gzip

    origin.content, origin.fields = gzip.compress(b"hello"), {"Content-Encoding": "gzip"}
    assert antiphon("get", origin.url).out == "hello"


# -- as asked for ------------------------------------------------------------------------------------------------------


def test_verbose_shows_the_whole_exchange(antiphon: Run, demo: str) -> None:
    shown = antiphon("post", f"{demo}/echo", "a=b", "--verbose").out
    request, sent, head, content = shown.split("\n\n")
    assert request.startswith(f"POST /echo HTTP/1.1\nHost: {demo.removeprefix('http://')}\n")
    assert "\nContent-Type: application/json\nContent-Length: 9" in request and sent == '{"a":"b"}'
    assert head.startswith("HTTP/1.1 200 OK\n") and json.loads(content)["content"] == '{"a":"b"}'


def test_verbose_shows_every_redirect(antiphon: Run, demo: str) -> None:
    shown = antiphon("get", f"{demo}/redirect/302", "-v").out
    lines = [line for line in shown.splitlines() if "HTTP/1.1" in line]
    assert lines == ["GET /redirect/302 HTTP/1.1", "HTTP/1.1 302 Found", "GET /hello HTTP/1.1", "HTTP/1.1 200 OK"]


def test_verbose_twice_shows_the_times(antiphon: Run, demo: str) -> None:
    last = antiphon("get", f"{demo}/hello", "-vv").out.splitlines()[-1]
    assert re.fullmatch(r"127\.0\.0\.1:\d+ · (\w[\w ]* \d+\.\d ms · )+total \d+\.\d ms", last)


@pytest.mark.parametrize(
    ("parts", "pattern"),
    [
        ("H", r"GET /hello HTTP/1\.1\n(?:[\w-]+: .*\n)+"),
        ("h", r"HTTP/1\.1 200 OK\n(?:[\w-]+: .*\n)+"),
        ("b", r"Hello, world!\n"),
        ("Hb", r"GET /hello HTTP/1\.1\n(?:[\w-]+: .*\n)+\nHello, world!\n"),
        ("m", r"127\.0\.0\.1.* ms\n"),
        ("", ""),
    ],
)
def test_the_parts_to_show_are_chosen(antiphon: Run, demo: str, parts: str, pattern: str) -> None:
    assert re.fullmatch(pattern, antiphon("get", f"{demo}/hello", "--print", parts).out)


def test_heads_and_bodies_have_options_of_their_own(antiphon: Run, demo: str) -> None:
    assert antiphon("get", f"{demo}/hello", "--body").out == "Hello, world!\n"
    assert antiphon("get", f"{demo}/hello", "--headers").out.startswith("HTTP/1.1 200 OK\n")


def test_secrets_are_masked_unless_they_are_asked_for(antiphon: Run, demo: str) -> None:
    arguments = ("get", f"{demo}/cookies/set", "token==opensesame", "--auth", "demo:hush", "-v")
    masked = antiphon(*arguments).out
    heads = [line for line in masked.splitlines() if re.match(r"(?i)(authorization|set-cookie|cookie):", line)]
    assert len(heads) >= 3 and all("opensesame" not in line and "Basic" not in line for line in heads)
    shown = antiphon(*arguments, "--show-secrets").out
    assert "Basic ZGVtbzpodXNo" in shown and "token=opensesame" in shown


def test_large_json_is_shown_without_holding_it(antiphon: Run, origin: Origin) -> None:
    origin.content, origin.fields = b"[" + b"1," * 600_000 + b"1]", {"Content-Type": "application/json"}
    assert antiphon("get", origin.url, "--pretty", "--body").out == origin.content.decode() + "\n"


@pytest.mark.parametrize("content", [b"{not json", b"", b"\xff"])
def test_what_only_claims_to_be_json_is_shown_as_it_is(antiphon: Run, origin: Origin, content: bytes) -> None:
    origin.content, origin.fields = content, {"Content-Type": "application/json"}
    ended = antiphon("get", origin.url, "--pretty", "--body")
    assert ended.code == 0 and ended.err == ""


def test_the_status_becomes_the_exit_code_where_it_is_asked_for(antiphon: Run, demo: str) -> None:
    for status, code in ((200, 0), (204, 0), (304, 3), (404, 4), (503, 5)):
        url = f"{demo}/status/{status}"
        assert (antiphon("get", url).code, antiphon("get", url, "--check-status").code) == (0, code)


def test_a_reader_that_has_enough_ends_the_command_quietly(home: Path, demo: str) -> None:
    with subprocess.Popen(
        [*COMMAND, "get", f"{demo}/bytes/10000000"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
    ) as started:
        assert started.stdout is not None and started.stderr is not None
        assert started.stdout.read(8) == b"antiphon"
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == 141


def test_secrets_in_the_target_and_the_content_are_masked_too(antiphon: Run, demo: str) -> None:
    arguments = ("post", f"{demo}/echo?token=opensesame", "password=hush-hush", "name=tea", "--print", "HB")
    masked = antiphon(*arguments).out
    assert "opensesame" not in masked and "hush-hush" not in masked and "tea" in masked
    shown = antiphon(*arguments, "--show-secrets").out
    assert "token=opensesame" in shown and "hush-hush" in shown
