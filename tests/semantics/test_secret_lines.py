"""Secrets in messages on their way are written over, however the bytes are cut, and nothing else is touched."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.secret_lines import SecretLines

MESSAGE = (
    b"POST /login?user=ana&token=s3cr3t&page=2 HTTP/1.1\r\n"
    b"Host: example.test\r\n"
    b"AUTHORIZATION: Basic YW5hOmNsYXZl\r\n"
    b"Cookie:sid=1234; lang=es\r\n"
    b"X-Api-Key:\tk3y\r\n"
    b"Cookies-Are: fine\r\n"
    b"\r\n"
    b"name=ana"
)
SECRETS = (b"s3cr3t", b"YW5hOmNsYXZl", b"1234", b"k3y")


def masked(*pieces: bytes) -> bytes:
    lines = SecretLines()
    return b"".join(map(lines.mask, pieces))


def test_secret_values_are_asterisks_and_nothing_moves() -> None:
    shown = masked(MESSAGE)
    assert len(shown) == len(MESSAGE) and not any(secret in shown for secret in SECRETS)
    assert b"token=******&page=2 HTTP/1.1\r\n" in shown and b"user=ana" in shown
    assert b"AUTHORIZATION:" in shown and b"Cookies-Are: fine\r\n" in shown and shown.endswith(b"\r\n\r\nname=ana")


@given(st.lists(st.integers(0, len(MESSAGE)), max_size=8))
def test_however_the_bytes_are_cut_no_secret_shows(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(MESSAGE)]
    pieces = [MESSAGE[start:end] for start, end in pairwise(places)]
    shown = masked(*pieces)
    assert len(shown) == len(MESSAGE)
    assert not any(secret in shown for secret in SECRETS)
    assert shown.startswith(b"POST /login?user=ana") and shown.endswith(b"\r\n\r\nname=ana")


@given(st.binary(max_size=300))
def test_any_bytes_keep_their_number_and_their_line_ends(data: bytes) -> None:
    shown = masked(data)
    assert len(shown) == len(data) and shown.count(b"\n") == data.count(b"\n")


@pytest.mark.parametrize("line", [b"GET /a?b=c HTTP/1.1\r\n", b"x=y\r\n", b": token\r\n", b"Cookie\r\n"])
def test_what_is_no_secret_stays(line: bytes) -> None:
    assert masked(line) == line


@given(st.lists(st.sampled_from([b"Cookie: a", b"\r\n", b"X: y", b"b"]), max_size=12))
def test_a_piece_that_comes_again_means_what_it_means_there(pieces: list[bytes]) -> None:
    apart = (bytes([byte]) for byte in b"".join(pieces))
    assert masked(*pieces) == masked(*apart)
