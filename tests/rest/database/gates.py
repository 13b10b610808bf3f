"""A way to a server that can be shut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class Gate:
    """A socket at `path` that leads to the one `behind`. When it is shut, connections that are open break.

    It shuts by itself when a client sends `shut_at`.
    """

    def __init__(self, behind: str, path: Path) -> None:
        self._behind = behind
        self._path = path
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self.shut_at: bytes | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._pass, str(self._path))

    async def shut(self) -> None:
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)
        for writer in self._writers:
            writer.close()
        self._writers.clear()
        await asyncio.sleep(0)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_unix_connection(self._behind)
        self._writers += [writer, to_server]
        await asyncio.gather(self._copy(reader, to_server), self._copy(from_server, writer), return_exceptions=True)

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if self.shut_at is not None and self.shut_at in data:
                await self.shut()
                return
            writer.write(data)
        writer.close()


@asynccontextmanager
async def open_gate(behind: str, path: Path) -> AsyncIterator[Gate]:
    """Give a gate, open at first."""
    gate = Gate(behind, path)
    await gate.open()
    try:
        yield gate
    finally:
        await gate.shut()
