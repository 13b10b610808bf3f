"""How a wrong byte is named in a sentence."""

from __future__ import annotations

from ...faults import Text

_NAMES: dict[int, str | Text] = {
    0: "NUL",
    9: Text("a tab", "un tabulador"),
    10: "LF",
    13: "CR",
    27: "ESC",
    32: Text("a space", "un espacio"),
    127: "DEL",
}


def name_of(byte: int) -> str | Text:
    """Return a readable name of `byte`, safe to print on any terminal."""
    if byte in _NAMES:
        return _NAMES[byte]
    if 32 < byte < 127:
        return f"`{chr(byte)}`"
    return f"0x{byte:02x}"
