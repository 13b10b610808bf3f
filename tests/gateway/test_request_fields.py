"""What the origin is sent: the request that came, without what concerned the connection alone (RFC 9110 §7.6)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ..client.peers import OK, always
from ..server.raw_client import connect
from .standing import NAME, asked, before

HEAD = "GET {target} HTTP/1.1\r\nHost: shop.example\r\n{lines}\r\n"


def got(*lines: str, target: str = "/", **settings: Any) -> dict[str, str]:
    text = HEAD.format(target=target, lines="".join(f"{line}\r\n" for line in lines))
    return asked(text.encode("latin-1"), **settings).fields


def test_a_request_passes_as_it_is_and_nothing_is_added() -> None:
    sent = (
        b"GET /a%2Fb//c/../d;e?x=%41&y= HTTP/1.1\r\nHost: shop.example\r\nX-Two: 1\r\nCookie: a=b\r\nX-Two: 2\r\n"
        b"cookie: c=d\r\n\r\n"
    )
    seen = asked(sent)
    assert seen.target == "/a%2Fb//c/../d;e?x=%41&y="
    kept = [pair for pair in seen.lines if pair[0] in ("x-two", "cookie")]
    assert kept == [("x-two", "1"), ("cookie", "a=b"), ("x-two", "2"), ("cookie", "c=d")]
    own = {"host", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "via"}
    assert set(seen.fields) == own | {"x-two", "cookie"}


@pytest.mark.parametrize("method", ["GET", "QUERY", "get", "PROPFIND", "M-SEARCH"])
def test_any_method_passes_as_it_is_rfc9110_9_1(method: str) -> None:
    assert asked(f"{method} / HTTP/1.1\r\nHost: a\r\n\r\n".encode()).method == method


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/?", "/?"),
        ("http://shop.example", "/"),
        ("http://shop.example?a=b", "/?a=b"),
        ("http://shop.example/x?u=http://b/c", "/x?u=http://b/c"),
    ],
)
def test_a_target_is_sent_in_origin_form_rfc9112_3_2(target: str, path: str) -> None:
    assert asked(f"GET {target} HTTP/1.1\r\nHost: shop.example\r\n\r\n".encode()).target == path


def test_fields_of_the_connection_go_no_further_rfc9110_7_6_1() -> None:
    fields = got(
        "Connection: keep-alive, X-Hop ,, x-other",
        "Keep-Alive: timeout=5",
        "X-Hop: 1",
        "X-Other: 1",
        "X-Stays: 1",
        "Proxy-Connection: keep-alive",
        "Proxy-Authorization: Basic eA==",
        "TE: gzip",
        "Upgrade: websocket",
        "Trailer: X-Sum",
    )
    assert fields["x-stays"] == "1"
    gone = {"connection", "keep-alive", "x-hop", "x-other", "te", "upgrade", "trailer"}
    assert not fields.keys() & (gone | {"proxy-connection", "proxy-authorization"})


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "Origin", "Cache-Control", "If-Match", "Range"])
def test_what_is_for_everybody_is_not_taken_out_by_connection(name: str) -> None:
    passes = got(f"Connection: {name}", f"{name}: x").get(name.lower())
    # If-Match is the counterpart: a field that Connection may name in the eyes of old clients.
    assert passes == (None if name == "If-Match" else "x")


@pytest.mark.parametrize("name", ["Host", "Via", "X-Forwarded-For", "Forwarded"])
def test_what_the_gateway_writes_is_not_taken_out_by_connection(name: str) -> None:
    assert got(f"Connection: {name}")[name.lower()]


def test_upgrade_is_not_forwarded_rfc9110_7_8() -> None:
    fields = got("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
    assert "upgrade" not in fields and "connection" not in fields


def test_trailers_are_asked_for_where_the_client_takes_them_rfc9110_10_1_4() -> None:
    fields = got("TE: trailers, gzip;q=0.5", "Connection: TE")
    assert (fields["te"], fields["connection"]) == ("trailers", "TE")


# -- Via and Max-Forwards ----------------------------------------------------------------------------------------


def test_via_names_the_gateway_rfc9110_7_6_3() -> None:
    assert got()["via"] == f"1.1 {NAME}"
    assert (
        got("Via: 1.0 fred, 1.1 p.example (a, b)", "Via: 2 c")["via"]
        == f"1.0 fred, 1.1 p.example (a, b), 2 c, 1.1 {NAME}"
    )
    assert asked(b"GET / HTTP/1.0\r\n\r\n").fields["via"] == f"1.0 {NAME}"


def test_two_gateways_have_different_names() -> None:
    from antiphon.gateway.settings import Settings

    assert re.fullmatch(r"antiphon-[0-9a-f]{8}", Settings().pseudonym)
    assert Settings().pseudonym != Settings().pseudonym


@pytest.mark.parametrize("via", [f"1.1 {NAME}", f"1.0 a, 1.1 {NAME.upper()} (x), 1.1 c"])
def test_a_request_that_goes_in_a_circle_is_stopped_rfc9110_7_6_3(via: str) -> None:
    with before(always(OK)) as (gateway, origin), connect(gateway.port) as client:
        client.send(f"GET / HTTP/1.1\r\nHost: a\r\nConnection: via\r\nVia: {via}\r\n\r\n".encode())
        answer = client.read()
        assert (answer.status, answer.problem["type"]) == (508, "urn:antiphon:fault:gateway-loop")
        assert origin.requests == []


def test_a_gateway_in_front_of_itself_stops() -> None:
    import socket

    from .standing import standing

    with socket.create_server(("127.0.0.1", 0)) as placeholder:
        port = placeholder.getsockname()[1]
    with standing(f"http://127.0.0.1:{port}", server={"port": port}) as gateway, gateway.session() as session:
        assert session.get("/").status_code == 508


@pytest.mark.parametrize(("sent", "left"), [("5", "4"), ("1", "0"), ("x", "x"), ("-1", "-1")])
def test_max_forwards_counts_down_rfc9110_7_6_2(sent: str, left: str) -> None:
    text = f"OPTIONS /a HTTP/1.1\r\nHost: a\r\nMax-Forwards: {sent}\r\n\r\n"
    assert asked(text.encode()).fields["max-forwards"] == left
    assert got(f"Max-Forwards: {sent}")["max-forwards"] == sent


def test_the_last_forward_is_answered_here_rfc9110_7_6_2() -> None:
    with before(always(OK)) as (gateway, origin), connect(gateway.port) as client:
        client.send(b"OPTIONS /a HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n")
        answer = client.read()
        assert answer.status == 204 and "GET" in answer.fields["allow"] and origin.requests == []


@pytest.mark.parametrize("start", ["TRACE /", "CONNECT a:1"])
def test_trace_and_connect_reach_no_origin(start: str) -> None:
    with before(always(OK)) as (gateway, origin), connect(gateway.port) as client:
        client.send(f"{start} HTTP/1.1\r\nHost: a:1\r\n\r\n".encode())
        assert client.read().status == 501 or origin.requests == []


# -- Host and Forwarded ------------------------------------------------------------------------------------------


def test_host_is_that_of_the_origin_unless_it_is_to_be_kept() -> None:
    assert got()["host"].startswith("127.0.0.1:")
    assert got(keep_host=True)["host"] == "shop.example"
    assert asked(b"GET / HTTP/1.0\r\n\r\n", keep_host=True).fields["host"].startswith("127.0.0.1:")


CLAIMS = (
    'Forwarded: for=10.0.0.1;proto=https;host="bank.example"',
    "X-Forwarded-For: 10.0.0.1",
    "X-Forwarded-For: 10.0.0.2",
    "X-Forwarded-Host: bank.example",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Port: 443",
    "X-Real-IP: 10.0.0.1",
)


def test_the_way_is_told_and_what_a_client_claims_replaced_rfc7239() -> None:
    fields = got(*CLAIMS)
    assert fields["forwarded"] == "for=127.0.0.1;host=shop.example;proto=http"
    ours = {name: fields[f"x-forwarded-{name}"] for name in ("for", "host", "proto", "port")}
    assert ours == {"for": "127.0.0.1", "host": "shop.example", "proto": "http", "port": "80"}
    assert "x-real-ip" not in fields


def test_a_trusted_proxy_in_front_is_believed_rfc7239_4() -> None:
    fields = got(*CLAIMS, trust_forwarded=True)
    first, _, last = fields["forwarded"].partition(", ")
    assert first == CLAIMS[0].removeprefix("Forwarded: ") and last == "for=127.0.0.1;host=shop.example;proto=http"
    ours = {name: fields[f"x-forwarded-{name}"] for name in ("for", "host", "proto", "port")}
    assert ours == {"for": "10.0.0.1, 10.0.0.2, 127.0.0.1", "host": "bank.example", "proto": "https", "port": "443"}
    assert fields["x-real-ip"] == "10.0.0.1"


@pytest.mark.parametrize(
    "name", ["X_Forwarded_For", "x-forwarded_host", "Content_Length", "Transfer_Encoding", "X_Real_IP"]
)
def test_look_alikes_with_underscores_go_no_further_rfc3875(name: str) -> None:
    fields = got(f"{name}: 1", "X_Mine: 1")
    assert name.lower() not in fields and fields["x_mine"] == "1"


def test_a_host_with_a_port_is_quoted_rfc7239_4() -> None:
    seen = asked(b"GET / HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n")
    assert seen.fields["forwarded"] == 'for=127.0.0.1;host="[2001:db8::1]:8443";proto=http'
    assert seen.fields["x-forwarded-port"] == "8443"


# -- framing and expectations ------------------------------------------------------------------------------------


def test_the_declared_length_is_kept() -> None:
    seen = asked(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
    assert (seen.fields["content-length"], seen.content) == ("3", b"abc")
    assert "transfer-encoding" not in seen.fields


def test_chunks_stay_chunks() -> None:
    seen = asked(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n")
    assert (seen.fields["transfer-encoding"], seen.content) == ("chunked", b"abc")
    assert "content-length" not in seen.fields


@pytest.mark.parametrize("length", ["", "Content-Length: 0\r\n"])
def test_no_content_stays_none(length: str) -> None:
    seen = asked(f"DELETE / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n{length}\r\n".encode())
    assert seen.fields.get("content-length", "") == length[16:].strip()
    assert "transfer-encoding" not in seen.fields and "expect" not in seen.fields


def test_an_old_clients_expectation_means_nothing_rfc9110_10_1_1() -> None:
    sent = b"POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\nx"
    assert "expect" not in asked(sent).fields
