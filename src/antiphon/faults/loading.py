"""Faults of what `antiphon serve` is asked to serve."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _fault(code: str, en: str, es: str, fix_en: str, fix_es: str) -> Fault:
    return Fault(code, Text(en, es), Text(fix_en, fix_es), "", Side.USER)


TARGET_SYNTAX = _fault(
    "target-syntax",
    "{target} is not MODULE:ATTRIBUTE.",
    "{target} no es MÓDULO:ATRIBUTO.",
    "Write the module as for import, then : and the application's name, such as app:app.",
    "Escriba el módulo como para import, luego : y el nombre de la aplicación, como app:app.",
)
TARGET_KIND = _fault(
    "target-kind",
    "{target} is no folder, no database and no application.",
    "{target} no es carpeta, ni base de datos, ni aplicación.",
    "Serve an application as MODULE:ATTRIBUTE, a folder that exists, a database such as shop.db or postgresql://…, or "
    "stand in front of https://….",
    "Sirva una aplicación como MÓDULO:ATRIBUTO, una carpeta que exista, una base de datos como tienda.db, "
    "postgresql://…, o póngase delante de https://….",
)
TARGET_FILE = _fault(
    "target-file",
    "{file} is a file; an application is named by its module.",
    "{file} es un archivo; una aplicación se nombra por su módulo.",
    "Write {target}.",
    "Escriba {target}.",
)
MODULE_MISSING = _fault(
    "module-missing",
    "There is no module {module}; the folder has {close}.",
    "No hay un módulo {module}; la carpeta tiene {close}.",
    "Run the command in the folder that holds it, or name that folder with --app-dir.",
    "Ejecute la orden en la carpeta que lo contiene, o indíquela con --app-dir.",
)
MODULE_BROKEN = _fault(
    "module-broken",
    "The module {module} cannot be imported: {type}: {message} ({place}).",
    "El módulo {module} no se puede importar: {type}: {message} ({place}).",
    "Mend that line.",
    "Corrija esa línea.",
)
FACTORY_FAILED = _fault(
    "factory-failed",
    "{target} did not make an application: {type}: {message} ({place}).",
    "{target} no creó una aplicación: {type}: {message} ({place}).",
    "Mend that line; a factory is called without arguments.",
    "Corrija esa línea; una fábrica se llama sin argumentos.",
)
ATTRIBUTE_MISSING = _fault(
    "attribute-missing",
    "The module {module} has no {attribute}; it has {close}.",
    "El módulo {module} no tiene {attribute}; tiene {close}.",
    "Name the application after the colon.",
    "Nombre la aplicación tras los dos puntos.",
)
NOT_AN_APPLICATION = _fault(
    "not-an-application",
    "{target} is of type {type}, not an application.",
    "{target} es de tipo {type}, no una aplicación.",
    "Name the object that frameworks call the app, or a function that makes it with --factory.",
    "Nombre el objeto que los frameworks llaman app, o con --factory una función que lo crea.",
)
