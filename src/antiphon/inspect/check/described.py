"""What an OpenAPI document says of the items of a collection, where there is one: which members may be sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...faults import AntiphonError
from ...semantics.links import parse_links
from ...semantics.url import URL
from .answer import Answer
from .learning import joined
from .sending import Sender
from .shape import Members
from .variation import mark

_USUAL_PLACE = "/openapi.json"
_RELATIONS = ("service-desc", "describedby")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Description:
    """The schema of what POST takes; `document` is what its references are to."""

    schema: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)

    def writable(self, members: Members) -> Members:
        """Return those of `members` that may be sent; all of them where the description does not say."""
        properties = self._resolved(self.schema).get("properties")
        if not isinstance(properties, dict) or not properties:
            return members
        return {
            name: value
            for name, value in members.items()
            if name in properties and self._resolved(properties[name]).get("readOnly") is not True
        }

    def example(self) -> Members | None:
        """Return the members of an item that the schema allows, as far as a schema can tell; None without one."""
        made = self._example(self.schema, 0)
        return made if isinstance(made, dict) and made else None

    def _resolved(self, schema: Any) -> Mapping[str, Any]:
        """Return `schema` with its reference followed, and its ``allOf`` put together (JSON Schema, OpenAPI 3.1)."""
        for _ in range(_DEEPEST):
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if not isinstance(reference, str):
                break
            schema = _at(self.document, reference)
        if not isinstance(schema, dict):
            return {}
        parts = schema.get("allOf")
        if not isinstance(parts, list):
            return schema
        resolved = [self._resolved(part) for part in parts]
        properties = {name: each for part in resolved for name, each in (part.get("properties") or {}).items()}
        required = [name for part in resolved for name in part.get("required") or ()]
        return {"type": "object", "properties": properties, "required": required}

    def _example(self, schema: Any, depth: int) -> Any:
        found = self._resolved(schema)
        for place in ("example", "default", "const"):
            if place in found:
                return found[place]
        for place in ("examples", "enum"):
            values = found.get(place)
            if isinstance(values, list) and values:
                return values[0]
        for place in ("anyOf", "oneOf"):
            choices = found.get(place)
            if isinstance(choices, list) and choices and depth < _DEEPEST:
                return self._example(choices[0], depth + 1)
        return self._made(found, depth)

    def _made(self, schema: Mapping[str, Any], depth: int) -> Any:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((each for each in kind if each != "null"), None)
        if kind == "object" or "properties" in schema:
            return self._object(schema, depth) if depth < _DEEPEST else {}
        if kind == "array":
            return []
        if kind in ("integer", "number"):
            return schema.get("minimum", 1)
        if kind == "boolean":
            return False
        return _text(schema)

    def _object(self, schema: Mapping[str, Any], depth: int) -> Members:
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return {}
        wanted = {name: self._resolved(each) for name, each in properties.items()}
        return {
            name: self._example(each, depth + 1)
            for name, each in wanted.items()
            if each.get("readOnly") is not True and (name in (schema.get("required") or ()) or depth == 0)
        }


_TEXTS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00",
    "email": "antiphon.check@example.com",
    "uri": "https://example.com/antiphon-check",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def _text(schema: Mapping[str, Any]) -> str:
    made = _TEXTS.get(str(schema.get("format")), f"antiphon check {mark()}")
    longest = schema.get("maxLength")
    return made[:longest] if isinstance(longest, int) else made


def _at(document: Mapping[str, Any], reference: str) -> Any:
    """Return what a reference within the document points to, None where it leads out of it or nowhere."""
    value: Any = document if reference.startswith("#/") else None
    for token in reference[2:].split("/"):
        value = value.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None
    return value


def described(sender: Sender, collection: Answer) -> Description:
    """Return what the OpenAPI document of the service says: linked from `collection`, or at its usual place."""
    url = collection.response.request.url
    for place in _places(collection, url):
        try:
            response = sender.send("GET", place, {"Accept": "application/json"})
        except AntiphonError:
            continue
        document = Answer(response).value if response.status_code == 200 else None
        if isinstance(document, dict) and isinstance(document.get("paths"), dict):
            return Description(_schema_of(document, url.path), document)
    return Description()


def _places(collection: Answer, url: URL) -> list[URL]:
    links = parse_links(", ".join(collection.fields.get_all("link")))
    targets = [link.target for link in links if not set(link.rel.split()).isdisjoint(_RELATIONS)]
    found = [joined(url, target) for target in (*targets, _USUAL_PLACE)]
    return [place for place in found if place is not None]


def _schema_of(document: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Return the schema of the JSON that POST takes at `path`; an empty one where the document has none."""
    for name, place in document["paths"].items():
        # The document's paths are below the path of its server, which nobody has to tell.
        pattern = ".*" + re.sub(r"\\\{[^/]*\\\}", "[^/]+", re.escape(name.rstrip("/"))) + "/?"
        post = place.get("post") if isinstance(place, dict) and re.fullmatch(pattern, path) else None
        if isinstance(post, dict):
            body = Description(post.get("requestBody") or {}, document)
            content = body._resolved(body.schema).get("content")
            types = content if isinstance(content, dict) else {}
            chosen = next((each for kind, each in types.items() if "json" in kind), None)
            return chosen.get("schema") or {} if isinstance(chosen, dict) else {}
    return {}
