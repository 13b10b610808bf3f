"""Resolvers of the user's own: functions, written-down addresses, DNS over HTTPS, and a memory for all of them."""

from __future__ import annotations

import asyncio
import base64
import socket
import struct
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import antiphon
from antiphon.client.reach.address_cache import AddressCache
from antiphon.client.reach.resolving import Remembering, resolver_of
from antiphon.net import Address
from antiphon.net.resolver import numeric_address

from ..conftest import Secure
from ..peers import OK, Link, Peer, always, answering, redirect, response

Get = Callable[..., antiphon.Response]


@pytest.fixture(params=["blocking", "asyncio"])
def get(request: pytest.FixtureRequest) -> Get:
    """What asks for a URL in a session with the given settings, in each world of sockets."""

    async def ask(url: str, settings: dict[str, Any]) -> antiphon.Response:
        async with antiphon.AsyncSession(timeout=5, **settings) as session:
            return await session.get(url)

    def get(url: str, **settings: Any) -> antiphon.Response:
        if request.param == "asyncio":
            return asyncio.run(ask(url, settings))
        with antiphon.Session(timeout=5, **settings) as session:
            return session.get(url)

    return get


# -- functions and mappings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "found",
    ["127.0.0.1", ["127.0.0.1"], IPv4Address("127.0.0.1"), {"127.0.0.1": 1}.keys()],
    ids=["text", "list", "address", "view"],
)
def test_a_function_says_where_a_host_is(get: Get, found: Any) -> None:
    with Peer(always(OK)) as peer:
        asked: list[tuple[str, int]] = []

        def resolver(host: str, port: int) -> Any:
            asked.append((host, port))
            return found

        got = get(peer.at("a.example"), resolver=resolver)
    assert got.content == b"ok" and asked == [("a.example", peer.port)]


@pytest.mark.parametrize("found", ["127.1", "2130706433", "a.example", b"127.0.0.1", 5, ["127.0.0.1", "evil\0"], None])
def test_what_a_function_returns_has_to_be_addresses(get: Get, found: Any) -> None:
    with pytest.raises(antiphon.ResolveError) as caught:
        get("http://a.example/", resolver=lambda host, port: found)
    assert caught.value.fault.code == "resolver-answer" and "a.example" in caught.value.sentence()


def test_a_function_that_knows_no_address_or_fails(get: Get) -> None:
    with pytest.raises(antiphon.ResolveError) as caught:
        get("http://a.example/", resolver=lambda host, port: [])
    assert caught.value.fault.code == "name-not-found"

    def failing(host: str, port: int) -> str:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    with pytest.raises(antiphon.ResolveError) as caught:
        get("http://a.example/", resolver=failing)
    assert caught.value.fault.code == "resolve-failed"


@pytest.mark.parametrize("key", ["a.example", "A.Example.", "a.example:{port}"])
def test_addresses_written_down_come_before_all_others(get: Get, key: str) -> None:
    with Peer(always(OK)) as peer:
        given = {"a.example": "127.0.0.2", "b.example": ["::1"]} if "port" in key else {}
        given[key.format(port=peer.port)] = "127.0.0.1"
        got = get(peer.at("a.example"), resolver=given)
    assert got.connection is not None and got.connection.peer_address == f"127.0.0.1:{peer.port}"


def test_hosts_that_are_not_written_down_are_resolved_as_ever(get: Get) -> None:
    with Peer(always(OK)) as peer:
        assert get(peer.at("localhost"), resolver={"a.example": "192.0.2.1"}).content == b"ok"


@pytest.mark.parametrize(
    ("resolver", "code"),
    [
        ({"a.example": "b.example"}, "resolver-answer"),
        ({"a b": "127.0.0.1"}, "resolver-unusable"),
        ({"a.example:0": "127.0.0.1"}, "resolver-unusable"),
        ({5: "127.0.0.1"}, "resolver-unusable"),
        (5, "resolver-unusable"),
        ("http://127.0.0.1/dns-query", "dns-server-url"),
        ("not a url", "dns-server-url"),
    ],
)
def test_what_is_no_resolver_is_refused_at_once(get: Get, resolver: Any, code: str) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        get("http://a.example/", resolver=resolver)
    assert caught.value.fault.code == code


def test_a_coroutine_is_no_resolver() -> None:
    async def resolver(host: str, port: int) -> str:
        return "127.0.0.1"

    with pytest.raises(antiphon.UsageError) as caught:
        resolver_of(resolver)  # type: ignore[arg-type]
    assert caught.value.fault.code == "resolver-unusable"


def test_the_guard_looks_at_what_a_resolver_says(get: Get) -> None:
    for resolver in ({"a.example": "10.0.0.1"}, lambda host, port: "::ffff:169.254.169.254"):
        with pytest.raises(antiphon.ReachError):
            get("http://a.example/", resolver=resolver, allow="public")


# -- remembering -------------------------------------------------------------------------------------------------------


def test_answers_are_remembered_for_their_seconds() -> None:
    now = [100.0]
    asked: list[str] = []

    def resolver(host: str, port: int) -> Sequence[Address]:
        asked.append(host)
        found = numeric_address("127.0.0.1", port)
        return [] if host == "none.example" or found is None else [found]

    remembering = Remembering(resolver, 10, clock=lambda: now[0])
    for _ in range(3):
        assert remembering("a.example", 80)[0].name == ("127.0.0.1", 80)
    assert asked == ["a.example"]
    assert remembering("a.example", 81)[0].name == ("127.0.0.1", 81)
    now[0] += 10
    remembering("a.example", 80)
    assert asked == ["a.example"] * 3
    # That a name is unknown may change any moment.
    assert not remembering("none.example", 80) and not remembering("none.example", 80)
    assert asked[3:] == ["none.example"] * 2


def test_a_session_may_remember_what_any_resolver_says(get: Get) -> None:
    asked: list[str] = []
    with Peer(answering(redirect(302, "/next").replace(b"\r\n", b"\r\nConnection: close\r\n", 1)), always(OK)) as peer:

        def resolver(host: str, port: int) -> str:
            asked.append(host)
            return "127.0.0.1"

        got = get(peer.at("a.example"), dns_cache=60, resolver=resolver)
    assert got.content == b"ok" and peer.connections == 2 and asked == ["a.example"]


@pytest.mark.parametrize("seconds", [-1, "5", True, float("nan"), float("inf")])
def test_a_memory_has_a_length_in_seconds(seconds: Any) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Session(dns_cache=seconds)
    assert caught.value.fault.code == "dns-cache-seconds"


def test_a_memory_is_limited() -> None:
    cache: AddressCache[int] = AddressCache(most=3)
    for number in range(10):
        cache.put(number, number, until=5.0)
    assert [cache.get(number, 0.0) for number in range(10)] == [None] * 7 + [7, 8, 9]
    assert cache.get(9, 5.0) is None
    cache.clear()
    assert cache.get(8, 0.0) is None


# -- DNS over HTTPS ----------------------------------------------------------------------------------------------------


class NameServer:
    """A server for DNS over HTTPS (RFC 8484) that knows some names. `asked` are name and type of each question."""

    def __init__(self, ttl: int = 300, flags: int = 0x8180, **names: Sequence[str]) -> None:
        self.asked: list[tuple[str, int]] = []
        self._names = {name.replace("_", "."): addresses for name, addresses in names.items()}
        self._ttl = ttl
        self._flags = flags

    def __call__(self, link: Link) -> None:
        while True:
            seen = link.request()
            encoded = parse_qs(urlsplit(seen.target).query).get("dns", [""])[0]
            message = seen.content or base64.urlsafe_b64decode(encoded + "==")
            link.send(response(self.answer(message), "Content-Type: application/dns-message"))

    def answer(self, message: bytes) -> bytes:
        """Return the answer to a question."""
        question = message[12:]
        (kind,) = struct.unpack("!H", question[-4:-2])
        name = _name(question)
        self.asked.append((name, kind))
        found = [ip_address(each) for each in self._names.get(name, ())]
        family = IPv4Address if kind == 1 else IPv6Address
        records = [
            b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, self._ttl, len(each.packed)) + each.packed
            for each in found
            if isinstance(each, family)
        ]
        return struct.pack("!HHHHHH", 0, self._flags, 1, len(records), 0, 0) + question + b"".join(records)


def _name(question: bytes) -> str:
    labels, at = [], 0
    while length := question[at]:
        labels.append(question[at + 1 : at + 1 + length].decode())
        at += 1 + length
    return ".".join(labels)


def over_https(server: Peer, secure: Secure, **settings: Any) -> antiphon.DNSOverHTTPS:
    return antiphon.DNSOverHTTPS(f"{server.url}dns-query", **{"verify": secure.root, **settings})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_addresses_come_from_a_server_rfc_8484(get: Get, secure: Secure, method: str) -> None:
    names = NameServer(a_example=["127.0.0.1", "::1"])
    with Peer(names, tls=secure.context) as server, Peer(always(OK)) as peer:
        resolver = over_https(server, secure, method=method)
        for _ in range(2):
            assert get(peer.at("a.example"), resolver=resolver).content == b"ok"
        assert repr(resolver) == f"<DNSOverHTTPS {server.url}dns-query>"
    # The second session got what the first one had asked for; the server was asked on one connection.
    assert names.asked == [("a.example", 28), ("a.example", 1)] and server.connections == 1
    assert server.requests[0].fields["accept"] == "application/dns-message"
    assert {seen.method for seen in server.requests} == {method}


def test_the_servers_own_name_is_found_by_its_bootstrap_addresses(get: Get, secure: Secure) -> None:
    names = NameServer(a_example=["127.0.0.1"])
    with Peer(names, tls=secure.context) as server, Peer(always(OK)) as peer:
        resolver = antiphon.DNSOverHTTPS(f"{server.at('b.test')}q", bootstrap=["127.0.0.1"], verify=secure.root)
        assert get(peer.at("a.example"), resolver=resolver).content == b"ok"
    assert server.requests[0].fields["host"] == f"b.test:{server.port}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_connection_that_the_server_has_closed_is_opened_anew(secure: Secure, method: str) -> None:
    names = NameServer(a_example=["127.0.0.1"])

    def once(link: Link) -> None:
        message = link.request()
        encoded = parse_qs(urlsplit(message.target).query).get("dns", [""])[0]
        answer = names.answer(message.content or base64.urlsafe_b64decode(encoded + "=="))
        link.send(response(answer, "Content-Type: application/dns-message", "Set-Cookie: who=you"))

    with Peer(once, tls=secure.context) as server:
        resolver = over_https(server, secure, method=method)
        assert len(resolver("a.example", 80)) == 1
        resolver.close()
    assert server.connections == 2 and "cookie" not in server.requests[1].fields


def test_answers_hold_as_long_as_they_say(secure: Secure) -> None:
    now = [0.0]
    names = NameServer(ttl=60, a_example=["127.0.0.1"])
    with Peer(names, tls=secure.context) as server:
        resolver = over_https(server, secure, clock=lambda: now[0])
        for moment in (0.0, 59.0, 60.0):
            now[0] = moment
            assert [each.name for each in resolver("a.example", 80)] == [("127.0.0.1", 80)]
        resolver.close()
    assert [kind for _, kind in names.asked if kind == 1] == [1, 1]


def test_this_machine_is_never_asked_for_rfc_6761_6_3(get: Get) -> None:
    resolver = antiphon.DNSOverHTTPS("https://127.0.0.1:1/dns-query")
    with Peer(always(OK)) as peer:
        assert get(peer.at("a.localhost"), resolver=resolver).content == b"ok"


def test_a_name_that_the_server_does_not_know(get: Get, secure: Secure) -> None:
    with (
        Peer(NameServer(flags=0x8183), tls=secure.context) as server,
        pytest.raises(antiphon.ResolveError) as caught,
    ):
        get("http://none.example/", resolver=over_https(server, secure))
    assert caught.value.fault.code == "name-not-found"


def test_the_guard_looks_at_what_a_server_says(get: Get, secure: Secure) -> None:
    with (
        Peer(NameServer(a_example=["127.0.0.1"]), tls=secure.context) as server,
        pytest.raises(antiphon.ReachError),
    ):
        get("http://a.example:1/", resolver=over_https(server, secure), allow="public")


DNS = "Content-Type: application/dns-message"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (response(b"", DNS), "dns-server-failed"),
        (response(b"rubbish that is no message", DNS), "dns-other-question"),
        (response(bytes(70_000), DNS), "dns-server-failed"),
        (response(b"<html>", "Content-Type: text/html"), "dns-server-answer"),
        (response(b"", DNS, status="500 Broken"), "dns-server-answer"),
        (redirect(302, "https://127.0.0.1:1/"), "dns-server-answer"),
        (b"not http at all\r\n\r\n", "dns-server-failed"),
        (b"", "dns-server-failed"),
    ],
    ids=range(8),
)
def test_a_server_that_lies_is_named(get: Get, secure: Secure, answer: bytes, code: str) -> None:
    with Peer(answering(answer), tls=secure.context) as server, pytest.raises(antiphon.ResolveError) as caught:
        get("http://a.example/", resolver=over_https(server, secure))
    assert caught.value.fault.code == code and "a.example" in caught.value.sentence()


@pytest.mark.parametrize(
    ("flags", "code"), [(0x8382, "dns-truncated"), (0x8182, "dns-refused"), (0x0100, "dns-other-question")]
)
def test_a_server_that_gives_no_answer_says_why(get: Get, secure: Secure, flags: int, code: str) -> None:
    with Peer(NameServer(flags=flags), tls=secure.context) as server, pytest.raises(antiphon.ResolveError) as caught:
        get("http://a.example/", resolver=over_https(server, secure))
    assert caught.value.fault.code == code


def test_a_server_that_is_slow_is_not_waited_for(get: Get, secure: Secure) -> None:
    with (
        Peer(lambda link: link.wait(), tls=secure.context) as server,
        pytest.raises(antiphon.ResolveError) as caught,
    ):
        get("http://a.example/", resolver=over_https(server, secure, timeout=0.2))
    assert caught.value.fault.code == "dns-server-failed" and server.url in caught.value.sentence()


def test_a_server_that_is_not_trusted_is_not_asked(get: Get, secure: Secure) -> None:
    names = NameServer(a_example=["127.0.0.1"])
    with Peer(names, tls=secure.context) as server, pytest.raises(antiphon.ResolveError) as caught:
        get("http://a.example/", resolver=over_https(server, secure, verify=True))
    assert caught.value.fault.code == "dns-server-failed" and names.asked == []


def test_a_server_takes_a_url_and_a_method() -> None:
    for url, settings in (("ftp://a.example", {}), ("https://a.example/q", {"method": "PUT"})):
        with pytest.raises(antiphon.UsageError) as caught:
            antiphon.DNSOverHTTPS(url, **settings)  # type: ignore[arg-type]
        assert caught.value.fault.code == "dns-server-url"
