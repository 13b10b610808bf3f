"""WSGI applications in the place of a server (PEP 3333)."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any
from wsgiref.validate import validator

import flask
import pytest

import antiphon

from ..conftest import NewClient

URL = "http://app.test/"
TEXT = [("Content-Type", "text/plain")]
Start = Callable[..., Callable[[bytes], object]]


def test_the_environ_passes_the_validator_of_the_standard_library(new_client: NewClient) -> None:
    environs: list[dict[str, Any]] = []

    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        environs.append(dict(environ))
        content = environ["wsgi.input"].read(100)
        start("201 Made", [*TEXT, ("X-A", "1"), ("X-A", "2")])
        return [b"got ", content]

    client = new_client(transport=antiphon.WSGI(validator(app), root_path="/r", client=("10.1.1.1", 9)))
    got = client.post(
        "https://app.test:8443/r/a%20b/%C3%A9?q=%31",
        data=b"this",
        headers={"X-B": "3", "X_B": "no", "Content-Type": "a/b"},
    )
    (environ,) = environs
    assert got.content == b"got this" and got.status_code == 201 and got.reason == "Made"
    assert got.headers.get_all("x-a") == ["1", "2"]
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"], environ["QUERY_STRING"]) == ("/r", "/a b/Ã©", "q=%31")
    assert (environ["REQUEST_METHOD"], environ["wsgi.url_scheme"]) == ("POST", "https")
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"], environ["REMOTE_ADDR"]) == ("app.test", "8443", "10.1.1.1")
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"], environ["HTTP_X_B"]) == ("a/b", "4", "3")
    assert environ["HTTP_HOST"] == "app.test:8443"


def test_content_streams_both_ways(new_client: NewClient) -> None:
    def app(environ: dict[str, Any], start: Start) -> Iterator[bytes]:
        start("200 OK", TEXT)
        while piece := environ["wsgi.input"].read(4):
            yield piece

    moved: list[int] = []
    client = new_client(transport=antiphon.WSGI(app))
    got = client.post(URL, data=iter([b"abc", b"defgh", b"i"]), on_upload=lambda sent, total: moved.append(sent))
    assert got.content == b"abcdefghi" and moved == [3, 8, 9]


def test_a_response_is_made_as_it_is_read_and_closed_when_it_is_left(new_client: NewClient) -> None:
    made: list[object] = []

    class Pieces:
        def __iter__(self) -> Iterator[bytes]:
            for number in range(1000):
                made.append(number)
                yield b"piece"

        def close(self) -> None:
            made.append("closed")

    def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", TEXT)
        return Pieces()

    client = new_client(transport=antiphon.WSGI(app))
    response = client.get(URL, stream=True)
    assert next(client.each(response, "iter_bytes")) == b"piece" and len(made) < 10
    client.drop(response)
    client.until(lambda: made[-1] == "closed")
    assert client.get(URL).content == b"piece" * 1000
    client.until(lambda: made.count("closed") == 2)


def test_write_comes_before_the_pieces(new_client: NewClient) -> None:
    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        write = start("200 OK", TEXT)
        write(b"one ")
        write(b"two ")
        return [b"three"]

    assert new_client(transport=antiphon.WSGI(validator(app))).get(URL).content == b"one two three"


def test_a_generator_may_start_late(new_client: NewClient) -> None:
    def app(environ: dict[str, Any], start: Start) -> Iterator[bytes]:
        start("202 Later", TEXT)
        yield b""
        yield b"late"

    assert new_client(transport=antiphon.WSGI(app)).get(URL).content == b"late"


class Mishap(Exception):
    """What an application raises."""


def recovering(environ: dict[str, Any], start: Start) -> list[bytes]:
    start("200 OK", TEXT)
    try:
        raise Mishap
    except Mishap:
        start("503 Oh", TEXT, sys.exc_info())
    return [b"sorry"]


def too_late(environ: dict[str, Any], start: Start) -> Iterator[bytes]:
    start("200 OK", TEXT)
    yield b"some"
    try:
        raise Mishap
    except Mishap:
        start("503 Oh", TEXT, sys.exc_info())


def failing(environ: dict[str, Any], start: Start) -> list[bytes]:
    raise Mishap


def test_start_response_takes_back_what_was_not_sent(new_client: NewClient) -> None:
    got = new_client(transport=antiphon.WSGI(validator(recovering))).get(URL)
    assert got.status_code == 503 and got.content == b"sorry"


@pytest.mark.parametrize("app", [failing, too_late])
def test_what_the_application_raises_reaches_the_caller(new_client: NewClient, app: Any) -> None:
    with pytest.raises(Mishap):
        new_client(transport=antiphon.WSGI(app)).get(URL)


def test_a_failure_becomes_what_a_server_makes_of_it_if_asked(new_client: NewClient) -> None:
    assert new_client(transport=antiphon.WSGI(failing, raise_app_exceptions=False)).get(URL).status_code == 500
    with pytest.raises(antiphon.BrokenResponse) as caught:
        new_client(transport=antiphon.WSGI(too_late, raise_app_exceptions=False)).get(URL)
    assert caught.value.fault.code == "in-process-failed"


def starting(*calls: tuple[Any, ...]) -> Any:
    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        for call in calls:
            start(*call)
        return [b"x"]

    return app


@pytest.mark.parametrize(
    ("calls", "code"),
    [
        ([], "in-process-message"),
        ([("200 OK", TEXT), ("200 OK", TEXT)], "in-process-message"),
        ([("OK", TEXT)], "in-process-message"),
        ([("100 Continue", TEXT)], "in-process-message"),
        ([("200 OK", [("Content-Length", "7")])], "in-process-length"),
        ([("200 OK", [("X", "a\r\nb: c")])], "outgoing-field"),
    ],
)
def test_an_application_that_breaks_the_rules_is_told_so(new_client: NewClient, calls: Any, code: str) -> None:
    with pytest.raises(antiphon.AntiphonError) as caught:
        new_client(transport=antiphon.WSGI(starting(*calls))).get(URL)
    assert caught.value.fault.code == code


def test_an_application_that_says_nothing_is_told_so(new_client: NewClient) -> None:
    with pytest.raises(antiphon.BrokenResponse) as caught:
        new_client(transport=antiphon.WSGI(lambda environ, start: [])).get(URL)
    assert caught.value.fault.code == "in-process-silent"


def test_content_is_decoded(new_client: NewClient) -> None:
    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        start("200 OK", [*TEXT, ("Content-Encoding", "gzip")])
        return [gzip.compress(b"text")]

    assert new_client(transport=antiphon.WSGI(app)).get(URL).text == "text"


VARIABLE: ContextVar[str] = ContextVar("VARIABLE", default="nothing")


def test_one_thread_and_one_context_see_a_response_to_its_end(new_client: NewClient) -> None:
    seen: list[Any] = []

    def app(environ: dict[str, Any], start: Start) -> Iterator[bytes]:
        start("200 OK", TEXT)
        token = VARIABLE.set("within")
        for _ in range(5):
            seen.append(threading.get_ident())
            yield VARIABLE.get().encode()
        VARIABLE.reset(token)

    assert new_client(transport=antiphon.WSGI(app)).get(URL).content == b"within" * 5
    assert len(set(seen)) == 1 and len(seen) == 5


def test_in_an_asynchronous_session_a_slow_application_runs_into_the_limits() -> None:
    import asyncio

    release = threading.Event()

    def app(environ: dict[str, Any], start: Start) -> list[bytes]:
        release.wait(10)
        start("200 OK", TEXT)
        return []

    async def ask() -> None:
        async with antiphon.AsyncSession(transport=antiphon.WSGI(app)) as session:
            with pytest.raises(antiphon.ReadTimeout):
                await session.get(URL, timeout=0.05)
        release.set()

    asyncio.run(ask())


def test_a_framework_serves(new_client: NewClient) -> None:
    app = flask.Flask(__name__)

    @app.post("/echo/<name>")
    def echo(name: str) -> Any:
        return {"name": name, "got": flask.request.get_json()}

    @app.get("/lines")
    def lines() -> Any:
        return flask.Response(flask.stream_with_context(f"{number}{flask.request.path}\n" for number in range(2)))

    client = new_client(transport=antiphon.WSGI(app))
    assert client.post(f"{URL}echo/n", json=[1]).json() == {"name": "n", "got": [1]}
    assert client.get(f"{URL}lines").text == "0/lines\n1/lines\n"
