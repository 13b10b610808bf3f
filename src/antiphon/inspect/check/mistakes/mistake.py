"""A mistake: a request that no client should send, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from ....faults import Text
from ....semantics.url import URL
from ..shape import Members, Shape


@dataclass(frozen=True, slots=True)
class Material:
    """What mistakes are made of: a collection, an item to read there, and what a new item looks like.

    `own` is the URL of an item that may be changed, None where nothing may be written.
    """

    collection: URL
    readable: URL
    shape: Shape
    members: Members
    own: URL | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """One request: `what` is wrong with it, and what to send. A `media_type` that is empty is left out."""

    what: Text
    method: str
    url: URL
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    media_type: str | None = None


Making: TypeAlias = Callable[[Random, Material], Mistake]
"""Draws a mistake. The same `Random` and the same material give the same one."""
