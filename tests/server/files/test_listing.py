"""Folders: redirects, index pages, and listings for people and for programs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from antiphon.server.files import listing as listing_module

from ..raw_client import Answer
from .serving import LONG_AGO, ask, code, get, make, serving


def entries(answer: Answer) -> list[dict[str, Any]]:
    assert answer.fields["content-type"] == "application/json"
    return list(json.loads(answer.content)["entries"])


def names(answer: Answer) -> list[str]:
    return [entry["name"] for entry in entries(answer)]


class Page(HTMLParser):
    """What a page has in it: elements with their attributes, and the text of each table row."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(answer.content.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def links(self) -> list[str | None]:
        return [attributes.get("href") for attributes in self.all("a")]


def test_a_folder_without_its_slash_is_308_and_keeps_the_query(tmp_path: Path) -> None:
    make(tmp_path / "a b" / "x.txt")
    with serving(tmp_path) as server:
        answer = get(server, "/a%20b?sort=-size")
        assert (answer.status, answer.fields["location"]) == (308, "/a%20b/?sort=-size")
        assert get(server, "/a%20b/").status == 200


def test_an_index_page_is_sent_for_its_folder(tmp_path: Path) -> None:
    make(tmp_path / "index.html", "<h1>Welcome")
    make(tmp_path / "sub" / "x.txt")
    with serving(tmp_path) as server:
        answer = get(server, "/")
        assert answer.content == b"<h1>Welcome" and answer.fields["content-type"] == "text/html; charset=utf-8"
        assert get(server, "/", If_None_Match=answer.fields["etag"]).status == 304
        assert get(server, "/", Range="bytes=4-").content == b"Welcome"
        assert b"x.txt" in get(server, "/sub/").content
        (tmp_path / "index.html").unlink()
        (tmp_path / "index.html").symlink_to("/etc/hostname")
        assert b"<table>" in get(server, "/").content


def test_a_listing_for_programs(tmp_path: Path) -> None:
    make(tmp_path / "b.txt", "12345")
    make(tmp_path / "a.txt", "1", LONG_AGO + 60)
    make(tmp_path / "sub" / "x.txt")
    with serving(tmp_path) as server:
        answer = get(server, "/", Accept="application/json")
        folder, first, second = entries(answer)
        assert folder["type"] == "folder" and folder["href"] == "./sub/" and "size" not in folder
        modified = "2023-11-14T22:14:20Z"
        assert first == {"name": "a.txt", "href": "./a.txt", "type": "file", "modified": modified, "size": 1}
        assert second["size"] == 5 and answer.fields["vary"] == "Accept, Accept-Language"
        for sort, order in [
            *[("-name", ["sub", "b.txt", "a.txt"]), ("size", ["sub", "a.txt", "b.txt"])],
            *[("-size", ["sub", "b.txt", "a.txt"]), ("modified", ["sub", "b.txt", "a.txt"])],
            ("nonsense", ["sub", "a.txt", "b.txt"]),
        ]:
            assert names(get(server, f"/?sort={sort}", Accept="application/json")) == order
        tag = answer.fields["etag"]
        assert get(server, "/", Accept="application/json", If_None_Match=tag).status == 304
        assert get(server, "/", If_None_Match=tag).status == 200
        assert get(server, "/", If_Match='"x"').status == 412


def test_a_listing_for_people_escapes_every_name(tmp_path: Path) -> None:
    awkward = ["<script>alert(1)<", '"onmouseover="x', "javascript:alert(1)", "&amp;.txt", "\u202egpj.exe", "a'b"]
    for name in awkward:
        make(tmp_path / name)
    with serving(tmp_path) as server:
        answer = get(server, "/")
        page = Page(answer)
        assert "script" not in [tag for tag, _ in page.elements]
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
        files = [link for link in page.links if link and not link.startswith("?")]
        assert len(files) == len(awkward) and all(link.startswith("./") for link in files)
        for link in files:
            assert get(server, "/" + link.removeprefix("./")).status == 200
        assert all(name in page.text for name in awkward) and len(page.all("bdi")) == len(awkward)
        policy = answer.fields["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and answer.fields["content-language"] == "en"
        assert ask(server, "HEAD", "/").fields["content-length"] == str(len(answer.content))


def test_the_listing_is_a_table_that_can_be_sorted_without_a_script(tmp_path: Path) -> None:
    make(tmp_path / "sub" / "b.txt", "x" * 2000)
    make(tmp_path / "sub" / "deep" / "c.txt")
    with serving(tmp_path) as server:
        page = Page(get(server, "/sub/?sort=size", Accept="text/html", Accept_Language="es"))
        assert page.all("html") == [{"lang": "es"}] and "Archivos en /sub/" in page.text and "2.0 KiB" in page.text
        heads = page.all("th")
        assert [head.get("aria-sort") for head in heads] == [None, "ascending", None]
        assert all(head["scope"] == "col" for head in heads)
        assert page.links[:4] == ["../", "?sort=name", "?sort=-size", "?sort=modified"]
        assert "input" not in [tag for tag, _ in page.elements]


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        page = Page(get(server, "/"))
        assert "There are no files here." in page.text and page.links == []
        assert entries(get(server, "/", Accept="application/json")) == []


def test_a_long_listing_comes_in_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_module, "PAGE_SIZE", 3)
    for number in range(7):
        make(tmp_path / f"{number}.txt")
    with serving(tmp_path) as server:
        last = Page(get(server, "/?sort=-name&page=3"))
        assert "./0.txt" in last.links and "./1.txt" not in last.links and "?sort=-name&page=2" in last.links
        middle = get(server, "/?page=2", Accept="application/json")
        assert names(middle) == ["3.txt", "4.txt", "5.txt"]
        told = json.loads(middle.content)
        assert (told["total"], told["page"], told["pages"]) == (7, 2, 3)
        for beyond in ("4", "99999999", "-1", "x", "", "9" * 400):
            assert get(server, f"/?page={beyond}").status == 200


def test_a_folder_that_is_not_there_is_404(tmp_path: Path) -> None:
    make(tmp_path / "a.txt")
    with serving(tmp_path) as server:
        for path in ("/none/", "/a.txt/", "/none/deeper/"):
            assert code(get(server, path)) == "file-unknown"


def test_the_style_is_the_one_that_the_policy_names(tmp_path: Path) -> None:
    from base64 import b64encode
    from hashlib import sha256

    with serving(tmp_path) as server:
        answer = get(server, "/")
    found = re.search(rb"<style>(.*?)</style>", answer.content, re.DOTALL)
    assert found is not None
    assert f"'sha256-{b64encode(sha256(found[1]).digest()).decode()}'" in answer.fields["content-security-policy"]
