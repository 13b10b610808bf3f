"""A PostgreSQL server for the tests that want one, made anew for each run."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

import psycopg
import pytest

from ..programs import program

# Durability is not what these tests are about, and costs most of the time.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "50",
}
_INITDB = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"]
_numbers = count(1)


class _User(TypedDict, total=False):
    """How a subprocess changes its user, in the words of `subprocess.run`."""

    user: int
    group: int
    extra_groups: list[int]


def _as_ordinary_user() -> _User:
    """Return how a subprocess gives up root's rights: PostgreSQL refuses to run with them."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def _postgresql_server() -> Iterator[str]:
    """A running server; yields the folder of its socket."""
    bin_folder = Path(os.path.realpath(program("postgres"))).parent
    # Not pytest's own folder: nobody but root may enter that, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="antiphon-pg-"))
    user = _as_ordinary_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    data, log = folder / "data", folder / "log"
    settings = [f"-c{name}={value}" for name, value in {**_SETTINGS, "unix_socket_directories": str(folder)}.items()]
    control = [str(bin_folder / "pg_ctl"), "--pgdata", str(data), "--wait", "--silent"]
    try:
        _run([str(bin_folder / "initdb"), "--pgdata", str(data), *_INITDB], folder, user)
        _run([*control, "--log", str(log), "--options", shlex.join(settings), "start"], folder, user)
        try:
            yield str(folder)
        finally:
            _run([*control, "--mode", "immediate", "stop"], folder, user)
    finally:
        shutil.rmtree(folder)


def _run(command: list[str], folder: Path, user: _User) -> None:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **user)
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture
def postgresql_url(_postgresql_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, which is gone after the test."""
    name = f"test_{next(_numbers)}"
    host = quote(_postgresql_server, safe="")
    with psycopg.connect(f"postgresql://postgres@/postgres?host={host}", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield f"postgresql://postgres@/{name}?host={host}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
