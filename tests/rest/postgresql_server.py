"""A PostgreSQL server of the tests' own, in a folder, reached by a Unix socket."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

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


class _User(TypedDict, total=False):
    """How a subprocess changes its user, in the words of `subprocess.run`."""

    user: int
    group: int
    extra_groups: list[int]


class PostgreSQLServer:
    """A server whose data and socket are in `folder`, which belongs to the user that it runs as."""

    def __init__(self, programs: Path, folder: Path, user: _User, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._user = user
        data = folder / "data"
        options = {**_SETTINGS, "unix_socket_directories": str(folder), **settings}
        self._options = shlex.join([f"-c{name}={value}" for name, value in options.items()])
        self._control = [str(programs / "pg_ctl"), "--pgdata", str(data), "--wait", "--silent"]
        self._run([str(programs / "initdb"), "--pgdata", str(data), *_INITDB])

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run([*self._control, "--log", str(self.folder / "log"), "--options", self._options, "start"])

    def stop(self) -> None:
        """Stop it as a crash would: at once, with all connections cut."""
        self._run([*self._control, "--mode", "immediate", "stop"])

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **self._user)
        assert done.returncode == 0, done.stderr.decode()


@contextmanager
def postgresql_server(**settings: str) -> Iterator[PostgreSQLServer]:
    """Give a server that runs with `settings`. It is for the block to start it again where the block stops it."""
    programs = Path(os.path.realpath(program("postgres"))).parent
    # Not pytest's own folder: nobody but root may enter that, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="antiphon-pg-"))
    user = _as_ordinary_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    try:
        server = PostgreSQLServer(programs, folder, user, settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _as_ordinary_user() -> _User:
    """Return how a subprocess gives up root's rights: PostgreSQL refuses to run with them."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
