"""Processes under test: started on one core, asked for what they used, and stopped."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = _CORES[0], _CORES[min(1, len(_CORES) - 1)]
_TICK = os.sysconf("SC_CLK_TCK")
_READY_SECONDS = 20.0
_SAMPLE_MILLISECONDS = 20


@dataclass(frozen=True, slots=True)
class Finished:
    """A program that ran to its end: its output, wall and processor time in seconds, and peak memory in bytes."""

    output: str
    seconds: float
    cpu: float
    peak: int


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """Return `command` bound to one core."""
    return ["taskset", "-c", str(core), *command]


@contextlib.contextmanager
def server(command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """Run `command` on the server's core until it accepts connections on `port`; gives its process id."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            pinned(SERVER_CORE, command),
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            _wait_until_ready(process, port, errors)
            yield process.pid
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    members = family(process.pid)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        for member in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(member, 9)
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, errors: IO[bytes]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode}: {_last_line(errors)}")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"did not listen within {_READY_SECONDS:g} s: {_last_line(errors)}")


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no message"


def run(command: Sequence[str], environment: Mapping[str, str], *, timeout: float = 120.0) -> Finished:
    """Run `command` on the load's core to its end. Raises `RuntimeError` with its last words where it fails."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            pinned(LOAD_CORE, command), env={**os.environ, **environment}, stdout=output, stderr=errors
        )
        peak = _watch(process, started + timeout)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"ended with {process.returncode}: {_last_line(errors)}")
        output.seek(0)
        return Finished(output.read().decode(), elapsed, usage.ru_utime + usage.ru_stime, peak)


def _watch(process: subprocess.Popen[bytes], deadline: float) -> int:
    """Wait for the end of `process` and return its peak memory in bytes.

    Not `ru_maxrss`: that counts what the parent had when it forked, too.
    """
    peak = 0
    descriptor = os.pidfd_open(process.pid)
    end = select.poll()
    end.register(descriptor, select.POLLIN)
    try:
        while not end.poll(_SAMPLE_MILLISECONDS):
            peak = max(peak, peak_bytes(process.pid))
            if time.perf_counter() > deadline:
                process.kill()
    finally:
        os.close(descriptor)
    return peak


def peak_bytes(pid: int) -> int:
    """Return the greatest resident memory that `pid` has had."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def family(pid: int) -> list[int]:
    """Return `pid` and the ids of all processes below it."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):
            for children in Path(f"/proc/{parent}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
    return found


def cpu_seconds(pid: int) -> float:
    """Return the processor time that `pid` and its children have used."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / _TICK


def resident_bytes(pid: int) -> int:
    """Return the resident memory of `pid` and its children."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            total += int(Path(f"/proc/{member}/statm").read_text().split()[1])
    return total * os.sysconf("SC_PAGE_SIZE")
