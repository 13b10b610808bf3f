"""``antiphon completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from .language import say

_SHELLS = ("bash", "zsh", "fish")


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
            f"""Print what makes a shell complete commands and options.

            {examples}""",
            f"""Escribe lo que hace que un intérprete complete órdenes y opciones.

            {examples}""",
        ),
    )
    @click.argument("shell", type=click.Choice(_SHELLS), metavar="|".join(_SHELLS))
    @click.pass_context
    def completion(context: click.Context, shell: str) -> None:
        kind = get_completion_class(shell)
        if kind is not None:
            click.echo(kind(context.find_root().command, {}, "antiphon", "_ANTIPHON_COMPLETE").source())

    return completion
