"""PUT and DELETE in a writable folder: atomic, by conditions, and inside (RFC 9110 §9.3.4, §9.3.5, §13)."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from antiphon.server.files import upload as upload_module
from antiphon.server.files.upload import Upload

from ..raw_client import connect
from .serving import ask, code, get, head, leftovers, make, send, serving


def test_put_creates_and_replaces(tmp_path: Path) -> None:
    with serving(tmp_path, writable=True) as server, connect(server.port) as client:
        created = send(client, "PUT", "/a.txt", b"one")
        assert created.status == 201 and created.content == b"" and not created.fields["etag"].startswith("W/")
        assert get(server, "/a.txt").fields["etag"] == created.fields["etag"]
        replaced = send(client, "PUT", "/a.txt", b"two")
        assert replaced.status == 204 and replaced.fields["etag"] != created.fields["etag"]
        assert get(server, "/a.txt").content == b"two"
        assert send(client, "PUT", "/empty", b"").status == 201
        assert get(server, "/empty").content == b""
    assert leftovers(tmp_path) == []


def test_put_makes_the_folders_on_the_way(tmp_path: Path) -> None:
    with serving(tmp_path, writable=True) as server:
        assert ask(server, "PUT", "/a/b%20c/d.txt", b"x").status == 201
        assert (tmp_path / "a" / "b c" / "d.txt").read_text() == "x"
        assert ask(server, "PUT", "/e/f.txt", b"x", If_Match='"none"').status == 412
        assert not (tmp_path / "e").exists()
        assert code(ask(server, "PUT", "/a/b%20c/d.txt/e.txt", b"x")) == "folder-in-the-way"


def test_put_keeps_permissions_and_writes_through_links_inside(tmp_path: Path) -> None:
    make(tmp_path / "script.sh").chmod(0o750)
    (tmp_path / "link").symlink_to("script.sh")
    with serving(tmp_path, writable=True) as server:
        assert ask(server, "PUT", "/link", b"#!").status == 204
    assert (tmp_path / "link").is_symlink() and (tmp_path / "script.sh").read_bytes() == b"#!"
    assert stat.S_IMODE((tmp_path / "script.sh").stat().st_mode) == 0o750


def test_changes_depend_on_their_conditions(tmp_path: Path) -> None:
    with serving(tmp_path, writable=True) as server, connect(server.port) as client:
        tag = send(client, "PUT", "/a.txt", b"1", If_None_Match="*").fields["etag"]
        again = send(client, "PUT", "/a.txt", b"2", If_None_Match="*")
        assert again.status == 412 and again.fields["etag"] == tag and code(again) == "precondition-failed"
        assert send(client, "PUT", "/a.txt", b"2", If_Match='"x"').status == 412
        newer = send(client, "PUT", "/a.txt", b"2", If_Match=tag)
        assert newer.status == 204
        assert send(client, "PUT", "/a.txt", b"3", If_Match=tag).status == 412
        assert send(client, "DELETE", "/a.txt", If_Match=tag).status == 412
        read = send(client, "GET", "/a.txt").fields["etag"]
        assert read == newer.fields["etag"] and send(client, "DELETE", "/a.txt", If_Match=read).status == 204
        assert send(client, "PUT", "/b.txt", b"1", If_Match="*").status == 412
    assert list(tmp_path.iterdir()) == []


def test_of_many_writers_at_once_one_wins(tmp_path: Path) -> None:
    statuses: list[int] = []
    with serving(tmp_path, writable=True) as server:
        tag = ask(server, "PUT", "/a.txt", b"0").fields["etag"]

        def write(number: int) -> None:
            statuses.append(ask(server, "PUT", "/a.txt", b"%d" % number, If_Match=tag).status)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(statuses) == [204] + [412] * 7 and leftovers(tmp_path) == []


def test_delete_removes_files_and_empty_folders(tmp_path: Path) -> None:
    make(tmp_path / "sub" / "a.txt")
    with serving(tmp_path, writable=True) as server:
        assert ask(server, "DELETE", "/sub").fields["location"] == "/sub/"
        assert code(ask(server, "DELETE", "/sub/")) == "folder-not-empty"
        assert ask(server, "DELETE", "/sub/a.txt").status == 204
        assert ask(server, "DELETE", "/sub/a.txt").status == 404
        assert ask(server, "DELETE", "/sub/").status == 204 and ask(server, "DELETE", "/sub/").status == 404
        root = ask(server, "DELETE", "/")
        assert (root.status, root.fields["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert list(tmp_path.iterdir()) == []


def test_each_place_tells_its_methods(tmp_path: Path) -> None:
    make(tmp_path / "sub" / "a.txt")
    with serving(tmp_path, writable=True) as server:
        for path, methods in [
            *[("/", "GET, HEAD, POST, OPTIONS"), ("/sub/", "GET, HEAD, POST, DELETE, OPTIONS")],
            *[("/sub/a.txt", "GET, HEAD, PUT, DELETE, OPTIONS"), ("/new", "GET, HEAD, PUT, DELETE, OPTIONS")],
        ]:
            assert ask(server, "OPTIONS", path).fields["allow"] == methods
            wrong = ask(server, "PATCH", path, b"x")
            assert (wrong.status, wrong.fields["allow"]) == (405, methods)
        assert ask(server, "POST", "/sub/a.txt", b"x").status == 405
        assert ask(server, "PUT", "/sub/", b"x").status == 405
        assert code(ask(server, "PUT", "/sub", b"x")) == "folder-in-the-way"


def test_nothing_is_written_outside_or_hidden(tmp_path: Path) -> None:
    root = tmp_path / "root"
    make(tmp_path / "outside" / "a.txt", "before")
    root.mkdir()
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "file").symlink_to(tmp_path / "outside" / "a.txt")
    (root / "new").symlink_to(tmp_path / "outside" / "b.txt")
    (root / "missing").symlink_to("../outside/c/d")
    os.mkfifo(root / "pipe")
    with serving(root, writable=True) as server:
        for path in ("/out/a.txt", "/out/b.txt", "/file", "/new", "/missing", "/pipe", "/out/c/d.txt", "/" + "n" * 300):
            assert ask(server, "PUT", path, b"x").status == 409, path
            assert ask(server, "DELETE", path).status == 404, path
        for path in ("/.env", "/.git/config", "/a/.ssh/key", "/.antiphon-upload-x"):
            assert code(ask(server, "PUT", path, b"x")) == "file-hidden"
        for path in ("/../a.txt", "/..%2fa.txt", "/a%00", "//a", "/a::$DATA"):
            assert ask(server, "PUT", path, b"x").status == 400
        assert ask(server, "POST", "/out/", b"x", Content_Disposition='attachment; filename="a"').status == 404
    assert (tmp_path / "outside" / "a.txt").read_text() == "before"
    assert len(list(root.iterdir())) == 5 and len(list((tmp_path / "outside").iterdir())) == 1


def test_content_that_is_no_whole_file_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, writable=True) as server:
        partial = ask(server, "PUT", "/a.txt", b"x", Content_Range="bytes 0-0/10")
        assert partial.status == 400 and code(partial) == "partial-put"
        coded = ask(server, "PUT", "/a.txt", b"x", Content_Encoding="gzip")
        assert coded.status == 415 and coded.fields["accept-encoding"] == "identity"
    assert list(tmp_path.iterdir()) == []


def test_the_client_is_invited_to_send_only_what_will_be_taken(tmp_path: Path) -> None:
    make(tmp_path / "a.txt", "x")
    fields = {"Content-Length": "3", "Expect": "100-continue"}
    with serving(tmp_path, writable=True) as server:
        with connect(server.port) as client:
            client.send(head("PUT", "/new.txt", fields))
            assert client.read().status == 100
            client.send(b"abc")
            assert client.read().status == 201
        with connect(server.port) as client:
            client.send(head("PUT", "/a.txt", {**fields, "If-None-Match": "*"}))
            assert client.read().status == 412
    assert (tmp_path / "new.txt").read_bytes() == b"abc" and (tmp_path / "a.txt").read_text() == "x"


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    make(tmp_path / "a.txt", "before")
    with serving(tmp_path, writable=True) as server, connect(server.port) as client:
        client.send(head("PUT", "/a.txt", {"Content-Length": "1000000", "Expect": "100-continue"}))
        assert client.read().status == 100
        client.send(b"x" * 1000)
        assert len(leftovers(tmp_path)) == 1 and get(server, "/a.txt").content == b"before"
    assert leftovers(tmp_path) == [] and (tmp_path / "a.txt").read_text() == "before"


def test_content_beyond_the_limit_is_413(tmp_path: Path) -> None:
    chunked = head("PUT", "/a.txt", {"Transfer-Encoding": "chunked"})
    with serving(tmp_path, writable=True, content_limit=1000) as server:
        assert ask(server, "PUT", "/a.txt", b"x" * 1001).status == 413
        with connect(server.port) as client:
            client.send(chunked + b"200\r\n" + b"x" * 512 + b"\r\n")
            client.send(b"200\r\n" + b"x" * 512 + b"\r\n")
            assert client.read().status == 413
        with connect(server.port) as client:
            client.send(chunked + b"3\r\nabc\r\n0\r\n\r\n")
            assert client.read().status == 201
    assert leftovers(tmp_path) == [] and (tmp_path / "a.txt").read_bytes() == b"abc"


def test_a_large_upload_arrives_whole(tmp_path: Path) -> None:
    content = os.urandom(1 << 20) * 20
    with serving(tmp_path, writable=True) as server:
        assert ask(server, "PUT", "/large.bin", content).status == 201
    assert (tmp_path / "large.bin").read_bytes() == content


@pytest.mark.parametrize(
    ("number", "status", "name"),
    [
        (errno.ENOSPC, 507, "disk-full"),
        (errno.EDQUOT, 507, "disk-full"),
        (errno.EFBIG, 413, "file-too-large"),
        (errno.EROFS, 403, "file-forbidden"),
        (errno.EMFILE, 503, "files-exhausted"),
    ],
)
def test_what_the_system_refuses_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: int, name: str
) -> None:
    make(tmp_path / "a.txt", "before")

    def refuse(self: Upload, content: bytes) -> None:
        raise OSError(number, os.strerror(number), str(tmp_path))

    monkeypatch.setattr(Upload, "write", refuse)
    with serving(tmp_path, writable=True) as server:
        answer = ask(server, "PUT", "/a.txt", b"x" * 100)
        assert answer.status == status and code(answer) == name and str(tmp_path) not in answer.content.decode()
    assert leftovers(tmp_path) == [] and (tmp_path / "a.txt").read_text() == "before"


def test_a_failure_of_the_server_is_500_and_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from antiphon.server.files.folder import Folder
    from antiphon.server.target import Kind

    from ..running import Running

    def fail(folder: int, name: bytes) -> None:
        raise OSError(errno.EIO, "broken disk")

    monkeypatch.setattr(upload_module, "file_at", fail)
    with Running(Folder(tmp_path, writable=True), Kind.HANDLER) as server:
        assert ask(server, "PUT", "/a.txt", b"x").status == 500
        assert len(server.failed) == 1 and "broken disk" in server.failed[0]["traceback"]
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Sec_Fetch_Site": "cross-site"}, True),
        ({"Sec_Fetch_Site": "same-site", "Origin": "http://localhost"}, True),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "https://localhost"}, False),
        ({"Sec_Fetch_Site": "none"}, False),
        ({"Origin": "https://LOCALHOST"}, False),
        ({}, False),
    ],
)
def test_pages_of_other_sites_change_nothing(tmp_path: Path, fields: dict[str, str], is_refused: bool) -> None:
    make(tmp_path / "a.txt", "x")
    with serving(tmp_path, writable=True) as server:
        put = ask(server, "PUT", "/b.txt", b"x", **fields)
        posted = ask(server, "POST", "/", b"x", Content_Disposition='attachment; filename="c"', **fields)
        deleted = ask(server, "DELETE", "/a.txt", None, **fields)
        statuses = [put.status, posted.status, deleted.status]
        assert statuses == ([403] * 3 if is_refused else [201, 201, 204])
        assert not is_refused or code(put) == "folder-cross-origin"
        assert get(server, "/", **fields).status == 200


def test_an_uploaded_page_runs_in_a_sandbox(tmp_path: Path) -> None:
    make(tmp_path / "page.html", "<script>fetch('/', {method: 'DELETE'})</script>")
    make(tmp_path / "drawing.svg", "<svg/>")
    make(tmp_path / "photo.png", "x")
    make(tmp_path / "page.html.br", "x")
    with serving(tmp_path, writable=True) as server:
        for path in ("/page.html", "/drawing.svg"):
            policy = get(server, path, Accept_Encoding="br").fields["content-security-policy"]
            assert policy.startswith("sandbox") and "allow-same-origin" not in policy
        assert "content-security-policy" not in get(server, "/photo.png").fields
        assert "content-encoding" not in get(server, "/page.html", Accept_Encoding="br").fields
    with serving(tmp_path) as server:
        assert "content-security-policy" not in get(server, "/page.html").fields
