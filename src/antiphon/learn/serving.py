"""The lessons as a running server: their site, the sandboxes and the lab, all on loopback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..server.config import ServerConfig
from ..server.running import run as run_server
from ..server.target import Kind, Target
from .boxes import Boxes
from .progress import progress_backend
from .site import MOST_CONTENT, RATE, Site

FIRST_PORT = 8440


def run(port: int, ready: Callable[[list[str]], None], *, tls: bool = True, folder: Path | None = None) -> None:
    """Serve the lessons at `port` of this machine until a signal; `ready` is called with the URLs.

    Progress is kept in `folder`, by default in the user's data directory. Raises `AntiphonError` where the server
    cannot start.
    """
    run_server(Target(site(folder), Kind.HANDLER), config_of(port, tls=tls), ready)


def config_of(port: int, *, tls: bool) -> ServerConfig:
    """Return how the server of the lessons listens."""
    return ServerConfig(port=port, tls=tls, access_log=False, content_limit=MOST_CONTENT)


def site(folder: Path | None = None, *, pace: float = 1.0, rate: str = RATE) -> Site:
    """Return the site, with progress in `folder`; boxes that are slow on purpose take steps of `pace` seconds.

    `rate` is how often one client may have something sent, such as ``600/60s``.
    """
    from ..server.running import certificates_for
    from ..tls.home import data_directory
    from ..tls.misissuing import LaxAuthority

    certificates = certificates_for(ServerConfig())
    if certificates is None:
        raise RuntimeError("there are no certificates without TLS")
    backend = progress_backend(folder or data_directory() / "learn")
    return Site(backend, Boxes(certificates, LaxAuthority.local(), pace=pace), rate=rate)
