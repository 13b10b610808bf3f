"""Numbers that a client wrote in a path or a query."""

from __future__ import annotations


def whole_number(text: str, most: int) -> int | None:
    """Return the number that `text` writes in ASCII digits, None where it writes none up to `most`.

    The length is looked at first: Python refuses to read thousands of digits, and with good reason.
    """
    if not (text.isascii() and text.isdigit() and len(text.lstrip("0")) <= len(str(most))):
        return None
    number = int(text.lstrip("0") or "0")
    return number if number <= most else None
