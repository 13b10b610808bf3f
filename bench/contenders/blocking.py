"""One blocking client, one kept connection: ``blocking.py NAME URL SECONDS`` prints count, seconds and CPU as JSON."""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from urllib.parse import urlsplit

Fetch = Callable[[], bytes]
SMALL = b"Hello, world!"


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
        return buffer.getvalue()

    return fetch


def bare(url: str) -> Fetch:
    """A loop that sends the bytes that Antiphon sends and reads once: what no client can beat."""
    parts = urlsplit(url)
    request = _request_of_antiphon(parts.path).replace(b"{authority}", parts.netloc.encode())
    connection = socket.create_connection((parts.hostname or "", parts.port or 80))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fetch() -> bytes:
        connection.sendall(request)
        return connection.recv(65536)

    return fetch


def _request_of_antiphon(path: str) -> bytes:
    """Return what Antiphon sends for a GET of `path`, with ``{authority}`` in the place of host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seen: list[bytes] = []

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                seen.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        authority = f"127.0.0.1:{listener.getsockname()[1]}"
        import_module("antiphon").get(f"http://{authority}{path}")
        thread.join()
    return seen[0].replace(authority.encode(), b"{authority}")


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
        if not fetch().endswith(SMALL):
            raise RuntimeError("that is not the server's answer")
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
