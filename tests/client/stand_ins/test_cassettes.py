"""Cassettes: what is recorded, what is replayed, and what never reaches the disk."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon import Cassette, Mock, Reply

from ..conftest import NewClient

URL = "https://api.test/"
BINARY = bytes(range(256))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "shop.json"


def server() -> Mock:
    mock = Mock()
    mock.get("/", reply=[Reply(json={"turn": 1}), Reply(content="turn two"), Reply(content=BINARY)])
    mock.post("/", reply=lambda request: Reply(201, {"X-A": "1"}, request.content))
    mock.get("/moved", reply=Reply(302, {"Location": "/?end"}))
    return mock


def test_what_was_recorded_is_replayed_without_a_network(new_client: NewClient, path: Path) -> None:
    mock = server()
    for _ in range(2):
        client = new_client(transport=mock, cassette=path)
        got = [client.get(URL).content, client.get(URL).content, client.get(URL).content]
        assert got == [b'{"turn":1}', b"turn two", BINARY]
        posted = client.post(URL, data=iter([b"a", b"b"]))
        assert (posted.status_code, posted.reason, posted.headers["x-a"], posted.text) == (201, "Created", "1", "ab")
        moved = client.get(f"{URL}moved")
        assert moved.url == f"{URL}?end" and len(moved.history) == 1
        client.close()
        assert len(mock.calls) == 6
    kept = json.loads(path.read_text("utf-8"))
    contents = [exchange["response"]["content"] for exchange in kept["exchanges"]]
    assert contents[:2] == [{"json": {"turn": 1}}, {"text": "turn two"}] and list(contents[2]) == ["base64"]
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600 and os.listdir(path.parent) == ["shop.json"]


def test_streamed_responses_are_recorded_and_replayed(new_client: NewClient, path: Path) -> None:
    for _ in range(2):
        client = new_client(transport=server(), cassette=path)
        assert b"".join(client.each(client.get(URL, stream=True), "iter_bytes")) == b'{"turn":1}'
        client.close()


def record(path: Path, *urls: str, mode: str = "all", **settings: Any) -> Mock:
    mock = Mock()
    mock.route().replies(lambda request: Reply(content=request.url.path))
    with antiphon.Session(transport=mock, cassette=Cassette(path, mode, **settings)) as session:
        for url in urls:
            session.get(url)
    return mock


def exchanges(path: Path) -> list[Any]:
    kept: list[Any] = json.loads(path.read_text("utf-8"))["exchanges"]
    return kept


def test_each_mode_records_what_it_says(path: Path) -> None:
    assert len(record(path, f"{URL}a", mode="once").calls) == 1
    assert len(record(path, f"{URL}a", f"{URL}b", mode="new").calls) == 1 and len(exchanges(path)) == 2
    assert len(record(path, f"{URL}a", f"{URL}b", mode="none").calls) == 0
    assert len(record(path, f"{URL}c", mode="all").calls) == 1 and len(exchanges(path)) == 1
    for mode in ("once", "none"):
        with pytest.raises(antiphon.NotAsExpected) as caught:
            record(path, f"{URL}d?token=secret", mode=mode)
        assert caught.value.fault.code == "cassette-unmatched" and "secret" not in str(caught.value)


def test_none_needs_a_recording(path: Path) -> None:
    with pytest.raises(antiphon.NotAsExpected, match="nothing like it"):
        record(path, URL, mode="none")
    assert not path.exists()


def test_an_exchange_is_replayed_once_unless_repeats_are_wanted(path: Path) -> None:
    record(path, URL)
    with pytest.raises(antiphon.NotAsExpected, match="have been replayed"):
        record(path, URL, URL, mode="none")
    assert not record(path, URL, URL, URL, mode="none", repeat=True).calls


@pytest.mark.parametrize(
    ("match", "url", "content", "found"),
    [
        (("method", "url", "content"), f"{URL}a?x=1", b"1", True),
        (("method", "url", "content"), f"{URL}a?x=1", b"2", False),
        (("method", "url"), f"{URL}a?x=1", b"2", True),
        (("method", "url"), f"{URL}a?x=2", b"1", False),
        ("path", f"{URL}a?x=2", b"2", True),
        (("path", "headers"), f"{URL}a", b"1", True),
        (lambda recorded, asked: recorded["url"][-1] == asked["url"][-1], f"{URL}b?1", b"2", True),
    ],
)
def test_matching_is_chosen(path: Path, match: Any, url: str, content: bytes, found: bool) -> None:
    with antiphon.Session(transport=server_of_all(), cassette=Cassette(path)) as session:
        session.post(f"{URL}a?x=1", data=b"1")
    with antiphon.Session(cassette=Cassette(path, "none", match=match)) as session:
        if found:
            assert session.post(url, data=content).text == "all"
        else:
            with pytest.raises(antiphon.NotAsExpected):
                session.post(url, data=content)


def server_of_all() -> Mock:
    mock = Mock()
    mock.route().reply(content="all")
    return mock


def test_forms_match_although_their_boundary_is_random(new_client: NewClient, path: Path) -> None:
    for transport in (server_of_all(), Mock()):
        client = new_client(transport=transport, cassette=path)
        assert client.post(URL, data={"a": "1"}, files={"f": ("n.txt", b"content")}).text == "all"
        client.close()


def test_secrets_never_reach_the_disk(new_client: NewClient, path: Path) -> None:
    mock = Mock()
    reply = Reply(
        headers=[
            ("Set-Cookie", "sid=SECRET1; Path=/; HttpOnly"),
            ("Location", "/?code=SECRET2"),
            ("X-Tenant", "SECRET3"),
        ],
        json={"access_token": "SECRET4", "deep": [{"tenant": "SECRET5", "kept": "yes"}]},
    )
    mock.route().replies(reply)
    with Cassette(path, secrets=["X-Tenant", "tenant"]) as cassette:
        client = new_client(transport=mock, cassette=cassette, auth=("user", "SECRET6"))
        client.post(
            f"{URL}?api_key=SECRET7&tenant=SECRET8&x=1",
            data={"password": "SECRET9", "b": "2"},
            cookies={"c": "SECRETA"},
        )
        client.post(URL, json={"client_secret": "SECRETB"}, auth="SECRETC")
    text = path.read_text("utf-8")
    assert "SECRET" not in text and "dXNlcjpTRUNSRVQ2" not in text
    for kept in (
        "sid=[masked]; Path=/; HttpOnly",
        "Basic [masked]",
        "Bearer [masked]",
        "c=[masked]",
        "x=1",
        '"kept": "yes"',
    ):
        assert kept in text, kept
    client = new_client(cassette=Cassette(path, "none", secrets=["X-Tenant", "tenant"]))
    got = client.post(f"{URL}?api_key=other&tenant=other&x=1", data={"password": "other", "b": "2"})
    assert got.json()["access_token"] == "[masked]" and client.cookies["sid"] == "[masked]"


def test_a_callable_masks_what_only_its_author_knows(path: Path) -> None:
    def mask(exchange: dict[str, Any]) -> None:
        request = exchange["request"]
        request["url"] = request["url"].replace("SECRET", "x")
        if "response" in exchange:
            exchange["response"]["content"] = {"text": "hidden"}

    record(path, f"{URL}SECRET", mask=mask)
    assert "SECRET" not in path.read_text("utf-8")
    with antiphon.Session(cassette=Cassette(path, "none", mask=mask)) as session:
        assert session.get(f"{URL}SECRET").text == "hidden"


@pytest.mark.parametrize(
    "text", ["[1,\n 2]", '{"a": 1.0}', '{"a":1e999}', '["\\ud800"]', "[" * 5000, "\ufeff[]", '{"a":1,"a":2}']
)
def test_content_comes_back_to_the_byte(path: Path, text: str) -> None:
    mock = Mock()
    mock.get("/").reply(content=text.encode())
    for transport in (mock, Mock()):
        with antiphon.Session(transport=transport, cassette=path) as session:
            assert session.get(URL).content == text.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"{}",
        b"[" * 100_000,
        b'{"format": "antiphon-cassette", "version": 9, "exchanges": []}',
        b'{"format": "antiphon-cassette", "version": 1, "exchanges": {}}',
        b'{"format": "antiphon-cassette", "version": 1, "exchanges": [5]}',
        b'{"format": "antiphon-cassette", "version": 1, "exchanges": [{"request": {}, "response": {}}]}',
    ],
    ids=range(8),
)
def test_a_damaged_file_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(antiphon.UsageError) as caught:
        antiphon.Session(cassette=path)
    assert caught.value.fault.code == "cassette-damaged" and path.name in str(caught.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("status", 99),
        ("status", "200"),
        ("version", "2"),
        ("headers", ["x: a\r\nb: c"]),
        ("headers", ["no colon"]),
        ("headers", 5),
        ("content", {"base64": "%"}),
        ("content", {"text": 5}),
        ("content", {}),
        ("reason", "\u2028"),
    ],
)
def test_a_damaged_response_is_named(path: Path, part: str, value: Any) -> None:
    record(path, URL)
    kept = json.loads(path.read_text("utf-8"))
    kept["exchanges"][0]["response"][part] = value
    path.write_text(json.dumps(kept), "utf-8")
    with pytest.raises(antiphon.UsageError, match="exchange 1"):
        Cassette(path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    session = antiphon.Session(transport=server_of_all(), cassette=tmp_path / "shop.json")
    session.get(URL)
    (tmp_path / "shop.json").mkdir()
    with pytest.raises(antiphon.UsageError) as caught:
        session.close()
    assert caught.value.fault.code == "cassette-unwritable" and sorted(os.listdir(tmp_path)) == ["file", "shop.json"]


@pytest.mark.parametrize("settings", [{"record": "often"}, {"match": ("colour",)}, {"match": ()}])
def test_settings_that_cannot_be_meant_are_refused(path: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(antiphon.UsageError) as caught:
        Cassette(path, **settings)
    assert caught.value.fault.code == "cassette-setting"


def test_what_fails_is_not_recorded(path: Path) -> None:
    mock = Mock()
    mock.get("/", reply=antiphon.ReadTimeout)
    with antiphon.Session(transport=mock, cassette=path) as session, pytest.raises(antiphon.ReadTimeout):
        session.get(URL)
    assert not path.exists()
