"""What sessions offer for long transfers: downloads and streams of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ...net.run import run
from ...semantics.event_stream import MOST_BYTES
from ...semantics.url import URL
from ..options import Options
from ..request import merged
from ..shell import Shell

if TYPE_CHECKING:
    from ..connection import Progress
    from .downloading import Download, Downloaded, Manner
    from .events import AsyncEvents, BlockingEvents, EventCourse, EventManner
    from .target import PathInput


def prepared_download(
    shell: Shell, method: str, url: str | URL, path: PathInput | None, manner: Manner, options: Options
) -> Download:
    """Return the download that the arguments describe. Raises `UsageError`, `InvalidURL`."""
    from ...semantics.fields import Fields
    from .downloading import Download

    options = unkept(shell, {**options, "stream": True})
    options.setdefault("verify_digest", True)
    request, plan = shell._prepare(method, url, options)
    if "accept-encoding" not in merged(Fields(), options.get("headers")):
        # What is decoded on its way cannot be continued, since positions in it say nothing of what is sent.
        request.headers["Accept-Encoding"] = "identity"
    return Download(shell._engine, request, plan, path, manner)


def prepared_events(shell: Shell, method: str, url: str | URL, manner: EventManner, options: Options) -> EventCourse:
    """Return the stream of events that the arguments describe. Raises `UsageError`, `InvalidURL`."""
    from ...semantics.fields import Fields
    from .events import EventCourse

    request, plan = shell._prepare(method, url, unkept(shell, {**options, "stream": True}))
    given = merged(Fields(), options.get("headers"))
    for name, value in (
        ("Accept", "text/event-stream"),
        ("Cache-Control", "no-store"),
        ("Accept-Encoding", "identity"),
    ):
        if name.lower() not in given:
            # Coded events would wait in the coder of a server that does not flush it.
            request.headers[name] = value
    return EventCourse(shell._engine, request, plan, manner)


def unkept(shell: Shell, options: Options) -> Options:
    """Return `options` with the session's cache left out of it, unless they say otherwise."""
    if shell.cache is not None:
        options.setdefault("cache", "no-store")
    return options


def manner_of(
    *, resume: bool, checksum: str | None, progress: Progress | None, overwrite: bool, durable: bool
) -> Manner:
    """Return the manner that the arguments of `Session.download` ask for. Raises `UsageError`."""
    from ...semantics.digest_fields import Checksum
    from .downloading import Manner

    expected = None if checksum is None else Checksum.parse(checksum)
    return Manner(resume, expected, progress, overwrite, durable)


class BlockingTransfers:
    """The transfers of a `Session`."""

    def download(
        self: Shell,
        url: str | URL,
        path: PathInput | None = None,
        *,
        resume: bool = True,
        checksum: str | None = None,
        progress: Progress | None = None,
        overwrite: bool = False,
        durable: bool = False,
        **options: Unpack[Options],
    ) -> Downloaded:
        """Save the content at `url` in a file, and go on with what an earlier call left of it.

        - `path`: the file; a folder, or None for the current one, has the server's name for it, made harmless.
        - `resume`: ask for the rest alone where an earlier call broke off, if the content is still the same.
        - `checksum`: what the file has to be, such as ``"sha256:9f86d0…"``; a wrong one is removed.
        - `progress`: called with the bytes in the file and those of the whole, None where unknown.
        - `overwrite`: take the place of a file that is there.
        - `durable`: return once the disk has it, power failures or not.

        With `retries`, a connection that breaks is followed by a request for the rest at once. Raises `UsageError` for
        paths that cannot be written, `HTTPError`, `DownloadError`, and what broke the transfer; `path` then has not
        been touched, and what came is in ``path.part``.
        """
        manner = manner_of(resume=resume, checksum=checksum, progress=progress, overwrite=overwrite, durable=durable)
        return run(prepared_download(self, "GET", url, path, manner, options).run())

    def events(
        self: Shell,
        url: str | URL,
        last_event_id: str = "",
        *,
        method: str = "GET",
        max_reconnects: int | None = None,
        idle_timeout: float | None = None,
        longest_wait: float = 60.0,
        max_event: int = MOST_BYTES,
        **options: Unpack[Options],
    ) -> BlockingEvents:
        """Follow a stream of server-sent events (WHATWG HTML §9.2): a context manager and an iterator.

        - `method`: GET, or one such as POST, with `json=` or `data=` for the content; that is never sent again.
        - `last_event_id`: go on after the event with this id.
        - `max_reconnects`: how often in a row to connect again without any event coming; None is for ever.
        - `idle_timeout`: seconds without a byte after which the connection counts as broken; None waits for ever.
        - `longest_wait`: seconds at which the doubled time between reconnections, and the server's, end.
        - `max_event`: the greatest size of one event in bytes.

        No deadline ends it unless one is given. Raises `RequestError` for an answer that is no such stream, and what
        breaks the first connection; later ones are made anew.
        """
        from .events import BlockingEvents, EventManner

        manner = EventManner(last_event_id, max_reconnects, idle_timeout, longest_wait, max_event)
        return BlockingEvents(prepared_events(self, method, url, manner, options))


class AsyncTransfers:
    """The transfers of an `AsyncSession`."""

    async def download(
        self: Shell,
        url: str | URL,
        path: PathInput | None = None,
        *,
        resume: bool = True,
        checksum: str | None = None,
        progress: Progress | None = None,
        overwrite: bool = False,
        durable: bool = False,
        **options: Unpack[Options],
    ) -> Downloaded:
        """Save the content at `url` in a file. See `Session.download`; the disk is reached by way of threads."""
        manner = manner_of(resume=resume, checksum=checksum, progress=progress, overwrite=overwrite, durable=durable)
        return await prepared_download(self, "GET", url, path, manner, options).run()

    def events(
        self: Shell,
        url: str | URL,
        last_event_id: str = "",
        *,
        method: str = "GET",
        max_reconnects: int | None = None,
        idle_timeout: float | None = None,
        longest_wait: float = 60.0,
        max_event: int = MOST_BYTES,
        **options: Unpack[Options],
    ) -> AsyncEvents:
        """Follow a stream of server-sent events, by ``async with`` and ``async for``. See `Session.events`."""
        from .events import AsyncEvents, EventManner

        manner = EventManner(last_event_id, max_reconnects, idle_timeout, longest_wait, max_event)
        return AsyncEvents(prepared_events(self, method, url, manner, options))
