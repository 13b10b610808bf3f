"""What can be judged: responses, errors, exchanges, bytes, text, archives, paths; what cannot is refused."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import antiphon
import antiphon.inspect
import requests
from antiphon.demo.application import application
from antiphon.faults import UsageError
from antiphon.inspect.linting import lint, lint_journey

from ...client.peers import Peer, always, redirect, response
from ...server.running import Running
from .examples import exchange, one

RAW = b"HTTP/1.1 301 Moved\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Length: 0\r\n\r\n"


def codes(what: object) -> list[str]:
    return [finding.code for finding in lint(what)]


def test_a_response_of_a_healthy_server_has_no_findings() -> None:
    with Running(application) as server, antiphon.Session(trust_env=False) as session:
        assert not antiphon.inspect.lint(session.get(server.url))
        assert not antiphon.inspect.lint(session.get(f"{server.url}hello?name=Ana"))


def test_a_response_is_judged_with_what_led_to_it() -> None:
    with Peer(always(redirect(302, "/elsewhere"))) as peer, antiphon.Session(trust_env=False) as session:
        answer = session.post(peer.url, data=b"x", allow_redirects=False)
        assert "redirect-changes-method" in codes(answer)


def test_an_error_is_judged() -> None:
    with pytest.raises(antiphon.ConnectionError) as refused:
        antiphon.get("http://127.0.0.1:1/", timeout=5)
    assert codes(refused.value) == ["connection-refused"]


def test_a_response_of_requests_is_judged() -> None:
    with Peer(always(response(b'{"success": false}', "Content-Type: application/json"))) as peer:
        answer = requests.get(peer.url, timeout=5)
    assert "error-in-success" in codes(answer)


def test_exchanges_and_journeys_are_judged() -> None:
    assert "location-missing" in codes(exchange("GET https://shop.example/", "301"))
    assert "location-missing" in codes(one("GET https://shop.example/", "301"))
    assert codes(()) == []


@pytest.mark.parametrize("what", [RAW, RAW.decode(), bytearray(RAW)], ids=["bytes", "text", "bytearray"])
def test_messages_are_judged(what: object) -> None:
    assert "location-missing" in codes(what)


def archive() -> dict[str, Any]:
    request = {"method": "GET", "url": "https://shop.example/", "httpVersion": "HTTP/1.1", "headers": []}
    answer = {"status": 301, "statusText": "", "httpVersion": "HTTP/1.1", "headers": [], "content": {"size": 0}}
    return {"log": {"version": "1.2", "entries": [{"request": request, "response": answer}]}}


def test_archives_are_judged_as_values_text_bytes_and_files(tmp_path: Path) -> None:
    path = tmp_path / "recorded.har"
    path.write_text(json.dumps(archive()))
    for what in (archive(), json.dumps(archive()), json.dumps(archive()).encode(), path, str(path)):
        assert "location-missing" in codes(what)


NOT_EXCHANGES = [5, None, object(), SimpleNamespace(status_code=5), [1]]


@pytest.mark.parametrize("what", NOT_EXCHANGES, ids=lambda what: type(what).__name__)
def test_what_holds_no_exchange_is_refused(what: object) -> None:
    with pytest.raises(UsageError) as refused:
        lint(what)
    assert refused.value.fault.code == "not-an-exchange"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        lint(tmp_path / "nothing.har")
    assert refused.value.fault.code == "inspected-file-unreadable"


def test_notes_come_only_where_they_are_asked_for() -> None:
    assert [finding.severity.value for finding in lint(RAW, notes=True)].count("note") > 0
    assert "note" not in [finding.severity.value for finding in lint(RAW)]


def test_the_package_knows_its_names() -> None:
    assert "lint" in dir(antiphon.inspect)
    with pytest.raises(AttributeError):
        _ = antiphon.inspect.nothing


def test_what_was_said_of_an_exchange_is_not_said_again_of_its_probe() -> None:
    fields = "200\nAccess-Control-Allow-Origin: *\nAccess-Control-Allow-Credentials: true"
    journey = one("GET https://shop.example/", fields) + one("GET https://shop.example/", fields, probe=True)
    found = [finding.code for finding in lint_journey(journey)]
    assert found.count("cors-wildcard-with-credentials") == 1
