"""nginx under our client, blocking and asynchronous."""

from __future__ import annotations

import hashlib
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

import antiphon
from antiphon.faults import exchange as faults

from ..client.clients import Client
from .nginx import Nginx
from .waiting import until

pytestmark = pytest.mark.peer

TEXT = "".join(f"line {number}\n" for number in range(20_000)).encode()

SERVERS = {
    "files": """
      listen ADDRESS;
      root FOLDER/files;
      client_max_body_size 0;
      location /gzip/ { alias FOLDER/files/; gzip on; gzip_types *; gzip_min_length 1; gzip_http_version 1.0; }
      location /small-limit { client_max_body_size 1k; proxy_pass http://127.0.0.1:1; }
      location /cut-off { client_max_body_size 1k; lingering_close off; proxy_pass http://127.0.0.1:1; }
      location /forbidden { return 403 "forbidden\\n"; }
      location /nothing { return 204; }
      location /silent { return 444; }
      location /dead { proxy_pass http://127.0.0.1:1; }
      location /moved { return 308 /text.txt; }
      location /uploads/ { dav_methods PUT DELETE; create_full_put_path on; }
      large_client_header_buffers 2 2k;
    """,
    "two": """
      listen ADDRESS;
      keepalive_requests 2;
      location / { return 200 "$connection $connection_requests"; }
      location /uploads/ { root FOLDER/files; dav_methods PUT DELETE; create_full_put_path on; }
    """,
    "impatient": """
      listen ADDRESS;
      keepalive_timeout 30ms;
      location / { return 200 "$connection $request_method"; }
    """,
    "watch": """
      listen ADDRESS;
      location / { return 200 $connections_active; }
    """,
}


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    folder = tmp_path_factory.mktemp("nginx")
    files = folder / "files"
    files.mkdir()
    (files / "text.txt").write_bytes(TEXT)
    servers = {name: text.replace("FOLDER", str(folder)) for name, text in SERVERS.items()}
    with Nginx(folder, servers) as running:
        yield running


# -- files -----------------------------------------------------------------------------------------------------------


def test_a_file_and_its_fields(client: Client, nginx: Nginx) -> None:
    response = client.get(f"{nginx.url('files')}/text.txt")
    assert response.content == TEXT and response.headers["content-length"] == str(len(TEXT))
    head = client.request("HEAD", f"{nginx.url('files')}/text.txt")
    assert head.content == b"" and head.headers["etag"] == response.headers["etag"]
    assert head.headers["content-length"] == str(len(TEXT))


def test_a_known_file_is_not_sent_again_rfc9110_13(client: Client, nginx: Nginx) -> None:
    url = f"{nginx.url('files')}/text.txt"
    known = client.get(url).headers
    for condition in ({"If-None-Match": known["etag"]}, {"If-Modified-Since": known["last-modified"]}):
        response = client.get(url, headers=condition)
        assert response.status_code == 304 and response.content == b""
    assert client.get(url, headers={"If-Match": '"other"'}).status_code == 412


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-9", 206, TEXT[:10]),
        ("bytes=-5", 206, TEXT[-5:]),
        ("bytes=1000-", 206, TEXT[1000:]),
    ],
)
def test_ranges_rfc9110_14(client: Client, nginx: Nginx, asked: str, status: int, content: bytes) -> None:
    response = client.get(f"{nginx.url('files')}/text.txt", headers={"Range": asked})
    assert (response.status_code, response.content) == (status, content)
    assert response.headers["content-range"].endswith(f"/{len(TEXT)}")


def test_several_ranges_and_none_rfc9110_14_6(client: Client, nginx: Nginx) -> None:
    url = f"{nginx.url('files')}/text.txt"
    several = client.get(url, headers={"Range": "bytes=0-1,10-11"})
    assert several.status_code == 206 and several.headers["content-type"].startswith("multipart/byteranges")
    assert client.get(url, headers={"Range": f"bytes={len(TEXT)}-"}).status_code == 416


def test_gzip_comes_in_chunks_and_is_undone(client: Client, nginx: Nginx) -> None:
    url = f"{nginx.url('files')}/gzip/text.txt"
    response = client.get(url)
    assert response.headers["content-encoding"] == "gzip" and response.headers["transfer-encoding"] == "chunked"
    assert response.content == TEXT
    pieces = list(client.each(client.get(url, stream=True), "iter_bytes"))
    assert len(pieces) > 1 and b"".join(pieces) == TEXT


def test_a_file_is_put_and_deleted(client: Client, nginx: Nginx, request: pytest.FixtureRequest) -> None:
    url = f"{nginx.url('files')}/uploads/{hashlib.sha256(request.node.name.encode()).hexdigest()}"
    assert client.request("PUT", url, data=TEXT).status_code == 201
    assert client.get(url).content == TEXT
    assert client.request("PUT", url, data=iter([])).status_code in (201, 204)
    assert client.request("DELETE", url).status_code == 204
    assert client.get(url).status_code == 404


# -- connections -----------------------------------------------------------------------------------------------------


def test_connections_that_serve_two_requests_are_replaced_rfc9112_9_6(client: Client, nginx: Nginx) -> None:
    seen = [client.request(method, nginx.url("two")).text.split() for method in ("GET", "POST", "GET", "POST", "GET")]
    assert [requests for _, requests in seen] == ["1", "2", "1", "2", "1"]
    assert len({connection for connection, _ in seen}) == 3


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_connection_closed_at_rest_is_replaced_rfc9112_9_3_1(client: Client, nginx: Nginx, method: str) -> None:
    first = client.get(nginx.url("impatient")).text.split()[0]
    until(lambda: _active(nginx) == 1)
    second, answered = client.request(
        method, nginx.url("impatient"), data=b"x" if method == "POST" else None
    ).text.split()
    assert answered == method and second != first


def _active(nginx: Nginx) -> int:
    """Return how many connections nginx has, the one of the question included."""
    connection = http.client.HTTPConnection("127.0.0.1", nginx.ports["watch"], timeout=10)
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        return int(connection.getresponse().read())
    finally:
        connection.close()


# -- early answers and errors ----------------------------------------------------------------------------------------


def test_content_that_waits_for_100_rfc9110_10_1_1(client: Client, nginx: Nginx) -> None:
    url = f"{nginx.url('files')}/uploads/waited"
    assert client.request("PUT", url, data=TEXT, headers={"Expect": "100-continue"}).status_code in (201, 204)
    assert client.get(url).content == TEXT


def test_content_that_is_too_large_is_refused_at_once(client: Client, nginx: Nginx) -> None:
    url = f"{nginx.url('files')}/small-limit"
    for options in ({}, {"headers": {"Expect": "100-continue"}}):
        response = client.post(url, data=b"x" * 8_000_000, **options)
        assert response.status_code == 413
    assert client.post(url, data=(b"x" * 100_000 for _ in range(80))).status_code == 413
    assert client.get(f"{nginx.url('files')}/text.txt").ok


def test_an_answer_before_the_content_was_read(client: Client, nginx: Nginx) -> None:
    for _ in range(3):
        response = client.post(f"{nginx.url('files')}/forbidden", data=b"x" * 3_000_000)
        assert (response.status_code, response.text) == (403, "forbidden\n")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/missing", 404),
        ("POST", "/text.txt", 405),
        ("GET", "/dead", 502),
        ("GET", "/" + "x" * 4000, 414),
        ("GET", "/nothing", 204),
        ("GET", "/moved", 200),
        ("POST", "/moved", 405),
    ],
)
def test_statuses(client: Client, nginx: Nginx, method: str, path: str, status: int) -> None:
    response = client.request(method, nginx.url("files") + path)
    assert response.status_code == status
    if status >= 400:
        assert "<title>" in response.text
        with pytest.raises(antiphon.HTTPError, match=str(status)):
            response.raise_for_status()
    assert client.get(f"{nginx.url('files')}/text.txt").ok


def test_too_long_fields_are_answered(client: Client, nginx: Nginx) -> None:
    response = client.get(f"{nginx.url('files')}/text.txt", headers={"X-Long": "x" * 4000})
    assert response.status_code == 400 and "Too Large" in response.text


def test_a_server_that_says_nothing_is_an_error(client: Client, nginx: Nginx) -> None:
    for method in ("GET", "POST"):
        with pytest.raises(antiphon.ConnectionError) as raised:
            client.request(method, f"{nginx.url('files')}/silent")
        assert raised.value.fault is faults.NO_RESPONSE
        assert f"without any response to {method}" in str(raised.value)


def test_nothing_listens(client: Client, tmp_path: Path) -> None:
    with pytest.raises(antiphon.ConnectionError, match=r"127\.0\.0\.1:1 refused the connection: .*ECONNREFUSED"):
        client.get("http://127.0.0.1:1/")


def test_an_answer_whose_connection_is_cut_at_once_is_read(nginx: Nginx) -> None:
    """Only sockets allow that: a transport of asyncio drops what it has received when it cannot send."""
    with antiphon.Session(timeout=10) as session:
        for data in (b"x" * 8_000_000, (b"x" * 100_000 for _ in range(80))):
            assert session.get(f"{nginx.url('files')}/nothing").status_code == 204
            assert session.post(f"{nginx.url('files')}/cut-off", data=data).status_code == 413
