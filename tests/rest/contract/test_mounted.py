"""The ASGI application in other servers and inside other applications: every link leads back to it."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from antiphon.rest.asgi import application
from antiphon.server.target import Kind

from ...server.running import Running
from .places import Place, SQLitePlace
from .wire import Wire

START_SECONDS = 10


@contextmanager
def under_uvicorn(app: Any, parser: str = "h11", root_path: str = "") -> Iterator[int]:
    """Serve `app` by uvicorn; yields the port."""
    config = uvicorn.Config(app, http=parser, ws="none", log_level="critical", root_path=root_path)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "uvicorn did not start"
                thread.join(0.01)
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)


def mounting(**targets: Place) -> Starlette:
    """Return an application with one of ours at each path.

    Starlette does not tell those inside when the end has come, so this one does.
    """
    inner = {f"/{name}": application(place.target) for name, place in targets.items()}

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        for one in inner.values():
            await one.backend.close()

    return Starlette(routes=[Mount(path, one) for path, one in inner.items()], lifespan=lifespan)


def tour(api: Wire) -> None:
    """Go through the backend by its own links."""
    root = api.get("/")
    paths = {each["name"]: each["path"] for each in root.json["collections"]}
    assert paths["order items"] == f"{api.below}/order%20items"
    created = api.post("/prices%2Fday", {"shop": "ñ,/ %", "day": "2026-09-09", "price": 1})
    assert created.status == 201
    location = created.fields["location"]
    assert location == created.fields["content-location"] == f"{api.below}/prices%2Fday/%C3%B1%2C%2F%20%25,2026-09-09"
    path = location.removeprefix(api.below)
    assert api.get(path).json == created.json
    assert api.get(path, if_none_match=created.etag).status == 304
    assert api.ask("HEAD", path).status == 200
    assert api.patch(path, {"price": 2}, if_match=created.etag).json["price"] == 2
    assert api.post("/prices%2Fday", created.json).json["other"] == location
    assert api.delete("/sort/1").json["referrers"][0].startswith(api.below + "/")
    assert api.query("/prices%2Fday", {"limit": 1}).fields["location"].startswith(f"{api.below}/prices%2Fday?")
    assert api.get("/prices%2Fday/").fields["location"] == f"{api.below}/prices%2Fday"
    missing = api.get("/nothing")
    assert f"{api.below}/nothing" in missing.json["detail"] and missing.json["fix"].endswith(f"{api.below}/.")
    assert api.delete(path).status == 204
    assert api.ask("OPTIONS", path).status == 204
    assert api.ask("PROPFIND", path).status == 501
    assert api.get(path).status == 404


@pytest.mark.parametrize("parser", ["h11", "httptools"])
@pytest.mark.parametrize("root_path", ["", "/api", "/api/v1"])
def test_under_uvicorn(sqlite_place: Place, parser: str, root_path: str) -> None:
    sqlite_place.renew()
    with under_uvicorn(application(sqlite_place.target), parser, root_path) as port:
        tour(Wire(port, root_path))


@pytest.mark.parametrize("mount", ["api", "deep/er", "naïve shop"])
def test_mounted_in_another_application(sqlite_place: Place, mount: str) -> None:
    below = f"/{quote(mount)}"
    sqlite_place.renew()
    with under_uvicorn(mounting(**{mount: sqlite_place})) as port:
        tour(Wire(port, below, sends=below))
    with Running(mounting(**{mount: sqlite_place})) as server:
        tour(Wire(server.port, below, sends=below))


def test_mounted_below_a_root_path(sqlite_place: Place) -> None:
    sqlite_place.renew()
    with Running(mounting(inner=sqlite_place), Kind.ASGI, root_path="/outer") as server:
        tour(Wire(server.port, "/outer/inner", sends="/inner"))


@pytest.mark.peer
def test_postgresql_under_uvicorn(postgresql_place: Place) -> None:
    postgresql_place.renew()
    with under_uvicorn(application(postgresql_place.target), "httptools", "/api") as port:
        tour(Wire(port, "/api"))


def test_two_applications_in_one_process_do_not_meet(sqlite_place: Place, tmp_path: Path) -> None:
    other = SQLitePlace(tmp_path / "other.db")
    sqlite_place.renew()
    with Running(mounting(one=sqlite_place, two=other)) as server:
        one, two = Wire(server.port, "/one", sends="/one"), Wire(server.port, "/two", sends="/two")
        assert len(one.get("/labels").json) == 5
        assert two.get("/labels").json == []
