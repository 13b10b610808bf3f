"""Every error of a request says in which phase it failed, at which address and after how long."""

from __future__ import annotations

import pickle
import socket
import ssl

import pytest

import antiphon
from antiphon import Timeouts
from antiphon.faults import Phase
from antiphon.net.scripted import Accept, Answer, Delay, End, Ignore, ReadThrough, Refuse, Reset, Send

from .clients import ScriptedClient
from .conftest import NewClient, Secure
from .peers import OK, Link, Peer, always

ADDRESS = "192.0.2.1"
URL = f"http://{ADDRESS}:81/"
HEAD = ReadThrough(b"\r\n\r\n")
LATE = Timeouts(connect=2, tls=3, read=4, write=5, pool=6)
IN_ALL = Timeouts(connect=20, tls=20, read=20, write=20, pool=20, total=1.5)
NO_GZIP = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nno"
SHORT_CONTENT = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"


def failure(answer: Answer, timeouts: Timeouts = LATE, url: str = URL, port: int = 81) -> antiphon.RequestError:
    """Return the error of a request to a server that does as `answer` says."""
    with ScriptedClient(timeout=timeouts) as client:
        client.network.answer(ADDRESS, port, answer)
        with pytest.raises(antiphon.RequestError) as caught:
            client.post(url, data=b"0123456789" * 2000)
        assert client.in_use == 0 and str(caught.value.request.url) == url
    return caught.value


@pytest.mark.parametrize(
    ("answer", "phase", "elapsed"),
    [
        (Refuse(after=0.5), "connect", 0.5),
        (Ignore(), "connect", 2),
        (Accept((), after=0.5, capacity=10), "send", 5),
        (Accept((HEAD, Delay(1), End())), "wait", 1),
        (Accept((HEAD, Delay(1), Reset())), "wait", 1),
        (Accept((HEAD,)), "wait", 4),
        (Accept((HEAD, Delay(1), Send(b"HTTP/1.1 200 OK\r\nA"), End())), "receive", 1),
        (Accept((HEAD, Delay(1), Send(b"junk\r\n"))), "receive", 1),
        (Accept((HEAD, Delay(1), Send(SHORT_CONTENT), Delay(2), End())), "receive", 2),
        (Accept((HEAD, Send(NO_GZIP))), "decode", 0),
        (Accept((HEAD, Send(b"HTTP/1.1 302 Found\r\nLocation: http://[/\r\n\r\n"), End())), "receive", None),
    ],
    ids=[
        "refused",
        "ignored",
        "takes nothing",
        "closes",
        "resets",
        "is silent",
        "closes in the head",
        "is no HTTP",
        "closes in content",
        "decodes to nothing",
        "leads nowhere",
    ],
)
def test_the_phase_the_address_and_the_time(answer: Answer, phase: str, elapsed: float | None) -> None:
    error = failure(answer)
    assert (error.phase, error.address, error.elapsed) == (phase, f"{ADDRESS}:81", elapsed)
    assert f"{ADDRESS}:81" in str(error) and f"{ADDRESS}:81" in error.explanation("es")
    if elapsed is not None:
        after = f"{elapsed * 1000:.1f} ms." if elapsed < 1 else f"{elapsed:.2f} s."
        assert f", after {after}" in str(error) and f", tras {after}" in error.explanation("es")
    again = pickle.loads(pickle.dumps(error))
    assert (again.phase, again.address, again.elapsed, str(again)) == (phase, error.address, elapsed, str(error))


@pytest.mark.parametrize(
    ("answer", "phase", "elapsed"),
    [
        (Ignore(), "connect", 1.5),
        (Accept((), after=0.5, capacity=10), "send", 1),
        (Accept((HEAD,), after=0.5), "wait", 1),
        (Accept((HEAD, Delay(1), Send(SHORT_CONTENT))), "receive", 0.5),
    ],
    ids=["connect", "send", "wait", "receive"],
)
def test_a_deadline_says_how_long_it_was_and_what_took_so_long(answer: Answer, phase: str, elapsed: float) -> None:
    error = failure(answer, IN_ALL)
    assert isinstance(error, antiphon.TotalTimeout)
    assert (error.phase, error.elapsed, error.limit) == (phase, elapsed, 1.5)
    assert "1.5 s were allowed in all." in str(error) and "se permitían 1.5 s." in error.explanation("es")


def test_names_that_are_not_resolved() -> None:
    with ScriptedClient(timeout=LATE) as client:
        client.network.host("slow.test", after=None)
        client.network.host("none.test")
        for host, elapsed in (("slow.test", 2), ("none.test", 0)):
            with pytest.raises(antiphon.ConnectionError) as caught:
                client.get(f"http://{host}/")
            error = caught.value
            assert (error.phase, error.address, error.elapsed) == ("resolve", f"{host}:80", elapsed)


def test_the_handshake() -> None:
    """The address and the time that the sentence of a certificate or an alert does not have (RFC 8446 §6.2)."""
    url = f"https://{ADDRESS}/"
    for answer, elapsed in (
        (Accept((Delay(1), End()), after=0.5), 1),
        (Accept((Delay(1), Send(b"HTTP/1.1 400 Bad Request\r\n\r\n")), after=0.5), 1),
        (Accept((), after=0.5), 3),
    ):
        error = failure(answer, url=url, port=443)
        assert isinstance(error, antiphon.TLSError)
        assert (error.phase, error.address, error.elapsed) == ("tls", f"{ADDRESS}:443", elapsed)
        assert f"{ADDRESS}:443" in str(error) and f"{ADDRESS}:443" in error.explanation("es")


def test_a_certificate_that_is_refused(new_client: NewClient, secure: Secure) -> None:
    client = new_client()
    with Peer(always(OK), tls=secure.context) as peer, pytest.raises(antiphon.TLSError) as caught:
        client.get(peer.url)
    error = caught.value
    assert error.phase == "tls" and error.address == f"127.0.0.1:{peer.port}" and error.elapsed is not None
    assert f"It failed in the TLS handshake, at 127.0.0.1:{peer.port}, after " in str(error)
    assert f"Falló en el saludo TLS, en 127.0.0.1:{peer.port}, tras " in error.explanation("es")


def test_waiting_for_a_connection() -> None:
    with ScriptedClient(timeout=LATE, limits=antiphon.PoolLimits(connections=1)) as client:
        client.network.answer(ADDRESS, 81, Accept((HEAD, Send(SHORT_CONTENT))))
        held = client.get(URL, stream=True)
        for timeouts, kind, elapsed in ((LATE, antiphon.PoolTimeout, 6), (IN_ALL, antiphon.TotalTimeout, 1.5)):
            with pytest.raises(kind) as caught:
                client.get(URL, timeout=timeouts)
            error = caught.value
            assert (error.phase, error.address, error.elapsed) == ("pool", f"{ADDRESS}:81", elapsed)
        client.drop(held)


def test_what_is_streamed() -> None:
    with ScriptedClient(timeout=IN_ALL) as client:
        client.network.answer(ADDRESS, 81, Accept((HEAD, Send(SHORT_CONTENT))))
        response = client.get(URL, stream=True)
        with pytest.raises(antiphon.TotalTimeout) as caught:
            client.read(response)
    assert (caught.value.phase, caught.value.address, caught.value.limit) == ("receive", f"{ADDRESS}:81", 1.5)


@pytest.mark.parametrize(
    ("answer", "phase"),
    [(Refuse(), "connect"), (Accept((HEAD, Delay(1), End())), "proxy"), (Accept((HEAD,)), "proxy")],
    ids=["refused", "closes", "is silent"],
)
def test_the_proxy_has_an_address_of_its_own(answer: Answer, phase: str) -> None:
    with ScriptedClient(timeout=LATE, proxies="http://proxy.test:8080") as client:
        client.network.host("proxy.test", ADDRESS)
        client.network.answer(ADDRESS, 8080, answer)
        with pytest.raises(antiphon.ProxyError) as caught:
            client.get("https://shop.test/")
    assert caught.value.phase == phase and caught.value.address == "proxy.test:8080"
    assert caught.value.elapsed == client.network.now()


def test_an_address_is_told_once() -> None:
    error = failure(Accept((HEAD, End())))
    assert str(error).count(f"{ADDRESS}:81") == 1


def test_content_that_is_too_large_says_where_it_came_from() -> None:
    with ScriptedClient() as client:
        client.network.answer(ADDRESS, 81, Accept((HEAD, Send(OK))))
        with pytest.raises(antiphon.ContentTooLarge) as caught:
            client.get(URL, max_content=1)
    assert caught.value.phase is Phase.DECODE and caught.value.address == f"{ADDRESS}:81"


def test_a_status_says_who_gave_it(new_client: NewClient) -> None:
    client = new_client()
    with Peer(always(OK.replace(b"200 OK", b"404 Nothing"))) as peer, pytest.raises(antiphon.HTTPError) as caught:
        client.get(peer.url).raise_for_status()
    assert caught.value.address == f"127.0.0.1:{peer.port}" and caught.value.phase is None
    assert "It failed" not in str(caught.value)


def test_every_phase_has_a_sentence_in_both_languages() -> None:
    for phase in Phase:
        error = antiphon.RequestError(antiphon.faults.connection.NAME_NOT_FOUND, host="h").within(phase, "h:1", 0.5)
        english, spanish = error.circumstances(), error.circumstances("es")
        assert english.startswith("It failed ") and english.endswith("h:1, after 500.0 ms."), phase
        assert spanish.startswith("Falló ") and spanish.endswith("h:1, tras 500.0 ms."), phase


def test_a_phase_of_a_second_or_more_is_told_in_seconds() -> None:
    error = antiphon.RequestError(antiphon.faults.connection.NAME_NOT_FOUND, host="h").within(Phase.TLS, "h:1", 1.25)
    assert error.circumstances().endswith("after 1.25 s.") and error.circumstances("es").endswith("tras 1.25 s.")


# -- TLS where plain HTTP is, and the other way round ------------------------------------------------------------------


def test_https_to_a_port_of_plain_http(new_client: NewClient) -> None:
    def refuse(link: Link) -> None:
        link.some(1000)
        link.send(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")

    client = new_client(verify=False)
    with Peer(refuse) as peer, pytest.raises(antiphon.TLSError) as caught:
        client.get(peer.url.replace("http:", "https:"))
    assert caught.value.fault.code == "plain-answer-to-tls" and "Use an http:// URL" in str(caught.value)
    with Peer(lambda link: link.some(1000)) as peer, pytest.raises(antiphon.ConnectionError) as ended:
        client.get(peer.url.replace("http:", "https:"))
    assert f"127.0.0.1:{peer.port}" in str(ended.value) and ended.value.phase == "tls"


def test_http_to_a_port_of_tls(new_client: NewClient, secure: Secure) -> None:
    """OpenSSL says nothing, or an alert, to who speaks no TLS; both are told."""
    client = new_client()
    with Peer(lambda link: link.some(1000)) as peer, pytest.raises(antiphon.ConnectionError) as closed:
        client.get(peer.url)
    assert closed.value.fault.code == "no-response" and "expects TLS" in closed.value.fix()
    listener = socket.create_server(("127.0.0.1", 0))

    def handshake(link: Link) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = secure.context.wrap_bio(incoming, outgoing, server_side=True)
        incoming.write(link.some(1000))
        with pytest.raises(ssl.SSLError):
            tls.do_handshake()
        link.send(outgoing.read() or b"\x15\x03\x01\x00\x02\x02\x50")

    with Peer(handshake, listener=listener) as peer, pytest.raises(antiphon.BrokenResponse) as caught:
        client.get(peer.url)
    assert caught.value.fault.code == "answer-in-tls" and "Use an https:// URL" in str(caught.value)


@pytest.mark.parametrize(
    "words",
    [
        "<center>The plain HTTP request was sent to HTTPS port</center>",
        "Client sent an HTTP request to an HTTPS server.\n",
        "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        '{"detail": "A plain HTTP request arrived where TLS is spoken."}',
    ],
    ids=["nginx", "go", "apache", "antiphon"],
)
def test_a_refusal_of_plain_http_is_told_as_one(new_client: NewClient, words: str) -> None:
    client = new_client()
    answer = f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(words)}\r\n\r\n{words}".encode()
    with Peer(always(answer)) as peer:
        response = client.get(peer.url)
        with pytest.raises(antiphon.HTTPError) as caught:
            response.raise_for_status()
        assert caught.value.fault.code == "plain-where-tls-is" and "https://" in caught.value.fix()
    with Peer(always(answer.replace(b"400", b"404"))) as peer, pytest.raises(antiphon.HTTPError) as caught:
        client.get(peer.url).raise_for_status()
    assert caught.value.fault.code == "status-is-error"
