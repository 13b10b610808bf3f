"""Plain reads take a shorter way: nobody can tell from the answer, whatever is in the rows and in the request."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from antiphon.rest.access.cors import Cors
from antiphon.rest.access.gate import Gate
from antiphon.rest.access.hosts import Hosts
from antiphon.rest.backend import Backend
from antiphon.rest.opening import backend_of
from antiphon.semantics.fields import Fields
from antiphon.server.handler import Request, Response

TABLES = """
CREATE TABLE makers (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE teas (
    id INTEGER PRIMARY KEY, maker INTEGER REFERENCES makers, name TEXT, price DECIMAL(10, 2), weight REAL, great BIGINT,
    organic BOOLEAN, picked DATE, updated_at DATETIME, notes JSON, picture BLOB, "odd ""name\\" TEXT, anything
);
CREATE TABLE pairs (one TEXT, two INTEGER, PRIMARY KEY (one, two));
CREATE VIEW cheap AS SELECT id, name FROM teas WHERE price < 5;
INSERT INTO makers VALUES (1, 'Müller');
INSERT INTO teas VALUES
    (1, 1, 'Assam', 4.10, 0.1, 9007199254740993, 1, '2026-01-02', '2026-01-02 03:04:05', '{"a":1}', x'00ff', '"\\', 1),
    (2, 1, 'Grün & "fein"', 5, 1e300, -9223372036854775808, 0, NULL, NULL, NULL, NULL, NULL, x'01'),
    (3, NULL, CAST(x'ff41' AS TEXT), 1234567.125, 1e999, 9223372036854775807, 7, 'soon', 'later', '{', x'', '', 'text'),
    (4, NULL, 'Sencha', 0.30000000000000004, 1e-99, 0, NULL, '2026-02-30', '2026-01-02T03:04:05Z', '1', NULL, '', 1.5);
INSERT INTO pairs VALUES ('a,b', 1), ('c/d', 2);
"""
TARGETS = (
    *("/teas/1", "/teas/2", "/teas/3", "/teas/4", "/pairs/a%2Cb,1", "/pairs/c%2Fd,2", "/%74eas/1"),
    *("/teas/99", "/teas/x", "/teas/1?x=1", "/teas?price[gt]=x", "/teas?nothing=1", "/teas?sort=name&sort=id", "/no"),
    *("/", "/openapi.json", "/teas/", "/teas/1/picture", "http://localhost/teas/1"),
    *(
        "/teas",
        "/teas?sort=-name&limit=2",
        "/teas?price[ge]=1&organic=true",
        "/teas?limit=1&page=2",
        "/cheap",
        "/teas?",
    ),
    *("/teas?fields=name,picture&limit=3", "/teas?embed=maker&fields=id", "/teas/1?fields=name&embed=maker"),
    *(
        "/teas?name=Gr%C3%BCn+%26+%22fein%22&limit=1",
        "/teas?sort=updated_at&limit=2",
        "/teas?q=tea",
        "/makers?embed=teas",
    ),
)
FIELDS: tuple[dict[str, str], ...] = (
    {},
    {"Accept": "application/json"},
    {"Accept": "application/json, text/plain, */*"},
    {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"},
    {"Accept": "text/csv, application/json;q=0.5"},
    {"Accept": "application/json;q=0"},
    {"Accept-Encoding": "gzip, br"},
    {"Accept-Encoding": "identity;q=0, gzip"},
    {"If-None-Match": '"other"'},
    {"If-None-Match": "*"},
    {"If-None-Match": '"a", "b"'},
    {"If-None-Match": "nonsense"},
    {"If-Match": '"other"'},
    {"If-Modified-Since": "Fri, 02 Jan 2026 03:04:05 GMT"},
    {"Prefer": "count=exact"},
    {"Prefer": "handling=strict, unknown"},
    {"Origin": "https://other.example"},
    {"Range": "bytes=0-1"},
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with a bit of everything."""
    path = tmp_path_factory.mktemp("plain") / "teas.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
    return path


@pytest.fixture(scope="module")
def backend(path: Path) -> Iterator[Backend]:
    """The backend of that database."""
    yield from _served(path, Gate())


def _served(path: Path, gate: Gate) -> Iterator[Backend]:
    backend = backend_of(str(path), gate=gate)
    yield backend
    asyncio.run(backend.close())


def _request(target: str, fields: dict[str, str]) -> Request:
    path, _, query = target.partition("?")
    pairs = {"Host": "localhost", "Accept": "*/*", **fields}
    return Request("GET", path, target, query, Fields(pairs), b"", None, "http")


def _shown(answered: Response | Awaitable[Response]) -> tuple[object, ...]:
    assert isinstance(answered, Response)
    status, content = answered.status, answered.content
    if answered.section is not None:
        assert answered.section.pairs == answered.fields.raw
    # Each refusal has an instance of its own.
    return status, sorted(answered.fields.raw), content if status < 400 else None


async def _long_way(backend: Backend, target: str, fields: dict[str, str]) -> Response:
    return await backend.answer(_request(target, fields))


def _agrees(backend: Backend, target: str, fields: dict[str, str]) -> None:
    expected = _shown(asyncio.run(_long_way(backend, target, fields)))
    assert [_shown(backend(_request(target, fields))) for _ in range(3)] == [expected] * 3


@pytest.mark.parametrize("target", TARGETS)
def test_the_answer_is_that_of_the_long_way(backend: Backend, target: str) -> None:
    for fields in FIELDS:
        if "csv" not in fields.get("Accept", ""):
            _agrees(backend, target, fields)


@pytest.mark.parametrize("target", ["/teas/1", "/teas/3", "/teas?sort=name"])
@pytest.mark.parametrize("coding", ["identity", "identity;q=0, gzip"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '{}, "other"', '"other", {}'])
def test_what_is_known_is_not_sent_again(backend: Backend, target: str, coding: str, form: str) -> None:
    fields = {"Accept-Encoding": coding}
    tag = asyncio.run(_long_way(backend, target, fields)).fields["etag"]
    _agrees(backend, target, {**fields, "If-None-Match": form.format(tag)})
    answer = backend(_request(target, {**fields, "If-None-Match": form.format(tag)}))
    assert isinstance(answer, Response) and answer.status == 304 and not answer.content


def test_an_item_and_its_page_show_the_same_bytes(backend: Backend) -> None:
    items = [_content(backend, f"/teas/{key}") for key in range(1, 5)]
    assert _content(backend, "/teas") == b"[%b]" % b",".join(items)


def _content(backend: Backend, target: str) -> bytes:
    answer = backend(_request(target, {}))
    assert isinstance(answer, Response) and isinstance(answer.content, bytes)
    return answer.content


@pytest.mark.parametrize("origins", [(), ("*",), ("https://other.example",)])
def test_it_makes_no_difference_who_else_may_read(path: Path, origins: tuple[str, ...]) -> None:
    for backend in _served(path, Gate(cors=Cors(origins))):
        for target, fields in product(("/teas/1", "/teas"), ({}, {"Origin": "https://other.example"})):
            _agrees(backend, target, fields)


def test_another_name_of_the_server_is_refused_each_time(path: Path) -> None:
    for backend in _served(path, Gate(hosts=Hosts())):
        answers = [backend(_request("/teas/1", {"Host": host})) for host in ("localhost", "evil.example") * 3]
        assert [answer.status for answer in answers if isinstance(answer, Response)] == [200, 421] * 3


def test_many_different_requests_are_not_all_remembered(backend: Backend) -> None:
    for number in range(3000):
        backend(_request("/teas/1", {"X-Request-Id": str(number)}))
    backend(_request("/teas/1", {"X-Long": "x" * 4000}))
    assert backend._plain is not None and len(backend._plain._wishes) <= 1024
    assert not any(dict(lines).get(b"X-Long") for lines in backend._plain._wishes)
