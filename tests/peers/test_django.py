"""Django in our server, by ASGI and by WSGI."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from typing import Any

import django
import pytest
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

import antiphon
from antiphon.server.target import Kind

from ..server.running import Running

pytestmark = pytest.mark.peer


def echo(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        {
            "method": request.method,
            "path": request.get_full_path(),
            "host": request.get_host(),
            "secure": request.is_secure(),
            "content": request.body.decode(),
        }
    )


def upload(request: HttpRequest) -> HttpResponse:
    file = request.FILES["file"]
    return JsonResponse({"name": file.name, "size": file.size, "kind": request.POST["kind"]})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(f"line {number}\n" for number in range(3))


async def asynchronous_stream(request: HttpRequest) -> StreamingHttpResponse:
    async def lines() -> AsyncIterator[str]:
        for number in range(3):
            yield f"line {number}\n"

    return StreamingHttpResponse(lines())


def remember(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(request.COOKIES.get("seen", "no"))
    response.set_cookie("seen", "yes")
    return response


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the application")


urlpatterns = [
    path("echo", echo),
    path("upload", upload),
    path("stream", stream),
    path("asynchronous-stream", asynchronous_stream),
    path("remember", remember),
    path("broken", broken),
]


@pytest.fixture(scope="module")
def urls(home: None) -> Iterator[dict[str, str]]:
    """Where the application answers, by the name of the contract that it keeps."""
    settings.configure(
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="for tests",
        LOGGING_CONFIG=None,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.gzip.GZipMiddleware"],
    )
    django.setup(set_prefix=False)
    kinds: list[tuple[Any, Kind]] = [(get_asgi_application(), Kind.ASGI), (get_wsgi_application(), Kind.WSGI)]
    with ExitStack() as servers:
        yield {
            kind.value: servers.enter_context(
                Running(application, kind, tls=True, host="localhost", access_log=False)
            ).url
            for application, kind in kinds
        }


@pytest.fixture(params=["asgi", "wsgi"])
def session(request: pytest.FixtureRequest, urls: dict[str, str]) -> Iterator[antiphon.Session]:
    with antiphon.Session(base_url=urls[request.param], timeout=10) as made:
        yield made


def test_a_request_is_seen_as_sent(session: antiphon.Session) -> None:
    seen = session.put("/echo?a=1", data="ü").json()
    assert (seen["method"], seen["path"], seen["content"]) == ("PUT", "/echo?a=1", "ü")
    assert seen["secure"] is True and session.base_url == f"https://{seen['host']}/"


def test_a_file_is_taken(session: antiphon.Session) -> None:
    taken = session.post("/upload", data={"kind": "k"}, files={"file": ("a.txt", b"x" * 3_000_000)}).json()
    assert taken == {"name": "a.txt", "size": 3_000_000, "kind": "k"}


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning")
def test_content_is_streamed(session: antiphon.Session) -> None:
    for each in ("/stream", "/asynchronous-stream"):
        assert session.get(each).text == "line 0\nline 1\nline 2\n"


def test_cookies_come_back(session: antiphon.Session) -> None:
    assert [session.get("/remember").text for _ in range(2)] == ["no", "yes"]


def test_failures(session: antiphon.Session) -> None:
    for each, status in (("/broken", 500), ("/missing", 404)):
        response = session.get(each)
        assert response.status_code == status and "secret" not in response.text
    assert session.get("/echo", headers={"Host": "other.example"}).status_code == 400
