"""Servers under the load of wrk: small answers, TLS, WSGI, echoes and streams."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .environment import Environment
from .measure import Figure, Ratio, Row
from .processes import cpu_seconds, free_port, run, server

HERE = Path(__file__).parent
_RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
_REQUESTS = re.compile(r"([0-9]+) requests in")

NGINX = """
daemon off; worker_processes 1; error_log stderr crit; pid {folder}/nginx.pid; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; keepalive_requests 100000000; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder}; default_type text/plain;
  server {{
    listen 127.0.0.1:{port};
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


def granian(environment: Environment, target: str, port: int, interface: str, *extra: str) -> list[str]:
    """Return the command that serves `target` with granian."""
    options = ("--workers", "1", "--no-access-log", "--log-level", "error", "--host", "127.0.0.1")
    path = f"bench.applications:{target}"
    return [environment.peer("granian"), "--interface", interface, "--port", str(port), *options, *extra, path]


def nginx(environment: Environment, port: int) -> list[str]:
    """Return the command that serves the small answer, and the files of the scratch folder, with nginx."""
    configuration = environment.scratch / f"nginx-{port}.conf"
    # The scratch folder is private, so nginx must not give up the rights of a root that runs it.
    user = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(NGINX.format(port=port, folder=environment.scratch, user=user))
    return [environment.program("nginx"), "-c", str(configuration)]


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: requests a second, their number, and the share of its core that it used itself."""

    rate: float
    count: int
    share: float


def load(
    environment: Environment, url: str, *, seconds: int, script: str | None = None, arguments: Sequence[str] = ()
) -> Load:
    """Ask for `url` on 32 kept connections, or what `script` asks for when it is given `arguments`.

    Raises `RuntimeError` where a connection or an answer failed.
    """
    command = [environment.program("wrk"), "-t1", "-c32", f"-d{seconds}s", url]
    if script is not None:
        command += ["-s", str(HERE / script), "--", *arguments]
    finished = run(command, environment.variables)
    if "Non-2xx" in finished.output or "Socket errors" in finished.output:
        raise RuntimeError("wrk saw errors: " + " ".join(finished.output.split()))
    rate, count = _RATE.search(finished.output), _REQUESTS.search(finished.output)
    if rate is None or count is None:
        raise RuntimeError(f"wrk printed no figure: {finished.output!r}")
    return Load(float(rate[1]), int(count[1]), finished.cpu / finished.seconds)


def under_load(
    environment: Environment, command: Callable[[int], list[str]], *, scheme: str = "http", script: str | None = None
) -> Callable[[], Figure]:
    """Return a contender that serves with `command`, called with the port, under wrk with 32 connections."""

    def contend() -> Figure:
        port = free_port()
        url = f"{scheme}://127.0.0.1:{port}/"
        with server(command(port), port, HERE.parent, environment.variables) as pid:
            return figure(environment, pid, url, script=script)

    return contend


def figure(
    environment: Environment, pid: int, url: str, *, script: str | None = None, arguments: Sequence[str] = ()
) -> Figure:
    """Return what the server `pid` reaches under wrk with 32 connections, after a second to get warm."""
    load(environment, url, seconds=1, script=script, arguments=arguments)
    before = cpu_seconds(pid)
    seen = load(environment, url, seconds=environment.seconds, script=script, arguments=arguments)
    used = cpu_seconds(pid) - before
    return Figure(seen.rate, seen.count / used if used else None, load=seen.share)


def rows(environment: Environment) -> list[Row]:
    """Return the rows of this family."""
    return [_small(environment), _tls(environment), _wsgi(environment), _echo(environment), _stream(environment)]


def _small(environment: Environment) -> Row:
    return Row(
        "ASGI, small answer",
        "requests/s",
        "GET, 13 bytes of text back, on 32 kept connections. nginx returns the same bytes without an application.",
        {
            "antiphon": under_load(environment, lambda port: antiphon(environment, "small", port)),
            "uvicorn": under_load(environment, lambda port: uvicorn(environment, "small", port)),
            "granian": under_load(environment, lambda port: granian(environment, "small", port, "asgi")),
            "nginx": under_load(environment, lambda port: nginx(environment, port)),
        },
        (Ratio("uvicorn", 1.8), Ratio("granian", 2.0), Ratio("nginx", 0.65)),
    )


def _tls(environment: Environment) -> Row:
    certificate, key = str(environment.certificate), str(environment.key)
    ours = ("--cert", certificate, "--key", key)
    theirs = ("--ssl-certfile", certificate, "--ssl-keyfile", key)
    return Row(
        "ASGI, small answer through TLS",
        "requests/s",
        "The same with the same P-256 certificate.",
        {
            "antiphon": under_load(
                environment, lambda port: antiphon(environment, "small", port, *ours), scheme="https"
            ),
            "uvicorn": under_load(
                environment, lambda port: uvicorn(environment, "small", port, *theirs), scheme="https"
            ),
        },
        (Ratio("uvicorn", 1.5),),
    )


def _wsgi(environment: Environment) -> Row:
    return Row(
        "WSGI, small answer",
        "requests/s",
        "The same from a WSGI application. granian takes many threads unless it is told to take one.",
        {
            "antiphon": under_load(environment, lambda port: antiphon(environment, "small_wsgi", port)),
            "granian": under_load(environment, lambda port: granian(environment, "small_wsgi", port, "wsgi")),
            "granian, one thread": under_load(
                environment, lambda port: granian(environment, "small_wsgi", port, "wsgi", "--blocking-threads", "1")
            ),
        },
        (Ratio("granian", 1.5),),
    )


def _echo(environment: Environment) -> Row:
    return Row(
        "ASGI, echo of 10 KB",
        "requests/s",
        "POST of 10 KB, the same bytes back, on 32 kept connections.",
        {
            "antiphon": under_load(environment, lambda port: antiphon(environment, "echo", port), script="echo.lua"),
            "uvicorn": under_load(environment, lambda port: uvicorn(environment, "echo", port), script="echo.lua"),
        },
        (Ratio("uvicorn", 1.3),),
    )


def _stream(environment: Environment) -> Row:
    return Row(
        "ASGI, 1 MB answer in chunks",
        "requests/s",
        "GET, 16 pieces of 64 KiB back in the chunked coding, on 32 kept connections.",
        {
            "antiphon": under_load(environment, lambda port: antiphon(environment, "echo", port)),
            "uvicorn": under_load(environment, lambda port: uvicorn(environment, "echo", port)),
        },
        (Ratio("uvicorn", 1.3),),
    )
