"""``antiphon status``: what a status code means, and what to do about it."""

from __future__ import annotations

import json

import click

from .language import language, say


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "status",
        help=say(
            """Explain a status code, or find one by its words; without either, list all.

            \b
            antiphon status 422
            antiphon status not found""",
            """Explica un código de estado, o lo busca por sus palabras; sin nada, los lista todos.

            \b
            antiphon status 422
            antiphon status not found""",
        ),
    )
    @click.argument("words", nargs=-1, metavar="[CODE|WORDS]...")
    @click.option("--json", "as_json", is_flag=True, help=say("As JSON.", "Como JSON."))
    def show(words: tuple[str, ...], as_json: bool) -> None:
        found = entries(" ".join(words))
        if as_json:
            click.echo(json.dumps(found, ensure_ascii=False))
        elif len(found) == 1:
            _explain(found[0])
        else:
            for entry in found:
                click.echo(f"{click.style(str(entry['code']), bold=True)}  {entry['phrase']}")

    return show


def entries(words: str) -> list[dict[str, object]]:
    """Return what is known of the codes that `words` name. Raises `UsageError` where they name none."""
    from ..faults import UsageError
    from ..faults.command_line import STATUS_UNKNOWN
    from ..semantics.status import STATUSES

    if words.isascii() and words.isdigit():
        if not 100 <= int(words) <= 599:
            raise UsageError(STATUS_UNKNOWN, words=words)
        return [_entry(int(words))]
    wanted = words.lower()
    found = [_entry(code) for code, status in STATUSES.items() if wanted in status.phrase.lower()]
    if not found:
        raise UsageError(STATUS_UNKNOWN, words=ascii(words))
    return found


def _entry(code: int) -> dict[str, object]:
    from ..semantics.status import CLASSES, STATUSES, treat_as

    known = STATUSES[treat_as(code)]
    spanish = language() == "es"
    text = CLASSES[code // 100]
    return {
        "code": code,
        "phrase": known.phrase if known.code == code else say("not registered", "no registrado"),
        "class": text.es if spanish else text.en,
        "meaning": known.meaning.es if spanish else known.meaning.en,
        "advice": known.advice.es if spanish else known.advice.en,
        "rfc": known.rfc,
        "treated_as": known.code,
    }


def _explain(entry: dict[str, object]) -> None:
    click.echo(click.style(f"{entry['code']} {entry['phrase']}", bold=True) + f"  ({entry['rfc']})")
    click.echo(str(entry["class"]))
    if entry["treated_as"] != entry["code"]:
        click.echo(say(f"Treated as {entry['treated_as']}.", f"Se trata como {entry['treated_as']}."))
    click.echo("")
    click.echo(str(entry["meaning"]))
    click.echo(click.style(str(entry["advice"]), fg="green"))
