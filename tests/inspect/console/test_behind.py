"""With a gateway, what went to the server behind is shown beside what the client saw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from antiphon.demo import application as demo
from antiphon.gateway.gateway import Gateway
from antiphon.gateway.origin import Origin
from antiphon.gateway.settings import Settings
from antiphon.inspect.console.attaching import Console
from antiphon.inspect.console.behind import Behind
from antiphon.server.target import Kind

from ...server.running import Running


@contextmanager
def gateway(url: str) -> Iterator[tuple[Console, Running]]:
    console = Console()
    handler = Gateway(Origin.of(url), Settings(), witness=console.witness)
    with Running(handler, Kind.HANDLER, around=console) as server:
        yield console, server


def details(server: Running, *requests: tuple[str, str, Any]) -> list[Any]:
    """Send the requests, and return what the console tells of each, in their order."""
    with server.session() as session:
        for method, path, value in requests:
            session.request(method, path, json=value)
        listed = session.get(".antiphon/console/exchanges").json()["exchanges"]
        return [session.get(f".antiphon/console/exchanges/{each['number']}").json() for each in reversed(listed)]


def lines(message: Any) -> list[str]:
    return ["".join(piece["text"] for piece in part["pieces"]) for part in message["parts"]]


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_both_sides_of_an_exchange_are_shown(tls: bool) -> None:
    with Running(demo, tls=tls, host="localhost") as origin, gateway(origin.url) as (_, server):
        first, second = details(server, ("GET", "hello", None), ("POST", "items", {"name": "a", "password": "hidden"}))
    asked, answered = first["behind"]["messages"]["request"], first["behind"]["messages"]["response"]
    assert "GET /hello HTTP/1.1\\r\\n" in lines(asked) and any(line.startswith("Via: ") for line in lines(asked))
    assert not any(line.startswith("Via: ") for line in lines(first["messages"]["request"]))
    assert "HTTP/1.1 200 OK\\r\\n" in lines(answered) and not asked["flaws"] and not answered["flaws"]
    phases = [phase["name"] for phase in first["behind"]["phases"]]
    assert "connect" in phases and ("tls" in phases) == tls
    assert "hidden" not in json.dumps(second) and second["behind"]["messages"]["request"]["parts"]


def test_an_origin_that_does_not_answer_is_explained() -> None:
    with gateway("http://nothing.invalid") as (_, server):
        (told,) = details(server, ("GET", "x", None))
    assert told["summary"]["status"] == 502 and told["behind"]["messages"]["response"] is None
    assert "nothing.invalid" in told["behind"]["explanation"]["blocks"][0]["facts"][0]["sentence"]


def test_without_a_server_behind_there_is_no_other_side() -> None:
    console = Console()
    with Running(demo, Kind.ASGI, around=console) as server:
        (told,) = details(server, ("GET", "hello", None))
    assert told["behind"] is None


def test_what_is_kept_of_the_other_side_is_limited_and_counts() -> None:
    with Running(demo) as origin, gateway(origin.url) as (console, server):
        details(server, ("GET", "bytes/1000000", None))
        (served,) = console.recording.newest_first()
        assert isinstance(served.behind, Behind) and 0 < len(served.behind) <= 256 * 1024
        assert served.weight == len(served.behind) + len(served.received) + len(served.sent)


def test_without_a_console_the_gateway_tells_nobody() -> None:
    with (
        Running(demo) as origin,
        Running(Gateway(Origin.of(origin.url)), Kind.HANDLER) as server,
        server.session() as session,
    ):
        assert session.get("hello").status_code == 200
