"""``antiphon explain``: a request, and all that happens."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .language import language, say
from .request_options import Asked, Parameter, asking_parameters

if TYPE_CHECKING:
    from ..inspect.blocks.explanation import Explanation

FORMATS = ("text", "json", "har", "html")


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an explanation is written, and where, under the names of the parameters."""

    tls: bool
    bytes: bool
    wire: bool
    every: bool
    format: str
    output: Path | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is explained, beside what `get` would send, under the names of the parameters."""

    method: str | None
    probe: bool
    times: int
    compare: str | None
    exchange: int | None


def command() -> click.Command:
    """Return the command in the chosen language."""

    def run(**options: Any) -> None:
        shown = Shown(**{name: options.pop(name) for name in Shown.__dataclass_fields__})
        chosen = Chosen(**{name: options.pop(name) for name in Chosen.__dataclass_fields__})
        perform(Asked(**options), shown, chosen)

    for parameter in reversed([*asking_parameters(), *_shown_options(), *_asking_options()]):
        run = parameter(run)
    short = say("Send a request and explain all that happens.", "Envía una petición y explica todo lo que pasa.")
    return click.command("explain", help=_help(), short_help=short, cls=_InOrder)(run)


class _InOrder(click.Command):
    """Keeps the arguments as they stand on the command line: of two to compare, the first is shown on the left."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note `args`, and parse them."""
        ctx.meta[__name__] = tuple(args)
        return super().parse_args(ctx, args)


def _help() -> str:
    return say(
        """Send a request and explain what happened: names, connection, TLS, messages, redirects, caching, time; what
        is wrong with it, by which rule, and what to do.

        URL and ITEMS are those of `antiphon get`; a HAR file, or one with messages as `curl -v` shows them, can take
        the place of the URL. A failure is explained, not only reported.

        \b
        antiphon explain https://localhost:8443/hello
        antiphon explain :8443/hello --tls
        antiphon explain :8443/items --method POST name=tea price:=4.5
        antiphon explain :8443/hello --format html --output report.html
        antiphon explain http://localhost:8080/ --compare https://localhost:8443/""",
        """Envía una petición y explica qué pasó: nombres, conexión, TLS, mensajes, redirecciones, caché, tiempo; qué
        está mal, según qué regla y qué hacer.

        URL y ELEMENTOS son los de `antiphon get`; un archivo HAR, o con mensajes como los muestra `curl -v`, puede
        ocupar el lugar de la URL. Un fallo se explica, no solo se anuncia.

        \b
        antiphon explain https://localhost:8443/hello
        antiphon explain :8443/hello --tls
        antiphon explain :8443/items --method POST nombre=té precio:=4.5
        antiphon explain :8443/hello --format html --output informe.html
        antiphon explain http://localhost:8080/ --compare https://localhost:8443/""",
    )


def _flag(option: str, en: str, es: str) -> Parameter:
    name, _, parameter = option.partition(" ")
    declared = (name, parameter) if parameter else (name,)
    return click.option(*declared, is_flag=True, help=say(en, es))


def _shown_options() -> list[Parameter]:
    return [
        _flag(
            "--tls",
            "Show every message of the handshake, and the chain.",
            "Muestra cada mensaje del saludo, y la cadena.",
        ),
        _flag("--bytes", "Show the messages byte by byte.", "Muestra los mensajes byte a byte."),
        _flag("--wire", "Show what really went over the network.", "Muestra lo que de verdad pasó por la red."),
        _flag("--all every", "Show every block in full.", "Muestra cada bloque completo."),
        click.option(
            "--format",
            type=click.Choice(FORMATS),
            default="text",
            show_default=True,
            help=say(
                "Text for people, one JSON document, a HAR 1.2 archive, or one page to send to a colleague.",
                "Texto para personas, un documento JSON, un archivo HAR 1.2 o una página que enviar a un colega.",
            ),
        ),
        click.option(
            "--output",
            "-o",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar=say("FILE", "ARCHIVO"),
            help=say("Write it to this file.", "Lo escribe en este archivo."),
        ),
    ]


def _asking_options() -> list[Parameter]:
    return [
        click.option(
            "--method",
            "-X",
            metavar=say("METHOD", "MÉTODO"),
            help=say("By default GET, or POST with content.", "Por omisión GET, o POST con contenido."),
        ),
        _flag(
            "--probe",
            "Send a few more safe requests, to learn what the answer does not tell.",
            "Envía unas peticiones seguras más, para saber lo que la respuesta no dice.",
        ),
        click.option(
            "--times",
            type=click.IntRange(1, 100),
            default=1,
            metavar="N",
            help=say("Repeat it, for the median of the times.", "Se repite, por la mediana de los tiempos."),
        ),
        click.option(
            "--compare",
            metavar=say("OTHER", "OTRO"),
            help=say("Another URL, or a HAR file, side by side.", "Otra URL, o un archivo HAR, lado a lado."),
        ),
        click.option(
            "--exchange",
            type=click.IntRange(1),
            metavar="N",
            help=say(
                "Of a file, explain request number N. Default: the worst.",
                "De un archivo, explica la petición número N. Por omisión, la peor.",
            ),
        ),
    ]


# -- what it does --------------------------------------------------------------------------------------------------


def perform(asked: Asked, shown: Shown, chosen: Chosen) -> None:
    """Send what is asked, and write the explanation; exits with the code of a failure."""
    if chosen.compare is not None:
        _compare(asked, shown, chosen, chosen.compare)
        return
    source = _file_of(asked.url)
    if source is None:
        explanation, before = explained(asked, chosen.method, probe=chosen.probe, times=chosen.times), ""
    else:
        explanation, before = _of_file(source, chosen.exchange, None)
    text = written(explanation, shown)
    _write(f"{before}\n{text}" if before and shown.format == "text" else text, shown.output)
    _exit_by(explanation)


def _compare(asked: Asked, shown: Shown, chosen: Chosen, other: str) -> None:
    if shown.format not in ("text", "json"):
        raise click.UsageError(say("--compare is written as text or JSON.", "--compare se escribe como texto o JSON."))
    from ..inspect.compare import comparison

    first, second = _as_they_stand(asked.url, other)
    both = [_side(asked, chosen, one, another) for one, another in ((first, second), (second, first))]
    compared = comparison(*both)
    if shown.format == "json":
        _write(_json(compared.to_json(language())), shown.output)
    else:
        _write(compared.text(language(), colour=_colour(shown), width=_width()), shown.output)
    for explanation in both:
        _exit_by(explanation)


def _as_they_stand(url: str, other: str) -> tuple[str, str]:
    """Return both in their order on the command line: ``URL --compare OTHER`` or ``--compare OTHER URL``."""
    given = click.get_current_context().meta[__name__]
    option = next(place for place, argument in enumerate(given) if argument.startswith("--compare"))
    return (url, other) if url in given[:option] else (other, url)


def _side(asked: Asked, chosen: Chosen, source: str, other: str) -> Explanation:
    """Return the explanation of one of two: a URL, or of a file what is about the same as the `other`."""
    path = _file_of(source)
    if path is None:
        return explained(replace(asked, url=source), chosen.method, probe=chosen.probe, times=chosen.times)
    return _of_file(path, chosen.exchange, None if _file_of(other) is not None else other)[0]


def _exit_by(explanation: Explanation) -> None:
    if explanation.error is not None:
        from .errors import exit_code_of

        sys.exit(exit_code_of(explanation.error))


def explained(asked: Asked, method: str | None, *, probe: bool, times: int) -> Explanation:
    """Return the explanation of the request that `asked` means."""
    from ..inspect.blocks.running import explain
    from .content import ContentOptions, carried
    from .items import parse_items
    from .request import arguments_of, settings_of

    items = parse_items(asked.items)
    content = ContentOptions(asked.form, asked.multipart, asked.json, asked.raw, asked.stdin)
    chosen = (method or "GET").upper()
    with contextlib.ExitStack() as stack:
        carries = carried(chosen, items, content, stack)
        if method is None and carries.arguments:
            chosen = "POST"
        options = {**arguments_of(chosen, asked, items, carries), **_following(asked)}
        return explain(
            asked.url, chosen, probe=probe, times=times, settings=dict(settings_of(asked)), **_limited(asked, options)
        )


def _following(asked: Asked) -> dict[str, Any]:
    """Return whether redirects are followed: always, unless told otherwise, since each is explained."""
    return {"allow_redirects": asked.follow is not False}


def _limited(asked: Asked, options: dict[str, Any]) -> dict[str, Any]:
    """Return `options` without the usual limits of time where none was asked for: those of `explain` count then."""
    if asked.timeout is None and asked.max_time is None:
        return {name: value for name, value in options.items() if name != "timeout"}
    return options


# -- a file in place of a URL ----------------------------------------------------------------------------------------


def _file_of(source: str) -> Path | None:
    """Return the file that `source` names; None where it is a URL."""
    if "://" in source:
        return None
    return Path(source) if source.lower().endswith(".har") or os.path.isfile(source) else None


def _of_file(path: Path, number: int | None, url: str | None) -> tuple[Explanation, str]:
    """Return the explanation of one request in the file at `path`, and lines about all where there are several.

    It is the one with `number`, from 1, else the last for `url`, else the one that is worth a look first.
    """
    from ..inspect.blocks.explanation import explanation_of
    from ..inspect.journeys import about, journeys_of, most_telling
    from ..inspect.linting import journey_of
    from ..inspect.show.overview import overview
    from ..semantics.url import url_of

    journeys = journeys_of(journey_of(path))
    if not journeys:
        raise click.UsageError(say(f"There is no exchange in {path}.", f"No hay ningún intercambio en {path}."))
    if number is not None and number > len(journeys):
        raise click.UsageError(
            say(f"There are {len(journeys)} requests in {path}.", f"Hay {len(journeys)} peticiones en {path}.")
        )
    found = None if url is None or number is not None else about(journeys, url_of(url))
    place = most_telling(journeys) if number is None else number - 1
    lines = overview(journeys, place, language(), width=_width()) if len(journeys) > 1 and found is None else ()
    return explanation_of(found or journeys[place]), "".join(f"{line}\n" for line in lines)


# -- how it is written ---------------------------------------------------------------------------------------------


def written(explanation: Explanation, shown: Shown) -> str:
    """Return `explanation` in the form that was asked for."""
    forms: dict[str, Callable[[], str]] = {
        "text": lambda: explanation.text(
            language(),
            colour=_colour(shown),
            width=_width(),
            tls=shown.tls,
            bytes=shown.bytes,
            wire=shown.wire,
            every=shown.every,
        ),
        "json": lambda: _json(explanation.to_json(language())),
        "har": lambda: _json(explanation.to_har()),
        "html": lambda: explanation.to_html(language()),
    }
    return forms[shown.format]()


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _colour(shown: Shown) -> bool:
    return shown.output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _width() -> int:
    """Return how wide lines may be: as the terminal, else 80 columns; beyond 120 they are hard to read."""
    return min(120, max(40, shutil.get_terminal_size().columns))


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False, color=True)
    else:
        output.write_text(text, "utf-8")
