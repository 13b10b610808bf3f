"""The options of ``antiphon serve`` for its console, and what is said of it at the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from ..faults import UsageError
from ..faults.command_line import OPTION_ALONE
from .language import say

if TYPE_CHECKING:
    from ..inspect.console.attaching import Console
    from ..server.config import ServerConfig

_Parameter = Callable[[Callable[..., None]], Callable[..., None]]
CONSOLE = ("console", "console_token", "console_limit")
"""The names of the values of these options."""
_KEPT = 1000


def console_options() -> list[_Parameter]:
    """Return the options."""
    return [
        click.option(
            "--console",
            is_flag=True,
            help=say(
                "Show live exchanges at /.antiphon/, to this machine or with a token.",
                "Muestra los intercambios en vivo en /.antiphon/, a esta máquina o con un token.",
            ),
        ),
        click.option(
            "--console-token",
            envvar="ANTIPHON_CONSOLE_TOKEN",
            metavar="TOKEN",
            help=say(
                "Token of the console, or in ANTIPHON_CONSOLE_TOKEN; by default one is made and printed.",
                "Token de la consola, o en ANTIPHON_CONSOLE_TOKEN; si falta, se crea uno y se muestra.",
            ),
        ),
        click.option(
            "--console-limit",
            type=click.IntRange(1, 100_000),
            default=_KEPT,
            show_default=True,
            metavar="N",
            help=say("How many exchanges the console keeps.", "Cuántos intercambios guarda la consola."),
        ),
    ]


def console_of(options: dict[str, Any], names: Iterable[str]) -> Console | None:
    """Return the console that the options ask for, None for none; `names` are the server's. Raises `UsageError`."""
    if not options["console"]:
        _refuse_alone()
        return None
    from ..inspect.console.attaching import Console

    return Console(token=options["console_token"], names=names, limit=options["console_limit"])


def _refuse_alone() -> None:
    context = click.get_current_context()
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is click.core.ParameterSource.COMMANDLINE
        if given and parameter.name in CONSOLE:
            raise UsageError(OPTION_ALONE, option=parameter.opts[0], other="--console")


def console_lines(console: Console | None, urls: Iterable[str], config: ServerConfig) -> list[str]:
    """Return what to say of `console` where the server is at `urls`."""
    if console is None:
        return []
    from ..rest.access.exposure import is_loopback

    is_local = config.uds is None and is_loopback(config.host)
    token = "" if is_local else f"?token={quote(console.access.token, safe='')}"
    places = ["/.antiphon/"] if config.uds is not None else [f"{url}.antiphon/" for url in urls]
    return [say("Console at ", "Consola en ") + place + token for place in places]
