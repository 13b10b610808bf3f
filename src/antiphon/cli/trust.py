"""``antiphon trust``: who trusts the local authority, and how to change that."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from ..faults import Text
from .language import language, said, say

if TYPE_CHECKING:
    from ..tls.trust import StoreStatus

_STATES = {
    "installed": (Text("installed", "instalada"), "green"),
    "missing": (Text("missing", "falta"), "yellow"),
    "outdated": (Text("outdated", "anticuada"), "yellow"),
    "unavailable": (Text("unavailable", "no disponible"), "bright_black"),
}
# What a store may be in after the action if it is to count as done: the others need the command that is shown.
_DONE = {"install": ("installed", "unavailable"), "remove": ("missing", "unavailable")}


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "trust",
        help=say(
            """Show or change who trusts the local authority.

            It signs the certificates with which `antiphon serve` and `antiphon demo` answer for localhost. The client
            and `antiphon get` trust it already; browsers and other programs look in the stores listed here. Nothing
            asks for a password: where more rights are needed, the command to run is shown, and the exit code of
            --install and --remove is 1.

            \b
            antiphon trust
            antiphon trust --install
            curl --cacert "$(antiphon trust --print-root)" https://localhost:8443/""",
            """Muestra o cambia quién confía en la autoridad local.

            Firma los certificados con que `antiphon serve` y `antiphon demo` responden en localhost. El cliente y
            `antiphon get` ya confían; los navegadores y otros programas miran en los almacenes de esta lista. Nada pide
            contraseña: donde hacen falta más permisos se muestra la orden que ejecutar, y el código de salida de
            --install y --remove es 1.

            \b
            antiphon trust
            antiphon trust --install
            curl --cacert "$(antiphon trust --print-root)" https://localhost:8443/""",
        ),
    )
    @click.option(
        "--install",
        "action",
        flag_value="install",
        help=say("Put the root in the stores.", "Pone la raíz en los almacenes."),
    )
    @click.option(
        "--remove", "action", flag_value="remove", help=say("Take it out again.", "La quita de los almacenes.")
    )
    @click.option(
        "--print-root",
        "action",
        flag_value="path",
        help=say("Print the path of the root certificate.", "Escribe la ruta del certificado raíz."),
    )
    @click.option(
        "--print-pem",
        "action",
        flag_value="pem",
        help=say("Print the root certificate itself.", "Escribe el propio certificado raíz."),
    )
    @click.option(
        "--fingerprint",
        "action",
        flag_value="fingerprint",
        help=say("Print its SHA-256, as browsers show it.", "Escribe su SHA-256, como en los navegadores."),
    )
    @click.option("--json", "as_json", is_flag=True, help=say("The report as JSON.", "El informe como JSON."))
    def trust(action: str | None, as_json: bool) -> None:
        run(action, as_json)

    return trust


def run(action: str | None, as_json: bool) -> None:
    """Do what was asked; without an action, report. Raises `UsageError` where the authority cannot be used."""
    from ..tls import trust
    from ..tls.authority import LocalAuthority

    authority = LocalAuthority.open()
    if action == "path":
        click.echo(str(authority.root_path))
    elif action == "pem":
        click.echo(authority.root_pem.decode("ascii"), nl=False)
    elif action == "fingerprint":
        click.echo(authority.fingerprint)
    else:
        change = {"install": trust.install, "remove": trust.remove}.get(action or "", trust.report)
        stores = change(authority)
        done = _DONE.get(action or "", ())
        _show(stores, done, as_json)
        if done and any(store.state.value not in done for store in stores):
            sys.exit(1)


def _show(stores: list[StoreStatus], done: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        entries = [
            {"store": store.name, "state": store.state.value, "detail": store.sentence(language()), "fix": store.fix}
            for store in stores
        ]
        click.echo(json.dumps(entries, ensure_ascii=False))
        return
    name_width = max(len(store.name) for store in stores)
    state_width = max(len(said(text)) for text, _ in _STATES.values())
    for store in stores:
        text, colour = _STATES[store.state.value]
        state = click.style(said(text).ljust(state_width), fg=colour)
        click.echo(f"{store.name.ljust(name_width)}  {state}  {store.sentence(language())}")
        if store.fix and store.state.value not in done:
            click.echo(f"{' ' * (name_width + state_width + 4)}{click.style(store.fix, bold=True)}")
