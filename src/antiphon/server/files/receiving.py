"""The content of a request on its way into a file, in constant memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ...faults.resource import CONTENT_CODING_UNSUPPORTED
from ...semantics.codings import codings_of
from .refused import Refused
from .request import FileRequest
from .threads import in_thread
from .upload import Upload


def check_coding(request: FileRequest) -> None:
    """Raise `Refused`, 415, for content with a coding: a file is kept as it is (RFC 9110 §8.4, §15.5.16)."""
    codings = codings_of(request.field("content-encoding") or "")
    if codings:
        accepted = "identity"
        raise Refused(
            CONTENT_CODING_UNSUPPORTED,
            fields=(("Accept-Encoding", accepted),),
            coding=", ".join(codings),
            accepted=accepted,
        )


@asynccontextmanager
async def received(folder: int, content: AsyncIterator[bytes]) -> AsyncIterator[Upload]:
    """Yield `content` as a finished upload in `folder`; it is discarded at the end unless it has been kept.

    Raises `OSError`; `ClientDisconnected` where the content does not come to its end.
    """
    upload = Upload(folder)
    try:
        async for piece in content:
            await in_thread(upload.write, piece)
        await in_thread(upload.finish)
        yield upload
    finally:
        await in_thread(upload.discard)
