"""What the server refuses before the backend sees it, on a backend's port (RFC 9112, RFC 9110 §15.5)."""

from __future__ import annotations

import pytest

from ...server.raw_client import connect
from .wire import Wire


@pytest.mark.parametrize(
    "fields",
    [
        b"",
        b"Host: a\r\nHost: b\r\n",
        b"Host: a b\r\n",
        b"Host: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        b"Host: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n",
        b"Host: x\r\nContent-Length: two\r\n",
    ],
)
def test_a_message_that_cannot_be_trusted_is_400_and_the_end(api: Wire, fields: bytes) -> None:
    with connect(api.port) as client:
        client.send(b"POST /labels HTTP/1.1\r\nContent-Type: application/json\r\n" + fields + b"\r\n{}")
        answer = client.read()
        assert answer.status == 400 and answer.fields["connection"] == "close" and answer.problem["detail"]
        client.rest()
    assert "labels" in api.get("/").content.decode()


def test_a_broken_chunk_changes_nothing(api: Wire) -> None:
    before = api.get("/labels").content
    with connect(api.port) as client:
        client.send(
            b"PUT /labels/plain HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b'Transfer-Encoding: chunked\r\n\r\n10\r\n{"text": "chunk"\r\nnonsense\r\n'
        )
        assert client.read().status == 400
    assert api.get("/labels").content == before


def test_content_that_ends_too_soon_changes_nothing(api: Wire) -> None:
    before = api.get("/labels").content
    with connect(api.port) as client:
        client.send(
            b"PUT /labels/plain HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b'Content-Length: 100\r\n\r\n{"text": "whole, and yet too short"}'
        )
        client.finish()
        client.rest()
    assert api.get("/labels").content == before


def test_a_long_url_of_eight_thousand_bytes_is_read(api: Wire) -> None:
    path = "/labels?key[in]=" + ",".join("x" * 70 for _ in range(110))
    assert len(path) > 7_500
    assert api.get(path).status == 200


def test_requests_on_one_connection_are_answered_in_their_order(api: Wire) -> None:
    with connect(api.port) as client:
        client.send(
            b"PATCH /counters/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n"
            b'{"count": 7}'
            b"GET /counters/1 HTTP/1.1\r\nHost: x\r\n\r\n"
            b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
            b"HEAD /counters HTTP/1.1\r\nHost: x\r\n\r\n"
            b"DELETE /counters/1 HTTP/1.1\r\nHost: x\r\n\r\n"
            b"GET /counters/1 HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        statuses = [client.read(method).status for method in ("PATCH", "GET", "GET", "HEAD", "DELETE", "GET")]
    assert statuses == [200, 200, 404, 200, 204, 404]


@pytest.mark.parametrize("target", ["http://example.com/labels/plain", "http://example.com:80/labels/plain?"])
def test_a_target_in_absolute_form_is_its_path(api: Wire, target: str) -> None:
    authority = target.split("/")[2]
    with connect(api.port) as client:
        client.send(f"GET {target} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
        assert client.read().status == 200
