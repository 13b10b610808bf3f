"""Media types (RFC 9110 §8.3.1): reading them, comparing them, and guessing them from a file's name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_TYPE = re.compile(rf"[ \t]*({_TOKEN})/({_TOKEN})")
_PARAMETER = re.compile(rf'[ \t]*;[ \t]*(?:({_TOKEN})=(?:({_TOKEN})|"((?:[^"\\]|\\.)*+)"))?')
_ESCAPE = re.compile(r"\\(.)")
_TO_ESCAPE = re.compile(r'["\\]')
_WHOLE_TOKEN = re.compile(_TOKEN)

BINARY = "application/octet-stream"

_READABLE = frozenset({"application/javascript", "application/x-ndjson", "application/xml"})

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
    """A media type: `type`, `subtype` and the names of `parameters` in lower case, their values as written."""

    type: str
    subtype: str
    parameters: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def essence(self) -> str:
        """Return type and subtype without parameters, such as ``text/html``."""
        return f"{self.type}/{self.subtype}"

    @property
    def suffix(self) -> str:
        """Return the structured syntax suffix, such as ``json`` of ``application/problem+json`` (RFC 6838 §4.2.8)."""
        return self.subtype.rpartition("+")[2] if "+" in self.subtype else ""

    @property
    def charset(self) -> str | None:
        """Return the character encoding as written, None where none is given."""
        return self.parameters.get("charset")

    @property
    def is_json(self) -> bool:
        """Tell whether the content is JSON by its type."""
        return self.essence == "application/json" or self.suffix == "json"

    @property
    def is_text(self) -> bool:
        """Tell whether the content is text that people can read."""
        return self.type == "text" or self.is_json or self.suffix == "xml" or self.essence in _READABLE

    def fits(self, essence: str, parameters: Mapping[str, str]) -> bool:
        """Tell whether this type is in the media range of `essence`, such as ``text/*``, with `parameters`.

        Values are compared without regard to case, as those of charset and of most others are (RFC 9110 §8.3.1). A type
        that tells no charset fits any: many clients ask for ``application/json; charset=utf-8``, which has none.
        """
        if essence not in ("*/*", f"{self.type}/*", self.essence):
            return False
        own = {"charset": parameters.get("charset", ""), **self.parameters}
        return all(own.get(name, "").lower() == value.lower() for name, value in parameters.items())

    def __str__(self) -> str:
        return "".join([self.essence, *(f"; {name}={_written(value)}" for name, value in self.parameters.items())])


def _written(value: str) -> str:
    if _WHOLE_TOKEN.fullmatch(value):
        return value
    escaped = _TO_ESCAPE.sub(r"\\\g<0>", value)
    return f'"{escaped}"'


def parse_media_type(text: str) -> MediaType | None:
    """Return the media type, or media range, that `text` names; None where it names none."""
    found = _TYPE.match(text)
    if found is None:
        return None
    parameters = parameters_of(text[found.end() :])
    if parameters is None:
        return None
    return MediaType(found[1].lower(), found[2].lower(), parameters)


def parameters_of(text: str) -> dict[str, str] | None:
    """Return the parameters in `text`, each behind a semicolon (RFC 9110 §5.6.6); None where it is something else.

    Names are in lower case, and the first of several with one name counts.
    """
    parameters: dict[str, str] = {}
    place = 0
    while found := _PARAMETER.match(text, place):
        place = found.end()
        name, token, quoted = found.groups()
        if name:
            parameters.setdefault(name.lower(), token if quoted is None else _ESCAPE.sub(r"\1", quoted))
    return parameters if not text[place:].strip(" \t") else None


def charset_of(text: str) -> str | None:
    """Return the charset parameter of the Content-Type value `text`, None where there is none."""
    parsed = parse_media_type(text)
    return None if parsed is None else parsed.charset


def media_type_of(file_name: str) -> str:
    """Return the Content-Type for a file by its extension, `application/octet-stream` where it is not known."""
    _, dot, extension = file_name.rpartition(".")
    return _BY_EXTENSION.get(extension.lower(), BINARY) if dot else BINARY
