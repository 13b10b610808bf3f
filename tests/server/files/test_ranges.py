"""Ranges of files (RFC 9110 §14)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from .serving import ask, code, get, make, serving

CONTENT = os.urandom(700_000)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-9", 5, 9),
        ("bytes=-4", 699_996, 699_999),
        ("bytes=699999-", 699_999, 699_999),
        ("bytes=100-599999", 100, 599_999),
        ("bytes=650000-9999999", 650_000, 699_999),
        ("bytes=0-4,5-9", 0, 9),
    ],
)
def test_one_range_is_sent_as_206(tmp_path: Path, asked: str, first: int, last: int) -> None:
    make(tmp_path / "file.bin", CONTENT)
    with serving(tmp_path) as server:
        answer = get(server, "/file.bin", Range=asked)
        assert answer.status == 206 and answer.content == CONTENT[first : last + 1]
        assert answer.fields["content-range"] == f"bytes {first}-{last}/700000"
        assert ask(server, "HEAD", "/file.bin", Range=asked).status == 200  # Range is defined for GET alone


def test_several_ranges_are_sent_in_parts(tmp_path: Path) -> None:
    make(tmp_path / "file.txt", CONTENT)
    with serving(tmp_path) as server:
        answer = get(server, "/file.txt", Range="bytes=0-299999,400000-400001,-3")
        assert answer.status == 206 and "content-range" not in answer.fields
        found = re.fullmatch(r"multipart/byteranges; boundary=([0-9a-f]+)", answer.fields["content-type"])
        assert found is not None
        _, *parts, end = answer.content.split(f"\r\n--{found[1]}".encode())
        assert end == b"--\r\n"
        heads, contents = zip(*[part.split(b"\r\n\r\n", 1) for part in parts], strict=True)
        assert contents == (CONTENT[:300_000], CONTENT[400_000:400_002], CONTENT[-3:])
        assert heads[0] == b"\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 0-299999/700000"


def test_a_range_beyond_the_file_is_416(tmp_path: Path) -> None:
    make(tmp_path / "file.bin", b"12345")
    make(tmp_path / "empty")
    with serving(tmp_path) as server:
        answer = get(server, "/file.bin", Range="bytes=5-")
        assert answer.status == 416 and answer.fields["content-range"] == "bytes */5"
        assert code(answer) == "range-unsatisfiable"
        assert get(server, "/empty", Range="bytes=0-").status == 416
        assert get(server, "/empty", Range="bytes=-5").status == 200


@pytest.mark.parametrize("asked", ["bytes=a-b", "lines=1-2", "bytes=3-1", "bytes=" + "0-0,2-2," * 40])
def test_a_range_that_means_nothing_is_answered_with_everything(tmp_path: Path, asked: str) -> None:
    make(tmp_path / "file.bin", b"12345")
    with serving(tmp_path) as server:
        answer = get(server, "/file.bin", Range=asked)
        assert answer.status in (200, 206)
        if answer.status == 206:  # forty times the same two bytes are two
            assert "0-0,2-2" in asked
        else:
            assert answer.content == b"12345"


def test_if_range_keeps_parts_of_two_versions_apart(tmp_path: Path) -> None:
    make(tmp_path / "file.bin", b"12345")
    with serving(tmp_path) as server:
        fields = get(server, "/file.bin").fields
        for holds in (fields["etag"], fields["last-modified"]):
            assert get(server, "/file.bin", Range="bytes=1-2", If_Range=holds).content == b"23"
        for fails in ('"x"', f"W/{fields['etag']}", "Tue, 14 Nov 2023 22:13:21 GMT"):
            assert get(server, "/file.bin", Range="bytes=1-2", If_Range=fails).status == 200
        # A condition that fails is stronger than a range that is beyond the file.
        assert get(server, "/file.bin", Range="bytes=9-", If_None_Match=fields["etag"]).status == 304


def test_ranges_are_of_the_coded_neighbour_where_that_is_sent(tmp_path: Path) -> None:
    make(tmp_path / "app.js", b"plain")
    make(tmp_path / "app.js.br", b"abcdef")
    with serving(tmp_path) as server:
        answer = get(server, "/app.js", Accept_Encoding="br", Range="bytes=1-2")
        assert (answer.content, answer.fields["content-encoding"]) == (b"bc", "br")
        assert answer.fields["content-range"] == "bytes 1-2/6"
