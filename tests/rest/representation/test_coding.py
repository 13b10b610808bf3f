"""Which answers are compressed, how, and what their fields say then (RFC 9110 §8.4, §8.8.3.3, §12.5.3)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from antiphon.rest.representation.coding import (
    LEAST_SIZE,
    coded,
    coded_tag,
    coding_for,
    encoded,
    encoded_pieces,
    is_compressible,
)
from antiphon.semantics.codings import decoder_for
from antiphon.semantics.fields import Fields
from antiphon.semantics.validators import EntityTag
from antiphon.server.handler import Content, Response

LARGE = b'{"name": "tea"}' * 2000
BROWSER = "gzip, deflate, br, zstd"


def _decoded(content: bytes, coding: str) -> bytes:
    decoder = decoder_for(coding)
    assert decoder is not None
    return decoder.feed(content) + decoder.finish()


def _answer(content: Content, *fields: tuple[str, str]) -> Response:
    return Response(200, Fields([("content-type", "application/json"), *fields]), content)


def _whole(content: Content) -> bytes:
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (b"application/json", True),
        (b"Text/CSV; charset=utf-8", True),
        (b"application/problem+json", True),
        (b"image/png", False),
        (b"text/event-stream", False),
        (b"application/octet-stream", False),
        (b"", False),
    ],
)
def test_only_types_that_get_smaller_are_compressed(content_type: bytes, expected: bool) -> None:
    assert is_compressible(content_type) is expected


@pytest.mark.parametrize(
    ("accept_encoding", "size", "coding"),
    [
        (None, 100_000, "identity"),
        ("", 100_000, "identity"),
        ("identity", 100_000, "identity"),
        ("gzip", 100_000, "gzip"),
        ("gzip", LEAST_SIZE - 1, "identity"),
        ("gzip", LEAST_SIZE, "gzip"),
        (BROWSER, 2_000, "gzip"),
        (BROWSER, 100_000, "zstd"),
        (BROWSER, None, "zstd"),
        ("br", 2_000, "br"),
        ("gzip;q=1, zstd;q=0.5", 100_000, "gzip"),
        ("gzip;q=0", 100_000, "identity"),
        ("compress", 100_000, "identity"),
        ("*", 2_000, "gzip"),
        ("gzip, identity;q=0", 10, "gzip"),
        ("identity;q=0, compress", 100_000, "identity"),
        ("*;q=0", 100_000, "identity"),
    ],
)
def test_the_client_chooses_the_coding_rfc_9110_12_5_3(accept_encoding: str | None, size: int, coding: str) -> None:
    assert coding_for(accept_encoding, size) == coding


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_encoded_content_decodes(coding: str) -> None:
    assert _decoded(encoded(LARGE, coding), coding) == LARGE
    assert encoded(LARGE, coding) == encoded(LARGE, coding)


def test_identity_is_no_coding() -> None:
    assert encoded(LARGE, "identity") is LARGE


def test_each_coding_has_a_tag_of_its_own_rfc_9110_8_8_3_3() -> None:
    assert str(coded_tag(EntityTag("abc"), "gzip")) == '"abc-gzip"'
    assert str(coded_tag(EntityTag("abc", weak=True), "zstd")) == 'W/"abc-zstd"'
    assert str(coded_tag(EntityTag("abc"), "identity")) == '"abc"'


def test_an_answer_says_how_it_is_coded() -> None:
    answer = coded(_answer(LARGE, ("etag", '"abc"'), ("vary", "Accept")), "gzip")
    assert answer.fields["content-encoding"] == "gzip"
    assert answer.fields["etag"] == '"abc-gzip"'
    assert answer.fields["vary"] == "Accept, Accept-Encoding"
    assert _decoded(_whole(answer.content), "gzip") == LARGE


@pytest.mark.parametrize("content", [LARGE, b"{}"])
def test_vary_names_accept_encoding_even_without_a_coding_rfc_9110_12_5_5(content: bytes) -> None:
    answer = coded(_answer(content), None)
    assert answer.content is content
    assert answer.fields["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer.fields


@pytest.mark.parametrize("vary", ["*", "accept-encoding", "Accept, Accept-Encoding, Prefer"])
def test_vary_says_it_once(vary: str) -> None:
    assert coded(_answer(LARGE, ("vary", vary)), "gzip").fields.get_all("vary") == [vary]


@pytest.mark.parametrize(
    "field", [("content-encoding", "gzip"), ("content-range", "bytes 0-9/20"), ("content-type", "image/png")]
)
def test_what_is_coded_a_part_or_a_picture_stays_as_it_is(field: tuple[str, str]) -> None:
    answer = Response(200, Fields([field]), LARGE)
    assert coded(answer, "gzip") is answer


def test_the_answer_that_was_given_is_not_changed() -> None:
    answer = _answer(LARGE, ("etag", '"abc"'))
    coded(answer, "gzip")
    assert answer.fields == {"content-type": "application/json", "etag": '"abc"'}


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_stream_is_coded_as_it_goes(coding: str) -> None:
    def plain() -> Iterator[bytes]:
        yield from (LARGE, b"", LARGE)

    async def asynchronous() -> AsyncIterator[bytes]:
        for piece in plain():
            yield piece

    async def whole(pieces: Iterator[bytes] | AsyncIterator[bytes]) -> bytes:
        return b"".join([piece async for piece in encoded_pieces(pieces, coding)])

    assert _decoded(asyncio.run(whole(plain())), coding) == LARGE * 2
    assert _decoded(asyncio.run(whole(asynchronous())), coding) == LARGE * 2


def test_a_streamed_answer_is_coded() -> None:
    answer = coded(_answer(iter([LARGE])), BROWSER)
    assert answer.fields["content-encoding"] == "zstd"

    async def whole() -> bytes:
        assert isinstance(answer.content, AsyncIterator)
        return b"".join([piece async for piece in answer.content])

    assert _decoded(asyncio.run(whole()), "zstd") == LARGE
