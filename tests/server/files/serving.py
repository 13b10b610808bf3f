"""A served folder, and requests to it over a real socket."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from antiphon.server.files.folder import Folder
from antiphon.server.target import Kind

from ..raw_client import Answer, RawClient, connect
from ..running import Running

LONG_AGO = 1_700_000_000


@contextmanager
def serving(root: Path, *, writable: bool = False, hidden: bool = False, **settings: Any) -> Iterator[Running]:
    """Serve `root` while the block runs, and check at the end that nothing in the server failed."""
    with Running(Folder(root, writable=writable, hidden=hidden), Kind.HANDLER, **settings) as server:
        yield server
    assert server.failed == []


def head(method: str, path: str | bytes, fields: dict[str, str] | None = None) -> bytes:
    """Return the head of a request."""
    target = path if isinstance(path, bytes) else path.encode("ascii")
    lines = b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in (fields or {}).items())
    host = b"" if fields is not None and "Host" in fields else b"Host: localhost\r\n"
    return b"%b %b HTTP/1.1\r\n%b%b\r\n" % (method.encode("ascii"), target, host, lines)


def send(client: RawClient, method: str, path: str | bytes, content: bytes | None = None, **fields: str) -> Answer:
    """Send one request on an open connection, and return its answer. Names of `fields` have _ for -."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    if content is not None:
        named["Content-Length"] = str(len(content))
    client.send(head(method, path, named) + (content or b""))
    return client.read(method)


def ask(server: Running, method: str, path: str | bytes, content: bytes | None = None, **fields: str) -> Answer:
    """Send one request on a connection of its own, and return its answer."""
    with connect(server.port) as client:
        return send(client, method, path, content, **fields)


def get(server: Running, path: str | bytes, **fields: str) -> Answer:
    """GET `path`."""
    return ask(server, "GET", path, None, **fields)


def code(answer: Answer) -> str:
    """Return the code of the fault that a problem tells of."""
    return str(answer.problem["type"]).removeprefix("urn:antiphon:fault:")


def make(path: Path, content: bytes | str = b"", modified: int = LONG_AGO) -> Path:
    """Write a file that is old enough for all validators."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    os.utime(path, (modified, modified))
    return path


def leftovers(root: Path) -> list[str]:
    """Return the names of unfinished uploads below `root`."""
    return [str(path) for path in root.rglob(".antiphon-upload-*")]
