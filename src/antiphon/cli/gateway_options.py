"""The options of ``antiphon serve`` for a server to stand in front of, and the gateway that they make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..faults import UsageError
from ..faults.command_line import OPTIONS_EXCLUSIVE
from ..faults.gateway import ORIGIN_EXPOSED
from .language import say

if TYPE_CHECKING:
    from ..gateway.origin import Origin
    from ..gateway.witness import Witness
    from ..server.config import ServerConfig
    from ..server.target import Target

_Parameter = Callable[[Callable[..., None]], Callable[..., None]]
GATEWAY = ("keep_host", "trust_forwarded", "origin_timeout", "insecure_origin", "origin_ca", "expose")
"""The names of the values of these options."""


def names_origin(target: str) -> bool:
    """Tell whether `target` is the URL of a server to stand in front of."""
    return target.lower().startswith(("http://", "https://"))


def gateway_options() -> list[_Parameter]:
    """Return the options."""
    return [
        click.option(
            "--keep-host",
            is_flag=True,
            help=say(
                "Send the client's Host on to the server behind, in place of its own.",
                "Reenvía al servidor de detrás el Host del cliente, en vez del suyo.",
            ),
        ),
        click.option(
            "--trust-forwarded",
            is_flag=True,
            help=say(
                "Believe Forwarded and X-Forwarded-*: a proxy of yours writes them.",
                "Cree Forwarded y X-Forwarded-*: los escribe un proxy suyo.",
            ),
        ),
        click.option(
            "--origin-timeout",
            type=click.FloatRange(0, min_open=True),
            default=60,
            show_default=True,
            metavar=say("SECONDS", "SEGUNDOS"),
            help=say(
                "Longest that the server behind may say nothing; then 504.",
                "Máximo que el servidor de detrás puede callar; después, 504.",
            ),
        ),
        *_security_options(),
    ]


def _security_options() -> list[_Parameter]:
    return [
        click.option(
            "--origin-ca",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            metavar=say("FILE", "ARCHIVO"),
            help=say(
                "Certificates of the authorities that the server behind is verified by, PEM.",
                "Certificados de las autoridades con que se verifica el servidor de detrás, PEM.",
            ),
        ),
        click.option(
            "--insecure-origin",
            is_flag=True,
            help=say(
                "Do not verify the certificate of the server behind.",
                "No verifica el certificado del servidor de detrás.",
            ),
        ),
        click.option(
            "--expose",
            is_flag=True,
            help=say(
                "With --host: other machines may reach a server that only this network reaches.",
                "Con --host: otras máquinas pueden llegar a un servidor al que solo llega esta red.",
            ),
        ),
    ]


def gateway_target(
    target: str,
    config: ServerConfig,
    *,
    keep_host: bool,
    trust_forwarded: bool,
    origin_timeout: float,
    origin_ca: Path | None,
    insecure_origin: bool,
    expose: bool,
    allow_host: tuple[str, ...],
    witness: Witness | None = None,
) -> Target:
    """Return the gateway to `target` as what a server with `config` serves. Raises `UsageError`, `InvalidURL`."""
    from ..gateway.gateway import Gateway
    from ..gateway.origin import Origin
    from ..gateway.settings import Settings, timeouts_with
    from ..rest.access.exposure import is_loopback
    from ..server.log import ErrorLog
    from ..server.own_names import OwnNames
    from ..server.target import Kind, Target

    if insecure_origin and origin_ca is not None:
        raise UsageError(OPTIONS_EXCLUSIVE, first="--insecure-origin", second="--origin-ca")
    origin = Origin.of(target)
    is_open = config.uds is None and not is_loopback(config.host)
    if is_open and not expose:
        _check_exposure(origin, config.host)
    is_local = config.uds is None and not is_open
    settings = Settings(
        keep_host=keep_host,
        trust_forwarded=trust_forwarded,
        verify=not insecure_origin if origin_ca is None else origin_ca,
        public_only=is_open and not expose,
        own_names=OwnNames(allow_host) if is_local else None,
        timeouts=timeouts_with(origin_timeout),
    )
    note = ErrorLog.on_standard_error(config.log_format).note
    return Target(Gateway(origin, settings, note, witness), Kind.HANDLER)


def _check_exposure(origin: Origin, host: str) -> None:
    """Raise `UsageError` where the origin is one of this machine or of its network, which `host` would lead others to.

    What a name leads to shows when it is connected to.
    """
    if origin.is_private:
        raise UsageError(ORIGIN_EXPOSED, host=host, origin=str(origin))
