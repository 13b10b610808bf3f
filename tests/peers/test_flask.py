"""Flask in our server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flask
import pytest

import antiphon
from antiphon.server.target import Kind

from ..server.running import Running

pytestmark = pytest.mark.peer


def application() -> flask.Flask:
    """Return an application with what Flask's guides show."""
    app = flask.Flask("shop")
    app.secret_key = "for tests"
    app.add_url_rule("/file/<name>", view_func=lambda name: flask.send_file(__file__, conditional=True))

    @app.post("/json")
    def json_back() -> flask.Response:
        return flask.jsonify(flask.request.get_json())

    @app.post("/upload")
    def take_file() -> dict[str, Any]:
        file = flask.request.files["file"]
        return {"name": file.filename, "size": len(file.read()), "form": flask.request.form["kind"]}

    @app.post("/raw")
    def take_raw() -> dict[str, int]:
        return {"size": sum(len(piece) for piece in iter(lambda: flask.request.stream.read(65536), b""))}

    @app.get("/stream")
    def stream() -> flask.Response:
        def lines() -> Iterator[str]:
            for number in range(3):
                yield f"{flask.request.path} {number}\n"

        return flask.Response(flask.stream_with_context(lines()), mimetype="text/plain")

    @app.get("/count")
    def count() -> str:
        flask.session["count"] = flask.session.get("count", 0) + 1
        return str(flask.session["count"])

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("secret of the application")

    @app.get("/where")
    def where() -> str:
        return flask.url_for("count", _external=True)

    return app


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Running(application(), Kind.WSGI, access_log=False) as server:
        yield server.url


def test_it_reads_json_forms_and_streams(session: antiphon.Session, url: str) -> None:
    assert session.post(f"{url}json", json={"a": ["ü", 1]}).json() == {"a": ["ü", 1]}
    taken = session.post(f"{url}upload", data={"kind": "k"}, files={"file": ("a.txt", b"x" * 2_000_000)})
    assert taken.json() == {"name": "a.txt", "size": 2_000_000, "form": "k"}
    chunks = (b"x" * 50_000 for _ in range(20))
    assert session.post(f"{url}raw", data=chunks).json() == {"size": 1_000_000}


def test_it_streams_with_the_context_of_the_request(session: antiphon.Session, url: str) -> None:
    assert session.get(f"{url}stream").text == "/stream 0\n/stream 1\n/stream 2\n"


def test_it_keeps_a_session_and_knows_its_url(session: antiphon.Session, url: str) -> None:
    assert [session.get(f"{url}count").text for _ in range(3)] == ["1", "2", "3"]
    assert session.get(f"{url}where").text == f"{url}count"


def test_it_sends_files_and_ranges(session: antiphon.Session, url: str) -> None:
    whole = session.get(f"{url}file/x")
    part = session.get(f"{url}file/x", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, whole.content[:10])
    known = session.get(f"{url}file/x", headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_exceptions_are_a_500(session: antiphon.Session, url: str) -> None:
    response = session.get(f"{url}broken")
    assert response.status_code == 500 and "secret" not in response.text
    assert session.get(f"{url}missing").status_code == 404
