"""The console in a running server, before each kind of application."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from antiphon.demo import application as demo
from antiphon.inspect.console.attaching import Console
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response
from antiphon.server.target import Kind

from ...peers.waiting import until
from ...server.raw_client import RawClient, connect
from ...server.running import Running


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})


def wsgi(environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ["PATH_INFO"].encode()]


def handler(request: Request) -> Response:
    return Response(200, Fields(), request.path.encode())


@contextmanager
def served_with_console(
    application: Any = handler, kind: Kind = Kind.HANDLER, **settings: Any
) -> Iterator[tuple[Console, Running]]:
    console = Console()
    with Running(application, kind, around=console, **settings) as server:
        yield console, server


@pytest.mark.parametrize(
    ("application", "kind"),
    [(asgi, Kind.ASGI), (wsgi, Kind.WSGI), (handler, Kind.HANDLER)],
    ids=["asgi", "wsgi", "handler"],
)
def test_it_stands_before_any_application_and_sees_its_exchanges_alone(application: Any, kind: Kind) -> None:
    with served_with_console(application, kind) as (_, server), server.session() as session:
        assert session.get("a").text == "/a"
        assert session.get(".antiphon/").text.startswith("<!doctype html>")
        assert session.get(".antiphon/other/").text == "/.antiphon/other/"
        listed = session.get(".antiphon/console/exchanges").json()["exchanges"]
        assert [each["target"] for each in listed] == ["/.antiphon/other/", "/a"]


def test_without_a_console_its_places_are_the_applications() -> None:
    with Running(handler, Kind.HANDLER) as server, server.session() as session:
        assert session.get(".antiphon/console/exchanges").text == "/.antiphon/console/exchanges"


def test_an_exchange_under_way_is_seen_while_it_lasts() -> None:
    answering = asyncio.Event()

    async def waits(request: Request) -> Response:
        await answering.wait()
        return Response()

    with served_with_console(waits) as (_, server), connect(server.port) as client, server.session() as session:
        client.send(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")

        def listed_now() -> list[Any]:
            found: list[Any] = session.get(".antiphon/console/exchanges").json()["exchanges"]
            return found

        until(lambda: bool(listed_now()), seconds=30)
        listed = listed_now()
        assert listed[0]["state"] == "open" and listed[0]["target"] == "/slow"
        full = session.get(f".antiphon/console/exchanges/{listed[0]['number']}").json()
        assert full["messages"]["response"] is None
        server.server.loop.call_soon_threadsafe(answering.set)
        assert client.read().status == 200


def _listening(client: RawClient) -> Iterator[tuple[str, Any]]:
    """Listen from now on; return the events."""
    client.send(b"GET /.antiphon/console/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"200 OK" in client.until(b"\r\n\r\n")
    client.until(b"retry: 2000\n\n\r\n")
    return _events(client)


def _events(client: RawClient) -> Iterator[tuple[str, Any]]:
    while True:
        size = int(client.until(b"\r\n"), 16)
        if not size:
            return
        for event in client.until(b"\r\n").decode().strip().split("\n\n"):
            name, _, data = event.partition("\n")
            yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_what_happens_is_streamed_and_the_stream_ends_with_the_server() -> None:
    with served_with_console() as (_, server), connect(server.port) as listening, connect(server.port) as client:
        events = _listening(listening)
        client.send(b"GET /seen HTTP/1.1\r\nHost: localhost\r\n\r\n")
        found: list[Any] = []
        while not any(each["target"] == "/seen" and each["state"] == "complete" for each in found):
            name, value = next(events)
            found += value if name == "exchanges" else []
        server.stop()
        # The end is said: the server has not waited until its patience is over, and cut the connection.
        assert [name for name, _ in events if name == "exchanges"] == []


def test_a_page_that_is_closed_is_forgotten() -> None:
    with served_with_console() as (console, server):
        with connect(server.port) as listening:
            events = _listening(listening)
            with connect(server.port) as client:
                client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                next(events)
            assert console.recording.listeners.any

        def is_forgotten() -> bool:
            with connect(server.port) as client:
                client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                client.read()
            return not console.recording.listeners.any

        until(is_forgotten, seconds=30)


def test_who_comes_without_a_good_name_or_method_gets_no_500() -> None:
    with served_with_console(demo, Kind.ASGI) as (_, server), server.session() as session:
        statuses = {
            session.get(".antiphon/", headers={"Host": "evil.example"}).status_code,
            session.post(".antiphon/console/exchanges", data=b"x" * 1000).status_code,
            session.get(".antiphon/console/exchanges/1/../../..%00").status_code,
            session.get(".antiphon/console/exchanges?limit=%ff").status_code,
            session.put(".antiphon/console/page.js", data=b"x").status_code,
            session.request("QUERY", ".antiphon/console/har").status_code,
        }
        assert server.failed == []
    assert all(400 <= status < 500 for status in statuses), statuses


def test_a_token_does_not_get_into_the_log() -> None:
    with served_with_console() as (console, server), server.session() as session:
        response = session.get(f".antiphon/?token={console.access.token}", allow_redirects=False)
        assert response.status_code == 303
    assert console.access.token not in server.accesses.getvalue() + server.errors.getvalue()
    assert any("token=" in each["target"] for each in server.exchanges)


# -- sending again -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_a_request_can_be_sent_again(tls: bool) -> None:
    with served_with_console(demo, Kind.ASGI, tls=tls, host="localhost") as (_, server), server.session() as session:
        session.post("items", json={"name": "tea", "price": 3})
        number = session.get(".antiphon/console/exchanges").json()["exchanges"][0]["number"]
        again = session.post(f".antiphon/console/exchanges/{number}/replay").json()
        assert again["status"] == 201
        newest, first, *_ = session.get(".antiphon/console/exchanges").json()["exchanges"]
        assert newest["client"] == again["client"] != first["client"]
        one, other = (session.get(f".antiphon/console/exchanges/{each['number']}").json() for each in (newest, first))
        texts = [
            ["".join(piece["text"] for piece in part["pieces"]) for part in each["messages"]["request"]["parts"]]
            for each in (one, other)
        ]
        assert sorted(map(str.lower, texts[0])) == sorted(map(str.lower, texts[1]))


REQUESTS = {
    "replay-secret": [
        b"GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n",
        b"GET /?token=abc HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    "replay-unreadable": [b"GET / HTTP/1.1\r\nBad Name: a\r\n\r\n"],
    "replay-cut": [b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + b"x" * 70_000],
}


@pytest.mark.parametrize("code", sorted(REQUESTS))
def test_what_was_not_kept_whole_is_not_sent_again(code: str) -> None:
    with served_with_console() as (_, server), server.session() as session:
        for message in REQUESTS[code]:
            with connect(server.port) as client:
                client.send(message)
                client.read()
            number = session.get(".antiphon/console/exchanges").json()["exchanges"][0]["number"]
            response = session.post(f".antiphon/console/exchanges/{number}/replay")
            assert response.status_code == 409 and response.json()["type"].endswith(code)
            assert "abc" not in response.text and response.json()["fix"]


def test_sending_again_may_fail_and_is_told() -> None:
    async def cuts(request: Request) -> Response:
        async def pieces() -> Any:
            yield b"x"
            raise ZeroDivisionError

        return Response(200, Fields(), pieces())

    with served_with_console(cuts) as (_, server), server.session() as session:
        with connect(server.port) as client:
            client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            client.is_cut()
        number = session.get(".antiphon/console/exchanges").json()["exchanges"][0]["number"]
        response = session.post(f".antiphon/console/exchanges/{number}/replay")
        assert response.status_code == 502 and response.json()["type"].endswith("replay-failed")


# -- certificates ------------------------------------------------------------------------------------------------------


def test_the_certificate_is_shown_with_its_life_and_who_trusts_it() -> None:
    with served_with_console(tls=True, host="localhost") as (_, server), server.session() as session:
        value = session.get(".antiphon/console/certificates", params={"lang": "es"}).json()
    leaf, root = value["certificates"]
    assert root["authority"] and root["self_signed"] and root["days_left"] > leaf["days_left"]
    assert "localhost" in leaf["names"] and leaf["expiry"] == "good" and leaf["days_left"] > 0.5
    assert not leaf["authority"] and len(leaf["sha256"]) == 64
    assert value["verified"]["trusted"] is True
    assert value["stores"] and all({"store", "state", "sentence", "fix"} == set(each) for each in value["stores"])


def test_a_certificate_that_no_client_trusts_is_told_with_the_fix(tmp_path: Any) -> None:
    from antiphon.tls.misissuing import self_signed

    shown = self_signed()
    file = tmp_path / "site.pem"
    file.write_bytes(shown.chain_pem + shown.key_pem)
    served = served_with_console(tls=True, host="localhost", certificate=file)
    with served as (_, server), server.session(verify=False) as session:
        value = session.get(".antiphon/console/certificates").json()
    assert value["verified"]["trusted"] is False and value["verified"]["fix"] and value["stores"] == []
    assert "PRIVATE" not in json.dumps(value)


def test_without_tls_there_are_no_certificates() -> None:
    with served_with_console() as (_, server), server.session() as session:
        assert session.get(".antiphon/console/certificates").json()["certificates"] == []
