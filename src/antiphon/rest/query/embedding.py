"""What can be shown inside a row: the item that its foreign key points to, and the items that point to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..schema.resource import Reference, Resource

_KEY_SUFFIXES = ("_id", "_key", "_fk", "Id", "ID")


@dataclass(frozen=True, slots=True)
class Embedding:
    """The items of `resource` to show as the member `name` of a row: those where `there` equals `here` in the row.

    `many`: there can be several, and they are shown as a list. Otherwise it is one, or null.
    """

    name: str
    resource: str
    here: tuple[str, ...]
    there: tuple[str, ...]
    many: bool


def embeddings(resource: Resource) -> dict[str, Embedding]:
    """Return what can be shown inside the rows of `resource`, by the name to ask for it.

    The item that a foreign key points to goes by the key's column without ``_id`` (``author`` for ``author_id``), and
    by the name of its collection. The items that point here go by the name of theirs. A name that would mean two
    things, or is a column's, means neither. All go by ``column:collection`` or ``collection.column`` besides, with the
    foreign key's columns, so that each can be asked for.
    """
    plain = [*_by_column(resource), *_by_collection(resource)]
    uses = Counter(embedding.name for embedding in set(plain))
    offered = [one for one in plain if uses[one.name] == 1 and one.name not in resource.by_name]
    return {embedding.name: embedding for embedding in [*offered, *_by_reference(resource)]}


def _by_column(resource: Resource) -> Iterator[Embedding]:
    for reference in resource.references:
        suffix = next((end for end in _KEY_SUFFIXES if reference.columns[0].endswith(end)), "")
        name = reference.columns[0].removesuffix(suffix)
        if len(reference.columns) == 1 and suffix and name:
            yield _to(reference, name)


def _by_collection(resource: Resource) -> Iterator[Embedding]:
    for reference in resource.references:
        yield _to(reference, reference.target)
    for reference in resource.referrers:
        yield _from(reference, reference.resource)


def _by_reference(resource: Resource) -> Iterator[Embedding]:
    for reference in resource.references:
        yield _to(reference, f"{'+'.join(reference.columns)}:{reference.target}")
    for reference in resource.referrers:
        yield _from(reference, f"{reference.resource}.{'+'.join(reference.columns)}")


def _to(reference: Reference, name: str) -> Embedding:
    return Embedding(name, reference.target, reference.columns, reference.target_columns, many=False)


def _from(reference: Reference, name: str) -> Embedding:
    return Embedding(name, reference.resource, reference.target_columns, reference.columns, many=True)
