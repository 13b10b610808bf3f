"""The access log: one line for each exchange, true, and harmless on a terminal (CVE-2020-7694)."""

from __future__ import annotations

import json
import re

import pytest

from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind

from ..wire.test_bad_requests import request
from .asgi_applications import Receive, Scope, Send, http
from .raw_client import connect
from .running import Running

TEXT_LINE = re.compile(
    r"\d\d:\d\d:\d\d \x1b\[\d+m(...)\x1b\[0m (\S+) +(\S+) \x1b\[2m(\d+) B, [0-9.]+ ms, (\S+)\x1b\[0m"
)


def hello(asked: Request) -> Response:
    return Response(content=b"hello")


@pytest.mark.parametrize("log_format", ["json", "text"])
@pytest.mark.parametrize(
    "target",
    [b'/"quoted"\\', b"/%1b[31m%0aGET%20/forged", b"/<script>", b"/a?b=%22%00", b"http://a/absolute"],
)
def test_a_target_stays_one_line_and_can_be_read_back(log_format: str, target: bytes) -> None:
    with Running(hello, Kind.HANDLER, log_format=log_format) as server, connect(server.port) as client:
        client.send(request(b'User-Agent: \t"x', b"Connection: close", start=b"GET %b HTTP/1.1" % target))
        assert client.read().status == 200 and client.rest() == b""
    (line,) = server.accesses.getvalue().splitlines()
    if log_format == "json":
        assert json.loads(line)["target"] == target.decode()
    else:
        found = TEXT_LINE.fullmatch(line)
        assert found is not None and found.groups()[:2] == ("200", "GET")
        assert found[3].replace('\\"', '"').replace("\\\\", "\\") == target.decode()


@pytest.mark.parametrize("log_format", ["json", "text"])
@pytest.mark.parametrize("evil", [b"\x1b[2J", b"\x07", b"\n200 forged", b"\x9b", "\u202e".encode()])
def test_what_is_refused_reaches_no_log_as_it_came(log_format: str, evil: bytes) -> None:
    with Running(hello, Kind.HANDLER, log_format=log_format) as server:
        for data in (b"GET /" + evil, b"GE" + evil, b"GET / HTTP/1.1\r\nHost: " + evil, b"GET / HTTP/1.1\r\nX" + evil):
            with connect(server.port) as client:
                client.send(data + b" HTTP/1.1\r\n\r\n")
                assert client.read().status == 400 and client.rest() == b""
    logs = server.errors.getvalue(), re.sub(r"\x1b\[\d+m", "", server.accesses.getvalue())
    for log in logs:
        assert len(log.splitlines()) == 4 and all(line.isprintable() for line in log.splitlines())


def test_the_size_is_what_was_sent() -> None:
    @http
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"12", "more_body": True})
        await send({"type": "http.response.body", "body": b"345", "more_body": True})
        await send({"type": "http.response.body", "body": b"6"})

    for target, kind, size in ((application, Kind.ASGI, 6), (hello, Kind.HANDLER, 5)):
        with Running(target, kind) as server, connect(server.port) as client:
            client.send(request())
            assert len(client.read().content) == size
            client.send(request(start=b"HEAD / HTTP/1.1"))
            client.read("HEAD")
            client.send(request(b"Expect: foo", start=b"HEAD / HTTP/1.1"))
            assert client.read("HEAD").status == 417 and client.rest() == b""
        sizes = [(entry["method"], entry["status"], entry["bytes"]) for entry in server.exchanges]
        assert sizes == [("GET", 200, size), ("HEAD", 200, 0), ("HEAD", 417, 0)]


def test_a_client_that_leaves_is_logged_once() -> None:
    with Running(hello, Kind.HANDLER) as server, connect(server.port) as client:
        client.send(request(b"Content-Length: 5", start=b"POST / HTTP/1.1") + b"hel")
        client.finish()
        assert client.rest() == b""
    (entry,) = server.exchanges
    assert (entry["method"], entry["status"], entry["bytes"]) == ("POST", 0, 0)


def test_nothing_is_logged_where_the_log_is_off() -> None:
    with Running(hello, Kind.HANDLER, access_log=False) as server, connect(server.port) as client:
        client.send(request() + request(b"Expect: foo"))
        assert client.read().status == 200 and client.read().status == 417 and client.rest() == b""
    assert server.accesses.getvalue() == ""
