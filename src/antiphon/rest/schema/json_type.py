"""The names that JSON has for the types of its values (RFC 8259 §3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    Decimal: "number",
    str: "string",
    list: "array",
    dict: "object",
}


def json_type(value: Any) -> str:
    """Return JSON's name for the type of `value`, a Python value that stands for JSON."""
    return _NAMES.get(type(value), type(value).__name__)
