"""``antiphon explain``: URLs, archives and messages; text, JSON, HAR and HTML; side by side; exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import antiphon as package
from antiphon.cli.errors import hint_on

from ..client.stand_ins.har_schema import check_har
from .conftest import Origin, Run

REFUSED = "http://localhost:1/"
MESSAGES = "GET /a HTTP/1.1\r\nHost: a.example\r\n\r\nHTTP/1.1 301 Moved Permanently\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def archive(tmp_path: Path, antiphon: Run, origin: Origin) -> Path:
    """An archive of two requests, the second of which failed."""
    entries = []
    for status in (200, 404):
        origin.status = status
        ended = antiphon("explain", f"{origin.url}/{status}", "--format", "har")
        entries += json.loads(ended.out)["log"]["entries"]
    path = tmp_path / "two.har"
    path.write_text(
        json.dumps({"log": {"version": "1.2", "creator": {"name": "a", "version": "1"}, "entries": entries}})
    )
    return path


def test_the_verdict_comes_first(antiphon: Run, origin: Origin) -> None:
    ended = antiphon("explain", origin.url)
    assert ended.code == 0 and ended.out.startswith("✓ 200 OK in ") and "\nRequest\n" in ended.out
    assert ended.err == "" and "\x1b" not in ended.out


def test_it_speaks_spanish(antiphon: Run, origin: Origin) -> None:
    origin.status = 404
    ended = antiphon("explain", origin.url, "--lang", "es")
    assert ended.code == 0
    assert "  De quién: Del lado del cliente.\n  Qué hacer: " in ended.out and "\nPetición\n" in ended.out


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        (REFUSED, 6, "refused the connection"),
        ("http://a b/", 2, "is not allowed in a host"),
    ],
)
def test_a_failure_is_explained_and_scripts_know_it(antiphon: Run, url: str, code: int, words: str) -> None:
    ended = antiphon("explain", url, "--max-time", "20")
    assert ended.code == code and ended.out.startswith("✗ ") and words in " ".join(ended.out.split())
    assert ended.err == ""


def test_a_broken_response_is_shown_byte_by_byte(antiphon: Run, origin: Origin) -> None:
    origin.raw = b"HTTP/1.1 200 OK\r\nX-A : b\r\nContent-Length: 0\r\n\r\n"
    ended = antiphon("explain", origin.url, "--bytes")
    assert ended.code == 10 and "X-A : b\\r\\n" in ended.out and "^" in ended.out


def test_items_make_the_request_as_they_do_for_get(antiphon: Run, origin: Origin) -> None:
    ended = antiphon("explain", origin.url, "X-Mine:1", "page==2", "--method", "get", "--all")
    assert origin.asked[-1]["x-mine"] == "1" and "GET /?page=2 HTTP/1.1" in ended.out
    posted = antiphon("explain", origin.url, "name=tea")
    assert "Request line: POST / HTTP/1.1" in posted.out and '{"name":"tea"}' in posted.out.replace(": ", ":")


@pytest.mark.parametrize("style", ["--tls", "--bytes", "--wire", "--all"])
def test_each_style_adds_something(antiphon: Run, origin: Origin, style: str) -> None:
    assert len(antiphon("explain", origin.url, style).out) >= len(antiphon("explain", origin.url).out) - 20


def test_as_json_it_is_one_document(antiphon: Run, origin: Origin) -> None:
    value = json.loads(antiphon("explain", origin.url, "--format", "json").out)
    assert value["grade"] == "warning" or value["grade"] == "good"
    assert [block["number"] for block in value["blocks"]] == sorted(block["number"] for block in value["blocks"])


def test_as_an_archive_it_can_be_explained_again(antiphon: Run, archive: Path) -> None:
    check_har(json.loads(archive.read_text()))
    ended = antiphon("explain", archive)
    assert ended.code == 0
    assert ended.out.startswith("2 requests; number 2 is explained (--exchange N).") and "✗ 404 Not Found" in ended.out
    assert "✓ 200 OK" in antiphon("explain", archive, "--exchange", "1").out


def test_a_number_that_is_not_there_is_refused(antiphon: Run, archive: Path) -> None:
    ended = antiphon("explain", archive, "--exchange", "3")
    assert ended.code == 2 and "There are 2 requests in" in ended.err


def test_a_page_is_written_to_a_file(antiphon: Run, origin: Origin, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    ended = antiphon("explain", origin.url, "--format", "html", "--output", path, "--lang", "es")
    assert (ended.code, ended.out) == (0, "")
    assert path.read_text("utf-8").startswith('<!doctype html><html lang="es">')


def test_messages_in_a_file_are_explained(antiphon: Run, tmp_path: Path) -> None:
    path = tmp_path / "pasted.txt"
    path.write_text(MESSAGES)
    assert "301 without Location" in " ".join(antiphon("explain", path).out.split())


@pytest.mark.parametrize(
    ("content", "words"), [("", "There is no exchange in"), ("{", "JSON"), (None, "cannot be read")]
)
def test_a_file_without_exchanges_is_refused(antiphon: Run, tmp_path: Path, content: str | None, words: str) -> None:
    path = tmp_path / "empty.har"
    if content is not None:
        path.write_text(content)
    ended = antiphon("explain", path)
    assert ended.code == 2 and words in ended.err and ended.out == ""


def test_two_are_shown_side_by_side(antiphon: Run, origin: Origin) -> None:
    ended = antiphon("explain", f"{origin.url}/a", "--compare", f"{origin.url}/b")
    assert ended.code == 0 and "Path" in ended.out and "Everything else is the same." in ended.out


@pytest.mark.parametrize("option_at", [0, 1])
def test_what_comes_first_on_the_command_line_stands_on_the_left(antiphon: Run, origin: Origin, option_at: int) -> None:
    """One is the value of the option, and the other the argument: nobody should have to know which."""
    arguments = [f"{origin.url}/a", f"{origin.url}/b"]
    arguments.insert(option_at, "--compare")
    ended = antiphon("explain", *arguments)
    line = next(line for line in ended.out.splitlines() if line.startswith("Path"))
    assert line.split()[1:] == ["/a", "/b"]


def test_an_archive_is_compared_with_now_by_the_same_url(antiphon: Run, archive: Path, origin: Origin) -> None:
    origin.status = 200
    ended = antiphon("explain", archive, "--compare", f"{origin.url}/404", "--format", "json")
    value = json.loads(ended.out)
    assert value["one"]["grade"] == "error" and value["one"]["blocks"][0]["facts"][0]["value"] == 404
    assert value["other"]["blocks"][0]["facts"][0]["value"] == 200


def test_a_comparison_is_neither_archive_nor_page(antiphon: Run, origin: Origin) -> None:
    ended = antiphon("explain", origin.url, "--compare", origin.url, "--format", "har")
    assert ended.code == 2 and "--compare" in ended.err


def test_a_comparison_with_what_fails_has_its_exit_code(antiphon: Run, origin: Origin) -> None:
    ended = antiphon("explain", origin.url, "--compare", REFUSED)
    assert ended.code == 6 and "refused the connection" in " ".join(ended.out.split())


def test_what_is_repeated_has_a_median(antiphon: Run, origin: Origin) -> None:
    assert "Of 3 exchanges." in antiphon("explain", origin.url, "--times", "3").out and len(origin.asked) == 3


def test_probes_are_sent_on_request_alone(antiphon: Run, origin: Origin) -> None:
    antiphon("explain", origin.url)
    before = len(origin.asked)
    ended = antiphon("explain", origin.url, "--probe")
    assert before == 1 and len(origin.asked) > 2 and ended.out.startswith(("✓", "!", "✗"))


def test_secrets_are_masked(antiphon: Run, origin: Origin) -> None:
    for style in ("--bytes", "--wire", "--all"):
        ended = antiphon("explain", f"{origin.url}/?token=s3cr3t", "--auth", "ana:s3cr3t", style)
        assert ended.code == 0 and "s3cr3t" not in ended.out


def test_an_error_of_the_connection_leads_to_explain() -> None:
    with pytest.raises(package.ConnectionError) as caught:
        package.get(f"{REFUSED}?token=abc")
    assert hint_on(caught.value) == f"  antiphon explain '{REFUSED}?token=[masked]'"
    assert hint_on(ValueError()) is None
