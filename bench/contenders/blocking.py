"""One blocking client, one kept connection: ``blocking.py NAME URL SECONDS`` prints count, seconds and CPU as JSON."""

from __future__ import annotations

import io
import json
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

Fetch = Callable[[], Any]


def antiphon(url: str) -> Fetch:
    """Antiphon's session."""
    session = import_module("antiphon").Session()
    return lambda: session.get(url).content


def requests(url: str) -> Fetch:
    """requests' session."""
    session = import_module("requests").Session()
    return lambda: session.get(url).content


def urllib3(url: str) -> Fetch:
    """urllib3's pool."""
    pool = import_module("urllib3").PoolManager()
    return lambda: pool.request("GET", url).data


def httpx(url: str) -> Fetch:
    """httpx' client."""
    client = import_module("httpx").Client()
    return lambda: client.get(url).content


def httpx2(url: str) -> Fetch:
    """httpx2's client."""
    client = import_module("httpx2").Client()
    return lambda: client.get(url).content


def pycurl(url: str) -> Fetch:
    """One handle of libcurl, used again."""
    module = import_module("pycurl")
    handle = module.Curl()
    handle.setopt(module.URL, url)

    def fetch() -> bytes:
        buffer = io.BytesIO()
        handle.setopt(module.WRITEDATA, buffer)
        handle.perform()
        handle.getinfo(module.RESPONSE_CODE)
        return buffer.getvalue()

    return fetch


def bare(url: str) -> Fetch:
    """A loop that sends the bytes Antiphon sends and reads once: what no client can beat."""
    parts = urlsplit(url)
    connection = socket.create_connection((parts.hostname or "", parts.port or 80))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    request = (
        f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: antiphon/0.1.0\r\n"
        "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept: */*\r\n\r\n"
    ).encode()

    def fetch() -> bytes:
        connection.sendall(request)
        return connection.recv(65536)

    return fetch


CONTENDERS: dict[str, Callable[[str], Fetch]] = {
    "antiphon": antiphon,
    "requests": requests,
    "urllib3": urllib3,
    "httpx": httpx,
    "httpx2": httpx2,
    "pycurl": pycurl,
    "socket": bare,
}


def main() -> None:
    """Run one contender for the given time."""
    name, url, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    fetch = CONTENDERS[name](url)
    for _ in range(200):
        fetch()
    count = 0
    cpu, started = time.process_time(), time.perf_counter()
    while time.perf_counter() - started < seconds:
        for _ in range(100):
            fetch()
        count += 100
    elapsed = time.perf_counter() - started
    print(json.dumps({"count": count, "seconds": elapsed, "cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    main()
