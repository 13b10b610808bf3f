"""The options of ``antiphon serve`` for a database, and the backend that they make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .language import say

if TYPE_CHECKING:
    from ..rest.settings import Settings
    from ..server.target import Target

_Parameter = Callable[[Callable[..., None]], Callable[..., None]]
_SCHEMES = ("sqlite:", "postgres:", "postgresql:", "postgresql+", "mysql:", "mysql+", "mariadb:", "mariadb+")
_SUFFIXES = frozenset({".db", ".db3", ".sqlite", ".sqlite3", ".json", ".csv"})
_SQLITE_HEADER = b"SQLite format 3\x00"
SETTINGS = ("require_match", "bulk", "page_size", "dialect")
GATE = ("access", "cors", "rate", "allow_host")
"""The names of the values of these options: for the backend, and for what stands before it."""
_DIALECTS = ("antiphon", "json-server", "postgrest")


def names_database(target: str) -> bool:
    """Tell whether `target` is a database: by its scheme, by its suffix, or by what the file begins with."""
    path = Path(target)
    return target.startswith(_SCHEMES) or path.suffix.lower() in _SUFFIXES or _begins_as_sqlite(path)


def _begins_as_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE_HEADER)) == _SQLITE_HEADER
    except (OSError, ValueError):  # a name with NUL in it is of no file
        return False


def database_options() -> list[_Parameter]:
    """Return the options."""
    return [
        click.option(
            "--require-match",
            is_flag=True,
            help=say(
                "Changes need If-Match: nobody overwrites what they have not seen (428).",
                "Los cambios requieren If-Match: nadie sobrescribe lo que no ha visto (428).",
            ),
        ),
        click.option(
            "--bulk",
            is_flag=True,
            help=say(
                "POST of an array creates all its items, or none.",
                "POST de una lista crea todos sus elementos, o ninguno.",
            ),
        ),
        click.option(
            "--page-size",
            type=click.IntRange(1, 10_000),
            default=100,
            show_default=True,
            metavar="N",
            help=say("Items on a page where none asks otherwise.", "Elementos por página si nadie pide otra cosa."),
        ),
        click.option(
            "--dialect",
            type=click.Choice(_DIALECTS),
            default=_DIALECTS[0],
            show_default=True,
            help=say(
                "Language of the queries: our own, or that of another product.",
                "Lenguaje de las consultas: el propio o el de otro producto.",
            ),
        ),
        *_gate_options(),
        click.option(
            "--init",
            type=click.Path(path_type=Path, exists=True),
            metavar=say("SOURCE", "ORIGEN"),
            help=say(
                "Make the database first, from a .json file or a folder of .csv files.",
                "Crea antes la base de datos, de un archivo .json o una carpeta de archivos .csv.",
            ),
        ),
    ]


def _gate_options() -> list[_Parameter]:
    return [
        click.option(
            "--access",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            metavar=say("FILE", "ARCHIVO"),
            help=say(
                "Who may read and write what; `antiphon token` makes the file.",
                "Quién puede leer y escribir qué; `antiphon token` crea el archivo.",
            ),
        ),
        click.option(
            "--cors",
            multiple=True,
            metavar=say("ORIGIN", "ORIGEN"),
            help=say(
                "Pages of this origin may use the server; * for all. Repeatable.",
                "Las páginas de este origen pueden usar el servidor; * para todas. Repetible.",
            ),
        ),
        click.option(
            "--allow-host",
            multiple=True,
            metavar=say("NAME", "NOMBRE"),
            help=say(
                "A name of this server besides localhost and addresses; others get 421. Repeatable.",
                "Un nombre de este servidor además de localhost y direcciones; los demás, 421. Repetible.",
            ),
        ),
        click.option(
            "--rate",
            metavar=say("N/TIME", "N/TIEMPO"),
            help=say(
                "Most requests of one client, such as 100/60s; more get 429.",
                "Máximo de peticiones de un cliente, como 100/60s; las demás, 429.",
            ),
        ),
    ]


def settings_of(*, require_match: bool, bulk: bool, page_size: int, dialect: str) -> Settings:
    """Return what the options say as the backend's settings."""
    from ..rest.settings import Settings

    return Settings(
        page_size=page_size,
        largest_page=max(page_size, 1000),
        require_match=require_match,
        bulk=bulk,
        dialect=dialect,
    )


def target_of(
    database: str,
    settings: Settings,
    *,
    host: str | None,
    access: Path | None,
    cors: tuple[str, ...],
    rate: str | None,
    allow_host: tuple[str, ...],
) -> Target:
    """Return the backend of `database` as what the server serves. Raises `UsageError`, which says what to do.

    `host` is where the server listens, None for a Unix socket: whoever stands before that knows the names.
    """
    from ..rest.access.cors import Cors
    from ..rest.access.exposure import check_exposure, is_loopback
    from ..rest.access.file_policy import FilePolicy
    from ..rest.access.gate import Gate
    from ..rest.access.hosts import Hosts
    from ..rest.access.maintenance import Maintenance, file_for
    from ..rest.access.policy import Open, Policy
    from ..rest.access.rate import RateLimit, rate_of
    from ..rest.database.location import location_of
    from ..rest.opening import backend_of
    from ..rest.schema.resource import Schema
    from ..server.target import Kind, Target

    def policy(schema: Schema) -> Policy:
        return Open() if access is None else FilePolicy(access, schema)

    if host is not None:
        check_exposure(host, has_rules=access is not None)
    gate = Gate(
        Cors(cors),
        Maintenance(file_for(location_of(database))),
        None if rate is None else RateLimit(rate_of(rate)),
        Hosts(allow_host) if host is not None and is_loopback(host) else None,
    )
    return Target(backend_of(database, settings, policy, gate), Kind.HANDLER)


def initialize(database: str, source: Path) -> None:
    """Make the database from `source`. Raises `UsageError`."""
    from ..rest.database.loading import load

    for loaded in load(source, Path(database)):
        click.echo(f"{loaded.name}: {loaded.rows}", err=True)
