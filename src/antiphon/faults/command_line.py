"""Faults of what a user typed at the command line."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _fault(code: str, en: str, es: str, fix_en: str, fix_es: str) -> Fault:
    return Fault(code, Text(en, es), Text(fix_en, fix_es), "", Side.USER)


ITEM_SYNTAX = _fault(
    "item-syntax",
    "{item} is not a request item.",
    "{item} no es un elemento de petición.",
    "Write name=value, name:=json, Header:value, query==value, field@file, or @file for the whole content.",
    "Escriba nombre=valor, nombre:=json, Campo:valor, consulta==valor, campo@archivo, o @archivo para el contenido.",
)
ITEM_JSON = _fault(
    "item-json",
    "The value of {name} is not JSON: {reason}.",
    "El valor de {name} no es JSON: {reason}.",
    "Quote it for the shell, or use = for text.",
    "Entrecomíllelo para el intérprete de órdenes, o use = para texto.",
)
FILE_UNREADABLE = _fault(
    "file-unreadable",
    "The file {path} cannot be read: {reason}.",
    "El archivo {path} no se puede leer: {reason}.",
    "Check the path.",
    "Compruebe la ruta.",
)
CONTENT_GIVEN_TWICE = _fault(
    "content-given-twice",
    "{first} and {second} both give the content.",
    "{first} y {second} dan ambos el contenido.",
    "Give one; --ignore-stdin leaves standard input alone.",
    "Dé uno; --ignore-stdin deja en paz la entrada estándar.",
)
OPTIONS_EXCLUSIVE = _fault(
    "options-exclusive",
    "{first} and {second} exclude each other.",
    "{first} y {second} se excluyen.",
    "Give one of them.",
    "Dé una de ellas.",
)
OPTION_ALONE = _fault(
    "option-alone",
    "{option} means nothing without {other}.",
    "{option} no significa nada sin {other}.",
    "Give both, or neither.",
    "Dé ambas o ninguna.",
)
STATUS_UNKNOWN = _fault(
    "status-unknown",
    "{words} is neither a status code nor words of one.",
    "{words} no es un código de estado ni palabras de uno.",
    "Write a number from 100 to 599, or words such as `not found`.",
    "Escriba un número de 100 a 599, o palabras como `not found`.",
)
SCENARIO_UNKNOWN = _fault(
    "scenario-unknown",
    "The lab has no scenario called {name}.",
    "El laboratorio no tiene ningún escenario llamado {name}.",
    "{nearest}`antiphon lab --list` lists them all.",
    "{nearest}`antiphon lab --list` los lista todos.",
)
STDIN_SILENT = _fault(
    "stdin-silent",
    "Standard input is a pipe, but nothing came through it within {seconds:g} s.",
    "La entrada estándar es una tubería, pero no llegó nada por ella en {seconds:g} s.",
    "Send without content by --ignore-stdin, or wait for it by --stdin.",
    "Envíe sin contenido con --ignore-stdin, o espérelo con --stdin.",
)
OUTPUT_NEEDED = _fault(
    "output-needed",
    "--continue does not know which file to go on with.",
    "--continue no sabe qué archivo seguir.",
    "Name it with --output.",
    "Indíquelo con --output.",
)
SYSTEM_REFUSED = _fault(
    "system-refused",
    "The operating system refused: {reason}.",
    "El sistema operativo lo impidió: {reason}.",
    "Check the paths, your rights and the room on the disk.",
    "Compruebe las rutas, sus permisos y el espacio en disco.",
)
DEFECT = _fault(
    "defect",
    "Antiphon has a mistake of its own: {type}: {message} ({place}).",
    "Antiphon tiene un error propio: {type}: {message} ({place}).",
    "Please report it, with what ANTIPHON_TRACEBACK=1 shows.",
    "Comuníquelo, por favor, con lo que muestra ANTIPHON_TRACEBACK=1.",
)
