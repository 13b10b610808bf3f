"""Files in memory, each at a place that the client chooses."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from ..rest.representation.document import tag_of
from ..semantics.media_types import BINARY, parse_media_type
from .conditions import holds
from .exchange import Exchange

_MOST_FILES = 16
_MOST_BYTES = 8 * 1024 * 1024
# Whoever put it there, a page among the files can do nothing in the name of this server.
_HARMLESS = [
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "sandbox"),
    ("cache-control", "no-cache"),
]


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    media_type: str


class Files:
    """The folder of the files."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {"hello.txt": _File(b"Hello, world!\n", "text/plain; charset=utf-8")}

    async def collection(self, exchange: Exchange) -> None:
        """List the files."""
        listed = [
            {"name": name, "path": _path(name), "bytes": len(file.content), "type": file.media_type}
            for name, file in sorted(self._files.items())
        ]
        await exchange.answer_json(listed)

    async def file(self, exchange: Exchange, name: str) -> None:
        """Read, put or remove one file."""
        file = self._files.get(name)
        if file is None and exchange.method != "PUT":
            await exchange.answer_problem(404, ("There is no such file.", "No existe ese archivo."))
        elif await holds(exchange, None if file is None else tag_of(file.content), _HARMLESS):
            if exchange.method == "PUT":
                await self._put(exchange, name)
            elif exchange.method == "DELETE":
                self._files.pop(name, None)
                await exchange.answer(204)
            elif file is not None:
                fields = [("etag", str(tag_of(file.content))), *_HARMLESS]
                await exchange.answer(200, file.content, file.media_type, fields)

    async def _put(self, exchange: Exchange, name: str) -> None:
        content = await exchange.content()
        is_new = name not in self._files
        if len(content) > _MOST_BYTES:
            sentence = (
                f"A file has at most {_MOST_BYTES} bytes.",
                f"Un archivo tiene como máximo {_MOST_BYTES} bytes.",
            )
            await exchange.answer_problem(413, sentence)
        elif is_new and len(self._files) >= _MOST_FILES:
            sentence = ("There is no room for more files; remove one.", "No caben más archivos; quite uno.")
            await exchange.answer_problem(409, sentence)
        else:
            parsed = parse_media_type(exchange.field("content-type") or BINARY)
            self._files[name] = _File(content, BINARY if parsed is None else str(parsed))
            fields = [("etag", str(tag_of(content)))]
            if is_new:
                await exchange.answer(201, fields=[*fields, ("location", _path(name))])
            else:
                await exchange.answer(204, fields=fields)


def _path(name: str) -> str:
    return f"/files/{quote(name, safe='')}"
