"""A MariaDB server of the tests' own, in a folder, reached by a Unix socket."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pymysql
from pymysql.constants import CLIENT

from ..programs import program

_PATIENCE = 60.0
_LOOK = 0.02
# Durability is not what these tests are about, and costs most of the time.
_SETTINGS = (
    "--skip-networking",
    "--innodb-buffer-pool-size=8M",
    "--innodb-log-file-size=4M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--character-set-server=utf8mb4",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--log-warnings=0",
)


class MySQLServer:
    """A server whose data and socket are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = str(folder / "socket")
        # Root has to say that it means it.
        self._options = [
            "--no-defaults",
            f"--datadir={folder / 'data'}",
            *(["--user=root"] if os.geteuid() == 0 else []),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        install = [program("mariadb-install-db"), *self._options, "--auth-root-authentication-method=normal",
                   "--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=4M"]  # fmt: skip
        done = subprocess.run(install, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert done.returncode == 0, done.stderr.decode()

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"mysql://root@/{quote(database, safe='')}?unix_socket={quote(self.socket, safe='')}"

    def connect(self, database: str | None = None) -> pymysql.Connection[Any]:
        """Return a connection that takes names in double quotes, and several statements at once."""
        return pymysql.connect(
            unix_socket=self.socket,
            ssl_disabled=True,
            user="root",
            database=database,
            autocommit=True,
            charset="utf8mb4",
            sql_mode="ANSI_QUOTES,STRICT_ALL_TABLES",
            client_flag=CLIENT.MULTI_STATEMENTS,
        )

    def run(self, script: str, database: str | None = None) -> None:
        """Run all statements of `script`."""
        with closing(self.connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute(script)
            while cursor.nextset():
                pass

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program("mariadbd"), *self._options, f"--socket={self.socket}", *_SETTINGS],
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            gave_up = self._process.poll() is not None or time.monotonic() > deadline
            assert not gave_up, (self.folder / "log").read_text("utf-8", "replace")
            time.sleep(_LOOK)

    def stop(self) -> None:
        """Stop it as a crash would: at once, with all connections cut."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        # It listens only when it is ready.
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(self.socket) == 0


@contextmanager
def mysql_server() -> Iterator[MySQLServer]:
    """Give a server that runs. It is for the block to start it again where the block stops it."""
    # Not pytest's own folder: a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="antiphon-my-"))
    try:
        server = MySQLServer(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
