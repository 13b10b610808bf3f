"""Block 1: why a status says no, what redirects have to do with it, and what a port that keeps silent speaks."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import pytest

from antiphon.faults import ConnectionError
from antiphon.faults.exchange import NO_RESPONSE
from antiphon.inspect import Exchange, Explanation, explain
from antiphon.inspect.blocks.spoken import with_tls_tried
from antiphon.inspect.linting import lint_journey

from .made import NOW, exchange, fact, names_of, request, response, shown

ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
"""handshake_failure, fatal: whoever answers with an alert speaks TLS (RFC 8446 §6)."""
CLIENT_HELLO = b"\x16\x03"


def judged(*journey: Exchange) -> Explanation:
    return shown(*journey, findings=lint_journey(journey, now=NOW))


@pytest.mark.parametrize(
    ("asked", "came", "why", "por_que"),
    [
        (
            request(),
            response(401, WWW_Authenticate="Bearer"),
            "401: the server asks for Bearer, and the request has no Authorization.",
            "401: el servidor pide Bearer, y la petición no tiene Authorization.",
        ),
        (
            request(Authorization="Bearer abc"),
            response(401),
            "401: credentials were sent with the scheme Bearer, and the server refused them.",
            "401: se enviaron credenciales con el esquema Bearer, y el servidor las rechazó.",
        ),
        (
            request(),
            response(403, b"Not authenticated"),
            "403, though the request has no credentials and the response says that they are what is missing.",
            "403, aunque la petición no lleva credenciales y la respuesta dice que es lo que falta.",
        ),
        (
            request(Accept="application/pdf"),
            response(406),
            "406: nothing that the server has fits Accept: application/pdf, and it does not say what it has.",
            "406: nada de lo que tiene el servidor encaja con Accept: application/pdf, y no dice qué tiene.",
        ),
    ],
)
def test_the_verdict_says_why_rfc_9110_15_5(asked: object, came: object, why: str, por_que: str) -> None:
    made = judged(Exchange(asked, came, started_at=NOW))  # type: ignore[arg-type]
    assert fact(made, "verdict", "cause").told() == why
    assert fact(made, "verdict", "cause").told("es") == por_que
    assert fact(made, "verdict", "side").value == "client"
    assert made.text().count(why.split(" ", 4)[-1][:20]) == 1, "what the verdict says is not said again"


def test_where_nothing_is_known_there_is_no_reason() -> None:
    assert "cause" not in names_of(judged(exchange(None, response(404))), "verdict")


@pytest.mark.parametrize(("allow", "advice"), [("GET, HEAD", "Use a method that Allow lists: GET, HEAD."), ("", None)])
def test_what_405_allows_is_what_to_use_rfc_9110_15_5_6(allow: str, advice: str | None) -> None:
    told = fact(judged(exchange(request("PUT"), response(405, Allow=allow))), "verdict", "next").told()
    assert told == (advice or "Use a method that Allow lists.")


def test_a_redirect_that_lost_the_method_is_why_rfc_9110_15_4_2() -> None:
    made = judged(
        exchange(request("POST"), response(301, Location="/a/")),
        exchange(request(url="https://example.org/a/"), response(405, Allow="POST")),
    )
    assert fact(made, "verdict", "cause").value == "redirect-loses-method"
    assert fact(made, "verdict", "next").told().startswith("Send POST to https://example.org/a/ itself")
    assert fact(made, "verdict", "side").value == "server"


def test_credentials_left_behind_are_why_and_said_once_rfc_9110_15_4() -> None:
    made = judged(
        exchange(request(Authorization="Bearer abc"), response(302, Location="https://other.example/")),
        exchange(request(url="https://other.example/"), response(401, WWW_Authenticate="Bearer")),
    )
    assert fact(made, "verdict", "cause").value == "credentials-left-behind"
    assert "credentials-not-sent" not in {each.code for each in made.findings}


def test_a_circle_is_one_finding_rfc_9110_15_4() -> None:
    from antiphon.faults.errors import TooManyRedirects
    from antiphon.faults.exchange import TOO_MANY_REDIRECTS

    hops = [exchange(None, response(302, Location="/a")) for _ in range(8)]
    hops[-1] = exchange(
        None,
        response(302, Location="/a"),
        error=TooManyRedirects(TOO_MANY_REDIRECTS, limit=7, url="https://example.org/a"),
    )
    assert [each.code for each in judged(*hops).findings if each.rule == 12] == ["redirect-loop"]


# -- secrets in what is said of them -----------------------------------------------------------------------------------

SECRET = "SECRETSECRETSECRET1"


@pytest.mark.parametrize(
    "asked",
    [
        request(Authorization=SECRET),
        request(Authorization=f"{SECRET} x"),
        request(X_Auth_Token=SECRET),
        request(url=f"https://example.org/reset/ghp_{SECRET}/now"),
        request(url=f"https://example.org/?x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{SECRET}"),
        request(url=f"https://example.org/a;jsessionid={SECRET}"),
        request(url=f"https://example.org/?user%5Bpassword%5D={SECRET}"),
    ],
)
def test_what_is_blamed_as_a_secret_is_not_shown(asked: object) -> None:
    came = response(401, WWW_Authenticate="Bearer")
    made = judged(Exchange(asked, came, started_at=NOW))  # type: ignore[arg-type]
    for form in (made.text(every=True, bytes=True), made.text("es"), str(made.to_json()), made.to_html()):
        assert SECRET not in form


# -- what a port speaks ------------------------------------------------------------------------------------------------


@contextmanager
def answering(to_hello: bytes) -> Iterator[int]:
    """Yield the port of a server that ends plain HTTP in silence, and answers a ClientHello with `to_hello`."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def serve() -> None:
            for _ in range(2):
                connection, _ = listener.accept()
                with connection:
                    if connection.recv(65536).startswith(CLIENT_HELLO) and to_hello:
                        connection.sendall(to_hello)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


def test_a_port_that_closes_plain_http_in_silence_is_asked_for_tls_rfc_9110_4_2_2() -> None:
    with answering(ALERT) as port:
        made = explain(f"http://127.0.0.1:{port}/", settings={"trust_env": False})
    assert fact(made, "verdict", "next").told() == "Use an https:// URL for this port."
    assert [each.code for each in made.findings if each.severity.value == "error"] == ["plain-request-to-tls"]


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_one_that_speaks_no_tls_either_just_gave_no_response(answer: bytes) -> None:
    with answering(answer) as port:
        made = explain(f"http://127.0.0.1:{port}/", settings={"trust_env": False})
    assert [each.rule for each in made.findings if each.severity.value == "error"] == [9]


@pytest.mark.parametrize(
    ("url", "peer"),
    [
        ("https://127.0.0.1:1/", "127.0.0.1:1"),
        ("http://127.0.0.1:1/", "127.0.0.1:2"),
        ("http://127.0.0.1:1/", "/run/app.sock"),
    ],
)
def test_tls_is_not_tried_where_it_was_spoken_nor_at_a_proxy_nor_at_a_socket_file(url: str, peer: str) -> None:
    error = ConnectionError(NO_RESPONSE, peer=peer, method="GET")
    journey = (exchange(request(url=url), error=error),)
    assert with_tls_tried(journey) is journey
