"""``antiphon trust``: who trusts the local authority, and how to change that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from .language import language, say

if TYPE_CHECKING:
    from ..tls.trust import StoreStatus

_COLOURS = {"installed": "green", "missing": "yellow", "outdated": "yellow", "unavailable": "bright_black"}


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "trust",
        help=say(
            """Show who on this machine trusts the local authority that signs for localhost, or change it.

            Nothing here asks for a password: where more rights are needed, the command to run is shown.

            \b
            antiphon trust
            antiphon trust --install
            curl --cacert "$(antiphon trust --print-root)" https://localhost:8443/""",
            """Muestra quién confía en la autoridad local que firma para localhost, o lo cambia.

            Nada de esto pide contraseña: donde hacen falta más permisos se muestra la orden que hay que ejecutar.

            \b
            antiphon trust
            antiphon trust --install
            curl --cacert "$(antiphon trust --print-root)" https://localhost:8443/""",
        ),
    )
    @click.option("--install", "action", flag_value="install", help=say("Have it trusted.", "Haz que confíen."))
    @click.option("--remove", "action", flag_value="remove", help=say("Take it out again.", "Quítala de nuevo."))
    @click.option(
        "--print-root",
        "action",
        flag_value="path",
        help=say("Print the root's file.", "Escribe el archivo de la raíz."),
    )
    @click.option("--print-pem", "action", flag_value="pem", help=say("Print the root.", "Escribe la raíz."))
    @click.option(
        "--fingerprint", "action", flag_value="fingerprint", help=say("Print its SHA-256.", "Escribe su SHA-256.")
    )
    @click.option("--json", "as_json", is_flag=True, help=say("As JSON.", "Como JSON."))
    def trust(action: str | None, as_json: bool) -> None:
        run(action, as_json)

    return trust


def run(action: str | None, as_json: bool) -> None:
    """Do what was asked; without an action, report."""
    from ..tls import trust as logic
    from ..tls.authority import LocalAuthority

    authority = LocalAuthority.open()
    if action == "path":
        click.echo(str(authority.root_path))
    elif action == "pem":
        click.echo(authority.root_pem.decode("ascii"), nl=False)
    elif action == "fingerprint":
        click.echo(authority.fingerprint)
    else:
        change = {"install": logic.install, "remove": logic.remove, None: logic.report}[action]
        _show(change(authority), as_json)


def _show(states: list[StoreStatus], as_json: bool) -> None:
    if as_json:
        entries = [
            {
                "store": status.name,
                "state": status.state.value,
                "detail": status.sentence(language()),
                "fix": status.fix,
            }
            for status in states
        ]
        click.echo(json.dumps(entries, ensure_ascii=False))
        return
    width = max(len(status.name) for status in states)
    for status in states:
        state = click.style(status.state.value.ljust(11), fg=_COLOURS.get(status.state.value))
        click.echo(f"{status.name.ljust(width)}  {state}  {status.sentence(language())}")
        if status.fix:
            click.echo(f"{' ' * width}  {' ' * 11}  {click.style(status.fix, bold=True)}")
