"""Text, UUIDs and bytes between JSON, text and drivers."""

from __future__ import annotations

import binascii
import re
import uuid
from typing import Any

from ...faults.row import (
    BINARY_TOO_LONG,
    NOT_A_CHOICE,
    NOT_A_UUID,
    NOT_BASE64,
    NOT_TEXT,
    TEXT_NOT_UNICODE,
    TEXT_TOO_LONG,
    TEXT_WITH_NUL,
)
from ..refusal import Mismatch
from .json_type import json_type
from .value_type import ValueType

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def checked_text(value: str) -> str:
    """Return `value` where every database can keep it. Raises `Mismatch` for NUL and for halves of characters."""
    if "\0" in value:
        # PostgreSQL has no text with NUL, and SQLite's functions stop at it.
        raise Mismatch(TEXT_WITH_NUL, offset=value.index("\0"))
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Mismatch(TEXT_NOT_UNICODE, offset=error.start) from None
    return value


class TextCodec:
    """Text of limited length, or one of some choices."""

    __slots__ = ("_choices", "_max_length", "_shown_choices")
    shows_as_is = True

    def __init__(self, values: ValueType) -> None:
        self._max_length = values.max_length
        self._choices = None if values.choices is None else frozenset(values.choices)
        self._shown_choices = ", ".join(values.choices or ())

    def from_json(self, value: Any) -> str:
        """Return the text. Raises `Mismatch`."""
        if not isinstance(value, str):
            raise Mismatch(NOT_TEXT, found=json_type(value))
        if self._choices is not None and value not in self._choices:
            raise Mismatch(NOT_A_CHOICE, choices=self._shown_choices)
        if self._max_length is not None and len(value) > self._max_length:
            raise Mismatch(TEXT_TOO_LONG, length=len(value), limit=self._max_length)
        return checked_text(value)

    def from_text(self, text: str) -> str:
        """Return the text. Raises `Mismatch`."""
        return self.from_json(text)

    def to_json(self, value: Any) -> Any:
        """Return `value`."""
        return value


class UUIDCodec:
    """UUIDs, for drivers that have them."""

    __slots__ = ()
    shows_as_is = False

    def from_json(self, value: Any) -> object:
        """Return the `uuid.UUID`. Raises `Mismatch`."""
        return uuid.UUID(_uuid_text(value))

    def from_text(self, text: str) -> object:
        """Return what `from_json` does. Raises `Mismatch`."""
        return self.from_json(text)

    def to_json(self, value: Any) -> Any:
        """Return the UUID in lower case with hyphens (RFC 9562 §4)."""
        return str(value)


class SQLiteUUIDCodec(UUIDCodec):
    """UUIDs as SQLite keeps them: text in lower case, with hyphens."""

    __slots__ = ()
    shows_as_is = True

    def from_json(self, value: Any) -> object:
        """Return the text. Raises `Mismatch`."""
        return _uuid_text(value)

    def to_json(self, value: Any) -> Any:
        """Return `value`."""
        return value


def _uuid_text(value: Any) -> str:
    if not isinstance(value, str) or _UUID.fullmatch(value) is None:
        raise Mismatch(NOT_A_UUID)
    return value.lower()


class BinaryCodec:
    """Bytes, which JSON and text have as base64 (RFC 4648 §4), strictly: one text for the same bytes."""

    __slots__ = ("_max_length",)
    shows_as_is = False

    def __init__(self, values: ValueType) -> None:
        self._max_length = values.max_length

    def from_json(self, value: Any) -> bytes:
        """Return the bytes; the files of a form are bytes already. Raises `Mismatch`."""
        data = value if isinstance(value, bytes) else _decoded(value)
        if self._max_length is not None and len(data) > self._max_length:
            raise Mismatch(BINARY_TOO_LONG, length=len(data), limit=self._max_length)
        return data

    def from_text(self, text: str) -> bytes:
        """Return what `from_json` does. Raises `Mismatch`."""
        return self.from_json(text)

    def to_json(self, value: Any) -> Any:
        """Return base64. What is not bytes in SQLite's column, which it does not prevent, is shown as it is."""
        return base64_of(value) if isinstance(value, bytes | bytearray | memoryview) else value


def _decoded(value: Any) -> bytes:
    try:
        data = binascii.a2b_base64(value, strict_mode=True) if isinstance(value, str) else None
    except ValueError:
        data = None
    # The last character may have bits that belong to no byte, and they have to be zero (RFC 4648 §3.5).
    if data is None or base64_of(data[len(data) // 3 * 3 :]) != value[len(data) // 3 * 4 :]:
        raise Mismatch(NOT_BASE64)
    return data


def base64_of(data: bytes | bytearray | memoryview) -> str:
    """Return `data` in base64 with padding, on one line."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")
