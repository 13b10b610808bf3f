"""Faults of the client's cache: settings that cannot be used, files that are not its own."""

from __future__ import annotations

from .fault import Fault, Side, Text

CACHE_UNUSABLE = Fault(
    "cache-unusable",
    Text("{kind} is not a cache.", "{kind} no es una caché."),
    Text(
        "Pass True, the path of a file, an antiphon.Cache, or None.",
        "Pase True, la ruta de un archivo, un antiphon.Cache, o None.",
    ),
    "",
    Side.USER,
)
CACHE_LIMIT_UNUSABLE = Fault(
    "cache-limit-unusable",
    Text("{name} is {value}, which is no limit.", "{name} es {value}, que no es un límite."),
    Text("Pass a number of at least {least}.", "Pase un número de al menos {least}."),
    "",
    Side.USER,
)
CACHE_MODE_UNKNOWN = Fault(
    "cache-mode-unknown",
    Text("{value} is not a way to use the cache.", "{value} no es un modo de usar la caché."),
    Text("Use one of: {modes}.", "Use uno de: {modes}."),
    "Fetch §2.2.5",
    Side.USER,
)
CACHE_MISSING = Fault(
    "cache-missing",
    Text(
        "The request may only be answered from the cache, and the session has none.",
        "La petición solo puede responderse desde la caché, y la sesión no tiene.",
    ),
    Text("Make the session with cache=True.", "Cree la sesión con cache=True."),
    "RFC 9111 §5.2.1.7",
    Side.USER,
)
CACHE_FILE_FOREIGN = Fault(
    "cache-file-foreign",
    Text(
        "{path} is a file, but not one that a cache made: {reason}.",
        "{path} es un archivo, pero no lo hizo una caché: {reason}.",
    ),
    Text(
        "Choose another path, or remove the file if nobody needs it.",
        "Elija otra ruta, o borre el archivo si nadie lo necesita.",
    ),
    "",
    Side.USER,
)
CACHE_FILE_UNUSABLE = Fault(
    "cache-file-unusable",
    Text("The cache's file {path} cannot be opened: {reason}.", "No se puede abrir el archivo {path}: {reason}."),
    Text(
        "Give a path in a folder in which this user may write.",
        "Dé una ruta en una carpeta donde este usuario pueda escribir.",
    ),
    "",
    Side.USER,
)
