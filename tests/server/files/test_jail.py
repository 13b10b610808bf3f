"""No path leads out of the folder, or to anything but files (RFC 9110 §17.3)."""

from __future__ import annotations

import errno
import json
import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.faults import AntiphonError
from antiphon.semantics.file_names import is_name
from antiphon.server.files import sending
from antiphon.server.files.opened import OpenedFile
from antiphon.server.files.path import encoded, parse_path

from ..raw_client import connect
from .serving import ask, code, get, make, send, serving

SECRET = b"for nobody"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder beside a secret, with everything in it that might lead there."""
    make(tmp_path / "secret.txt", SECRET)
    root = tmp_path / "root"
    make(root / "a.txt", "a")
    make(root / "sub" / "b.txt", "b")
    make(tmp_path / "root-too" / "c.txt", SECRET)
    (root / "out").symlink_to(tmp_path / "secret.txt")
    (root / "up").symlink_to("../secret.txt")
    (root / "away").symlink_to("..")
    (root / "beside").symlink_to(tmp_path / "root-too")
    (root / "sub" / "far").symlink_to("../../root-too/c.txt")
    (root / "sub" / "around").symlink_to("../../root/a.txt")
    (root / "loop").symlink_to("loop")
    (root / "dangling").symlink_to("nothing")
    return root


@pytest.mark.parametrize(
    "path",
    [
        *("/..", "/../secret.txt", "/%2e%2e/secret.txt", "/.%2E/secret.txt", "/sub/../../secret.txt", "/."),
        *("/..%2fsecret.txt", "/..%2Fsecret.txt", "/..%5csecret.txt", "/..\\secret.txt", "/sub%2fb.txt"),
        *("//secret.txt", "//localhost/secret.txt", "/sub//b.txt", "/\\\\host\\share", "/a.txt%00", "/%00"),
        *("/a.txt::$DATA", "/a.txt:x:$DATA", "/a.txt%3a%3a$DATA", "/SECRET~1.TXT", "/ROOT-T~1/c.txt"),
        *("/%", "/%2", "/%zz", "/a%2"),
    ],
)
def test_a_path_that_can_name_no_file_is_400(root: Path, path: str) -> None:
    with serving(root) as server:
        answer = get(server, path)
        assert answer.status == 400 and code(answer) in ("path-segment", "path-encoding")
        assert answer.problem["detail"].count(path) and SECRET not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        *("/out", "/up", "/away", "/away/", "/away/secret.txt", "/beside/c.txt", "/beside/", "/sub/far", "/sub/around"),
        *("/loop", "/loop/x", "/dangling", "/a.txt/", "/a.txt/x", "/%252e%252e/secret.txt", "/nothing/x", "/A.TXT"),
        *("/" + "n" * 256, "/" + "n" * 5000, "/" + "d/" * 2000, "/%ff%fe"),
    ],
)
def test_what_is_outside_or_nowhere_is_404(root: Path, path: str) -> None:
    with serving(root) as server:
        answer = get(server, path)
        assert answer.status == 404 and code(answer) == "file-unknown"


def test_links_that_stay_inside_are_followed(root: Path) -> None:
    (root / "inside").symlink_to("sub/b.txt")
    (root / "sub" / "back").symlink_to("../a.txt")
    (root / "whole").symlink_to(root / "sub")
    (root / "twice").symlink_to("whole/back")
    (root / "dots").symlink_to("sub/./../sub//b.txt")
    (root / "self").symlink_to(root)
    with serving(root) as server:
        for path, content in [
            *[("/inside", b"b"), ("/sub/back", b"a"), ("/whole/b.txt", b"b"), ("/twice", b"a"), ("/dots", b"b")],
            *[("/self/a.txt", b"a"), ("/self/self/sub/back", b"a")],
        ]:
            assert get(server, path).content == content, path
        assert get(server, "/whole").fields["location"] == "/whole/"


def test_a_root_that_is_a_link_is_served(root: Path, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("root")
    with serving(tmp_path / "current") as server:
        assert get(server, "/a.txt").content == b"a" and get(server, "/out").status == 404


def test_devices_and_pipes_are_not_opened(root: Path) -> None:
    os.mkfifo(root / "pipe")
    (root / "null").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(root / "socket"))
        with serving(root) as server:
            for path in ("/pipe", "/socket", "/null"):
                assert get(server, path).status == 404
            entries = [entry["name"] for entry in listed(get(server, "/", Accept="application/json").content)]
    assert entries == ["sub", "a.txt"]


def listed(content: bytes) -> list[dict[str, Any]]:
    return list(json.loads(content)["entries"])


def test_hidden_files_are_served_only_where_the_operator_wants_it(root: Path) -> None:
    make(root / ".env", "password")
    make(root / ".git" / "config", "password")
    make(root / ".well-known" / "security.txt", "contact")
    make(root / "sub" / ".well-known" / "x", "password")
    make(root / ".antiphon-upload-0", "unfinished")
    (root / "shown").symlink_to(".env")
    paths = ("/.env", "/.git/config", "/.git/", "/%2egit/config", "/shown", "/sub/.well-known/x")
    with serving(root) as server:
        assert [get(server, path).status for path in paths] == [404] * len(paths)
        assert get(server, "/.well-known/security.txt").content == b"contact"
        assert b"env" not in get(server, "/").content
    with serving(root, hidden=True) as server:
        assert [get(server, path).status for path in paths] == [200] * len(paths)
        assert get(server, "/.antiphon-upload-0").status == 404
        listing = get(server, "/").content
        assert b".env" in listing and b"antiphon-upload" not in listing


def test_names_of_any_bytes_are_served(tmp_path: Path) -> None:
    names = [b"\xff\xfe.txt", "señal 100%.txt".encode(), b"a?b#c.txt", b"12:30.txt", b"x~1~", b"...", b"\n\x1b[31m"]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(name)
    with serving(tmp_path, hidden=True) as server, connect(server.port) as client:
        for name in names:
            assert send(client, "GET", "/" + quote_from_bytes(name, safe="")).content == name
        entries = listed(send(client, "GET", "/", Accept="application/json").content)
        assert len(entries) == len(names)
        for entry in entries:
            assert send(client, "GET", "/" + entry["href"].removeprefix("./")).status == 200


def test_a_file_that_may_not_be_read_is_403(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: int, name: bytes) -> OpenedFile:
        raise PermissionError(errno.EACCES, "refused", str(root))

    monkeypatch.setattr(sending, "open_file", refuse)  # root, as which tests may run, can read everything
    with serving(root) as server:
        answer = get(server, "/a.txt")
        assert answer.status == 403 and code(answer) == "file-forbidden" and str(root) not in answer.problem["detail"]


def test_a_target_in_absolute_form_names_the_same_file(root: Path) -> None:
    with serving(root) as server:
        assert get(server, "http://localhost/a.txt?x=1").content == b"a"
        assert get(server, "http://localhost/../secret.txt").status == 400
        assert ask(server, "GET", "http://localhost").status == 200


@given(st.binary(min_size=1, max_size=40))
def test_a_name_survives_the_way_into_a_url_and_back(name: bytes) -> None:
    if is_name(name):
        path = parse_path("/" + encoded(name))
        assert path.names == (name,) and str(path) == "/" + encoded(name)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="?#"), max_size=60))
def test_no_path_names_anything_but_plain_names(text: str) -> None:
    try:
        path = parse_path(f"/{text}")
    except AntiphonError as error:
        assert error.fault.status == 400
        return
    for name in path.names:
        assert name not in (b"", b".", b"..") and not set(name) & set(b"/\\\x00")
    assert not str(path).startswith("//")
