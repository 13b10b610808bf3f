"""Forms: names and values as a query, as URL-encoded content, or as multipart/form-data (RFC 7578)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from .utils import guess_filename, to_key_val_list


def encoded_parameters(data: Any) -> Any:
    """Return pairs of names and values URL-encoded; text, bytes, files and what has no pairs as they are.

    A value may be several; None is left out. Raises TypeError and ValueError for what holds no pairs.
    """
    if isinstance(data, (str, bytes)) or hasattr(data, "read") or not hasattr(data, "__iter__"):
        return data
    return urlencode([(_octets(name), _octets(value)) for name, value in _single_pairs(data)], doseq=True)


def encoded_multipart(files: Any, data: Any) -> tuple[bytes, str]:
    """Return the content and its type, which names the boundary, for `files` after the fields of `data`.

    A file is its content or a tuple: name, content, and perhaps its type and its header fields. What can be read is
    read; what is None is left out. Raises ValueError without files, or where `data` is text or bytes.
    """
    if not files:
        raise ValueError("Files must be provided.")
    if isinstance(data, (str, bytes)):
        raise ValueError("Data must not be a string.")
    return encode_multipart_formdata([*_text_parts(data), *_file_parts(files)])


def _text_parts(data: Any) -> Iterator[tuple[str, bytes]]:
    for name, value in _single_pairs(data or {}):
        content = value if isinstance(value, bytes) else str(value).encode("utf-8")
        yield name.decode("utf-8") if isinstance(name, bytes) else name, content


def _file_parts(files: Any) -> Iterator[RequestField]:
    for name, specification in to_key_val_list(files) or ():
        filename, content, kind, headers = _specified(name, specification)
        if content is None:
            continue
        if hasattr(content, "read"):
            content = content.read()
        part = RequestField(name=name, data=content, filename=filename, headers=headers)
        part.make_multipart(content_type=kind)
        yield part


def _specified(name: str, specification: Any) -> tuple[Any, Any, Any, Any]:
    """Return filename, content, content type and header fields of a file that is sent as the field `name`."""
    if not isinstance(specification, (tuple, list)):
        return guess_filename(specification) or name, specification, None, None
    missing = [None] * (4 - len(specification)) if len(specification) in (2, 3) else []
    filename, content, kind, headers = list(specification) + missing
    return filename, content, kind, headers


def _single_pairs(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each name with each of its values but None."""
    for name, values in to_key_val_list(data) or ():
        several = hasattr(values, "__iter__") and not isinstance(values, (str, bytes))
        for value in values if several else (values,):
            if value is not None:
                yield name, value


def _octets(value: Any) -> Any:
    return value.encode("utf-8") if isinstance(value, str) else value
