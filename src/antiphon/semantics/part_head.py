"""The head of one part of multipart/form-data: the name of its field, and of its file (RFC 7578 §4.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from ..faults import ProtocolError
from ..faults.multipart import (
    DISPOSITION_ABSENT,
    DISPOSITION_INVALID,
    DISPOSITION_REPEATS,
    FILE_NAME_INVALID,
    PART_ENCODED,
    PART_FIELD_REPEATED,
    PART_HEAD_CONTROL,
    PART_HEAD_NOT_UTF8,
    PART_LINE_INVALID,
    PART_NAME_ABSENT,
)

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_LINE = re.compile(rb"(" + _TOKEN + rb"):[ \t]*+(.*)", re.DOTALL)
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_FORM_DATA = re.compile(rb"form-data(?=[ \t;]|\Z)", re.IGNORECASE)
# A parameter's name has no asterisk but the one at its end that says that the value is an extended one (RFC 5987 §3.2).
_PARAMETER = re.compile(
    rb"[ \t]*;[ \t]*(?P<name>[!#$%&+\-.^_`|~0-9A-Za-z]+\*?)[ \t]*=[ \t]*"
    rb'(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<token>' + _TOKEN + rb"))"
)
_END = re.compile(rb"[ \t]*;?[ \t]*")
_EXTENDED = re.compile(
    rb"(utf-8|iso-8859-1)'[A-Za-z0-9\-]*'((?:[!#$&+\-.^_`|~0-9A-Za-z]|%[0-9A-Fa-f]{2})*+)", re.IGNORECASE
)
_PATH_PARTS = re.compile(r"[/\\]|\A[A-Za-z]:")
_CONTROL_IN_NAME = re.compile(r"[\x00-\x1f\x7f]")
# Browsers escape these three in a name, and nothing else; some other clients use a backslash for two of them.
_ESCAPE = re.compile(r'%22|%0D|%0A|\\["\\]')
_ESCAPES = {"%22": '"', "%0D": "\r", "%0A": "\n", '\\"': '"', "\\\\": "\\"}
_AS_IT_IS = frozenset({"7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True)
class PartHead:
    """The head of a part: the `name` of its field, and its `fields` with names in lower case.

    `filename` is None for what is no file. It is one segment without a path, and empty where the sender chose no file,
    or where nothing of the path would be a name. It is what the sender calls the file: who stores one picks a name.
    """

    name: str
    filename: str | None = None
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def content_type(self) -> str | None:
        """Return the part's Content-Type as sent, None where there is none."""
        return self.fields.get("content-type")


def read_head(lines: bytes, offset: int) -> PartHead:
    """Return the head that has these `lines`, which CR LF separates; the first begins at byte `offset` of the content.

    Raises `ProtocolError`, which tells the byte, for what is not the head of a form's part.
    """
    fields: dict[str, str] = {}
    disposition, disposition_offset = None, offset
    start = offset
    for line in lines.split(b"\r\n") if lines else ():
        name, value, value_offset = _field(line, start)
        if name in fields:
            raise ProtocolError(PART_FIELD_REPEATED, offset=start, field=name)
        if name == "content-disposition":
            disposition, disposition_offset = value, value_offset
        fields[name] = _text(value, value_offset)
        start += len(line) + 2
    if disposition is None:
        raise ProtocolError(DISPOSITION_ABSENT, offset=offset)
    encoding = fields.get("content-transfer-encoding", "binary")
    if encoding.lower() not in _AS_IT_IS:
        raise ProtocolError(PART_ENCODED, offset=offset, encoding=encoding)
    return _named(_parameters(disposition, disposition_offset), disposition_offset, fields)


def _field(line: bytes, offset: int) -> tuple[str, bytes, int]:
    """Return the name of a field in lower case, its value, and the byte of the content where that begins."""
    control = _CONTROL.search(line)
    if control is not None:
        raise ProtocolError(PART_HEAD_CONTROL, offset=offset + control.start())
    found = _LINE.fullmatch(line)
    if found is None:
        raise ProtocolError(PART_LINE_INVALID, offset=offset)
    return found[1].decode("ascii").lower(), found[2].rstrip(b" \t"), offset + found.start(2)


def _text(value: bytes, offset: int) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(PART_HEAD_NOT_UTF8, offset=offset + error.start) from None


def _parameters(disposition: bytes, offset: int) -> dict[str, bytes]:
    """Return the parameters of ``form-data`` by their names in lower case, with the escapes in them."""
    kind = _FORM_DATA.match(disposition)
    if kind is None:
        raise ProtocolError(DISPOSITION_INVALID, offset=offset)
    parameters: dict[str, bytes] = {}
    place = kind.end()
    while found := _PARAMETER.match(disposition, place):
        name = found["name"].decode("ascii").lower()
        if name in parameters:
            raise ProtocolError(DISPOSITION_REPEATS, offset=offset + found.start("name"), parameter=name)
        parameters[name] = found["token"] if found["quoted"] is None else found["quoted"]
        place = found.end()
    if _END.fullmatch(disposition, place) is None:
        raise ProtocolError(DISPOSITION_INVALID, offset=offset + place)
    return parameters


def _named(parameters: Mapping[str, bytes], offset: int, fields: dict[str, str]) -> PartHead:
    name = parameters.get("name")
    if name is None:
        raise ProtocolError(PART_NAME_ABSENT, offset=offset)
    return PartHead(_unescaped(name), _file_name(parameters, offset), MappingProxyType(fields))


def _file_name(parameters: Mapping[str, bytes], offset: int) -> str | None:
    """Return the name of the file. RFC 7578 has no ``filename*``, but clients send it; then it says more (RFC 6266)."""
    extended, plain = parameters.get("filename*"), parameters.get("filename")
    if extended is not None:
        path = _decoded(extended, offset)
    elif plain is not None:
        path = _unescaped(plain)
    else:
        return None
    if _CONTROL_IN_NAME.search(path):
        raise ProtocolError(FILE_NAME_INVALID, offset=offset)
    return _last_segment(path)


def _decoded(extended: bytes, offset: int) -> str:
    """Return the text of an extended value such as ``UTF-8''%C3%B1`` (RFC 5987 §3.2)."""
    found = _EXTENDED.fullmatch(extended)
    if found is None:
        raise ProtocolError(FILE_NAME_INVALID, offset=offset)
    try:
        return unquote_to_bytes(found[2]).decode(found[1].decode("ascii"))
    except UnicodeDecodeError:
        raise ProtocolError(FILE_NAME_INVALID, offset=offset) from None


def _unescaped(value: bytes) -> str:
    return _ESCAPE.sub(lambda escape: _ESCAPES[escape[0]], value.decode("utf-8"))


def _last_segment(path: str) -> str:
    """Return the file's name without a path or drive of any system; ``..`` and ``.`` are folders, not files."""
    segment = _PATH_PARTS.split(path)[-1]
    return "" if segment in (".", "..") else segment
