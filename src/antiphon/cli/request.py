"""``antiphon get``, ``post`` and the others: one request, shown or saved."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import click

from .items import Items, opened, parse_items
from .language import say

_Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def command(method: str) -> click.Command:
    """Return the command for `method` in the chosen language."""
    name = method.lower()

    def run(**options: Any) -> None:
        perform(method, **options)

    for option in reversed(_options()):
        run = option(run)
    return click.command(name, help=_help(method, name))(run)


def _help(method: str, name: str) -> str:
    return say(
        f"""Send a {method} request.

        ITEMs say what goes along: name=value and name:=json make a JSON object (a form with --form), Header:value
        sets a field (Header: removes one), query==value adds to the URL, field@file uploads a file, @file is the whole
        content. A backslash takes a separator's meaning away.

        A URL without a scheme is https; :8443/x is localhost. In a pipe, only the content is written.

        \b
        antiphon {name} https://localhost:8443/items
        antiphon {name} :8443/items name=Ana age:=30 X-Trace:1
        antiphon {name} example.com q==http -v""",
        f"""Envía una petición {method}.

        Los ITEM dicen qué lleva: nombre=valor y nombre:=json forman un objeto JSON (un formulario con --form),
        Campo:valor pone un campo (Campo: lo quita), consulta==valor se añade a la URL, campo@archivo sube un archivo,
        @archivo es todo el contenido. Una barra invertida quita su sentido a un separador.

        Una URL sin esquema es https; :8443/x es localhost. En una tubería solo se escribe el contenido.

        \b
        antiphon {name} https://localhost:8443/items
        antiphon {name} :8443/items nombre=Ana edad:=30 X-Trace:1
        antiphon {name} example.com q==http -v""",
    )


def _options() -> list[_Option]:
    """Return the parameters of every request command, in the order of the help."""
    path = click.Path(path_type=Path, dir_okay=False)
    return [
        click.argument("url"),
        click.argument("items", nargs=-1, metavar="[ITEM]..."),
        click.option("--form", "-f", is_flag=True, help=say("Send a form, not JSON.", "Envía un formulario, no JSON.")),
        click.option("--raw", help=say("This text is the content.", "Este texto es el contenido.")),
        click.option("--ignore-stdin", is_flag=True, help=say("Read no standard input.", "No lee la entrada.")),
        click.option(
            "--verbose", "-v", is_flag=True, help=say("Show every request and response.", "Muestra cada intercambio.")
        ),
        click.option("--headers", "show", flag_value="headers", help=say("Only the head.", "Solo la cabecera.")),
        click.option("--body", "show", flag_value="body", help=say("Only the content.", "Solo el contenido.")),
        click.option("--show-secrets", is_flag=True, help=say("Do not mask credentials.", "No oculta credenciales.")),
        click.option(
            "--follow/--no-follow", default=True, help=say("Follow redirects (default).", "Sigue redirecciones.")
        ),
        click.option(
            "--max-redirects",
            type=click.IntRange(0),
            default=20,
            show_default=True,
            help=say("How many to follow.", "Cuántas seguir."),
        ),
        click.option("--timeout", type=click.FloatRange(0, min_open=True), help=say("Seconds a phase.", "Segundos.")),
        click.option("--no-verify", is_flag=True, help=say("Trust any certificate.", "Confía en todo certificado.")),
        click.option("--ca", type=click.Path(path_type=Path), help=say("Trust these CAs.", "Confía en estas CA.")),
        click.option("--cert", type=path, help=say("The client's certificate.", "Certificado del cliente.")),
        click.option("--key", type=path, help=say("Its key.", "Su clave.")),
        click.option("--auth", "-a", help=say("USER:PASSWORD", "USUARIO:CONTRASEÑA"), metavar="USER[:PASSWORD]"),
        click.option("--bearer", help=say("A bearer token.", "Un token bearer.")),
        click.option("--unix-socket", help=say("Connect to this socket.", "Conecta a este socket.")),
        click.option("--download", "-d", is_flag=True, help=say("Save the content.", "Guarda el contenido.")),
        click.option("--output", "-o", type=path, help=say("Save it here.", "Guárdalo aquí.")),
        click.option("--continue", "-c", "resume", is_flag=True, help=say("Resume a download.", "Reanuda.")),
        click.option(
            "--check-status", is_flag=True, help=say("Exit with 3, 4 or 5 for 3xx to 5xx.", "Sale con 3, 4 o 5.")
        ),
    ]


def perform(method: str, url: str, items: tuple[str, ...], **options: Any) -> None:
    """Send the request and show or save the response; exits with the status's class where that is asked for."""
    from ..client.session import Session
    from .download import save
    from .output import Printer

    parsed = parse_items(items)
    with contextlib.ExitStack() as stack:
        body = _content(parsed, options, stack)
        session = stack.enter_context(
            Session(max_redirects=options["max_redirects"], unix_socket=options["unix_socket"], **_security(options))
        )
        arguments = {
            "params": parsed.params or None,
            "headers": parsed.headers,
            "auth": _auth(options),
            "allow_redirects": options["follow"],
            "stream": True,
            **body,
            **({"timeout": options["timeout"]} if options["timeout"] else {}),
        }
        if options["download"] or options["output"] or options["resume"]:
            response = save(session, method, url, arguments, options["output"], resume=options["resume"])
        else:
            response = stack.enter_context(session.request(method, url, **arguments))
            Printer.for_stream(sys.stdout, options["verbose"], options["show"], options["show_secrets"]).show(response)
    if options["check_status"] and response.status_code >= 300:
        sys.exit(response.status_code // 100)


def _security(options: dict[str, Any]) -> dict[str, Any]:
    verify: Any = False if options["no_verify"] else (options["ca"] or True)
    cert = options["cert"]
    if cert is not None and options["key"] is not None:
        return {"verify": verify, "cert": (str(cert), str(options["key"]))}
    return {"verify": verify, "cert": str(cert) if cert is not None else None}


def _auth(options: dict[str, Any]) -> Any:
    if options["bearer"]:
        return options["bearer"]
    if not options["auth"]:
        return None
    user, colon, password = options["auth"].partition(":")
    if not colon and sys.stdin.isatty():
        password = click.prompt(say("Password", "Contraseña"), hide_input=True, err=True)
    return user, password


def _content(items: Items, options: dict[str, Any], stack: contextlib.ExitStack) -> dict[str, Any]:
    """Return the arguments that carry the content. Raises `UsageError` where it is given twice."""
    from ..faults import UsageError
    from ..faults.command_line import CONTENT_GIVEN_TWICE

    given = {
        say("the items", "los elementos"): bool(items.data or items.files),
        "@file": items.content is not None,
        "--raw": options["raw"] is not None,
        say("standard input", "la entrada estándar"): not options["ignore_stdin"] and stdin_has_data(),
    }
    sources = [name for name, present in given.items() if present]
    if len(sources) > 1:
        raise UsageError(CONTENT_GIVEN_TWICE, first=sources[0], second=sources[1])
    if items.files:
        files = [(name, stack.enter_context(opened(path))) for name, path in items.files]
        return {"data": items.data, "files": files}
    if items.data:
        return {"data": items.data} if options["form"] else {"json": dict(items.data)}
    if items.content is not None:
        from ..semantics.media_types import media_type_of

        kind = media_type_of(items.content.name)
        if all(name.lower() != "content-type" for name, _ in items.headers):
            items.headers.append(("Content-Type", kind))
        return {"data": stack.enter_context(opened(items.content))}
    if options["raw"] is not None:
        return {"data": options["raw"].encode("utf-8")}
    return {"data": sys.stdin.buffer} if sources else {}


def stdin_has_data() -> bool:
    """Tell whether standard input was given content on purpose: a file, or a pipe that somebody writes to.

    A terminal, a closed input and the null device are not; neither is a pipe of a program that starts us without
    closing it, so a pipe counts only if something is there at once, or its end.
    """
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError, AttributeError):
        return False
    if stat.S_ISREG(mode):
        return os.fstat(sys.stdin.fileno()).st_size > 0
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return False
    return _arrives(sys.stdin.fileno())


def _arrives(descriptor: int) -> bool:
    """Wait a moment for the writer of a pipe; True where it wrote something."""
    import select

    readable, _, _ = select.select([descriptor], [], [], 0.2)
    return bool(readable) and bool(cast(io.BufferedReader, sys.stdin.buffer).peek(1))
