"""Servers under the load of wrk: small answers, TLS, WSGI, echoes and streams."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from .environment import Environment
from .measure import Figure, Row, Target
from .processes import LOAD_CORE, cpu_seconds, free_port, server

HERE = Path(__file__).parent
_RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
_REQUESTS = re.compile(r"([0-9]+) requests in")

NGINX = """
daemon off; worker_processes 1; error_log /dev/null; pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder}; default_type text/plain;
  server {{
    listen 127.0.0.1:{port}; {tls}
    location / {{ return 200 "Hello, world!"; }}
    location /files/ {{ alias {folder}/; }}
  }}
}}
"""


def antiphon(environment: Environment, target: str, port: int, *extra: str) -> list[str]:
    """Return the command that serves `target` with Antiphon."""
    plain = () if "--cert" in extra else ("--http",)
    options = ("--host", "127.0.0.1", "--port", str(port), "--no-access-log")
    return [environment.antiphon, "serve", f"bench.applications:{target}", *options, *plain, *extra]


def uvicorn(environment: Environment, target: str, port: int, *extra: str) -> list[str]:
    """Return the command that serves `target` with uvicorn on uvloop and httptools."""
    options = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "error")
    return [environment.peer("uvicorn"), f"bench.applications:{target}", "--port", str(port), *options, *extra]


def granian(environment: Environment, target: str, port: int, interface: str) -> list[str]:
    """Return the command that serves `target` with granian."""
    options = ("--workers", "1", "--no-access-log", "--log-level", "error", "--host", "127.0.0.1")
    path = f"bench.applications:{target}"
    threads = ("--blocking-threads", "1") if interface == "wsgi" else ()
    return [environment.peer("granian"), "--interface", interface, "--port", str(port), *options, *threads, path]


def nginx(environment: Environment, port: int) -> list[str]:
    """Return the command that serves the small answer, and the files of the scratch folder, with nginx."""
    configuration = environment.scratch / f"nginx-{port}.conf"
    configuration.write_text(NGINX.format(port=port, folder=environment.scratch, tls=""))
    return [environment.program("nginx"), "-c", str(configuration)]


def under_load(
    environment: Environment, command: Callable[[int], list[str]], *, scheme: str = "http", script: str | None = None
) -> Callable[[], Figure]:
    """Return a contender that serves with `command`, called with the port, under wrk with 32 connections."""

    def contend() -> Figure:
        port = free_port()
        with server(command(port), port, HERE.parent, environment.variables) as pid:
            load = [environment.program("wrk"), "-t1", "-c32"]
            if script is not None:
                load += ["-s", str(HERE / script)]
            url = f"{scheme}://127.0.0.1:{port}/"
            _run([*load, "-d1s", url])
            before = cpu_seconds(pid)
            output = _run([*load, f"-d{environment.seconds}s", url])
            used = cpu_seconds(pid) - before
        rate = float(_found(_RATE, output))
        count = int(_found(_REQUESTS, output))
        return Figure(rate, count / used if used else None)

    return contend


def _run(load: list[str]) -> str:
    done = subprocess.run(["taskset", "-c", LOAD_CORE, *load], capture_output=True, text=True, check=True, timeout=120)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError("wrk saw errors: " + done.stdout.replace("\n", " "))
    return done.stdout


def _found(pattern: re.Pattern[str], output: str) -> str:
    found = pattern.search(output)
    if found is None:
        raise RuntimeError(f"wrk printed no figure: {output!r}")
    return found[1]


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    certificate, key = str(environment.certificate), str(environment.key)

    def load(
        command: Callable[[int], list[str]], scheme: str = "http", script: str | None = None
    ) -> Callable[[], Figure]:
        return under_load(environment, command, scheme=scheme, script=script)

    return [
        Row(
            "ASGI, small answer, 32 connections",
            "requests/s",
            {
                "antiphon": load(lambda port: antiphon(environment, "small", port)),
                "uvicorn": load(lambda port: uvicorn(environment, "small", port)),
                "granian": load(lambda port: granian(environment, "small", port, "asgi")),
                "nginx": load(lambda port: nginx(environment, port)),
            },
            (Target("uvicorn", 1.8), Target("granian", 2.0), Target("nginx", 0.65)),
        ),
        Row(
            "ASGI, small answer through TLS",
            "requests/s",
            {
                "antiphon": load(
                    lambda port: antiphon(environment, "small", port, "--cert", certificate, "--key", key), "https"
                ),
                "uvicorn": load(
                    lambda port: uvicorn(
                        environment, "small", port, "--ssl-certfile", certificate, "--ssl-keyfile", key
                    ),
                    "https",
                ),
            },
            (Target("uvicorn", 1.5),),
        ),
        Row(
            "WSGI, small answer",
            "requests/s",
            {
                "antiphon": load(lambda port: antiphon(environment, "small_wsgi", port)),
                "granian": load(lambda port: granian(environment, "small_wsgi", port, "wsgi")),
            },
            (Target("granian", 1.5),),
        ),
        Row(
            "echo of 10 KB",
            "requests/s",
            {
                "antiphon": load(lambda port: antiphon(environment, "echo", port), script="echo.lua"),
                "uvicorn": load(lambda port: uvicorn(environment, "echo", port), script="echo.lua"),
            },
            (Target("uvicorn", 1.3),),
        ),
        Row(
            "1 MB answer in chunks",
            "requests/s",
            {
                "antiphon": load(lambda port: antiphon(environment, "echo", port)),
                "uvicorn": load(lambda port: uvicorn(environment, "echo", port)),
            },
            (Target("uvicorn", 1.3),),
        ),
    ]
