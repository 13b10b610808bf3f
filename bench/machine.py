"""The machine and the versions, in words."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from .environment import NODE_PEERS, Environment
from .processes import LOAD_CORE, SERVER_CORE

_PEERS = (
    *("aiohttp", "aiosqlite", "asyncpg", "datasette", "fastapi", "granian", "httptools", "httpx", "httpx2", "pycurl"),
    *("requests", "sqlalchemy", "urllib3", "uvicorn", "uvloop"),
)
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)+")


def description(environment: Environment) -> list[str]:
    """Return sentences about the machine, its cores, and the versions of all that was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = f"server on core {SERVER_CORE}, load on core {LOAD_CORE}"
    if SERVER_CORE == LOAD_CORE:
        cores = "only one core, shared by server and load, so the figures say little"
    return [
        f"- {os.cpu_count()} cores of {_processor()}, {memory:.0f} GB of memory; {cores}.",
        f"- {platform.system()} {platform.release()}, {platform.python_implementation()} {platform.python_version()}.",
        f"- Antiphon {version('antiphon')} on uvloop {version('uvloop')}.",
        f"- {', '.join(_peers(environment) + list(NODE_PEERS) + _programs(environment))}.",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _peers(environment: Environment) -> list[str]:
    listed = subprocess.run(
        [environment.peers_python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=False,
    )
    pairs = [line.partition("==") for line in listed.stdout.split()]
    return [f"{name.lower()} {number}" for name, _, number in pairs if name.lower() in _PEERS]


def _programs(environment: Environment) -> list[str]:
    return [f"{name} {_version_of(environment, name, option)}" for name, option in _PROGRAMS.items()]


_PROGRAMS = {"nginx": "-v", "wrk": "-v", "curl": "--version", "postgres": "--version", "node": "--version"}


def _version_of(environment: Environment, name: str, option: str) -> str:
    try:
        program = environment.program(name)
    except RuntimeError:
        return "missing"
    done = subprocess.run([program, option], capture_output=True, text=True, check=False)
    found = _VERSION.search(done.stdout + done.stderr)
    return found[0] if found else "of unknown version"
