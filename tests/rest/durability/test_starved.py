"""A disk that is full, or cannot be written, or is limited: the right status, and reading goes on (RFC 9110 §15.6)."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from antiphon.faults.codes import FAULTS

from ...programs import program
from ..contract.wire import Answer
from .conftest import Store
from .served import Served

_LONG = "x" * 5000
_MOST = 2000
# A file system of its own, seen by nobody else: $0 is where, $1 the file to be served, the others the command.
_SMALL_DISK = """
mount -t tmpfs -o size=1m none "$0" && cp "$1" "$0/books.db" && head -c 300000 /dev/zero > "$0/ballast" || exit 9
shift && exec "$@"
"""
_READ_ONLY = """
mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 9
shift && exec "$@"
"""


def in_own_mounts(script: str, folder: Path, file: str) -> list[str]:
    """Return the words before a command that run it after `script`. Skips where this user may mount nothing."""
    apart = [program("unshare"), "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    tried = subprocess.run([*apart, "sh", "-c", 'mount -t tmpfs none "$0"', str(folder)], capture_output=True)
    if tried.returncode:
        pytest.skip("may not mount")
    return [*apart, "sh", "-c", script, str(folder), file]


def check_unavailable(server: Served, answer: Answer, status: int, code: str) -> None:
    """Check that the client is told what it may know, and the log the same."""
    assert (answer.status, answer.json["type"]) == (status, f"urn:antiphon:fault:{code}")
    assert answer.fields["cache-control"] == "no-store"
    assert "books" not in answer.content.decode() and "INSERT" not in answer.content.decode()
    if status == 503:
        assert int(answer.fields["retry-after"]) > 0
    server.wait_for(FAULTS[code].sentence.en)
    assert "Traceback" not in server.log


def fill(server: Served) -> tuple[list[str], Answer]:
    """Add entries until one is refused; returns the names of those that were not, and the refusal."""
    names: list[str] = []
    for number in range(_MOST):
        name = f"{number} {_LONG}"
        answer = server.api.post("/entries", {"name": name})
        if answer.status != 201:
            return names, answer
        names.append(name)
    raise AssertionError("the disk takes everything")


def names_at(server: Served) -> list[str]:
    """Return the names of all entries, in order."""
    answer = server.api.get("/entries?limit=1000&sort=id")
    assert answer.status == 200
    return [entry["name"] for entry in answer.json]


@pytest.mark.peer
def test_a_full_disk_is_507_until_there_is_room(file: Store, tmp_path: Path, home: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with Served(str(disk / "books.db"), home, in_own_mounts(_SMALL_DISK, disk, file.target)) as server:
        assert server.api.post("/entries", {"name": "first"}).status == 201
        names, refusal = fill(server)
        check_unavailable(server, refusal, 507, "database-full")
        assert names_at(server) == ["first", *names]
        assert server.api.get("/accounts/0").json["debit"] == 0
        for _ in range(3):
            check_unavailable(server, server.api.post("/entries", [{"name": _LONG}] * 100), 507, "database-full")
        assert names_at(server) == ["first", *names], "some of what was refused is there"
        Path(f"/proc/{server.process.pid}/root{disk}/ballast").unlink()
        assert server.api.post("/entries", {"name": "last"}).status == 201
        assert names_at(server) == ["first", *names, "last"]


def test_a_process_that_may_write_no_more_says_so_and_recovers(file: Store, home: Path) -> None:
    with Served(file.target, home) as server:
        assert server.api.post("/entries", {"name": "first"}).status == 201
        limits = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (100_000, limits[1]))
        names, refusal = fill(server)
        assert refusal.status in (503, 507)
        check_unavailable(server, refusal, refusal.status, refusal.json["type"].rpartition(":")[2])
        assert names_at(server) == ["first", *names]
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)
        assert server.api.post("/entries", {"name": "last"}).status == 201
    assert [name for (name,) in file.execute("SELECT name FROM entries ORDER BY id")] == ["first", *names, "last"]


@pytest.mark.peer
def test_a_file_that_cannot_be_written_is_read(file: Store, home: Path) -> None:
    folder = Path(file.target).parent
    with Served(file.target, home, in_own_mounts(_READ_ONLY, folder, file.target)) as server:
        assert server.api.get("/accounts/0").json == {"id": 0, "debit": 0, "credit": 0}
        for answer in (
            server.api.post("/entries", {"name": "first"}),
            server.api.patch("/accounts/0", {"debit": 1}),
            server.api.delete("/accounts/0"),
        ):
            check_unavailable(server, answer, 503, "database-read-only")
        assert server.api.get("/accounts/0").json["debit"] == 0


def test_what_is_said_to_be_written_is_on_the_disk(file: Store, home: Path, tmp_path: Path) -> None:
    """The count of waits for the disk is at least that of answers, where one follows another."""
    calls = tmp_path / "calls"
    before = [
        program("strace"),
        "-D",
        "--follow-forks",
        "--trace=fsync,fdatasync",
        "--seccomp-bpf",
        f"--output={calls}",
    ]
    if subprocess.run([*before, "true"], capture_output=True).returncode:
        pytest.skip("may not trace")
    with Served(file.target, home, before) as server:
        waits = calls.read_text().count("sync(")
        for number in range(1, 11):
            assert server.api.post("/entries", {"name": str(number)}).status == 201
            now = calls.read_text().count("sync(")
            assert now > waits, "answered before the disk had it"
            waits = now
