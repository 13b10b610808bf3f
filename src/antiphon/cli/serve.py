"""``antiphon serve``: an application over HTTPS."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .language import say


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "serve",
        help=say(
            """Serve an ASGI or WSGI application, or an Antiphon handler, over HTTPS.

            TARGET is MODULE:ATTRIBUTE, such as app:app for the variable app in app.py.

            \b
            antiphon serve app:app
            antiphon serve app:app --http --port 8080
            antiphon serve shop.wsgi:application --host 0.0.0.0 --cert site.pem --key site.key

            Without --cert the certificate comes from the local authority, which the client knows; `antiphon trust`
            makes browsers know it, too.""",
            """Sirve una aplicación ASGI o WSGI, o un manejador de Antiphon, por HTTPS.

            TARGET es MÓDULO:ATRIBUTO, como app:app para la variable app de app.py.

            \b
            antiphon serve app:app
            antiphon serve app:app --http --port 8080
            antiphon serve shop.wsgi:application --host 0.0.0.0 --cert site.pem --key site.key

            Sin --cert el certificado viene de la autoridad local, que el cliente conoce; `antiphon trust` hace que
            los navegadores también la conozcan.""",
        ),
    )
    @click.argument("target")
    @click.option("--http", "plain", is_flag=True, help=say("Plain HTTP, no TLS.", "HTTP sin cifrar, sin TLS."))
    @click.option(
        "--host",
        default="localhost",
        show_default=True,
        help=say("Address to listen on; localhost is both loopbacks.", "Dirección donde escuchar."),
    )
    @click.option(
        "--port",
        type=click.IntRange(0, 65535),
        help=say("Port; 8443, or 8080 with --http; 0 takes a free one.", "Puerto; 8443, u 8080 con --http."),
    )
    @click.option("--uds", type=click.Path(path_type=Path), help=say("Listen on a Unix socket.", "Socket Unix."))
    @click.option(
        "--cert",
        type=click.Path(path_type=Path),
        help=say("Certificate chain as PEM.", "Cadena de certificados en PEM."),
    )
    @click.option(
        "--key", type=click.Path(path_type=Path), help=say("The certificate's key.", "La clave del certificado.")
    )
    @click.option("--no-access-log", is_flag=True, help=say("Do not log each request.", "Sin registro de accesos."))
    @click.option(
        "--log-format",
        type=click.Choice(["auto", "text", "json"]),
        default="auto",
        show_default=True,
        help=say("Lines for people or JSON.", "Líneas para personas o JSON."),
    )
    @click.option("--asgi", "kind", flag_value="asgi", help=say("It is ASGI.", "Es ASGI."))
    @click.option("--wsgi", "kind", flag_value="wsgi", help=say("It is WSGI.", "Es WSGI."))
    @click.option(
        "--app-dir",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(),
        help=say("Folder to import from.", "Carpeta de la que importar."),
    )
    @click.option("--factory", is_flag=True, help=say("TARGET makes the application.", "TARGET crea la aplicación."))
    @click.option("--root-path", default="", help=say("Path under which it is mounted.", "Ruta donde está montada."))
    @click.option(
        "--threads", type=click.IntRange(1), default=16, show_default=True, help=say("WSGI threads.", "Hilos WSGI.")
    )
    @click.option(
        "--body-limit",
        type=click.IntRange(0),
        default=100 * 1024 * 1024,
        show_default=True,
        help=say("Greatest request content in bytes.", "Mayor contenido de petición en bytes."),
    )
    def serve(**options: Any) -> None:
        run(**options)

    return serve


def run(
    target: str,
    plain: bool,
    host: str,
    port: int | None,
    uds: Path | None,
    cert: Path | None,
    key: Path | None,
    no_access_log: bool,
    log_format: str,
    kind: str | None,
    app_dir: Path,
    factory: bool,
    root_path: str,
    threads: int,
    body_limit: int,
) -> None:
    """Load the application and serve it until a signal."""
    from ..server.config import ServerConfig
    from ..server.loading import load
    from ..server.running import run as serve

    sys.path.insert(0, str(app_dir.resolve()))
    loaded = load(target, kind=kind, factory=factory)
    config = ServerConfig(
        host=host,
        port=port if port is not None else (8080 if plain else 8443),
        uds=uds,
        tls=not plain,
        certificate=cert,
        key=key,
        access_log=not no_access_log,
        log_format=log_format,
        root_path=root_path,
        threads=threads,
        content_limit=body_limit,
    )
    serve(loaded, config, announce)


def announce(urls: list[str]) -> None:
    """Say on standard error where the server is."""
    for url in urls:
        click.echo(say("Serving at ", "Sirviendo en ") + url, err=True)
    click.echo(say("Ctrl-C stops.", "Ctrl-C detiene."), err=True)
