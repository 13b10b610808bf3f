"""From a configuration to a running process: the loop, the certificates, and the wait for the end."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

from .config import ServerConfig
from .server import Certificates, serve
from .target import Target


def run(
    target: Target,
    config: ServerConfig,
    ready: Callable[[list[str]], None] = lambda urls: None,
    certificates: Certificates | None = None,
) -> None:
    """Serve `target` until SIGINT or SIGTERM. `ready` is called with the URLs once requests are answered.

    `certificates` take the place of those of `config`. Raises `AntiphonError` where the server cannot start: a port
    that is taken, a certificate that cannot be used, an application that fails.
    """
    certificates = certificates or certificates_for(config)
    # What is there now stays: the collector need not look at it again and again.
    gc.freeze()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(serve(target, config, certificates, ready))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest loop of this platform: uvloop's where it runs."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def certificates_for(config: ServerConfig) -> Certificates | None:
    """Return the server's certificates: those of `config`, or from the local authority; None without TLS."""
    if not config.tls:
        return None
    from ..tls.server_certificates import FileCertificates, LocalCertificates

    if config.certificate is not None:
        return FileCertificates(config.certificate, config.key or config.certificate)
    return LocalCertificates()
