"""English and Spanish: how one is chosen, and that nothing is left in the other."""

from __future__ import annotations

import re

import click
import pytest

from antiphon.cli import click_words, language
from antiphon.cli.main import Commands, command

from .conftest import Run


@pytest.mark.parametrize(
    ("arguments", "environment", "chosen"),
    [
        ([], {}, "en"),
        ([], {"LANG": "es_MX.UTF-8"}, "es"),
        ([], {"LANG": "es_ES", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_GB", "LC_MESSAGES": "es"}, "es"),
        ([], {"LANG": "es", "ANTIPHON_LANG": "en"}, "en"),
        (["--lang", "es", "url"], {}, "es"),
        (["--lang=en"], {"LANG": "es"}, "en"),
        (["url", "x", "--lang", "es"], {}, "es"),
        (["url", "--", "--lang=es"], {}, "en"),
        (["estado"], {}, "es"),
        (["estado", "--lang", "en"], {}, "en"),
        (["--lang"], {}, "en"),
    ],
)
def test_the_language_is_found_before_anything_is_parsed(
    arguments: list[str], environment: dict[str, str], chosen: str
) -> None:
    language.choose(language.wanted(arguments, environment))
    assert language.language() == chosen


def commands() -> list[click.Command]:
    group = command()
    assert isinstance(group, Commands)
    context = click.Context(group)
    found = [group.get_command(context, name) for name in group.list_commands(context)]
    return [group, *(each for each in found if each is not None)]


def texts() -> dict[str, str]:
    """Return the help of every command and option, by where it stands."""
    found: dict[str, str] = {}
    for each in commands():
        found[str(each.name)] = each.help or ""
        for parameter in each.params:
            if isinstance(parameter, click.Option) and not parameter.hidden and parameter.name != "version":
                found[f"{each.name} {parameter.opts}"] = parameter.help or ""
    return found


def test_every_command_and_option_is_explained_in_both_languages() -> None:
    english = texts()
    language.choose("es")
    spanish = texts()
    assert english.keys() == spanish.keys() and len(english) > 100
    assert [place for place in english if not english[place].strip() or english[place] == spanish[place]] == []


def test_every_command_shows_examples() -> None:
    for each in commands():
        assert re.search(r"\n\s*.*antiphon \w", each.help or ""), each.name


def names() -> list[str]:
    return ["", *(str(each.name) for each in commands()[1:])]


ENGLISH = re.compile(r"\b(?:the|of|and|with|is|by|Usage|Options|Commands|Show|default|required|FILE|SECONDS|FOLDER)\b")
SPANISH = re.compile(r"[áéíóúñ¿¡]|\b(?:el|la|de|con|por|Uso|Opciones|ARCHIVO)\b")


@pytest.mark.parametrize("name", names())
def test_the_help_speaks_one_language(antiphon: Run, name: str) -> None:
    command_line = [name, "--help"] if name else ["--help"]
    english, spanish = antiphon(*command_line), antiphon("--lang", "es", *command_line)
    assert (english.code, english.err, spanish.code, spanish.err) == (0, "", 0, "")
    assert english.out.startswith(f"Usage: antiphon{' ' * bool(name)}{name} [OPTIONS]")
    assert spanish.out.startswith(f"Uso: antiphon{' ' * bool(name)}{name} [OPCIONES]")
    assert SPANISH.findall(english.out) == [] and ENGLISH.findall(spanish.out) == []
    assert "  -h, --help" in english.out and antiphon(*command_line[:-1], "-h").out == english.out


def test_no_command_is_described_by_half_a_sentence(antiphon: Run) -> None:
    for each in ("en", "es"):
        lines = antiphon("--lang", each, "--help").out.splitlines()
        described = [line for line in lines if re.match(r"  [a-z]+ {2,}\S", line)]
        assert len(described) == len(names()) - 1 and all(line.endswith(".") for line in described)
        assert not any(line.endswith("...") for line in described)


def test_click_speaks_spanish(antiphon: Run) -> None:
    help_ = antiphon("--lang", "es", "get", "--help")
    assert help_.out.startswith("Uso: antiphon get [OPCIONES] URL [ELEMENTO]...")
    assert "Opciones:" in help_.out and "Muestra esta ayuda." in help_.out and "por omisión: 20" in help_.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Falta la orden."),
        (["get"], "Falta el argumento 'URL'."),
        (["get", "--nope"], "No existe la opción '--nope'."),
        (["nope"], "No existe la orden 'nope'."),
        (["url", "a", "b"], "Sobra un argumento (b)"),
        (["serve", "a:b", "--port", "x"], "'x' no vale como"),
        (["serve", "a:b", "--port", "70000"], "70000 no está en el intervalo"),
        (["serve", "a:b", "--log-format", "x"], "'x' no es uno de"),
        (["serve", "a:b", "--cert", "/no/such"], "no existe."),
        (["get", "x", "--print", "z"], "Valor no válido para '--print': 'z'"),
    ],
)
def test_a_command_that_is_not_understood_is_told_in_spanish(
    antiphon: Run, arguments: list[str], sentence: str
) -> None:
    ended = antiphon("--lang", "es", *arguments)
    assert ended.code == 2
    assert sentence in ended.err.replace("\n", " ")
    assert not re.search(r"Error: [A-Z][a-z]+ (?:value|option|argument)|Missing|Invalid|Try", ended.err)


def test_clicks_words_keep_their_places() -> None:
    for english, spanish in click_words.SPANISH.items():
        assert sorted(re.findall(r"{[^}]*}", english)) == sorted(re.findall(r"{[^}]*}", spanish))
