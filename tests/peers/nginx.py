"""nginx in a folder of its own, on ports that the system picks."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ..programs import program

_CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/errors info;
{user}
events {{ worker_connections 256; }}
http {{
  access_log off;
  default_type text/plain;
  client_body_temp_path {folder}/client;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {http}
  {servers}
}}
"""


class Nginx:
    """An nginx that answers while the block runs.

    `servers` are the contents of ``server`` blocks by a name of the test's own; ADDRESS in them is where that server
    listens. `http` goes before them. The sockets are bound and listen before nginx starts and inherits them, as in an
    upgrade of its binary: no port can be lost in between, and there is nothing to wait for.
    """

    def __init__(self, folder: Path, servers: Mapping[str, str], http: str = "") -> None:
        self.folder = folder
        self._program = program("nginx")
        self._servers = servers
        self._http = http
        self.ports: dict[str, int] = {}
        self._process: subprocess.Popen[bytes]

    def url(self, name: str, scheme: str = "http") -> str:
        """Return the URL of a server, without a path."""
        return f"{scheme}://127.0.0.1:{self.ports[name]}"

    def __enter__(self) -> Nginx:
        sockets = {name: socket.create_server(("127.0.0.1", 0), backlog=64) for name in self._servers}
        self.ports = {name: each.getsockname()[1] for name, each in sockets.items()}
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self._configuration())
        descriptors = [each.fileno() for each in sockets.values()]
        self._process = subprocess.Popen(
            [self._program, "-p", str(self.folder), "-c", str(configuration), "-e", str(self.folder / "errors")],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "NGINX": "".join(f"{each};" for each in descriptors)},
            pass_fds=descriptors,
        )
        for each in sockets.values():
            each.close()
        return self

    def _configuration(self) -> str:
        servers = "\n".join(
            f"server {{ {text.replace('ADDRESS', f'127.0.0.1:{self.ports[name]}')} }}"
            for name, text in self._servers.items()
        )
        # Its workers would be nobody, who cannot read the folder of the test.
        user = "user root root;" if os.getuid() == 0 else ""
        return _CONFIGURATION.format(folder=self.folder, user=user, http=self._http, servers=servers)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
