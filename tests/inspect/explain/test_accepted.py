"""Which prohibited versions of TLS a server would accept is found where probes are wanted (RFC 8996)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from antiphon.client.connection_facts import ConnectionFacts, TLSFacts
from antiphon.demo.application import application
from antiphon.faults import Severity
from antiphon.inspect import Exchange, Explanation, explain
from antiphon.inspect.blocks.accepted import with_old_versions_tried
from antiphon.inspect.linting import lint_journey
from antiphon.net.network import Address, Attempt

from ...peers.nginx import Nginx
from ...server.running import Running
from ...tls.conftest import Authority, key_pem
from .made import exchange, request

CODE = "tls-version-accepted"
LOOPBACK = "127.0.0.1"
RANDOM = bytes(32)
ACCEPTING = b"\x16\x03\x02\x00\x2e\x02\x00\x00\x26\x03\x02" + RANDOM + b"\x00\xc0\x14\x00" + b"\x0e\x00\x00\x00"
REFUSING = b"\x15\x03\x02\x00\x02\x02\x46"
QUICK = 0.05
ENOUGH = 20.0
"""Seconds, where an answer comes: nobody waits for them."""


# -- with a server from outside ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("accepted")
    authority = Authority.create("Test Root")
    (folder / "root.pem").write_bytes(authority.pem)
    (folder / "leaf.pem").write_bytes(authority.issue(LOOPBACK))
    (folder / "leaf.key").write_bytes(key_pem())
    return folder / "root.pem"


@pytest.fixture(scope="module")
def nginx(root: Path) -> Iterator[Nginx]:
    protocols = {
        "old too": "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
        "1.0 too": "TLSv1 TLSv1.2 TLSv1.3",
        "allowed": "TLSv1.2 TLSv1.3",
    }
    server = f"""
      listen ADDRESS ssl;
      ssl_certificate {root.parent}/leaf.pem;
      ssl_certificate_key {root.parent}/leaf.key;
      ssl_ciphers DEFAULT:@SECLEVEL=0;
      location / {{ return 200 "$ssl_protocol"; }}
    """
    with Nginx(root.parent, {name: f"{server} ssl_protocols {each};" for name, each in protocols.items()}) as running:
        yield running


def explained(url: str, verify: Any, *, probe: bool = True) -> Explanation:
    return explain(url, probe=probe, settings={"verify": verify, "trust_env": False})


@pytest.mark.peer
@pytest.mark.parametrize(("name", "version"), [("old too", "TLSv1.1"), ("1.0 too", "TLSv1")])
def test_what_nginx_accepts_besides_is_found_rfc8996_4_5(nginx: Nginx, root: Path, name: str, version: str) -> None:
    made = explained(nginx.url(name, "https"), str(root))
    assert made.journey[0].response is not None and made.journey[0].response.content == b"TLSv1.3"
    (found,) = [each for each in made.findings if each.rule == 4]
    assert (found.code, found.severity, found.fault.rfc) == (CODE, Severity.WARNING, "RFC 8996 §4, §5")
    assert found.sentence().startswith(f"127.0.0.1 also accepts {version}, which is prohibited")
    assert found.sentence("es").startswith(f"127.0.0.1 también acepta {version}, que está prohibido")
    assert "ssl_protocols TLSv1.2 TLSv1.3" in found.fix() and "ssl_protocols TLSv1.2 TLSv1.3" in found.fix("es")
    assert found.sentence() in " ".join(made.text().split())
    assert CODE in [each.code for each in lint_journey(made.journey)]


@pytest.mark.peer
@pytest.mark.parametrize(("name", "probe"), [("allowed", True), ("old too", False)])
def test_nginx_is_fine_without_them_and_is_not_asked_without_probes(
    nginx: Nginx, root: Path, name: str, probe: bool
) -> None:
    made = explained(nginx.url(name, "https"), str(root), probe=probe)
    assert made.error is None and [each.code for each in made.findings if each.rule == 4] == []


def test_our_own_server_accepts_none() -> None:
    with Running(application, tls=True) as server:
        made = explained(f"{server.url}hello", False)
    assert made.error is None and [each.code for each in made.findings if each.rule == 4] == []


# -- with servers that answer what they like ---------------------------------------------------------------------------


@contextmanager
def serving(answer: Callable[[socket.socket], object]) -> Iterator[Exchange]:
    """Yield an exchange with a server that lets `answer` have the next connection, after its ClientHello."""
    with closing(socket.create_server((LOOPBACK, 0))) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                assert connection.recv(65_536).startswith(b"\x16\x03\x01")
                answer(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield over_tls(listener.getsockname())
        thread.join(10)


def over_tls(name: tuple[str, int], version: str = "TLSv1.3", proxy: str | None = None) -> Exchange:
    tried = (
        Attempt(Address(socket.AF_INET, (LOOPBACK, 1)), "ECONNREFUSED", 0.0),
        Attempt(Address(socket.AF_INET, name), None, 0.0),
    )
    tls = TLSFacts(version, "", None, False)
    return exchange(request(), connection=ConnectionFacts("", "", tried, tls, proxy))


def test_the_address_that_answered_is_asked_and_the_rest_of_the_journey_stays() -> None:
    before = exchange(request(url="http://example.org/"))
    with serving(lambda connection: connection.sendall(ACCEPTING)) as asked:
        tried = with_old_versions_tried((before, asked), ENOUGH)
    assert tried[0] is before
    assert [each.accepts_version for each in tried] == [None, "TLSv1.1"]


def in_pieces(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in ACCEPTING:
        connection.sendall(bytes((byte,)))


def test_an_answer_may_come_byte_by_byte() -> None:
    with serving(in_pieces) as asked:
        assert with_old_versions_tried((asked,), ENOUGH)[0].accepts_version == "TLSv1.1"


@pytest.mark.parametrize(
    "answer",
    [REFUSING, b"", ACCEPTING[:-4], b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x16" * 99_999],
    ids=["alert", "nothing", "cut", "plain", "flood"],
)
def test_whoever_refuses_or_answers_something_else_accepts_none(answer: bytes) -> None:
    def send(connection: socket.socket) -> None:
        try:
            connection.sendall(answer)
        except ConnectionError:
            return  # it was more than anybody reads

    with serving(send) as asked:
        journey = (asked,)
        assert with_old_versions_tried(journey, ENOUGH) is journey


def test_whoever_hangs_is_not_waited_for() -> None:
    over = Event()
    waited_for: list[bool] = []
    with serving(lambda _: waited_for.append(not over.wait(60))) as asked:
        journey = (asked,)
        assert with_old_versions_tried(journey, QUICK) is journey
        over.set()
    assert waited_for == [False]


def test_whoever_drips_is_not_waited_for() -> None:
    over = Event()
    sent: list[int] = []

    def drip(connection: socket.socket) -> None:
        try:
            while not over.wait(0.005) and len(sent) < 2000:
                connection.sendall(b"\x16\x03\x02\x00\x01\x00")
                sent.append(1)
        except ConnectionError:
            return

    with serving(drip) as asked:
        journey = (asked,)
        assert with_old_versions_tried(journey, QUICK) is journey
        over.set()
    assert len(sent) < 2000


def test_nobody_is_asked_where_a_proxy_a_plain_connection_or_an_old_version_answered() -> None:
    with closing(socket.create_server((LOOPBACK, 0))) as listener:
        name = listener.getsockname()
        plain = exchange(request(), connection=ConnectionFacts("", ""))
        for asked in (over_tls(name, proxy="http://proxy.example"), over_tls(name, "TLSv1.1"), plain, exchange()):
            assert with_old_versions_tried((asked,)) == (asked,)
        assert with_old_versions_tried(()) == ()
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_an_address_where_nobody_listens_any_more_tells_nothing() -> None:
    with closing(socket.create_server((LOOPBACK, 0))) as listener:
        name = listener.getsockname()
    journey = (over_tls(name),)
    assert with_old_versions_tried(journey, ENOUGH) is journey
