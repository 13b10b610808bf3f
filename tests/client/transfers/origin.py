"""A server of one resource with ranges, which lies and breaks off as a test wants."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..peers import Link, Peer, Seen, response

CONTENT = bytes(range(256)) * 40
STRONG = ('ETag: "one"',)


@dataclass
class Origin:
    """What the server has, and how it behaves; `cuts` are how many bytes of content it sends before it drops dead.

    `lie` may change the answer to a request with a range.
    """

    content: bytes = CONTENT
    fields: tuple[str, ...] = STRONG
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    lie: Callable[[Seen], bytes | None] = lambda seen: None
    path: str = "file.bin"

    def script(self, link: Link) -> None:
        """Answer requests until one is cut."""
        while True:
            seen = link.request()
            answer = self.lie(seen) or self.answer(seen)
            if not self.cuts:
                link.send(answer)
                continue
            head, separator, content = answer.partition(b"\r\n\r\n")
            link.send(head + separator + content[: self.cuts.pop(0)])
            return

    def answer(self, seen: Seen) -> bytes:
        """Return the answer of a server that means well."""
        wanted = re.fullmatch(r"bytes=(\d+)-", seen.fields.get("range", ""))
        condition = seen.fields.get("if-range")
        is_same = condition is None or any(condition == line.partition(": ")[2] for line in self.fields)
        if wanted is None or not self.ranges or not is_same:
            return response(self.content, *self.fields)
        first, size = int(wanted[1]), len(self.content)
        if first >= size:
            return response(b"", f"Content-Range: bytes */{size}", status="416 Range Not Satisfiable")
        said = f"Content-Range: bytes {first}-{size - 1}/{size}"
        return response(self.content[first:], said, *self.fields, status="206 Partial Content")

    def peer(self) -> Peer:
        """Return a server that has this resource."""
        return Peer(self.script)
