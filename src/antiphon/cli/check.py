"""``antiphon check``: whether a collection of any REST API keeps to the rules of HTTP."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..semantics.terminal_text import safe
from .language import language, said, say
from .request_options import Asked, Parameter, place_parameters, reaching_parameters
from .trying import tell_left, trial, writing_options

if TYPE_CHECKING:
    from ..inspect.check import Report, Result

_COLOURS = {"✓": "green", "✗": "red", "–": "bright_black"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to check, and what to write, under the names of the parameters."""

    body: str | None
    read_only: bool
    yes: bool
    only: tuple[str, ...]
    as_json: bool
    junit: Path | None


def command() -> click.Command:
    """Return the command in the chosen language."""

    def run(**options: Any) -> None:
        wanted = Wanted(**{name: options.pop(name) for name in Wanted.__dataclass_fields__})
        perform(Asked(**options), wanted)

    for parameter in reversed([*place_parameters(), *_options(), *reaching_parameters()]):
        run = parameter(run)
    short = say("Try a REST collection against the rules of HTTP.", "Prueba una colección REST con las reglas de HTTP.")
    return click.command("check", help=_help(), short_help=short)(run)


def _help() -> str:
    return say(
        """Try a collection of any REST API against the rules of HTTP, without a schema.

        It makes items of its own and removes them again; no other item is ever changed. A new one looks like those that
        are there, or as --body or ITEMS say: name=text and name:=json are its members, Header:text goes with every
        request, query==text with the collection's URL.

        The exit code is 0 where no rule is broken, and 1 otherwise, or where no item could be made or removed.

        \b
        antiphon check https://localhost:8443/products
        antiphon check :8443/products --yes --junit report.xml
        antiphon check https://api.example/notes --bearer TOKEN --read-only
        antiphon check https://api.example/notes text="A note" stars:=3""",
        """Prueba una colección de cualquier API REST con las reglas de HTTP, sin un esquema.

        Crea elementos propios y los vuelve a eliminar; nunca cambia otro elemento. Uno nuevo se parece a los que hay, o
        es como digan --body o los ELEMENTOS: nombre=texto y nombre:=json son sus miembros, Campo:texto va con
        cada petición, consulta==texto con la URL de la colección.

        El código de salida es 0 si no se incumple ninguna regla, y 1 si no, o si no se pudo crear o eliminar un
        elemento.

        \b
        antiphon check https://localhost:8443/products
        antiphon check :8443/products --yes --junit informe.xml
        antiphon check https://api.example/notas --bearer TOKEN --read-only
        antiphon check https://api.example/notas texto="Una nota" estrellas:=3""",
    )


def _options() -> list[Parameter]:
    return [
        *writing_options(),
        click.option(
            "--only",
            multiple=True,
            metavar=say("NAME", "NOMBRE"),
            help=say(
                "This probe, and those that it relies on; may be repeated.",
                "Esta prueba, y aquellas de las que depende; se puede repetir.",
            ),
        ),
        click.option(
            "--list",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_list,
            help=say("List the probes and exit.", "Lista las pruebas y termina."),
        ),
        click.option("--json", "as_json", is_flag=True, help=say("Write JSON.", "Escribe JSON.")),
        click.option(
            "--junit",
            type=click.Path(path_type=Path, dir_okay=False, writable=True),
            metavar=say("FILE", "ARCHIVO"),
            help=say("Write a JUnit file, for CI.", "Escribe un archivo JUnit, para CI."),
        ),
    ]


def _list(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if not value:
        return
    from ..inspect.check.probes.table import CONCERNS

    for concern in CONCERNS:
        click.echo(said(concern.title))
        for probe in concern.probes:
            click.echo(f"  {probe.name:28} {said(probe.title)} ({probe.rfc})")
    context.exit()


# -- what it does ------------------------------------------------------------------------------------------------------


def perform(asked: Asked, wanted: Wanted) -> None:
    """Check, and show what was found. Exits with 1 where something is wrong."""
    from ..inspect.check import check

    with trial(asked, wanted.body, consent=wanted.read_only or wanted.yes) as tried:
        report = check(
            tried.url,
            session=tried.session,
            item=tried.item,
            read_only=wanted.read_only,
            only=wanted.only,
            on_result=None if wanted.as_json else _Shower(),
            on_left=tell_left,
        )
    _write(report, wanted)
    if not report.ok:
        sys.exit(1)


# -- what it shows -----------------------------------------------------------------------------------------------------


class _Shower:
    """Writes each result as it comes, under the heading of its concern."""

    def __init__(self) -> None:
        self._concern = ""

    def __call__(self, result: Result) -> None:
        from ..inspect.check.as_text import lines_of

        if result.concern.name != self._concern:
            self._concern = result.concern.name
            click.secho(said(result.concern.title), bold=True)
        first, *more = lines_of(result, language())
        click.echo(f"  {click.style(first[0], fg=_COLOURS[first[0]])}{safe(first[1:])}")
        for line in more:
            click.echo(f"  {safe(line)}")


def _write(report: Report, wanted: Wanted) -> None:
    from ..inspect.check.as_text import closing_lines

    if wanted.junit is not None:
        from ..inspect.check.as_junit import junit_of

        wanted.junit.write_bytes(junit_of(report, language()))
    if wanted.as_json:
        from ..inspect.check.as_json import value_of

        click.echo(json.dumps(value_of(report, language()), ensure_ascii=False, indent=2))
        return
    click.echo()
    for line in closing_lines(report, language()):
        click.echo(safe(line))
