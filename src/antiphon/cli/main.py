"""The command line: ``antiphon``. Commands load when they are asked for, so that the first words come at once."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

import click

from .. import __version__
from . import completion, language
from .click_words import teach_click
from .language import said, say

_REQUESTS = ("get", "post", "put", "patch", "delete", "head", "options", "query")
_MODULES = {
    "serve": "serve",
    "demo": "demo",
    "lab": "lab",
    **dict.fromkeys(_REQUESTS, "request"),
    "explain": "explain",
    "lint": "lint",
    "check": "check",
    "fuzz": "fuzz",
    "learn": "learn",
    "aprender": "learn",
    "url": "url",
    "status": "status",
    "estado": "status",
    "trust": "trust",
    "token": "token",
    "maintenance": "maintenance",
    "completion": "completion",
}
_HIDDEN = ("estado", "aprender")


class Commands(click.Group):
    """The group of all commands, each in a module of its own with a function `command` that makes it."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names for the help, in the order in which people need them."""
        return [name for name in _MODULES if name not in _HIDDEN]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return the command `name`, loaded now."""
        module = _MODULES.get(name)
        if module is None:
            return None
        make: Callable[..., click.Command] = import_module(f"antiphon.cli.{module}").command
        command = make(name.upper()) if name in _REQUESTS else make()
        _take_language(command)
        return command

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes, which are there for every command."""
        from .errors import EXIT_CODES

        with formatter.section(say("Exit codes", "Códigos de salida")):
            formatter.write_dl([(str(code), said(meaning)) for code, meaning in EXIT_CODES.items()])


def command() -> click.Group:
    """Return the whole command line in the chosen language."""
    group = Commands(
        "antiphon",
        help=say(
            """HTTP(S), both ends of the exchange: serve applications, send requests, understand what happens.

            \b
            antiphon demo                             something to try it on
            antiphon serve app:app                    an application over HTTPS
            antiphon get https://localhost:8443/      a request
            antiphon COMMAND --help                   all about a command, with examples""",
            """HTTP(S), ambos extremos del intercambio: sirva aplicaciones, envíe peticiones, entienda qué pasa.

            \b
            antiphon demo                             algo con que probarlo
            antiphon serve app:app                    una aplicación por HTTPS
            antiphon get https://localhost:8443/      una petición
            antiphon ORDEN --help                     todo sobre una orden, con ejemplos""",
        ),
        subcommand_metavar=say("COMMAND [ARGS]...", "ORDEN [ARGUMENTOS]..."),
        options_metavar=say("[OPTIONS]", "[OPCIONES]"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    group.params.append(_language_option(hidden=False))
    click.version_option(__version__, prog_name="antiphon", message="%(prog)s %(version)s")(group)
    return group


def _take_language(command: click.Command) -> None:
    """Have `command`, and every command below it, take --lang wherever it stands."""
    command.options_metavar = say("[OPTIONS]", "[OPCIONES]")
    command.params.append(_language_option(hidden=True))
    if isinstance(command, click.Group):
        command.subcommand_metavar = say("COMMAND [ARGS]...", "ORDEN [ARGUMENTOS]...")
        for each in command.commands.values():
            _take_language(each)


def _language_option(hidden: bool) -> click.Option:
    return click.Option(
        ["--lang"],
        type=click.Choice(language.LANGUAGES),
        expose_value=False,
        hidden=hidden,
        help=say("Speak English or Spanish.", "Habla inglés o español."),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with `arguments`, by default the process's own, and exit with its code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language.choose(language.wanted(given))
    teach_click()
    _fill_closed_streams()
    _write_what_the_terminal_can()
    try:
        sys.exit(_run(given))
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        from .errors import INTERRUPTED

        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        from .errors import NOBODY_READS

        # Python would flush what is left at its exit, and fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NOBODY_READS)
    except Exception as error:
        from .errors import explained, hint_on

        if os.environ.get("ANTIPHON_TRACEBACK"):
            raise
        message, code = explained(error)
        click.echo(message, err=True)
        hint = hint_on(error) if sys.stderr.isatty() else None
        if hint is not None:
            click.echo(hint, err=True)
        sys.exit(code)


def _run(arguments: list[str]) -> int:
    """Run a command and return its exit code; what it raises is left to the caller.

    Click's own `main` is not used: to it a pipe that nobody reads is exit code 1, the same as a failure.
    """
    group = command()
    if completion.is_asked_for():
        return completion.complete(group)
    try:
        with group.make_context("antiphon", arguments) as context:
            group.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return 0


def _fill_closed_streams() -> None:
    """Give a program that was started without a standard stream an empty one.

    Otherwise the first socket would take the stream's place, and what is printed would be sent through it.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 (open as long as the program runs)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115


def _write_what_the_terminal_can() -> None:
    """Have characters that the output's encoding lacks written as escapes, where they would end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
