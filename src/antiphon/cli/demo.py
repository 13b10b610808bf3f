"""``antiphon demo``: the sample application over HTTPS, and some commands to try."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from .console_options import console_lines
from .language import say
from .serve import address_options, log_options, usual_port

if TYPE_CHECKING:
    from ..inspect.console.attaching import Console
    from ..server.config import ServerConfig

_PORTS_TO_TRY = 20


def command() -> click.Command:
    """Return the command in the chosen language."""

    def run(plain: bool, host: str, port: int | None, no_access_log: bool, log_format: str) -> None:
        from ..server.config import ServerConfig

        ports = [port] if port is not None else [*range(usual_port(plain), usual_port(plain) + _PORTS_TO_TRY), 0]
        perform(
            [
                ServerConfig(host=host, port=each, tls=not plain, access_log=not no_access_log, log_format=log_format)
                for each in ports
            ]
        )

    for parameter in reversed([*address_options(), *log_options()]):
        run = parameter(run)
    return click.command("demo", help=_help())(run)


def _help() -> str:
    return say(
        """Serve a sample application with a shop.

        The page at / lists what there is: places that show one thing of HTTP each, collections and files in memory,
        and a shop whose database is a REST API, at /products, /customers, /orders, /order_items and /reviews, which
        /openapi.json describes. Change what you like: the data are new at each start. The console at /.antiphon/
        shows each exchange as it happens.

        It speaks HTTPS, with the local authority's certificate (`antiphon trust`). Where the usual port is taken
        and no other was asked for, the next free one is used. `antiphon maintenance on demo` closes it for a while.

        \b
        antiphon demo
        antiphon demo --http                  the same in clear, beside it, to compare""",
        """Sirve una aplicación de muestra con una tienda.

        La página / lista lo que hay: lugares que muestran una cosa de HTTP cada uno, colecciones y archivos en
        memoria, y una tienda cuya base de datos es una API REST, en /products, /customers, /orders, /order_items y
        /reviews, que /openapi.json describe. Cambie lo que quiera: los datos son nuevos en cada arranque. La
        consola, en /.antiphon/, muestra cada intercambio cuando ocurre.

        Habla HTTPS, con el certificado de la autoridad local (`antiphon trust`). Si el puerto habitual está
        ocupado y no se pidió otro, se usa el siguiente libre. `antiphon maintenance on demo` la cierra un rato.

        \b
        antiphon demo
        antiphon demo --http                  la misma sin cifrar, al lado, para comparar""",
    )


def perform(configs: list[ServerConfig]) -> None:
    """Serve by the first of `configs` whose port is free, until a signal. Raises `AntiphonError` where none is."""
    from ..demo import application
    from ..demo.closing import closing_file
    from ..faults import UsageError
    from ..faults.service import ADDRESS_IN_USE
    from ..inspect.console.attaching import Console
    from ..rest.access.maintenance import reopen
    from ..server.running import run
    from ..server.target import Kind, Target

    # All is new at each start: nobody remembers that an earlier demo was closed.
    reopen(closing_file())
    console = Console()
    target = Target(application, Kind.ASGI, around=console)
    for config, following in zip(configs, [*configs[1:], None], strict=True):
        try:
            return run(target, config, partial(_announce, console, config))
        except UsageError as error:
            if error.fault is not ADDRESS_IN_USE or following is None:
                raise
            port = config.port
            click.echo(say(f"Port {port} is taken; trying the next.", f"Puerto {port} ocupado; pruebo otro."), err=True)
    return None


def _announce(console: Console, config: ServerConfig, urls: list[str]) -> None:
    """Say where the demo and its console are, and some things to try."""
    url = urls[0]
    click.echo(say("The sample application answers at:", "La aplicación de muestra responde en:"), err=True)
    for each in urls:
        click.echo(f"  {each}", err=True)
    for line in console_lines(console, urls, config):
        click.echo(line, err=True)
    click.echo(say("Try in another terminal:", "Pruebe en otra terminal:"), err=True)
    curl = 'curl --cacert "$(antiphon trust --print-root)"' if url.startswith("https") else "curl"
    for line in (
        f"antiphon get {url}hello name==Ana",
        f"antiphon get {url}products category==tea sort==-price",
        f"antiphon post {url}reviews product_id:=3 customer_id:=4 stars:=5 --verbose",
        f"antiphon explain {url}private",
        f"antiphon check {url}items",
        f"{curl} -i {url}status/418",
    ):
        click.echo("  " + click.style(line, bold=True), err=True)
    click.echo(say("Ctrl-C stops.", "Ctrl-C detiene."), err=True)
