"""``antiphon lint``: URLs, archives, pasted messages; text, JSON and exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from .conftest import Origin, Run

MOVED = b"HTTP/1.1 301 Moved Permanently\r\nContent-Length: 0\r\n\r\n"


def piped(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data))


def test_a_url_is_asked_and_judged(antiphon: Run, origin: Origin) -> None:
    origin.content, origin.fields = b'{"success": false}', {"Content-Type": "application/json"}
    ended = antiphon("lint", f"{origin.url}/a?api_key=abc")
    assert ended.code == 0
    assert "WARNING 200 says that all went well" in ended.out and "rule: 26, error-in-success" in ended.out
    assert "https://www.rfc-editor.org/rfc/rfc9205#section-4.6" in ended.out
    assert "secret-in-url" in ended.out and "abc" not in ended.out


def test_it_speaks_spanish(antiphon: Run) -> None:
    ended = antiphon("lint", "-", "--lang", "es", stdin=piped(MOVED))
    assert "ERROR 301 sin Location" in ended.out and "arreglo: Envíe Location" in ended.out
    assert "2 avisos" not in ended.out and "1 error, 1 aviso" in ended.out


def test_messages_come_from_standard_input(antiphon: Run) -> None:
    ended = antiphon("lint", "-", stdin=piped(MOVED))
    assert ended.code == 0 and "location-missing" in ended.out and "1 error, 1 warning" in ended.out


def test_an_empty_input_has_no_message(antiphon: Run) -> None:
    ended = antiphon("lint", "-", stdin=piped(b""))
    assert (ended.code, ended.out) == (0, "There is no message in it.\n")


@pytest.mark.parametrize(
    ("level", "rules", "code"),
    [("error", "13", 1), ("warning", "13", 1), ("error", "31", 0), ("warning", "31", 1), ("note", "1-12", 0)],
)
def test_the_exit_code_says_whether_it_is_bad(antiphon: Run, level: str, rules: str, code: int) -> None:
    assert antiphon("lint", "-", "--fail-on", level, "--rules", rules, stdin=piped(MOVED)).code == code


def test_a_file_is_judged(antiphon: Run, tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    path.write_bytes(MOVED)
    assert "location-missing" in antiphon("lint", path).out


def test_an_archive_is_judged_as_json(antiphon: Run, tmp_path: Path) -> None:
    request = {"method": "POST", "url": "https://shop.example/a?token=abc", "headers": []}
    answer = {"status": 302, "headers": [{"name": "Location", "value": "/b"}], "content": {}}
    path = tmp_path / "recorded.har"
    path.write_text(json.dumps({"log": {"entries": [{"request": request, "response": answer}] * 3}}))
    value = json.loads(antiphon("lint", path, "--json", "--rules", "8,10").out)
    assert [exchange["url"] for exchange in value["exchanges"]] == ["https://shop.example/a?token=[masked]"] * 3
    assert {finding["code"] for finding in value["findings"]} == {"secret-in-url", "redirect-changes-method"}
    assert all(finding["link"].startswith("https://www.rfc-editor.org/") for finding in value["findings"])
    shown = antiphon("lint", path, "--rules", "8,10").out
    assert shown.count("302 after POST") == 1 and "and 2 more like it" in shown


def test_the_format_can_be_named_as_explain_names_it(antiphon: Run, tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    path.write_bytes(MOVED)
    assert antiphon("lint", path, "--format", "json").out == antiphon("lint", path, "--json").out
    assert "whose: the server's" in antiphon("lint", path, "--format", "text").out


def test_a_missing_archive_is_told(antiphon: Run, tmp_path: Path) -> None:
    ended = antiphon("lint", tmp_path / "nothing.har")
    assert ended.code == 2 and "cannot be read" in ended.err and ended.out == ""


def test_a_server_cannot_command_the_terminal(antiphon: Run) -> None:
    raw = b"GET / HTTP/1.1\r\nHost: a\r\nExpect: \x1b[31mred\x1b]0;title\x07\r\n\r\n"
    ended = antiphon("lint", "-", stdin=piped(raw))
    assert "expectation-not-defined" in ended.out and "\x1b" not in ended.out and "\x07" not in ended.out


def test_a_failure_is_a_finding_and_its_exit_code(antiphon: Run) -> None:
    ended = antiphon("lint", "http://127.0.0.1:1/")
    assert ended.code == 6 and "connection-refused" in ended.out and ended.err == ""


def test_probes_are_sent_where_they_are_asked_for(antiphon: Run, origin: Origin) -> None:
    antiphon("lint", origin.url)
    assert len(origin.asked) == 1
    antiphon("lint", origin.url, "--probe")
    assert len(origin.asked) > 3 and all("authorization" not in fields for fields in origin.asked)


@pytest.mark.parametrize("rules", ["x", "1-", "", "-3", "1,,2", "9" * 30])
def test_rules_that_are_no_numbers_are_refused(antiphon: Run, rules: str) -> None:
    assert antiphon("lint", "-", "--rules", rules, stdin=piped(MOVED)).code == 2


def test_a_rule_that_there_is_not_is_refused(antiphon: Run) -> None:
    ended = antiphon("lint", "-", "--rules", "99", stdin=piped(MOVED))
    assert ended.code == 2 and "There is no rule 99" in ended.err


def test_the_rules_are_listed(antiphon: Run) -> None:
    ended = antiphon("lint", "--list")
    assert ended.code == 0 and ended.out.splitlines()[12].startswith(" 13  A redirect or 201 without Location")
