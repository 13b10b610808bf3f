"""``antiphon demo``: the sample application over HTTPS, and three commands to try."""

from __future__ import annotations

import click

from .language import say


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "demo",
        help=say(
            "Serve the sample application over HTTPS and say what to try.",
            "Sirve la aplicación de muestra por HTTPS y dice qué probar.",
        ),
    )
    @click.option("--http", "plain", is_flag=True, help=say("Plain HTTP, no TLS.", "HTTP sin cifrar, sin TLS."))
    @click.option("--host", default="localhost", show_default=True, help=say("Address.", "Dirección."))
    @click.option(
        "--port", type=click.IntRange(0, 65535), help=say("Port; 8443 if free.", "Puerto; 8443 si está libre.")
    )
    @click.option("--no-access-log", is_flag=True, help=say("Do not log each request.", "Sin registro de accesos."))
    def demo(plain: bool, host: str, port: int | None, no_access_log: bool) -> None:
        run(plain, host, port, no_access_log)

    return demo


def run(plain: bool, host: str, port: int | None, no_access_log: bool) -> None:
    """Serve until a signal; without a chosen port, the usual one or else a free one."""
    from ..demo import application
    from ..faults import UsageError
    from ..faults.service import ADDRESS_IN_USE
    from ..server.config import ServerConfig
    from ..server.running import run as serve
    from ..server.target import Kind, Target

    target = Target(application, Kind.ASGI)
    usual = 8080 if plain else 8443

    def config(chosen: int) -> ServerConfig:
        return ServerConfig(host=host, port=chosen, tls=not plain, access_log=not no_access_log)

    try:
        serve(target, config(usual if port is None else port), announce)
    except UsageError as error:
        if error.fault is not ADDRESS_IN_USE or port is not None:
            raise
        click.echo(
            say(f"Port {usual} is taken; taking a free one.", f"El puerto {usual} está ocupado; tomo otro."), err=True
        )
        serve(target, config(0), announce)


def announce(urls: list[str]) -> None:
    """Say where the demo is, and three things to try."""
    url = urls[0]
    click.echo(say(f"The sample application is at {url}", f"La aplicación de muestra está en {url}"), err=True)
    click.echo(say("Try in another terminal:", "Pruebe en otra terminal:"), err=True)
    curl = 'curl --cacert "$(antiphon trust --print-root)"' if url.startswith("https") else "curl"
    for line in (
        f"antiphon get {url}hello name==Ana",
        f"antiphon post {url}items name=tea price:=4.5 -v",
        f"{curl} -i {url}status/418",
    ):
        click.echo("  " + click.style(line, bold=True), err=True)
    click.echo(say("Ctrl-C stops.", "Ctrl-C detiene."), err=True)
