"""Mistakes in the URL: keys that are none, and queries that nobody understands (RFC 3986 §2.1, RFC 9110 §15.5.1)."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from urllib.parse import quote

from ....faults import Text
from .mistake import Material, Mistake

_PATH = Text("a segment of the path that is no key", "un segmento de la ruta que no es una clave")
_QUERY = Text("a query that nobody understands", "una consulta que nadie entiende")

_SEGMENTS = (
    *(
        "%",
        "%zz",
        "%00",
        "1%00",
        "%ff%fe",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5c",
        "'%22;--",
        "%7B%22a%22:1%7D",
    ),
    *(
        "-1",
        "0",
        "00",
        "0x10",
        "1e400",
        "NaN",
        "null",
        "true",
        "1.5",
        "1,2,3,,",
        ",",
        "*",
        "~",
        ";a=b",
        "%20",
        "%0d%0a",
    ),
    *("%F0%9F%8E%B5", "%EF%BF%BF", "a" * 3000, "%C3%A9" * 200),
)
_NAMES = (
    *("limit", "offset", "page", "per_page", "sort", "order", "order_by", "fields", "select", "filter", "where"),
    *("q", "search", "after", "before", "cursor", "embed", "include", "expand", "count", "id", "%00", "%ff", ""),
)
_OPERATORS = ("", "", "[gt]", "[in]", "[nope]", "[]", "[", "__lt", ".eq", "[a][b]")
_VALUES = (
    *(
        "",
        "-1",
        "0",
        "9" * 60,
        "1e400",
        "NaN",
        "Infinity",
        "null",
        "%00",
        "%ff%fe",
        "%zz",
        "%",
        "a" * 2000,
        "%F0%9F%8E%B5",
    ),
    *(
        "'%20OR%20'1'='1",
        "1;DROP%20TABLE%20x",
        "((((",
        "))))",
        "*",
        "%25%25%25",
        "[[[[",
        "%7B%7B%7D",
        ",,,,",
        "--",
        "a:b:c",
    ),
    *(
        "2026-02-30",
        "2026-13-01T99:99",
        "asc",
        "-",
        "%2b%2b",
        "../..",
        "%5C%5C",
        "name.desc.nope",
        "$where",
        "__proto__",
    ),
)
_RAW_QUERIES = ("&&&===", "=", "?", "%", "&" * 500, "a=1&" * 500, "%00=%00", "a[b][c][d]=1&a=2", "%e2%82=1")


def wrong_segment(random: Random, material: Material) -> Mistake:
    """Ask for an item whose key is none, or for what is below one."""
    segment = random.choice((*_SEGMENTS, str(random.getrandbits(200)), _octets(random)))
    base = random.choice((material.collection, material.collection, material.readable))
    url = replace(base, path=f"{base.path.rstrip('/')}/{segment}", query=None)
    return Mistake(_PATH, random.choice(("GET", "GET", "HEAD", "OPTIONS")), url)


def wrong_query(random: Random, material: Material) -> Mistake:
    """Ask with a query whose parameters make no sense, alone or together."""
    names = (*_NAMES, *(quote(name, safe="") for name in material.members))
    parameters = [
        f"{random.choice(names)}{random.choice(_OPERATORS)}={random.choice(_VALUES)}"
        for _ in range(random.randint(1, 4))
    ]
    query = random.choice(_RAW_QUERIES) if random.random() < 0.1 else "&".join(parameters)
    base = random.choice((material.collection, material.collection, material.readable))
    return Mistake(_QUERY, random.choice(("GET", "GET", "HEAD")), replace(base, query=query))


def _octets(random: Random) -> str:
    return quote(random.randbytes(random.randint(1, 20)), safe="")
