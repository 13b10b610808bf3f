"""``antiphon fuzz``: whether any mistake of a client makes a collection of any REST API fail."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..semantics.terminal_text import safe
from .language import language, say
from .request_options import Asked, Parameter, place_parameters, reaching_parameters
from .trying import tell_left, trial, writing_options

if TYPE_CHECKING:
    from ..inspect.check.fuzzing import Finding, Fuzzed


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to send, and what to write, under the names of the parameters."""

    body: str | None
    read_only: bool
    yes: bool
    count: int
    seed: int
    first: int
    as_json: bool


def command() -> click.Command:
    """Return the command in the chosen language."""

    def run(**options: Any) -> None:
        wanted = Wanted(**{name: options.pop(name) for name in Wanted.__dataclass_fields__})
        perform(Asked(**options), wanted)

    for parameter in reversed([*place_parameters(), *writing_options(), *_options(), *reaching_parameters()]):
        run = parameter(run)
    short = say("Send a REST collection mistakes: no 5xx may come.", "Envía errores a una colección REST: sin 5xx.")
    return click.command("fuzz", help=_help(), short_help=short)(run)


def _help() -> str:
    return say(
        """Send a collection of any REST API hundreds of requests with mistakes, none of which may be a server error.

        Keys that are none, queries that nobody understands, fields against their grammar, members of wrong types,
        broken JSON, senseless patches. A mistake of a client is answered 4xx (RFC 9110 §15.5); each 5xx, and each
        request without an answer, is shown with a curl command that repeats it. A seed always gives the same mistakes.

        It writes to items of its own alone, and removes them again. ITEMS and --body say what one looks like, as for
        `antiphon check`, which tries the rules of HTTP one by one.

        The exit code is 0 where no mistake was a server error, and 1 otherwise, or where no item could be made or
        removed.

        \b
        antiphon fuzz https://localhost:8443/products
        antiphon fuzz :8443/products --yes --requests 5000 --seed 7
        antiphon fuzz :8443/products --yes --seed 7 --first 1234 --requests 1
        antiphon fuzz https://api.example/notes --bearer TOKEN --read-only""",
        """Envía a una colección de cualquier API REST cientos de peticiones con errores; ninguno puede dar 5xx.

        Claves que no lo son, consultas que nadie entiende, campos contra su gramática, miembros de tipos equivocados,
        JSON roto, cambios parciales sin sentido. El error de un cliente se responde con 4xx (RFC 9110 §15.5); cada 5xx,
        y cada petición sin respuesta, se muestra con una orden de curl que la repite. Una semilla da siempre los mismos
        errores.

        Solo escribe en elementos propios, y los vuelve a eliminar. Los ELEMENTOS y --body dicen cómo es uno, igual que
        en `antiphon check`, que prueba las reglas de HTTP una a una.

        El código de salida es 0 si ningún error dio un error del servidor, y 1 si no, o si no se pudo crear o eliminar
        un elemento.

        \b
        antiphon fuzz https://localhost:8443/products
        antiphon fuzz :8443/products --yes --requests 5000 --seed 7
        antiphon fuzz :8443/products --yes --seed 7 --first 1234 --requests 1
        antiphon fuzz https://api.example/notas --bearer TOKEN --read-only""",
    )


def _options() -> list[Parameter]:
    return [
        click.option(
            "--requests",
            "count",
            type=click.IntRange(1),
            default=500,
            show_default=True,
            metavar="N",
            help=say("How many to send.", "Cuántas enviar."),
        ),
        click.option(
            "--seed",
            type=int,
            default=1,
            show_default=True,
            metavar="N",
            help=say("Which mistakes: another seed has others.", "Qué errores: otra semilla tiene otros."),
        ),
        click.option(
            "--first",
            type=click.IntRange(1),
            default=1,
            show_default=True,
            metavar="N",
            help=say("Number of the first one.", "Número de la primera."),
        ),
        click.option("--json", "as_json", is_flag=True, help=say("Write JSON.", "Escribe JSON.")),
    ]


def perform(asked: Asked, wanted: Wanted) -> None:
    """Send the mistakes, and show what the server failed at. Exits with 1 where it did."""
    from ..inspect.check.fuzzing import fuzz

    with trial(asked, wanted.body, consent=wanted.read_only or wanted.yes) as tried:
        fuzzed = fuzz(
            tried.url,
            session=tried.session,
            item=tried.item,
            read_only=wanted.read_only,
            count=wanted.count,
            seed=wanted.seed,
            first=wanted.first,
            on_finding=None if wanted.as_json else _Shower(),
        )
    for left in fuzzed.left:
        tell_left(left)
    if wanted.as_json:
        click.echo(json.dumps(_value_of(fuzzed), ensure_ascii=False, indent=2))
    else:
        _close(fuzzed)
    if not fuzzed.ok:
        sys.exit(1)


class _Shower:
    """Writes the first finding of each kind as it comes: the others have the same cause, more likely than not."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str, int]] = set()

    def __call__(self, finding: Finding) -> None:
        from ..inspect.check.fuzzing import ADVICE, RFC

        if finding.kind in self._seen:
            return
        self._seen.add(finding.kind)
        click.echo(f"{click.style('✗', fg='red')} {finding.number}  {safe(finding.why.sentence(language()))}")
        if finding.response is not None:
            click.echo(f"    {safe(finding.response.to_curl())}")
        click.echo(f"    → {ADVICE.sentence(language())} ({RFC})")


def _close(fuzzed: Fuzzed) -> None:
    from ..inspect.check.as_text import TROUBLE

    kinds = Counter(finding.kind for finding in fuzzed.findings)
    more = len(fuzzed.findings) - len(kinds)
    if more:
        click.echo(
            say(f"{more} more of the same kinds (--json shows all)", f"{more} más de las mismas clases (--json)")
        )
    if fuzzed.trouble is not None:
        click.echo(safe(TROUBLE.fill({"why": fuzzed.trouble}, language())))
    click.echo(safe(fuzzed.score(language())))


def _value_of(fuzzed: Fuzzed) -> dict[str, Any]:
    return {
        "url": fuzzed.url,
        "ok": fuzzed.ok,
        "seed": fuzzed.seed,
        "requests": fuzzed.count,
        "statuses": {f"{digit}xx" if digit else "none": count for digit, count in sorted(fuzzed.statuses.items())},
        "seconds": round(fuzzed.seconds, 3),
        "trouble": None if fuzzed.trouble is None else fuzzed.trouble.sentence(language()),
        "left": [left.why.sentence(language()) for left in fuzzed.left],
        "findings": [_finding(finding) for finding in fuzzed.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    response = finding.response
    return {
        "number": finding.number,
        "mistake": finding.mistake.what.sentence(language()),
        "method": finding.mistake.method,
        "status": None if response is None else response.status_code,
        "reason": finding.why.sentence(language()),
        "curl": None if response is None else response.to_curl(),
    }
