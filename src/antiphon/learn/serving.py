"""The lessons as a running server: their site; the sandboxes and the lab are on loopback, wherever the site is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ..server.config import ServerConfig
from ..server.running import run as run_server
from ..server.server import Certificates
from ..server.target import Kind, Target
from .boxes import Boxes
from .progress import progress_backend
from .reach import Reach
from .site import MOST_CONTENT, RATE, RATE_OF_CODES, Site

FIRST_PORT = 8440
MOST_CONNECTIONS = 500
"""How many connections there may be at a time where other devices reach the lessons."""
_HERE = Reach()


def run(
    port: int,
    ready: Callable[[list[str]], None],
    *,
    tls: bool = True,
    folder: Path | None = None,
    reach: Reach = _HERE,
) -> None:
    """Serve the lessons at `port` until a signal; `ready` is called with the URLs.

    Progress is kept in `folder`, by default in the user's data directory. `reach` is who gets to the lessons, by
    default this machine alone. Raises `AntiphonError` where the server cannot start.
    """
    target = Target(site(folder, names=reach.own_names), Kind.HANDLER)
    certificates = certificates_of(reach) if tls else None
    run_server(target, config_of(port, tls=tls, reach=reach), lambda urls: ready(reach.urls(urls)), certificates)


def config_of(port: int, *, tls: bool, reach: Reach = _HERE) -> ServerConfig:
    """Return how the server of the lessons listens."""
    limit = MOST_CONNECTIONS if reach.is_open else None
    return ServerConfig(
        host=reach.host, port=port, tls=tls, access_log=False, content_limit=MOST_CONTENT, connection_limit=limit
    )


def certificates_of(reach: Reach) -> Certificates:
    """Return certificates of the local authority that have all names and addresses of `reach`."""
    from ..tls.authority import LocalAuthority
    from ..tls.server_certificates import LocalCertificates

    authority = LocalAuthority.open()
    return LocalCertificates(reach.certified(authority), authority=authority)


def site(
    folder: Path | None = None,
    *,
    pace: float = 1.0,
    rate: str = RATE,
    rate_of_codes: str = RATE_OF_CODES,
    names: Iterable[str] = (),
) -> Site:
    """Return the site, with progress in `folder`; boxes that are slow on purpose take steps of `pace` seconds.

    `rate` is how often one client may have something sent, such as ``600/60s``, and `rate_of_codes` how often another
    device may begin a progress; `names` are those that the site answers to besides localhost and addresses.
    """
    from ..server.running import certificates_for
    from ..tls.home import data_directory
    from ..tls.misissuing import LaxAuthority

    certificates = certificates_for(ServerConfig())
    if certificates is None:
        raise RuntimeError("there are no certificates without TLS")
    backend = progress_backend(folder or data_directory() / "learn")
    boxes = Boxes(certificates, LaxAuthority.local(), pace=pace)
    return Site(backend, boxes, rate=rate, rate_of_codes=rate_of_codes, names=names)
