"""Faults of what is installed beside the package."""

from __future__ import annotations

from .fault import Fault, Side, Text

LIBRARY_MISSING = Fault(
    "library-missing",
    Text("{part} needs {library}, which is not installed.", "{part} necesita {library}, que no está instalada."),
    Text("Run: pip install 'antiphon[{extra}]'", "Ejecute: pip install 'antiphon[{extra}]'"),
    "",
    Side.USER,
)
