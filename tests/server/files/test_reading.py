"""GET and HEAD of files: validators, conditions, types and codings (RFC 9110 §8, §12, §13)."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from antiphon.semantics.validators import parse_entity_tag

from ..raw_client import connect
from .serving import LONG_AGO, ask, code, get, make, send, serving

OLD_DATE = "Tue, 14 Nov 2023 22:13:20 GMT"


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 300_000, 1_000_001])
def test_a_file_is_sent_as_it_is(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    make(tmp_path / "file.bin", content)
    with serving(tmp_path) as server, connect(server.port) as client:
        for _ in range(2):  # on one connection
            answer = send(client, "GET", "/file.bin")
            assert (answer.status, answer.content) == (200, content)
        fields = answer.fields
        assert fields["content-length"] == str(size) and fields["content-type"] == "application/octet-stream"
        assert fields["accept-ranges"] == "bytes" and fields["x-content-type-options"] == "nosniff"
        bare = send(client, "HEAD", "/file.bin")
        assert {name: value for name, value in bare.fields.items() if name != "date"} == {
            name: value for name, value in fields.items() if name != "date"
        }


def test_a_file_has_a_strong_entity_tag_and_its_date(tmp_path: Path) -> None:
    make(tmp_path / "a.txt", "one")
    with serving(tmp_path) as server:
        first = get(server, "/a.txt").fields
        tag = parse_entity_tag(first["etag"])
        assert tag is not None and not tag.weak and first["last-modified"] == OLD_DATE
        assert get(server, "/a.txt").fields["etag"] == first["etag"]
        # The same size and the same date: the inode's own time tells.
        make(tmp_path / "a.txt", "two")
        assert get(server, "/a.txt").fields["etag"] != first["etag"]


def test_conditions_are_evaluated_in_order(tmp_path: Path) -> None:
    make(tmp_path / "a.txt", "one")
    with serving(tmp_path) as server:
        tag = get(server, "/a.txt").fields["etag"]
        same = get(server, "/a.txt", If_None_Match=f'"x", W/{tag}')
        assert (same.status, same.content, same.fields["etag"]) == (304, b"", tag)
        assert {"cache-control", "vary", "date", "last-modified"} <= set(same.fields)
        assert get(server, "/a.txt", If_None_Match='"x"', If_Modified_Since=OLD_DATE).status == 200
        assert get(server, "/a.txt", If_Modified_Since=OLD_DATE).status == 304
        assert get(server, "/a.txt", If_Modified_Since="Tue, 14 Nov 2023 22:13:19 GMT").status == 200
        failed = get(server, "/a.txt", If_Match='"x"')
        assert failed.status == 412 and failed.fields["etag"] == tag and code(failed) == "precondition-failed"
        assert get(server, "/a.txt", If_Unmodified_Since="Tue, 14 Nov 2023 22:13:19 GMT").status == 412


def test_a_file_of_this_moment_has_no_date_that_might_be_later_than_the_answer(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for moment in (0, 10**9):
            (tmp_path / "new.txt").write_text("new")
            if moment:
                os.utime(tmp_path / "new.txt", (LONG_AGO + moment, LONG_AGO + moment))
            answer = get(server, "/new.txt")
            assert answer.status == 200 and "last-modified" not in answer.fields
            assert get(server, "/new.txt", If_None_Match=answer.fields["etag"]).status == 304


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("index.HTML", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.py", "text/plain; charset=utf-8"),
        ("a.log", "text/plain; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("a.svg", "image/svg+xml"),
        ("a.tar.gz", "application/gzip"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.unheard-of", "application/octet-stream"),
        ("Makefile", "application/octet-stream"),
        ("ñandú.txt", "text/plain; charset=utf-8"),
    ],
)
def test_the_type_is_told_by_the_name(tmp_path: Path, name: str, media_type: str) -> None:
    make(tmp_path / name, "x")
    with serving(tmp_path) as server:
        path = "/" + "".join(f"%{byte:02x}" for byte in name.encode("utf-8"))
        assert get(server, path).fields["content-type"] == media_type


def test_a_compressed_neighbour_is_sent_to_whom_prefers_it(tmp_path: Path) -> None:
    make(tmp_path / "app.js", "text")
    make(tmp_path / "app.js.gz", gzip.compress(b"text"))
    make(tmp_path / "app.js.br", "brotli")
    with serving(tmp_path) as server:
        plain = get(server, "/app.js")
        assert "content-encoding" not in plain.fields and plain.fields["vary"] == "Accept-Encoding"
        for accept, coding in [("gzip", "gzip"), ("gzip, br", "br"), ("br;q=0.1, gzip", "gzip"), ("zstd, *", "br")]:
            coded = get(server, "/app.js", Accept_Encoding=accept)
            assert coded.fields["content-encoding"] == coding and coded.fields["vary"] == "Accept-Encoding"
            assert coded.fields["content-type"] == "text/javascript; charset=utf-8"
            assert coded.fields["etag"] != plain.fields["etag"]
        assert gzip.decompress(get(server, "/app.js", Accept_Encoding="gzip").content) == b"text"
        for accept in ("identity", "zstd", "br;q=0, gzip;q=0", "*;q=0"):
            assert "content-encoding" not in get(server, "/app.js", Accept_Encoding=accept).fields
        itself = get(server, "/app.js.gz").fields
        assert itself["content-type"] == "application/gzip" and "content-encoding" not in itself
        tag = get(server, "/app.js", Accept_Encoding="br").fields["etag"]
        assert get(server, "/app.js", Accept_Encoding="br", If_None_Match=tag).status == 304
        assert get(server, "/app.js", Accept_Encoding="gzip", If_None_Match=tag).status == 200


def test_a_neighbour_that_is_older_than_the_file_is_not_used(tmp_path: Path) -> None:
    make(tmp_path / "app.js", "new", LONG_AGO + 1)
    make(tmp_path / "app.js.br", "old")
    with serving(tmp_path) as server:
        assert get(server, "/app.js", Accept_Encoding="br").content == b"new"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "QUERY"])
def test_a_folder_is_only_read_unless_it_is_writable(tmp_path: Path, method: str) -> None:
    make(tmp_path / "a.txt", "x")
    with serving(tmp_path) as server:
        for path in ("/a.txt", "/", "/nothing"):
            answer = ask(server, method, path, b"y")
            assert (answer.status, answer.fields["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert ask(server, "get", "/a.txt").status == 501
        options = ask(server, "OPTIONS", "/a.txt")
        assert (options.status, options.fields["allow"]) == (204, "GET, HEAD, OPTIONS")
    assert (tmp_path / "a.txt").read_text() == "x" and list(tmp_path.iterdir()) == [tmp_path / "a.txt"]


def test_what_is_not_there_is_told_in_the_language_of_the_client(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        english, spanish = get(server, "/no.txt"), get(server, "/no.txt", Accept_Language="es-MX, en;q=0.5")
        assert english.status == 404 and english.problem["detail"] == "There is no file at /no.txt."
        assert spanish.problem["detail"] == "No hay ningún archivo en /no.txt."
        assert spanish.fields["content-language"] == "es" and code(spanish) == "file-unknown"


def test_a_root_that_is_made_anew_is_served_anew(tmp_path: Path) -> None:
    root = tmp_path / "dist"
    make(root / "a.txt", "one")
    with serving(root) as server:
        assert get(server, "/a.txt").content == b"one"
        root.rename(tmp_path / "before")
        assert get(server, "/a.txt").status == 404
        make(root / "a.txt", "two")
        assert get(server, "/a.txt").content == b"two"
