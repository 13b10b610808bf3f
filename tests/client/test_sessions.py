"""What a session does, blocking and asynchronous alike, against the sample application."""

from __future__ import annotations

import asyncio
import io
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

import antiphon
from antiphon.demo import application

from ..server.running import Running


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with Running(application, access_log=False) as running:
        yield running


class Asynchronous:
    """An `AsyncSession` with the face of a `Session`, on a loop of its own."""

    def __init__(self, **settings: Any) -> None:
        self.runner = asyncio.Runner()
        self.session = self.runner.run(self._open(settings))

    async def _open(self, settings: dict[str, Any]) -> antiphon.AsyncSession:
        return antiphon.AsyncSession(**settings)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.session, name)
        if not asyncio.iscoroutinefunction(value):
            return value
        return lambda *arguments, **options: self.runner.run(value(*arguments, **options))

    def close(self) -> None:
        self.runner.run(self._close())
        self.runner.close()

    async def _close(self) -> None:
        await self.session.close()
        await asyncio.sleep(0)


@pytest.fixture(params=["blocking", "asyncio"])
def session(request: pytest.FixtureRequest, server: Running) -> Iterator[Any]:
    made: Any = (antiphon.Session if request.param == "blocking" else Asynchronous)(base_url=server.url, timeout=10)
    yield made
    made.close()


def test_each_method_says_its_name(session: Any) -> None:
    for method in ("get", "post", "put", "patch", "delete", "options", "query"):
        assert getattr(session, method)("/echo").json()["method"] == method.upper()
    assert session.head("/echo").content == b""
    assert session.request("PROPFIND", "/echo").json()["method"] == "PROPFIND"


@pytest.mark.parametrize(
    ("params", "query"),
    [
        ({"a": 1, "b": [2, 3], "c": None}, "a=1&b=2&b=3"),
        ([("a", "x y"), ("a", "ü")], "a=x+y&a=%C3%BC"),
        ("raw=1", "raw=1"),
    ],
)
def test_params(session: Any, params: Any, query: str) -> None:
    assert session.get("/echo", params).json()["target"] == f"/echo?{query}"
    assert session.get("/echo?z=0", params=params).json()["target"] == f"/echo?z=0&{query}"


@pytest.mark.parametrize(
    ("options", "kind", "content"),
    [
        ({"json": {"a": "ü"}}, "application/json", '{"a":"ü"}'),
        ({"json": []}, "application/json", "[]"),
        ({"data": {"a": "1", "b": ["x y", "z"]}}, "application/x-www-form-urlencoded", "a=1&b=x+y&b=z"),
        ({"data": [("a", "1")]}, "application/x-www-form-urlencoded", "a=1"),
        ({"data": b"bytes"}, None, "bytes"),
        ({"data": "text"}, None, "text"),
        ({"data": io.BytesIO(b"file")}, None, "file"),
        ({"data": iter([b"pie", b"ces"])}, None, "pieces"),
    ],
)
def test_content(session: Any, options: dict[str, Any], kind: str | None, content: str) -> None:
    if "data" in options and hasattr(options["data"], "seek"):
        options["data"].seek(0)
    if "data" in options and not isinstance(options["data"], dict | list | bytes | str | io.BytesIO):
        options = {"data": iter([b"pie", b"ces"])}
    seen = session.post("/echo", **options).json()
    fields = dict(seen["headers"])
    assert seen["content"] == content and fields.get("content-type") == kind


def test_files_are_a_multipart_form(session: Any, tmp_path: Path) -> None:
    path = tmp_path / "größe.txt"
    path.write_bytes(b"x" * 300_000)
    with path.open("rb") as file:
        seen = session.post(
            "/echo", data={"k": "v"}, files={"f": file, "g": ("n.json", b"{}", "application/json")}
        ).json()
    assert dict(seen["headers"])["content-type"].startswith("multipart/form-data; boundary=")
    assert 'name="k"' in seen["content"] and 'filename="größe.txt"' in seen["content"] and seen["bytes"] > 300_000


def test_content_given_twice_or_unusable_is_refused(session: Any) -> None:
    for options in ({"json": 1, "data": b"x"}, {"data": "x", "files": {"f": b""}}, {"data": 5}, {"json": float("nan")}):
        with pytest.raises(antiphon.UsageError):
            session.post("/echo", **options)


def test_headers_overlay_the_sessions(session: Any) -> None:
    seen = session.get("/echo", headers={"Accept": None, "User-Agent": "me", "X-One": "1"}).json()
    fields = dict(seen["headers"])
    assert "accept" not in fields and fields["user-agent"] == "me" and fields["x-one"] == "1"
    assert dict(session.get("/echo").json()["headers"])["user-agent"].startswith("antiphon/")


@pytest.mark.parametrize("value", ["a\r\nX: b", "a\0", "a\nb", "☃"])
def test_no_field_can_carry_a_line(session: Any, value: str) -> None:
    with pytest.raises(ValueError):
        session.get("/echo", headers={"X": value})
    with pytest.raises(ValueError):
        session.get("/echo", headers={f"X{value}": "1"})
    with pytest.raises(ValueError):
        session.request(f"GET{value}", "/echo")


def test_cookies_are_kept_and_sent(session: Any) -> None:
    assert session.get("/cookies/set?a=1").json() == {"a": "1"}
    assert session.cookies["a"] == "1" and "1" not in repr(session.cookies).replace("1 cookie", "")
    assert session.get("/cookies", cookies={"b": "2"}).json() == {"a": "1", "b": "2"}
    assert session.get("/cookies").json() == {"a": "1"}


@pytest.mark.parametrize(
    "auth", [("demo", "demo"), "demo", lambda request: request.headers.add("Authorization", "Bearer demo")]
)
def test_authentication(session: Any, auth: Any) -> None:
    assert session.get("/private").status_code == 401
    assert session.get("/private", auth=auth).json() == {"user": "demo"}


def test_userinfo_becomes_credentials_and_is_shown_nowhere(session: Any, server: Running) -> None:
    response = session.get(f"http://demo:demo@127.0.0.1:{server.port}/private")
    assert response.json() == {"user": "demo"}
    assert "demo:" not in response.url + repr(response.request) + repr(response.request.headers)


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_redirects_change_the_method_as_the_rfc_says(session: Any, status: int, method: str) -> None:
    response = session.post(f"/redirect/{status}?to=/echo", data=b"abc")
    seen = response.json()
    assert seen["method"] == method and seen["content"] == ("abc" if method == "POST" else "")
    assert [hop.status_code for hop in response.history] == [status] and response.url.endswith("/echo")
    assert session.post(f"/redirect/{status}", data=b"abc", allow_redirects=False).status_code == status


def test_credentials_stay_with_their_origin(session: Any, server: Running) -> None:
    with Running(redirecting(f"{server.url}echo"), access_log=False) as other:
        fields = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Api-Key": "k", "X-Kept": "1"}
        seen = session.get(other.url, headers=fields, cookies={"c": "d"}).json()
        again = session.get(other.url, auth=("u", "p")).json()
    names = {name for name, _ in seen["headers"]}
    assert "x-kept" in names and not {"authorization", "cookie", "x-api-key"} & names
    assert "authorization" not in dict(again["headers"])


def redirecting(*targets: str) -> Any:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError
        target = targets[min(int(scope["query_string"] or b"0"), len(targets) - 1)]
        await send({"type": "http.response.start", "status": 302, "headers": [(b"location", target.encode())]})
        await send({"type": "http.response.body", "body": b""})

    return answer


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:alert(1)", "http://", "ftp://a/", ""])
def test_redirects_that_lead_nowhere_good_are_errors(session: Any, target: str) -> None:
    with Running(redirecting(target), access_log=False) as other, pytest.raises(antiphon.AntiphonError):
        session.get(other.url)


def test_a_loop_of_redirects_ends(session: Any) -> None:
    with Running(redirecting("/"), access_log=False) as other, pytest.raises(antiphon.TooManyRedirects) as caught:
        session.get(other.url)
    assert caught.value.response is not None and len(caught.value.response.history) == 20


def test_a_stream_that_was_sent_cannot_be_sent_again(session: Any) -> None:
    with pytest.raises(antiphon.RequestError, match="read twice"):
        session.post("/redirect/307?to=/echo", data=iter([b"a"]))


def test_the_response_in_the_shape_of_requests(session: Any) -> None:
    response = session.get("/hello")
    assert response.status_code == 200 and type(response.status_code) is int and response.reason == "OK"
    assert response.ok and response and response.http_version == "HTTP/1.1" and response.encoding == "utf-8"
    assert response.text == "Hello, world!\n" and type(response.content) is bytes
    assert response.headers["CONTENT-TYPE"] == response.headers["content-type"]
    assert response.elapsed.total_seconds() > 0 and response.timings.total >= response.timings.first_byte > 0
    assert [session.get(f"/status/{code}").ok for code in (200, 304, 404, 500)] == [True, True, False, False]
    assert response.raise_for_status() is response
    with pytest.raises(antiphon.HTTPError) as caught:
        session.get("/status/404").raise_for_status()
    assert caught.value.response.status_code == 404


def test_json_errors_name_the_content_type(session: Any) -> None:
    with pytest.raises(ValueError, match="text/plain"):
        session.get("/hello").json()


def test_decoding_and_its_errors(session: Any) -> None:
    import gzip
    import zlib

    contents = {"gzip": gzip.compress(b"abc" * 1000), "deflate": zlib.compress(b"abc" * 1000)}

    async def coded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError
        coding = scope["path"][1:]
        content = contents.get(coding, contents["gzip"][:20])
        fields = [(b"content-encoding", coding.replace("cut", "gzip").encode())]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        await send({"type": "http.response.body", "body": content})

    with Running(coded, access_log=False) as other:
        for coding in contents:
            assert session.get(f"{other.url}{coding}").content == b"abc" * 1000
        assert session.head(f"{other.url}gzip").content == b""
        with pytest.raises(antiphon.DecodingError):
            session.get(f"{other.url}cut")
        with pytest.raises(antiphon.ContentTooLarge):
            session.get(f"{other.url}gzip", max_content=100)


def test_each_phase_has_its_own_timeout(session: Any, server: Running) -> None:
    with pytest.raises(antiphon.ReadTimeout):
        session.get("/delay/5", timeout=0.1)
    with pytest.raises(antiphon.TotalTimeout):
        session.get("/delay/5", timeout=antiphon.Timeouts(total=0.1))
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(antiphon.TLSTimeout):
        session.get(f"https://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.1, verify=False)
    for wrong in (0, -1, "1", (1, 2, 3)):
        with pytest.raises(antiphon.UsageError):
            session.get("/hello", timeout=wrong)


def test_a_refused_connection_says_where(session: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(antiphon.ConnectionError, match=f"127.0.0.1:{port}") as caught:
        session.get(f"http://127.0.0.1:{port}/")
    assert caught.value.request.url.port == port
    assert pickle.loads(pickle.dumps(caught.value)).fault == caught.value.fault


def test_progress_is_told(session: Any) -> None:
    up: list[tuple[int, int | None]] = []
    down: list[tuple[int, int | None]] = []
    session.put("/echo", data=io.BytesIO(b"x" * 600_000), on_upload=lambda sent, total: up.append((sent, total)))
    session.get("/bytes/300000", on_download=lambda received, total: down.append((received, total)))
    assert up[-1] == (600_000, 600_000) and down[-1] == (300_000, 300_000) and up == sorted(up)


def test_interim_responses_are_told(session: Any) -> None:
    seen: list[int] = []
    session.get("/early", on_interim=lambda response: seen.append(response.status))
    assert seen == [103]


def test_connections_are_used_again_and_a_closed_session_is_closed(session: Any) -> None:
    assert session.get("/hello").timings.connect is not None
    assert session.get("/hello").timings.connect is None
    assert "1 connections, 1 idle" in repr(getattr(session, "session", session))
    getattr(session, "session", session)._engine.close()
    with pytest.raises(antiphon.UsageError, match="closed"):
        session.get("/hello")


# -- connections that break ----------------------------------------------------------------------------------------


class Scripted:
    """A server that gives each connection, in turn, its list of answers, one for each request, then closes it."""

    def __init__(self, *connections: list[bytes]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self.requests: list[bytes] = []
        self._connections = connections
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        for answers in self._connections:
            client, _ = self._listener.accept()
            with client:
                for answer in answers:
                    self.requests.append(client.recv(65536))
                    client.sendall(answer)

    def __enter__(self) -> Scripted:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(10)
        self._listener.close()


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_a_stale_connection_is_replaced_where_that_is_safe(session: Any) -> None:
    with Scripted([OK, b""], [OK]) as server:
        assert session.get(server.url).text == "ok"
        assert session.get(server.url).text == "ok"
    assert len(server.requests) == 3


def test_what_may_have_been_done_is_not_sent_again(session: Any) -> None:
    with Scripted([OK, b""]) as server:
        assert session.post(server.url, data=b"1").text == "ok"
        with pytest.raises(antiphon.ConnectionError) as caught:
            session.post(server.url, data=b"2")
    assert caught.value.fault.code == "no-response" and len(server.requests) == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        b"nonsense\r\n\r\n",
    ],
)
def test_a_broken_response_is_an_error(session: Any, answer: bytes) -> None:
    with Scripted([answer]) as server, pytest.raises(antiphon.BrokenResponse):
        session.get(server.url)


def test_content_until_the_end_of_the_connection(session: Any) -> None:
    with Scripted([b"HTTP/1.1 200 OK\r\n\r\nall of it"]) as server:
        assert session.get(server.url).text == "all of it"


def test_bytes_behind_a_response_are_never_the_next_one(session: Any) -> None:
    with Scripted([OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"], [OK]) as server:
        assert session.get(server.url).text == "ok"
        assert session.get(server.url).text == "ok"


# -- what only one of the two does ---------------------------------------------------------------------------------


def test_streaming_in_every_shape(server: Running) -> None:
    with antiphon.Session(base_url=server.url) as session:
        assert [len(piece) for piece in session.get("/bytes/100000", stream=True).iter_content(40_000)] == [
            40_000,
            40_000,
            20_000,
        ]
        assert list(session.get("/stream?n=3", stream=True).iter_lines()) == [b"0", b"1", b"2"]
        assert "".join(session.get("/hello?name=ü", stream=True).iter_text()) == "Hello, ü!\n"
        with session.get("/bytes/50000000", stream=True) as response:
            assert next(response.iter_bytes())
        with pytest.raises(antiphon.StreamConsumed):
            list(response.iter_bytes())
        assert session.get("/hello").ok


def test_many_threads_share_a_session(server: Running) -> None:
    failures: list[BaseException] = []

    def work(session: antiphon.Session) -> None:
        try:
            for number in range(50):
                assert session.post("/echo", data=str(number)).json()["content"] == str(number)
        except BaseException as error:
            failures.append(error)

    with antiphon.Session(base_url=server.url, limits=antiphon.PoolLimits(connections=5)) as session:
        threads = [threading.Thread(target=work, args=(session,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures and session._engine.pool.open_connections <= 5


def test_waiting_for_a_connection_has_a_limit(server: Running) -> None:
    limits = antiphon.PoolLimits(connections=1)
    with (
        antiphon.Session(base_url=server.url, limits=limits) as session,
        session.get("/bytes/50000000", stream=True),
        pytest.raises(antiphon.PoolTimeout),
    ):
        session.get("/hello", timeout=antiphon.Timeouts(pool=0.1))


def test_cancellation_anywhere_leaves_the_pool_usable(server: Running) -> None:
    async def run() -> None:
        limits = antiphon.PoolLimits(connections=2)
        async with antiphon.AsyncSession(base_url=server.url, limits=limits) as session:
            for turns in range(12):
                tasks = [asyncio.ensure_future(session.get("/bytes/200000")) for _ in range(4)]
                for _ in range(turns):
                    await asyncio.sleep(0)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                assert session._engine.pool.open_connections <= 2
            assert (await session.get("/hello")).ok
            assert session._engine.pool.open_connections - session._engine.pool.idle_connections == 0

    asyncio.run(run())


def test_asynchronous_streams_both_ways(server: Running) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    async def run() -> None:
        async with antiphon.AsyncSession(base_url=server.url) as session:
            assert (await session.post("/echo", data=pieces())).json()["content"] == "ab"
            response = await session.get("/stream?n=3", stream=True)
            assert [line async for line in response.iter_lines()] == [b"0", b"1", b"2"]
            async with await session.get("/bytes/50000000", stream=True) as response:
                async for piece in response.iter_bytes():
                    assert piece
                    break
            responses = await asyncio.gather(*[session.get("/hello") for _ in range(50)])
            assert {response.status_code for response in responses} == {200}

    asyncio.run(run())


def test_a_blocking_session_refuses_asynchronous_content(server: Running) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"

    with antiphon.Session(base_url=server.url) as session, pytest.raises(antiphon.UsageError):
        session.post("/echo", data=pieces())


def test_functions_need_no_session(server: Running) -> None:
    assert antiphon.get(server.url + "hello", {"name": "x"}).text == "Hello, x!\n"
    assert antiphon.post(server.url + "echo", json={"a": 1}).json()["content"] == '{"a":1}'


def test_importing_costs_little() -> None:
    heavy = ("asyncio", "ssl", "socket", "email", "http")
    code = f"import sys, antiphon; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
