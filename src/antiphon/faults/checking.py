"""Faults of asking for a check of a collection."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _fault(code: str, side: Side, en: str, es: str, fix_en: str, fix_es: str) -> Fault:
    return Fault(code, Text(en, es), Text(fix_en, fix_es), "", side)


CHECK_NEEDS_CONSENT = _fault(
    "check-needs-consent",
    Side.USER,
    "A check makes items of its own in {url} and removes them again, and there is no terminal to ask at.",
    "Una comprobación crea elementos propios en {url} y los elimina después, y no hay un terminal donde preguntar.",
    "Allow it with --yes, or only read with --read-only.",
    "Permítalo con --yes, o solo lea con --read-only.",
)
COLLECTION_UNREACHED = _fault(
    "collection-unreached",
    Side.SERVER,
    "GET {url} was answered {status}, so there is no collection to check.",
    "GET {url} se respondió con {status}, así que no hay colección que comprobar.",
    "Give the URL of a collection that can be read, and credentials (--auth, --bearer) where it asks for them.",
    "Dé la URL de una colección que se pueda leer, y credenciales (--auth, --bearer) si las pide.",
)
COLLECTION_UNREADABLE = _fault(
    "collection-unreadable",
    Side.SERVER,
    "{url} is no collection that a check knows: its content is {content_type} and begins with {start}.",
    "{url} no es una colección que la comprobación conozca: su contenido es {content_type} y empieza por {start}.",
    "Give the URL of a JSON array of objects, or of an object that has one in it, such as data, items or results.",
    "Dé la URL de un arreglo JSON de objetos, o de un objeto que contenga uno, por ejemplo en data, items o results.",
)
CHECK_ITEM_UNUSABLE = _fault(
    "sample-item-unusable",
    Side.USER,
    "The item given by --body is not a JSON object: {reason}.",
    "El elemento dado con --body no es un objeto JSON: {reason}.",
    'Write one, such as \'{{"name": "tea"}}\', or name a file that has one in it.',
    'Escriba uno, como \'{{"nombre": "té"}}\', o indique un archivo que lo contenga.',
)
PROBE_UNKNOWN = _fault(
    "probe-unknown",
    Side.USER,
    "There is no probe named {name}.",
    "No hay ninguna prueba llamada {name}.",
    "`antiphon check --list` lists them all.",
    "`antiphon check --list` las lista todas.",
)
