"""Mappings: one that ignores the case of its keys, and one whose keys are attributes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from types import GeneratorType
from typing import Any, Generic, TypeVar, cast, overload

_VT = TypeVar("_VT")
_D = TypeVar("_D")

_PAIRS_ALONE = frozenset({type(OrderedDict[str, int]().values()), GeneratorType, list, tuple})
"""Kinds of iterables that are no mappings."""


class CaseInsensitiveDict(MutableMapping[str, _VT], Generic[_VT]):
    """A mapping that finds its keys in any case, and lists them in the case that was set last.

    Keys are text (or anything with ``lower``). A key that is set again keeps its place in the order. Two such mappings
    are equal when they are so in lower case; any other mapping is compared in the same way.
    """

    _store: OrderedDict[str, tuple[str, _VT]]

    def __init__(self, data: Mapping[str, _VT] | Iterable[tuple[str, _VT]] | None = None, **kwargs: _VT) -> None:
        self._store = OrderedDict()
        if type(self) is CaseInsensitiveDict and not kwargs and type(data) in _PAIRS_ALONE:
            # What `update` does, without asking what `data` is.
            pairs = cast("Iterable[tuple[str, _VT]]", data)
            self._store.update([(key.lower(), (key, value)) for key, value in pairs])
        else:
            self.update(() if data is None else data, **kwargs)

    def __setitem__(self, key: str, value: _VT) -> None:
        self._store[key.lower()] = (key, value)

    def __getitem__(self, key: str) -> _VT:
        return self._store[key.lower()][1]

    def __delitem__(self, key: str) -> None:
        del self._store[key.lower()]

    def __iter__(self) -> Iterator[str]:
        return (shown for shown, _ in self._store.values())

    def __len__(self) -> int:
        return len(self._store)

    def lower_items(self) -> Iterator[tuple[str, _VT]]:
        """Yield the pairs with their keys in lower case."""
        return ((lower, value) for lower, (_, value) in self._store.items())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        return dict(self.lower_items()) == dict(CaseInsensitiveDict(other).lower_items())

    def copy(self) -> CaseInsensitiveDict[_VT]:
        """Return a mapping of its own with the same pairs."""
        return CaseInsensitiveDict(self._store.values())

    def __repr__(self) -> str:
        return repr(dict(self.items()))


def pairs_of(mapping: Mapping[Any, _VT]) -> Iterable[tuple[Any, _VT]]:
    """Return the pairs of any mapping; those of the one above without looking up each key that it lists."""
    return mapping._store.values() if type(mapping) is CaseInsensitiveDict else mapping.items()


class LookupDict(dict[str, _VT]):
    """A table whose entries are its attributes; ``table["name"]`` is None where there is no such attribute.

    What is stored the way of a dict is neither found by a lookup nor shown.
    """

    name: Any

    def __init__(self, name: Any = None) -> None:
        self.name = name
        super().__init__()

    def __repr__(self) -> str:
        return f"<lookup '{self.name}'>"

    def __getattr__(self, key: str) -> _VT | None:
        # Declares to type checkers that any name may be there; Python asks only for what is not.
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {key!r}", name=key, obj=self)

    def __getitem__(self, key: str) -> _VT | None:  # type: ignore[override]
        return vars(self).get(key)

    @overload
    def get(self, key: str, default: None = None) -> _VT | None: ...

    @overload
    def get(self, key: str, default: _D) -> _VT | _D: ...

    def get(self, key: str, default: _D | None = None) -> _VT | _D | None:
        """Return the attribute `key`, or `default`."""
        return vars(self).get(key, default)
