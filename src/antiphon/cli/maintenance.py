"""``antiphon maintenance``: every server of a database answers 503 until it is over."""

from __future__ import annotations

from pathlib import Path

import click

from .language import say


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "maintenance",
        help=say(
            """Close a database to its clients, and open it again.

            TARGET is what `antiphon serve` was given. While it is closed, every server of it answers 503 with
            Retry-After to everything but OPTIONS, within a second and without a restart. A file beside the database
            says so; for a database server it is in the data directory of this user, and counts for this machine.
            The TARGET demo is the sample application of `antiphon demo`.

            \b
            antiphon maintenance on shop.db --retry-after 600 --message "Back at noon."
            antiphon maintenance status shop.db
            antiphon maintenance off shop.db
            antiphon maintenance on demo""",
            """Cierra una base de datos a sus clientes y la vuelve a abrir.

            OBJETIVO es lo que se dio a `antiphon serve`. Mientras está cerrada, todos sus servidores responden 503 con
            Retry-After a todo menos OPTIONS, en un segundo y sin reiniciar. Lo dice un archivo junto a la base; para un
            servidor de bases de datos está en la carpeta de datos de este usuario y vale en esta máquina.
            El OBJETIVO demo es la aplicación de muestra de `antiphon demo`.

            \b
            antiphon maintenance on shop.db --retry-after 600 --message "Volvemos a las doce."
            antiphon maintenance status shop.db
            antiphon maintenance off shop.db
            antiphon maintenance on demo""",
        ),
    )
    @click.argument("state", type=click.Choice(["on", "off", "status"]), metavar="on|off|status")
    @click.argument("target", metavar=say("TARGET", "OBJETIVO"))
    @click.option(
        "--retry-after",
        type=click.IntRange(1),
        default=120,
        show_default=True,
        metavar=say("SECONDS", "SEGUNDOS"),
        help=say("When clients may try again.", "Cuándo pueden volver a intentarlo los clientes."),
    )
    @click.option(
        "--message",
        default="",
        metavar=say("TEXT", "TEXTO"),
        help=say("What to tell them besides.", "Qué decirles además."),
    )
    def maintenance(state: str, target: str, retry_after: int, message: str) -> None:
        run(state, target, retry_after, message)

    return maintenance


def run(state: str, target: str, retry_after: int, message: str) -> None:
    """Do what was asked, and tell how it is now. Raises `UsageError` for a target that is no database's."""
    from ..rest.access.maintenance import Closed, close, read_closed, reopen

    path = _file_of(target, must_exist=state == "on")
    if state == "on":
        close(path, Closed(retry_after, message))
    elif state == "off":
        reopen(path)
    closed = read_closed(path)
    if closed is None:
        click.echo(say(f"{target} is open.", f"{target} está abierta."))
        return
    click.echo(
        say(
            f"{target} is closed: 503, Retry-After: {closed.retry_after}. {closed.message}".rstrip(),
            f"{target} está cerrada: 503, Retry-After: {closed.retry_after}. {closed.message}".rstrip(),
        )
    )


def _file_of(target: str, *, must_exist: bool) -> Path:
    """Return the file that closes `target`. Raises `UsageError`, also where `must_exist` and there is no database."""
    from ..demo.closing import NAME, closing_file
    from ..rest.access.maintenance import check_there, file_for
    from ..rest.database.location import location_of

    if target == NAME:
        return closing_file()
    location = location_of(target)
    if must_exist:
        check_there(location)
    return file_for(location)
