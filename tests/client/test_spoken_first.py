"""What a server says before it is asked is no answer (RFC 9112 §9.2), and often shows what it is instead."""

from __future__ import annotations

import pytest

import antiphon
from antiphon.client.other_protocols import not_http
from antiphon.net.scripted import Accept, Delay, End, ReadThrough, Send

from .clients import ScriptedClient
from .conftest import NewClient, Secure
from .peers import OK, Link, Peer, answering

ADDRESS = "192.0.2.1"
HEAD = ReadThrough(b"\r\n\r\n")

GREETINGS = {
    b"SSH-2.0-OpenSSH_9.2p1\r\n": "SSH",
    b"220 mail.test ESMTP Postfix\r\n": "SMTP",
    b"220 (vsFTPd 3.0.3)\r\n": "FTP",
    b"220 ready\r\n": "SMTP / FTP",
    b"+OK POP3 ready\r\n": "POP3",
    b"* OK IMAP4rev1 ready\r\n": "IMAP",
    b"RFB 003.008\n": "VNC (RFB)",
    b"J\x00\x00\x00\x0a8.0.36\x00": "MySQL",
    b"\x00\x00\x12\x04\x00\x00\x00\x00\x00": "HTTP/2",
    b"\xff\xfd\x18\xff\xfd\x20": "Telnet",
}


@pytest.mark.parametrize("greeting", GREETINGS, ids=GREETINGS.values())
def test_a_greeting_names_the_protocol(greeting: bytes) -> None:
    with ScriptedClient() as client:
        client.network.answer(ADDRESS, 22, Accept((Send(greeting),)))
        with pytest.raises(antiphon.BrokenResponse) as caught:
            client.post(f"http://{ADDRESS}:22/", data=b"x")
        error = caught.value
        assert error.fault.code == "other-protocol" and error.details["protocol"] == GREETINGS[greeting]
        assert error.unsent and client.network.streams[0].written == b"" and client.in_use == 0
        assert f"{ADDRESS}:22" in str(error) and error.address == f"{ADDRESS}:22"


@pytest.mark.parametrize(
    "greeting", [OK, b"hello\r\n", b"\x00\x1b[31m"], ids=["an answer", "text", "control characters"]
)
def test_an_answer_before_the_question_is_none(greeting: bytes) -> None:
    with ScriptedClient() as client:
        client.network.answer(ADDRESS, 80, Accept((Send(greeting), HEAD, Send(OK))))
        with pytest.raises(antiphon.BrokenResponse) as caught:
            client.get(f"http://{ADDRESS}/")
        assert caught.value.fault.code == "spoken-first" and client.in_use == 0
        assert "\x1b" not in str(caught.value) and "antes de que" in caught.value.explanation("es")


@pytest.mark.parametrize("status", [408, 503])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refusal_before_the_question_answers_it(status: int, method: str) -> None:
    """A server that is full, or gives up, says so without reading (RFC 9112 §9.5)."""
    refusal = b"HTTP/1.1 %d No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno" % status
    with ScriptedClient() as client:
        client.network.answer(ADDRESS, 80, Accept((Send(refusal), End())))
        response = client.request(method, f"http://{ADDRESS}/", data=b"x" if method == "POST" else b"")
        assert (response.status_code, response.content) == (status, b"no") and client.in_use == 0


def test_what_comes_after_the_question_is_its_answer() -> None:
    with ScriptedClient() as client:
        client.network.answer(ADDRESS, 80, Accept((Delay(1), HEAD, Send(OK))))
        assert client.get(f"http://{ADDRESS}/").content == b"ok"


def test_a_server_that_closes_at_once_is_told_as_before() -> None:
    with ScriptedClient() as client:
        client.network.answer(ADDRESS, 80, Accept((End(),)))
        with pytest.raises(antiphon.ConnectionError) as caught:
            client.get(f"http://{ADDRESS}/")
        assert caught.value.fault.code == "no-response"


def test_it_may_be_sent_again_since_nothing_left() -> None:
    with ScriptedClient(retries=antiphon.Retries(backoff=0)) as client:
        early = Accept((Send(b"too busy\r\n"), End()))
        client.network.answer(ADDRESS, 80, early, Accept((HEAD, Send(OK))))
        assert client.post(f"http://{ADDRESS}/", data=b"x").content == b"ok"


def test_within_tls(new_client: NewClient, secure: Secure) -> None:
    """Session tickets also come unasked, and are no word of HTTP (RFC 8446 §4.6.1)."""

    def greet(link: Link) -> None:
        link.send(b"220 mail.test ESMTP\r\n")
        link.rest()

    client = new_client(verify=secure.root)
    with Peer(greet, answering(OK), tls=secure.context) as peer:
        with pytest.raises(antiphon.BrokenResponse) as caught:
            client.get(peer.url)
        # It may be heard before the request is sent or after: it is told in the same words.
        assert caught.value.fault.code == "other-protocol" and caught.value.details["protocol"] == "SMTP"
        assert client.get(peer.url).content == b"ok" and client.in_use == 0


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.2p1\r\n", b"220 mail.test ESMTP\r\n"], ids=["ssh", "smtp"])
def test_over_sockets(new_client: NewClient, greeting: bytes) -> None:
    def greet(link: Link) -> None:
        link.send(greeting)
        link.rest()

    client = new_client()
    with Peer(greet) as peer, pytest.raises(antiphon.BrokenResponse) as caught:
        client.get(peer.url)
    assert caught.value.fault.code == "other-protocol" and client.in_use == 0


def test_bytes_that_are_no_greeting_are_shown_safely() -> None:
    assert not_http("h:1", b"\x1b]0;title\x07").details["start"] == r"'\x1b]0;title\x07'"
    assert len(not_http("h:1", b"x" * 10_000).details["start"]) < 100
