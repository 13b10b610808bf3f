"""Forms as application/x-www-form-urlencoded, the format of the WHATWG URL Standard, §5."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..faults import ContentTooLarge, UsageError
from ..faults.content import FORM_FIELD_INVALID, FORM_TOO_MANY_FIELDS

MEDIA_TYPE = "application/x-www-form-urlencoded"

Scalar = str | bytes | int | float
FieldValue = Scalar | Iterable[Scalar] | None
Form = str | bytes | Mapping[str, FieldValue] | Iterable[tuple[str, FieldValue]]

_PLAIN = frozenset(b"*-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_ESCAPES = ["+" if byte == 0x20 else chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in range(256)]
_ALL_PLAIN = re.compile(rb"[*\-.0-9A-Z_a-z]*")
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")


def form_fields(
    form: Mapping[str, FieldValue] | Iterable[tuple[str, FieldValue]],
) -> Iterator[tuple[str, bytes]]:
    """Yield the fields of `form` one by one: a list of values gives several, None gives none.

    Raises UsageError where a member is not a name and a value.
    """
    pairs: Iterable[object] = form.items() if isinstance(form, Mapping) else form
    for pair in pairs:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise UsageError(FORM_FIELD_INVALID, kind=type(pair).__name__)
        name, value = pair
        text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
        for scalar in _scalars(value):
            yield (
                text,
                scalar if isinstance(scalar, bytes) else str(scalar).encode("utf-8", "surrogateescape"),
            )


def _scalars(value: object) -> Iterable[object]:
    if value is None:
        return ()
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return (value,)
    return (member for member in value if member is not None)


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


def _escape(data: bytes) -> str:
    if _ALL_PLAIN.fullmatch(data):
        return data.decode("ascii")
    return "".join(map(_ESCAPES.__getitem__, data))


def decode_form(content: bytes | str, *, max_fields: int = 1000) -> list[tuple[str, str]]:
    """Return the fields of encoded `content`, in order. Escapes that are none stay as they are.

    Raises ContentTooLarge for more than `max_fields` fields.
    """
    data = content.encode() if isinstance(content, str) else content
    if data.count(b"&") >= max_fields:
        raise ContentTooLarge(FORM_TOO_MANY_FIELDS, limit=max_fields)
    pairs = (field.partition(b"=") for field in data.split(b"&") if field)
    return [(_unescape(name), _unescape(value)) for name, _, value in pairs]


def _unescape(data: bytes) -> str:
    if b"%" not in data and b"+" not in data:
        return data.decode("utf-8", "replace")
    plain = _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode("ascii")), data.replace(b"+", b" "))
    return plain.decode("utf-8", "replace")
