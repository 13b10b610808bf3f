"""POST to a writable folder: forms and raw content, under safe names (RFC 9110 §9.3.3, RFC 7578, RFC 6266)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.semantics.file_names import alternatives, is_name, safe_name, suggested_name
from antiphon.semantics.multipart import Multipart, Part

from ..raw_client import Answer
from ..running import Running
from .serving import ask, code, get, leftovers, make, serving


def post(server: Running, parts: list[Part], **fields: str) -> Answer:
    form = Multipart("xYz", tuple(parts))
    return ask(server, "POST", "/", b"".join(form.pieces()), Content_Type=form.content_type, **fields)


def files(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status == 201
    return list(json.loads(answer.content)["files"])


def test_raw_content_is_kept_under_the_name_that_it_suggests(tmp_path: Path) -> None:
    with serving(tmp_path, writable=True) as server:
        first = ask(server, "POST", "/", b"one", Content_Disposition='attachment; filename="a b.txt"')
        assert (first.status, first.fields["location"]) == (201, "/a%20b.txt")
        second = ask(server, "POST", "/", b"two", Content_Disposition='attachment; filename="a b.txt"')
        assert second.fields["location"] == "/a%20b-1.txt"
        assert files(second) == [{"name": "a b-1.txt", "href": "./a%20b-1.txt", "size": 3}]
        assert get(server, first.fields["location"]).content == b"one"
        assert get(server, second.fields["location"]).content == b"two"


@pytest.mark.parametrize("disposition", [None, "attachment", 'attachment; filename=""', 'a; filename="../.."', "x; ="])
def test_content_without_a_name_is_refused(tmp_path: Path, disposition: str | None) -> None:
    fields = {} if disposition is None else {"Content_Disposition": disposition}
    with serving(tmp_path, writable=True) as server:
        answer = ask(server, "POST", "/", b"x", **fields)
        assert answer.status == 400 and code(answer) == "file-name-missing"
        assert code(post(server, [Part("field", b"no file")])) == "file-name-missing"
    assert list(tmp_path.iterdir()) == []


def test_all_files_of_a_form_are_kept(tmp_path: Path) -> None:
    large = os.urandom(1_000_000)
    parts = [
        Part("note", b"not a file"),
        Part("file", large, "large.bin"),
        Part("file", b"", "empty.txt"),
        Part("file", b"again", "large.bin"),
        Part("other", b"x", "señal \u202e\u200b.txt"),
        Part("file", b"--xY\r\n--xY", "../../C:/boot.ini"),
    ]
    with serving(tmp_path, writable=True) as server:
        answer = post(server, parts)
        kept = [entry["name"] for entry in files(answer)]
        assert kept == ["large.bin", "empty.txt", "large-1.bin", "señal __.txt", "boot.ini"]
        assert "location" not in answer.fields
    assert (tmp_path / "large.bin").read_bytes() == large and (tmp_path / "empty.txt").read_bytes() == b""
    assert (tmp_path / "boot.ini").read_bytes() == b"--xY\r\n--xY" and leftovers(tmp_path) == []


def test_a_browser_is_led_back_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    form = Multipart("b", (Part("file", b"x", "a.txt"),))
    with serving(tmp_path, writable=True) as server:
        page = get(server, "/sub/").content
        assert b'enctype="multipart/form-data"' in page and b'type="file"' in page
        content = b"".join(form.pieces())
        html = "text/html,application/xhtml+xml,*/*;q=0.8"
        answer = ask(server, "POST", "/sub/", content, Content_Type=form.content_type, Accept=html)
        assert (answer.status, answer.fields["location"]) == (303, "/sub/")
        assert ask(server, "POST", "/sub", content).fields["location"] == "/sub/"
    assert (tmp_path / "sub" / "a.txt").read_text() == "x"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing of a form",
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\ncut off',
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nx\r\n--b',
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nx\r\n--bc\r\n',
        b"--b\r\nno colon\r\n\r\nx\r\n--b--",
        b"--b\r\nX: " + b"y" * 20_000 + b"\r\n\r\nx\r\n--b--",
        b"--b" + b" " * 5000 + b"\r\n\r\n\r\n--b--",
    ],
)
def test_a_broken_form_keeps_nothing(tmp_path: Path, content: bytes) -> None:
    with serving(tmp_path, writable=True) as server:
        answer = ask(server, "POST", "/", content, Content_Type="multipart/form-data; boundary=b")
        assert answer.status in (400, 413) and code(answer)
        assert ask(server, "POST", "/", b"x", Content_Type="multipart/form-data").status == 400
    assert list(tmp_path.iterdir()) == []


def test_a_form_of_too_many_files_keeps_none(tmp_path: Path) -> None:
    with serving(tmp_path, writable=True) as server:
        answer = post(server, [Part("f", b"x", f"{number}.txt") for number in range(101)])
        assert answer.status == 413 and code(answer) == "form-too-many-files"
        assert len(files(post(server, [Part("f", b"x", f"{number}.txt") for number in range(100)]))) == 100
    assert len(list(tmp_path.iterdir())) == 100


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    make(tmp_path / "a.txt", "before")
    (tmp_path / "a-1.txt").symlink_to("/nowhere")
    (tmp_path / "a-2.txt").mkdir()
    with serving(tmp_path, writable=True) as server:
        assert files(post(server, [Part("f", b"x", "a.txt")]))[0]["name"] == "a-3.txt"
    assert (tmp_path / "a.txt").read_text() == "before"


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("a.txt", "a.txt"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\ana\\a.txt", "a.txt"),
        ("../../.bashrc", "bashrc"),
        (".htaccess", "htaccess"),
        ("-rf", "rf"),
        ("con.txt", "_con.txt"),
        ("a:b*c?.txt", "a_b_c_.txt"),
        ("PROGRA~1.TXT", "_PROGRA~1.TXT"),
        ("a\x00b\nc\x1b", "a_b_c_"),
        ("trailing. . ", "trailing"),
        ("..", ""),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_suggested_name_is_made_harmless(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


def test_a_suggested_name_is_found_in_every_notation() -> None:
    assert suggested_name("attachment; filename=a.txt; filename*=UTF-8''%c3%b1.txt") == "ñ.txt"
    assert suggested_name('form-data; name="f"; filename="\xc3\xb1.txt"') == "ñ.txt"
    assert suggested_name('form-data; name="f"; filename="\xf1.txt"') == "ñ.txt"
    assert suggested_name("attachment; filename*=UTF-8''..%2f..%2fa") == "a"


@given(st.text(max_size=300))
def test_a_safe_name_names_one_visible_file(text: str) -> None:
    name = safe_name(text.encode("utf-8", "replace").decode("utf-8"))
    if name:
        for made, _ in zip(alternatives(name), range(3), strict=False):
            assert is_name(made.encode()) and not made.startswith((".", "-")) and len(made.encode()) <= 255
