"""The command line: ``antiphon``. Commands load when they are asked for, so that the first words come at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

import click

from .. import __version__
from . import language
from .errors import EXIT_CODES, exit_code_of
from .language import say

_REQUESTS = ("get", "post", "put", "patch", "delete", "head", "options", "query")
_MODULES = {
    "serve": "serve",
    "demo": "demo",
    **dict.fromkeys(_REQUESTS, "request"),
    "url": "url",
    "status": "status",
    "estado": "status",
    "trust": "trust",
    "completion": "completion",
}
_HIDDEN = ("estado",)


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
        return make(name.upper()) if name in _REQUESTS else make()


def command() -> click.Group:
    """Return the whole command line in the chosen language."""
    group = Commands(
        "antiphon",
        help=say(
            "HTTP(S), both ends of the exchange: serve applications, send requests, understand what happens.",
            "HTTP(S), ambos extremos del intercambio: sirva aplicaciones, envíe peticiones, entienda qué pasa.",
        ),
        epilog=_exit_codes(),
        context_settings={"help_option_names": ["--help"], "auto_envvar_prefix": None, "max_content_width": 100},
    )
    group.params.append(
        click.Option(
            ["--lang"],
            type=click.Choice(language.LANGUAGES),
            expose_value=False,
            help=say("Speak English or Spanish.", "Hable inglés o español."),
        )
    )
    click.version_option(__version__, prog_name="antiphon", message="%(prog)s %(version)s")(group)
    return group


def _exit_codes() -> str:
    lines = "\n".join(f"{code:>4}  {say(*sentence)}" for code, sentence in EXIT_CODES.items())
    return "\b\n" + say("Exit codes:", "Códigos de salida:") + "\n" + lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments` (by default the process's own) and exit with its code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language.choose(language.wanted(given))
    try:
        command().main(given, standalone_mode=False)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone; nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        from ..faults import AntiphonError

        if not isinstance(error, AntiphonError):
            raise
        click.echo(f"antiphon: {error.explanation(language.language())}", err=True)
        sys.exit(exit_code_of(error))
    sys.exit(0)
