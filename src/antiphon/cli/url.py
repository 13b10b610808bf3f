"""``antiphon url``: the parts of a URL, and what of it is sent."""

from __future__ import annotations

import json

import click

from .language import language, say


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "url",
        help=say(
            """Show the parts of a URL, normalized, and what is sent.

            \b
            antiphon url 'https://api.example.com:443/v1/users?id=123'""",
            """Muestra las partes de una URL, normalizada, y qué se envía.

            \b
            antiphon url 'https://api.example.com:443/v1/users?id=123'""",
        ),
    )
    @click.argument("url")
    @click.option("--json", "as_json", is_flag=True, help=say("As JSON.", "Como JSON."))
    def show(url: str, as_json: bool) -> None:
        run(url, as_json)

    return show


def run(text: str, as_json: bool) -> None:
    """Write the parts of the URL in `text`."""
    from ..semantics.url import parse_lenient
    from ..semantics.url_parts import parts_of

    url = parse_lenient(text)
    parts = parts_of(url)
    sent = {"Host": url.host_field.decode("ascii"), "request-target": url.request_target.decode("ascii")}
    if as_json:
        entries = [{"kind": part.kind, "value": part.value} for part in parts]
        click.echo(json.dumps({"url": str(url), "parts": entries, "sent": sent}, ensure_ascii=False))
        return
    spanish = language() == "es"
    rows = [(part.label.es if spanish else part.label.en, part.value, part.note) for part in parts]
    width = max(len(label) for label, _, _ in rows)
    click.echo(click.style(str(url), bold=True))
    for label, value, note in rows:
        click.echo(f"  {click.style(label.ljust(width), fg='cyan')}  {value}{_aside(note.es if spanish else note.en)}")
    click.echo(say("What is sent:", "Lo que se envía:"))
    for label, value in sent.items():
        click.echo(f"  {click.style(label, fg='cyan')}  {value}")


def _aside(note: str) -> str:
    return click.style(f"  ({note})", dim=True) if note else ""
