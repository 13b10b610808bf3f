"""Before servers of others, and under curl."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import antiphon

from ..peers.application import FILE, LONG_TEXT, application
from ..peers.nginx import Nginx
from ..peers.test_python_servers import uvicorn_server
from ..programs import program
from ..server.running import Running
from .standing import standing

pytestmark = pytest.mark.peer

BIG = b"0123456789abcdef" * 250_000
NGINX = """
  listen ADDRESS;
  root ROOT;
  gzip on; gzip_types *; gzip_min_length 100; gzip_proxied any;
  client_max_body_size 1k;
  location /folder { }
  location /away { return 302 http://$host:$server_port/a.txt; }
  location /empty { return 204; }
  location /slash { absolute_redirect off; return 301 /a.txt; }
"""


@pytest.fixture(scope="module", params=["ours", "uvicorn"])
def session(request: pytest.FixtureRequest) -> Iterator[antiphon.Session]:
    """A client of a gateway before our own server, and before uvicorn."""
    if request.param == "ours":
        with (
            Running(application, access_log=False) as server,
            standing(server.url, server={"access_log": False}) as gateway,
            gateway.session() as made,
        ):
            yield made
    else:
        with (
            uvicorn_server("httptools") as url,
            standing(url, server={"access_log": False}) as gateway,
            gateway.session() as made,
        ):
            yield made


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[antiphon.Session]:
    """A client of a gateway before nginx."""
    root = tmp_path_factory.mktemp("root")
    (root / "a.txt").write_text("a" * 5000)
    (root / "folder").mkdir()
    with (
        Nginx(tmp_path_factory.mktemp("nginx"), {"site": NGINX.replace("ROOT", str(root))}) as running,
        standing(running.url("site"), server={"access_log": False}) as gateway,
        gateway.session() as made,
    ):
        yield made


# -- applications in Python ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_methods_and_content_pass(session: antiphon.Session, method: str) -> None:
    content = b"" if method == "GET" else b"x" * 1000
    got = session.request(method, "/echo", data=content, headers={"X-Mine": "1"}).json()
    assert (got["method"], got["size"], got["fields"]["x-mine"]) == (method, len(content), "1")


def test_much_content_passes_both_ways(session: antiphon.Session) -> None:
    for data in (BIG, (BIG[start : start + 100_000] for start in range(0, len(BIG), 100_000))):
        assert session.post("/echo", data=data).json()["digest"] == hashlib.sha256(BIG).hexdigest()
    assert sum(map(len, session.get("/count/4000000", stream=True).iter_bytes())) == 4_000_000


def test_codings_ranges_conditions_and_head_pass(session: antiphon.Session) -> None:
    packed = session.get("/text")
    assert packed.text == LONG_TEXT and packed.headers["content-encoding"] in ("gzip", "br", "zstd")
    part = session.get(f"/files/{FILE.name}", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, FILE.read_bytes()[:10])
    head = session.head(f"/files/{FILE.name}")
    assert (head.content, head.headers["content-length"]) == (b"", str(FILE.stat().st_size))
    assert session.get(f"/files/{FILE.name}", headers={"If-None-Match": head.headers["etag"]}).status_code == 304


def test_a_refusal_before_the_content_was_read_passes(session: antiphon.Session) -> None:
    for _ in range(3):
        assert session.post("/refuse", data=BIG).status_code == 413
        assert session.get("/echo").ok


# -- nginx -----------------------------------------------------------------------------------------------------------


def test_nginx_and_its_compression(nginx: antiphon.Session) -> None:
    got = nginx.get("/a.txt", headers={"Accept-Encoding": "gzip"})
    assert got.text == "a" * 5000 and got.headers["content-encoding"] == "gzip"
    assert got.headers["server"].startswith("nginx") and got.headers["via"] == "1.1 gate"
    assert nginx.get("/a.txt", headers={"If-Modified-Since": got.headers["last-modified"]}).status_code == 304


def test_redirects_of_nginx_lead_to_the_gateway(nginx: antiphon.Session) -> None:
    base = str(nginx.base_url)
    for path in ("/away", "/folder"):
        location = nginx.get(path, allow_redirects=False).headers["location"]
        assert location.startswith(base), location
    assert nginx.get("/slash", allow_redirects=False).headers["location"] == "/a.txt"
    assert nginx.get("/away").text == "a" * 5000


def test_nginx_refuses_what_is_too_large(nginx: antiphon.Session) -> None:
    assert nginx.post("/a.txt", data=b"x" * 2_000_000).status_code == 413
    assert nginx.get("/empty").status_code == 204


# -- curl ------------------------------------------------------------------------------------------------------------


def test_curl_uploads_downloads_and_expects(session: antiphon.Session, tmp_path: Path) -> None:
    curl, sent, got = program("curl"), tmp_path / "sent", tmp_path / "got"
    sent.write_bytes(BIG)

    def run(*arguments: str) -> str:
        command = [curl, "--silent", "--show-error", "--noproxy", "*", "--max-time", "30", *arguments]
        return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()

    base = str(session.base_url).rstrip("/")
    digest = hashlib.sha256(BIG).hexdigest()
    for more in (["--header", "Expect: 100-continue"], ["--header", "Transfer-Encoding: chunked"], ["--http1.0"]):
        assert digest in run(*more, "--data-binary", f"@{sent}", f"{base}/echo")
    run("--output", str(got), f"{base}/count/4000000")
    assert got.stat().st_size == 4_000_000
    assert "HTTP/1.1 200" in run("--head", f"{base}/text")
    assert run("--compressed", f"{base}/text") == LONG_TEXT
    assert run("--write-out", "%{http_code}", "--output", str(got), f"{base}/nothing") == "404"
