"""Mistakes in fields and methods: values that no grammar has, and content for who does not want it (RFC 9110 §5.5)."""

from __future__ import annotations

from random import Random

from ....faults import Text
from ....semantics.url import URL
from .mistake import Material, Mistake

_FIELD = Text("fields whose values break their grammar", "campos cuyos valores incumplen su gramática")
_CONTENT = Text("content that the method has no use for", "un contenido que el método no usa")
_METHOD = Text("POST to an item, which is no collection", "POST a un elemento, que no es una colección")

# None that could make a read of somebody's item a write, such as X-HTTP-Method-Override.
_NAMES = (
    *("Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Content-Encoding"),
    *("Content-Language", "Content-Type", "Cookie", "Forwarded", "Idempotency-Key", "If-Match", "If-Modified-Since"),
    *("If-None-Match", "If-Range", "If-Unmodified-Since", "Origin", "Pragma", "Prefer", "Priority", "Range", "Referer"),
    *("TE", "Traceparent", "User-Agent", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"),
)
_VALUES = (
    *("", '"', '"open', "'", "=", ",", ",,,,", ";", ";;;;", "(", "*", "*/*;q=2", "application/json;q=", "/", "a/b/c"),
    *(
        "text/nope",
        "W/",
        'W/"',
        'w/"a"',
        '"a" "b"',
        "*, *",
        "bytes=",
        "bytes=-",
        "bytes=9-1",
        "bytes=0-0,",
        "items=0-1",
    ),
    *("bytes=" + "9" * 60 + "-", "Fri, 31 Feb 2026 99:99:99 GMT", "yesterday", "-1", "9" * 100, "NaN", "null", "[]"),
    *(
        "gzip;q=1.0001",
        "br, gzip, made-up",
        "en-" + "x" * 100,
        "a" * 4000,
        "a," * 1000,
        "return=nope",
        "count=exact, =",
    ),
    *("for=_;by=;;", "http://[::1", "javascript:alert(1)", "file:///etc/passwd", "00-0-0-00", "\t", "\xe9\xff"),
)


def wrong_fields(random: Random, material: Material) -> Mistake:
    """Read with one to three fields that make no sense."""
    names = random.sample(_NAMES, random.randint(1, 3))
    headers = {name: random.choice(_VALUES) for name in names}
    return Mistake(_FIELD, random.choice(("GET", "GET", "HEAD", "OPTIONS")), _place(random, material), headers)


def needless_content(random: Random, material: Material) -> Mistake:
    """Send content with a method that has no use for it."""
    content = random.choice((b"{}", b"\x00\xff", b"a=b", b"[" * 1000))
    return Mistake(_CONTENT, random.choice(("GET", "HEAD", "OPTIONS")), _place(random, material), {}, content)


def post_to_item(random: Random, material: Material) -> Mistake:
    """POST to an item, which is no collection."""
    url = material.own or material.readable
    return Mistake(_METHOD, "POST", url, {}, random.choice((b"{}", b"", b"[]", b"null")))


def _place(random: Random, material: Material) -> URL:
    return random.choice((material.collection, material.readable))
