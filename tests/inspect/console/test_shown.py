"""Messages as the console shows them: broken, hostile, cut, or with secrets, and harmless in any case."""

from __future__ import annotations

import json
import subprocess
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import AntiphonError, ProtocolError
from antiphon.faults.message import BARE_LINE_FEED
from antiphon.inspect.console.detail import detail, har
from antiphon.inspect.console.messages import MOST_CONTENT
from antiphon.inspect.console.summary import summary
from antiphon.inspect.from_served import exchange_of
from antiphon.server.observed import KEPT

from .consoles import GET, OK, TLS, accepted, refused, served

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"


def response(content: bytes, kind: bytes = b"text/plain") -> bytes:
    return HEAD % (kind, len(content)) + content


def parts(message: dict[str, Any]) -> list[str]:
    return ["".join(piece["text"] for piece in part["pieces"]) for part in message["parts"] if "pieces" in part]


def test_a_plain_exchange_becomes_the_values_that_rules_read() -> None:
    exchange = exchange_of(served(connection=accepted("192.0.2.1:5", TLS)))
    assert exchange.request.method == "GET" and str(exchange.request.url) == "https://localhost/"
    assert exchange.response is not None and exchange.response.content == b"ok" and exchange.response.complete
    assert exchange.connection is not None and exchange.connection.local_address == "192.0.2.1:5"
    assert exchange.connection.tls is not None and exchange.connection.tls.version == "TLSv1.3"
    assert exchange.phases.total == pytest.approx(0.25)


def test_an_exchange_under_way_has_no_flaws() -> None:
    begun = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc"
    for exchange in (served(begun, b"", ended=False), served(GET, OK[:-1], ended=False)):
        shown = detail(exchange, "en")["messages"]
        assert shown["request"]["flaws"] == [] and not (shown["response"] or {}).get("flaws")


def test_interim_responses_are_shown_with_the_final_one() -> None:
    exchange = served(GET, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK)
    lines = parts(detail(exchange, "en")["messages"]["response"])
    assert lines[0] == "HTTP/1.1 103 Early Hints\\r\\n" and "HTTP/1.1 200 OK\\r\\n" in lines and lines[-1] == "ok"
    starts = [part["start"] for part in detail(exchange, "en")["messages"]["response"]["parts"]]
    assert starts == sorted(starts)


def test_what_breaks_no_syntax_but_was_refused_is_explained_without_a_mark() -> None:
    exchange = served(b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n")
    exchange.refusal = AntiphonError(ProtocolError(BARE_LINE_FEED, offset=3).fault, offset=3)
    assert detail(exchange, "en")["messages"]["request"]["flaws"] == []


def commands(shown: dict[str, Any]) -> dict[str, str]:
    blocks = {block["name"]: block for block in shown["explanation"]["blocks"]}
    return {fact["name"]: fact["value"] for fact in blocks["reproduce"]["facts"]}


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"GET /%41\\\xff' HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-e\x00\r\n",
    ],
    ids=["line", "target", "chunk"],
)
def test_a_broken_request_is_repeated_by_its_very_bytes(data: bytes) -> None:
    """A tool that builds a request would put it right."""
    shown = commands(detail(refused(data), "en"))
    assert set(shown) == {"netcat"}
    printed, _, rest = shown["netcat"].rpartition(" | ")
    assert rest == "nc 127.0.0.1 8443"
    assert subprocess.run(["sh", "-c", printed], capture_output=True, check=True).stdout == data


def test_where_it_came_over_tls_a_broken_request_is_repeated_over_tls() -> None:
    broken = refused(b"GET / HTTP/1.1\nHost: a\n\n")
    broken.connection.tls = TLS
    assert commands(detail(broken, "en"))["openssl"].endswith(" | openssl s_client -quiet -connect 127.0.0.1:8443")


def test_the_blocks_are_told_in_words_of_the_language() -> None:
    shown = detail(served(), "es")
    response = next(block for block in shown["blocks"] if block["name"] == "response")
    content = next(fact for fact in response["facts"] if fact["label"] == "Contenido")
    assert "completo: sí" in content["lines"] and content["sentence"] and content["link"]
    assert not any("encoded_bytes" in line for fact in response["facts"] for line in fact["lines"])


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
        b"GET / HTT",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [\r\n\r\n",
        b"\r\n" * 20 + b"GET",
    ],
    ids=range(12),
)
def test_each_refused_request_has_its_broken_bytes_marked(data: bytes) -> None:
    for language in ("en", "es"):
        shown = detail(refused(data), language)
        assert shown["messages"]["request"]["flaws"], data
        assert shown["explanation"]["blocks"][0]["facts"][0]["sentence"]


HOSTILE = b"<script>alert(1)</script>\x1b[2J\x00\x9b\xe2\x80\xae"


@pytest.mark.parametrize("place", ["field", "content", "reason", "target"])
def test_hostile_bytes_are_visible_and_do_nothing_in_a_terminal(place: str) -> None:
    target = b"/<script>" if place == "target" else b"/"
    field = HOSTILE.replace(b"\x00", b"").replace(b"\x1b", b"") if place == "field" else b"x"
    request = b"GET %s HTTP/1.1\r\nHost: a\r\nX-Field: %s\r\n\r\n" % (target, field)
    answer = response(HOSTILE if place == "content" else b"x")
    if place == "reason":
        answer = answer.replace(b"OK", b"<b>\x1b[2J", 1)
    try:
        exchange = served(request, answer)
    except AntiphonError:
        exchange = refused(request)
    text = json.dumps([detail(exchange, "en"), summary(exchange, "en"), har([exchange])], ensure_ascii=False)
    shown = json.dumps(detail(exchange, "en")["messages"], ensure_ascii=False)
    assert "\x1b" not in text and "\u202e" not in shown and "\x9b" not in shown


def test_binary_content_is_shown_in_hexadecimal_and_cut() -> None:
    content = bytes(range(256)) * 100
    part = detail(served(GET, response(content)), "en")["messages"]["response"]["parts"][-1]
    assert part["cut"] and len(part["hexadecimal"]) == MOST_CONTENT // 16 and part["size"] == len(content)


def test_text_is_shown_with_its_lines_and_cut_between_characters() -> None:
    content = ("ñ" * MOST_CONTENT).encode()
    part = detail(served(GET, response(b"a" + content)), "en")["messages"]["response"]["parts"][-1]
    assert part["cut"] and part["pieces"][0]["text"].startswith("añññ")
    (piece,) = detail(served(GET, response(b"one\r\ntwo\n")), "en")["messages"]["response"]["parts"][-1]["pieces"]
    assert piece["text"] == "one\ntwo\n"


def test_marks_that_turn_the_direction_of_writing_are_told() -> None:
    shown = detail(served(GET, response("pay \u202e321\r\n".encode())), "en")["messages"]["response"]
    (piece,) = shown["parts"][-1]["pieces"]
    assert piece["text"] == "pay \\u202e321\n"


def test_a_message_that_was_not_kept_whole_is_told_as_that() -> None:
    exchange = served(GET, response(b"x" * (KEPT + 10)))
    shown = detail(exchange, "en")["messages"]["response"]
    assert shown["cut"] and shown["flaws"] == [] and shown["size"] == exchange.sent.size
    assert exchange_of(exchange).response.content is None  # type: ignore[union-attr]


@pytest.mark.parametrize("chunked", [False, True], ids=["whole", "chunked"])
def test_secrets_in_content_are_masked_in_the_bytes_too(chunked: bool) -> None:
    content = b'{"password":"hidden","name":"Ana"}'
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    framed = b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
    if chunked:
        framed = b"Transfer-Encoding: chunked\r\n\r\n5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (
            content[:5],
            len(content) - 5,
            content[5:],
        )
    text = json.dumps(detail(served(head + framed, response(content, b"application/json")), "en"))
    assert "hidden" not in text and "Ana" in text


def test_content_that_would_unpack_to_gigabytes_is_not_unpacked() -> None:
    squeezer = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    packed = b"".join(squeezer.compress(block) for _ in range(40)) + squeezer.flush()
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    exchange = served(GET, head + packed)
    assert len(packed) < KEPT and exchange_of(exchange).response.content is None  # type: ignore[union-attr]
    assert detail(exchange, "en")["messages"]["response"]["parts"]


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_bytes_make_the_console_fail(came: bytes, went: bytes) -> None:
    exchange = served(came, b"", refusal=ProtocolError(BARE_LINE_FEED, offset=0))
    exchange.sent.add(went)
    for language in ("en", "es"):
        json.dumps([detail(exchange, language), summary(exchange, language), har([exchange])])
