"""What the commands that try a collection share: what a new item looks like, consent, and what stays behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..faults import UsageError
from ..faults.checking import CHECK_NEEDS_CONSENT
from ..faults.command_line import CONTENT_GIVEN_TWICE, FILE_UNREADABLE, ITEM_SYNTAX
from ..semantics.terminal_text import safe
from .language import language, say
from .request_options import Asked, Parameter

if TYPE_CHECKING:
    from ..client.session import Session
    from ..inspect.check.belongings import Left
    from ..semantics.url import URL
    from .items import Items


def writing_options() -> list[Parameter]:
    """Return the options that say what is written, and whether anything is."""
    return [
        click.option(
            "--body",
            metavar=say("FILE|JSON", "ARCHIVO|JSON"),
            help=say("What a new item looks like: a JSON object.", "Cómo es un elemento nuevo: un objeto JSON."),
        ),
        click.option(
            "--read-only",
            is_flag=True,
            help=say("Send nothing that changes anything.", "No envía nada que cambie algo."),
        ),
        click.option(
            "--yes", "-y", is_flag=True, help=say("Do not ask before writing.", "No pregunta antes de escribir.")
        ),
    ]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: the collection at `url`, through `session`, with new items like `item`."""

    url: URL
    session: Session
    item: dict[str, Any] | None


@contextmanager
def trial(asked: Asked, body: str | None, *, consent: bool) -> Iterator[Trial]:
    """Yield what is asked to be tried, with new items like `body`; without `consent`, after asking for that.

    Raises `UsageError` for a mistake of the command line, and `click.Abort` for a no.
    """
    from ..semantics.url import url_of
    from .items import parse_items

    items = parse_items(asked.items)
    item = _item_of(body, items)
    url = url_of(asked.url).with_params(items.params)
    if not consent:
        _ask(url.masked)
    with _session_of(asked, items) as session:
        yield Trial(url, session, item)


def _session_of(asked: Asked, items: Items) -> Session:
    """Return the session of which every request has the fields, the credentials and the limits that were asked for."""
    from ..client.session import Session
    from .content import Carried
    from .request import arguments_of, settings_of

    options = arguments_of("GET", asked, items, Carried())
    settings = settings_of(asked)
    settings.update({"headers": options["headers"], "auth": options["auth"], "timeout": options["timeout"]})
    return Session(**settings)


def _item_of(body: str | None, items: Items) -> dict[str, Any] | None:
    """Return the members of a new item that --body or the items say, None where neither does."""
    from ..inspect.check.learning import read_given

    if items.files:
        raise UsageError(ITEM_SYNTAX, item=ascii(f"{items.files[0][0]}@"))
    given = {"--body": body, "@": items.content, say("The items", "Los elementos"): items.data or None}
    sources = [name for name, value in given.items() if value is not None]
    if len(sources) > 1:
        raise UsageError(CONTENT_GIVEN_TWICE, first=sources[0], second=sources[1])
    if items.data:
        return dict(items.data)
    if body is not None and body.lstrip().startswith("{"):
        return read_given(body)
    path = items.content if body is None else Path(body)
    if path is None:
        return None
    try:
        return read_given(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(FILE_UNREADABLE, path=ascii(str(path)), reason=reason) from error


def _ask(url: str) -> None:
    """Ask whether items may be made at `url`. Raises `UsageError` without a terminal, `click.Abort` for a no."""
    if not sys.stdin.isatty():
        raise UsageError(CHECK_NEEDS_CONSENT, url=url)
    click.confirm(
        say(
            f"Make items in {url}, and remove them again?",
            f"¿Crear elementos en {url} y volver a eliminarlos?",
        ),
        abort=True,
        err=True,
    )


def tell_left(left: Left) -> None:
    """Tell what could not be removed."""
    from ..inspect.check.as_text import left_line

    click.secho(safe(left_line(left.why, language())), fg="red", err=True)
