"""nginx as a proxy in front of our server, which it reaches over connections that it keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import antiphon
from antiphon.server.config import Timeouts

from ..client.clients import Client
from ..server.running import Running
from .application import FILE, LONG_TEXT, application
from .nginx import Nginx
from .waiting import until

pytestmark = pytest.mark.peer

BIG = b"0123456789abcdef" * 500_000

PROXY = """
  listen ADDRESS;
  client_max_body_size 0;
  location / {
    proxy_pass http://ours;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_request_buffering BUFFERED;
    proxy_buffering BUFFERED;
  }
  location /old/ { proxy_pass http://ours/; }
"""


@pytest.fixture(scope="module")
def nginx(plain: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    upstream = f"upstream ours {{ server 127.0.0.1:{plain.port}; keepalive 4; }}"
    servers = {name: PROXY.replace("BUFFERED", name) for name in ("on", "off")}
    with Nginx(tmp_path_factory.mktemp("nginx-proxy"), servers, upstream) as running:
        yield running


@pytest.fixture(params=["on", "off"])
def url(request: pytest.FixtureRequest, nginx: Nginx) -> str:
    """Where nginx listens, with and without whole messages kept in between."""
    return nginx.url(request.param)


def test_a_big_upload_arrives(client: Client, url: str) -> None:
    for data in (BIG, (BIG[start : start + 100_000] for start in range(0, len(BIG), 100_000))):
        echoed = client.post(f"{url}/echo", data=data).json()
        assert (echoed["size"], echoed["digest"]) == (len(BIG), hashlib.sha256(BIG).hexdigest())


def test_a_big_download_arrives(client: Client, url: str) -> None:
    assert len(client.get(f"{url}/count/8000000").content) == 8_000_000
    pieces = client.each(client.get(f"{url}/count/8000000", stream=True), "iter_bytes")
    assert sum(map(len, pieces)) == 8_000_000


def test_the_connection_behind_the_proxy_is_kept(client: Client, url: str) -> None:
    ports = {client.get(f"{url}/echo").json()["port"] for _ in range(5)}
    ports |= {client.post(f"{url}/echo", data=b"x" * 100_000).json()["port"] for _ in range(5)}
    assert len(ports) == 1


def test_http_1_0_from_a_proxy_rfc9112_9_3(client: Client, url: str) -> None:
    assert client.get(f"{url}/old/echo").json()["version"] == "1.0"
    assert len(client.get(f"{url}/old/count/300000").content) == 300_000


def test_fields_ranges_and_codings_pass(client: Client, url: str) -> None:
    part = client.get(f"{url}/files/{FILE.name}", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, FILE.read_bytes()[:10])
    whole = client.request("HEAD", f"{url}/files/{FILE.name}")
    assert whole.content == b"" and whole.headers["content-length"] == str(FILE.stat().st_size)
    assert client.get(f"{url}/files/{FILE.name}", headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    assert client.get(f"{url}/text").text == LONG_TEXT


def test_a_refusal_before_the_content_was_read_passes(client: Client, url: str) -> None:
    for _ in range(3):
        assert client.post(f"{url}/refuse", data=BIG).status_code == 413
        assert client.get(f"{url}/echo").ok


def test_many_at_once_share_few_connections(url: str) -> None:
    def fetch(number: int) -> tuple[int, int]:
        content = session.post(f"{url}/echo", data=b"x" * number * 1000).json()
        return number, content["size"]

    with antiphon.Session(timeout=10) as session, ThreadPoolExecutor(8) as threads:
        assert all(size == number * 1000 for number, size in threads.map(fetch, range(60)))


def test_a_server_that_closes_resting_connections_loses_no_request(client: Client, tmp_path: Path) -> None:
    with Running(application, access_log=False, timeouts=Timeouts(idle=0.001)) as server:
        upstream = f"upstream ours {{ server 127.0.0.1:{server.port}; keepalive 4; }}"
        with Nginx(tmp_path, {"proxy": PROXY.replace("BUFFERED", "on")}, upstream) as nginx:

            def port() -> int:
                response = client.get(f"{nginx.url('proxy')}/echo")
                assert response.ok
                return int(response.json()["port"])

            first = port()
            until(lambda: port() != first)
