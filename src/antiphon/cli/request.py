"""``antiphon get``, ``post`` and the others: one request, shown or saved."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from ..faults import UsageError
from ..faults.command_line import OPTION_ALONE, OPTIONS_EXCLUSIVE
from .language import say
from .request_options import PARTS, Asked, parameters

if TYPE_CHECKING:
    from ..client.response import BlockingResponse
    from ..client.session import Session
    from ..client.settings import Settings
    from ..client.timeouts import Timeouts
    from .content import Carried
    from .items import Items
    from .output import Style

_ACCEPT_JSON = "application/json, */*;q=0.5"
# What these are asked for stands in the head.
_ANSWERED_BY_HEAD = frozenset({"HEAD", "OPTIONS"})


def command(method: str) -> click.Command:
    """Return the command for `method` in the chosen language."""

    def run(**options: Any) -> None:
        perform(method, Asked(**options))

    for parameter in reversed(parameters()):
        run = parameter(run)
    return click.command(method.lower(), help=_help(method))(run)


_PURPOSES = {
    "GET": ("Read a resource.", "Lee un recurso."),
    "POST": ("Have a resource process what is sent.", "Hace que un recurso procese lo enviado."),
    "PUT": ("Create or replace a resource.", "Crea o reemplaza un recurso."),
    "PATCH": ("Change a part of a resource.", "Cambia una parte de un recurso."),
    "DELETE": ("Remove a resource.", "Elimina un recurso."),
    "HEAD": ("Read a resource's head alone.", "Lee solo la cabecera de un recurso."),
    "OPTIONS": ("Ask what can be done with a resource.", "Pregunta qué se puede hacer con un recurso."),
    "QUERY": ("Read by a query in the content (RFC 10008).", "Lee según una consulta en el contenido (RFC 10008)."),
}

_READING = """\b
            antiphon {name} https://localhost:8443/hello name==Ana
            antiphon {name} :8443/private --auth demo:demo --verbose
            antiphon {name} :8443/bytes/1000000 --output million.bin"""
_SENDING = """\b
            antiphon {name} :8443/items name=tea price:=4.5 X-Trace:1
            antiphon {name} :8443/echo --form name=Ana photo@me.jpg
            echo '{{"name": "cup"}}' | antiphon {name} :8443/items"""


def _help(method: str) -> str:
    purpose = say(*_PURPOSES[method])
    examples = (_SENDING if method in ("POST", "PUT", "PATCH", "QUERY") else _READING).format(name=method.lower())
    return say(
        f"""{purpose}

            A URL without a scheme is asked by https, or by http where nobody speaks https; :8443/x is localhost. The
            exit codes are in `antiphon --help`.

            \b
            Each ITEM adds something to the request:
              name=text     name:=json       a member of the content, JSON or --form
              name=@file    name:=@file      the same, its value read from a file
              name@file                      a file to upload, as multipart/form-data
              @file                          a file as the whole content
              query==text                    a parameter of the URL
              Header:text  Header:  Header;  a field; without it; with no value
            A backslash makes = : @ or ; an ordinary character: a\\=b=c.

            On a terminal the answer comes with its head, coloured and indented; in a pipe only its content, as it was
            sent.

            Examples:

            {examples}""",
        f"""{purpose}

            Una URL sin esquema se pide por https, o por http donde nadie habla https; :8443/x es localhost. Los
            códigos de salida están en `antiphon --help`.

            \b
            Cada ELEMENTO añade algo a la petición:
              nombre=texto   nombre:=json   un miembro del contenido, JSON o --form
              nombre=@ruta   nombre:=@ruta  lo mismo, con el valor leído de un archivo
              nombre@ruta                   un archivo que subir, como multipart/form-data
              @ruta                         un archivo como todo el contenido
              consulta==texto               un parámetro de la URL
              Campo:texto  Campo:  Campo;   un campo; sin él; sin valor
            Una barra invertida hace de = : @ o ; un carácter corriente: a\\=b=c.

            En un terminal la respuesta llega con su cabecera, en color y con sangría; en una tubería solo su contenido,
            tal como se envió.

            Ejemplos:

            {examples}""",
    )


# -- what it does --------------------------------------------------------------------------------------------------


def perform(method: str, asked: Asked) -> None:
    """Send the request and show or save the response; exits with the class of the status where that is asked for."""
    from .content import ContentOptions, carried
    from .items import parse_items
    from .output import Printer

    items = parse_items(asked.items)
    content = ContentOptions(asked.form, asked.multipart, asked.json, asked.raw, asked.stdin)
    saves = asked.download or asked.output is not None or asked.resume
    style = style_of(method, asked, sys.stdout.isatty())
    with contextlib.ExitStack() as stack:
        carries = carried(method, items, content, stack)
        session = stack.enter_context(_session(asked))
        arguments = {**arguments_of(method, asked, items, carries), "stream": True}
        if saves:
            status = _save(session, method, asked, arguments, style)
        else:
            response = stack.enter_context(session.request(method, asked.url, **arguments))
            tell_scheme(response)
            Printer(sys.stdout, style).show(response)
            status = response.status_code
    if (asked.check_status or saves) and status >= 300:
        sys.exit(status // 100)


def arguments_of(method: str, asked: Asked, items: Items, carries: Carried) -> dict[str, Any]:
    """Return the options of the session's request that `asked` and what it `carries` mean."""
    return {
        "params": items.params or None,
        "headers": headers_of(items, asked, carries.arguments, carries.media_type),
        "auth": _auth(asked),
        "timeout": _timeouts(asked),
        "allow_redirects": method in ("GET", "HEAD", "OPTIONS", "QUERY") if asked.follow is None else asked.follow,
        **carries.arguments,
    }


def tell_scheme(response: BlockingResponse) -> None:
    """Tell people, on standard error, that a bare name was asked by http after all."""
    if response.fell_back is not None:
        words = say("Nobody speaks https there; asked by http.", "Allí nadie habla https; se preguntó por http.")
        click.echo(words, err=True)


def style_of(method: str, asked: Asked, terminal: bool) -> Style:
    """Return what is shown of an exchange and how: as asked for, else by whether people read along."""
    from .output import Style

    if asked.parts is not None:
        parts = asked.parts
    elif asked.verbose:
        parts = "HBhb" if asked.verbose == 1 else PARTS
    else:
        parts = "hb" if terminal or asked.pretty or method in _ANSWERED_BY_HEAD else "b"
    pretty = terminal if asked.pretty is None else asked.pretty
    return Style(
        parts=parts,
        every_hop=asked.verbose > 0,
        pretty=pretty,
        colour=pretty and not os.environ.get("NO_COLOR"),
        secrets=asked.show_secrets,
    )


def headers_of(items: Items, asked: Asked, content: dict[str, Any], media_type: str | None) -> dict[str, str | None]:
    """Return the fields of the request: those of the items, and what follows from the content and the options."""
    implied: dict[str, str] = {}
    if media_type is not None:
        implied["Content-Type"] = media_type
    if asked.json or "json" in content:
        implied["Accept"] = _ACCEPT_JSON
    given = {name.lower() for name in items.headers}
    return {**{name: value for name, value in implied.items() if name.lower() not in given}, **items.headers}


def _session(asked: Asked) -> Session:
    from ..client.session import Session

    return Session(**settings_of(asked))


def settings_of(asked: Asked) -> Settings:
    """Return the settings of the session that `asked` means."""
    if asked.key is not None and asked.cert is None:
        raise UsageError(OPTION_ALONE, option="--key", other="--cert")
    cert: Any = None if asked.cert is None else str(asked.cert)
    return {
        "max_redirects": asked.max_redirects,
        "unix_socket": None if asked.unix_socket is None else str(asked.unix_socket),
        "verify": False if not asked.verify else True if asked.ca is None else str(asked.ca),
        "cert": cert if asked.key is None else (cert, str(asked.key)),
        "proxies": _proxies(asked),
        "resolver": _resolver(asked),
    }


def _resolver(asked: Asked) -> dict[str, list[str]] | None:
    """Return the addresses that were given for hosts, None for none."""
    from ..semantics.hosts import canonical_ipv6

    given: dict[str, list[str]] = {}
    for entry in asked.resolve:
        host, _, address = entry.partition(":")
        port, colon, behind = address.partition(":")
        if colon and port.isdigit() and canonical_ipv6(address) is None:
            host, address = f"{host}:{port}", behind
        given.setdefault(host, []).append(address.removeprefix("[").removesuffix("]"))
    return given or None


def _proxies(asked: Asked) -> str | bool | None:
    if asked.no_proxy and asked.proxy is not None:
        raise UsageError(OPTIONS_EXCLUSIVE, first="--proxy", second="--no-proxy")
    return False if asked.no_proxy else asked.proxy


def _timeouts(asked: Asked) -> Timeouts:
    """Return the limits: the usual ones for each phase, and for the whole only what was asked for."""
    from ..client.timeouts import Timeouts

    limit = asked.timeout
    if limit is None:
        return Timeouts(total=asked.max_time)
    return Timeouts(connect=limit, tls=limit, read=limit, write=limit, pool=limit, total=asked.max_time)


def _auth(asked: Asked) -> tuple[str, str] | str | None:
    if asked.bearer is not None:
        if asked.auth is not None:
            raise UsageError(OPTIONS_EXCLUSIVE, first="--auth", second="--bearer")
        return asked.bearer
    if asked.auth is None:
        return None
    user, colon, password = asked.auth.partition(":")
    if not colon and sys.stdin.isatty():
        password = click.prompt(
            say("Password", "Contraseña"), hide_input=True, default="", show_default=False, err=True
        )
    return user, password


def _save(session: Session, method: str, asked: Asked, arguments: dict[str, Any], style: Style) -> int:
    """Save the content; what else was asked to be shown goes to standard error. Returns the status code."""
    from dataclasses import replace

    from .download import save
    from .output import Printer

    heads = (asked.parts or "").replace("b", "") if not asked.verbose else "HBh"
    terminal = sys.stderr.isatty()
    printer = Printer(sys.stderr, replace(style, parts=heads, pretty=terminal, colour=terminal and style.colour))

    def show(response: BlockingResponse) -> None:
        tell_scheme(response)
        printer.show(response)

    return save(session, method, asked.url, arguments, asked.output, resume=asked.resume, show=show)
