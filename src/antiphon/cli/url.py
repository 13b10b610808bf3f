"""``antiphon url``: the parts of a URL, and what of it is sent."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, unquote

import click

from .language import say


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "url",
        help=say(
            """Show the parts of a URL, normalized, and which of them are sent.

            \b
            antiphon url 'https://api.example.com:443/v1/users?id=123'""",
            """Muestra las partes de una URL, normalizada, y cuáles se envían.

            \b
            antiphon url 'https://api.example.com:443/v1/users?id=123'""",
        ),
    )
    @click.argument("url")
    @click.option("--json", "as_json", is_flag=True, help=say("As JSON.", "Como JSON."))
    def show(url: str, as_json: bool) -> None:
        parts = parts_of(url)
        if as_json:
            click.echo(json.dumps({name: value for name, value, _ in parts}, ensure_ascii=False))
            return
        width = max(len(name) for name, _, _ in parts)
        for name, value, note in parts:
            label = click.style(name.ljust(width), fg="cyan")
            click.echo(f"{label}  {value}" + (click.style(f"  ({note})", dim=True) if note else ""))

    return show


def parts_of(text: str) -> list[tuple[str, str, str]]:
    """Return name, value and note of each part of the URL in `text`. Raises `InvalidURL`."""
    from ..semantics.url import parse_lenient

    url = parse_lenient(text)
    port_note = say("the scheme's default", "el del esquema") if url.is_default_port else ""
    parts = [("url", str(url), ""), ("scheme", url.scheme, "")]
    if url.userinfo is not None:
        parts.append(
            ("userinfo", "***", say("never part of what is sent as URL", "nunca se envía como parte de la URL"))
        )
    parts += [("host", url.host, ""), ("port", str(url.port), port_note), ("path", url.path, _decoded(url.path))]
    if url.query is not None:
        parts.append(("query", url.query, ""))
        parts += [(f"  {name}", value, "") for name, value in parse_qsl(url.query, keep_blank_values=True)]
    if url.fragment is not None:
        parts.append(("fragment", url.fragment, say("stays here, never sent", "se queda aquí, nunca se envía")))
    parts.append(("request target", url.request_target.decode("ascii"), say("sent", "se envía")))
    parts.append(("Host", url.host_field.decode("ascii"), say("sent", "se envía")))
    return parts


def _decoded(path: str) -> str:
    decoded = unquote(path)
    return "" if decoded == path or not decoded.isprintable() else decoded
