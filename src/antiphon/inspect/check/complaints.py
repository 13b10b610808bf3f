"""Which members a refusal is about: the forms in which servers tell, RFC 9457 and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def names_in(content: Any) -> tuple[str, ...]:
    """Return the names of the members that `content`, the JSON value of a 4xx response, complains about, in order."""
    return tuple(dict.fromkeys(_names(content)))


def _names(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        return
    for place in ("errors", "detail", "violations", "data", "error", "details"):
        found = content.get(place)
        if isinstance(found, list):
            for entry in found:
                yield from _name_of(entry)
        elif isinstance(found, dict):
            yield from _names(found) if "errors" in found else (str(name) for name in found)
    # Some have the names at the top, each with a list of sentences.
    yield from (name for name, value in content.items() if isinstance(value, list) and name not in _PLACES)


_PLACES = frozenset({"errors", "detail", "violations", "data", "error", "details"})


def _name_of(entry: Any) -> Iterator[str]:
    """Yield the name in one complaint: by JSON Pointer, by path, or by name."""
    if not isinstance(entry, dict):
        return
    source = entry.get("source")
    pointer = entry.get("pointer") or (source.get("pointer") if isinstance(source, dict) else None)
    if isinstance(pointer, str):
        tokens = [token for token in pointer.lstrip("#").split("/") if token not in ("", "data", "attributes")]
        yield from (token.replace("~1", "/").replace("~0", "~") for token in tokens[:1])
        return
    location = entry.get("loc")
    if isinstance(location, list) and len(location) > 1:
        yield str(location[1])
        return
    yield from (str(entry[name]) for name in ("field", "path", "property", "name", "param") if name in entry)
