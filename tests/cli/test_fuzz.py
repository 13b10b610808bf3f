"""``antiphon fuzz``: asking first, what is shown, exit codes, both languages."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from .conftest import Run, Serving

BUGGY = '''
import json

NOTES = {1: {"title": "tea", "stars": 3}}


async def app(scope, receive, send):
    """Notes, whose stars are believed to be small numbers, as clients would never send others."""
    message = await receive()
    path, method, status, answer = scope["path"], scope["method"], 404, {}
    if path == "/notes" and method == "GET":
        status, answer = 200, [{"id": key, **note} for key, note in NOTES.items()]
    elif path == "/notes" and method == "POST":
        try:
            note = json.loads(message["body"])
            title, stars = str(note["title"]), note["stars"]
        except (ValueError, KeyError, TypeError, RecursionError):
            status = 422
        else:
            key = max(NOTES, default=0) + 1
            NOTES[key] = {"title": title, "stars": 0 + stars}
            status, answer = 201, {"id": key, **NOTES[key]}
    elif path[7:].isdigit() and int(path[7:]) in NOTES:
        key = int(path[7:])
        status, answer = (204, {}) if method == "DELETE" else (200, {"id": key, **NOTES[key]})
        if method == "DELETE":
            del NOTES[key]
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if status == 204 else json.dumps(answer).encode()})
'''


@pytest.fixture(scope="module")
def buggy(start: Callable[..., Serving], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a collection that fails at stars that are no numbers."""
    folder = tmp_path_factory.mktemp("buggy")
    (folder / "buggy_notes.py").write_text(BUGGY, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return f"{start('serve', 'buggy_notes:app', '--port', '0', '--no-access-log').url}/notes"


def test_the_sample_fails_at_no_mistake(antiphon: Run, demo: str) -> None:
    ended = antiphon("fuzz", f"{demo}/items", "--yes", "--requests", "200")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Mistakes sent: 200 (seed 1). ") and ended.out.endswith(" Failures: 0.\n")


def test_a_bug_is_shown_once_with_what_repeats_it(antiphon: Run, buggy: str) -> None:
    ended = antiphon("fuzz", buggy, "--yes", "--requests", "150")
    assert ended.code == 1
    first, curl, advice, *_ = ended.out.splitlines()
    assert first.startswith("✗ ") and "POST /notes was answered 500, but the mistake is the client's: " in first
    assert curl.startswith("    ") and "curl" in curl and "RFC 9110 §15.5" in advice
    number = first.split()[1]
    again = antiphon("fuzz", buggy, "--yes", "--first", number, "--requests", "1", "--lang", "es")
    assert again.code == 1 and again.out.startswith(f"✗ {number}  POST /notes se respondió con 500")
    assert again.out.endswith("Errores enviados: 1 (semilla 1). Respuestas: 1 × 5xx. Fallos: 1.\n")


def test_json_has_every_finding(antiphon: Run, buggy: str) -> None:
    ended = antiphon("fuzz", buggy, "--yes", "--requests", "150", "--json")
    value = json.loads(ended.out)
    assert ended.code == 1 and not value["ok"] and value["requests"] == 150
    assert len(value["findings"]) == value["statuses"]["5xx"] > 1
    assert {finding["status"] for finding in value["findings"]} == {500}


def test_reading_alone_needs_no_consent_and_writing_does(antiphon: Run, demo: str) -> None:
    assert antiphon("fuzz", f"{demo}/items", "--read-only", "--requests", "20").code == 0
    refused = antiphon("fuzz", f"{demo}/items")
    assert refused.code == 2 and "--yes" in refused.err


@pytest.mark.parametrize("arguments", [["--requests", "0"], ["--seed", "x"], ["--body", "{"]])
def test_what_cannot_be_is_refused(antiphon: Run, demo: str, arguments: list[str]) -> None:
    ended = antiphon("fuzz", f"{demo}/items", "--yes", *arguments)
    assert ended.code == 2 and ended.out == "" and "Traceback" not in ended.err


def test_nobody_there_is_exit_code_6(antiphon: Run) -> None:
    assert antiphon("fuzz", "http://localhost:1/notes", "--yes").code == 6
