"""A PostgreSQL server for one turn of one contender: durable, with its defaults, on the load's core."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from .environment import Environment
from .processes import LOAD_CORE, free_port, pinned
from .rest_data import fill_postgresql

_INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")


class _User(TypedDict, total=False):
    """How a subprocess changes its user, in the words of `subprocess.run`."""

    user: int
    group: int
    extra_groups: list[int]


@contextmanager
def postgresql(environment: Environment) -> Iterator[str]:
    """Give the URL of a database with the products."""
    programs = Path(os.path.realpath(environment.program("postgres"))).parent
    user = _ordinary_user()
    # Not below the scratch folder, which only its owner may enter.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        if user:
            os.chown(folder, user["user"], user["group"])
        data = f"{folder}/data"
        _run([str(programs / "initdb"), "--pgdata", data, *_INITDB], folder, user)
        port = free_port()
        settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        control = [str(programs / "pg_ctl"), "--pgdata", data, "--wait", "--silent"]
        _run(pinned(LOAD_CORE, [*control, "--log", f"{folder}/log", "--options", settings, "start"]), folder, user)
        try:
            url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            fill_postgresql(url)
            yield url
        finally:
            _run([*control, "--mode", "fast", "stop"], folder, user)


def _ordinary_user() -> _User:
    """Return how a subprocess gives up root's rights: PostgreSQL refuses to run with them."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run(command: list[str], folder: str, user: _User) -> None:
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **user)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name}: {done.stderr.decode(errors='replace').strip()}")
