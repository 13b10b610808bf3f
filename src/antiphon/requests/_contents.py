"""What users give to be sent: how long it is, what it is called, and how it is read again."""

from __future__ import annotations

import io
import os
import warnings
from collections import OrderedDict
from collections.abc import Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from .compat import basestring, integer_types, is_urllib3_1
from .exceptions import FileModeWarning, UnrewindableBodyError

if TYPE_CHECKING:
    from . import _types as _t
    from .models import PreparedRequest

_KT = TypeVar("_KT")
_VT = TypeVar("_VT")


def dict_to_sequence(d: _t.SupportsItems[Any, Any] | Iterable[tuple[Any, Any]]) -> Iterable[tuple[Any, Any]]:
    """Return the pairs of a mapping, anything else as it is."""
    # Asking for the protocol `SupportsItems` would take twenty times as long, several times for each request.
    return d.items() if hasattr(d, "items") else d


def from_key_val_list(value: Mapping[Any, Any] | Iterable[tuple[Any, Any]] | None) -> dict[Any, Any] | None:
    """Return a mapping or an iterable of pairs as an ordered dict. Raise ValueError for a single value."""
    if value is None:
        return None
    _refuse_single(value)
    return OrderedDict(value)


def to_key_val_list(
    value: _t.SupportsItems[_KT, _VT] | Iterable[tuple[_KT, _VT]] | None,
) -> list[tuple[_KT, _VT]] | None:
    """Return a mapping or an iterable of pairs as a list of pairs. Raise ValueError for a single value."""
    if value is None:
        return None
    _refuse_single(value)
    return list(dict_to_sequence(value))


def _refuse_single(value: object) -> None:
    if isinstance(value, (str, bytes, bool, int)):
        raise ValueError("cannot encode objects that are not 2-tuples")


def super_len(o: Any) -> int:
    """Return how many bytes are left to read of text, bytes, a file or what else tells a length; 0 if it tells none.

    Warn with `FileModeWarning` of a file in text mode, whose characters may be fewer than its bytes.
    """
    whole = _whole_length(o)
    if not hasattr(o, "tell"):
        return max(0, whole or 0)
    try:
        position: int = o.tell()
    except OSError:
        # A descriptor of a pipe, say. With nothing left by this count, the content is sent in chunks.
        return 0
    if whole is None and hasattr(o, "seek"):
        whole = _length_by_seeking(o, position)
    return max(0, (whole or 0) - position)


def _whole_length(o: Any) -> int | None:
    if isinstance(o, str) and not is_urllib3_1:
        return len(o.encode("utf-8"))
    if hasattr(o, "__len__"):
        return len(o)
    if hasattr(o, "len"):
        return o.len  # type: ignore[no-any-return]
    if hasattr(o, "fileno"):
        return _file_length(o)
    return None


def _file_length(file: Any) -> int | None:
    try:
        descriptor = file.fileno()
    except (io.UnsupportedOperation, AttributeError):
        # AttributeError: a member of a tar file has the method and no descriptor.
        return None
    length = os.fstat(descriptor).st_size
    if "b" not in file.mode:
        warnings.warn(
            "The file is open in text mode, and its length was taken in bytes, which may not be what is sent. "
            "Open it with 'b' in its mode.",
            FileModeWarning,
            stacklevel=1,
        )
    return length


def _length_by_seeking(file: Any, position: int | None) -> int:
    try:
        file.seek(0, os.SEEK_END)
        length: int = file.tell()
        file.seek(position or 0)
    except OSError:
        return 0
    return length


def guess_filename(obj: Any) -> str | None:
    """Return the last part of the file's name, None if it has none or only a description such as ``<stdin>``."""
    name = getattr(obj, "name", None)
    if not name or not isinstance(name, basestring) or name[0] == "<" or name[-1] == ">":
        return None
    return os.path.basename(name)  # type: ignore[return-value]  # bytes stay bytes, as requests' users find them


def iter_slices(string: bytes | str, slice_length: int | None) -> Generator[bytes | str, None, None]:
    """Yield slices of a length; all at once if it is None or not positive."""
    length = len(string) if slice_length is None or slice_length <= 0 else slice_length
    for start in range(0, len(string), length or 1):
        yield string[start : start + length]


def rewind_body(prepared_request: PreparedRequest) -> None:
    """Go back to where the request's content began, to send it again. Raise `UnrewindableBodyError` if it cannot."""
    seek = getattr(prepared_request.body, "seek", None)
    if seek is None or not isinstance(prepared_request._body_position, integer_types):
        raise UnrewindableBodyError("Unable to rewind request body for redirect.")
    try:
        seek(prepared_request._body_position)
    except OSError:
        raise UnrewindableBodyError("An error occurred when rewinding request body for redirect.") from None
