"""The lab at work: on loopback alone, in part or whole, and gone when it ends."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import pytest

import antiphon
from antiphon.faults import UsageError
from antiphon.lab import Lab, running_lab
from antiphon.lab.catalogue import SCENARIOS, paths

from .wire import PATIENCE, address_of, ask, exchange, request


def test_everything_has_an_address_on_this_machine(lab: Lab) -> None:
    assert {each.name for each in lab.exhibits} == {*SCENARIOS} - {*lab.missing}
    assert all("://localhost:" in each.url for each in lab.exhibits)
    ports = {each.url.rpartition(":")[2].partition("/")[0] for each in lab.exhibits}
    assert len(ports) == len(SCENARIOS) - len(paths(SCENARIOS.values())) - len(lab.missing) + 2


def test_nothing_listens_beyond_loopback() -> None:
    async def bound() -> list[str]:
        lab = Lab(only=["expired"])
        await lab.start()
        try:
            return [each.getsockname()[0] for server in lab._servers for each in server.sockets]
        finally:
            await lab.close()

    addresses = asyncio.run(bound())
    assert addresses and all(ipaddress.ip_address(address).is_loopback for address in addresses)


def test_only_what_is_wanted_is_open() -> None:
    with running_lab(only=["expired", "bare/401"]) as lab:
        assert [each.name for each in lab.exhibits] == ["expired", "bare/401"]
        assert ask(lab.http, "/bare/401").status == 401
        with pytest.raises(KeyError):
            lab.url("self-signed")


def test_an_unknown_name_is_refused_before_anything_starts() -> None:
    with pytest.raises(UsageError), running_lab(only=["nothing"]):
        pass


def test_ports_follow_the_first_one_and_a_taken_one_is_told() -> None:
    async def start_twice() -> tuple[str, str]:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            lab = Lab(only=["good"], port=taken.getsockname()[1])
            try:
                await lab.start()
            except UsageError as error:
                return error.fault.code, lab.http
            finally:
                await lab.close()
        return "started", lab.http

    assert asyncio.run(start_twice()) == ("address-in-use", "")


def test_what_waits_is_broken_off_at_the_end() -> None:
    with running_lab(only=["time/stall"]) as lab:
        connection = socket.create_connection(address_of(lab.http), timeout=PATIENCE)
        connection.sendall(request("/time/stall"))
        came = b""
        while not came.endswith(b"tick\n"):
            came += connection.recv(1 << 16)
    with connection:
        assert connection.recv(100) == b""


def test_a_connection_is_kept_for_further_requests(lab: Lab) -> None:
    kept = request("/hello").replace(b"Connection: close\r\n", b"")
    came = exchange(lab.http, kept + kept + request("/bare/401"))
    assert came.count(b"HTTP/1.1 200 OK") == 2 and came.count(b"HTTP/1.1 401 ") == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"nonsense\r\n\r\n", b"no request line"),
        (b"\x16\x03\x01\x02\x00", b"HTTP, not TLS"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000, b"too long"),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"no number"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", b"too large"),
        (b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", b"ends early"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"start with its size"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", b"too large"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", b"ends early"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", b"in the middle"),
    ],
)
def test_what_cannot_be_read_is_answered_and_told(lab: Lab, sent: bytes, words: bytes) -> None:
    came = exchange(lab.http, sent)
    # The rest of what was sent may make the system break the connection off.
    assert came.startswith(b"HTTP/1.1 400 ") or came == b""
    assert words in came or came == b""


def test_content_arrives_in_every_form(lab: Lab) -> None:
    chunked = (
        request("/hello", "Transfer-Encoding: chunked", method="POST") + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n"
    )
    assert b"with 5 bytes" in exchange(lab.http, chunked)
    expecting = request("/hello", "Expect: 100-continue", method="POST", content=b"abc")
    came = exchange(lab.http, expecting)
    assert came.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK") and b"with 3 bytes" in came
    assert b"by GET" in exchange(lab.http, request("http://localhost/hello"))


def test_an_asynchronous_client_sees_the_same(lab: Lab) -> None:
    async def get() -> int:
        async with antiphon.AsyncSession(verify=lab.authority_pem) as session:
            return (await session.get(lab.url("status/418"))).status_code

    assert asyncio.run(get()) == 418
