"""``antiphon status``: what a status code means, and what to do about it."""

from __future__ import annotations

import json
from itertools import groupby

import click

from .language import said, say

Entry = dict[str, str | int]


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "status",
        help=say(
            """Explain a status code, or find one by words, or list all.

            \b
            antiphon status 422
            antiphon status not found
            antiphon status""",
            """Explica un código de estado, lo busca o los lista todos.

            \b
            antiphon estado 422
            antiphon estado not found
            antiphon estado""",
        ),
    )
    @click.argument("words", nargs=-1, metavar=say("[CODE|WORDS]...", "[CÓDIGO|PALABRAS]..."))
    @click.option("--json", "as_json", is_flag=True, help=say("As JSON.", "Como JSON."))
    def show(words: tuple[str, ...], as_json: bool) -> None:
        run(" ".join(words), as_json)

    return show


def run(words: str, as_json: bool) -> None:
    """Write what is known of the codes that `words` name. Raises `UsageError` where they name none."""
    entries = found(words)
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False))
    elif len(entries) == 1:
        _explain(entries[0])
    else:
        _list(entries)


def found(words: str) -> list[Entry]:
    """Return the entries for a code, or for words of its phrase or else of its meaning; all of them for no words.

    Raises `UsageError` where there is none.
    """
    from ..faults import UsageError
    from ..faults.command_line import STATUS_UNKNOWN
    from ..semantics.status import STATUSES

    if words.isascii() and words.isdigit() and len(words) == 3 and 100 <= int(words) <= 599:
        return [_entry(int(words))]
    wanted = words.lower().split()
    phrases = {code: status.phrase for code, status in STATUSES.items()}
    meanings = {code: f"{status.meaning.en} {status.meaning.es}" for code, status in STATUSES.items()}
    for texts in (phrases, meanings):
        codes = [code for code, text in texts.items() if all(word in text.lower() for word in wanted)]
        if codes:
            return [_entry(code) for code in codes]
    raise UsageError(STATUS_UNKNOWN, words=ascii(words))


def _entry(code: int) -> Entry:
    from ..semantics.status import CLASSES, STATUSES, treat_as

    known = STATUSES[treat_as(code)]
    return {
        "code": code,
        "phrase": known.phrase if known.code == code else say("(not registered)", "(no registrado)"),
        "class": said(CLASSES[code // 100]),
        "meaning": said(known.meaning),
        "advice": said(known.advice),
        "rfc": known.rfc,
        "treated_as": known.code,
    }


def _explain(entry: Entry) -> None:
    click.echo(click.style(f"{entry['code']} {entry['phrase']}", bold=True) + f"  ({entry['rfc']})")
    click.echo(entry["class"])
    if entry["treated_as"] != entry["code"]:
        click.echo(say(f"A client treats it as {entry['treated_as']}:", f"Se trata como {entry['treated_as']}:"))
    click.echo(f"\n{entry['meaning']}")
    click.secho(str(entry["advice"]), fg="green")


def _list(entries: list[Entry]) -> None:
    for heading, members in groupby(entries, key=lambda entry: entry["class"]):
        click.secho(str(heading), dim=True)
        for entry in members:
            click.echo(f"  {click.style(str(entry['code']), bold=True)}  {entry['phrase']}")
