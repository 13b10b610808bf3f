"""Downloads that go on, from nginx and from our own folders, and events from our own backend."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.client.transfers.parts import Part
from antiphon.rest.opening import backend_of
from antiphon.server.files.folder import Folder
from antiphon.server.target import Kind

from ..client.clients import AsynchronousClient, Client
from ..server.running import Running
from .nginx import Nginx

pytestmark = pytest.mark.peer

CONTENT = b"".join(b"line %d\n" % number for number in range(200_000))
SHA256 = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
LONG_AGO = 1_600_000_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "large.txt").write_bytes(CONTENT)
    os.utime(folder / "large.txt", (LONG_AGO, LONG_AGO))
    return folder


@pytest.fixture(scope="module", params=["nginx", "nginx without ETag", "folder"])
def url(request: pytest.FixtureRequest, files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the file is served: under an ETag, under a date alone, and by this package."""
    if request.param == "folder":
        with Running(Folder(files), Kind.HANDLER, access_log=False) as server:
            yield server.url
        return
    etag = "etag off;" if "without" in request.param else ""
    servers = {"files": f"listen ADDRESS; root {files}; {etag}"}
    with Nginx(tmp_path_factory.mktemp("nginx"), servers) as nginx:
        yield nginx.url("files") + "/"


class Enough(Exception):
    """Raised where a test has seen enough of a download."""


def stop_after(size: int) -> Any:
    def progress(received: int, total: int | None) -> None:
        if received > size:
            raise Enough

    return progress


def test_a_download_goes_on(client: Client, url: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    kept = 0
    for size in (1, 500_000, 1_500_000):
        with pytest.raises(Enough):
            client.download(url + "large.txt", path, progress=stop_after(size))
        assert path.with_name("x.part").stat().st_size > kept
        kept = path.with_name("x.part").stat().st_size
    done = client.download(url + "large.txt", path, checksum=SHA256)
    assert (done.resumed_from, done.size, done.response.status_code) == (kept, len(CONTENT), 206)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["x"] and path.read_bytes() == CONTENT


def test_a_file_that_changed_is_read_from_its_start(client: Client, url: str, files: Path, tmp_path: Path) -> None:
    changing = files / "changing.txt"
    changing.write_bytes(CONTENT)
    os.utime(changing, (LONG_AGO, LONG_AGO))
    with pytest.raises(Enough):
        client.download(url + "changing.txt", tmp_path / "x", progress=stop_after(500_000))
    changing.write_bytes(CONTENT[::-1])
    os.utime(changing, (LONG_AGO + 5, LONG_AGO + 5))
    done = client.download(url + "changing.txt", tmp_path / "x")
    assert done.resumed_from == 0 and (tmp_path / "x").read_bytes() == CONTENT[::-1]


def test_all_was_there_but_the_name(client: Client, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise Enough

    with monkeypatch.context() as patched, pytest.raises(Enough):
        patched.setattr(Part, "finish", crash)
        client.download(url + "large.txt", tmp_path / "x")
    done = client.download(url + "large.txt", tmp_path / "x", checksum=SHA256)
    assert done.response.status_code == 416 and (tmp_path / "x").read_bytes() == CONTENT


# -- events ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def teas(tmp_path: Path) -> Iterator[str]:
    """Where a database with one table is served."""
    path = tmp_path / "teas.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE teas (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    with Running(backend_of(str(path)), Kind.HANDLER, access_log=False) as server:
        yield server.url + "teas"


def test_changes_are_heard_as_they_happen_and_those_missed_afterwards(client: Client, teas: str) -> None:
    if isinstance(client, AsynchronousClient):
        assert client.run(_listened(client.session, teas)) == ["Assam", "Sencha", "Oolong"]
        return
    heard = []
    with client.session.events(teas) as events:
        for name in ("Assam", "Sencha"):
            client.post(teas, json={"name": name})
            heard.append(next(events).json()["item"]["name"])
        last = events.last_event_id
    client.post(teas, json={"name": "Oolong"})
    with client.session.events(teas, last) as events:
        event = next(events)
    assert event.type == "created" and event.id != last
    assert [*heard, event.json()["item"]["name"]] == ["Assam", "Sencha", "Oolong"]


async def _listened(session: antiphon.AsyncSession, url: str) -> list[str]:
    heard: list[str] = []
    async with session.events(url) as events:
        for name in ("Assam", "Sencha"):
            await session.post(url, json={"name": name})
            heard.append((await anext(events)).json()["item"]["name"])
        last = events.last_event_id
    await session.post(url, json={"name": "Oolong"})
    async with session.events(url, last) as events:
        heard.append((await anext(events)).json()["item"]["name"])
    return heard
