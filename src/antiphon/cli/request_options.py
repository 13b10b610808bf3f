"""The options of ``antiphon get`` and the others: what they are called, and what the command line said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import click

from .language import say

PARTS = "HBhbm"
MOST_REDIRECTS = 20

Parameter: TypeAlias = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says, under the names of its parameters."""

    url: str
    items: tuple[str, ...]
    json: bool = False
    form: bool = False
    multipart: bool = False
    raw: str | None = None
    stdin: bool | None = None
    follow: bool | None = None
    max_redirects: int = MOST_REDIRECTS
    timeout: float | None = None
    max_time: float | None = None
    verify: bool = True
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    auth: str | None = None
    bearer: str | None = None
    unix_socket: Path | None = None
    resolve: tuple[str, ...] = ()
    proxy: str | None = None
    no_proxy: bool = False
    verbose: int = 0
    parts: str | None = None
    pretty: bool | None = None
    show_secrets: bool = False
    download: bool = False
    output: Path | None = None
    resume: bool = False
    check_status: bool = False


def parameters() -> list[Parameter]:
    """Return the parameters of every request command, in the order of the help."""
    return [*place_parameters(), *_content_options(), *_output_options(), *_redirect_options(), *reaching_parameters()]


def asking_parameters() -> list[Parameter]:
    """Return those that say what is asked, for commands that show what comes of it in a way of their own."""
    return [*place_parameters(), *_content_options(), *_redirect_options(), *reaching_parameters()]


def reaching_parameters() -> list[Parameter]:
    """Return those that say how the server is reached, and as whom."""
    return [*_reaching_options(), *_security_options()]


def place_parameters() -> list[Parameter]:
    """Return those that say which URL, and what goes with it."""
    return [
        click.argument("url", metavar="URL"),
        click.argument("items", nargs=-1, metavar=say("[ITEM]...", "[ELEMENTO]...")),
    ]


def _content_options() -> list[Parameter]:
    return [
        click.option(
            "--json",
            "-j",
            is_flag=True,
            help=say("Send JSON (default) and ask for JSON.", "Envía JSON (por omisión) y pide JSON."),
        ),
        click.option(
            "--form", "-f", is_flag=True, help=say("Send the items as a form.", "Envía los elementos como formulario.")
        ),
        click.option(
            "--multipart",
            is_flag=True,
            help=say("Send multipart/form-data, even without a file.", "Envía multipart/form-data, aun sin archivo."),
        ),
        click.option(
            "--raw",
            metavar=say("TEXT", "TEXTO"),
            help=say("Send this text as the whole content.", "Envía este texto como todo el contenido."),
        ),
        click.option(
            "--stdin/--ignore-stdin",
            default=None,
            help=say(
                "Take the content from standard input, or leave that alone. By default it is read where it is a file "
                "or a pipe, nothing else gives the content, and the method expects some.",
                "Toma el contenido de la entrada estándar, o la deja en paz. Por omisión se lee si es un archivo o una "
                "tubería, nada más da el contenido y el método lo espera.",
            ),
        ),
    ]


def _output_options() -> list[Parameter]:
    file = click.Path(path_type=Path, dir_okay=False)
    return [
        click.option(
            "--verbose",
            "-v",
            count=True,
            help=say(
                "Show requests and responses, every redirect included; twice, with times.",
                "Muestra peticiones y respuestas, con cada redirección; dos veces, con tiempos.",
            ),
        ),
        click.option(
            "--print",
            "parts",
            metavar=say("PARTS", "PARTES"),
            callback=_checked_parts,
            help=say(
                "Show these: H request head, B its content, h response head, b its content, m measured times.",
                "Muestra esto: H cabecera de la petición, B su contenido, h cabecera de la respuesta, b su contenido, "
                "m tiempos medidos.",
            ),
        ),
        click.option("--headers", "parts", flag_value="h", help=say("The same as --print h.", "Igual que --print h.")),
        click.option("--body", "parts", flag_value="b", help=say("The same as --print b.", "Igual que --print b.")),
        click.option(
            "--pretty/--plain",
            default=None,
            help=say(
                "Write for people, or byte by byte. Default: by whether it is a terminal.",
                "Escribe para personas, o byte a byte. Por omisión, según sea un terminal.",
            ),
        ),
        click.option(
            "--show-secrets",
            is_flag=True,
            help=say("Do not mask credentials and cookies.", "No oculta credenciales ni cookies."),
        ),
        click.option(
            "--download",
            "-d",
            is_flag=True,
            help=say("Save the content in a file.", "Guarda el contenido en un archivo."),
        ),
        click.option(
            "--output",
            "-o",
            type=file,
            metavar=say("FILE", "ARCHIVO"),
            help=say("Save it in this file.", "Lo guarda en este archivo."),
        ),
        click.option(
            "--continue",
            "-c",
            "resume",
            is_flag=True,
            help=say(
                "Go on with --output where it broke off, if the content is still the same.",
                "Sigue --output donde se cortó, si el contenido es aún el mismo.",
            ),
        ),
        click.option(
            "--check-status",
            is_flag=True,
            help=say(
                "Exit with 3, 4 or 5 for a status of 3xx, 4xx or 5xx, not with 0; --download always does.",
                "Sale con 3, 4 o 5 si el estado es 3xx, 4xx o 5xx, y no con 0; --download siempre lo hace.",
            ),
        ),
    ]


def _redirect_options() -> list[Parameter]:
    return [
        click.option(
            "--follow/--no-follow",
            default=None,
            help=say(
                "Follow redirects. Default: only of methods that change nothing.",
                "Sigue redirecciones. Por omisión, solo con métodos que no cambian nada.",
            ),
        ),
        click.option(
            "--max-redirects",
            type=click.IntRange(0),
            default=MOST_REDIRECTS,
            show_default=True,
            metavar="N",
            help=say("How many to follow.", "Cuántas seguir."),
        ),
    ]


def _reaching_options() -> list[Parameter]:
    seconds: dict[str, Any] = {"type": click.FloatRange(0, min_open=True), "metavar": say("SECONDS", "SEGUNDOS")}
    return [
        click.option(
            "--timeout",
            **seconds,
            help=say(
                "Limit for connecting, and for each wait. Default: 10 and 30.",
                "Límite para conectar, y para cada espera. Por omisión: 10 y 30.",
            ),
        ),
        click.option("--max-time", **seconds, help=say("Limit for the whole.", "Límite para el conjunto.")),
        click.option(
            "--unix-socket",
            type=click.Path(path_type=Path),
            metavar=say("FILE", "ARCHIVO"),
            help=say("Connect to this socket, whatever the host.", "Conecta a este socket, sea cual sea el servidor."),
        ),
        click.option(
            "--resolve",
            multiple=True,
            metavar=say("HOST[:PORT]:ADDRESS", "SERVIDOR[:PUERTO]:DIRECCIÓN"),
            help=say(
                "Take this address for the host, whatever its name server says; may be repeated.",
                "Toma esta dirección para el servidor, diga lo que diga su servidor de nombres; se puede repetir.",
            ),
        ),
        click.option(
            "--proxy",
            metavar="URL",
            help=say(
                "Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h. Default: the environment's.",
                "Va por este proxy: http, https, socks4, socks4a, socks5 o socks5h. Por omisión, el del entorno.",
            ),
        ),
        click.option(
            "--no-proxy",
            is_flag=True,
            help=say("Use no proxy, whatever the environment says.", "No usa proxy, diga lo que diga el entorno."),
        ),
    ]


def _security_options() -> list[Parameter]:
    path: dict[str, Any] = {"type": click.Path(path_type=Path, exists=True), "metavar": say("FILE", "ARCHIVO")}
    return [
        click.option(
            "--auth",
            "-a",
            metavar=say("USER[:PASSWORD]", "USUARIO[:CLAVE]"),
            help=say("Basic credentials; asks for a missing password.", "Credenciales Basic; pide la clave si falta."),
        ),
        click.option("--bearer", metavar="TOKEN", help=say("A bearer token.", "Un token bearer.")),
        click.option(
            "--verify/--no-verify",
            default=True,
            help=say("Verify the server's certificate (default).", "Verifica el certificado (por omisión)."),
        ),
        click.option(
            "--ca",
            **path,
            help=say("Trust this file or folder of CAs alone.", "Confía solo en este archivo o carpeta."),
        ),
        click.option("--cert", **path, help=say("The client's certificate, PEM.", "Certificado del cliente, PEM.")),
        click.option("--key", **path, help=say("Its key, if it is not in there.", "Su clave, si no está ahí.")),
    ]


def _checked_parts(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not set(value) <= set(PARTS):
        raise click.BadParameter(say(f"{value!r} has letters other than {PARTS}.", f"{value!r} no es de {PARTS}."))
    return value
