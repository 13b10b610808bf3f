"""The field sections that an application has sent before, checked and rendered.

Most responses of an application repeat the fields of an earlier one, so a section is built once and found again.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..wire import h1

_CAPACITY = 512


class SectionCache:
    """A bounded memory of sections by their pairs; when full it starts afresh, which costs less than ageing."""

    __slots__ = ("_sections",)

    def __init__(self) -> None:
        self._sections: dict[tuple[tuple[bytes, bytes], ...], h1.FieldSection] = {}

    def of(self, headers: Iterable[Iterable[bytes]]) -> h1.FieldSection:
        """Return the section of `headers`, pairs of name and value. Raises `InvalidField`."""
        pairs = tuple(headers)
        try:
            section = self._sections.get(pairs)  # type: ignore[arg-type]
        except TypeError:  # a pair may be a list, which has no hash
            return h1.build_section((bytes(name), bytes(value)) for name, value in pairs)
        if section is None:
            section = h1.build_section((bytes(name), bytes(value)) for name, value in pairs)
            if len(self._sections) >= _CAPACITY:
                self._sections.clear()
            self._sections[pairs] = section  # type: ignore[index]
        return section
