"""Mistakes in content: members that are wrong, JSON that is broken, types that do not fit (RFC 9110 §15.5.21)."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from ....faults import Text
from ....semantics.url import URL
from ..shape import Members
from ..visit import JSON_PATCH, MERGE_PATCH
from .mistake import Material, Mistake

_MEMBERS = Text("members of wrong types, names and sizes", "miembros de tipos, nombres y tamaños equivocados")
_BROKEN = Text("content that is broken", "contenido roto")
_TYPE = Text("a Content-Type that does not fit", "un Content-Type que no encaja")
_PATCH = Text("a patch that makes no sense", "un cambio parcial sin sentido")

_INFINITE = float("inf")
_DEEP: Any = json.loads("[" * 90 + "]" * 90)
_VALUES: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 1.5, 10**60, -(10**30), 2**63, 1e308, 5e-324, _INFINITE, "", " ", "\t\n", "a" * 10_000),
    *(
        "\x00",
        "a\x00b",
        "\ud800",
        "\udc00\ud800",
        "🎵" * 300,
        "e\u0301",
        "\u202e",
        "'; DROP TABLE x; --",
        "%s%n",
        "${7*7}",
    ),
    *(
        "../../etc/passwd",
        "2026-02-30",
        "2026-02-30T25:61:61Z",
        "0000-00-00",
        "NaN",
        "true",
        "1",
        "1e400",
        "-0",
        "null",
    ),
    *(
        [],
        {},
        [[]],
        [None],
        {"a": None},
        {"a": {"b": [1, {}]}},
        [1, "a", {}],
        _DEEP,
        {"": ""},
        {"$gt": ""},
        {"__proto__": 1},
    ),
)
_NAMES = ("antiphon_check", "", "__proto__", "constructor", "a.b", "a/b~c", "\x00", "é", "x" * 300, "$where", "id ")
_TYPES = (
    *("", "text/plain", "text/html", "application/xml", "application/octet-stream", "application/json; charset=utf-7"),
    *("application/json; charset=", "application/json;;;", "/", ";", "json", "application/json, text/plain"),
    *(
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        MERGE_PATCH,
        JSON_PATCH,
    ),
    *("application/x-www-form-urlencoded", "text/csv", "application/x-ndjson", "image/png", "a" * 1000),
)
_CONTENTS = (
    *(
        b"",
        b" ",
        b"null",
        b"true",
        b"0",
        b'""',
        b"[]",
        b"[[]]",
        b"[{}]",
        b"{",
        b"}",
        b"{}{}",
        b'{"a":}',
        b'{"a" 1}',
        b"{'a':1}",
    ),
    *(b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"\x00", b"\xff" * 50, b"[" * 5000, b'{"a":' * 5000, b"1" * 5000),
    *(b'{"a":1,"a":2}', b"{//}", b"NaN", b"-Infinity", b"a=b&c=%zz", b"<a/>", b"--x\r\n\r\n", b"--x--", b"PK\x03\x04"),
)
_PATCHES: tuple[Any, ...] = (
    *([], {}, None, 0, "", [{}], [None], [[]], [{"op": "nope", "path": ""}], [{"op": "replace"}], [{"path": "/id"}]),
    *([{"op": "replace", "path": "no-slash", "value": 1}], [{"op": "replace", "path": "/~2", "value": 1}]),
    *([{"op": "remove", "path": ""}], [{"op": "remove", "path": "/no/such/member"}], [{"op": "test", "path": "/id"}]),
    *([{"op": "add", "path": "/-", "value": 1}], [{"op": "add", "path": "/" + "a/" * 200, "value": {}}]),
    *([{"op": "move", "from": "", "path": "/a"}], [{"op": "copy", "from": "/a", "path": "/a/b"}], [{"op": []}]),
    *([{"op": "replace", "path": "/id", "value": {"a": 1}}], [{"op": "test", "path": "", "value": {}}] * 200),
)


def wrong_members(random: Random, material: Material) -> Mistake:
    """Send an item with one to three of its members wrong, missing or added."""
    members = dict(material.members)
    for _ in range(random.randint(1, 3)):
        _spoil(random, members)
    method, url = _write(random, material)
    return Mistake(_MEMBERS, method, url, {}, _json(material.shape.value_of(members)))


def broken_content(random: Random, material: Material) -> Mistake:
    """Send an item whose JSON is cut, or has other octets in it; or something else."""
    method, url = _write(random, material)
    whole = bytearray(material.shape.content_of(material.members))
    place = random.randrange(len(whole))
    spoilt = (
        whole[:place],
        whole[:place] + random.randbytes(random.randint(1, 8)) + whole[place:],
        whole[:place] + bytes([random.randrange(256)]) + whole[place + 1 :],
        whole[place:],
        whole + whole,
    )
    content = bytes(random.choice(spoilt)) if random.random() < 0.5 else random.choice(_CONTENTS)
    return Mistake(_BROKEN, method, url, {}, content)


def wrong_type(random: Random, material: Material) -> Mistake:
    """Send an item, or anything, as what it is not."""
    method, url = _write(random, material)
    content = random.choice((material.shape.content_of(material.members), *_CONTENTS))
    return Mistake(_TYPE, method, url, {}, content, random.choice(_TYPES))


def wrong_patch(random: Random, material: Material) -> Mistake:
    """Change an item by a patch that is none, or in what it may not."""
    url = material.own or material.readable
    if random.random() < 0.5:
        return Mistake(
            _PATCH, "PATCH", url, {}, _json(random.choice(_PATCHES)), random.choice((JSON_PATCH, MERGE_PATCH))
        )
    changes: Members = {}
    for _ in range(random.randint(1, 2)):
        _spoil(random, changes, tuple(material.members))
    return Mistake(_PATCH, "PATCH", url, {}, _json(material.shape.value_of(changes)), MERGE_PATCH)


def _write(random: Random, material: Material) -> tuple[str, URL]:
    """Return the method and the URL of a write: a new item, or another state of the own one."""
    if material.own is None or random.random() < 0.6:
        return "POST", material.collection
    return random.choice((("PUT", material.own), ("PATCH", material.own)))


def _spoil(random: Random, members: Members, names: tuple[str, ...] = ()) -> None:
    name = random.choice((*members, *names, random.choice(_NAMES)))
    if random.random() < 0.2:
        members.pop(name, None)
    else:
        members[name] = random.choice(_VALUES)


def _json(value: Any) -> bytes:
    # ASCII alone: a half of a character goes as an escape, the only way for it into JSON.
    return json.dumps(value).encode("ascii")
