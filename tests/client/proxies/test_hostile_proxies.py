"""Proxies that lie, stop, drip or cut at any byte: nothing hangs, nothing leaks, every error says which proxy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import antiphon
from antiphon.net.scripted import Accept, Delay, End, Ignore, ReadThrough, Reset, Send, Step

from ..clients import ScriptedClient
from ..conftest import NewClient
from ..peers import Link, Peer
from .servers import ESTABLISHED

METHOD = b"\x05\x00"
SELECTED = b"\x05\x02"
STATUS = b"\x01\x00"
REPLY = b"\x05\x00\x00\x03\x04host\x04\x38"
GRANTED = b"\x00\x5a" + bytes(6)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

# What each kind of proxy is asked, as an end of what is written, and what it answers, step by step.
JOURNEYS: dict[str, list[tuple[bytes, bytes]]] = {
    "http://proxy.test:1": [(b"\r\n\r\n", ESTABLISHED)],
    "socks4a://proxy.test:1": [(b"a.test\x00", GRANTED)],
    "socks5h://proxy.test:1": [(b"\x05\x01\x00", METHOD), (b"a.test\x00\x50", REPLY)],
    "socks5h://u:p@proxy.test:1": [(b"\x05\x02\x00\x02", SELECTED), (b"\x01u\x01p", STATUS), (b"\x00\x50", REPLY)],
}
CUTS = [
    (url, step, at)
    for url, journey in JOURNEYS.items()
    for step, (_, answer) in enumerate(journey)
    for at in range(len(answer))
]


def steps_to(url: str, step: int, at: int) -> list[Step]:
    """Return what a good proxy does up to the byte `at` of its answer number `step`."""
    steps: list[Step] = []
    for asked, answer in JOURNEYS[url][:step]:
        steps += [ReadThrough(asked), Send(answer)]
    asked, answer = JOURNEYS[url][step]
    return [*steps, ReadThrough(asked), *([Send(answer[:at])] if at else [])]


def target_of(url: str) -> str:
    # An http proxy is asked to connect for https alone.
    return "https://a.test/" if url.startswith("http:") else "http://a.test/"


def failure(url: str, *steps: Step, **settings: object) -> antiphon.RequestError:
    with ScriptedClient(proxies=url, **settings) as client:
        client.network.accept("proxy.test", 1, *steps)
        with pytest.raises(antiphon.RequestError) as caught:
            client.get(target_of(url))
        assert client.pool.open_connections == 0 and client.network.streams[0].closed
        assert len(client.network.streams) == 1
    return caught.value


@pytest.mark.parametrize(("url", "step", "at"), CUTS)
def test_a_proxy_that_falls_silent_at_any_byte(url: str, step: int, at: int) -> None:
    error = failure(url, *steps_to(url, step, at), timeout=antiphon.Timeouts(connect=7))
    assert isinstance(error, antiphon.ProxyTimeout) and error.fault.code == "tunnel-timeout"
    assert "proxy.test:1" in str(error) and "a.test:" in str(error) and "7 s" in str(error)


@pytest.mark.parametrize(("url", "step", "at"), CUTS)
@pytest.mark.parametrize("end", [End(), Reset()], ids=["end", "reset"])
def test_a_proxy_that_goes_at_any_byte(url: str, step: int, at: int, end: Step) -> None:
    error = failure(url, *steps_to(url, step, at), end)
    assert isinstance(error, antiphon.ProxyError) and error.fault.code == "proxy-closed"
    assert "proxy.test:1" in str(error)


@pytest.mark.parametrize("url", JOURNEYS)
def test_bytes_that_drip_do_not_outlive_the_limit(url: str) -> None:
    answer = JOURNEYS[url][-1][1]
    drops = [step for byte in answer for step in (Delay(4), Send(bytes([byte])))]
    steps = steps_to(url, len(JOURNEYS[url]) - 1, 0)
    error = failure(url, *steps, *drops, timeout=antiphon.Timeouts(connect=10))
    assert isinstance(error, antiphon.ProxyTimeout)
    total = failure(url, *steps, *drops, timeout=antiphon.Timeouts(connect=None, total=15))
    assert isinstance(total, antiphon.TotalTimeout)


@pytest.mark.parametrize("url", [url for url in JOURNEYS if not url.startswith("http:")])
@pytest.mark.parametrize("cut", [1, 2, 3, None])
def test_a_way_opens_however_the_bytes_are_cut(url: str, cut: int | None) -> None:
    steps: list[Step] = []
    for asked, answer in JOURNEYS[url]:
        steps += [ReadThrough(asked), Send(answer)]
    with ScriptedClient(proxies=url) as client:
        client.network.accept("proxy.test", 1, *steps, ReadThrough(b"\r\n\r\n"), Send(OK), cut=cut)
        assert client.get("http://a.test/").content == b"ok"


@pytest.mark.parametrize("url", JOURNEYS)
def test_bytes_before_the_first_request_are_not_of_the_target(url: str) -> None:
    journey = JOURNEYS[url]
    steps = steps_to(url, len(journey) - 1, 0)
    error = failure(url, *steps, Send(journey[-1][1] + OK))
    assert isinstance(error, antiphon.ProxyError) and error.fault.code == "proxy-spoke-first"


LIES = [
    (url, step, at)
    for url, journey in JOURNEYS.items()
    if not url.startswith("http:")
    for step, (_, answer) in enumerate(journey)
    for at in range(min(len(answer), 4))
]


@pytest.mark.parametrize(("url", "step", "at"), LIES)
@pytest.mark.parametrize("byte", [0x15, 0x48, 0x7F, 0xFF])
def test_a_lie_in_any_byte_is_an_error_at_once(url: str, step: int, at: int, byte: int) -> None:
    """A wrong byte is refused without waiting for more, unless it is one that means nothing to a client."""
    with ScriptedClient(proxies=url) as client:
        client.network.accept("proxy.test", 1, *steps_to(url, step, at), Send(bytes([byte])))
        with pytest.raises(antiphon.RequestError) as caught:
            client.get("http://a.test/")
        means_nothing = url.startswith("socks4") and at > 0
        assert (client.network.now() == 0.0) != means_nothing
    assert isinstance(caught.value, antiphon.ProxyError) and "proxy.test:1" in str(caught.value)
    if isinstance(caught.value, antiphon.ProxyTimeout):
        assert means_nothing
    elif at == 0:
        assert caught.value.fault.code == "socks-broken"


# -- reaching the proxy --------------------------------------------------------------------------------------------


def test_a_proxy_that_accepts_nothing() -> None:
    with ScriptedClient(proxies="http://proxy.test:1") as client:
        client.network.host("proxy.test", "192.0.2.1")
        client.network.answer("192.0.2.1", 1, Ignore())
        with pytest.raises(antiphon.ProxyTimeout) as caught:
            client.get("https://a.test/")
        assert caught.value.fault.code == "proxy-timeout" and caught.value.phase == "connect"
        client.network.host("proxy.test", after=None)
        with pytest.raises(antiphon.ProxyTimeout) as caught:
            client.get("https://a.test/")
        assert caught.value.phase == "resolve" and isinstance(caught.value, antiphon.ConnectTimeout)
        client.network.host("proxy.test")
        with pytest.raises(antiphon.ProxyError) as unknown:
            client.get("https://a.test/")
        assert unknown.value.fault.code == "proxy-unreachable" and "proxy.test" in str(unknown.value)
        assert client.in_use == 0


def test_a_secure_proxy_that_says_nothing() -> None:
    with ScriptedClient(proxies="https://proxy.test:1", timeout=antiphon.Timeouts(tls=3)) as client:
        for url in ("http://a.test/", "https://a.test/"):
            client.network.accept("proxy.test", 1)
            with pytest.raises(antiphon.ProxyTimeout) as caught:
                client.get(url)
            assert caught.value.details == {"proxy": "proxy.test:1", "limit": 3} and caught.value.phase == "tls"
            assert caught.value.fault.code == "proxy-tls-timeout" and "http:// ones" in caught.value.fix()
            assert client.in_use == 0


def test_a_proxy_that_takes_no_bytes() -> None:
    with ScriptedClient(proxies="http://proxy.test:1") as client:
        client.network.host("proxy.test", "192.0.2.1")
        client.network.answer("192.0.2.1", 1, Accept(capacity=10))
        with pytest.raises(antiphon.ProxyTimeout) as caught:
            client.get("https://a.test/")
    assert caught.value.fault.code == "tunnel-timeout"


def test_a_redirect_of_the_proxy_is_not_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: https://evil.test/\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n"
    with ScriptedClient(proxies="http://proxy.test:1") as client:
        client.network.accept("proxy.test", 1, ReadThrough(b"\r\n\r\n"), Send(answer))
        with pytest.raises(antiphon.ProxyError, match="302 Found"):
            client.get("https://a.test/")
        assert not client.session.cookies and len(client.network.streams) == 1


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 407 \x9b31mwho\r\n\r\n", b"HTTP/1.1 502 \x9b31m\xe2\x98\x83\r\n\r\n"], ids=["407", "502"]
)
def test_a_reason_does_not_reach_the_terminal_as_it_came(answer: bytes) -> None:
    error = failure("http://proxy.test:1", ReadThrough(b"\r\n\r\n"), Send(answer))
    assert isinstance(error, antiphon.ProxyError) and "\x9b" not in str(error)


def test_after_many_errors_nothing_is_left_open(new_client: NewClient) -> None:
    wrong: list[Callable[[Link], object]] = [
        lambda link: link.send(b"\x05\xff"),
        lambda link: link.send(b"HTTP/1.1 403 No\r\nContent-Length: 5\r\n\r\n"),
        lambda link: link.reset(),
        lambda link: link.send(ESTABLISHED + b"early"),
    ]
    with Peer(*wrong * 10) as proxy:
        client = new_client()
        for turn in range(40):
            scheme = ("http", "socks5h", "socks4a", "socks5")[turn // 4 % 4]
            url = "https://127.0.0.1:9/" if scheme == "http" else "http://127.0.0.1:9/"
            with pytest.raises(antiphon.ProxyError):
                client.get(url, proxies=f"{scheme}://127.0.0.1:{proxy.port}")
        assert client.in_use == 0 and client.pool.open_connections == 0
