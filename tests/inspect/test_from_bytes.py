"""Messages from bytes: read as far as they go, each broken rule a flaw with its place."""

from __future__ import annotations

import gzip
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.faults import Fault, Severity
from antiphon.faults import content as contents
from antiphon.faults import message as rows
from antiphon.inspect.exchange import Flaw, Framing
from antiphon.inspect.from_bytes import exchanges_of, request_of, response_of
from antiphon.inspect.linting import lint, lint_journey
from antiphon.inspect.reading.flaws import MOST_FLAWS

GET = b"GET /a?b=c HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello"


def places(raw: bytes, flaws: tuple[Flaw, ...]) -> list[tuple[Fault, bytes]]:
    return [(flaw.fault, raw[flaw.start : flaw.end]) for flaw in flaws]


# -- what is right -----------------------------------------------------------------------------------------------------


def test_a_request_is_read() -> None:
    request = request_of(GET)
    assert (request.method, request.target, request.version) == ("GET", "/a?b=c", "HTTP/1.1")
    assert dict(request.fields) == {"Host": "shop.example", "Accept": "*/*"}
    assert (request.content, request.raw, request.flaws) == (b"", GET, ())


def test_a_response_is_read() -> None:
    response = response_of(OK, "GET")
    assert (response.status, response.reason, response.version) == (200, "OK", "HTTP/1.1")
    assert (response.content, response.encoded_size, response.framing) == (b"hello", 5, Framing.LENGTH)
    assert (response.complete, response.flaws) == (True, ())


def test_a_chunked_response_with_trailers_is_read() -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nX-Sum: 5\r\n\r\n"
    response = response_of(raw, "GET")
    assert (response.content, response.framing, response.complete) == (b"hello", Framing.CHUNKED, True)
    assert dict(response.trailers) == {"X-Sum": "5"} and response.flaws == ()


def test_coded_content_is_decoded() -> None:
    data = gzip.compress(b"hello")
    response = response_of(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(data), data), "GET"
    )
    assert (response.content, response.encoded_size, response.flaws) == (b"hello", len(data), ())


def test_interim_responses_come_with_the_final_one() -> None:
    raw = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK
    response = response_of(raw, "POST")
    assert [interim.status for interim in response.interim] == [100, 103]
    assert (response.status, response.content, response.raw, response.flaws) == (200, b"hello", raw, ())


def test_a_response_to_head_has_no_content() -> None:
    response = response_of(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD")
    assert (response.content, response.complete, response.flaws) == (b"", True, ())


def test_what_ends_with_the_connection_has_no_known_end() -> None:
    response = response_of(b"HTTP/1.1 200 OK\r\n\r\nhello", "GET")
    assert (response.content, response.framing, response.complete) == (b"hello", Framing.CLOSE, None)


def test_what_is_not_over_yet_is_no_flaw() -> None:
    for end in range(1, len(OK)):
        assert response_of(OK[:end], "GET", ended=False).flaws == ()


# -- exchanges ---------------------------------------------------------------------------------------------------------


def test_a_request_and_its_response_are_an_exchange() -> None:
    (exchange,) = exchanges_of(GET + OK)
    assert exchange.request.method == "GET" and exchange.response is not None
    assert exchange.response.content == b"hello" and exchange.request.flaws == exchange.response.flaws == ()


def test_several_exchanges_come_one_after_another() -> None:
    journey = exchanges_of((GET + OK) * 3 + GET)
    assert [exchange.response is not None for exchange in journey] == [True, True, True, False]


def test_a_response_alone_has_a_request_of_which_nothing_is_known() -> None:
    (exchange,) = exchanges_of(OK)
    assert exchange.request.method == "" and exchange.secure is None


def test_line_ends_that_were_lost_are_no_flaw() -> None:
    text = (GET + OK).replace(b"\r\n", b"\n") + b"\n"
    (exchange,) = exchanges_of(text)
    assert exchange.response is not None and exchange.response.content == b"hello"
    assert exchange.request.flaws == exchange.response.flaws == ()


def test_content_of_several_lines_may_have_lost_its_carriage_returns() -> None:
    raw = b"HTTP/1.1 200 OK\nContent-Length: 10\n\na\nb\nc\nd"
    (exchange,) = exchanges_of(raw)
    assert exchange.response is not None and exchange.response.flaws == ()
    assert (exchange.response.complete, exchange.response.encoded_size) == (True, 10)


def test_messages_of_http_2_as_curl_writes_them_are_read() -> None:
    (exchange,) = exchanges_of(b"GET /a HTTP/2\nHost: shop.example\n\nHTTP/2 204 \n\n")
    assert exchange.request.version == "HTTP/2" and str(exchange.request.url) == "https://shop.example/a"
    assert exchange.response is not None and exchange.response.status == 204
    assert exchange.request.flaws == exchange.response.flaws == ()


CURL = b"""*   Trying 127.0.0.1:8443...
* Connected to shop.example (127.0.0.1) port 8443
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
> POST /a HTTP/1.1
> Host: shop.example:8443
> Content-Length: 2
>\x20
} [2 bytes data]
< HTTP/1.1 100 Continue
<\x20
< HTTP/1.1 302 Found
< Location: /b
< Content-Length: 4
<\x20
{ [4 bytes data]
gone
* Issue another request to this URL: 'https://shop.example:8443/b'
> GET /b HTTP/1.1
> Host: shop.example:8443
>\x20
< HTTP/1.1 200 OK
< Content-Type: application/json
<\x20
  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
100    13  100    13    0     0   1234      0 --:--:-- --:--:-- --:--:--  1300
{"a": 1}* Connection #0 to host shop.example left intact
"""


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_what_curl_writes_is_read(line_end: bytes) -> None:
    first, second = exchanges_of(CURL.replace(b"\n", line_end))
    assert (first.request.method, str(first.request.url)) == ("POST", "https://shop.example:8443/a")
    assert first.request.content is None and second.request.content == b""
    assert first.response is not None and second.response is not None
    assert [interim.status for interim in first.response.interim] == [100]
    assert (first.response.status, (first.response.content or b"").strip()) == (302, b"gone")
    assert (second.response.content, second.response.complete) == (b'{"a": 1}', None)
    assert [each.flaws for each in (first.request, first.response, second.request, second.response)] == [(), (), (), ()]


@pytest.mark.parametrize(
    ("written", "code", "rule"),
    [
        (b"*   Trying 127.0.0.1:1...\ncurl: (7) Failed to connect to 127.0.0.1 port 1\n", "curl-without-response", 9),
        (b"* Could not resolve host: nothing.invalid\n* Closing connection\n", "curl-without-response", 9),
        (b"> GET / HTTP/1.1\n> Host: a\n>\n* Empty reply from server\n", "curl-without-response", 9),
        (
            b"*   Trying 127.0.0.1:1...\n* SSL certificate problem: certificate has expired\n"
            b"curl: (60) SSL certificate problem: certificate has expired\n",
            "curl-refused-certificate",
            1,
        ),
    ],
)
def test_a_failure_of_curl_is_told_in_its_words(written: bytes, code: str, rule: int) -> None:
    (exchange,) = exchanges_of(written)
    assert exchange.error is not None and exchange.error.fault.code == code
    assert [each.rule for each in lint(written) if each.severity is Severity.ERROR] == [rule]
    assert exchange.response is None and str(exchange.error.details["words"]).encode() in written


def test_where_there_is_a_response_why_curl_failed_is_neither_content_nor_an_error() -> None:
    written = b"> GET / HTTP/1.1\n>\n< HTTP/1.1 404 Not Found\n<\nmissing\ncurl: (22) returned error: 404\n"
    (exchange,) = exchanges_of(written)
    assert exchange.error is None and exchange.response is not None
    assert exchange.response.content is not None and b"curl" not in exchange.response.content


def test_http_shown_by_curl_without_tls_is_not_secure() -> None:
    (exchange,) = exchanges_of(
        b"* Connected to a port 80\n> GET / HTTP/1.1\n> Host: shop.example\n>\n< HTTP/1.1 200\n<\n"
    )
    assert exchange.secure is False


# -- what is wrong -----------------------------------------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\n%s\r\n"
RESPONSES = {
    "bare LF (RFC 9112 §2.2)": (b"HTTP/1.1 204 No\nA: b\r\n\r\n", rows.BARE_LINE_FEED, b"\n"),
    "bare CR (§2.2)": (HEAD % b"A: b\rc\r\n", rows.BARE_CARRIAGE_RETURN, b"\r"),
    "NUL (RFC 9110 §5.5)": (HEAD % b"A: b\0c\r\n", rows.FIELD_VALUE_CHARACTER, b"\0"),
    "space before colon (§5.1)": (HEAD % b"A : b\r\n", rows.SPACE_BEFORE_COLON, b" "),
    "no colon (§5)": (HEAD % b"A b\r\n", rows.FIELD_WITHOUT_COLON, b"A"),
    "no name (RFC 9110 §5.1)": (HEAD % b": b\r\n", rows.FIELD_NAME_EMPTY, b":"),
    "name with a character (§5.1)": (HEAD % b"A(): b\r\n", rows.FIELD_NAME_CHARACTER, b"("),
    "folding (§5.2)": (HEAD % b"A: b\r\n c\r\n", rows.LINE_FOLDING, b" "),
    "space before the first field (§2.2)": (HEAD % b" A: b\r\n", rows.WHITESPACE_BEFORE_FIRST_FIELD, b" "),
    "no empty line (§2)": (b"HTTP/1.1 200 OK\r\nA: b\r\n", rows.INCOMPLETE_HEAD, b""),
    "two lengths (§6.3)": (
        HEAD % b"Content-Length: 1\r\nContent-Length: 2\r\n" + b"x",
        rows.CONTENT_LENGTH_REPEATED,
        b"Content-Length: 2\r\n",
    ),
    "a length in words (RFC 9110 §8.6)": (
        HEAD % b"Content-Length: one\r\n" + b"x",
        rows.CONTENT_LENGTH_SYNTAX,
        b"Content-Length: one\r\n",
    ),
    "length and coding (§6.3)": (
        HEAD % b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" + b"0\r\n\r\n",
        rows.LENGTH_AND_CODING,
        b"Content-Length: 3\r\n",
    ),
    "an unknown coding (§6.1)": (
        HEAD % b"Transfer-Encoding: lab, chunked\r\n" + b"0\r\n\r\n",
        rows.TRANSFER_CODING_UNSUPPORTED,
        b"Transfer-Encoding: lab, chunked\r\n",
    ),
    "chunked in HTTP/1.0 (§6.1)": (
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        rows.TRANSFER_CODING_IN_1_0,
        b"Transfer-Encoding: chunked\r\n",
    ),
    "a chunk without a size (§7.1)": (HEAD % b"Transfer-Encoding: chunked\r\n" + b"zz\r\n", rows.CHUNK_SIZE, b"z"),
    "a size with more behind it (§7.1)": (HEAD % b"Transfer-Encoding: chunked\r\n" + b"1 x\r\n", rows.CHUNK_LINE, b" "),
    "a chunk too long (§7.1)": (HEAD % b"Transfer-Encoding: chunked\r\n" + b"1\r\nab\r\n", rows.CHUNK_END, b"b"),
    "chunks cut off (§8)": (HEAD % b"Transfer-Encoding: chunked\r\n" + b"5\r\nab", rows.INCOMPLETE_MESSAGE, b""),
    "no last chunk (§8)": (HEAD % b"Transfer-Encoding: chunked\r\n" + b"1\r\na\r\n", rows.INCOMPLETE_MESSAGE, b""),
    "a last chunk cut off (§8)": (HEAD % b"Transfer-Encoding: chunked\r\n" + b"0\r\n", rows.INCOMPLETE_MESSAGE, b""),
    "content cut off (§8)": (HEAD % b"Content-Length: 5\r\n" + b"hel", rows.INCOMPLETE_CONTENT, b""),
    "content too long (RFC 9110 §8.6)": (
        HEAD % b"Content-Length: 1\r\n" + b"hello",
        rows.CONTENT_LONGER_THAN_DECLARED,
        b"ello",
    ),
    "a response to no request (§9.2)": (HEAD % b"Content-Length: 0\r\n" + OK, rows.UNSOLICITED_BYTES, OK),
    "no status (§4)": (b"HTTP/1.1 OK\r\n\r\n", rows.STATUS_LINE, b"O"),
    "no HTTP (§4)": (b"SSH-2.0-x\r\n", rows.STATUS_LINE, b"S"),
    "two spaces (§4)": (b"HTTP/1.1  200 OK\r\n\r\n", rows.STATUS_LINE, b" "),
    "another version (RFC 9110 §15.6.6)": (b"HTTP/4.2 200 OK\r\n\r\n", rows.VERSION_UNSUPPORTED, b"4"),
    "a version in small letters (§2.3)": (b"http/1.1 200 OK\r\n\r\n", rows.VERSION_SYNTAX, b"h"),
    "broken gzip (RFC 9110 §8.4)": (
        HEAD % b"Content-Encoding: gzip\r\nContent-Length: 5\r\n" + b"hello",
        contents.CODING_BROKEN,
        b"hello",
    ),
}
REQUESTS = {
    "no Host (RFC 9112 §3.2)": (b"GET / HTTP/1.1\r\n\r\n", rows.HOST_MISSING, b"GET / HTTP/1.1"),
    "two Hosts (§3.2)": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", rows.HOST_REPEATED, b"Host: b\r\n"),
    "another Host (§3.2.2)": (b"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", rows.HOST_MISMATCH, b"Host: a\r\n"),
    "two spaces (§3)": (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", rows.REQUEST_LINE, b" "),
    "no version (§3)": (b"GET /\r\n\r\n", rows.REQUEST_LINE, b"\r"),
    "a method that is no token (RFC 9110 §9.1)": (b"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", rows.METHOD_NOT_TOKEN, b"("),
    "a character in the target (§3.2)": (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", rows.TARGET_CHARACTER, b"\xff"),
    "a version in small letters (§2.3)": (b"GET / http/1.1\r\nHost: a\r\n\r\n", rows.VERSION_SYNTAX, b"h"),
    "another version (RFC 9110 §15.6.6)": (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", rows.VERSION_UNSUPPORTED, b"H"),
    "TLS (RFC 9110 §4.2.2)": (b"\x16\x03\x01\r\n\r\n", rows.TLS_ON_PLAIN_PORT, b"\x16\x03\x01\r\n"),
    "content without a length (RFC 9110 §8.6)": (
        b"POST / HTTP/1.1\r\nHost: a\r\n\r\n{}",
        rows.CONTENT_LONGER_THAN_DECLARED,
        b"{}",
    ),
}


@pytest.mark.parametrize(("raw", "fault", "at"), RESPONSES.values(), ids=RESPONSES)
def test_what_is_wrong_in_a_response_is_found_where_it_is(raw: bytes, fault: Fault, at: bytes) -> None:
    assert (fault, at) in places(raw, response_of(raw, "GET").flaws)


@pytest.mark.parametrize(("raw", "fault", "at"), REQUESTS.values(), ids=REQUESTS)
def test_what_is_wrong_in_a_request_is_found_where_it_is(raw: bytes, fault: Fault, at: bytes) -> None:
    assert (fault, at) in places(raw, request_of(raw).flaws)


def test_everything_that_is_wrong_is_found_at_once() -> None:
    raw = b"HTTP/1.1 200 OK\nA : b\r\nC d\r\nE: f\0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"
    found = [flaw.fault.code for flaw in response_of(raw, "GET").flaws]
    assert found == [
        "bare-line-feed",
        "space-before-colon",
        "field-without-colon",
        "field-value-character",
        "content-length-repeated",
    ]


def test_places_in_a_second_message_count_from_its_own_beginning() -> None:
    (exchange,) = exchanges_of(GET + b"HTTP/1.1 200 OK\r\nA : b\r\nContent-Length: 0\r\n\r\n")
    response = exchange.response
    assert response is not None and response.raw is not None
    (flaw,) = response.flaws
    assert response.raw[flaw.start : flaw.end] == b" " and flaw.details["offset"] == flaw.start == 18


def test_content_after_204_belongs_to_it() -> None:
    response = response_of(b"HTTP/1.1 204 No Content\r\n\r\noops", "GET")
    assert (response.content, response.encoded_size) == (b"oops", 4)


def test_of_countless_flaws_the_first_are_kept() -> None:
    flaws = response_of(HEAD % (b"no colon\r\n" * 10_000), "GET").flaws
    assert len(flaws) == MOST_FLAWS


# -- hostile bytes -----------------------------------------------------------------------------------------------------

HOSTILE = {
    "lines": lambda size: b"a\n" * size,
    "spaces": lambda size: b" \n" * size,
    "starts": lambda size: b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" * (size // 20),
    "requests": lambda size: b"GET / HTTP/1.1\r\n\r\n" * (size // 10),
    "interim": lambda size: b"HTTP/1.1 100 Continue\r\n\r\n" * (size // 20),
    "chunks": lambda size: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * (size // 4),
    "folds": lambda size: b"HTTP/1.1 200 OK\r\nA: b\r\n" + b" c\r\n" * size,
    "curl": lambda size: b"> GET / HTTP/1.1\n>\n< HTTP/1.1 200\n<\n" + b"100 1 100 1 0 " * size,
    "words": lambda size: b"GET " + b"a " * size + b"HTTP/1.1\r\n\r\n",
    "letters": lambda size: b"A" * size * 2,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_time_grows_with_the_size_alone(kind: str) -> None:
    def spent(size: int) -> float:
        started = time.process_time()
        exchanges_of(HOSTILE[kind](size))
        return time.process_time() - started

    # Quadratic work would take 64 times as long; what is between is left to busy machines.
    assert spent(80_000) < 40 * max(spent(10_000), 0.02)


BYTES = st.binary(max_size=200)
LINES = st.lists(
    st.sampled_from(
        [
            b"GET / HTTP/1.1",
            b"HTTP/1.1 200 OK",
            b"HTTP/2 404",
            b"HTTP/1.1 100",
            b"> GET / HTTP/1.1",
            b"< HTTP/1.1 200 OK",
            b"<",
            b">",
            b"* SSL connection using x",
            b"Content-Length: 3",
            b"Content-Length: -1",
            b"Transfer-Encoding: chunked",
            b"Content-Encoding: gzip, br",
            b"Content-Type: application/json; charset=utf-16",
            b"Set-Cookie: a=b; expires=x",
            b'Cache-Control: max-age=, "',
            b"ETag: x",
            b"Location: http://[/",
            b"WWW-Authenticate: a=",
            b"Authorization: Bearer a.b.c",
            b"Date: yesterday",
            b"Vary: *",
            b"Range: bytes=1",
            b"Host: a:b:c",
            b"3",
            b"0",
            b"",
            b"abc",
            b"{",
        ]
    )
    | BYTES,
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from([b"\r\n", b"\n"]))
def test_whatever_comes_is_read_and_judged(lines: list[bytes], line_end: bytes) -> None:
    data = line_end.join(lines)
    journey = exchanges_of(data)
    for finding in lint_journey(journey, now=1_700_000_000):
        assert finding.sentence() and finding.sentence("es") and finding.fix("es")
    for method in ("GET", "HEAD", "CONNECT"):
        response = response_of(data, method)
        for flaw in response.flaws:
            assert 0 <= flaw.start <= flaw.end <= len(data)
    for flaw in request_of(data).flaws:
        assert 0 <= flaw.start <= flaw.end <= len(data)


@settings(max_examples=150, deadline=None)
@given(BYTES)
def test_bytes_of_any_kind_are_read(data: bytes) -> None:
    exchanges_of(data)
    request_of(data)
    response_of(data, "GET", ended=False)


def test_the_messages_of_a_text_do_not_overlap() -> None:
    text = (GET + OK) * 2
    raws = [part.raw for each in exchanges_of(text) for part in (each.request, each.response) if part is not None]
    assert all(one and other for one, other in pairwise(raws)) and b"".join(raw or b"" for raw in raws) == text
