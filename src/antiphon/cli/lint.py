"""``antiphon lint``: what is wrong in an exchange, by which rule, and what to do."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..faults import AntiphonError, Severity, Text
from ..faults.fault import Side
from ..semantics.terminal_text import safe
from .language import language, said, say
from .request_options import Asked, Parameter, place_parameters, reaching_parameters

if TYPE_CHECKING:
    from ..inspect.exchange import Exchange, Journey
    from ..inspect.finding import Finding

_STDIN = "-"
_FOUND = 1
_LEVELS = ("error", "warning", "note")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_SEVERITIES = {
    Severity.ERROR: Text("ERROR", "ERROR"),
    Severity.WARNING: Text("WARNING", "AVISO"),
    Severity.NOTE: Text("NOTE", "NOTA"),
}


_COUNTED = {
    "error": (Text("error", "error"), Text("errors", "errores")),
    "warning": (Text("warning", "aviso"), Text("warnings", "avisos")),
    "note": (Text("note", "nota"), Text("notes", "notas")),
}
_SIDES = {
    Side.CLIENT: Text("the client's", "del cliente"),
    Side.SERVER: Text("the server's", "del servidor"),
    Side.NETWORK: Text("between the two: the network", "entre los dos: la red"),
    Side.USER: Text("the command or program that asked", "de la orden o el programa que preguntó"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to judge, under the names of the parameters."""

    method: str | None
    probe: bool
    rules: frozenset[int] | None
    fail_on: str | None
    format: str
    as_json: bool


def command() -> click.Command:
    """Return the command in the chosen language."""

    def run(**options: Any) -> None:
        wanted = Wanted(**{name: options.pop(name) for name in Wanted.__dataclass_fields__})
        perform(Asked(**options), wanted)

    for parameter in reversed([*place_parameters(), *_options(), *reaching_parameters()]):
        run = parameter(run)
    short = say("Judge an exchange by the rules of HTTP.", "Juzga un intercambio según las reglas de HTTP.")
    return click.command("lint", help=_help(), short_help=short)(run)


def _help() -> str:
    return say(
        """Judge an exchange by the rules of HTTP: what is wrong, by which rule, whose side, what to do.

        In place of the URL there can be a file: an archive (HAR) of a browser, or messages as they are sent or as
        `curl -v` shows them; a - reads them from standard input. ITEMS are those of `antiphon get`.

        \b
        antiphon lint https://localhost:8443/hello
        antiphon lint :8443/hello --probe --fail-on warning
        antiphon lint recorded.har --rules 7,8,38
        curl -v https://localhost:8443/hello 2>&1 | antiphon lint -""",
        """Juzga un intercambio según las reglas de HTTP: qué está mal, según qué regla, de qué lado, qué hacer.

        En lugar de la URL puede ir un archivo: un HAR de un navegador, o mensajes tal como se envían o como los
        muestra `curl -v`; un - los lee de la entrada estándar. Los ELEMENTOS son los de `antiphon get`.

        \b
        antiphon lint https://localhost:8443/hello
        antiphon lint :8443/hello --probe --fail-on warning
        antiphon lint grabado.har --rules 7,8,38
        curl -v https://localhost:8443/hello 2>&1 | antiphon lint -""",
    )


def _options() -> list[Parameter]:
    return [
        click.option(
            "--method",
            "-X",
            metavar=say("METHOD", "MÉTODO"),
            help=say("By default GET, or POST with content.", "Por omisión GET, o POST con contenido."),
        ),
        click.option(
            "--probe",
            is_flag=True,
            help=say(
                "Send a few more safe requests, to learn what the answer does not tell.",
                "Envía unas peticiones seguras más, para saber lo que la respuesta no dice.",
            ),
        ),
        click.option(
            "--rules",
            callback=_numbers,
            metavar=say("NUMBERS", "NÚMEROS"),
            help=say("Judge by these alone, such as 1-6,13.", "Juzga solo por estas, como 1-6,13."),
        ),
        click.option(
            "--list",
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_list,
            help=say("List the rules and exit.", "Lista las reglas y termina."),
        ),
        click.option(
            "--fail-on",
            type=click.Choice(_LEVELS),
            help=say(
                "Exit with 1 where something this bad, or worse, is found.",
                "Sale con 1 si se halla algo así de malo, o peor.",
            ),
        ),
        click.option(
            "--format",
            type=click.Choice(("text", "json")),
            default="text",
            help=say("Text for people, or one JSON document.", "Texto para personas, o un documento JSON."),
        ),
        click.option("--json", "as_json", is_flag=True, help=say("Short for --format json.", "Abrevia --format json.")),
    ]


def _numbers(context: click.Context, parameter: click.Parameter, value: str | None) -> frozenset[int] | None:
    """Return the numbers in ``1-6,13``."""
    if value is None:
        return None
    numbers: set[int] = set()
    for part in value.split(","):
        first, dash, last = part.strip().partition("-")
        if not (first.isdecimal() and (last.isdecimal() or not dash)) or len(part) > 9:
            raise click.BadParameter(
                say(f"{part!r} is no number of a rule.", f"{part!r} no es el número de una regla.")
            )
        numbers.update(range(int(first), min(int(last or first), int(first) + 100) + 1))
    return frozenset(numbers)


def _list(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if not value:
        return
    from ..inspect.rules.table import RULES

    for entry in RULES.values():
        rule = click.style(f"  ({entry.rfc})" if entry.rfc else "", dim=True)
        click.echo(f"{entry.number:3}  {said(entry.title)}{rule}")
    context.exit()


# -- what it does --------------------------------------------------------------------------------------------------


def perform(asked: Asked, wanted: Wanted) -> None:
    """Judge what is asked for, and write what is found; exits with 1 where it is as bad as ``--fail-on`` says."""
    from ..inspect.linting import lint_journey

    journey, error = _journey(asked, wanted)
    findings = lint_journey(journey, rules=wanted.rules)
    if wanted.as_json or wanted.format == "json":
        click.echo(json.dumps(_as_json(journey, findings), ensure_ascii=False, indent=2))
    else:
        for line in _lines(journey, findings):
            click.echo(line, color=None if not os.environ.get("NO_COLOR") else False)
    if wanted.fail_on is not None:
        sys.exit(_FOUND if _is_bad(findings, wanted.fail_on) else 0)
    if error is not None:
        from .errors import exit_code_of

        sys.exit(exit_code_of(error))


def _is_bad(findings: list[Finding], level: str) -> bool:
    counted = _LEVELS[: _LEVELS.index(level) + 1]
    return any(finding.severity.value in counted for finding in findings)


def _journey(asked: Asked, wanted: Wanted) -> tuple[Journey, AntiphonError | None]:
    """Return the exchanges to judge, and what ended them where something did."""
    from ..inspect.linting import journey_of

    if asked.url == _STDIN:
        return journey_of(sys.stdin.buffer.read()), None
    if "://" not in asked.url and (asked.url.lower().endswith(".har") or os.path.isfile(asked.url)):
        return journey_of(Path(asked.url)), None
    from .explain import explained

    explanation = explained(asked, wanted.method, probe=wanted.probe, times=1)
    if explanation.cause is not None:
        raise explanation.cause
    return explanation.journey, explanation.error


# -- how it is written ---------------------------------------------------------------------------------------------


def _lines(journey: Journey, findings: list[Finding]) -> Iterator[str]:
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.code, finding.place, finding.sentence()), []).append(finding)
    for first, *others in alike.values():
        yield from _block(journey, first)
        if others:
            yield say(f"  and {len(others)} more like it", f"  y {len(others)} más como este")
        yield ""
    yield _summary(journey, findings)


def _block(journey: Journey, finding: Finding) -> Iterator[str]:
    """Yield the lines of one finding: how bad, the sentence, where, by which rule, what to do."""
    from ..inspect.show.json_value import link_of

    severity = click.style(said(_SEVERITIES[finding.severity]), fg=_COLOURS[finding.severity], bold=True)
    yield f"{severity} {safe(finding.sentence(language()))}"
    exchange = journey[finding.exchange]
    yield f"  {say('where', 'dónde')}: {safe(finding.place)}{_of(exchange, journey)}"
    yield f"  {say('whose', 'de quién')}: {said(_SIDES[finding.side])}"
    rfc = finding.fault.rfc
    link = link_of(rfc)
    yield f"  {say('rule', 'regla')}: {finding.rule}, {finding.code}" + (f", {rfc}" if rfc else "")
    if link is not None:
        yield f"        {link}"
    yield f"  {say('fix', 'arreglo')}: {safe(finding.fix(language()))}"


def _of(exchange: Exchange, journey: Journey) -> str:
    """Return which of several exchanges it is, empty where there is only one."""
    if len(journey) < 2:
        return ""
    told = " ".join(part for part in (exchange.request.method, _url(exchange)) if part)
    probe = say(" (probe)", " (prueba)") if exchange.probe else ""
    return f", {safe(told)}{probe}" if told else ""


def _url(exchange: Exchange) -> str:
    from ..semantics.secrets import mask_query

    url = exchange.request.url
    return mask_query(exchange.request.target) if url is None else url.masked


def _summary(journey: Journey, findings: list[Finding]) -> str:
    if not journey:
        return say("There is no message in it.", "No hay ningún mensaje.")
    counts = {level: sum(finding.severity.value == level for finding in findings) for level in _LEVELS}
    return ", ".join(f"{count} {said(_COUNTED[level][count != 1])}" for level, count in counts.items())


def _as_json(journey: Journey, findings: list[Finding]) -> dict[str, Any]:
    from .. import __version__
    from ..inspect.show.json_value import finding_as_json

    return {
        "version": 1,
        "creator": f"antiphon {__version__}",
        "language": language(),
        "exchanges": [
            {
                "method": exchange.request.method,
                "url": _url(exchange),
                "status": None if exchange.response is None else exchange.response.status,
                "probe": exchange.probe,
            }
            for exchange in journey
        ],
        "findings": [finding_as_json(finding, language()) for finding in findings],
    }
