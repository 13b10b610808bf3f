"""Origins that are not there, answer badly, or stop: the client always learns it (RFC 9110 §15.6.3 to §15.6.5)."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from antiphon.client.pool import PoolLimits
from antiphon.gateway.settings import timeouts_with
from antiphon.server.own_names import OwnNames

from ..client.conftest import Secure
from ..client.peers import OK, Link, Peer, Script, always
from ..server.raw_client import Answer, connect, connect_securely
from .standing import before, standing

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
SPANISH = b"GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: es\r\n\r\n"
PATIENT = timeouts_with(10.0)


def saying(*parts: bytes) -> Script:
    """Return a script that reads a request, says `parts`, and closes."""

    def script(link: Link) -> None:
        link.request()
        for part in parts:
            link.send(part)

    return script


def resetting(start: bytes) -> Script:
    def script(link: Link) -> None:
        link.request()
        link.send(start)
        link.reset()

    return script


def told(url: str, request: bytes = GET, **settings: Any) -> Answer:
    with standing(url, **settings) as gateway, connect(gateway.port) as client:
        client.send(request)
        return client.read()


def check(answer: Answer, status: int, code: str, cause: str) -> None:
    problem = answer.problem
    assert (answer.status, problem["status"]) == (status, status)
    assert (problem["type"], problem["cause"]) == (f"urn:antiphon:fault:{code}", cause)
    assert answer.fields["cache-control"] == "no-store"


# -- before the head -----------------------------------------------------------------------------------------------


def test_an_origin_that_refuses_is_502_with_the_reason_for_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    notes: list[str] = []
    answer = told(f"http://127.0.0.1:{port}", notes=notes)
    check(answer, 502, "origin-unreachable", "connection-refused")
    assert f"127.0.0.1:{port}" in answer.problem["reason"]
    assert len(notes) == 1 and notes[0].startswith(f"http://127.0.0.1:{port}: ")


def test_a_problem_speaks_spanish() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = told(f"http://127.0.0.1:{port}", SPANISH)
    assert answer.fields["content-language"] == "es"
    assert answer.problem["detail"].startswith("No se puede llegar")
    assert "rechazó" in answer.problem["reason"]


def test_a_name_that_does_not_exist_is_502_rfc6761_6_4() -> None:
    check(told("http://nothing.invalid"), 502, "origin-unreachable", "name-not-found")


def test_a_certificate_that_is_not_trusted_is_502(secure: Secure) -> None:
    with Peer(always(OK), tls=secure.context) as origin:
        answer = told(origin.url)
        assert answer.problem["cause"].startswith("certificate-") and answer.status == 502
        assert told(origin.url, verify=False).content == b"ok"
        assert told(origin.url, verify=Path(secure.root)).content == b"ok"
        wrong_name = told(origin.at("localhost"), verify=Path(secure.root))
        check(wrong_name, 502, "origin-unreachable", "certificate-name-mismatch")


def test_an_origin_in_clear_on_a_tls_port_is_502() -> None:
    with Peer(lambda link: link.send(b"HTTP/1.0 400 Bad Request\r\n\r\n")) as origin:
        check(told(origin.url.replace("http:", "https:")), 502, "origin-unreachable", "plain-answer-to-tls")


@pytest.mark.parametrize("script", [saying(), resetting(b"")], ids=["close", "reset"])
def test_an_origin_that_leaves_without_an_answer_is_502(script: Script) -> None:
    with before(script) as (gateway, origin), connect(gateway.port) as client:
        client.send(GET)
        answer = client.read()
        assert answer.status == 502 and answer.problem["type"] == "urn:antiphon:fault:origin-unreachable"
        # Once only: a new connection has not been lost by coming late.
        assert len(origin.requests) == 1


BROKEN = {
    "another protocol": (b"SSH-2.0-OpenSSH_9\r\n", None),
    "another version": (b"HTTP/2.0 200 OK\r\n\r\n", None),
    "length and chunks": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "content-length-and-transfer-encoding",
    ),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "content-length-repeated"),
    "no length": (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "content-length-syntax"),
    "a coding": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "transfer-coding-unsupported",
    ),
    "NUL": (b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", "field-value-character"),
    "space before the colon": (b"HTTP/1.1 200 OK\r\nX : a\r\n\r\n", "space-before-colon"),
    "a field without end": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, "head-too-large"),
    "many fields": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n", "too-many-fields"),
    "a switch": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "unexpected-switch"),
    "interim without end": (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 200, "too-many-interim-responses"),
    "600": (b"HTTP/1.1 600 Strange\r\nContent-Length: 0\r\n\r\n", "origin-status"),
    "999": (b"HTTP/1.1 999 Strange\r\nContent-Length: 0\r\n\r\n", "origin-status"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_head_is_502(name: str) -> None:
    raw, cause = BROKEN[name]
    with before(saying(raw)) as (gateway, _), connect(gateway.port) as client:
        client.send(GET)
        answer = client.read()
        check(answer, 502, "origin-broken", cause or answer.problem["cause"])
        assert gateway.failed == []


@pytest.mark.parametrize("length", ["x", "1, 2", "9" * 40])
def test_a_length_that_is_none_in_answer_to_head_is_502(length: str) -> None:
    raw = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode()
    with before(saying(raw)) as (gateway, _), connect(gateway.port) as client:
        client.send(GET.replace(b"GET", b"HEAD"))
        assert client.read("HEAD").status == 502 and gateway.failed == []


def test_an_origin_that_says_nothing_is_504() -> None:
    def script(link: Link) -> None:
        link.request()
        link.wait()

    with before(script, timeouts=timeouts_with(0.05)) as (gateway, _), connect(gateway.port) as client:
        client.send(GET)
        check(client.read(), 504, "origin-late", "read-timeout")


def test_more_requests_than_connections_are_503() -> None:
    def script(link: Link) -> None:
        link.request()
        link.wait()

    limits, timeouts = PoolLimits(connections=1), replace(PATIENT, pool=0.05)
    with (
        before(script, limits=limits, timeouts=timeouts) as (gateway, _),
        connect(gateway.port) as first,
        connect(gateway.port) as second,
    ):
        first.send(GET)
        # One of the two has the connection; which one, the loop decides.
        second.send(GET)
        waiting = next(client for client in (first, second) * 200 if client.says_something(0.05))
        answer = waiting.read()
        check(answer, 503, "origin-busy", "pool-timeout")
        assert answer.fields["retry-after"] == "5"
        first.reset()
        second.reset()


# -- inside the content --------------------------------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "script",
    [
        saying(HEAD + b"Content-Length: 10\r\n\r\nabc"),
        resetting(HEAD + b"Content-Length: 10\r\n\r\nabc"),
        saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
        saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"),
        saying(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcXX5\r\n"),
        resetting(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
    ],
    ids=["length", "length, reset", "chunks", "chunks, no end", "chunks, broken", "chunks, reset"],
)
def test_a_cut_response_is_never_a_whole_one_rfc9112_8(script: Script) -> None:
    with before(script) as (gateway, _), connect(gateway.port) as client:
        client.send(LAST)
        received = b""
        try:
            received = client.rest()
        except ConnectionResetError:
            pass
        head, _, content = received.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 502"):
            # The wrong bytes came together with the head, before anything had been passed on.
            return
        assert not content.endswith(b"0\r\n\r\n")
        assert b"content-length: 10" in head.lower() or b"transfer-encoding" in head.lower() or not head
        assert gateway.failed == [] and "note" in gateway.errors.getvalue()


def test_a_cut_response_over_tls_has_no_farewell_rfc9112_9_8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTIPHON_HOME", str(tmp_path))
    script = saying(HEAD + b"Content-Length: 10\r\n\r\nabc")
    with (
        Peer(script) as origin,
        standing(origin.url, server={"tls": True}) as gateway,
        connect_securely(gateway.port) as client,
    ):
        client.send(GET)
        with pytest.raises(OSError):
            client.rest()


def test_silence_inside_the_content_cuts_it() -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(HEAD + b"Content-Length: 10\r\n\r\nabc")
        link.wait()

    with before(script, timeouts=timeouts_with(0.05)) as (gateway, _), connect(gateway.port) as client:
        client.send(GET)
        assert client.is_cut(after=1000)


def test_the_end_of_a_tls_connection_without_farewell_cuts_content_rfc9112_9_8(secure: Secure) -> None:
    script = saying(HEAD + b"\r\nuntil the end")
    with (
        Peer(script, tls=secure.context) as origin,
        standing(origin.url, verify=False) as gateway,
        connect(gateway.port) as client,
    ):
        client.send(LAST)
        received = b""
        try:
            received = client.rest()
        except ConnectionResetError:
            pass
        assert not received.endswith(b"0\r\n\r\n")


# -- connections ---------------------------------------------------------------------------------------------------


def test_connections_to_the_origin_are_kept() -> None:
    with before(always(OK)) as (gateway, origin), connect(gateway.port) as client:
        for _ in range(5):
            client.send(GET)
            assert client.read().content == b"ok"
        with connect(gateway.port) as other:
            other.send(GET)
            other.read()
        assert origin.connections == 1


def test_a_kept_connection_that_the_origin_lost_costs_a_reader_nothing_rfc9110_9_2_2() -> None:
    def once(link: Link) -> None:
        link.request()
        link.send(OK)
        link.request()
        link.reset()

    with before(once, always(OK)) as (gateway, origin), connect(gateway.port) as client:
        for _ in range(2):
            client.send(GET)
            assert client.read().content == b"ok"
        assert origin.connections == 2


def test_what_changes_something_is_sent_once_rfc9110_9_2_2() -> None:
    def once(link: Link) -> None:
        link.request()
        link.send(OK)
        link.request()
        link.reset()

    with before(once, always(OK)) as (gateway, origin), connect(gateway.port) as client:
        client.send(GET)
        client.read()
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
        assert client.read().status == 502
        assert [seen.method for seen in origin.requests] == ["GET", "POST"]


def test_bytes_behind_a_response_are_not_the_next_answer() -> None:
    def script(link: Link) -> None:
        link.request()
        link.send(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
        link.request()
        link.send(OK)

    with before(script, always(OK)) as (gateway, _), connect(gateway.port) as client:
        for _ in range(2):
            client.send(GET)
            assert client.read().content == b"ok"


# -- who is refused ------------------------------------------------------------------------------------------------


def test_other_names_are_refused_on_this_machine_rfc9110_7_4() -> None:
    with before(always(OK), own_names=OwnNames(["own.example"])) as (gateway, origin):
        for host, status in (("own.example", 200), ("127.0.0.1", 200), ("localhost:1", 200), ("evil.example", 421)):
            with connect(gateway.port) as client:
                client.send(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                assert client.read().status == status
        assert len(origin.requests) == 3


def test_a_name_that_leads_into_the_network_is_not_followed_for_others_rfc6890() -> None:
    with Peer(always(OK)) as origin:
        answer = told(origin.at("localhost"), public_only=True)
        check(answer, 502, "origin-unreachable", "address-forbidden")
        assert origin.requests == []


def test_a_path_out_of_the_prefix_is_400() -> None:
    with Peer(always(OK)) as origin, standing(f"{origin.url}api") as gateway, connect(gateway.port) as client:
        client.send(b"GET /%2e%2e/admin HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.read().problem["type"] == "urn:antiphon:fault:path-above-prefix"
        client.send(b"GET /users?id=1 HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.read().content == b"ok"
        assert [seen.target for seen in origin.requests] == ["/api/users?id=1"]
