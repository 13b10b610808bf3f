"""Forms as application/x-www-form-urlencoded, the format of the WHATWG URL Standard, §5."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ..faults import ContentTooLarge, UsageError
from ..faults.content import FORM_FIELD_INVALID, FORM_TOO_MANY_FIELDS, FORM_VALUE_NESTED

MEDIA_TYPE = "application/x-www-form-urlencoded"

Scalar = str | bytes | int | float
FieldValue = Scalar | Iterable[Scalar] | None
Form = str | bytes | Mapping[str, FieldValue] | Iterable[tuple[str, FieldValue]]

_PLAIN = frozenset(b"*-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_ESCAPES = ["+" if byte == 0x20 else chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in range(256)]
_ALL_PLAIN = re.compile(rb"[*\-.0-9A-Z_a-z]*")
_PLAIN_TEXT = re.compile(r"[*\-.0-9A-Z_a-z]*")
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")


def form_fields(
    form: Mapping[str, FieldValue] | Iterable[tuple[str, FieldValue]],
) -> Iterator[tuple[str, bytes]]:
    """Yield the fields of `form` one by one: a list of values gives several, None gives none.

    Raises UsageError where a member is not a name and a value, or a value is more than one value or a list of some.
    """
    pairs: Iterable[object] = form.items() if isinstance(form, Mapping) else form
    for pair in pairs:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise UsageError(FORM_FIELD_INVALID, kind=type(pair).__name__)
        name, value = pair
        text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
        for scalar in _scalars(text, value):
            yield (
                text,
                scalar if isinstance(scalar, bytes) else str(scalar).encode("utf-8", "surrogateescape"),
            )


def _scalars(name: str, value: object) -> Iterator[object]:
    """Yield the values of one field. Raises UsageError where one has members itself."""
    if isinstance(value, Mapping):
        raise UsageError(FORM_VALUE_NESTED, name=ascii(name), kind=type(value).__name__)
    is_several = isinstance(value, Iterable) and not isinstance(value, (str, bytes))
    members: Iterable[object] = value if is_several else (value,)  # type: ignore[assignment]
    for member in members:
        if isinstance(member, (Mapping, list, tuple, set)):
            raise UsageError(FORM_VALUE_NESTED, name=ascii(name), kind=type(member).__name__)
        if member is not None:
            yield member


def encode_form(form: Form) -> bytes:
    """Return `form` encoded. Text and bytes count as encoded already: they pass unchanged, text as UTF-8.

    Raises UsageError for what is neither text, bytes, a mapping nor pairs.
    """
    if isinstance(form, bytes):
        return form
    if isinstance(form, str):
        return form.encode()
    if not isinstance(form, Iterable):
        raise UsageError(FORM_FIELD_INVALID, kind=type(form).__name__)
    fields = form_fields(form)
    return "&".join(f"{_escape(name.encode())}={_escape(value)}" for name, value in fields).encode("ascii")


def encode_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the names and values in `pairs` encoded."""
    return "&".join([f"{_escape_name(name)}={_escape_text(value)}" for name, value in pairs])


@lru_cache(maxsize=1024)
def _escape_name(name: str) -> str:
    return _escape_text(name)


def _escape_text(text: str) -> str:
    return text if _PLAIN_TEXT.fullmatch(text) else _escape(text.encode("utf-8", "surrogateescape"))


def _escape(data: bytes) -> str:
    if _ALL_PLAIN.fullmatch(data):
        return data.decode("ascii")
    return "".join(map(_ESCAPES.__getitem__, data))


def decode_form(content: bytes | str, *, max_fields: int = 1000) -> list[tuple[str, str]]:
    """Return the fields of encoded `content`, in order. Escapes that are none stay as they are.

    Raises ContentTooLarge for more than `max_fields` fields.
    """
    if isinstance(content, bytes):
        # Whatever the bytes are, they come back from this as they were.
        content = content.decode("utf-8", "surrogateescape")
    if content.count("&") >= max_fields:
        raise ContentTooLarge(FORM_TOO_MANY_FIELDS, limit=max_fields)
    pairs = [field.partition("=") for field in content.split("&") if field]
    if content.isascii() and "%" not in content and "+" not in content:
        return [(name, value) for name, _, value in pairs]
    return [(_unescape(name), _unescape(value)) for name, _, value in pairs]


def _unescape(text: str) -> str:
    if text.isascii() and "%" not in text and "+" not in text:
        return text
    data = text.encode("utf-8", "surrogateescape")
    plain = _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode("ascii")), data.replace(b"+", b" "))
    return plain.decode("utf-8", "replace")
