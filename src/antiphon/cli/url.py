"""``antiphon url``: the parts of a URL, and what of it is sent."""

from __future__ import annotations

import json

import click

from .language import said, say


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "url",
        help=say(
            """Show the parts of a URL, and what is sent of it.

            \b
            antiphon url 'https://api.example.com:443/v1/users?id=123'
            antiphon url 'bücher.example/a b#top' --json""",
            """Muestra las partes de una URL y qué se envía de ella.

            \b
            antiphon url 'https://api.example.com:443/v1/users?id=123'
            antiphon url 'bücher.example/a b#top' --json""",
        ),
    )
    @click.argument("url", metavar="URL")
    @click.option("--json", "as_json", is_flag=True, help=say("As JSON.", "Como JSON."))
    def show(url: str, as_json: bool) -> None:
        run(url, as_json)

    return show


def run(text: str, as_json: bool) -> None:
    """Write the parts of the URL in `text`. Raises `InvalidURL`."""
    from ..semantics.url import parse_lenient
    from ..semantics.url_parts import parts_of

    url = parse_lenient(text)
    parts = parts_of(url)
    sent = {"Host": url.host_field.decode("ascii"), "request-target": url.request_target.decode("ascii")}
    if as_json:
        entries = [{"kind": part.kind, "value": part.value, "note": said(part.note)} for part in parts]
        click.echo(json.dumps({"url": str(url), "parts": entries, "sent": sent}, ensure_ascii=False))
        return
    rows = [(said(part.label), part.value, said(part.note)) for part in parts]
    width = max(len(label) for label in [*sent, *(label for label, _, _ in rows)])
    click.secho(str(url), bold=True)
    for label, value, note in rows:
        aside = click.style(f"  {note}", dim=True) if note else ""
        click.echo(f"  {click.style(label.ljust(width), fg='cyan')}  {value}{aside}")
    click.echo("\n" + say("What is sent:", "Lo que se envía:"))
    for label, value in sent.items():
        click.echo(f"  {click.style(label.ljust(width), fg='cyan')}  {value}")
