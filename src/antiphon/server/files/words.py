"""The words of the listing, in both languages."""

from __future__ import annotations

from ...faults.fault import Text

LISTING = Text("Files in {path}", "Archivos en {path}")
NAME = Text("Name", "Nombre")
SIZE = Text("Size", "Tamaño")
MODIFIED = Text("Modified (UTC)", "Modificado (UTC)")
PARENT = Text("Up to {path}", "Subir a {path}")
FOLDER = Text("folder", "carpeta")
BYTES = Text("{size} bytes", "{size} bytes")
EMPTY = Text("There are no files here.", "Aquí no hay archivos.")
TOTAL = Text("Entries: {count}", "Entradas: {count}")
PAGE = Text("Page {page} of {pages}", "Página {page} de {pages}")
PAGES = Text("Pages", "Páginas")
PREVIOUS = Text("Previous", "Anterior")
NEXT = Text("Next", "Siguiente")
SORT = Text("Sort by {column}", "Ordenar por {column}")
SORT_DOWN = Text("Sort by {column}, downwards", "Ordenar por {column}, descendente")
UPLOAD = Text("Add files", "Añadir archivos")
CHOOSE = Text("Files to add", "Archivos por añadir")
SEND = Text("Send", "Enviar")
