"""Answers to write down in a row: whole ones with the fields that belong to them, and raw bytes."""

from __future__ import annotations

from ..semantics.status import phrase
from .visit import Play, Visit

TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/json"

_WITHOUT_CONTENT = (204, 304)
_ONE_PIECE = 65536


def reply(
    status: int,
    *fields: str,
    content: str | bytes | None = None,
    kind: str | None = TEXT,
    dated: bool = True,
    reason: str | None = None,
) -> Play:
    """Return what answers with `status`, `fields` (``Name: value``) and `content`, its length and Date in order.

    `kind` is the media type, None for none; without `content` the text is the status. Places such as ``{https}`` in
    fields are filled in (`Visit.filled`). A HEAD gets the fields alone (RFC 9110 §9.3.2).
    """
    words = phrase(status) if reason is None else reason
    text = f"{status} {words}\n" if content is None else content
    whole = text.encode() if isinstance(text, str) else text
    lines = [f"HTTP/1.1 {status} {words}", *(["Date: {date}"] if dated else []), *fields]
    if status not in _WITHOUT_CONTENT:
        lines += [*([f"Content-Type: {kind}"] if kind else []), f"Content-Length: {len(whole)}"]
    else:
        whole = b""

    async def play(visit: Visit) -> None:
        own = lines if visit.stays else [*lines, "Connection: close"]
        head = visit.filled("\r\n".join([*own, "", ""]))
        await send_slices(visit, head + (b"" if visit.request.method == "HEAD" else whole))

    return play


def raw(*lines: str, content: bytes = b"", closing: bool = True) -> Play:
    """Return what sends a head made of `lines` and then `content`, whatever they say, and closes the connection.

    The head has a Date as well, and says that the connection closes, unless `closing` is False.
    """
    start, *rest = lines
    head = "\r\n".join([start, "Date: {date}", *rest, *(["Connection: close"] if closing else []), "", ""])

    async def play(visit: Visit) -> None:
        visit.leave()
        await send_slices(visit, visit.filled(head) + content)

    return play


def sends(data: bytes) -> Play:
    """Return what sends `data` and closes the connection."""

    async def play(visit: Visit) -> None:
        visit.leave()
        await visit.send(data)

    return play


async def send_slices(visit: Visit, data: bytes) -> None:
    """Send `data` piece by piece, so that a slow client holds it up."""
    for start in range(0, len(data), _ONE_PIECE):
        await visit.send(data[start : start + _ONE_PIECE])


def by_method(**plays: Play) -> Play:
    """Return what does as the request's method says, and answers 405 to the methods that are not named.

    HEAD is answered as GET where it has no row of its own.
    """
    refuse = reply(405, f"Allow: {', '.join(plays)}")

    async def play(visit: Visit) -> None:
        method = visit.request.method
        known = plays.get(method) or (plays.get("GET") if method == "HEAD" else None)
        await (known or refuse)(visit)

    return play
