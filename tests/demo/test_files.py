"""The demo's files: put, read and removed at places that the client chooses (RFC 9110 §9.3.4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import antiphon
from antiphon.demo import files

from .conftest import fresh_session


@pytest.fixture
def fresh() -> Iterator[antiphon.Session]:
    """A client of files that nobody has changed yet."""
    yield from fresh_session()


def test_a_file_is_put_read_and_removed(fresh: antiphon.Session) -> None:
    put = fresh.put("/files/ñ & co.bin", data=b"\0\xff", headers={"Content-Type": "image/png"})
    assert (put.status_code, put.headers["location"]) == (201, "/files/%C3%B1%20%26%20co.bin")
    read = fresh.get(put.headers["location"])
    assert (read.content, read.headers["content-type"], read.headers["etag"]) == (
        b"\0\xff",
        "image/png",
        put.headers["etag"],
    )
    assert read.headers["x-content-type-options"] == "nosniff" and "sandbox" in read.headers["content-security-policy"]
    assert fresh.put("/files/ñ & co.bin", data=b"").status_code == 204
    assert fresh.get("/files/ñ & co.bin").headers["content-type"] == "application/octet-stream"
    assert fresh.delete("/files/ñ & co.bin").status_code == 204
    assert fresh.get("/files/ñ & co.bin").status_code == 404 == fresh.delete("/files/x").status_code


def test_the_files_are_listed(fresh: antiphon.Session) -> None:
    assert fresh.get("/files").json() == [
        {"name": "hello.txt", "path": "/files/hello.txt", "bytes": 14, "type": "text/plain; charset=utf-8"}
    ]
    assert fresh.get("/files/hello.txt").text == "Hello, world!\n"


def test_conditions_hold_for_files(fresh: antiphon.Session) -> None:
    etag = fresh.get("/files/hello.txt").headers["etag"]
    assert fresh.get("/files/hello.txt", headers={"If-None-Match": etag}).status_code == 304
    assert fresh.put("/files/hello.txt", data=b"x", headers={"If-None-Match": "*"}).status_code == 412
    assert fresh.put("/files/hello.txt", data=b"x", headers={"If-Match": etag}).status_code == 204
    assert fresh.delete("/files/hello.txt", headers={"If-Match": etag}).status_code == 412


def test_there_is_little_room(fresh: antiphon.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_MOST_FILES", 2)
    monkeypatch.setattr(files, "_MOST_BYTES", 3)
    assert fresh.put("/files/a", data=b"abcd").status_code == 413
    assert fresh.put("/files/a", data=b"abc").status_code == 201
    assert fresh.put("/files/b", data=b"abc").status_code == 409
    assert fresh.put("/files/a", data=b"").status_code == 204
