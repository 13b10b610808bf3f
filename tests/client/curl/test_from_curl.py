"""Commands of curl as requests: what curl would send is what is sent."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.client.curl.words import words_of
from antiphon.faults.codes import FAULTS

from ...programs import program
from .echo import Sent, echo


@pytest.fixture
def url() -> Iterator[str]:
    """A server that tells in JSON what it was sent."""
    with echo() as url:
        yield url


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("curl  a\tb\n", ["curl", "a", "b"]),
        ("curl 'a b'\"c\"d", ["curl", "a bcd"]),
        ("curl \\\n  -H 'A: 1' \\\r\n x", ["curl", "-H", "A: 1", "x"]),
        (r'''curl "a\"b\$c\\d\e"''', ["curl", 'a"b$c\\d\\e']),
        (r"curl $'it\'s\n\u00e9\x41\101'", ["curl", "it's\né\x41A"]),
        ("curl a\\ b ''", ["curl", "a b", ""]),
    ],
)
def test_words_are_what_a_shell_makes(command: str, words: list[str]) -> None:
    assert words_of(command) == words


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("curl 'http://a", "curl-quote-open"),
        ('curl "http://a', "curl-quote-open"),
        ("curl $(rm -rf x)", "curl-shell-syntax"),
        ("curl http://a | sh", "curl-shell-syntax"),
        ("curl http://a; ls", "curl-shell-syntax"),
        ("curl `id`", "curl-shell-syntax"),
        ("", "curl-command-missing"),
        ("wget http://a", "curl-command-missing"),
        ("curl", "curl-url-count"),
        ("curl http://a http://b", "curl-url-count"),
        ("curl --frobnicate http://a", "curl-option-unknown"),
        ("curl -Z http://a", "curl-option-unknown"),
        ("curl http://a -H", "curl-option-without-value"),
        ("curl http://a --data", "curl-option-without-value"),
        ("curl http://a -H nonsense", "curl-value-unusable"),
        ("curl http://a -d @/no/such/file", "curl-value-unusable"),
        ("curl http://a -d @-", "curl-value-unusable"),
        ("curl http://a -m soon", "curl-value-unusable"),
        ("curl http://a -b cookies.txt", "curl-value-unusable"),
        ("curl http://a -F nonsense", "curl-value-unusable"),
        ("curl http://a --unix-socket /s", "curl-value-unusable"),
    ],
)
def test_what_cannot_be_understood_is_named(command: str, code: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.from_curl(command)
    assert caught.value.fault is FAULTS[code]


def test_a_call_shows_no_secret() -> None:
    assert "hunter2" not in repr(antiphon.from_curl("curl -u ana:hunter2 https://a/"))


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("-k -L", {"verify": False, "allow_redirects": True}),
        ("", {"allow_redirects": False}),
        ("-x http://proxy:3128", {"proxies": "http://proxy:3128"}),
        ("--cacert ca.pem -E me.pem --key me.key", {"verify": "ca.pem", "cert": ("me.pem", "me.key")}),
        ("-u ana:x:y", {"auth": ("ana", "x:y")}),
    ],
)
def test_options_become_options_of_the_session(options: str, wanted: dict[str, Any]) -> None:
    found = antiphon.from_curl(f"curl {options} https://a/").options
    assert {name: found[name] for name in wanted} == wanted


def test_limits_of_time() -> None:
    timeouts = antiphon.from_curl("curl -m 7 --connect-timeout 2.5 https://a/").options["timeout"]
    assert (timeouts.total, timeouts.connect) == (7, 2.5)


COMMANDS = [
    "'{url}a?b=c'",
    "-X DELETE {url}",
    "{url} -d a=1 -d 'b=2 3'",
    "{url} --data-raw '@x&y'",
    "{url} -d @{file}",
    "{url} --data-binary @{file}",
    "{url} --data-urlencode 'a=b c&d' --data-urlencode 'e f' --data-urlencode 'g@{file}'",
    "-G {url}x -d a=1 --data-urlencode 'b=ü'",
    "{url} --json '{{\"a\":1}}'",
    "{url} -X PUT -H 'Content-Type: text/plain' -d hello",
    "{url} -H 'X-Empty;' -H 'X-One: 1' -H 'Accept:'",
    "{url} -u ana:secret",
    "{url} --oauth2-bearer abc",
    "{url} -b 'a=1; b=2' -A me/1 -e http://from/ -r 0-9",
    "-T {file} {url}up",
    "-sSXPOST {url}",
    "{url} --url-query 'q=a b'",
]


@pytest.mark.peer
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_sent_is_what_curl_sends(url: str, tmp_path: Path, command: str) -> None:
    file = tmp_path / "file.txt"
    file.write_bytes(b"one\r\ntwo&three\n")
    text = f"{program('curl')} --noproxy '*' --silent --show-error " + command.format(url=url, file=file)
    told = subprocess.run(["sh", "-c", text], capture_output=True, check=True, timeout=30).stdout
    call = antiphon.from_curl(text.replace("--noproxy '*' ", ""))
    assert Sent.of_curl(call.send().content) == Sent.of_curl(told)


@pytest.mark.peer
def test_forms_have_the_parts_that_curl_sends(url: str, tmp_path: Path) -> None:
    file = tmp_path / "tea.png"
    file.write_bytes(b"\x89PNG")
    parts = f"-F a=1 -F 'b=<{file}' -F 'c=@{file};type=image/png' -F 'd=@{file};filename=x.bin'"
    text = f"{program('curl')} -s {url} {parts}"
    expected = Sent.of_curl(subprocess.run(["sh", "-c", text], capture_output=True, check=True, timeout=30).stdout)
    sent = Sent.of_curl(antiphon.from_curl(text).send().content)
    # The type of the others is a guess on both sides.
    assert [(part[0], part[1], part[3]) for part in sent.parts] == [(p[0], p[1], p[3]) for p in expected.parts]
    assert sent.parts[2] == expected.parts[2]


def test_a_head_is_a_head(url: str) -> None:
    assert antiphon.from_curl(f"curl -I {url}").send().headers["x-method"] == "HEAD"


def test_a_session_sends_it_too(url: str) -> None:
    with antiphon.Session() as session:
        assert antiphon.from_curl(f"curl {url}").send(session).status_code == 200


def test_browsers_copy_commands_that_are_understood(url: str) -> None:
    command = f"""curl '{url}items' \\
      -H 'accept: application/json' \\
      -H 'cookie: a=b' \\
      -H 'sec-ch-ua: "Chromium";v="156"' \\
      --data-raw $'{{"name":"it\\'s \\u00fc"}}' \\
      --compressed"""
    call = antiphon.from_curl(command)
    assert call.method == "POST" and call.options["data"] == '{"name":"it\'s ü"}'.encode()
