"""The fields of a form, as text or as files, whichever of the two formats it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from ..faults.form import FORM_NOT_UTF8
from ..faults.service import CONTENT_TOO_LARGE
from ..semantics.forms import decode_form
from ..semantics.media_types import MediaType, parse_media_type
from ..semantics.multipart_reading import MultipartLimits, MultipartReader, PartData
from ..semantics.part_head import PartHead
from .refusal import Refusal

_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: its `name` and what it holds.

    `is_file`: it is not what somebody typed. `filename` is empty for a file that nobody chose; `media_type` is None
    where the sender told none that can be understood.
    """

    name: str
    content: bytes
    is_file: bool = False
    filename: str | None = None
    media_type: MediaType | None = None

    @property
    def is_absent(self) -> bool:
        """Tell whether it is what a browser sends where nobody chose a file."""
        return self.filename == "" and not self.content


def urlencoded_fields(content: bytes) -> list[FormField]:
    """Return the fields of application/x-www-form-urlencoded. Raises `Refusal`, 400, and `ContentTooLarge`, 413."""
    try:
        # It is cut at bytes of ASCII alone: where the whole is UTF-8, so is each field.
        unquote_to_bytes(content).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(FORM_NOT_UTF8) from None
    return [FormField(name, text.encode("utf-8")) for name, text in decode_form(content)]


def multipart_fields(content: bytes, boundary: str, text_limit: int) -> Iterator[FormField]:
    """Yield the fields of multipart/form-data; those that are no files have at most `text_limit` bytes together.

    `boundary` is what `boundary_of` returns. Raises `Refusal`, 413, and `ProtocolError` and `ContentTooLarge`, whose
    faults tell 400 and 413.
    """
    left = text_limit
    for head, data in _parts(content, boundary):
        found = _field(head, data)
        left -= 0 if found.is_file else len(data)
        if left < 0:
            raise Refusal(CONTENT_TOO_LARGE, limit=text_limit)
        yield found


def _parts(content: bytes, boundary: str) -> Iterator[tuple[PartHead, bytes]]:
    reader = MultipartReader(boundary, MultipartLimits(total=len(content)))
    head = PartHead("")
    data: list[bytes] = []
    for start in range(0, len(content), _PIECE):
        for event in reader.feed(content[start : start + _PIECE]):
            match event:
                case PartHead():
                    head, data = event, []
                case PartData(piece):
                    data.append(piece)
                case _:
                    yield head, b"".join(data)
    reader.finish()


def _field(head: PartHead, content: bytes) -> FormField:
    """Return the part as a field. What has no file name is a file where its type says that it is not text."""
    media_type = parse_media_type(head.content_type or "")
    is_file = head.filename is not None or (media_type is not None and not media_type.is_text)
    return FormField(head.name, content, is_file, head.filename, media_type)
