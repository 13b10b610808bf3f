"""Fields: case-insensitive, multi-valued, in order, in their original case (RFC 9110 §5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from collections.abc import Set as AbstractSet
from typing import TypeVar, overload

from ..faults import InvalidField
from ..faults.message import FIELD_ENCODING, OUTGOING_FIELD

Pair = tuple[bytes, bytes]
T = TypeVar("T")
FieldInput = Mapping[str, "str | bytes"] | Iterable[tuple["str | bytes", "str | bytes"]]

_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(rb"(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?")


def field_pair(name: str | bytes, value: str | bytes) -> Pair:
    """Return `name` and `value` as the bytes to send, checked (RFC 9110 §5.1, §5.5).

    Text is encoded as ISO-8859-1, the superset of ASCII that the field syntax can carry. White space around the
    value is not part of it and goes. Raises `InvalidField`.
    """
    raw_name = name if isinstance(name, bytes) else name.encode("utf-8", "replace")
    try:
        raw_value = value if isinstance(value, bytes) else str(value).encode("latin-1")
    except UnicodeEncodeError as error:
        raise InvalidField(FIELD_ENCODING, name=raw_name.decode("ascii", "replace")) from error
    raw_value = raw_value.strip(b" \t")
    if not _NAME.fullmatch(raw_name) or not _VALUE.fullmatch(raw_value):
        raise InvalidField(OUTGOING_FIELD, name=ascii(raw_name.decode("latin-1")))
    return raw_name, raw_value


class Fields(MutableMapping[str, str]):
    """A field section as a mapping from case-insensitive names to text.

    Reading a name joins its field lines with ", " (RFC 9110 §5.3); `get_all` keeps them apart, which Set-Cookie
    needs. Setting a name replaces all its lines in the place of the first. `raw` is the list of pairs of bytes.
    """

    __slots__ = ("_index", "raw")

    def __init__(self, fields: FieldInput = ()) -> None:
        items = fields.items() if isinstance(fields, Mapping) else fields
        self.raw: list[Pair] = [field_pair(name, value) for name, value in items]
        self._index: dict[str, list[str]] | None = None

    @classmethod
    def of_checked(cls, pairs: Iterable[Pair]) -> Fields:
        """Return the fields of `pairs` that a parser or `field_pair` has checked already."""
        fields = cls.__new__(cls)
        fields.raw = list(pairs)
        fields._index = None
        return fields

    def _values(self) -> dict[str, list[str]]:
        index = self._index
        if index is None:
            index = {}
            for name, value in self.raw:
                index.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
            self._index = index
        return index

    def __getitem__(self, name: str) -> str:
        values = self._values()[name.lower()]
        return values[0] if len(values) == 1 else ", ".join(values)

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, default: str | T, /) -> str | T: ...
    def get(self, name: str, default: object = None, /) -> object:
        """Return the value of the field `name`, `default` where there is none."""
        # The mapping's own way is by an exception, and most fields that are asked for are absent.
        values = self._values().get(name.lower())
        if values is None:
            return default
        return values[0] if len(values) == 1 else ", ".join(values)

    def has_any(self, names: AbstractSet[str]) -> bool:
        """Tell whether there is a field with one of `names`, which are in lower case."""
        return not names.isdisjoint(self._values())

    def get_all(self, name: str) -> list[str]:
        """Return the values of every line of the field `name`, in order; an empty list where there is none."""
        return list(self._values().get(name.lower(), ()))

    def __setitem__(self, name: str, value: str | bytes) -> None:
        pair = field_pair(name, value)
        lowered = pair[0].lower()
        places = [place for place, (other, _) in enumerate(self.raw) if other.lower() == lowered]
        if not places:
            self.raw.append(pair)
        else:
            self.raw[places[0]] = pair
            for place in reversed(places[1:]):
                del self.raw[place]
        self._index = None

    def add(self, name: str, value: str | bytes) -> None:
        """Append one more line of the field `name`."""
        self.raw.append(field_pair(name, value))
        self._index = None

    def __delitem__(self, name: str) -> None:
        lowered = name.encode("utf-8", "replace").lower()
        kept = [pair for pair in self.raw if pair[0].lower() != lowered]
        if len(kept) == len(self.raw):
            raise KeyError(name)
        self.raw = kept
        self._index = None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values()

    def __iter__(self) -> Iterator[str]:
        seen: set[bytes] = set()
        for name, _ in self.raw:
            lowered = name.lower()
            if lowered not in seen:
                seen.add(lowered)
                yield name.decode("latin-1")

    def __len__(self) -> int:
        return len(self._values())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Fields):
            return self._values() == other._values()
        if isinstance(other, Mapping):
            return {name.lower(): value for name, value in self.items()} == {
                str(name).lower(): value for name, value in other.items()
            }
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def copy(self) -> Fields:
        """Return fields of their own that start with the same lines."""
        return Fields.of_checked(self.raw)

    def __repr__(self) -> str:
        shown = {name: "[masked]" if name.lower() in SECRET_FIELDS else value for name, value in self.items()}
        return f"Fields({shown!r})"


SECRET_FIELDS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token"})
"""Names of fields whose values are secrets and never shown in a repr, a log or an error."""
