"""Content codings, RFC 9110 §8.4.1: what is decoded, what is refused, and how little memory a bomb gets."""

from __future__ import annotations

import gzip
import itertools
import tracemalloc
import zlib
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antiphon.faults import ContentTooLarge, DecodingError, UsageError
from antiphon.semantics.codings import (
    ACCEPT_ENCODING,
    PIECE,
    Decoder,
    DecodingLimits,
    codings_of,
    decoder_for,
    encoder_for,
)

CODINGS = ["gzip", "deflate", "br", "zstd"]
UNLIMITED = DecodingLimits(max_ratio=None)
MIB = 1024 * 1024
CUTS = st.lists(st.integers(0, 10**6), max_size=8)


def encode(coding: str, data: bytes) -> bytes:
    encoder = encoder_for(coding)
    return encoder.feed(data) + encoder.finish()


def decoder(coding: str, limits: DecodingLimits = UNLIMITED) -> Decoder:
    made = decoder_for(coding, limits)
    assert made is not None
    return made


def decode(coding: str, parts: Iterable[bytes], limits: DecodingLimits = UNLIMITED) -> bytes:
    made = decoder(coding, limits)
    return b"".join(made.feed(part) for part in parts) + made.finish()


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(DecodingError) as caught:
        action()
    assert str(caught.value)
    assert caught.value.explanation("es")
    return caught.value.fault.code


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


def zstd_frame(*blocks: bytes, descriptor: int = 0x00, rest: bytes = b"\x58") -> bytes:
    return b"\x28\xb5\x2f\xfd" + bytes([descriptor]) + rest + b"".join(blocks)


def zstd_block(kind: int, size: int, content: bytes, last: bool = False) -> bytes:
    return (size << 3 | kind << 1 | last).to_bytes(3, "little") + content


@pytest.mark.parametrize("coding", [*CODINGS, "x-gzip", "GZIP"])
def test_every_coding_decodes_what_was_encoded(coding: str) -> None:
    data = b"to be or not to be, " * 10_000
    encoded = encode(coding.lower().removeprefix("x-"), data)
    assert decode(coding, [encoded]) == data
    assert decode(coding, [encoded[i : i + 1] for i in range(len(encoded))]) == data


@pytest.mark.parametrize("coding", CODINGS)
@given(data=st.binary(max_size=5000), repeat=st.integers(1, 50), cuts=CUTS)
@settings(max_examples=60, deadline=None)
def test_random_splits_decode_the_same(coding: str, data: bytes, repeat: int, cuts: list[int]) -> None:
    content = data * repeat
    assert decode(coding, split(encode(coding, content), cuts)) == content


@given(
    codings=st.lists(st.sampled_from(CODINGS), min_size=1, max_size=5),
    data=st.binary(max_size=3000),
    cuts=CUTS,
)
@settings(max_examples=60, deadline=None)
def test_chains_are_undone_in_reverse_order_rfc9110_8_4(codings: list[str], data: bytes, cuts: list[int]) -> None:
    encoded = data
    for coding in codings:
        encoded = encode(coding, encoded)
    assert decode(", ".join(codings), split(encoded, cuts)) == data


@pytest.mark.parametrize("coding", CODINGS)
@given(noise=st.binary(max_size=2000), cuts=CUTS)
@settings(max_examples=100, deadline=None)
def test_noise_raises_nothing_but_decoding_errors(coding: str, noise: bytes, cuts: list[int]) -> None:
    try:
        decode(coding, split(noise, cuts))
    except DecodingError as error:
        assert str(error)


@pytest.mark.parametrize("coding", CODINGS)
@given(flip=st.integers(0, 10**6), value=st.integers(1, 255))
@settings(max_examples=80, deadline=None)
def test_a_damaged_byte_raises_nothing_but_decoding_errors(coding: str, flip: int, value: int) -> None:
    encoded = bytearray(encode(coding, bytes(range(256)) * 20))
    encoded[flip % len(encoded)] ^= value
    try:
        decode(coding, [bytes(encoded)])
    except DecodingError as error:
        assert str(error)


@pytest.mark.parametrize("coding", CODINGS)
def test_content_cut_short_is_a_fault_at_every_length(coding: str) -> None:
    encoded = encode(coding, b"some content that is cut short")
    for length in range(1, len(encoded)):
        assert code_of(lambda end=length: decode(coding, [encoded[:end]])) == "coding-truncated"  # type: ignore[misc]


@pytest.mark.parametrize("coding", CODINGS)
def test_no_content_at_all_is_complete(coding: str) -> None:
    assert decode(coding, []) == b""
    assert decode(coding, [b""]) == b""


@pytest.mark.parametrize("coding", CODINGS)
def test_bytes_after_the_end_are_a_fault(coding: str) -> None:
    encoded = encode(coding, b"content")
    assert code_of(lambda: decode(coding, [encoded, b"garbage"])) == "coding-trailing-data"
    # The brotli library does not say whether it failed before or after the end.
    expected = {"br": "coding-broken"}.get(coding, "coding-trailing-data")
    assert code_of(lambda: decode(coding, [encoded + b"garbage"])) == expected


@pytest.mark.parametrize("coding", CODINGS)
def test_content_that_is_not_encoded_is_a_fault(coding: str) -> None:
    assert code_of(lambda: decode(coding, [b"<!doctype html><title>plain</title>"])) == "coding-broken"


def test_deflate_may_come_without_its_zlib_wrapping() -> None:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = compressor.compress(b"bare" * 1000) + compressor.flush()
    assert decode("deflate", [raw]) == b"bare" * 1000
    assert decode("deflate", [raw[i : i + 1] for i in range(len(raw))]) == b"bare" * 1000


def test_gzip_members_follow_each_other_rfc1952_2_2() -> None:
    encoded = gzip.compress(b"one ") + gzip.compress(b"") + gzip.compress(b"two")
    assert decode("gzip", [encoded]) == b"one two"
    assert decode("gzip", [encoded[i : i + 1] for i in range(len(encoded))]) == b"one two"


def test_gzip_padding_of_zeros_is_ignored() -> None:
    padded = gzip.compress(b"content") + bytes(40_000)
    assert decode("gzip", [padded]) == b"content"
    assert decode("gzip", [padded, bytes(3)]) == b"content"
    assert code_of(lambda: decode("gzip", [padded + gzip.compress(b"more")])) == "coding-trailing-data"


def test_many_empty_gzip_members_cost_linear_work() -> None:
    encoded = gzip.compress(b"") * 20_000
    assert decode("gzip", [encoded]) == b""


def test_zstd_frames_follow_each_other_and_skippable_ones_are_skipped_rfc8878_3_1() -> None:
    skippable = b"\x5a\x2a\x4d\x18" + (100_000).to_bytes(4, "little") + bytes(100_000)
    empty_skippable = b"\x50\x2a\x4d\x18" + bytes(4)
    encoded = skippable + encode("zstd", b"one ") + empty_skippable + encode("zstd", b"two")
    assert decode("zstd", [encoded]) == b"one two"
    assert decode("zstd", [encoded[i : i + 1] for i in range(len(encoded))]) == b"one two"


def test_zstd_checksum_and_known_size_are_understood() -> None:
    zstandard = pytest.importorskip("zstandard")
    for size in (0, 200, 255, 256, 70_000, 3_000_000):
        data = bytes(size)
        encoded = zstandard.ZstdCompressor(write_checksum=True).compress(data)
        assert decode("zstd", [encoded]) == data


def test_zstd_windows_above_8_mb_are_refused_rfc9659() -> None:
    window_of_16_mb = bytes([14 << 3])
    assert code_of(lambda: decode("zstd", [zstd_frame(rest=window_of_16_mb)])) == "coding-window-too-large"
    segment_of_16_mb = (16 * MIB).to_bytes(8, "little")
    single = zstd_frame(descriptor=0xE0, rest=segment_of_16_mb)
    assert code_of(lambda: decode("zstd", [single])) == "coding-window-too-large"


def test_zstd_blocks_above_128_kib_are_refused_before_they_are_kept() -> None:
    made = decoder("zstd")
    assert code_of(lambda: made.feed(zstd_frame(zstd_block(0, 2 * MIB - 1, b"")))) == "coding-broken"


def gzip_bomb() -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    chunk = bytes(MIB)
    return b"".join([*(compressor.compress(chunk) for _ in range(200)), compressor.flush()])


def brotli_bomb() -> bytes:
    encoder = encoder_for("br")
    chunk = bytes(MIB)
    return b"".join([*(encoder.feed(chunk) for _ in range(200)), encoder.finish()])


def zstd_bomb() -> bytes:
    blocks = [zstd_block(1, 128 * 1024, b"\0")] * 1600
    return zstd_frame(*blocks, zstd_block(0, 0, b"", last=True))


BOMBS = {"gzip": gzip_bomb(), "br": brotli_bomb(), "zstd": zstd_bomb()}


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_gives_small_pieces_and_can_be_left(coding: str) -> None:
    tracemalloc.start()
    try:
        made = decoder(coding)
        pieces = made.pieces(BOMBS[coding])
        assert all(0 < len(next(pieces)) <= PIECE for _ in range(500))
        assert tracemalloc.get_traced_memory()[1] < 2 * MIB
    finally:
        tracemalloc.stop()
    assert code_of(lambda: made.feed(b"")) == "decoder-stopped"


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_stops_at_the_limit_of_decoded_bytes(coding: str) -> None:
    made = decoder(coding, DecodingLimits(max_size=3 * MIB, max_ratio=None))
    tracemalloc.start()
    try:
        with pytest.raises(ContentTooLarge) as caught:
            made.feed(BOMBS[coding])
        assert tracemalloc.get_traced_memory()[1] < 10 * MIB
    finally:
        tracemalloc.stop()
    assert caught.value.fault.code == "decoded-too-large"
    assert code_of(lambda: made.feed(b"")) == "decoder-stopped"


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_stops_at_the_default_ratio(coding: str) -> None:
    produced = 0
    made = decoder(coding, DecodingLimits())
    with pytest.raises(ContentTooLarge) as caught:
        for start in range(0, len(BOMBS[coding]), 500):
            produced += len(made.feed(BOMBS[coding][start : start + 500]))
    assert caught.value.fault.code == "decoded-ratio-too-large"
    assert produced <= max(MIB, 500 * len(BOMBS[coding]))


def test_a_bomb_inside_a_bomb_is_counted_at_every_stage() -> None:
    nothing_inside = encode("gzip", gzip.compress(b"") * 500_000)
    made = decoder("gzip, gzip", DecodingLimits(max_size=1000, max_ratio=None))
    assert code_of(lambda: made.feed(nothing_inside)) == "decoded-too-large"


def test_the_limit_of_decoded_bytes_is_exact() -> None:
    data = bytes(range(250)) * 4
    limits = DecodingLimits(max_size=1000)
    assert decode("gzip", [encode("gzip", data)], limits) == data
    assert decode("gzip, br", [encode("br", encode("gzip", data))], limits) == data
    too_much = encode("gzip", data + b"x")
    assert code_of(lambda: decode("gzip", [too_much], limits)) == "decoded-too-large"


def test_small_content_may_compress_very_well() -> None:
    data = bytes(MIB)
    assert decode("br", [encode("br", data)], DecodingLimits()) == data


@pytest.mark.parametrize("nothing", ["", "identity", " , identity,", []])
def test_identity_needs_no_decoder(nothing: str | list[str]) -> None:
    assert decoder_for(nothing) is None


def test_field_lines_and_their_members_are_one_list_rfc9110_5_3() -> None:
    assert codings_of(["GZip , br", "identity", "zstd\t"]) == ["gzip", "br", "zstd"]


def test_unknown_codings_are_refused() -> None:
    assert code_of(lambda: decoder_for("gzip, compress")) == "coding-unknown"
    with pytest.raises(UsageError):
        encoder_for("compress")


def test_more_codings_than_the_limit_are_refused() -> None:
    assert decoder_for(["gzip"] * 5) is not None
    assert code_of(lambda: decoder_for(["gzip"] * 6)) == "coding-chain-too-long"


def test_accept_encoding_names_what_is_decoded() -> None:
    assert ACCEPT_ENCODING.split(", ") == CODINGS
    assert all(decoder_for(coding) for coding in ACCEPT_ENCODING.split(", "))


@pytest.mark.parametrize("coding", CODINGS)
def test_a_flush_lets_the_receiver_decode_what_was_fed(coding: str) -> None:
    encoder, made = encoder_for(coding), decoder(coding)
    assert made.feed(encoder.feed(b"data: one\n\n") + encoder.flush()) == b"data: one\n\n"
    assert made.feed(encoder.feed(b"data: two\n\n") + encoder.flush()) == b"data: two\n\n"
    assert made.feed(encoder.finish()) == b""
    assert made.finish() == b""


def test_a_decoder_is_used_once() -> None:
    made = decoder("gzip")
    made.feed(gzip.compress(b"content"))
    made.finish()
    assert code_of(lambda: made.feed(b"")) == "decoder-stopped"
    assert code_of(made.finish) == "decoder-stopped"
