"""curl against our server."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..programs import program
from ..server.running import Running
from .application import FILE, LONG_TEXT

pytestmark = pytest.mark.peer

FILE_PATH = f"/files/{FILE.name}"
BIG = b"0123456789abcdef" * 100_000


def curl(*arguments: str | Path, stdin: bytes = b"") -> bytes:
    """Return what curl writes. Fails with curl's own words."""
    command = [program("curl"), "-sS", "--max-time", "20", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def seen(*arguments: str | Path, stdin: bytes = b"") -> dict[str, Any]:
    """Return what /echo says of curl's request."""
    found: dict[str, Any] = json.loads(curl(*arguments, stdin=stdin))
    return found


@pytest.fixture(params=["http", "TLS 1.2", "TLS 1.3"])
def origin(request: pytest.FixtureRequest, server: Running, plain: Running, root: Path) -> list[str | Path]:
    """curl's arguments up to the path: over plain HTTP, and over both versions of TLS with the root."""
    if request.param == "http":
        return ["--url", plain.url.rstrip("/")]
    version = request.param.removeprefix("TLS ")
    return ["--cacert", root, f"--tlsv{version}", "--tls-max", version, "--url", server.url.rstrip("/")]


def at(origin: list[str | Path], path: str) -> list[str | Path]:
    return [*origin[:-1], f"{origin[-1]}{path}"]


def test_get(origin: list[str | Path]) -> None:
    assert seen(*at(origin, "/echo"))["method"] == "GET"


def test_head_has_no_content_rfc9110_9_3_2(origin: list[str | Path]) -> None:
    head = curl("--head", *at(origin, FILE_PATH)).decode().lower()
    assert head.startswith("http/1.1 200") and f"content-length: {FILE.stat().st_size}" in head


def test_content_with_a_length(origin: list[str | Path]) -> None:
    echoed = seen("--data-binary", "@-", *at(origin, "/echo"), stdin=BIG[:50_000])
    assert echoed["fields"]["content-length"] == "50000"
    assert echoed["digest"] == hashlib.sha256(BIG[:50_000]).hexdigest()


def test_content_in_chunks_rfc9112_7_1(origin: list[str | Path]) -> None:
    echoed = seen("-T", "-", *at(origin, "/echo"), stdin=BIG)
    assert echoed["method"] == "PUT" and echoed["fields"]["transfer-encoding"] == "chunked"
    assert echoed["digest"] == hashlib.sha256(BIG).hexdigest()


def test_content_that_waits_for_100_rfc9110_10_1_1(origin: list[str | Path]) -> None:
    # Were no 100 to come, curl would wait for longer than it may take in all.
    patience = ["--expect100-timeout", "60", "-H", "Expect: 100-continue"]
    echoed = seen(*patience, "--data-binary", "@-", *at(origin, "/echo"), stdin=BIG)
    assert echoed["fields"]["expect"] == "100-continue" and echoed["size"] == len(BIG)


def test_content_that_is_refused_is_not_sent(origin: list[str | Path]) -> None:
    patience = ["--expect100-timeout", "60", "-H", "Expect: 100-continue"]
    facts = ["-w", "%{http_code} %{size_upload}", "-o", "/dev/null"]
    assert curl(*patience, *facts, "--data-binary", "@-", *at(origin, "/refuse"), stdin=BIG) == b"413 0"


def test_a_refusal_reaches_a_client_that_sends_all_the_same(origin: list[str | Path]) -> None:
    sending = ["-H", "Expect:", "--data-binary", "@-"]
    assert curl(*sending, *at(origin, "/refuse"), stdin=BIG) == b"no room\n"


def test_one_connection_serves_two_requests_rfc9112_9_3(origin: list[str | Path]) -> None:
    echoed = [json.loads(line) for line in curl(*at(origin, "/echo?[1-3]"), "-w", "\n").splitlines()]
    assert len(echoed) == 3 and len({each["port"] for each in echoed}) == 1


def test_a_form_with_a_file(origin: list[str | Path]) -> None:
    echoed = seen("-F", f"file=@{FILE}", "-F", "name=value", *at(origin, "/echo"))
    assert echoed["fields"]["content-type"].startswith("multipart/form-data; boundary=")
    assert echoed["size"] > FILE.stat().st_size


def test_compressed_content_is_read(origin: list[str | Path]) -> None:
    assert curl("--compressed", *at(origin, "/text")).decode() == LONG_TEXT
    assert b"content-encoding: gzip" in curl("--compressed", "--head", "-X", "GET", *at(origin, "/text"))


def test_content_of_unknown_length(origin: list[str | Path]) -> None:
    assert len(curl(*at(origin, "/count/3000000"))) == 3_000_000


def test_http_1_0_gets_content_until_the_end_rfc9112_6_3(origin: list[str | Path]) -> None:
    whole = curl("--http1.0", "-i", *at(origin, "/count/100000"))
    head, _, content = whole.partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head.lower() and len(content) == 100_000
    assert seen("--http1.0", *at(origin, "/echo"))["version"] == "1.0"


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("0-9", 0, 10), ("100-", 100, None), ("-7", -7, None), ("3-3", 3, 4)]
)
def test_ranges_rfc9110_14(origin: list[str | Path], asked: str, first: int, last: int | None) -> None:
    content = curl("--fail", "--range", asked, *at(origin, FILE_PATH))
    assert content == FILE.read_bytes()[first:last]


def test_a_download_goes_on_where_it_stopped(origin: list[str | Path], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(FILE.read_bytes()[:500])
    curl("--fail", "-C", "-", "-o", kept, *at(origin, FILE_PATH))
    assert kept.read_bytes() == FILE.read_bytes()


def test_a_known_file_is_not_sent_again_rfc9110_13(origin: list[str | Path], tmp_path: Path) -> None:
    tag, copy = tmp_path / "tag", tmp_path / "copy"
    curl("--etag-save", tag, "-o", copy, *at(origin, FILE_PATH))
    facts = ["-w", "%{http_code} %{size_download}"]
    assert curl("--etag-compare", tag, *facts, *at(origin, FILE_PATH)) == b"304 0"


def test_trailers_rfc9110_6_5(origin: list[str | Path], tmp_path: Path) -> None:
    fields = tmp_path / "fields"
    assert curl("-D", fields, *at(origin, "/trailers/")) == b"content\n"
    assert "x-checksum: abc" in fields.read_text().lower()


def test_a_redirect_keeps_method_and_content_rfc9110_15_4_8(origin: list[str | Path]) -> None:
    echoed = seen("-L", "--data-binary", "text", *at(origin, "/moved"))
    assert (echoed["method"], echoed["content"]) == ("POST", "text")


def test_many_at_once(origin: list[str | Path]) -> None:
    urls = at(origin, "/count/[10000-10019]")
    sizes = curl("-Z", "-o", "/dev/null", "-w", "%{http_code} %{size_download}\n", *urls).decode().split("\n")
    assert sorted(filter(None, sizes)) == [f"200 {size}" for size in range(10_000, 10_020)]


def test_plain_http_on_the_port_of_https_leads_there(server: Running, root: Path) -> None:
    url = server.url.replace("https:", "http:") + "echo"
    assert curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", url) == f"308 {server.url}echo".encode()
    echoed = seen("-L", "--cacert", root, "--data-binary", "text", url)
    assert (echoed["method"], echoed["content"]) == ("POST", "text")


def test_the_root_that_the_command_names_is_enough(server: Running) -> None:
    """``curl --cacert "$(antiphon trust --print-root)"``"""
    command = [sys.executable, "-m", "antiphon.cli", "trust", "--print-root"]
    named = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout.strip()
    for host in ("localhost", "127.0.0.1", "[::1]"):
        assert curl("--cacert", named, f"https://{host}:{server.port}/echo")


def test_without_the_root_curl_refuses(server: Running) -> None:
    command = [program("curl"), "-sS", f"{server.url}echo"]
    assert subprocess.run(command, capture_output=True, timeout=20).returncode == 60
