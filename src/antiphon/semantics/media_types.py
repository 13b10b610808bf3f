"""Media types (RFC 9110 §8.3.1): reading them, comparing them, and guessing them from a file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_TYPE = re.compile(rf"[ \t]*({_TOKEN})/({_TOKEN})")
_PARAMETER = re.compile(rf'[ \t]*;[ \t]*(?:({_TOKEN})=(?:({_TOKEN})|"((?:[^"\\]|\\.)*)"))?')
_ESCAPE = re.compile(r"\\(.)")

BINARY = "application/octet-stream"

_BY_EXTENSION = {
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gif": "image/gif",
    "gz": "application/gzip",
    "htm": "text/html; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "md": "text/markdown; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ndjson": "application/x-ndjson",
    "ogg": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tar": "application/x-tar",
    "ttf": "font/ttf",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": "application/xml",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type in lower case. `parameters` keep the case of their values."""

    type: str
    subtype: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def essence(self) -> str:
        """Return type and subtype without parameters, such as ``text/html``."""
        return f"{self.type}/{self.subtype}"

    @property
    def suffix(self) -> str:
        """Return the structured syntax suffix, such as ``json`` of ``application/problem+json`` (RFC 6838 §4.2.8)."""
        return self.subtype.rpartition("+")[2] if "+" in self.subtype else ""

    @property
    def is_json(self) -> bool:
        """Tell whether the content is JSON by its type."""
        return self.essence == "application/json" or self.suffix == "json"

    @property
    def is_text(self) -> bool:
        """Tell whether the content is text that people can read."""
        readable = {"application/javascript", "application/x-ndjson", "application/xml", "image/svg+xml"}
        return self.type == "text" or self.is_json or self.suffix == "xml" or self.essence in readable


def parse_media_type(text: str) -> MediaType | None:
    """Return the media type that `text` names, None where it names none."""
    found = _TYPE.match(text)
    if found is None:
        return None
    parameters: dict[str, str] = {}
    place = found.end()
    for parameter in _PARAMETER.finditer(text, place):
        if parameter.start() != place:
            break
        place = parameter.end()
        name, token, quoted = parameter.groups()
        if name:
            parameters.setdefault(name.lower(), token if token is not None else _ESCAPE.sub(r"\1", quoted))
    if text[place:].strip(" \t"):
        return None
    return MediaType(found[1].lower(), found[2].lower(), parameters)


def charset_of(text: str) -> str | None:
    """Return the charset parameter of the Content-Type value `text`, None where there is none."""
    parsed = parse_media_type(text)
    return parsed.parameters.get("charset") if parsed is not None else None


def media_type_of(file_name: str) -> str:
    """Return the Content-Type for a file by its extension, `application/octet-stream` where it is not known."""
    return _BY_EXTENSION.get(file_name.rpartition(".")[2].lower(), BINARY)
