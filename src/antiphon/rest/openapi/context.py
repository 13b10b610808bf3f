"""What all parts of the document are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...faults.fault import Text
from ..schema.resource import Resource, Schema
from ..settings import Settings

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """The resources, their components' names, the backend's settings, and the language of the sentences.

    `has_users`: there are rules that say who may do what. `has_limits`: clients can be too quick.
    """

    schema: Schema
    names: Mapping[str, str]
    settings: Settings
    language: str = "en"
    has_users: bool = False
    has_limits: bool = False

    def said(self, text: Text, **details: object) -> str:
        """Return `text` in the document's language."""
        return text.fill(details, self.language)

    def name(self, resource: Resource) -> str:
        """Return the name of the component of `resource`."""
        return self.names[resource.name]


@lru_cache(maxsize=1024)
def reference(section: str, name: str) -> Part:
    """Return a reference to the component `name`; it is the same value each time, and nobody changes it."""
    return {"$ref": f"#/components/{section}/{name}"}
