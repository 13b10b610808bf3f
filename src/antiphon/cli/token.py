"""``antiphon token``: the users of a served database, their tokens and passwords."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..faults import UsageError
from ..faults.access import DURATION_SYNTAX
from ..faults.command_line import OPTION_ALONE
from ..semantics.terminal_text import safe
from .language import say

if TYPE_CHECKING:
    from ..rest.access.access import Access
    from ..rest.access.rules import Who
    from ..rest.access.users import User

_Parameter = Callable[[Callable[..., None]], Callable[..., None]]
_DURATION = re.compile(r"([1-9]\d{0,5})([mhdw])")
_UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


def command() -> click.Command:
    """Return the command in the chosen language."""
    group = click.Group(
        "token",
        help=say(
            """Say who may use a served database, and with what.

            The users stand in a file, with a hash of each token and password, and so do the rules of each table, which
            are for you to edit: public, users, own or users' names for read and write; * is every other table. A
            server with --access follows the file within a second.

            \b
            antiphon token add alice
            antiphon token add shop --table orders --read --write --expires 30d
            antiphon token password bob
            antiphon serve shop.db --access access.json""",
            """Dice quién puede usar una base de datos servida, y con qué.

            Los usuarios están en un archivo, con un hash de cada token y contraseña, y también las reglas de cada
            tabla, que puede editar: public, users, own o nombres de usuarios para read y write; * es cualquier otra
            tabla. Un servidor con --access sigue el archivo en un segundo.

            \b
            antiphon token add alice
            antiphon token add tienda --table orders --read --write --expires 30d
            antiphon token password bob
            antiphon serve shop.db --access access.json""",
        ),
    )
    for each in (_add(), _list(), _remove(), _password()):
        group.add_command(each)
    return group


def _file_option() -> _Parameter:
    return click.option(
        "--access",
        "file",
        type=click.Path(path_type=Path, dir_okay=False),
        default="access.json",
        show_default=True,
        metavar=say("FILE", "ARCHIVO"),
        help=say("File of users and rules.", "Archivo de usuarios y reglas."),
    )


def _name_argument() -> _Parameter:
    return click.argument("name", metavar=say("NAME", "NOMBRE"))


def _add() -> click.Command:
    @click.command(
        "add",
        help=say(
            """Make a token for a user.

            It is printed once, on standard output; only a hash of it is kept. A user or a file that is not there is
            made: in a new file every user may read and write every table, and nobody else anything. With --table the
            rules let the user do what is said, too: nobody loses a permission, and a new file has no other.

            \b
            antiphon token add alice --expires 30d --note laptop
            antiphon token add shop --table orders --read --write
            antiphon token add bob --table orders --read --own customer""",
            """Crea un token para un usuario.

            Se escribe una sola vez, en la salida estándar; solo se guarda su hash. Se crean el usuario o el archivo que
            no existan: en un archivo nuevo cualquier usuario puede leer y escribir todas las tablas, y nadie más nada.
            Con --table las reglas permiten además al usuario lo que se diga: nadie pierde un permiso, y un archivo
            nuevo no tiene otros.

            \b
            antiphon token add alice --expires 30d --note laptop
            antiphon token add tienda --table orders --read --write
            antiphon token add bob --table orders --read --own customer""",
        ),
    )
    @_name_argument()
    @click.option(
        "--expires",
        metavar=say("TIME", "TIEMPO"),
        help=say("When it ends: 12h, 30d, 8w. Otherwise never.", "Cuándo caduca: 12h, 30d, 8w. Si no, nunca."),
    )
    @click.option(
        "--note",
        default="",
        metavar=say("TEXT", "TEXTO"),
        help=say("What it is for.", "Para qué es."),
    )
    @click.option(
        "--table",
        metavar=say("TABLE", "TABLA"),
        help=say("Permit something with this table; * is all.", "Permite algo con esta tabla; * es cualquiera."),
    )
    @click.option("--read", is_flag=True, help=say("Permit reading it.", "Permite leerla."))
    @click.option("--write", is_flag=True, help=say("Permit changing it.", "Permite cambiarla."))
    @click.option(
        "--own",
        "owner",
        metavar=say("COLUMN", "COLUMNA"),
        help=say(
            "Only rows with the user's name in this column; it holds for every user.",
            "Solo filas con el nombre del usuario en esta columna; vale para todos los usuarios.",
        ),
    )
    @_file_option()
    def add(**options: Any) -> None:
        add_token(**options)

    return add


def _list() -> click.Command:
    @click.command(
        "list",
        help=say(
            """Show the users, their tokens and the rules.

            \b
            antiphon token list
            antiphon token list --access shop-access.json""",
            """Muestra los usuarios, sus tokens y las reglas.

            \b
            antiphon token list
            antiphon token list --access shop-access.json""",
        ),
    )
    @_file_option()
    def list_(file: Path) -> None:
        show(file)

    return list_


def _remove() -> click.Command:
    @click.command(
        "remove",
        help=say(
            """Remove one token of a user, or the user.

            \b
            antiphon token remove alice 3f9c01ab
            antiphon token remove alice""",
            """Quita un token de un usuario, o al usuario.

            \b
            antiphon token remove alice 3f9c01ab
            antiphon token remove alice""",
        ),
    )
    @_name_argument()
    @click.argument("token_id", required=False, metavar="[TOKEN]")
    @_file_option()
    def remove(name: str, token_id: str | None, file: Path) -> None:
        remove_credentials(name, token_id, file)

    return remove


def _password() -> click.Command:
    @click.command(
        "password",
        help=say(
            """Set a user's password, for Basic.

            It is asked for, or read from the first line of standard input. A user or file that is not there is made.

            \b
            antiphon token password alice
            pass show shop/alice | antiphon token password alice""",
            """Pone la contraseña de un usuario, para Basic.

            Se pregunta, o se lee de la primera línea de la entrada estándar. Se crean el usuario o archivo que falten.

            \b
            antiphon token password alice
            pass show shop/alice | antiphon token password alice""",
        ),
    )
    @_name_argument()
    @_file_option()
    def password(name: str, file: Path) -> None:
        set_password(name, file)

    return password


def add_token(
    *,
    name: str,
    expires: str | None,
    note: str,
    table: str | None,
    read: bool,
    write: bool,
    owner: str | None,
    file: Path,
) -> None:
    """Make a token, and print it. Raises `UsageError`."""
    from ..rest.access import access_file
    from ..rest.access.access import NEW_ACCESS, Access
    from ..rest.access.policy import Action
    from ..rest.access.tokens import Token, digest_of, new_token

    actions = [action for action, chosen in ((Action.READ, read), (Action.WRITE, write)) if chosen]
    _check_options(table, bool(actions), owner)
    created = int(time.time())
    secret = new_token()
    token = Token(digest_of(secret), created, None if expires is None else created + _seconds(expires), note)

    def changed(access: Access) -> Access:
        added = access.with_token(name, token)
        return added if table is None else added.permitting(name, table, actions, owner)

    # Who names a table wants a narrow permission, so a new file then begins with none.
    access_file.change(file, changed, NEW_ACCESS if table is None else Access())
    click.echo(secret)
    click.echo(
        say(
            f"Token {token.id} of {name}, kept as a hash in {file}: this is the only time that it is shown.",
            f"Token {token.id} de {name}, guardado como hash en {file}: solo se muestra esta vez.",
        ),
        err=True,
    )


def _check_options(table: str | None, has_actions: bool, owner: str | None) -> None:
    if table is not None and not has_actions:
        raise UsageError(OPTION_ALONE, option="--table", other="--read/--write")
    if table is None and has_actions:
        raise UsageError(OPTION_ALONE, option="--read/--write", other="--table")
    if table is None and owner is not None:
        raise UsageError(OPTION_ALONE, option="--own", other="--table")


def _seconds(duration: str) -> int:
    written = _DURATION.fullmatch(duration)
    if written is None:
        raise UsageError(DURATION_SYNTAX, duration=duration)
    return int(written[1]) * _UNITS[written[2]]


def show(file: Path) -> None:
    """Print what the file says, without what is secret. Raises `UsageError`."""
    from ..rest.access.access_file import load

    access = load(file)
    for name, user in access.users.items():
        password = say("  password", "  contraseña") if user.password else ""
        click.echo(click.style(safe(name), bold=True) + password + safe(_noted(user.note)))
        _show_tokens(user)
    click.echo(say("Rules", "Reglas"))
    for table in access.rules.written:
        rule = access.rules.of(table)
        owner = f"  {say('owner', 'dueño')}: {rule.owner}" if rule.owner else ""
        hidden = say("  hidden", "  oculta") if rule.hidden else ""
        read, write = say("read", "leer"), say("write", "escribir")
        click.echo(safe(f"  {table}  {read}: {_names(rule.read)}  {write}: {_names(rule.write)}{owner}{hidden}"))


def _show_tokens(user: User) -> None:
    from ..rest.access.access_json import time_text

    for token in user.tokens:
        line = f"  {token.id}  {say('made', 'creado')} {time_text(token.created)}"
        if token.expires is not None:
            ended = token.has_expired(time.time())
            line += f"  {say('expired', 'caducó') if ended else say('expires', 'caduca')} {time_text(token.expires)}"
        click.echo(safe(line + _noted(token.note)))


def _noted(note: str) -> str:
    return f"  ({note})" if note else ""


def _names(who: Who | None) -> str:
    return ", ".join(who.names) if who is not None and who.names else say("nobody", "nadie")


def remove_credentials(name: str, token_id: str | None, file: Path) -> None:
    """Remove a token, or without one the user. Raises `UsageError`."""
    from ..rest.access import access_file

    def changed(access: Access) -> Access:
        return access.without_user(name) if token_id is None else access.without_token(name, token_id)

    access_file.change(file, changed)
    removed = name if token_id is None else f"{name} {token_id}"
    click.echo(say(f"Removed {removed}.", f"Se quitó {removed}."), err=True)


def set_password(name: str, file: Path) -> None:
    """Ask for a password, and set it. Raises `UsageError`."""
    from ..rest.access import access_file
    from ..rest.access.access import NEW_ACCESS
    from ..rest.access.passwords import password_hash
    from ..rest.access.users import check_user_name

    check_user_name(name)
    kept = password_hash(_asked_password())
    access_file.change(file, lambda access: access.with_password(name, kept), NEW_ACCESS)
    click.echo(say(f"{name} has a new password.", f"{name} tiene una contraseña nueva."), err=True)


def _asked_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt(
        say("Password", "Contraseña"),
        hide_input=True,
        confirmation_prompt=say("Again", "Otra vez"),
        err=True,
    )
    return asked
