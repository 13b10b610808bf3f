"""Which encoding text is in, as far as its fields or its first bytes tell, and the text itself."""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import Response
    from .structures import CaseInsensitiveDict

_DECLARATIONS = (
    re.compile(r'<meta.*?charset=["\']*(.+?)["\'>]', re.IGNORECASE),
    re.compile(r'<meta.*?content=["\']*;?charset=(.+?)["\'>]', re.IGNORECASE),
    re.compile(r'^<\?xml.*?encoding=["\']*(.+?)["\'>]'),
)
_BYTE_ORDER_MARKS = (
    # UTF-32's begins like UTF-16's, so it comes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ASCII_AMONG_NULS = {
    (1, 1, 1, 1): "utf-8",
    (0, 1, 0, 1): "utf-16-be",
    (1, 0, 1, 0): "utf-16-le",
    (0, 0, 0, 1): "utf-32-be",
    (1, 0, 0, 0): "utf-32-le",
    # Three bytes are too few to be sure; requests guesses all the same.
    (0, 1, 0): "utf-16-be",
    (0, 0, 0): "utf-32-be",
}


def _warn_of_removal(name: str) -> None:
    warnings.warn(f"{name} is deprecated: requests 3.0 will not have it.", DeprecationWarning, stacklevel=2)


def get_encodings_from_content(content: str) -> list[str]:
    """Return the encodings that an HTML or XML text says it is in. Deprecated."""
    _warn_of_removal("get_encodings_from_content")
    return [encoding for declaration in _DECLARATIONS for encoding in declaration.findall(content)]


def _parse_content_type_header(header: str) -> tuple[str, dict[str, Any]]:
    """Return the media type and its parameters, names in lower case. What is no ``name=value`` is left out."""
    media_type, *parameters = header.split(";")
    pairs = (parameter.strip().split("=", 1) for parameter in parameters if "=" in parameter)
    return media_type.strip(), {_bare(name).lower(): _bare(value) for name, value in pairs}


def _bare(text: str) -> str:
    return text.strip("\"' ")


def get_encoding_from_headers(headers: CaseInsensitiveDict[str]) -> str | None:
    """Return the encoding that Content-Type names, or the one that its type had by default when requests was young.

    None where there is neither.
    """
    field = headers.get("content-type")
    if not field:
        return None
    media_type, parameters = _parse_content_type_header(field)
    if "charset" in parameters:
        charset: str = parameters["charset"].strip("'\"")
        return charset
    if "text" in media_type:
        return "ISO-8859-1"
    if "application/json" in media_type:
        return "utf-8"
    return None


def stream_decode_response_unicode(iterator: Iterable[bytes], r: Response) -> Generator[str | bytes, None, None]:
    """Yield the text of the pieces of bytes; the bytes themselves if the response has no encoding.

    What does not decode becomes U+FFFD.
    """
    if r.encoding is None:
        yield from iterator
        return
    decoder = codecs.getincrementaldecoder(r.encoding)(errors="replace")
    for piece in iterator:
        text = decoder.decode(piece)
        if text:
            yield text
    rest = decoder.decode(b"", final=True)
    if rest:
        yield rest


def get_unicode_from_response(r: Response) -> str | bytes | None:
    """Return the content as text in the encoding of its Content-Type, or in UTF-8. Deprecated.

    What does not decode becomes U+FFFD; content that is not bytes is returned as it is.
    """
    _warn_of_removal("get_unicode_from_response")
    encoding = get_encoding_from_headers(r.headers) or "utf-8"
    return str(r.content, encoding, errors="replace") if isinstance(r.content, bytes) else r.content


def guess_json_utf(data: bytes) -> str | None:
    """Return the encoding of a JSON text by where its first four bytes are NUL, None if they tell nothing.

    JSON begins with two ASCII characters (RFC 4627 §3).
    """
    start = data[:4]
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    if 0 not in start:
        return "utf-8"
    return _ASCII_AMONG_NULS.get(tuple(int(byte != 0) for byte in start))
