"""``antiphon lab``: things broken on purpose, to look at."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

import click

from .language import language, said, say

if TYPE_CHECKING:
    from ..lab.running import Lab

_LAST_PORT = 65_000
_TO_TRY = 2


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command("lab", help=_help(), short_help=say("Break things on purpose.", "Rompe cosas a propósito."))
    @click.argument("names", nargs=-1, metavar=say("[NAME]...", "[NOMBRE]..."))
    @click.option("--list", "only_list", is_flag=True, help=say("List the scenarios.", "Lista los escenarios."))
    @click.option("--json", "as_json", is_flag=True, help=say("The list as JSON.", "La lista en JSON."))
    @click.option(
        "--port",
        type=click.IntRange(0, _LAST_PORT),
        default=0,
        metavar="N",
        help=say(
            "First port; the others follow it. Free ones by default.",
            "Primer puerto; los demás lo siguen. Por omisión, libres.",
        ),
    )
    def run(names: tuple[str, ...], only_list: bool, as_json: bool, port: int) -> None:
        if only_list or as_json:
            show(names, as_json)
        else:
            perform(names, port)

    return run


def _help() -> str:
    return say(
        """Break things on purpose, so that you can see them.

        Each scenario has one thing wrong: an expired certificate, a handshake that never ends, a 401 without a
        challenge, content that is cut off, a redirect loop, a cookie that anybody can read. Those of TLS have a port
        each, those of HTTP a path. Look at them with `antiphon explain`, with a browser, or with your own program.

        Everything listens on this machine alone. What is in order has a certificate of the local authority, which
        `antiphon` and the client know.

        \b
        antiphon lab
        antiphon lab expired
        antiphon lab redirect/loop --port 9000
        antiphon lab --list --json""",
        """Rompe cosas a propósito, para que pueda verlas.

        En cada escenario falla una sola cosa: un certificado caducado, un saludo que no acaba, un 401 sin reto, un
        contenido cortado, un bucle de redirecciones, una cookie que cualquiera puede leer. Los de TLS tienen un puerto
        cada uno, los de HTTP una ruta. Mírelos con `antiphon explain`, con un navegador o con su propio programa.

        Todo escucha solo en esta máquina. Lo que está en orden tiene un certificado de la autoridad local, que
        `antiphon` y el cliente conocen.

        \b
        antiphon lab
        antiphon lab expired
        antiphon lab redirect/loop --port 9000
        antiphon lab --list --json""",
    )


def show(names: Iterable[str], as_json: bool) -> None:
    """Write the scenarios without starting anything. Raises `UsageError` for an unknown name."""
    from ..lab.catalogue import listed

    exhibits = listed(names)
    if as_json:
        click.echo(json.dumps([each.as_dict(language()) for each in exhibits], ensure_ascii=False, indent=2))
        return
    for family, members in groupby(exhibits, key=lambda exhibit: exhibit.family):
        click.secho(f"\n{said(family)}", bold=True)
        for each in members:
            click.echo(f"  {click.style(each.name, fg='cyan')}  {said(each.broken)} {_dim(each.rfc)}")


def perform(names: Iterable[str], port: int) -> None:
    """Run the lab until a signal. Raises `AntiphonError` where it cannot start."""
    from ..lab.running import run

    run(names, port, announce)


def announce(lab: Lab) -> None:
    """Say what is broken, and where."""
    _tell(say("The lab is open. In each place one thing is wrong:", "El laboratorio abre. En cada lugar falla algo:"))
    for family, members in groupby(lab.exhibits, key=lambda exhibit: exhibit.family):
        _tell(f"\n{click.style(said(family), bold=True)}")
        for each in members:
            _tell(f"  {click.style(each.name, fg='cyan')}  {each.url}  {said(each.title)}")
    if len(lab.exhibits) == 1:
        _tell(f"\n{said(lab.exhibits[0].broken)} {_dim(lab.exhibits[0].rfc)}")
    if lab.missing:
        names = ", ".join(lab.missing)
        _tell(say(f"\nLeft out, as OpenSSL cannot do it here: {names}", f"\nOmitido, OpenSSL no puede aquí: {names}"))
    _tell(say(f"\nAll of it with links: {lab.https}/", f"\nTodo con enlaces: {lab.https}/"))
    _tell(say("Try in another terminal:", "Pruebe en otra terminal:"))
    for each in lab.exhibits[:_TO_TRY]:
        _tell("  " + click.style(each.command, bold=True))
    _tell(say("Ctrl-C stops.", "Ctrl-C detiene."))


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _dim(text: str) -> str:
    return click.style(f"({text})", dim=True)
