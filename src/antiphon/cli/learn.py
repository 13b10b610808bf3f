"""``antiphon learn``: lessons about HTTP in the browser, and their quizzes in the terminal."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .language import language, say

if TYPE_CHECKING:
    from ..learn.lesson import Lesson
    from ..learn.quiz import Asked, Round
    from ..learn.reach import Reach

_PORTS_TO_TRY = 20


def command() -> click.Command:
    """Return the command in the chosen language."""

    @click.command(
        "learn", help=_help(), short_help=say("Learn HTTP on real exchanges.", "Aprenda HTTP con intercambios reales.")
    )
    @click.argument("lesson", required=False, metavar=say("[LESSON]", "[LECCIÓN]"))
    @click.option("--list", "only_list", is_flag=True, help=say("List the lessons.", "Lista las lecciones."))
    @click.option("--quiz", is_flag=True, help=say("Ask the lesson's quiz here.", "Hace aquí el cuestionario."))
    @click.option(
        "--export",
        type=click.Path(path_type=Path, file_okay=False),
        metavar=say("FOLDER", "CARPETA"),
        help=say("Write the lessons as files, without live boxes.", "Escribe las lecciones como archivos, sin cajas."),
    )
    @click.option("--http", "plain", is_flag=True, help=say("Serve over http.", "Sirve por http."))
    @click.option(
        "--port",
        type=click.IntRange(0, 65535),
        metavar="N",
        help=say(
            "The port; by default 8440, or the next free one.", "El puerto; por omisión 8440 o el siguiente libre."
        ),
    )
    @click.option(
        "--host",
        default="localhost",
        metavar=say("ADDRESS", "DIRECCIÓN"),
        help=say(
            "Address to listen on; 0.0.0.0 or :: for the phones and computers of your network, too.",
            "Dirección donde escuchar; 0.0.0.0 o :: también para los teléfonos y ordenadores de su red.",
        ),
    )
    @click.option(
        "--allow-host",
        multiple=True,
        metavar=say("NAME", "NOMBRE"),
        help=say(
            "A name of this machine besides localhost, its own and addresses; others get 421. Repeatable.",
            "Un nombre de esta máquina además de localhost, el suyo y direcciones; los demás, 421. Repetible.",
        ),
    )
    @click.option("--no-browser", is_flag=True, help=say("Print the address only.", "Solo muestra la dirección."))
    def run(
        lesson: str | None,
        only_list: bool,
        quiz: bool,
        export: Path | None,
        plain: bool,
        port: int | None,
        host: str,
        allow_host: tuple[str, ...],
        no_browser: bool,
    ) -> None:
        if only_list:
            show_list()
        elif quiz:
            ask_quiz(_named(lesson or ""))
        elif export is not None:
            write(export)
        else:
            from ..learn.reach import Reach

            reach = Reach(host, allow_host)
            serve(_place(lesson or ""), _ports(port), reach, tls=not plain, browser=not no_browser)

    return run


def _help() -> str:
    return say(
        """Learn HTTP on real exchanges.

        Lessons open in the browser: read, predict what a server will answer, send the request, and see both messages
        byte by byte, with the command to repeat it here. Each reader has an own copy of the sample shop to change.
        Progress is kept in your data directory, and needs no account.

        LESSON is a name from the list, such as caching, or a place in one, such as caching#freshness.

        \b
        antiphon learn
        antiphon learn caching
        antiphon learn --list
        antiphon learn --quiz status-codes
        antiphon learn --export lessons/""",
        """Aprenda HTTP con intercambios reales.

        Las lecciones se abren en el navegador: lea, prediga qué responderá un servidor, envíe la petición y vea los dos
        mensajes byte a byte, con la orden para repetirlo aquí. Cada lector tiene su propia copia de la tienda de
        muestra. El progreso se guarda en su directorio de datos, y no hace falta cuenta.

        LECCIÓN es un nombre de la lista, como caching, o un lugar en una, como caching#freshness.

        \b
        antiphon aprender
        antiphon aprender caching
        antiphon aprender --list
        antiphon aprender --quiz status-codes
        antiphon aprender --export lecciones/""",
    )


# -- lessons -------------------------------------------------------------------------------------------------------


def _named(name: str) -> Lesson:
    """Return the lesson `name`, by its name or number. Raises `UsageError` where there is none."""
    from ..faults import UsageError
    from ..faults.learning import LESSON_UNKNOWN
    from ..learn.catalogue import lessons

    every = lessons(language())
    wanted = name.lower().partition("-")[2] if name[:2].isdigit() and "-" in name else name.lower()
    found = next((each for each in every if wanted in (each.name, str(each.number), f"{each.number:02}")), None)
    if found is None:
        raise UsageError(LESSON_UNKNOWN, name=ascii(name), known=", ".join(each.name for each in every))
    return found


def _place(lesson: str) -> str:
    """Return where `lesson` is below its language: the name of a lesson, and maybe a section after ``#``."""
    name, hash_, section = lesson.partition("#")
    return _named(name).name + hash_ + section if name else ""


def show_list() -> None:
    """Write the names and titles of all lessons."""
    from ..learn.catalogue import lessons

    for each in lessons(language()):
        minutes = click.style(f"({each.minutes} min)", dim=True)
        click.echo(f"{each.number:2}  {click.style(f'{each.name:22}', fg='cyan')}  {each.title} {minutes}")


def write(folder: Path) -> None:
    """Write the lessons into `folder`."""
    from ..learn.export import export

    count = export(folder)
    click.echo(say(f"{count} files: {folder / 'index.html'}", f"{count} archivos: {folder / 'index.html'}"), err=True)


# -- the quiz ------------------------------------------------------------------------------------------------------


def ask_quiz(lesson: Lesson) -> None:
    """Ask the quiz of `lesson`, then again what was wrong, until all is right or the input ends."""
    from ..learn.quiz import round_of

    questions = lesson.quiz
    click.secho(lesson.title, bold=True)
    while questions:
        asked = round_of(questions, random.shuffle)
        if not _ask(asked):
            return
        click.echo(
            say(f"\n{asked.right} of {len(asked.asked)} right.", f"\n{asked.right} de {len(asked.asked)} correctas.")
        )
        questions = tuple(asked.missed)
        if questions:
            click.echo(say("Once more, what was wrong:", "Otra vez, lo que falló:"))


def _ask(asked: Round) -> bool:
    """Ask all questions of a round; returns False where the input ended."""
    for number, each in enumerate(asked.asked, start=1):
        click.echo(f"\n{number}. {each.question.text}")
        for letter, option in zip("ABCDEFGHI", each.options, strict=False):
            click.echo(f"   {letter}) {option.text}")
        if not _take(asked, each):
            return False
    return True


def _take(asked: Round, each: Asked) -> bool:
    """Read an answer and say what is right, and why; returns False where the input ended."""
    while True:
        click.echo(say("Answer: ", "Respuesta: "), nl=False)
        line = sys.stdin.readline()
        if not line:
            click.echo()
            return False
        option = each.option(line)
        if option is not None:
            break
        last = "ABCDEFGHI"[len(each.options) - 1]
        click.echo(say(f"A letter from A to {last}, please.", f"Una letra de A a {last}, por favor."))
    right = asked.grade(each, option)
    verdict = say("Right.", "Correcto.") if right else say("Not right.", "No es correcto.")
    click.echo(click.style(verdict, fg="green" if right else "red"))
    for letter, other in zip("ABCDEFGHI", each.options, strict=False):
        click.echo(f"   {'✓' if other.right else '✗'} {letter}) {other.text} — {other.why}")
    return True


# -- the site ------------------------------------------------------------------------------------------------------


def _ports(port: int | None) -> list[int]:
    from ..learn.serving import FIRST_PORT

    return [port] if port is not None else [*range(FIRST_PORT, FIRST_PORT + _PORTS_TO_TRY), 0]


def serve(name: str, ports: list[int], reach: Reach, *, tls: bool, browser: bool) -> None:
    """Serve the lessons at the first of `ports` that is free, until a signal. Raises `AntiphonError` where none is."""
    from ..faults import UsageError
    from ..faults.service import ADDRESS_IN_USE
    from ..learn.serving import run

    def ready(urls: list[str]) -> None:
        url = f"{urls[0]}{language()}/{name}"
        click.echo(say("The lessons are at:", "Las lecciones están en:"), err=True)
        click.echo(url)
        _warn_of_trust(tls)
        if reach.is_open:
            _warn_of_guests()
        click.echo(say("Ctrl-C stops.", "Ctrl-C detiene."), err=True)
        if browser:
            click.launch(url)

    for port, following in zip(ports, [*ports[1:], None], strict=True):
        try:
            return run(port, ready, tls=tls, reach=reach)
        except UsageError as error:
            if error.fault is not ADDRESS_IN_USE or following is None:
                raise
    return None


def _warn_of_guests() -> None:
    """Say who gets to the lessons, and what they may do."""
    click.echo(
        say(
            "Every device that reaches this address can read the lessons, keep progress here, and send to a shop of "
            "its own; the shops and the lab stay on this machine. Do it in networks that you know.",
            "Todo dispositivo que llegue a esta dirección puede leer las lecciones, guardar aquí su progreso y enviar "
            "a una tienda propia; las tiendas y el laboratorio no salen de esta máquina. Hágalo en redes que conozca.",
        ),
        err=True,
    )


def _warn_of_trust(tls: bool) -> None:
    """Say how a browser learns of the local authority, which it may not know yet."""
    if tls:
        click.echo(
            say(
                "If the browser does not know this certificate: antiphon trust --install, or --http here.",
                "Si el navegador no conoce este certificado: antiphon trust --install, o aquí --http.",
            ),
            err=True,
        )
