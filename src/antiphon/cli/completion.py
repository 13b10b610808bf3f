"""``antiphon completion``: what a shell needs to complete commands and options, and what it gets when it asks."""

from __future__ import annotations

import os

import click
from click.shell_completion import get_completion_class, shell_complete

from .language import say

_SHELLS = ("bash", "zsh", "fish")
# Set by the shell, in a run of the program that is to answer with completions and do nothing else.
_VARIABLE = "_ANTIPHON_COMPLETE"


def command() -> click.Command:
    """Return the command in the chosen language."""
    where = say("in", "en")
    examples = f"""\b
            eval "$(antiphon completion bash)"     {where} ~/.bashrc
            eval "$(antiphon completion zsh)"      {where} ~/.zshrc
            antiphon completion fish | source      {where} ~/.config/fish/config.fish"""

    @click.command(
        "completion",
        help=say(
            f"""Print what lets a shell complete commands and options.

            {examples}""",
            f"""Escribe lo que permite al intérprete completar órdenes.

            {examples}""",
        ),
    )
    @click.argument("shell", type=click.Choice(_SHELLS), metavar="|".join(_SHELLS))
    @click.pass_context
    def completion(context: click.Context, shell: str) -> None:
        kind = get_completion_class(shell)
        if kind is not None:
            click.echo(kind(context.find_root().command, {}, "antiphon", _VARIABLE).source())

    return completion


def is_asked_for() -> bool:
    """Tell whether a shell runs the program to learn how a command line goes on."""
    return _VARIABLE in os.environ


def complete(group: click.Group) -> int:
    """Write what the shell asks for; returns the exit code."""
    return shell_complete(group, {}, "antiphon", _VARIABLE, os.environ[_VARIABLE])
