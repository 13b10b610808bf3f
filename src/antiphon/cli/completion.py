"""``antiphon completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from .language import say


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "completion",
        help=say(
            """Print the completion script for a shell.

            \b
            eval "$(antiphon completion bash)"      in ~/.bashrc
            eval "$(antiphon completion zsh)"       in ~/.zshrc
            antiphon completion fish | source       in ~/.config/fish/config.fish""",
            """Escribe el guion de autocompletado para un intérprete de órdenes.

            \b
            eval "$(antiphon completion bash)"      en ~/.bashrc
            eval "$(antiphon completion zsh)"       en ~/.zshrc
            antiphon completion fish | source       en ~/.config/fish/config.fish""",
        ),
    )
    @click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
    @click.pass_context
    def completion(context: click.Context, shell: str) -> None:
        kind = get_completion_class(shell)
        if kind is not None:
            click.echo(kind(context.find_root().command, {}, "antiphon", "_ANTIPHON_COMPLETE").source())

    return completion
