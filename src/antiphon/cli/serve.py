"""``antiphon serve``: an application over HTTPS."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..faults import UsageError
from ..faults.command_line import OPTION_ALONE, OPTIONS_EXCLUSIVE
from .console_options import CONSOLE, console_lines, console_of, console_options
from .database_options import GATE, SETTINGS, database_options, initialize, names_database, settings_of, target_of
from .folder_options import FOLDER, folder_options, folder_target, names_folder
from .gateway_options import GATEWAY, gateway_options, gateway_target, names_origin
from .language import say

if TYPE_CHECKING:
    from ..inspect.console.attaching import Console
    from ..server.config import ServerConfig
    from ..server.target import Target

HTTPS_PORT = 8443
HTTP_PORT = 8080
_MEBIBYTE = 1024 * 1024
_OF_DATABASES = (*SETTINGS, "access", "cors", "rate", "init")

_Parameter = Callable[[Callable[..., None]], Callable[..., None]]


def command() -> click.Command:
    """Return the command in the chosen language."""

    def run(target: str, kind: str | None, app_dir: Path, factory: bool, **options: Any) -> None:
        settings = {name: options.pop(name) for name in SETTINGS}
        gate = {name: options.pop(name) for name in GATE}
        source = options.pop("init")
        folder = {name: options.pop(name) for name in FOLDER}
        gateway = {name: options.pop(name) for name in GATEWAY}
        console = console_of({name: options.pop(name) for name in CONSOLE}, gate["allow_host"])
        config = config_of(**options)
        if names_origin(target):
            refuse_needless(_OF_DATABASES, say("a database", "una base de datos"))
            refuse_needless(FOLDER, say("a folder", "una carpeta"))
            gateway |= {"allow_host": gate["allow_host"], "witness": None if console is None else console.witness}
            perform(gateway_target(target, config, **gateway), config, console)
            return
        refuse_needless(GATEWAY, say("a URL", "una URL"))
        if names_folder(target):
            refuse_needless(_OF_DATABASES, say("a database", "una base de datos"))
            folder["allow_host"] = gate["allow_host"]
            perform(folder_target(target, host=host_of(config), **folder), config, console)
            return
        refuse_needless(FOLDER, say("a folder", "una carpeta"))
        if names_database(target):
            if source is not None:
                initialize(target, source)
            perform(target_of(target, settings_of(**settings), host=host_of(config), **gate), config, console)
        else:
            of_others = {*SETTINGS, *GATE, "init"} - ({"allow_host"} if console is not None else set())
            refuse_needless(of_others, say("a database", "una base de datos"))
            perform(loaded_target(target, kind, app_dir, factory), config, console)

    for parameter in reversed(_parameters()):
        run = parameter(run)
    short = say(
        "Serve an application, a database, a folder or a server.",
        "Sirve una aplicación, base de datos, carpeta o servidor.",
    )
    return click.command("serve", help=_help(), short_help=short)(run)


def _help() -> str:
    return say(
        """Serve an application, a database or a folder over HTTPS, or stand in front of another server.

        TARGET is MODULE:ATTRIBUTE, such as app:app for the variable app in app.py. It names an ASGI or WSGI application
        or an Antiphon handler; the kind is recognized. Without :ATTRIBUTE it is app, application or handler.

        Or it is a database, an SQLite file or postgresql://USER@HOST/NAME, or the same with mysql: every table becomes
        a collection of a REST API, described at /openapi.json, and browsers get pages. Everybody on this machine may
        write; --access says who may do what.

        Or it is a folder of files, which --writable lets clients change. Links that lead out of it are not followed.

        Or it is the URL of a server, http or https: requests are forwarded to it, and its responses back (a reverse
        proxy).

        With --console, the page at /.antiphon/ shows exchanges as they happen, each explained.

        Without --cert the certificate comes from the local authority, which `antiphon get` and the client know;
        `antiphon trust --install` has browsers know it, too. Ctrl-C or SIGTERM ends after the requests under way, a
        second one at once.

        \b
        antiphon serve app:app
        antiphon serve shop.db
        antiphon serve shop.db --init shop.json
        antiphon serve ./site
        antiphon serve https://app.example/api
        antiphon serve app:app --http --port 8080
        antiphon serve shop:create_app --factory
        antiphon serve shop.wsgi:application --host 0.0.0.0 --cert site.pem --key site.key""",
        """Sirve una aplicación, una base de datos o una carpeta por HTTPS, o se pone delante de otro servidor.

        OBJETIVO es MÓDULO:ATRIBUTO, como app:app para la variable app de app.py. Nombra una aplicación ASGI o WSGI o un
        manejador de Antiphon; el tipo se reconoce. Sin :ATRIBUTO es app, application o handler.

        O es una base de datos, un archivo SQLite o postgresql://USUARIO@SERVIDOR/NOMBRE, o lo mismo con mysql: cada
        tabla se convierte en una colección de una API REST, descrita en /openapi.json, y los navegadores reciben
        páginas. Todos en esta máquina pueden escribir; --access dice quién puede hacer qué.

        O es una carpeta de archivos, que --writable permite cambiar a los clientes. Los enlaces que salen de ella no se
        siguen.

        O es la URL de un servidor, http o https: las peticiones se le reenvían y sus respuestas vuelven (un proxy
        inverso).

        Con --console, la página /.antiphon/ muestra los intercambios cuando ocurren, cada uno explicado.

        Sin --cert el certificado viene de la autoridad local, que `antiphon get` y el cliente conocen;
        `antiphon trust --install` hace que los navegadores también la conozcan. Ctrl-C o SIGTERM termina tras las
        peticiones en curso; una segunda vez, de inmediato.

        \b
        antiphon serve app:app
        antiphon serve shop.db
        antiphon serve shop.db --init shop.json
        antiphon serve ./site
        antiphon serve https://app.example/api
        antiphon serve app:app --http --port 8080
        antiphon serve shop:create_app --factory
        antiphon serve shop.wsgi:application --host 0.0.0.0 --cert site.pem --key site.key""",
    )


def _parameters() -> list[_Parameter]:
    return [
        click.argument("target", metavar=say("TARGET", "OBJETIVO")),
        *address_options(),
        *_certificate_options(),
        *_application_options(),
        *database_options(),
        *folder_options(),
        *gateway_options(),
        *console_options(),
        *_limit_options(),
        *log_options(),
    ]


def address_options() -> list[_Parameter]:
    """Return the options that say where to listen, which the demo has, too."""
    return [
        click.option("--http", "plain", is_flag=True, help=say("Plain HTTP, no TLS.", "HTTP sin cifrar, sin TLS.")),
        click.option(
            "--host",
            default="localhost",
            show_default=True,
            metavar=say("HOST", "DIRECCIÓN"),
            help=say(
                "Address to listen on; localhost is both loopback addresses, 0.0.0.0 or :: every network.",
                "Dirección donde escuchar; localhost son ambas direcciones locales, 0.0.0.0 o :: todas las redes.",
            ),
        ),
        click.option(
            "--port",
            type=click.IntRange(0, 65535),
            metavar="N",
            help=say(
                f"Port; {HTTPS_PORT}, or {HTTP_PORT} with --http. 0 takes a free one.",
                f"Puerto; {HTTPS_PORT}, u {HTTP_PORT} con --http. 0 toma uno libre.",
            ),
        ),
    ]


def log_options() -> list[_Parameter]:
    """Return the options of the log, which the demo has, too."""
    return [
        click.option("--no-access-log", is_flag=True, help=say("Do not log each request.", "Sin registro de accesos.")),
        click.option(
            "--log-format",
            type=click.Choice(["auto", "text", "json"]),
            default="auto",
            show_default=True,
            help=say(
                "Lines for people, or JSON; auto is people on a terminal.",
                "Líneas para personas, o JSON; auto es personas en un terminal.",
            ),
        ),
    ]


def _certificate_options() -> list[_Parameter]:
    file: dict[str, Any] = {
        "type": click.Path(path_type=Path, exists=True, dir_okay=False),
        "metavar": say("FILE", "ARCHIVO"),
    }
    return [
        click.option(
            "--uds",
            type=click.Path(path_type=Path),
            metavar=say("FILE", "ARCHIVO"),
            help=say("Listen on this Unix socket instead.", "Escucha en este socket Unix en su lugar."),
        ),
        click.option("--cert", **file, help=say("Certificate chain, PEM.", "Cadena de certificados, PEM.")),
        click.option("--key", **file, help=say("Its key, if it is not in there.", "Su clave, si no está ahí.")),
    ]


def _application_options() -> list[_Parameter]:
    return [
        click.option(
            "--asgi",
            "kind",
            flag_value="asgi",
            help=say("TARGET is ASGI, whatever it looks like.", "OBJETIVO es ASGI, parezca lo que parezca."),
        ),
        click.option(
            "--wsgi",
            "kind",
            flag_value="wsgi",
            help=say("TARGET is WSGI, whatever it looks like.", "OBJETIVO es WSGI, parezca lo que parezca."),
        ),
        click.option(
            "--factory",
            is_flag=True,
            help=say("TARGET is called and makes the application.", "OBJETIVO se llama y crea la aplicación."),
        ),
        click.option(
            "--app-dir",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            default=Path(),
            metavar=say("FOLDER", "CARPETA"),
            help=say("Folder to import from, by default this one.", "Carpeta de la que importar, por omisión esta."),
        ),
        click.option(
            "--root-path",
            default="",
            metavar=say("PATH", "RUTA"),
            help=say("Path under which a proxy shows the application.", "Ruta donde un proxy muestra la aplicación."),
        ),
        click.option(
            "--threads",
            type=click.IntRange(1),
            default=16,
            show_default=True,
            metavar="N",
            help=say("Most requests that WSGI works on at once.", "Máximo de peticiones WSGI a la vez."),
        ),
    ]


def _limit_options() -> list[_Parameter]:
    return [
        click.option(
            "--body-limit",
            type=click.IntRange(0),
            default=100 * _MEBIBYTE,
            show_default="100 MiB",
            metavar=say("BYTES", "BYTES"),
            help=say("Greatest content of a request.", "Mayor contenido de una petición."),
        ),
        _seconds("--header-timeout", 20, "Longest wait for a request's head.", "Espera máxima de la cabecera."),
        _seconds(
            "--idle-timeout", 75, "Longest that a connection stays open unused.", "Vida máxima de una conexión sin uso."
        ),
        _seconds(
            "--grace",
            30,
            "Longest wait for the requests under way at the end.",
            "Espera máxima de las peticiones en curso al terminar.",
        ),
        click.option(
            "--connection-limit",
            type=click.IntRange(1),
            metavar="N",
            help=say(
                "Most connections at once; further ones get 503.", "Máximo de conexiones a la vez; las demás, 503."
            ),
        ),
    ]


def _seconds(name: str, default: float, en: str, es: str) -> _Parameter:
    return click.option(
        name,
        type=click.FloatRange(0, min_open=True),
        default=default,
        show_default=True,
        metavar=say("SECONDS", "SEGUNDOS"),
        help=say(en, es),
    )


def config_of(
    *,
    plain: bool,
    host: str,
    port: int | None,
    uds: Path | None,
    cert: Path | None,
    key: Path | None,
    root_path: str,
    threads: int,
    body_limit: int,
    header_timeout: float,
    idle_timeout: float,
    grace: float,
    connection_limit: int | None,
    no_access_log: bool,
    log_format: str,
) -> ServerConfig:
    """Return what the options say as the server's configuration. Raises `UsageError` where they contradict."""
    if key is not None and cert is None:
        raise UsageError(OPTION_ALONE, option="--key", other="--cert")
    if plain and cert is not None:
        raise UsageError(OPTIONS_EXCLUSIVE, first="--http", second="--cert")
    from ..server.config import ServerConfig, Timeouts

    return ServerConfig(
        host=host,
        port=port if port is not None else usual_port(plain),
        uds=uds,
        tls=not plain,
        certificate=cert,
        key=key,
        access_log=not no_access_log,
        log_format=log_format,
        root_path=root_path,
        threads=threads,
        content_limit=body_limit,
        connection_limit=connection_limit,
        timeouts=Timeouts(head=header_timeout, idle=idle_timeout, drain=grace),
    )


def usual_port(plain: bool) -> int:
    """Return the port where none is chosen."""
    return HTTP_PORT if plain else HTTPS_PORT


def host_of(config: ServerConfig) -> str | None:
    """Return where the server listens, None for a socket file."""
    return config.host if config.uds is None else None


def loaded_target(target: str, kind: str | None, app_dir: Path, factory: bool) -> Target:
    """Load the application that `target` names. Raises `AntiphonError` where that cannot be done."""
    from ..server.loading import load

    sys.path.insert(0, str(app_dir.resolve()))
    return load(target, kind=kind, factory=factory)


def perform(target: Target, config: ServerConfig, console: Console | None) -> None:
    """Serve `target` until a signal, with its `console`. Raises `AntiphonError` where that cannot be done."""
    from ..server.running import run

    run(replace(target, around=console), config, lambda urls: announce(urls, console_lines(console, urls, config)))


def refuse_needless(names: Iterable[str], kind: str) -> None:
    """Raise `UsageError` where one of the options `names` was given, which only a target of another `kind` takes.

    One that is passed over in silence may be the one that somebody relies on, such as ``--access``.
    """
    context = click.get_current_context()
    for parameter in context.command.params:
        if parameter.name in names and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE:
            target = say(f"{kind} as TARGET", f"{kind} como OBJETIVO")
            raise UsageError(OPTION_ALONE, option=parameter.opts[0], other=target)


def announce(urls: list[str], more: Iterable[str] = ()) -> None:
    """Say on standard error where the server is, and `more`."""
    for url in urls:
        click.echo(say("Serving at ", "Sirviendo en ") + url, err=True)
    for line in more:
        click.echo(line, err=True)
    click.echo(say("Ctrl-C stops.", "Ctrl-C detiene."), err=True)
