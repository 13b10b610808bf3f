"""What a live box asks to send: read strictly out of the JSON that its page posts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from ..faults import AntiphonError, Text
from ..faults.learning import SENDING_MEMBER
from ..rest.content import require_object
from ..semantics.json_text import read_json
from .catalogue import LANGUAGES

CODE = re.compile(r"[a-z0-9]{20}")
"""What a code of progress looks like: a hundred random bits, written in letters and digits."""

_SCHEMES = ("https", "http")
_MOST_FIELDS = 50
_LONGEST_METHOD = 40
_LONGEST_NAME = 200
_LONGEST_PATH = 8000
_LONGEST_CONTENT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request that the visitor with `code` wants sent from the box `box` of `lesson`.

    `server` names a port of the lab, empty for the visitor's own sandbox and the paths of the lab; `path` begins with
    a slash. `language` is the one to tell the outcome in.
    """

    code: str
    lesson: str
    box: str
    method: str
    path: str
    fields: tuple[tuple[str, str], ...]
    content: str
    scheme: str
    server: str
    language: str


def wanted_of(content: bytes) -> Wanted:
    """Return what the JSON object in `content` wants. Raises `AntiphonError`: 400 for what is no JSON, else 422."""
    members = require_object(read_json(content))
    unknown = next((name for name in members if name not in Wanted.__slots__), None)
    if unknown is not None:
        _refuse(ascii(unknown[:_LONGEST_NAME]), Text("left out", "omitido"))
    path = _text(members, "path", _LONGEST_PATH, "/")
    if not path.startswith("/"):
        _refuse("path", Text("text that begins with /", "texto que empieza por /"))
    return Wanted(
        code=code_of(members.get("code")),
        lesson=_text(members, "lesson", _LONGEST_NAME, ""),
        box=_text(members, "box", _LONGEST_NAME, ""),
        method=_text(members, "method", _LONGEST_METHOD, "GET"),
        path=path,
        fields=_fields(members.get("fields", [])),
        content=_text(members, "content", _LONGEST_CONTENT, ""),
        scheme=_choice(members, "scheme", _SCHEMES),
        server=_text(members, "server", _LONGEST_NAME, ""),
        language=_choice(members, "language", LANGUAGES),
    )


def code_of(value: object) -> str:
    """Return `value` as a code of progress. Raises `AntiphonError`, 422, where it is none."""
    if not isinstance(value, str) or not CODE.fullmatch(value):
        _refuse("code", Text("20 small letters and digits", "20 letras minúsculas y cifras"))
    return value


def _text(members: Mapping[str, Any], name: str, longest: int, default: str) -> str:
    value = members.get(name, default)
    if not isinstance(value, str) or len(value) > longest:
        _refuse(name, Text(f"text of at most {longest} characters", f"texto de {longest} caracteres como máximo"))
    return value


def _choice(members: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = members.get(name, choices[0])
    if value not in choices:
        _refuse(name, Text(f"one of {', '.join(choices)}", f"uno de {', '.join(choices)}"))
    return str(value)


def _fields(value: object) -> tuple[tuple[str, str], ...]:
    wanted = Text(
        f"a list of at most {_MOST_FIELDS} pairs of texts, name and value",
        f"una lista de {_MOST_FIELDS} pares de textos como máximo, nombre y valor",
    )
    if not isinstance(value, list) or len(value) > _MOST_FIELDS:
        _refuse("fields", wanted)
    pairs = []
    for pair in value:
        is_pair = isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        if not is_pair or len(pair[0]) > _LONGEST_NAME or len(pair[1]) > _LONGEST_PATH:
            _refuse("fields", wanted)
        pairs.append((pair[0], pair[1]))
    return tuple(pairs)


def _refuse(name: str, wanted: Text) -> NoReturn:
    raise AntiphonError(SENDING_MEMBER, name=name, wanted=wanted)
