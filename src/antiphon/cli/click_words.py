"""Click's own words in Spanish.

Click asks gettext for its words, and gettext reads compiled catalogs alone. So that the words stay text that people can
read and mend, the names under which click calls gettext are given functions that look here.
"""

from __future__ import annotations

import importlib

from .language import language

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "shell_completion", "termui", "types")

# Where two releases of click have different words for the same thing, both are here.
SPANISH = {
    "Usage:": "Uso:",
    "Options": "Opciones",
    "Commands": "Órdenes",
    "Positional arguments": "Argumentos",
    "Show this message and exit.": "Muestra esta ayuda.",
    "Show the version and exit.": "Muestra la versión.",
    "default: {default}": "por omisión: {default}",
    "required": "obligatoria",
    "Try '{command} {option}' for help.": "Pruebe '{command} {option}' para ver la ayuda.",
    "Error: {message}": "Error: {message}",
    "Missing command.": "Falta la orden.",
    "Missing argument": "Falta el argumento",
    "Missing option": "Falta la opción",
    "Missing parameter": "Falta el parámetro",
    "Missing parameter: {param_name}": "Falta el parámetro: {param_name}",
    "Missing {param_type}": "Falta {param_type}",
    "No such option {name!r}.": "No existe la opción {name!r}.",
    "No such option: {name}": "No existe la opción {name}.",
    "No such command {name!r}.": "No existe la orden {name!r}.",
    "Did you mean {possibility}?": "¿Quiso decir {possibility}?",
    "Did you mean one of: {possibilities}?": "¿Quiso decir una de estas? {possibilities}",
    "(Did you mean one of: {possibilities}?)": "(¿Quiso decir una de estas? {possibilities})",
    "(Possible options: {possibilities})": "(Opciones posibles: {possibilities})",
    "Invalid value: {message}": "Valor no válido: {message}",
    "Invalid value for {param_hint}: {message}": "Valor no válido para {param_hint}: {message}",
    "Got unexpected extra argument ({args})": "Sobra un argumento ({args})",
    "Got unexpected extra arguments ({args})": "Sobran argumentos ({args})",
    "Option {name!r} does not take a value.": "La opción {name!r} no lleva valor.",
    "Option {name!r} requires an argument.": "La opción {name!r} necesita un valor.",
    "Option {name!r} requires {nargs} arguments.": "La opción {name!r} necesita {nargs} valores.",
    "Choose from:\n\t{choices}": "Elija entre:\n\t{choices}",
    "Choose from:\n\t{choices}.": "Elija entre:\n\t{choices}.",
    "{value!r} is not {choice}.": "{value!r} no es {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} no es uno de {choices}.",
    "{value} is not in the range {range}.": "{value} no está en el intervalo {range}.",
    "{value!r} is not a valid {number_type}.": "{value!r} no vale como {number_type}.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} no existe.",
    "{name} {filename!r} is a file.": "{name} {filename!r} es un archivo.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} es una carpeta.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} no se puede leer.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} no se puede escribir.",
    "file": "archivo",
    "directory": "carpeta",
    "path": "ruta",
    "Aborted!": "Interrumpido.",
}


def teach_click() -> None:
    """Have click say its words in the chosen language from now on."""
    for name in _MODULES:
        words = vars(importlib.import_module(f"click.{name}"))
        words["_"] = _word
        if "ngettext" in words:
            words["ngettext"] = _counted


def _word(english: str) -> str:
    return SPANISH.get(english, english) if language() == "es" else english


def _counted(one: str, several: str, count: int) -> str:
    return _word(one if count == 1 else several)
