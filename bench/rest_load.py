"""A REST backend under the load of wrk: fresh, and asked once to see that it answers what the others answer."""

from __future__ import annotations

import http.client
import json
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .environment import ROOT, Environment
from .measure import Figure
from .processes import free_port, server
from .rest_data import COUNT, Product, page_of, product, random_pages
from .rest_servers import Backend
from .servers import figure

_PATIENCE = 30.0
_REQUESTS = 100_000
_CONDITIONAL = 200

Contender = Callable[[], Figure]
Place = Callable[[], Any]
"""Returns a context in which there is a database, by its path or URL."""


def head(method: str, target: str, port: int, *fields: str) -> bytes:
    """Return the head of a request."""
    lines = (f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: */*", *fields)
    return "\r\n".join((*lines, "", "")).encode("ascii")


def rows_of(backend: Backend, count: int = COUNT) -> Callable[[int], Iterator[bytes]]:
    """Return what makes requests for a port: random ones of `count` products, one at a time."""

    def requests(port: int) -> Iterator[bytes]:
        chance = random.Random(count)
        expect(backend, port, backend.row.format(key=count // 2), [product(count // 2)])
        for _ in range(_REQUESTS):
            yield head("GET", backend.row.format(key=chance.randint(1, count)), port)

    return requests


def pages_of(backend: Backend) -> Callable[[int], Iterator[bytes]]:
    """Return what makes requests for a port: 20 products of a category from a price on, no two the same."""

    def requests(port: int) -> Iterator[bytes]:
        first = True
        for category, least in random_pages(_REQUESTS):
            target = backend.page.format(category=category, least=least)
            if first:
                expect(backend, port, target, page_of(category, least, 20))
            first = False
            yield head("GET", target, port)

    return requests


def known_rows_of(backend: Backend) -> Callable[[int], Iterator[bytes]]:
    """Return what makes requests for a port: products that the client knows already, by their entity tags."""

    def requests(port: int) -> Iterator[bytes]:
        for key in range(1, _CONDITIONAL + 1):
            target = backend.row.format(key=key)
            tag = asked(port, target).headers["etag"]
            if asked(port, target, {"If-None-Match": tag}).status != 304:
                raise RuntimeError("a product that is known was sent again")
            yield head("GET", target, port, f"If-None-Match: {tag}")

    return requests


def few_rows_of(backend: Backend) -> Callable[[int], Iterator[bytes]]:
    """Return what makes requests for a port: the products of `known_rows_of`, not known."""
    return lambda port: (head("GET", backend.row.format(key=key), port) for key in range(1, _CONDITIONAL + 1))


def new_rows(port: int) -> Iterator[bytes]:
    """Yield requests that add products."""
    for key in range(1, 1001):
        new = product(key)
        del new["id"]
        content = json.dumps(new).encode("ascii")
        fields = ("Content-Type: application/json", f"Content-Length: {len(content)}")
        yield head("POST", "/products", port, *fields) + content


def expect(backend: Backend, port: int, target: str, products: list[Product]) -> None:
    """Raise `RuntimeError` where the answer does not have `products`."""
    answer = asked(port, target)
    content = answer.read()
    if answer.status != 200 or backend.found(json.loads(content)) != products:
        raise RuntimeError(f"{target} was answered {answer.status}, {content[:200]!r}")


def asked(port: int, target: str, fields: dict[str, str] | None = None) -> http.client.HTTPResponse:
    """Return the answer to one GET, whose content can be read."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)) as connection:
        connection.request("GET", target, headers={**(fields or {}), "Connection": "close"})
        return connection.getresponse()


def loaded(
    environment: Environment, backend: Backend, place: Place, requests: Callable[[int], Iterable[bytes]]
) -> Contender:
    """Return a contender that serves the database of `place` under `requests`, on 32 connections."""

    def contend() -> Figure:
        with (
            place() as database,
            serving(environment, backend, database) as (pid, port),
            TemporaryDirectory(dir=environment.scratch) as folder,
        ):
            file = Path(folder) / "requests"
            file.write_bytes(b"\0".join(requests(port)))
            url = f"http://127.0.0.1:{port}/"
            return figure(environment, pid, url, script="rest_requests.lua", arguments=(str(file),))

    return contend


@contextmanager
def serving(environment: Environment, backend: Backend, database: str) -> Iterator[tuple[int, int]]:
    """Serve `database`; gives the process id and the port."""
    port = free_port()
    variables = {**environment.variables, **backend.variables(database)}
    with server(backend.command(environment, database, port), port, ROOT, variables) as pid:
        yield pid, port
