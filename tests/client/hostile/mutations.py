"""Valid streams of bytes, and ways to spoil them. A seed decides all."""

from __future__ import annotations

import gzip
from random import Random

from ..peers import response
from .parties import Party

PIECES = [
    b"",
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b":",
    b";",
    b"\xff",
    b"0",
    b"-",
    b"f" * 16,
    b"9" * 20,
    b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.0 ",
    b"Content-Length: 3\r\n",
    b"Content-Length: 0\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Content-Encoding: br, deflate\r\n",
    b"Content-Encoding: zstd\r\n",
    b"Connection: close\r\n",
    b"Location: /1\r\n",
    b"Location: //\r\n",
    b"Set-Cookie: a=1; Domain=.; Max-Age=99999999999999999999\r\n",
    b"WWW-Authenticate: Digest realm=\r\n",
    b"Strict-Transport-Security: max-age=1\r\n",
    b"Cache-Control: max-age=9, no-cache=\r\n",
    b"Age: -1\r\n",
    b"Vary: *\r\n",
    b"Retry-After: 99999999999\r\n",
    b"Content-Type: text/html; charset=utf-7\r\n",
]
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n3;a=b\r\none\r\n3\r\ntwo\r\n0\r\nX: y\r\n\r\n"
)
STREAMS = [
    response(b"hello", "Content-Type: text/plain; charset=utf-8", 'ETag: W/"x"', "Cache-Control: max-age=60"),
    response(gzip.compress(b"hello " * 50, mtime=0), "Content-Encoding: gzip", "Vary: Accept-Encoding"),
    CHUNKED,
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + CHUNKED,
    response(b"", "Location: /next?a=b#c", "Set-Cookie: a=1; Path=/; HttpOnly; SameSite=Lax", status="302 Found"),
    response(b"no", 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"', status="401 Unauthorized"),
    b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
]


def spoiled(data: bytes, random: Random) -> bytes:
    """Return `data` with up to three mistakes in it."""
    found = bytearray(data)
    for _ in range(random.randrange(4)):
        at = random.randint(0, len(found))
        match random.randrange(6):
            case 0 if found:
                found[min(at, len(found) - 1)] = random.randrange(256)
            case 1:
                found[at:at] = random.choice(PIECES)
            case 2:
                del found[at : at + random.randint(1, 8)]
            case 3:
                found[at:at] = found[max(0, at - random.randint(1, 40)) : at]
            case 4:
                line = found.find(b"\r\n", at)
                if line >= 0:
                    found[line + 2 : line + 2] = random.choice(PIECES)
            case _:
                if not random.randrange(4):
                    del found[at:]
    return bytes(found)


class Spoiling:
    """A party whose words have mistakes in them, now and then."""

    def __init__(self, inner: Party, random: Random) -> None:
        self._inner = inner
        self._random = random

    def hear(self, data: bytes) -> bytes:
        said = self._inner.hear(data)
        return spoiled(said, self._random) if said and self._random.randrange(3) == 0 else said


class Spoiled:
    """A server that answers each request with one of the streams, spoiled."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._unread = b""

    def hear(self, data: bytes) -> bytes:
        self._unread += data
        if b"\r\n\r\n" not in self._unread:
            return b""
        self._unread = b""
        return spoiled(self._random.choice(STREAMS), self._random)
