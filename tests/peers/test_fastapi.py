"""FastAPI in our server."""

from __future__ import annotations

import contextvars
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, File, HTTPException, UploadFile
from pydantic import BaseModel
from starlette.middleware.base import RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response

import antiphon

from ..server.running import Running

pytestmark = pytest.mark.peer

USER: contextvars.ContextVar[str] = contextvars.ContextVar("user", default="nobody")


class Item(BaseModel):
    """What a client sends."""

    name: str
    price: float


def current_user() -> str:
    return USER.get()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    yield {"items": {"tea": 4.5}}


api = FastAPI(lifespan=lifespan)


@api.middleware("http")
async def note_user(request: Request, call_next: RequestResponseEndpoint) -> Response:
    USER.set(request.headers.get("x-user", "nobody"))
    response = await call_next(request)
    response.headers["x-seen"] = USER.get()
    return response


@api.get("/items/{name}")
async def read_item(request: Request, name: str) -> Item:
    if name not in request.state.items:
        raise HTTPException(404, "no such item")
    return Item(name=name, price=request.state.items[name])


@api.post("/items", status_code=201)
async def create_item(request: Request, item: Item) -> Item:
    request.state.items[item.name] = item.price
    return item


@api.post("/uploads")
async def upload(files: Annotated[list[UploadFile], File()]) -> list[tuple[str | None, int]]:
    return [(file.filename, len(await file.read())) for file in files]


@api.get("/user")
def read_user(user: Annotated[str, Depends(current_user)]) -> str:
    """Run in a thread of a pool, with the context of the request."""
    return user


@api.get("/broken")
async def broken() -> None:
    raise RuntimeError("secret of the application")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Running(api, access_log=False) as server:
        yield server.url


def test_it_validates_and_keeps_state(session: antiphon.Session, url: str) -> None:
    assert session.get(f"{url}items/tea").json() == {"name": "tea", "price": 4.5}
    assert session.post(f"{url}items", json={"name": "pan", "price": 2}).status_code == 201
    assert session.get(f"{url}items/pan").json()["price"] == 2
    assert session.get(f"{url}items/none").json() == {"detail": "no such item"}
    assert session.post(f"{url}items", json={"name": "pan"}).status_code == 422


def test_it_takes_files(session: antiphon.Session, url: str) -> None:
    files = [("files", ("a.txt", b"x" * 3_000_000)), ("files", ("b.txt", b"y"))]
    assert session.post(f"{url}uploads", files=files).json() == [["a.txt", 3_000_000], ["b.txt", 1]]


def test_context_variables_belong_to_one_request(session: antiphon.Session, url: str) -> None:
    for user in ("Ana", "Ben"):
        response = session.get(f"{url}user", headers={"X-User": user})
        assert (response.json(), response.headers["x-seen"]) == (user, user)
    assert session.get(f"{url}user").json() == "nobody"


def test_an_exception_is_a_500_that_tells_no_secret(session: antiphon.Session, url: str) -> None:
    response = session.get(f"{url}broken")
    assert response.status_code == 500 and "secret" not in response.text
    assert session.get(f"{url}docs").ok and session.get(f"{url}openapi.json").json()["paths"]
