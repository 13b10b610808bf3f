"""Servers that do everything right have neither errors nor warnings, probes included."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import antiphon
from antiphon.demo.application import application
from antiphon.faults import Severity
from antiphon.inspect.finding import Finding
from antiphon.inspect.from_client import journey_of_notes
from antiphon.inspect.linting import lint, lint_journey
from antiphon.inspect.recorder import Recorder
from antiphon.inspect.rules.probes import send_probes
from antiphon.rest import application as rest_application
from antiphon.rest.database.sample import create_sample_shop
from antiphon.server.files.folder import Folder
from antiphon.server.target import Kind

from ...server.running import Running

NGINX = (
    b"GET / HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: x\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nServer: nginx/1.24.0\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
    b"Content-Type: text/html\r\nContent-Length: 45\r\nLast-Modified: Mon, 13 Nov 2023 10:00:00 GMT\r\n"
    b'Connection: keep-alive\r\nETag: "6551f2a0-2d"\r\nAccept-Ranges: bytes\r\n\r\n'
    b"<!DOCTYPE html>\n<title>Shop</title>\n<p>Hello\n\n\n"
    b'GET / HTTP/1.1\r\nHost: shop.example\r\nIf-None-Match: "6551f2a0-2d"\r\n\r\n'
    b"HTTP/1.1 304 Not Modified\r\nServer: nginx/1.24.0\r\nDate: Tue, 14 Nov 2023 22:13:21 GMT\r\n"
    b'Last-Modified: Mon, 13 Nov 2023 10:00:00 GMT\r\nConnection: keep-alive\r\nETag: "6551f2a0-2d"\r\n\r\n'
    b"GET /old HTTP/1.1\r\nHost: shop.example\r\n\r\n"
    b"HTTP/1.1 301 Moved Permanently\r\nServer: nginx/1.24.0\r\nDate: Tue, 14 Nov 2023 22:13:22 GMT\r\n"
    b"Content-Type: text/html\r\nContent-Length: 35\r\nConnection: keep-alive\r\nLocation: http://shop.example/\r\n\r\n"
    b"<html><body>301 Moved</body></html>"
    b"GET /a HTTP/1.1\r\nHost: shop.example\r\nRange: bytes=0-3\r\n\r\n"
    b"HTTP/1.1 206 Partial Content\r\nServer: nginx/1.24.0\r\nDate: Tue, 14 Nov 2023 22:13:23 GMT\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 4\r\nContent-Range: bytes 0-3/45\r\n"
    b'Last-Modified: Mon, 13 Nov 2023 10:00:00 GMT\r\nETag: "6551f2a0-2d"\r\n\r\nabcd'
)


def wrong(findings: list[Finding]) -> list[str]:
    return [f"{finding.code}: {finding.sentence()}" for finding in findings if finding.severity is not Severity.NOTE]


def probed(url: str, headers: Mapping[str, str] | None = None) -> list[str]:
    """Ask for `url` once, then with all probes, and return what is wrong."""
    recorder = Recorder()
    with antiphon.Session(trace=recorder, trust_env=False) as session:
        session.get(url, headers=headers)
        asked = len(recorder.noted)
        send_probes(session, journey_of_notes(recorder.noted))
    return wrong(lint_journey(journey_of_notes(recorder.noted, probes_from=asked)))


def test_what_nginx_answers_is_fine() -> None:
    assert wrong(lint(NGINX, notes=True)) == []


@pytest.mark.parametrize("path", ["", "hello", "items", "redirect/2", "bytes/1000", "cache/60", "headers"])
def test_the_demo_is_fine(path: str) -> None:
    with Running(application) as server:
        assert probed(f"{server.url}{path}") == []


def test_our_files_are_fine(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!doctype html><title>Shop</title>")
    (tmp_path / "data.json").write_text("{}")
    with Running(Folder(tmp_path), Kind.HANDLER) as server:
        for path in ("", "page.html", "data.json"):
            assert probed(f"{server.url}{path}") == []


def test_our_rest_backend_is_fine(tmp_path: Path) -> None:
    create_sample_shop(tmp_path / "shop.db")
    with Running(rest_application(f"sqlite:///{tmp_path / 'shop.db'}")) as server:
        for path in ("", "products", "openapi.json"):
            assert probed(f"{server.url}{path}", headers={"Accept": "application/json"}) == []
