"""The content of a message, read as far as it goes: framing, chunks, content codings (RFC 9112 §6, §7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...faults import AntiphonError, ContentTooLarge, ProtocolError
from ...faults.message import (
    CHUNK_END,
    CHUNK_LINE,
    CHUNK_SIZE,
    CONTENT_LONGER_THAN_DECLARED,
    INCOMPLETE_CONTENT,
    INCOMPLETE_MESSAGE,
    LENGTH_AND_CODING,
)
from ...semantics.codings import DecodingLimits, decoder_for
from ...semantics.fields import Fields
from ...wire.h1.framing import check_transfer_coding, content_length
from ..exchange import Framing
from .flaws import Flaws
from .head import Head, read_head

MOST_DECODED = 16 * 1024 * 1024
"""How many bytes content is decoded to."""

_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(;[^\r\n]*)?\r?\n")
_PLAIN = re.compile(rb"[0-9]{1,18}")
_RESPONSE = re.compile(rb"HTTP/[0-9](?:\.[0-9])? [0-9]{3}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Body:
    """Content with its codings on: where it ends in what is read, and what is known of how it came."""

    data: bytes
    end: int
    framing: Framing
    complete: bool | None
    trailers: Fields


@dataclass(frozen=True, slots=True)
class Span:
    """What there is to read for one message: its bytes up to `end`. See `read_head` for the rest."""

    data: bytes
    end: int
    as_text: bool
    ended: bool


def read_body(head: Head, span: Span, flaws: Flaws, *, minor: int, otherwise: Framing) -> Body:
    """Return the content after `head`; `otherwise` is how it is framed where nothing says so."""
    if not head.complete:
        return Body(b"", span.end, Framing.NONE, False if span.ended else None, Fields())
    codings, lengths = head.values(b"transfer-encoding"), head.values(b"content-length")
    if codings and lengths:
        flaws.add(LENGTH_AND_CODING, *head.place(b"content-length"))
    if codings:
        _check_codings(head, codings, minor, flaws)
        last = codings[-1].rpartition(b",")[2].strip(b" \t").lower()
        return _chunked(head, span, flaws) if last == b"chunked" else _to_end(head, span)
    length = _length(head, lengths, flaws) if lengths else None
    if length is not None:
        return _counted(head, span, flaws, length)
    if otherwise is Framing.NONE:
        return Body(b"", head.end, Framing.NONE, True, Fields())
    return _to_end(head, span)


def _check_codings(head: Head, codings: list[bytes], minor: int, flaws: Flaws) -> None:
    try:
        check_transfer_coding(codings, minor)
    except ProtocolError as error:
        flaws.add_error(error, *head.place(b"transfer-encoding"))


def _length(head: Head, lengths: list[bytes], flaws: Flaws) -> int | None:
    """Return the length that is declared; where several are, the first that is a number."""
    try:
        return content_length(lengths, fold_equal=True)
    except ProtocolError as error:
        flaws.add_error(error, *head.place(b"content-length"))
    members = (member.strip(b" \t") for value in lengths for member in value.split(b","))
    return next((int(member) for member in members if _PLAIN.fullmatch(member)), None)


def _to_end(head: Head, span: Span) -> Body:
    data = span.data[head.end : span.end]
    return Body(data, span.end, Framing.CLOSE, None, Fields())


def _counted(head: Head, span: Span, flaws: Flaws, length: int) -> Body:
    if span.as_text:
        return _counted_text(head, span, flaws, length)
    end = min(head.end + length, span.end)
    received = end - head.end
    if received < length and span.ended:
        flaws.add(INCOMPLETE_CONTENT, end, end, received=received, declared=length)
    complete = received == length if span.ended or received == length else None
    return Body(span.data[head.end : end], end, Framing.LENGTH, complete, Fields())


def _counted_text(head: Head, span: Span, flaws: Flaws, length: int) -> Body:
    """Return content whose line ends may have been lost, or added: as much as that explains is no flaw."""
    data = span.data[head.end : span.end]
    if _RESPONSE.match(data, length):
        # Content without a line end, and the answer to it, pasted one behind the other.
        return Body(data[:length], head.end + length, Framing.LENGTH, True, Fields())
    least, most = len(data.rstrip(b"\r\n")), len(data) + data.count(b"\n")
    if length < least:
        flaws.add(CONTENT_LONGER_THAN_DECLARED, head.end, span.end, declared=length)
    elif length > most and span.ended:
        flaws.add(INCOMPLETE_CONTENT, span.end, span.end, received=len(data), declared=length)
    complete = None if not span.ended else least <= length <= most
    kept = data[:length] if complete else data.rstrip(b"\r\n")
    return Body(kept, span.end, Framing.LENGTH, complete, Fields())


def _chunked(head: Head, span: Span, flaws: Flaws) -> Body:
    """Return content in chunks (RFC 9112 §7.1); after a chunk that cannot be read, nothing tells what is content."""
    data, place, pieces = span.data, head.end, list[bytes]()
    while place < span.end:
        line = _CHUNK.match(data, place, span.end)
        if line is None:
            _note_chunk(head, span, place, flaws)
            return Body(b"".join(pieces), span.end, Framing.CHUNKED, False if span.ended else None, Fields())
        size, start = int(line[1], 16), line.end()
        if size == 0:
            return _trailers(pieces, span, start, flaws)
        pieces.append(data[start : min(start + size, span.end)])
        place = _after_chunk(head, span, start + size, flaws)
    if span.ended:
        flaws.add(INCOMPLETE_MESSAGE, span.end, span.end, received=sum(map(len, pieces)))
    return Body(b"".join(pieces), span.end, Framing.CHUNKED, False if span.ended else None, Fields())


def _note_chunk(head: Head, span: Span, place: int, flaws: Flaws) -> None:
    """Note what is wrong with the line of a chunk, unless it may only be cut off."""
    newline = span.data.find(b"\n", place, span.end)
    if newline < 0 and re.fullmatch(rb"[0-9A-Fa-f]{0,16}(?:[ \t]*;[^\r\n]*)?\r?", span.data[place : span.end]):
        if span.ended:
            flaws.add(INCOMPLETE_MESSAGE, span.end, span.end, received=place - head.end)
        return
    # Without more of them behind: a size of too many digits is wrong where it begins.
    digits = re.compile(rb"[0-9A-Fa-f]{1,16}(?![0-9A-Fa-f])").match(span.data, place, span.end)
    wrong = place if digits is None else digits.end()
    fault = CHUNK_SIZE if digits is None else CHUNK_LINE
    flaws.add(fault, wrong, min(wrong + 1, span.end), offset=wrong - head.end)


def _after_chunk(head: Head, span: Span, place: int, flaws: Flaws) -> int:
    """Return where the next chunk begins, noting where no line end comes first."""
    if place >= span.end:
        return span.end
    for line_end in (b"\r\n", b"\n") if span.as_text else (b"\r\n",):
        if span.data.startswith(line_end, place, span.end):
            return place + len(line_end)
    flaws.add(CHUNK_END, place, place + 1, offset=place - head.end)
    return place + 1 if span.data.startswith(b"\n", place) else place


def _trailers(pieces: list[bytes], span: Span, start: int, flaws: Flaws) -> Body:
    """Return the content, with the trailer section that begins at `start` (RFC 9112 §7.1.2)."""
    content = b"".join(pieces)
    for blank in (b"\r\n", b"\n"):
        if span.data.startswith(blank, start, span.end):
            return Body(content, start + len(blank), Framing.CHUNKED, True, Fields())
    if start >= span.end:
        if span.ended:
            flaws.add(INCOMPLETE_MESSAGE, span.end, span.end, received=len(content))
        return Body(content, span.end, Framing.CHUNKED, False if span.ended else None, Fields())
    # A head begins with a line that is none of its fields: here that is the line of the last chunk.
    line_start = span.data.rfind(b"\n", 0, start - 1) + 1
    head = read_head(span.data, line_start, span.end, flaws, as_text=True, ended=span.ended)
    return Body(content, head.end, Framing.CHUNKED, True, head.fields)


# -- content codings ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decoded:
    """Content without its codings, None where they cannot be undone; `cut` where it is more than is looked at."""

    content: bytes | None
    cut: bool = False


def decoded(body: Body, head: Head, flaws: Flaws, *, as_text: bool) -> Decoded:
    """Return the content of `body` as its Content-Encoding says (RFC 9110 §8.4); a coding that is broken is a flaw."""
    values = [value.decode("latin-1") for value in head.values(b"content-encoding")]
    try:
        decoder = decoder_for(values, DecodingLimits(max_size=MOST_DECODED)) if values else None
        if decoder is None or not body.data:
            return Decoded(body.data)
        if as_text:
            return Decoded(None)
        content = decoder.feed(body.data)
        if body.complete is not False:
            decoder.finish()
        return Decoded(content)
    except ContentTooLarge:
        return Decoded(None, cut=True)
    except AntiphonError as error:
        if body.complete is not None and not as_text:
            flaws.add(error.fault, head.end, head.end + len(body.data), **error.details)
        return Decoded(None)
