"""Messages from bytes that somebody pasted or that came: read as far as they go, every broken rule a flaw with a place.

This is the reader for showing and judging. The one for use is `wire.h1`, which refuses the first wrong byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..faults import ConnectionError, InvalidURL, RequestError, TLSError
from ..faults.inspecting import CURL_REFUSED_CERTIFICATE, CURL_WITHOUT_RESPONSE
from ..faults.message import (
    CONTENT_LONGER_THAN_DECLARED,
    HOST_MISMATCH,
    HOST_MISSING,
    HOST_REPEATED,
    HOST_SYNTAX,
    UNSOLICITED_BYTES,
)
from ..semantics.fields import Fields
from ..semantics.target import parse_host_field
from ..semantics.url import URL
from .exchange import Exchange, Flaw, Framing, Interim, Journey, RequestMessage, ResponseMessage
from .reading.content import Body, Decoded, Span, decoded, read_body
from .reading.curl_output import Part, failure_of, is_curl_output, parts_of
from .reading.flaws import Flaws
from .reading.head import Head, RequestLine, StatusLine, read_head, request_line, status_line

_BEGINNING = rb"(?:HTTP/[0-9](?:\.[0-9])? [0-9]{3}(?![0-9])|[A-Za-z]{3,16} [!\"$-~]{1,16384} HTTP/[0-9])"
_MESSAGE = re.compile(_BEGINNING)
_START = re.compile(rb"^" + _BEGINNING, re.MULTILINE)
_LIKE_RESPONSE = re.compile(rb"[ \t]*HTTP/?[0-9.]*[ \t]+[0-9]", re.IGNORECASE)
_LIKE_REQUEST = re.compile(rb"[ \t]*[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}[ \t]+[!-~\x80-\xff]|[^\r\n]{0,16384}HTTP/[0-9]")
_EMPTY_LINES = re.compile(rb"(?:[ \t]*\r?\n)*")
_LATER = ("HTTP/2", "HTTP/3")
_BARE = frozenset({204, 304})
_ABSOLUTE = ("http://", "https://")
_NO_REQUEST = RequestMessage("", "", "", Fields(), content=None)


def request_of(raw: bytes, *, ended: bool = True) -> RequestMessage:
    """Return the request that `raw` is. Places in its flaws count from the beginning of `raw`.

    `ended` tells that nothing more comes: then what is missing at the end is a flaw.
    """
    return _request(raw, _Reading(0, len(raw), 0, as_text=False, ended=ended), None)[0]


def response_of(raw: bytes, method: str, *, ended: bool = True) -> ResponseMessage:
    """Return the response to a request with `method` that `raw` is, interim responses before it included.

    See `request_of`. Its `status` is 0 where the bytes are no response.
    """
    message, end = _response(raw, _Reading(0, len(raw), 0, as_text=False, ended=ended), method)
    after = _after_empty_lines(raw, end)
    if after == len(raw) or message.status < 200:
        return message
    flaw = Flaw(UNSOLICITED_BYTES, {}, after, len(raw))
    return replace(message, raw=raw, flaws=(*message.flaws, flaw))


def exchanges_of(text: bytes) -> Journey:
    """Return the exchanges in `text`: requests and responses one after another, or what ``curl -v`` wrote.

    Where every line ends with LF alone, the line ends were lost when it was pasted, and are no flaw. A response without
    a request is an exchange whose request has neither method nor target.
    """
    return _of_curl(text) if is_curl_output(text) else _of_messages(text)


def is_like_messages(text: bytes) -> bool:
    """Tell whether `text`, however broken, begins like a message, or has one further on; emptiness counts as none."""
    start = _after_empty_lines(text, 0)
    if start == len(text) or is_curl_output(text):
        return True
    return any(each.match(text, start) for each in (_LIKE_RESPONSE, _LIKE_REQUEST)) or bool(_START.search(text))


# -- messages one after another ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a message is read: from `start` to `end` of the bytes; its own begin at `base`. See `Span`."""

    start: int
    end: int
    base: int
    as_text: bool
    ended: bool

    def span(self, data: bytes) -> Span:
        """Return what there is to read of `data`."""
        return Span(data, self.end, self.as_text, self.ended)


def _of_messages(text: bytes) -> Journey:
    as_text = b"\r\n" not in text
    found: list[Exchange] = []
    place = _after_empty_lines(text, 0)
    while place < len(text):
        end = _next_start(text, place) if as_text else len(text)
        reading = _Reading(place, end, place, as_text=as_text, ended=True)
        waiting = bool(found) and found[-1].response is None
        if _LIKE_RESPONSE.match(text, place):
            method = found[-1].request.method if waiting else ""
            response, read_to = _response(text, reading, method)
            if waiting:
                found[-1] = replace(found[-1], response=response)
            else:
                found.append(Exchange(_NO_REQUEST, response))
        else:
            request, read_to = _request(text, reading, None)
            found.append(Exchange(request))
        place = _after_empty_lines(text, max(read_to, place + 1))
    return tuple(found)


def _after_empty_lines(text: bytes, place: int) -> int:
    lines = _EMPTY_LINES.match(text, place)
    return place if lines is None else lines.end()


def _next_start(text: bytes, place: int) -> int:
    """Return where the message after the one at `place` begins, as far as its first line tells."""
    line_end = text.find(b"\n", place)
    following = None if line_end < 0 else _START.search(text, line_end + 1)
    return len(text) if following is None else following.start()


def _request(data: bytes, reading: _Reading, scheme: str | None) -> tuple[RequestMessage, int]:
    """Return the request and where it ends."""
    flaws = Flaws(reading.base)
    head = read_head(data, reading.start, reading.end, flaws, as_text=reading.as_text, ended=reading.ended)
    line = request_line(head, flaws)
    body = read_body(_framing_head(head, line.version), reading.span(data), flaws, minor=1, otherwise=Framing.NONE)
    if body.framing is Framing.NONE and head.complete:
        body = _stray(data, reading, body)
        if body.data:
            flaws.add(CONTENT_LONGER_THAN_DECLARED, head.end, body.end, declared=0)
    content = decoded(body, head, flaws, as_text=reading.as_text).content
    _check_host(head, line, flaws)
    raw = data[reading.base : body.end]
    return _request_message(head, line, content, raw, flaws, scheme), body.end


def _request_message(
    head: Head, line: RequestLine, content: bytes | None, raw: bytes, flaws: Flaws, scheme: str | None
) -> RequestMessage:
    fields = head.fields
    known = "https" if line.version.startswith(_LATER) else scheme
    return RequestMessage(
        method=line.method,
        target=line.target,
        version=line.version,
        fields=fields,
        url=_url(line.target, fields.get("host", ""), known),
        content=content,
        raw=raw,
        flaws=tuple(flaws.found),
    )


def _check_host(head: Head, line: RequestLine, flaws: Flaws) -> None:
    values = head.values(b"host")
    if not values and line.version == "HTTP/1.1":
        flaws.add(HOST_MISSING, head.start, head.start + len(head.line))
    elif len(values) > 1:
        flaws.add(HOST_REPEATED, *head.place(b"host"), count=len(values))
    elif values and not _is_host(values[0]):
        flaws.add(HOST_SYNTAX, *head.place(b"host"))
    elif values and line.target.startswith(_ABSOLUTE):
        url = _parsed(line.target)
        if url is not None and url.host_field != values[0].lower():
            flaws.add(HOST_MISMATCH, *head.place(b"host"))


def _is_host(value: bytes) -> bool:
    try:
        return bool(parse_host_field(value.decode("latin-1"))[0])
    except InvalidURL:
        return False


def _url(target: str, host: str, scheme: str | None) -> URL | None:
    if target.startswith(_ABSOLUTE):
        return _parsed(target)
    return _parsed(f"{scheme}://{host}{target}") if scheme and host and target.startswith("/") else None


def _parsed(text: str) -> URL | None:
    try:
        return URL.parse(text)
    except InvalidURL:
        return None


def _response(data: bytes, reading: _Reading, method: str) -> tuple[ResponseMessage, int]:
    """Return the response, with the interim ones before it, and where it ends."""
    flaws, interim = Flaws(reading.base), list[Interim]()
    while True:
        head = read_head(data, reading.start, reading.end, flaws, as_text=reading.as_text, ended=reading.ended)
        line = status_line(head, flaws)
        start = _after_empty_lines(data, head.end)
        if not _is_interim(line) or not _LIKE_RESPONSE.match(data, start):
            break
        interim.append(Interim(line.status, line.reason, head.fields))
        reading = replace(reading, start=start, end=_next_start(data, start) if reading.as_text else reading.end)
    body = _body_of_response(data, reading, method, head, line, flaws)
    unpacked = decoded(body, head, flaws, as_text=reading.as_text)
    end = body.end if reading.as_text else _take_unsolicited(data, reading, body, flaws)
    message = _response_message(head, line, body, unpacked, data[reading.base : end], flaws)
    return replace(message, interim=tuple(interim), encoded_size=_size(message, body, ended=reading.ended)), end


def _is_interim(line: StatusLine) -> bool:
    return 100 <= line.status <= 199 and line.status != 101


def _body_of_response(data: bytes, reading: _Reading, method: str, head: Head, line: StatusLine, flaws: Flaws) -> Body:
    nothing = Body(b"", head.end, Framing.NONE, True, Fields())
    if not head.complete:
        return replace(nothing, end=reading.end, complete=False if reading.ended else None)
    if line.status in (0, 101) or (method == "CONNECT" and 200 <= line.status <= 299):
        return replace(nothing, end=reading.end)
    if _is_interim(line):
        return nothing
    if method == "HEAD" or line.status in _BARE:
        return _stray(data, reading, nothing)
    minor = 0 if line.version == "HTTP/1.0" else 1
    return read_body(_framing_head(head, line.version), reading.span(data), flaws, minor=minor, otherwise=Framing.CLOSE)


def _framing_head(head: Head, version: str) -> Head:
    """Return `head` with what frames the content: from HTTP/2 on, that is never a transfer coding."""
    if not version.startswith(_LATER):
        return head
    return replace(head, lines=tuple(line for line in head.lines if line.name.lower() != b"transfer-encoding"))


def _stray(data: bytes, reading: _Reading, body: Body) -> Body:
    """Return what follows where no content is due and that begins no message: somebody meant it to be content."""
    start = _after_empty_lines(data, body.end)
    if start >= reading.end or _MESSAGE.match(data, start) or _LIKE_RESPONSE.match(data, start):
        return body
    following = _START.search(data, start, reading.end)
    end = reading.end if following is None else following.start()
    return replace(body, data=data[body.end : end], end=end)


def _take_unsolicited(data: bytes, reading: _Reading, body: Body, flaws: Flaws) -> int:
    """Return where a response ends; what follows it and is no message is a flaw of it."""
    if body.framing not in (Framing.LENGTH, Framing.CHUNKED) or body.complete is not True:
        return body.end
    start = _after_empty_lines(data, body.end)
    if start >= reading.end or _MESSAGE.match(data, start):
        return body.end
    following = _START.search(data, start, reading.end)
    end = reading.end if following is None else following.start()
    if body.framing is Framing.LENGTH:
        flaws.add(CONTENT_LONGER_THAN_DECLARED, body.end, end, declared=len(body.data))
    else:
        flaws.add(UNSOLICITED_BYTES, body.end, end)
    return end


def _size(message: ResponseMessage, body: Body, *, ended: bool) -> int | None:
    """Return how many bytes of content there were: as many as declared where lost line ends explain the difference."""
    if body.complete and body.framing is Framing.LENGTH:
        return message.declared
    return len(body.data) if ended or body.complete else None


def _response_message(
    head: Head, line: StatusLine, body: Body, unpacked: Decoded, raw: bytes, flaws: Flaws
) -> ResponseMessage:
    return ResponseMessage(
        status=line.status,
        reason=line.reason,
        version=line.version,
        fields=head.fields,
        content=unpacked.content,
        framing=body.framing,
        complete=body.complete,
        content_cut=unpacked.cut,
        trailers=body.trailers,
        raw=raw,
        flaws=tuple(flaws.found),
    )


# -- what curl wrote ---------------------------------------------------------------------------------------------------


def _of_curl(text: bytes) -> Journey:
    found: list[Exchange] = []
    interim: list[Interim] = []
    for part in parts_of(text):
        if part.sent:
            found.append(Exchange(_shown_request(part)))
            interim.clear()
            continue
        response = _shown_response(part)
        if 100 <= response.status <= 199 and response.status != 101:
            interim.append(Interim(response.status, response.reason, response.fields))
            continue
        response = replace(response, interim=tuple(interim))
        if found and found[-1].response is None:
            found[-1] = replace(found[-1], response=response)
        else:
            found.append(Exchange(_NO_REQUEST, response))
    return _with_failure(found, failure_of(text))


def _with_failure(found: list[Exchange], words: str | None) -> Journey:
    """Return the exchanges, the last with what curl says of its failure where it got no response."""
    if words is None or (found and found[-1].response is not None):
        return tuple(found)
    last = found.pop() if found else Exchange(_NO_REQUEST)
    error: RequestError = ConnectionError(CURL_WITHOUT_RESPONSE, words=words)
    if "certificate" in words:
        error = TLSError(CURL_REFUSED_CERTIFICATE, words=words)
    error.unsent = last.request is _NO_REQUEST
    return (*found, replace(last, error=error))


def _shown_head(part: Part, flaws: Flaws) -> Head:
    return read_head(bytes(part.head), 0, len(part.head), flaws, as_text=True, ended=False)


def _shown_request(part: Part) -> RequestMessage:
    """Return a request as curl shows it: without its content."""
    flaws = Flaws(0)
    head = _shown_head(part, flaws)
    line = request_line(head, flaws)
    content = None if {b"content-length", b"transfer-encoding"} & {each.name.lower() for each in head.lines} else b""
    scheme = "https" if part.secure else "http"
    return _request_message(head, line, content, bytes(part.head), flaws, scheme)


def _shown_response(part: Part) -> ResponseMessage:
    """Return a response as curl shows it: its content without its framing, mixed with what else curl says."""
    flaws = Flaws(0)
    head = _shown_head(part, flaws)
    line = status_line(head, flaws)
    content = bytes(part.content)
    body = Body(content, len(part.head) + len(content), Framing.CLOSE, None, Fields())
    unpacked = Decoded(None) if head.values(b"content-encoding") or not content else Decoded(content)
    message = _response_message(head, line, body, unpacked, bytes(part.head) + content, flaws)
    return replace(message, framing=None)
